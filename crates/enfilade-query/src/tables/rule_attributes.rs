//! What the rules of dynamic groups rest on, and who may change that.

use super::Definition;
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::dynamic::{RuleAttribute, rule_attributes};
use crate::pipeline::rows::Rows;
use crate::plan::column::{Column, Kinds, Type};
use arrow::array::{ArrayRef, BooleanArray, StringArray, UInt32Array};
use enfilade_graph::Graph;
use enfilade_model::EntityKind;
use std::sync::Arc;

pub(super) const DEFINITION: Definition = Definition {
    reading: "the attributes that the rules of dynamic groups rest on, and who may change them",
    columns,
    estimate: |graph| graph.entities(EntityKind::Group).len() as u64,
    rows,
};

fn columns() -> Vec<Column> {
    let text = |name| Column::new(name, Type::Text);
    vec![
        Column::entity("group", Kinds::all()),
        text("attribute"),
        Column::new("enough", Type::Boolean),
        text("changed_by"),
        text("who"),
        text("source"),
    ]
}

fn rows(graph: &Graph, _: i64, notes: &Notes) -> Result<Rows, QueryError> {
    let rows = rule_attributes(graph);
    if rows.is_empty() {
        let message = "no source holds the rule of any group or administrative unit";
        notes.push(NoteKind::Empty, message);
    }
    let text = |read: fn(&RuleAttribute) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(read)))
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(
            rows.iter().map(|row| row.group.0),
        )),
        text(|row| &row.property),
        Arc::new(BooleanArray::from_iter(
            rows.iter().map(|row| Some(row.is_enough)),
        )),
        text(|row| row.authority.by.text()),
        text(|row| row.authority.who),
        text(|row| row.authority.source),
    ];
    let len = rows.len();
    Ok(Rows { columns, len })
}
