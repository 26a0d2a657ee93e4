//! What reading costs without building a graph: `read PATH...` reads exports on one thread three times, and
//! prints how many bytes and facts they are and how fast the quickest run was, by the clock.

#![expect(clippy::print_stdout, reason = "the results are what it is for")]

use enfilade_import::{NoProgress, Options, read};
use enfilade_model::{EdgeList, Record, RecordSink};
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Default)]
struct Count(u64);

impl RecordSink for Count {
    fn push(&mut self, record: Record<'_>) {
        black_box(&record);
        self.0 += 1;
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        black_box(edges);
        self.0 += edges.from.len() as u64;
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let (mut count, started) = (Count::default(), Instant::now());
        let summary = read(&paths, &Options::default(), &NoProgress, &mut count)?;
        best = best.min(started.elapsed().as_secs_f64());
        let bytes: u64 = summary.sources.iter().map(|source| source.bytes).sum();
        let mb = bytes as f64 / 1e6;
        println!(
            "{mb:.0} MB, {} files, {} facts, {:.0} MB/s",
            summary.sources.len(),
            count.0,
            mb / best
        );
    }
    Ok(())
}
