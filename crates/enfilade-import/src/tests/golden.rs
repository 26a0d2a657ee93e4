//! Each kind of record and the facts it gives, against a text that was read and found right.

use super::support::{import, import_record, one_of_each_kind, sample};
use crate::Options;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn each_kind_gives_the_facts_that_the_golden_text_says() {
    let mut text = String::new();
    for record in one_of_each_kind() {
        let kind = record.split('"').nth(3).unwrap();
        writeln!(text, "# {kind}").unwrap();
        for line in import_record(&record) {
            writeln!(text, "{line}").unwrap();
        }
        writeln!(text).unwrap();
    }
    compare(&sample("kinds.expected.txt"), &text);
}

#[test]
fn all_kinds_together_are_complete_and_nothing_is_odd() {
    let outcome = import(&sample("kinds.json"), &Options::default()).unwrap();
    assert_eq!(outcome.codes(), [""; 0]);
    assert_eq!(outcome.summary.records.len(), 64);
    assert!(outcome.summary.records.values().all(|count| *count == 1));
}

/// Compares with a golden file; `UPDATE_GOLDENS=1` writes it instead.
pub(super) fn compare(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(path, actual).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != actual {
        let different = expected.lines().zip(actual.lines()).find(|(a, b)| a != b);
        panic!(
            "{} differs: {different:#?}; set UPDATE_GOLDENS=1 to accept",
            path.display()
        );
    }
}
