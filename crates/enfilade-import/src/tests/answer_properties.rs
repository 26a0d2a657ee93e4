//! What must hold for any answer and any table: nothing depends on how the text comes in or on the
//! order of records and files, and no damage brings the reader down.

use super::support::{Lines, Outcome, Pieces, folder_of, import, sample_of};
use crate::decode::encoding::Encoding;
use crate::decode::window::{Sizes, Window};
use crate::facts::Emitter;
use crate::format::Formats;
use crate::{Format, Options};
use enfilade_model::{Completeness, ImportSummary};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Reads a text of a format that comes in pieces, `chunk` bytes of which are asked for at once.
fn in_chunks(format: Format, bytes: &[u8], chunk: usize) -> Outcome {
    let mut lines = Lines::default();
    let mut out = Emitter::new(&mut lines);
    let mut formats = Formats::default();
    let (encoding, mark) = Encoding::of(bytes);
    let sizes = Sizes {
        chunk,
        ..Sizes::for_records(1 << 30)
    };
    let source = Box::new(Pieces(&bytes[mark..]));
    let mut window = Window::new(source, encoding, mark as u64, sizes);
    formats.read(format, "export", None, &mut window, &mut out);
    formats.finish(None, &mut out);
    let summary = ImportSummary {
        sources: Vec::new(),
        records: formats.records(&out),
        completeness: formats.ledger(&out),
        warnings: out.oddities.into_warnings(),
    };
    Outcome {
        lines: lines.0,
        lists: lines.1,
        summary,
    }
}

/// The samples of all formats, each with its format.
fn samples() -> Vec<(Format, Vec<u8>)> {
    let samples = named_samples().into_iter();
    samples.map(|(format, _, bytes)| (format, bytes)).collect()
}

/// The samples, each with its format and its name.
fn named_samples() -> Vec<(Format, String, Vec<u8>)> {
    let folders = [
        ("graph", Format::Graph),
        ("arm", Format::ResourceManager),
        ("csv", Format::Table),
        ("plain", Format::Plain),
        ("opengraph", Format::OpenGraph),
    ];
    let mut samples = Vec::new();
    for (folder, format) in folders {
        let mut paths: Vec<_> = fs::read_dir(sample_of(folder, ""))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file() && !path.display().to_string().ends_with(".txt"))
            .collect();
        paths.sort();
        samples.extend(paths.iter().map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format, name, fs::read(path).unwrap())
        }));
    }
    assert!(samples.len() > 20);
    samples
}

/// Bytes that mean something in JSON or a table, or nothing anywhere.
fn nasty() -> impl Strategy<Value = u8> {
    prop_oneof![select(b"\"\\{}[],:;\n\0 \xff".to_vec()), any::<u8>()]
}

/// The records of a page, as JSON; some refer to each other.
fn records() -> Vec<String> {
    let text = fs::read_to_string(sample_of("graph", "roles.ndjson")).unwrap();
    let mut records: Vec<String> = text.lines().map(str::to_owned).collect();
    for file in ["users.json", "groups.json", "apps.json", "batch.json"] {
        records.push(fs::read_to_string(sample_of("graph", file)).unwrap());
    }
    for file in [
        "graph-query.json",
        "cli-assignments.json",
        "definitions.json",
        "denies.json",
    ] {
        records.push(fs::read_to_string(sample_of("arm", file)).unwrap());
    }
    records
}

/// The records of a text, each as it stands there, and what stands around them: the items of a list,
/// the lines of objects, the rows of a table.
fn parts(format: Format, text: &str) -> (String, Vec<String>, String) {
    if matches!(format, Format::Table | Format::Plain) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let is_note = |line: &&&str| line.starts_with("#TYPE") || line.starts_with("sep=");
        let header = lines.iter().take_while(is_note).count() + 1;
        let rows = lines[header..]
            .iter()
            .map(|row| format!("{}\n", row.trim_end()));
        return (lines[..header].concat(), rows.collect(), String::new());
    }
    let whole: Result<Value, _> = serde_json::from_str(text);
    let Ok(mut page) = whole else {
        let lines = text.lines().map(|line| format!("{line}\n")).collect();
        return (String::new(), lines, String::new());
    };
    let list = ["value", "data", "responses"]
        .into_iter()
        .find(|list| page[*list].is_array());
    let items = match list {
        Some(list) => page[list].take(),
        None if page.is_array() => page.take(),
        None => return (String::new(), vec![text.to_owned()], String::new()),
    };
    let items = items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{item},"));
    let (before, after) = match list {
        Some(list) => {
            page[list] = Value::from("<list>");
            let text = page.to_string();
            let (before, after) = text.split_once("\"<list>\"").unwrap();
            (before.to_owned(), after.to_owned())
        }
        None => (String::new(), String::new()),
    };
    (
        format!("{before}["),
        items.collect(),
        format!("null]{after}"),
    )
}

/// What the text of these records in this order says under the name of a sample.
fn said_in_order(
    name: &str,
    (before, records, after): &(String, Vec<String>, String),
    order: &[usize],
) -> (Vec<String>, Completeness, BTreeMap<String, u64>) {
    let records: String = order.iter().map(|at| records[*at].as_str()).collect();
    let text = format!("{before}{records}{after}");
    let folder = folder_of(&[(name, text.as_bytes())]);
    let outcome = import(folder.path(), &Options::default()).unwrap();
    let counts = outcome
        .summary
        .warnings
        .iter()
        .map(|warning| (warning.code.clone(), warning.count));
    let mut odd: BTreeMap<String, u64> = counts.collect();
    odd.extend(outcome.summary.records.clone());
    let ledger = outcome.summary.completeness.clone();
    (outcome.sorted(), ledger, odd)
}

/// Each sample, its name, and an order of its records.
fn reordered() -> impl Strategy<Value = (String, (String, Vec<String>, String), Vec<usize>)> {
    let samples: Vec<_> = named_samples()
        .into_iter()
        .map(|(format, name, bytes)| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            (name, parts(format, text.trim_start_matches('\u{feff}')))
        })
        .collect();
    assert!(
        samples
            .iter()
            .filter(|(_, (_, records, _))| records.len() > 1)
            .count()
            > 15
    );
    select(samples).prop_flat_map(|(name, parts)| {
        let order: Vec<usize> = (0..parts.1.len()).collect();
        (Just(name), Just(parts), Just(order).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_order_of_records_changes_nothing((name, parts, order) in reordered()) {
        let in_order: Vec<usize> = (0..order.len()).collect();
        prop_assert_eq!(
            said_in_order(&name, &parts, &order),
            said_in_order(&name, &parts, &in_order),
            "{} in {:?}", name, order
        );
    }

    #[test]
    fn how_a_text_comes_in_changes_nothing(
        sample in any::<Index>(),
        chunk in 1..3000_usize,
        edits in vec((any::<Index>(), nasty()), 0..4),
        cut in prop::option::of(any::<Index>()),
    ) {
        let samples = samples();
        let (format, bytes) = &samples[sample.index(samples.len())];
        let mut bytes = bytes.clone();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let whole = in_chunks(*format, &bytes, 1 << 20);
        prop_assert_eq!(in_chunks(*format, &bytes, chunk), whole);
    }

    #[test]
    fn the_order_of_files_changes_nothing(order in Just(records()).prop_shuffle()) {
        let import_all = |records: &[String]| {
            let names: Vec<String> = (0..records.len()).map(|number| format!("{number:02}.json")).collect();
            let files: Vec<(&str, &[u8])> = names
                .iter()
                .zip(records)
                .map(|(name, text)| (name.as_str(), text.as_bytes()))
                .collect();
            let outcome = import(folder_of(&files).path(), &Options::default()).unwrap();
            let ledger = outcome.summary.completeness.clone();
            let counts = outcome.summary.records.clone();
            // A scope is placed once in each spelling, wherever it comes first.
            (outcome.sorted(), ledger, counts)
        };
        let in_order = import_all(&records());
        prop_assert_eq!(import_all(&order), in_order);
    }
}
