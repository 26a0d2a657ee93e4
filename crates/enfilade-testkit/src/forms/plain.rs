//! The plain form: every object a row of `nodes.csv`, every relation a row of `edges.csv`.

use super::csv::row;
use crate::answers::{self, File};
use enfilade_graph::{Edge, Graph, GraphView};
use enfilade_model::{Attribute, EdgeKind, EntityId, EntityKind};
use serde_json::Value;

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    vec![
        ("nodes.csv".to_owned(), nodes(graph)),
        ("edges.csv".to_owned(), edges(graph)),
    ]
}

fn instant(micros: i64) -> Option<String> {
    let instant = jiff::Timestamp::from_microsecond(micros).ok();
    instant.map(|instant| instant.to_string())
}

fn value(graph: &Graph, id: EntityId, attribute: Attribute) -> String {
    match answers::value(graph, id, attribute) {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn nodes(graph: &Graph) -> String {
    let attributes: Vec<Attribute> = Attribute::ALL
        .iter()
        .copied()
        .filter(|attribute| *attribute != Attribute::DisplayName)
        .collect();
    let mut out = String::new();
    let header = ["id", "kind", "name"].map(str::to_owned).into_iter();
    // `type` is the column by which a table of Azure is told.
    let names = attributes.iter().map(|attribute| match attribute {
        Attribute::ResourceType => "resourceType".to_owned(),
        other => other.name().to_owned(),
    });
    row(&mut out, ',', header.chain(names));
    for &kind in EntityKind::ALL {
        for id in graph.ids(kind).filter(|id| !graph.is_stub(*id)) {
            let own = [
                graph.id_text(id).into_owned(),
                kind.name().to_owned(),
                graph.name(id).to_owned(),
            ];
            let values = attributes
                .iter()
                .map(|attribute| value(graph, id, *attribute));
            row(&mut out, ',', own.into_iter().chain(values));
        }
    }
    out
}

const COLUMNS: [&str; 13] = [
    "kind",
    "from",
    "to",
    "fromKind",
    "toKind",
    "role",
    "roleName",
    "scope",
    "scopeKind",
    "state",
    "assignment",
    "validFrom",
    "validTo",
];

fn edges(graph: &Graph) -> String {
    let mut out = String::new();
    let header = COLUMNS.into_iter().chain(["condition"]).map(str::to_owned);
    row(&mut out, ',', header);
    for &kind in EdgeKind::ALL {
        for from in EntityKind::ALL.iter().flat_map(|kind| graph.ids(*kind)) {
            for edge in graph.edges_from(kind, from).iter() {
                row(&mut out, ',', relation(graph, kind, from, edge));
            }
        }
    }
    out
}

fn relation(graph: &Graph, kind: EdgeKind, from: EntityId, edge: Edge) -> Vec<String> {
    let columns = &graph.edges(kind).columns;
    let id = |id: EntityId| graph.id_text(id).into_owned();
    let kind_of = |id: EntityId| match graph.kind_of(id) {
        EntityKind::Unknown => String::new(),
        kind => kind.name().to_owned(),
    };
    let role = edge.role.map(|role| graph.role(role));
    let time = |column: &Option<arrow::buffer::ScalarBuffer<i64>>| {
        let at = edge.index.map(|index| index.0 as usize);
        let micros = at
            .zip(column.as_ref())
            .and_then(|(at, column)| column.get(at));
        micros
            .and_then(|micros| instant(*micros))
            .unwrap_or_default()
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        kind.name().to_owned(),
        id(from),
        id(edge.end),
        kind_of(from),
        kind_of(edge.end),
        text(role.map(|role| role.id)),
        text(role.map(|role| role.name)),
        edge.scope.map(id).unwrap_or_default(),
        edge.scope.map(kind_of).unwrap_or_default(),
        edge.state.to_string(),
        text(edge.index.and_then(|index| columns.assignment(index))),
        time(&columns.valid_from),
        time(&columns.valid_to),
        text(edge.index.and_then(|index| columns.condition(index))),
    ]
}
