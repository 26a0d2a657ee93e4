//! Evaluates many rules over many people and says how long that took and how much it found.
//!
//! `cargo run --release -p enfilade-rules --example scale -- 10000 1000000`

#![expect(clippy::print_stdout, reason = "it is a program that prints")]

mod tenant;

use enfilade_rules::{Rule, evaluate};
use std::time::Instant;
use tenant::{People, rules};

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let (wanted, count) = (
        numbers.next().unwrap_or(10_000),
        numbers.next().unwrap_or(1_000_000),
    );
    let start = Instant::now();
    let rules = rules(wanted as u64);
    println!(
        "{} rules read in {:.2} s",
        rules.len(),
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    let all: Vec<&Rule> = rules.iter().collect();
    let (mut matching, mut unknown) = (0, 0);
    evaluate(
        &all,
        &People { count },
        1_793_491_200_000_000,
        &mut |answers| {
            matching += answers.matching().count();
            unknown += answers.unknown();
        },
    );
    println!(
        "{matching} memberships of {count} people, {unknown} unknown, in {:.2} s",
        start.elapsed().as_secs_f64()
    );
}
