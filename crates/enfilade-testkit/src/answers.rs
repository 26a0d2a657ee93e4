//! A graph, written as what Microsoft Graph and Azure Resource Manager would answer about it.
//!
//! The same tenant in another form: what both forms can hold must come back the same. Each kind of
//! answer is saved in another of the ways in which people save them: pages, a list, one object a
//! line, batches, folders with the id in the path.

mod azure;
mod directory;

use enfilade_graph::Graph;
use enfilade_model::{Attribute, EntityId, EntityKind, ValueType};
use serde_json::{Map, Value, json};

/// A file: its path in the folder of the export, and its text.
pub type File = (String, String);

/// The answers about a graph.
#[must_use]
pub fn write(graph: &Graph) -> Vec<File> {
    let mut files = directory::files(graph);
    files.extend(azure::files(graph));
    files
}

/// A page, with a context if its collection has one.
fn page(context: &str, records: &[Value], next: Option<&str>) -> String {
    let mut page = Map::new();
    if !context.is_empty() {
        let url = format!("https://graph.microsoft.com/beta/$metadata#{context}");
        page.insert("@odata.context".to_owned(), json!(url));
    }
    if let Some(next) = next {
        page.insert("@odata.nextLink".to_owned(), json!(next));
    }
    page.insert("value".to_owned(), json!(records));
    Value::Object(page).to_string()
}

/// What is stated of an object: its attributes under their names in REST, and the rest of it. What has
/// no value is null, as Graph writes it for what was asked for.
fn object(graph: &Graph, id: EntityId, asked: &[Attribute]) -> Map<String, Value> {
    let mut object: Map<String, Value> = graph
        .rest(id)
        .ok()
        .flatten()
        .and_then(|rest| serde_json::from_str(rest).ok())
        .unwrap_or_default();
    object.insert("id".to_owned(), json!(graph.id_text(id)));
    let name = Some(graph.name(id)).filter(|name| !name.is_empty());
    object.insert("displayName".to_owned(), json!(name));
    for &attribute in asked {
        object.insert(attribute.name().to_owned(), value(graph, id, attribute));
    }
    object
}

/// The value of an attribute as JSON.
pub(crate) fn value(graph: &Graph, id: EntityId, attribute: Attribute) -> Value {
    match attribute.value_type() {
        ValueType::Text => json!(graph.text(id, attribute)),
        ValueType::Boolean => json!(graph.boolean(id, attribute)),
        ValueType::Time => json!(
            graph
                .time(id, attribute)
                .and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok())
                .map(|instant| instant.to_string())
        ),
    }
}

/// What Graph calls the type of a directory object.
fn type_of(kind: EntityKind) -> Option<&'static str> {
    Some(match kind {
        EntityKind::User => "#microsoft.graph.user",
        EntityKind::Group => "#microsoft.graph.group",
        EntityKind::App | EntityKind::ManagedIdentity | EntityKind::ServicePrincipal => {
            "#microsoft.graph.servicePrincipal"
        }
        EntityKind::Device => "#microsoft.graph.device",
        EntityKind::Contact => "#microsoft.graph.orgContact",
        EntityKind::Registration => "#microsoft.graph.application",
        EntityKind::AdministrativeUnit => "#microsoft.graph.administrativeUnit",
        _ => return None,
    })
}

/// The objects of some kinds that a source described.
fn described<'g>(graph: &'g Graph, kinds: &'g [EntityKind]) -> impl Iterator<Item = EntityId> + 'g {
    kinds
        .iter()
        .flat_map(|kind| graph.ids(*kind))
        .filter(|id| !graph.is_stub(*id))
}
