//! What the exports of a snapshot disagree on: one row each, with both statements and their files.

use super::Definition;
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::pipeline::rows::Rows;
use crate::plan::column::{Column, Kinds, Type};
use arrow::array::{ArrayRef, StringArray, UInt32Array};
use enfilade_graph::{Disagreement, Graph};
use enfilade_model::{EntityId, SourceId};
use std::sync::Arc;

pub(super) const DEFINITION: Definition = Definition {
    reading: "what the exports disagree on",
    columns,
    // What cannot be read is said when the rows are.
    estimate: |graph| graph.disagreements().map_or(0, |rows| rows.len() as u64),
    rows,
};

fn columns() -> Vec<Column> {
    let text = |name| Column::new(name, Type::Text);
    vec![
        text("about"),
        Column::entity("object", Kinds::all()),
        Column::entity("held", Kinds::all()),
        text("what"),
        text("says"),
        text("source"),
        text("other_says"),
        text("other_source"),
    ]
}

fn rows(graph: &Graph, _: i64, notes: &Notes) -> Result<Rows, QueryError> {
    let rows = graph.disagreements()?;
    if rows.is_empty() {
        let message = "no two files of the snapshot disagree on anything";
        notes.push(NoteKind::Empty, message);
    }
    let columns = vec![
        texts(rows, |row| row.dispute.name().to_owned()),
        entities(rows.iter().map(|row| Some(row.object))),
        entities(rows.iter().map(|row| row.held)),
        texts(rows, |row| row.what.clone()),
        texts(rows, |row| row.says.clone()),
        texts(rows, |row| path(graph, row.source)),
        texts(rows, |row| row.other_says.clone()),
        texts(rows, |row| path(graph, row.other_source)),
    ];
    let len = rows.len();
    Ok(Rows { columns, len })
}

fn texts(rows: &[Disagreement], text: impl Fn(&Disagreement) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(text)))
}

fn path(graph: &Graph, source: SourceId) -> String {
    let file = graph.source(source);
    file.map_or_else(|| format!("file {}", source.0), |file| file.path.clone())
}

fn entities(ids: impl Iterator<Item = Option<EntityId>>) -> ArrayRef {
    let ids: UInt32Array = ids.map(|id| id.map(|id| id.0)).collect();
    Arc::new(ids)
}
