//! Records read from an AzureHound export, beside a bare visitor over the same bytes.
//!
//! The export is that of a generated tenant; the sink counts records and keeps nothing, so that the
//! figure is what reading alone costs. The bare visitor is the bound: it parses the same JSON with
//! serde and looks at none of it.

#![expect(clippy::expect_used, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use enfilade_import::{NoProgress, Options, read};
use enfilade_model::{Record, RecordSink};
use enfilade_testkit::large::{Large, Size, azurehound};
use serde::de::IgnoredAny;
use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;

const USERS: u32 = 20_000;

#[derive(Default)]
struct Count(u64);

impl RecordSink for Count {
    fn push(&mut self, record: Record<'_>) {
        black_box(&record);
        self.0 += 1;
    }
}

fn import(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the export");
    let path = folder.path().join("azurehound.json");
    let file = File::create(&path).expect("a file for the export");
    azurehound::write(&Large::new(Size(USERS), 42), &mut BufWriter::new(file)).expect("an export");
    let bytes = std::fs::read(&path).expect("the export");

    let mut bench = c.benchmark_group("import");
    bench
        .sample_size(10)
        .throughput(Throughput::Bytes(bytes.len() as u64));
    bench.bench_function("records", |b| {
        b.iter(|| {
            let mut count = Count::default();
            let summary = read(
                std::slice::from_ref(&path),
                &Options::default(),
                &NoProgress,
                &mut count,
            );
            black_box((summary.expect("a summary"), count.0))
        });
    });
    bench.bench_function("bare visitor", |b| {
        b.iter(|| black_box(serde_json::from_slice::<IgnoredAny>(&bytes)).expect("JSON"));
    });
    bench.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
