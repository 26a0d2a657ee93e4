//! Reads exports and counts the facts in them, and does nothing with them: what reading alone costs.
//!
//! `benches/reading.py` makes exports in every form and runs this over each.

#![expect(clippy::print_stdout, reason = "the results are what it is for")]

use enfilade_import::{NoProgress, Options, read};
use enfilade_model::{EdgeList, Record, RecordSink};
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;

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
    let mut count = Count::default();
    let summary = read(&paths, &Options::default(), &NoProgress, &mut count)?;
    println!("{} facts", count.0);
    for warning in &summary.warnings {
        println!("{} ({}): {}", warning.code, warning.count, warning.example);
    }
    Ok(())
}
