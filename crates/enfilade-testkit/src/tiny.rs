//! Tenants small enough to read: a few names in TOML, and the access that they must give.
//!
//! ```toml
//! why = "An app assigned to a group reaches the group's direct members only."
//! users = ["Anna", "Boris"]
//! guests = ["Gina"]
//!
//! [groups]
//! Finance = ["Anna", "Partners"]
//! Partners = ["Gina"]
//!
//! [apps]
//! Ledger = { assigned = ["Finance"] }
//!
//! [[expect]]
//! who = "users"
//! what = "apps"
//! rows = """
//! Anna | Ledger | app assignment
//! """
//! ```
//!
//! Everything is called by its name, and a name is used once in a file. Ids follow from the names,
//! so they are the same on every run. The whole notation is in `tests/README.md`.

mod azure;
mod emit;
mod expect;
mod facts;
mod names;
mod notation;
mod scopes;

pub use expect::{Expectation, ExpectedRow};

use crate::large::guid;
use crate::records::Records;
use enfilade_graph::{BuildError, Graph};
use enfilade_model::{Completeness, EntityKind, ImportSummary, ObjectKey, SourceFile};
use enfilade_model::{Level, Relation, SourceId};
use std::collections::BTreeMap;

/// What is wrong with a tiny tenant.
#[derive(Debug, thiserror::Error)]
pub enum TinyError {
    /// It is not TOML, or a key is unknown.
    #[error("the tenant does not parse: {0}")]
    Toml(#[from] toml::de::Error),
    /// A name that the file does not introduce.
    #[error("`{name}` in {place} is no name of this tenant; list it under its kind first")]
    UnknownName {
        /// The name.
        name: String,
        /// Where it is used.
        place: String,
    },
    /// A name that is introduced twice.
    #[error("`{0}` names two things; give one of them another name")]
    DuplicateName(String),
    /// A value that is none of those allowed.
    #[error("`{value}` in {place} is not {wanted}")]
    Value {
        /// The value.
        value: String,
        /// Where it stands.
        place: String,
        /// What was wanted there.
        wanted: &'static str,
    },
    /// It does not build.
    #[error("the tenant does not build: {0}")]
    Build(#[from] BuildError),
}

/// A tenant of a few named things, with the access it must give.
#[derive(Clone, Debug)]
pub struct Tiny {
    /// The rule that the tenant shows.
    pub why: String,
    /// The instant of every question, in microseconds since 1970.
    pub now: i64,
    /// The access that the tenant must give.
    pub expect: Vec<Expectation>,
    names: BTreeMap<String, Named>,
    records: Records,
    completeness: Completeness,
}

/// What a name stands for.
#[derive(Clone, Debug)]
struct Named {
    kind: EntityKind,
    key: ObjectKey,
    // The lower-case text of ids that are no GUID.
    text: Option<String>,
    guest: bool,
    // Referred to, but not described.
    stub: bool,
}

impl Named {
    // Whether the thing belongs to the set that a noun names; none if it is no noun.
    fn belongs_to(&self, noun: &str) -> Option<bool> {
        match noun {
            "everything" => Some(true),
            "guests" => Some(self.guest),
            "principals" => Some(self.kind.is_principal()),
            "azure scopes" => Some(self.kind.is_azure_scope()),
            _ => {
                let kind = EntityKind::ALL.iter().find(|kind| kind.plural() == noun)?;
                Some(self.kind == *kind)
            }
        }
    }
}

impl Tiny {
    /// Reads a tenant.
    ///
    /// # Errors
    /// If the text is no TOML of this notation, or uses a name that it does not introduce.
    pub fn parse(text: &str) -> Result<Tiny, TinyError> {
        let file: notation::File = toml::from_str(text)?;
        let now = notation::time(&file.now, "now")?;
        let names = names::names(&file)?;
        let records = facts::records(&file, &names)?;
        let tiny = Tiny {
            why: file.why,
            now,
            expect: expect::read(&file.expect)?,
            completeness: completeness(&file.gaps)?,
            names,
            records,
        };
        for expectation in &tiny.expect {
            tiny.check(expectation)?;
        }
        Ok(tiny)
    }

    /// The tenant as facts.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The summary that goes with the facts: one source, collected at [`Tiny::now`].
    #[must_use]
    pub fn summary(&self) -> ImportSummary {
        ImportSummary {
            sources: vec![SourceFile {
                id: SourceId(0),
                path: "tiny".to_owned(),
                format: "tiny".to_owned(),
                bytes: 0,
                blake3: None,
                collected_at: self.now,
                tenants: Vec::new(),
            }],
            completeness: self.completeness.clone(),
            ..ImportSummary::default()
        }
    }

    /// The tenant built into a graph in memory.
    ///
    /// # Errors
    /// If it is too large.
    pub fn graph(&self) -> Result<Graph, BuildError> {
        self.records.graph(&self.summary())
    }

    /// The key of the thing with this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<ObjectKey> {
        self.names.get(name).map(|named| named.key)
    }

    /// The keys of a set as `who` and `what` write it, in the order of the names: each element is a
    /// name, the plural of a kind ("users", "directory roles"), or one of `guests`, `principals`,
    /// `azure scopes` and `everything`.
    ///
    /// # Errors
    /// If an element is none of these.
    pub fn set(&self, elements: &[String]) -> Result<Vec<ObjectKey>, TinyError> {
        for element in elements {
            let any = self.names.values().next();
            let is_noun = any.is_some_and(|named| named.belongs_to(element).is_some());
            if !is_noun && !self.names.contains_key(element) {
                return Err(TinyError::UnknownName {
                    name: element.clone(),
                    place: "a set".to_owned(),
                });
            }
        }
        let chosen = |(name, named): &(&String, &Named)| {
            let holds =
                |element: &String| element == *name || named.belongs_to(element).unwrap_or(false);
            elements.iter().any(holds)
        };
        let keys = self.names.iter().filter(chosen);
        Ok(keys.map(|(_, named)| named.key).collect())
    }

    fn check(&self, expectation: &Expectation) -> Result<(), TinyError> {
        self.set(&expectation.who)?;
        self.set(&expectation.what)?;
        self.set(&expectation.via)?;
        for row in &expectation.rows {
            let used = [
                Some(&row.principal),
                Some(&row.resource),
                row.scope.as_ref(),
            ];
            for name in used.into_iter().flatten() {
                if !self.names.contains_key(name) {
                    return Err(TinyError::UnknownName {
                        name: name.clone(),
                        place: "expected rows".to_owned(),
                    });
                }
            }
        }
        Ok(())
    }
}

// All relations are complete, but for those that the file declares otherwise.
fn completeness(gaps: &BTreeMap<String, String>) -> Result<Completeness, TinyError> {
    let mut completeness = Completeness::default();
    for &relation in Relation::ALL {
        completeness.relations.insert(relation, Level::Complete);
    }
    for (name, level) in gaps {
        let relation = Relation::ALL.iter().find(|r| r.name() == name);
        let value = |value: &str, wanted| TinyError::Value {
            value: value.to_owned(),
            place: "gaps".to_owned(),
            wanted,
        };
        let relation = relation.ok_or_else(|| value(name, "a relation of the ledger"))?;
        let level = match level.as_str() {
            "partial" => Level::Partial("the tiny tenant says so".to_owned()),
            "absent" => Level::Absent("the tiny tenant says so".to_owned()),
            other => return Err(value(other, "`partial` or `absent`")),
        };
        completeness.relations.insert(*relation, level);
    }
    for &kind in EntityKind::ALL {
        let attributes = enfilade_model::Attribute::ALL.to_vec();
        completeness.attributes.insert(kind, attributes);
    }
    Ok(completeness)
}

/// Reads a tenant and builds it into a graph in memory.
///
/// # Errors
/// If the text is no tiny tenant.
pub fn graph(text: &str) -> Result<Graph, TinyError> {
    Ok(Tiny::parse(text)?.graph()?)
}

/// The id of the thing with this name: the same on every run, in the form of a random GUID.
#[must_use]
pub fn key_of_name(name: &str) -> ObjectKey {
    guid(ObjectKey::of_text(&format!("tiny/{name}")).0)
}
