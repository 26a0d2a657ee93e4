//! Nested groups condensed, put in order and closed.
//!
//! The groups are drawn with the shape of size M of `benches/README.md` (40,000 groups, nested to
//! depth 12, now and then in a cycle) and of ten times that.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use enfilade_access::closure::Closure;
use enfilade_access::condense::{Adjacency, Condensation};
use enfilade_access::hierarchy::Hierarchy;
use enfilade_testkit::draw::Draw;
use std::hint::black_box;

/// A number for each position, so that runs are alike.
fn mix(n: u64) -> u64 {
    Draw::new(n).bits()
}

/// Each group in groups of the layer above it, twelve layers in all; one in a thousand also in one
/// below, which makes a cycle.
fn parents(groups: u32) -> Adjacency {
    let layer = groups.div_ceil(12);
    Adjacency::build(groups, |group, row| {
        let above = (group / layer + 1) * layer;
        for edge in 0..mix(u64::from(group)) % 3 {
            let draw = mix(u64::from(group) << 8 | edge) as u32;
            if above < groups {
                row.push(above + draw % layer.min(groups - above));
            }
        }
        if mix(u64::from(group) ^ 0xc1c1e).is_multiple_of(1000) && group >= layer {
            row.push(group - layer);
        }
    })
}

fn condensation(c: &mut Criterion) {
    let mut bench = c.benchmark_group("condensation");
    for groups in [40_000, 400_000] {
        let parents = parents(groups);
        bench.throughput(Throughput::Elements(parents.edge_count() as u64));
        bench.bench_function(BenchmarkId::new("components", groups), |b| {
            b.iter(|| black_box(Condensation::of(&parents)));
        });
        bench.bench_function(BenchmarkId::new("order", groups), |b| {
            b.iter(|| black_box(Hierarchy::new(&parents)));
        });
        let order = Hierarchy::new(&parents);
        let own = Adjacency::build(order.component_count(), |component, row| {
            row.push(component)
        });
        bench.bench_function(BenchmarkId::new("closure", groups), |b| {
            b.iter(|| black_box(Closure::new(&order, &own, order.component_count())));
        });
    }
    bench.finish();
}

criterion_group!(benches, condensation);
criterion_main!(benches);
