//! The entities of a graph by what an attribute says of them, as sets.

use crate::EntitySet;
use arrow::array::{Array, BooleanArray, LargeStringArray};
use enfilade_graph::{AttributeColumn, Graph, GraphView};
use enfilade_model::{Attribute, EntityKind};

/// The column of an attribute that is true or false.
pub(crate) fn boolean(
    graph: &Graph,
    kind: EntityKind,
    attribute: Attribute,
) -> Option<&BooleanArray> {
    match graph.entities(kind).attribute(attribute)? {
        AttributeColumn::Boolean(column) => Some(column),
        _ => None,
    }
}

/// The column of an attribute that is a text.
pub(crate) fn text(
    graph: &Graph,
    kind: EntityKind,
    attribute: Attribute,
) -> Option<&LargeStringArray> {
    match graph.entities(kind).attribute(attribute)? {
        AttributeColumn::Text(column) => Some(column),
        _ => None,
    }
}

/// The entities of a kind of which an attribute says so.
pub(crate) fn with_true(graph: &Graph, kind: EntityKind, attribute: Attribute) -> EntitySet {
    let Some(column) = boolean(graph, kind, attribute) else {
        return EntitySet::empty(graph.entity_count());
    };
    let chosen = graph
        .ids(kind)
        .enumerate()
        .filter(|&(at, _)| column.is_valid(at) && column.value(at));
    EntitySet::from_ids(graph.entity_count(), chosen.map(|(_, id)| id))
}

/// The entities of a kind of which an attribute is a text that `is` says yes to.
pub(crate) fn with_text(
    graph: &Graph,
    kind: EntityKind,
    attribute: Attribute,
    is: impl Fn(&str) -> bool,
) -> EntitySet {
    let Some(column) = text(graph, kind, attribute) else {
        return EntitySet::empty(graph.entity_count());
    };
    let chosen = graph
        .ids(kind)
        .enumerate()
        .filter(|&(at, _)| column.is_valid(at) && is(column.value(at)));
    EntitySet::from_ids(graph.entity_count(), chosen.map(|(_, id)| id))
}
