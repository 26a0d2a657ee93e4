//! Rules of dynamic membership over one block of people, and what is said of a rule from its text.

#[path = "../crates/enfilade-rules/examples/scale/tenant.rs"]
mod tenant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use enfilade_rules::{Rule, evaluate};
use std::hint::black_box;
use tenant::{People, rules};

const PEOPLE: usize = 1 << 16;
const RULES: u64 = 1000;

fn evaluation(criterion: &mut Criterion) {
    let rules = rules(RULES);
    let all: Vec<&Rule> = rules.iter().collect();
    let people = People { count: PEOPLE };
    let mut group = criterion.benchmark_group("rules");
    group.sample_size(10);
    group.throughput(Throughput::Elements(RULES * PEOPLE as u64));
    group.bench_function("evaluated", |bencher| {
        bencher.iter(|| {
            let mut found = 0;
            evaluate(&all, &people, 0, &mut |answers| found += answers.unknown());
            black_box(found)
        });
    });
    group.throughput(Throughput::Elements(RULES));
    group.bench_function("brought into the normal form", |bencher| {
        bencher.iter(|| {
            for rule in &rules {
                black_box(rule.normal());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, evaluation);
criterion_main!(benches);
