//! The tables that merging needs: which files state what, which lists are whole, what files disagree on,
//! and what is known of roles that no edge carries. Each is there only if it has rows.

use super::SnapshotError;
use super::layout::Named;
use super::layout::{self, column};
use super::open::columns::Columns;
use crate::sources::SetList;
use crate::{Disagreement, Dispute, Graph, List, RoleDefinition};
use arrow::array::{Array, LargeStringArray, UInt8Array, UInt32Array};
use arrow::buffer::ScalarBuffer;
use enfilade_model::{EdgeKind, EntityId, ListExtent, SourceId};
use std::sync::Arc;

/// Stands for "no entity" in a column.
const NONE: u32 = u32::MAX;

/// The tables that have rows, each with its path.
pub(super) fn tables(graph: &Graph) -> Result<Vec<(&'static str, Named)>, SnapshotError> {
    let parts = graph.parts();
    let (sets, lists) = (parts.source_sets.get()?, parts.lists.get()?);
    let (disagreements, definitions) = (graph.disagreements()?, parts.role_definitions.get()?);
    let mut tables = Vec::new();
    if !sets.sets.is_empty() {
        let columns: Named = vec![
            (
                column::SET,
                Arc::new(UInt32Array::new(sets.sets.clone(), None)),
            ),
            (
                column::SOURCE,
                Arc::new(UInt32Array::new(sets.sources.clone(), None)),
            ),
        ];
        tables.push((layout::SOURCE_SETS, columns));
    }
    if !lists.is_empty() {
        tables.push((layout::LISTS, of_lists(lists)));
    }
    if !disagreements.is_empty() {
        tables.push((layout::DISAGREEMENTS, of_disagreements(disagreements)));
    }
    if !definitions.is_empty() {
        tables.push((layout::ROLE_DEFINITIONS, of_definitions(definitions)));
    }
    Ok(tables)
}

fn numbers(values: impl Iterator<Item = u32>) -> Arc<UInt32Array> {
    Arc::new(UInt32Array::from_iter_values(values))
}

fn small(values: impl Iterator<Item = u8>) -> Arc<UInt8Array> {
    Arc::new(UInt8Array::from_iter_values(values))
}

fn texts<'a>(values: impl Iterator<Item = &'a String>) -> Arc<LargeStringArray> {
    Arc::new(LargeStringArray::from_iter_values(values))
}

fn of_lists(rows: &[List]) -> Named {
    vec![
        (column::OF, numbers(rows.iter().map(|row| row.of.0))),
        (
            column::RELATION,
            small(rows.iter().map(|row| row.kind as u8)),
        ),
        (column::SOURCE, numbers(rows.iter().map(|row| row.source.0))),
        (
            column::EXTENT,
            small(rows.iter().map(|row| row.extent as u8)),
        ),
    ]
}

fn of_disagreements(rows: &[Disagreement]) -> Named {
    let held = |row: &Disagreement| row.held.map_or(NONE, |held| held.0);
    vec![
        (
            column::ABOUT,
            small(rows.iter().map(|row| row.dispute as u8)),
        ),
        (column::OBJECT, numbers(rows.iter().map(|row| row.object.0))),
        (column::HELD, numbers(rows.iter().map(held))),
        (column::WHAT, texts(rows.iter().map(|row| &row.what))),
        (column::SAYS, texts(rows.iter().map(|row| &row.says))),
        (column::SOURCE, numbers(rows.iter().map(|row| row.source.0))),
        (
            column::OTHER_SAYS,
            texts(rows.iter().map(|row| &row.other_says)),
        ),
        (
            column::OTHER_SOURCE,
            numbers(rows.iter().map(|row| row.other_source.0)),
        ),
    ]
}

fn of_definitions(rows: &[RoleDefinition]) -> Named {
    let app = |row: &RoleDefinition| row.app.map_or(NONE, |app| app.0);
    vec![
        (column::APP, numbers(rows.iter().map(app))),
        (column::ID, texts(rows.iter().map(|row| &row.id))),
        (column::TEXT, texts(rows.iter().map(|row| &row.text))),
    ]
}

/// Numbers of what there is, each below `end`.
fn within(columns: &Columns, name: &str, end: u32) -> Result<ScalarBuffer<u32>, SnapshotError> {
    let numbers = columns.numbers(name, end, false)?;
    numbers.ok_or_else(|| columns.damaged(format!("column `{name}` is missing")))
}

/// Numbers, each of one of `all`.
fn one_of<T: Copy>(columns: &Columns, name: &str, all: &[T]) -> Result<Vec<T>, SnapshotError> {
    let numbers: UInt8Array = columns.required(name)?;
    let found = numbers.values().iter();
    let found: Option<Vec<T>> = found
        .map(|&number| all.get(usize::from(number)).copied())
        .collect();
    found.ok_or_else(|| columns.damaged(format!("column `{name}` has a number that means nothing")))
}

/// Reads the sets of files.
pub(super) fn sets(columns: &Columns, sources: u32) -> Result<SetList, SnapshotError> {
    let sets = within(columns, column::SET, NONE)?;
    if sets.first() == Some(&0) || sets.windows(2).any(|pair| pair[0] > pair[1]) {
        return Err(columns.damaged("its sets are out of order"));
    }
    Ok(SetList {
        sets,
        sources: within(columns, column::SOURCE, sources)?,
    })
}

/// Reads the lists.
pub(super) fn lists(
    columns: &Columns,
    nodes: u32,
    sources: u32,
) -> Result<Vec<List>, SnapshotError> {
    let of = within(columns, column::OF, nodes)?;
    let kinds = one_of(columns, column::RELATION, EdgeKind::ALL)?;
    let files = within(columns, column::SOURCE, sources)?;
    let extents = one_of(columns, column::EXTENT, &ListExtent::ALL)?;
    let rows = of.iter().zip(kinds).zip(files.iter().zip(extents));
    Ok(rows
        .map(|((&of, kind), (&source, extent))| List {
            of: EntityId(of),
            kind,
            source: SourceId(source),
            extent,
        })
        .collect())
}

/// Reads the disagreements.
pub(super) fn disagreements(
    columns: &Columns,
    nodes: u32,
    sources: u32,
) -> Result<Vec<Disagreement>, SnapshotError> {
    let disputes = one_of(columns, column::ABOUT, &Dispute::ALL)?;
    let objects = within(columns, column::OBJECT, nodes)?;
    let held = columns.numbers(column::HELD, nodes, true)?;
    let held = held.ok_or_else(|| columns.damaged("column `held` is missing"))?;
    let what: LargeStringArray = columns.required(column::WHAT)?;
    let says: LargeStringArray = columns.required(column::SAYS)?;
    let files = within(columns, column::SOURCE, sources)?;
    let other_says: LargeStringArray = columns.required(column::OTHER_SAYS)?;
    let others = within(columns, column::OTHER_SOURCE, sources)?;
    let rows = disputes.into_iter().enumerate();
    Ok(rows
        .map(|(at, dispute)| Disagreement {
            dispute,
            object: EntityId(objects[at]),
            held: (held[at] != NONE).then_some(EntityId(held[at])),
            what: what.value(at).to_owned(),
            says: says.value(at).to_owned(),
            source: SourceId(files[at]),
            other_says: other_says.value(at).to_owned(),
            other_source: SourceId(others[at]),
        })
        .collect())
}

/// Reads what is known of roles that no edge carries.
pub(super) fn definitions(
    columns: &Columns,
    nodes: u32,
) -> Result<Vec<RoleDefinition>, SnapshotError> {
    let apps = columns.numbers(column::APP, nodes, true)?;
    let apps = apps.ok_or_else(|| columns.damaged("column `app` is missing"))?;
    let ids: LargeStringArray = columns.required(column::ID)?;
    let texts: LargeStringArray = columns.required(column::TEXT)?;
    Ok((0..ids.len())
        .map(|at| RoleDefinition {
            app: (apps[at] != NONE).then_some(EntityId(apps[at])),
            id: ids.value(at).to_owned(),
            text: texts.value(at).to_owned(),
        })
        .collect())
}
