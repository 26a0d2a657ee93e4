//! Rules of dynamic groups that say the same as another, less, or nothing.

use super::Definition;
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::dynamic::{Overlapping, overlaps};
use crate::execute::notes::counted;
use crate::pipeline::rows::Rows;
use crate::plan::column::{Column, Kinds, Type};
use arrow::array::{ArrayRef, Int64Array, StringArray, UInt32Array};
use enfilade_graph::Graph;
use enfilade_model::EntityKind;
use std::sync::Arc;

pub(super) const DEFINITION: Definition = Definition {
    reading: "rules of dynamic groups that say the same as another, less than another, or nothing",
    columns,
    estimate: |graph| graph.entities(EntityKind::Group).len() as u64,
    rows,
};

fn columns() -> Vec<Column> {
    let text = |name| Column::new(name, Type::Text);
    let number = |name| Column::new(name, Type::Integer);
    vec![
        Column::entity("group", Kinds::all()),
        text("overlap"),
        Column::entity("other", Kinds::all()),
        text("decided_by"),
        number("members"),
        number("members_of_other"),
        number("shared"),
    ]
}

fn rows(graph: &Graph, now: i64, notes: &Notes) -> Result<Rows, QueryError> {
    let found = overlaps(graph, now)?;
    let rows = &found.rows;
    if rows.is_empty() {
        let message = "no rule of a dynamic group overlaps with another";
        notes.push(NoteKind::Empty, message);
    }
    if found.unknown > 0 {
        let rules = counted(found.unknown, "rule was", "rules were");
        let message = format!(
            "{rules} compared by text only: the sources do not say of everyone whether it holds"
        );
        notes.push(NoteKind::Assumption, message);
    }
    if found.unreadable > 0 {
        let rules = counted(found.unreadable, "rule", "rules");
        let message = format!("{rules} cannot be read: `drift` says which");
        notes.push(NoteKind::LeftOut, message);
    }
    let number = |read: fn(&Overlapping) -> Option<u64>| -> ArrayRef {
        let numbers = rows.iter().map(|row| read(row).map(|number| number as i64));
        Arc::new(numbers.collect::<Int64Array>())
    };
    let text = |read: fn(&Overlapping) -> &'static str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(read)))
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(
            rows.iter().map(|row| row.group.0),
        )),
        text(|row| row.overlap.text()),
        Arc::new(
            rows.iter()
                .map(|row| row.other.map(|id| id.0))
                .collect::<UInt32Array>(),
        ),
        text(|row| row.decided.text()),
        number(|row| row.members),
        number(|row| row.members_of_other),
        number(|row| row.shared),
    ];
    let len = rows.len();
    Ok(Rows { columns, len })
}
