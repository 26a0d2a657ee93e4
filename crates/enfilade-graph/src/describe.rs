//! A graph as text: all that its methods say, for comparing two graphs in tests.

use crate::entities::AttributeColumn;
use crate::{Graph, GraphView};
use arrow::array::Array;
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::fmt::Write;

/// Everything that a graph holds, one line a fact.
pub(crate) fn describe(graph: &Graph) -> String {
    let mut out = String::new();
    for id in (0..graph.entity_count()).map(EntityId) {
        let (kind, key, text) = (graph.kind_of(id), graph.key(id), graph.id_text(id));
        let (name, stub, rest) = (graph.name(id), graph.is_stub(id), graph.rest(id).unwrap());
        let roles = graph.defines_roles(id);
        writeln!(
            out,
            "{} {kind} {key} {text} {name:?} {stub} {roles} {rest:?}",
            id.0
        )
        .unwrap();
        for (attribute, column) in graph.entities(kind).attributes.all().unwrap() {
            let value = match column {
                AttributeColumn::Text(_) => graph.text(id, attribute).map(str::to_owned),
                AttributeColumn::Boolean(_) => graph.boolean(id, attribute).map(|v| v.to_string()),
                AttributeColumn::Time(_) => graph.time(id, attribute).map(|v| v.to_string()),
            };
            writeln!(out, "  {attribute} {value:?}").unwrap();
        }
    }
    for &kind in EntityKind::ALL {
        let table = graph.entities(kind);
        assert_eq!(table.names.len(), table.len());
        writeln!(out, "{kind} by name {:?}", table.by_name).unwrap();
    }
    for &kind in EdgeKind::ALL {
        for id in (0..graph.entity_count()).map(EntityId) {
            let edges = graph.edges_from(kind, id);
            for edge in edges.iter() {
                let role = edge.role;
                let role = role.map(|role| (graph.role(role), graph.role_permissions(role)));
                writeln!(out, "{kind} {} -> {edge:?} {role:?}", id.0).unwrap();
                if let Some(index) = edge.index {
                    let (columns, at) = (edges.columns(), index.0 as usize);
                    let from = columns.valid_from.as_ref().map(|column| column[at]);
                    let to = columns.valid_to.as_ref().map(|column| column[at]);
                    let (id, condition) = (columns.assignment(index), columns.condition(index));
                    writeln!(out, "  {id:?} {from:?} {to:?} {condition:?}").unwrap();
                }
            }
            for edge in graph.edges_to(kind, id).iter() {
                writeln!(out, "{kind} {} <- {edge:?}", id.0).unwrap();
            }
        }
    }
    write!(out, "{:?} {}", graph.completeness(), graph.collected_at()).unwrap();
    out
}
