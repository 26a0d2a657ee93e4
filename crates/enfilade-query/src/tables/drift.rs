//! Who is listed as a member of a dynamic group though its rule does not hold, and the reverse.

use super::Definition;
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::dynamic::{Drifted, drift};
use crate::execute::notes::counted;
use crate::pipeline::rows::Rows;
use crate::plan::column::{Column, Kinds, Type};
use arrow::array::{ArrayRef, Int64Array, StringArray, UInt32Array};
use enfilade_graph::Graph;
use enfilade_model::{Attribute, EntityKind, Level, Relation};
use std::sync::Arc;

pub(super) const DEFINITION: Definition = Definition {
    reading: "where the members of dynamic groups are not those that their rules say",
    columns,
    estimate: |graph| graph.entities(EntityKind::Group).len() as u64,
    rows,
};

fn columns() -> Vec<Column> {
    let text = |name| Column::new(name, Type::Text);
    vec![
        Column::entity("group", Kinds::all()),
        text("drift"),
        Column::entity("member", Kinds::all()),
        Column::new("members", Type::Integer),
        text("why"),
    ]
}

fn rows(graph: &Graph, now: i64, notes: &Notes) -> Result<Rows, QueryError> {
    let found = drift(graph, now)?;
    remark(graph, notes, found.is_empty());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(
            found.iter().map(|row| row.group.0),
        )),
        Arc::new(StringArray::from_iter_values(
            found.iter().map(|row| row.drift.text()),
        )),
        Arc::new(
            found
                .iter()
                .map(|row| row.member.map(|id| id.0))
                .collect::<UInt32Array>(),
        ),
        Arc::new(Int64Array::from_iter_values(
            found.iter().map(|row| row.count as i64),
        )),
        Arc::new(found.iter().map(why).collect::<StringArray>()),
    ];
    let len = found.len();
    Ok(Rows { columns, len })
}

fn why(row: &Drifted) -> Option<&str> {
    row.why.as_deref()
}

/// Says what the rows rest on, and why there are none.
fn remark(graph: &Graph, notes: &Notes, is_empty: bool) {
    let with_rule = |id: &_| graph.text(*id, Attribute::MembershipRule).is_some();
    let kinds = [EntityKind::Group, EntityKind::AdministrativeUnit];
    let dynamic = kinds.into_iter().flat_map(|kind| graph.ids(kind));
    let dynamic = dynamic.filter(with_rule).count() as u64;
    match (dynamic, is_empty) {
        (0, _) => notes.push(
            NoteKind::Empty,
            "no source holds the rule of any group or administrative unit",
        ),
        (_, true) => notes.push(
            NoteKind::Empty,
            format!(
                "each of the {} lists exactly those of whom its rule holds",
                counted(dynamic, "dynamic group or unit", "dynamic groups and units")
            ),
        ),
        _ => {}
    }
    match graph.completeness().relations.get(&Relation::GroupMembers) {
        Some(Level::Absent(why)) => notes.push(
            NoteKind::Assumption,
            format!("who is missing from a group's members is not said: {why}"),
        ),
        Some(Level::Partial(why)) => notes.push(
            NoteKind::Assumption,
            format!("members may be missing from the export, not from the group: {why}"),
        ),
        _ => {}
    }
}
