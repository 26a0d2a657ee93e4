//! Damaged files: what lies before and after the damage is kept, and the damage is named.

use super::support::{file_form, import_bytes, import_records, one_of_each_kind, sample};
use crate::ImportError;
use enfilade_model::{Level, Relation};
use std::collections::BTreeSet;
use std::fs;

fn user(number: u32) -> String {
    format!(
        "{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"a0000000-0000-4000-8000-{number:012x}\",\"displayName\":\"User {number}\"}}}}"
    )
}

fn users(outcome_lines: &[String]) -> usize {
    outcome_lines
        .iter()
        .filter(|line| line.starts_with("user "))
        .count()
}

/// Cuts `text` at every byte; what is left of it must give the records that are whole, in order,
/// and may add only facts that the whole file gives too.
fn cut_everywhere(text: &str, step: usize) {
    let whole = import_bytes(text.as_bytes()).unwrap();
    let all: BTreeSet<&String> = whole.lines.iter().collect();
    let total: u64 = whole.summary.records.values().sum();
    for cut in (0..text.len()).step_by(step) {
        let complete = complete_records(&text[..floor(text, cut)]);
        match import_bytes(&text.as_bytes()[..cut]) {
            Ok(outcome) => {
                let count: u64 = outcome.summary.records.values().sum();
                assert_eq!(count, complete.min(total), "cut at {cut}");
                for line in &outcome.lines {
                    assert!(
                        all.contains(line) || line.starts_with("contains: tenant"),
                        "cut at {cut} adds {line}"
                    );
                }
                let damaged = outcome.summary.damage().count() > 0;
                let ends = text[floor(text, cut)..].trim().is_empty();
                let lines_form = text.starts_with("{\"kind\"");
                assert!(damaged || ends || lines_form, "cut at {cut} is not noticed");
            }
            Err(ImportError::NotAnExport { .. }) => assert_eq!(complete, 0, "cut at {cut}"),
            Err(other) => panic!("cut at {cut}: {other}"),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How many records of a text with a record a line are whole.
fn complete_records(text: &str) -> u64 {
    let mut stream = 0;
    for line in text.split("\n") {
        let line = line.trim().trim_end_matches(',');
        if line.starts_with("{\"kind\"")
            && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
        {
            stream += 1;
        }
    }
    stream
}

#[test]
fn a_file_cut_at_any_byte_keeps_all_records_before() {
    let text = fs::read_to_string(sample("small.json")).unwrap();
    cut_everywhere(&text, 1);
}

#[test]
fn lines_cut_at_any_byte_keep_all_records_before() {
    let text = fs::read_to_string(sample("small.ndjson")).unwrap();
    cut_everywhere(&text, 1);
}

#[test]
fn a_file_of_all_kinds_cut_anywhere_never_panics() {
    let text = file_form(&one_of_each_kind());
    cut_everywhere(&text, 97);
}

#[test]
fn a_cut_list_of_members_keeps_the_members_before_the_cut() {
    let text = file_form(&[
        r##"{"kind":"AZGroupMember","data":{"members":[{"member":{"@odata.type":"#microsoft.graph.user","id":"a0000000-0000-4000-8000-000000000001"},"groupId":"a0000000-0000-4000-8000-000000000010"},{"member":{"@odata.type":"#microsoft.graph.user","id":"a0000000-0000-4000-8000-000000000002"},"groupId":"a0000000-0000-4000-8000-000000000010"}],"groupId":"a0000000-0000-4000-8000-000000000010"}}"##,
    ]);
    let cut = text.rfind("000000000002").unwrap();
    let outcome = import_bytes(&text.as_bytes()[..cut]).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    assert_eq!(outcome.codes(), ["truncated"]);
    let expected = format!("byte {cut}: EOF while parsing a string");
    assert_eq!(outcome.example("truncated"), expected);
}

#[test]
fn a_damaged_line_costs_one_record() {
    let records: Vec<String> = (1..=9).map(user).collect();
    let text = file_form(&records);
    let place = text.find("User 5").unwrap();
    for damage in [
        "\0", "\"", "\\", "\n", "{", "}", "[", "]", "\u{1}", "}}", "\"}}",
    ] {
        let mut damaged = text.clone();
        damaged.replace_range(place..place + 2, damage);
        let outcome = import_bytes(damaged.as_bytes()).unwrap();
        let found = users(&outcome.lines);
        // Brackets in a name are part of it, and a name may end early.
        let is_harmless = matches!(damage, "{" | "}" | "[" | "]" | "}}" | "\"}}");
        assert_eq!(found, if is_harmless { 9 } else { 8 }, "{damage:?}");
    }
}

#[test]
fn a_line_that_lost_its_end_costs_one_record() {
    let records: Vec<String> = (1..=9).map(user).collect();
    for text in [
        file_form(&records),
        records.join("\n"),
        format!("[{}]", records.join(",")),
    ] {
        let start = text.find("ser 5").unwrap();
        let next = text
            .find("{\"kind\":\"AZUser\",\"data\":{\"id\":\"a0000000-0000-4000-8000-000000000006")
            .unwrap();
        let mut damaged = text.clone();
        damaged.replace_range(start..next, "");
        let outcome = import_bytes(damaged.as_bytes()).unwrap();
        assert_eq!(users(&outcome.lines), 8, "{damaged}");
        assert!(
            outcome.codes().contains(&"broken-record"),
            "{:?}",
            outcome.codes()
        );
    }
}

#[test]
fn the_damage_is_named_by_its_byte() {
    let text = file_form(&[user(1), user(2)]);
    let place = text.rfind("\"displayName\"").unwrap();
    let mut damaged = text.clone();
    damaged.replace_range(place..place + 1, "x");
    let outcome = import_bytes(damaged.as_bytes()).unwrap();
    assert_eq!(
        outcome.example("broken-record"),
        format!("byte {place}: key must be a string")
    );
    let warning = &outcome.summary.warnings[0];
    let start = damaged.rfind("{\"kind\"").unwrap() as u64;
    assert_eq!(warning.provenance.unwrap().offset, start);
    assert!(warning.damage);
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let text = file_form(&[user(1), user(2)]);
    let place = text.find("User 1").unwrap();
    let mut damaged = text.into_bytes();
    damaged[place] = 0xff;
    let outcome = import_bytes(&damaged).unwrap();
    assert_eq!(outcome.codes(), ["bad-text"]);
    assert_eq!(outcome.example("bad-text"), format!("byte {place}"));
    assert_eq!(users(&outcome.lines), 2);
    assert!(outcome.lines[0].contains("\"\u{fffd}ser 1\""));
}

#[test]
fn a_count_that_differs_is_damage() {
    let text = file_form(&[user(1), user(2)]).replace("\"count\":2", "\"count\":3");
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert_eq!(outcome.codes(), ["count-differs"]);
    assert_eq!(outcome.example("count-differs"), "3 stated, 2 found");
}

#[test]
fn a_flipped_byte_anywhere_never_panics_and_costs_at_most_two_records() {
    let text = fs::read_to_string(sample("small.json")).unwrap();
    let whole = import_bytes(text.as_bytes()).unwrap();
    let total: u64 = whole.summary.records.values().sum();
    for place in 0..text.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut damaged = text.clone().into_bytes();
            damaged[place] ^= flip;
            match import_bytes(&damaged) {
                Ok(outcome) => {
                    let count: u64 = outcome.summary.records.values().sum();
                    assert!(
                        count + 2 >= total,
                        "byte {place} ^ {flip:#x} leaves {count}"
                    );
                }
                Err(ImportError::NotAnExport { .. } | ImportError::Archive { .. }) => {
                    assert!(place < 60, "byte {place} ^ {flip:#x}");
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn text_between_records_is_skipped_and_named() {
    let text = format!("{}\nlost\n{}\n", user(1), user(2));
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert_eq!(users(&outcome.lines), 2);
    assert_eq!(outcome.codes(), ["stray-text"]);
    let expected = import_records(&[user(1), user(2)]).sorted();
    assert_eq!(outcome.sorted(), expected);
}

#[test]
fn nothing_is_complete_after_damage() {
    let whole = [user(1), user(2)].join("\n");
    let level = |text: &str| {
        let outcome = import_bytes(text.as_bytes()).unwrap();
        outcome.summary.completeness.relations[&Relation::Users].clone()
    };
    assert_eq!(level(&whole), Level::Complete);
    assert!(matches!(
        level(&whole[..whole.len() - 9]),
        Level::Partial(_)
    ));
}
