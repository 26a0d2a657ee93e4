//! What names can mean in one graph: nouns, entities, attributes and words of names.
//!
//! Resolution asks the catalog, and so does completion. It is a view of the graph and holds
//! nothing of its own but the facts that adjectives rest on.

pub(crate) mod adjectives;
pub(crate) mod attributes;
mod kept;
mod names;
pub(crate) mod nouns;
mod privileged;
pub(crate) mod words;

use crate::syntax::ast::Noun;
use adjectives::Adjective;
use enfilade_graph::Graph;
use enfilade_model::{EntityKind, Mechanism, Relation};
use std::sync::Arc;

/// The relations of an export that say which entities a noun names.
pub fn listed_by(noun: Noun) -> impl Iterator<Item = Relation> {
    let kinds = nouns::meaning(noun)
        .kinds
        .iter()
        .collect::<Vec<EntityKind>>()
        .into_iter();
    // Which roles there are is known without a list of who holds them.
    let relations = kinds.filter_map(nouns::relation_of);
    relations.filter(|relation| *relation != Relation::DirectoryRoles)
}

/// The names that a query over one graph may use.
#[derive(Clone, Debug)]
pub struct Catalog {
    graph: Arc<Graph>,
}

impl Catalog {
    pub(crate) fn new(graph: Arc<Graph>) -> Catalog {
        Catalog { graph }
    }

    pub(crate) fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    /// The nouns, in the plural.
    pub fn nouns(&self) -> impl Iterator<Item = &'static str> {
        Noun::ALL.iter().map(|noun| noun.plural())
    }

    /// The noun that a text names, in any case, in the singular or the plural.
    #[must_use]
    pub fn noun(&self, text: &str) -> Option<Noun> {
        crate::syntax::noun_of(text)
    }

    /// The adjectives of a noun.
    pub fn adjectives(&self, noun: Noun) -> impl Iterator<Item = &'static str> {
        Adjective::of(nouns::meaning(noun).kinds)
    }

    /// The mechanisms that `by` names.
    pub fn mechanisms(&self) -> impl Iterator<Item = &'static str> {
        Mechanism::ALL.into_iter().map(Mechanism::name)
    }

    /// The attributes that some source collected for entities of a noun, for `where`.
    #[must_use]
    pub fn attributes(&self, noun: Noun) -> Vec<&'static str> {
        self.collected(nouns::meaning(noun).kinds)
    }

    /// Up to `limit` names that begin with `prefix`, in any case, for completion. With a noun,
    /// names of its kinds only.
    #[must_use]
    pub fn complete(&self, prefix: &str, noun: Option<Noun>, limit: usize) -> Vec<String> {
        let kinds = noun.map(nouns::meaning);
        let wanted = |kind: EntityKind| match &kinds {
            None => true,
            Some(meaning) => meaning.kinds.contains(kind),
        };
        let mut found = Vec::new();
        for &kind in EntityKind::ALL.iter().filter(|&&kind| wanted(kind)) {
            let table = self.graph.entities(kind);
            let positions = table.with_name_prefix(prefix).iter().take(limit);
            found.extend(positions.map(|&at| table.names.value(at as usize).to_owned()));
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(limit);
        found
    }
}
