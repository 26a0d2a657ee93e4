//! A search down nested groups from many sources at once, and the same one source at a time.
//!
//! What the bits are for is the ratio of the two: 256 sources together against 256 searches.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use enfilade_access::condense::Adjacency;
use enfilade_access::frontier::{Mask, search};
use enfilade_model::EntityId;
use enfilade_testkit::draw::Draw;
use std::hint::black_box;

const GROUPS: u32 = 40_000;
const SOURCES: usize = 256;

/// A number for each position, so that runs are alike.
fn mix(n: u64) -> u64 {
    Draw::new(n).bits()
}

/// For each group the groups nested in it: twelve layers, two below each on average.
fn nested() -> Adjacency {
    let layer = GROUPS.div_ceil(12);
    Adjacency::build(GROUPS, |group, row| {
        let below = (group / layer + 1) * layer;
        for edge in 0..mix(u64::from(group)) % 5 {
            let draw = mix(u64::from(group) << 8 | edge) as u32;
            if below < GROUPS {
                row.push(below + draw % layer.min(GROUPS - below));
            }
        }
    })
}

fn sources<const WORDS: usize>(range: std::ops::Range<usize>) -> Vec<(EntityId, Mask<WORDS>)> {
    range
        .enumerate()
        .map(|(bit, source)| {
            let mut mask = [0; WORDS];
            mask[bit / 64] = 1 << (bit % 64);
            (EntityId(mix(source as u64) as u32 % 3000), mask)
        })
        .collect()
}

fn frontier(c: &mut Criterion) {
    let nested = nested();
    let below = |group: EntityId, visit: &mut dyn FnMut(EntityId)| {
        nested
            .row(group.0)
            .iter()
            .for_each(|&group| visit(EntityId(group)));
    };
    let mut bench = c.benchmark_group("frontier");
    bench.throughput(Throughput::Elements(SOURCES as u64));
    bench.bench_function("256 sources at once", |b| {
        let sources = sources::<4>(0..SOURCES);
        b.iter(|| black_box(search::<4>(0..GROUPS, &sources, below)));
    });
    bench.bench_function("256 searches", |b| {
        let each: Vec<_> = (0..SOURCES).map(|at| sources::<1>(at..at + 1)).collect();
        b.iter(|| {
            for sources in &each {
                black_box(search::<1>(0..GROUPS, sources, below));
            }
        });
    });
    bench.finish();
}

criterion_group!(benches, frontier);
criterion_main!(benches);
