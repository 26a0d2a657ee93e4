//! Answers that a person does not read as a table: steps, and paths.

use crate::output::{Format, WriteOptions, write};
use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder,
};
use arrow::datatypes::{Field, Schema};
use enfilade_query::{Answer, LAYOUT_KEY, Notes, PATHS_LAYOUT, STEPS_LAYOUT};
use std::collections::HashMap;
use std::sync::Arc;

fn shown(columns: Vec<(&str, ArrayRef)>, layout: &str, width: Option<usize>) -> String {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let metadata = HashMap::from([(LAYOUT_KEY.to_owned(), layout.to_owned())]);
    let schema = Arc::new(Schema::new(fields).with_metadata(metadata));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap();
    let mut answer = Answer {
        schema,
        batches: Box::new(std::iter::once(Ok(batch))),
        notes: Notes::default(),
        coverage: Vec::new(),
        reading: String::new(),
        render: None,
    };
    let options = WriteOptions {
        width,
        ..WriteOptions::default()
    };
    let mut out = Vec::new();
    write(&mut answer, Format::Table, &mut out, &options).unwrap();
    String::from_utf8(out).unwrap()
}

fn texts<const N: usize>(texts: [Option<&str>; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn numbers<const N: usize>(numbers: [i64; N]) -> ArrayRef {
    Arc::new(Int64Array::from(numbers.to_vec()))
}

fn steps(ways: [i64; 3], carries: [bool; 3]) -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("way", numbers(ways)),
        ("step", numbers([1, 2, 1])),
        ("carries", Arc::new(BooleanArray::from(carries.to_vec()))),
        (
            "sentence",
            texts([
                Some("Anna is a member of the group `Red \u{1b}[31m`"),
                Some("The group `Red` is assigned to the app `Ledger`"),
                Some("Anna is disabled"),
            ]),
        ),
        ("rule", texts([Some("members have it"), None, None])),
        (
            "source",
            texts([Some("https://learn.microsoft.com/x"), None, None]),
        ),
        ("record", texts([None, Some("a.json, byte 7"), None])),
    ]
}

#[test]
fn steps_are_numbered_sentences() {
    assert_eq!(
        shown(steps([1, 1, 1], [true; 3]), STEPS_LAYOUT, None),
        "\
1. Anna is a member of the group `Red ␛[31m`
   members have it
   https://learn.microsoft.com/x
2. The group `Red` is assigned to the app `Ledger`
   a.json, byte 7
1. Anna is disabled
"
    );
}

#[test]
fn several_reasons_are_parted_and_what_fails_is_marked() {
    assert_eq!(
        shown(
            steps([1, 1, 2], [true, false, false]),
            STEPS_LAYOUT,
            Some(34)
        ),
        "\
1.1 Anna is a member of the group
    `Red ␛[31m`
    members have it
    https://learn.microsoft.com/x
1.2 ✗ The group `Red` is assigned
    to the app `Ledger`
    a.json, byte 7

2.1 ✗ Anna is disabled
"
    );
}

#[test]
fn an_address_is_not_cut() {
    let shown = shown(steps([1, 1, 1], [true; 3]), STEPS_LAYOUT, Some(20));
    assert!(
        shown.contains("   https://learn.microsoft.com/x\n"),
        "{shown}"
    );
}

#[test]
fn no_steps_print_nothing() {
    let columns = steps([1, 1, 1], [true; 3]).into_iter();
    let columns = columns.map(|(name, array)| (name, array.slice(0, 0)));
    assert_eq!(shown(columns.collect(), STEPS_LAYOUT, None), "");
}

#[test]
fn steps_without_their_columns_are_a_table() {
    let columns = vec![("step", numbers([1, 2, 1]))];
    assert_eq!(
        shown(columns, STEPS_LAYOUT, None),
        "step\n────\n   1\n   2\n   1\n"
    );
}

#[test]
fn a_path_is_one_cell_and_its_ids_are_not_shown() {
    let list = |items: &[&str]| -> ArrayRef {
        let mut list = ListBuilder::new(StringBuilder::new());
        items
            .iter()
            .for_each(|item| list.values().append_value(item));
        list.append(true);
        Arc::new(list.finish())
    };
    let columns = || {
        vec![
            (
                "path",
                list(&["anna", "member", "Fin, ance", "app assignment", "Ledger"]),
            ),
            ("path_ids", list(&["1", "2", "3"])),
            ("hops", numbers([2])),
        ]
    };
    let path = "anna > member > Fin, ance > app assignment > Ledger";
    assert_eq!(
        shown(columns(), PATHS_LAYOUT, None),
        format!(
            "{:51}  hops\n{}  ────\n{path}     2\n",
            "path",
            "─".repeat(51)
        )
    );
    assert!(shown(columns(), "", None).contains("path_ids"));
}
