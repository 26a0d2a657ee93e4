//! The plain form as Parquet files.

use super::support::{ANNA, Outcome, folder_of, gzip, import, import_bytes, sample_of, zip};
use crate::decode::table;
use crate::{Format, ImportError, Limits, NoProgress, Options, read};
use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, FixedSizeBinaryArray, Int64Array, ListArray,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int32Type;
use enfilade_model::{Level, Relation, parse_guid};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::fs;
use std::sync::Arc;

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";

fn texts(values: &[&str]) -> ArrayRef {
    let values = values
        .iter()
        .map(|text| Some(*text).filter(|text| !text.is_empty()));
    Arc::new(StringArray::from_iter(values))
}

/// A Parquet file of these columns.
fn file(columns: Vec<(&str, ArrayRef)>, compression: Compression, group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A table as a Parquet file, each column texts.
fn of_table(text: &str, compression: Compression, group: usize) -> Vec<u8> {
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| {
            let cells = table::cells(line, b',', 100);
            cells.into_iter().map(Into::into).collect()
        })
        .collect();
    let (names, rows) = rows.split_first().unwrap();
    let columns = names.iter().enumerate().map(|(at, name)| {
        let cells: Vec<&str> = rows.iter().map(|row| &*row[at]).collect();
        (&**name, texts(&cells))
    });
    file(columns.collect(), compression, group)
}

fn sample(name: &str) -> String {
    fs::read_to_string(sample_of("plain", name)).unwrap()
}

fn members(rows: usize) -> Vec<u8> {
    let ids: Vec<String> = (0..rows)
        .map(|row| format!("a1000000-0000-4000-8000-{row:012}"))
        .collect();
    let ids: Vec<&str> = ids.iter().map(|id| &**id).collect();
    file(
        vec![
            ("kind", texts(&vec!["member"; rows])),
            ("from", texts(&ids)),
            ("to", texts(&vec![GROUP; rows])),
        ],
        Compression::SNAPPY,
        100,
    )
}

fn of(bytes: &[u8]) -> Outcome {
    import_bytes(bytes).unwrap()
}

#[test]
fn a_table_gives_the_same_facts_as_a_text_however_it_is_compressed() {
    for name in ["nodes.csv", "edges.csv"] {
        let text = of(sample(name).as_bytes());
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(GzipLevel::default()),
            Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::default()),
        ] {
            let table = of(&of_table(&sample(name), compression, 2));
            assert_eq!(table.lines, text.lines, "{compression:?}");
            assert_eq!(table.codes(), text.codes());
            assert_eq!(table.summary.records, text.summary.records);
            assert_eq!(table.summary.completeness, text.summary.completeness);
        }
    }
}

#[test]
fn a_table_is_read_where_it_lies_and_in_archives() {
    let bytes = of_table(&sample("edges.csv"), Compression::SNAPPY, 100);
    let lines = of(&bytes).lines;
    for (name, bytes) in [
        ("edges.parquet", bytes.clone()),
        ("edges.parquet.gz", gzip(&bytes)),
        ("edges.zip", zip(&[("a/edges.parquet", &bytes)])),
    ] {
        let folder = folder_of(&[(name, &bytes)]);
        let outcome = import(&folder.path().join(name), &Options::default()).unwrap();
        assert_eq!(outcome.lines, lines, "{name}");
        let source = &outcome.summary.sources[0];
        assert_eq!(source.format, "plain");
        assert!(source.blake3.is_some(), "{name}");
    }
}

#[test]
fn columns_of_other_types_are_texts_too() {
    let guid = parse_guid(ANNA).unwrap().to_be_bytes();
    let ids = FixedSizeBinaryArray::try_from_iter([guid].iter()).unwrap();
    let kinds: DictionaryArray<Int32Type> = ["user"].into_iter().collect();
    let outcome = of(&file(
        vec![
            ("id", Arc::new(ids)),
            ("kind", Arc::new(kinds)),
            ("name", texts(&["Anna"])),
            ("enabled", Arc::new(BooleanArray::from(vec![false]))),
            (
                "createdDateTime",
                Arc::new(
                    TimestampMicrosecondArray::from(vec![1_704_067_200_000_000])
                        .with_timezone("UTC"),
                ),
            ),
            ("floor", Arc::new(Int64Array::from(vec![3]))),
        ],
        Compression::SNAPPY,
        100,
    ));
    assert_eq!(
        outcome.lines,
        [format!(
            "user {ANNA} \"Anna\" accountEnabled=false createdDateTime=2024-01-01T00:00:00Z rest={{\"floor\":\"3\"}}"
        )]
    );
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_fact_stands_at_the_byte_where_its_group_of_rows_begins() {
    #[derive(Default)]
    struct Places(Vec<u64>);
    impl enfilade_model::RecordSink for Places {
        fn push(&mut self, record: enfilade_model::Record<'_>) {
            if let enfilade_model::Record::Edge(edge) = record {
                self.0.push(edge.provenance.offset);
            }
        }
    }
    let folder = folder_of(&[("edges.parquet", &members(250))]);
    let mut places = Places::default();
    let paths = [folder.path().join("edges.parquet")];
    read(&paths, &Options::default(), &NoProgress, &mut places).unwrap();
    let places = places.0;
    assert_eq!(places.len(), 250);
    assert_eq!(places[0], 4);
    assert!(places[99] == 4 && places[100] > 4 && places[100] == places[199]);
    assert!(places[200] > places[199]);
}

#[test]
fn a_table_of_something_else_is_refused_in_words() {
    let other = file(
        vec![("date", texts(&["x"])), ("amount", texts(&["1"]))],
        Compression::SNAPPY,
        100,
    );
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]);
    let nested = file(
        vec![
            ("id", texts(&["x"])),
            ("kind", texts(&["user"])),
            ("groups", Arc::new(list)),
        ],
        Compression::SNAPPY,
        100,
    );
    let whole = members(10);
    let cut = whole[..whole.len() - 20].to_vec();
    for (bytes, says) in [
        (other, "plain form"),
        (nested, "lists or structures"),
        (cut, "is cut"),
        (b"PAR1".to_vec(), "is cut"),
    ] {
        match import_bytes(&bytes) {
            Err(ImportError::NotAnExport { reason, .. }) => {
                assert!(reason.contains(says), "{reason}");
            }
            other => panic!("{says}: {other:?}"),
        }
    }
    let options = Options {
        format: Some(Format::Graph),
        ..Options::default()
    };
    let folder = folder_of(&[("x.parquet", &whole)]);
    let outcome = import(&folder.path().join("x.parquet"), &options).unwrap();
    assert!(outcome.lines.is_empty());
    assert!(outcome.summary.damage().next().is_some());
}

#[test]
fn damage_amid_the_rows_is_named_and_those_before_it_are_read() {
    let mut bytes = members(2500);
    // Behind some groups of rows, and before what says where they are.
    let at = bytes.len() * 5 / 10;
    bytes[at..at + 400].fill(0xff);
    let outcome = of(&bytes);
    assert_eq!(outcome.codes(), ["damaged-table"]);
    assert!(outcome.lines.len() >= 1000, "{}", outcome.lines.len());
    let level = &outcome.summary.completeness.relations[&Relation::GroupMembers];
    assert!(matches!(level, Level::Partial(_)));
}

#[test]
fn values_that_are_written_once_for_many_rows_meet_the_limit() {
    let long = "x".repeat(5000);
    let rows = 20_000;
    let bytes = file(
        vec![
            ("id", texts(&vec!["a"; rows])),
            ("kind", texts(&vec!["user"; rows])),
            ("name", texts(&vec![&*long; rows])),
        ],
        Compression::SNAPPY,
        rows,
    );
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let folder = folder_of(&[("x.parquet", &bytes)]);
    let path = folder.path().join("x.parquet");
    let error = import(&path, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("--max-unpacked-ratio"), "{error}");
    let limits = Limits {
        unpacked_ratio: 1_000_000,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    assert_eq!(import(&path, &options).unwrap().lines.len(), rows);
}

#[test]
fn any_byte_may_be_wrong() {
    let whole = members(3);
    // A bit width of 33 makes the library panic.
    for byte in [0, 33, 255] {
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            if let Err(error) = import_bytes(&bytes) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_changed_byte_brings_it_down(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = members(250);
        let at = at.index(bytes.len());
        match cut {
            true => bytes.truncate(at),
            false => bytes[at] = byte,
        }
        // Whatever it says, it says something.
        if let Err(error) = import_bytes(&bytes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
