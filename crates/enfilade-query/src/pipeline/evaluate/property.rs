//! Properties read off entities.

use super::Context;
use super::texts::{self, Texts};
use crate::catalog::words;
use crate::plan::column::{Type, UTC};
use crate::plan::expression::Property;
use arrow::array::{ArrayRef, BooleanArray, StringArray, TimestampMicrosecondArray, UInt32Array};
use arrow::error::ArrowError;
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{Attribute, EdgeKind, EntityId, SourceId};
use std::sync::Arc;

impl Context {
    /// A property of each entity; null for none.
    pub(super) fn property(
        &self,
        entities: &UInt32Array,
        property: &Property,
    ) -> Result<ArrayRef, ArrowError> {
        let graph = &*self.graph;
        let ids = entities.iter().map(|id| id.map(EntityId));
        let flag = |test: &dyn Fn(EntityId) -> bool| -> ArrayRef {
            let values = entities.iter().map(|id| id.map(|id| test(EntityId(id))));
            Arc::new(values.collect::<BooleanArray>())
        };
        Ok(match property {
            Property::Label | Property::Attribute(Attribute::DisplayName) => {
                Arc::new(entity_labels(graph, entities)?)
            }
            Property::Id => {
                let texts = ids.map(|id| id.map(|id| graph.id_text(id)));
                Arc::new(texts::collect(texts, 40)?)
            }
            Property::Kind => {
                let texts = ids.map(|id| id.map(|id| graph.kind_of(id).name()));
                Arc::new(texts::collect(texts, 12)?)
            }
            Property::Sources => {
                let mut texts = Texts::for_rows(entities.len(), 40);
                for id in ids {
                    let sources = id.map(|id| graph.sources_of(id)).transpose();
                    let sources =
                        sources.map_err(|error| ArrowError::ExternalError(error.into()))?;
                    let paths = sources.map(|sources| paths(graph, &sources));
                    texts.push(paths.as_deref().filter(|paths| !paths.is_empty()))?;
                }
                Arc::new(texts.finish())
            }
            Property::Attribute(attribute) => match Type::from(attribute.value_type()) {
                Type::Boolean => Arc::new(
                    ids.map(|id| graph.boolean(id?, *attribute))
                        .collect::<BooleanArray>(),
                ),
                Type::Time => Arc::new(
                    ids.map(|id| graph.time(id?, *attribute))
                        .collect::<TimestampMicrosecondArray>()
                        .with_timezone(UTC),
                ),
                _ => {
                    let mut text = graph.text_reader(*attribute);
                    let texts = ids.map(|id| text(id?));
                    Arc::new(texts::collect(texts, 24)?)
                }
            },
            Property::Other(key) => {
                let mut texts = Texts::for_rows(entities.len(), 24);
                for id in ids {
                    let rest = id.map(|id| graph.rest(id)).transpose();
                    let rest = rest.map_err(|error| ArrowError::ExternalError(error.into()))?;
                    let text = rest.flatten().and_then(|rest| json_text(rest, key));
                    texts.push(text.as_deref())?;
                }
                Arc::new(texts.finish())
            }
            Property::FirstParty => flag(&|id| self.facts.first_party_apps().contains(id)),
            Property::Open => flag(&|id| self.facts.open_apps().contains(id)),
            Property::Ownerless => flag(&|id| graph.edges_to(EdgeKind::Owner, id).is_empty()),
            Property::NameWords(wanted) => flag(&|id| words::has_words(graph.name(id), wanted)),
        })
    }
}

/// The paths of files, parted by semicolons.
fn paths(graph: &Graph, sources: &[SourceId]) -> String {
    let files = sources.iter().filter_map(|source| graph.source(*source));
    let paths: Vec<&str> = files.map(|file| &*file.path).collect();
    paths.join("; ")
}

/// What entities are called.
pub(crate) fn entity_labels(
    graph: &Graph,
    entities: &UInt32Array,
) -> Result<StringArray, ArrowError> {
    let ids = entities.iter();
    let labels = ids.map(|id| id.map(|id| graph.label(EntityId(id))));
    texts::collect(labels, 24)
}

/// The value of a key of a JSON object as text, whatever the case of the key: strings without
/// quotes, everything else as JSON.
fn json_text(object: &str, key: &str) -> Option<String> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(object).ok()?;
    let value = match object.get(key) {
        Some(value) => value,
        None => {
            let same = |own: &&String| own.eq_ignore_ascii_case(key);
            object.get(object.keys().find(same)?)?
        }
    };
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
