//! Entities by name, and the nearest names to one that nobody bears.

use super::Catalog;
use crate::diagnostic::similar;
use crate::plan::column::Kinds;
use crate::syntax::ast::Name;
use arrow::array::Array;
use enfilade_graph::{AttributeColumn, GraphView};
use enfilade_model::{Attribute, EntityId, ObjectKey, parse_guid};

impl Catalog {
    /// The entities of these kinds that a name means, ascending.
    pub(crate) fn find(&self, name: &Name, kinds: Kinds) -> Vec<EntityId> {
        let mut found = match name {
            Name::Quoted(text) => self.find_quoted(text, kinds),
            Name::Upn(text) => self.with_text(text, Attribute::UserPrincipalName, kinds),
            Name::Guid(text) => self.find_guid(text, kinds),
            Name::Path(text) => self.find_id(text, kinds),
            // Whoever resolves a query puts the value in its place.
            Name::Parameter(_) => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn find_quoted(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        // Things without a name are not called "".
        if text.trim().is_empty() {
            return Vec::new();
        }
        let named = kinds.iter().flat_map(|kind| self.graph.named(kind, text));
        let mut found: Vec<EntityId> = named.collect();
        if found.is_empty() && text.contains('@') {
            found = self.with_text(text, Attribute::UserPrincipalName, kinds);
        }
        if found.is_empty() && parse_guid(text).is_some() {
            found = self.find_guid(text, kinds);
        }
        if found.is_empty() && text.starts_with('/') {
            found = self.find_id(text, kinds);
        }
        found
    }

    fn find_id(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        let trimmed = match text.trim_end_matches('/') {
            "" => text,
            trimmed => trimmed,
        };
        let found = self.graph.find(ObjectKey::of(trimmed)).into_iter();
        found
            .filter(|&id| kinds.contains(self.graph.kind_of(id)))
            .collect()
    }

    /// By object id, else by the client id that a registration and its app share.
    fn find_guid(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        let found = self.find_id(text, kinds);
        if found.is_empty() {
            return self.with_text(text, Attribute::AppId, kinds);
        }
        found
    }

    fn with_text(&self, text: &str, attribute: Attribute, kinds: Kinds) -> Vec<EntityId> {
        let lower = text.to_lowercase();
        let same = |own: &str| {
            if own.is_ascii() {
                own.eq_ignore_ascii_case(&lower)
            } else {
                own.to_lowercase() == lower
            }
        };
        let mut found = Vec::new();
        for kind in kinds.iter() {
            let column = self.graph.entities(kind).attribute(attribute);
            if let Some(AttributeColumn::Text(column)) = column {
                let positions =
                    (0..column.len()).filter(|&at| column.is_valid(at) && same(column.value(at)));
                found.extend(positions.map(|at| self.graph.id_at(kind, at)));
            }
        }
        found
    }

    /// What entities of these kinds a misspelt name may mean, best first: "app `Payroll`". Sign-in
    /// names if the name looks like one. Looks through all names.
    pub(crate) fn nearest(&self, text: &str, kinds: Kinds) -> Vec<String> {
        let names = kinds.iter().flat_map(|kind| {
            let table = self.graph.entities(kind);
            let upns = match table.attribute(Attribute::UserPrincipalName) {
                Some(AttributeColumn::Text(column)) if text.contains('@') => Some(column),
                _ => None,
            };
            let names = upns.unwrap_or(&table.names);
            names.iter().flatten().map(move |name| (name, (kind, name)))
        });
        let mut found: Vec<String> = similar(text, names)
            .into_iter()
            .map(|(kind, name)| format!("{kind} `{name}`"))
            .collect();
        found.dedup();
        found
    }
}
