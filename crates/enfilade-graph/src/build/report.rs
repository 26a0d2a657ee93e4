//! What a build made of the records, and why it can fail.

use crate::Dispute;
use enfilade_model::{EdgeKind, EntityKind, SourceId, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why records do not fit into a graph.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
pub enum BuildError {
    /// More objects than a `u32` counts.
    #[error("more than 4,294,967,294 objects; import the tenants into snapshots of their own")]
    TooManyEntities,
    /// More edges of a kind than a `u32` counts.
    #[error(
        "more than 4,294,967,295 edges of kind `{0}`; import the tenants into snapshots of their own"
    )]
    TooManyEdges(EdgeKind),
    /// A single text of more than 4 GiB.
    #[error("a single text is longer than 4 GiB; remove it from the export")]
    TextTooLong,
    /// Arrow refused a column.
    #[error("the columns of the entities do not fit together: {0}")]
    Columns(String),
}

/// What a build made of the records.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct BuildReport {
    /// How many entities there are, by kind; kinds without any are left out.
    pub entities: BTreeMap<EntityKind, u64>,
    /// How many of these no record describes, by kind.
    pub stubs: BTreeMap<EntityKind, u64>,
    /// How many edges there are, by kind.
    pub edges: BTreeMap<EdgeKind, u64>,
    /// How many edges were stated more than once and dropped, by kind.
    pub duplicates: BTreeMap<EdgeKind, u64>,
    /// How many records described an object that an earlier record describes.
    pub repeated: u64,
    /// How many attribute values were dropped because an earlier record states another.
    pub conflicts: u64,
    /// How much each file states; empty if there is one file only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<SourceId, Share>,
    /// How much the files disagree on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub disagreements: BTreeMap<Dispute, u64>,
    /// What was odd about the records taken together.
    pub warnings: Vec<Warning>,
}

/// How much of a graph one file states, alone or with others.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// How many objects its records describe.
    pub objects: u64,
    /// How many edges its records state.
    pub edges: u64,
}

/// Counts one kind of oddity and keeps its first example.
#[derive(Debug, Default)]
pub(super) struct Oddity {
    count: u64,
    example: String,
}

impl Oddity {
    /// Counts an occurrence.
    pub(super) fn add(&mut self, example: impl FnOnce() -> String) {
        if self.count == 0 {
            self.example = example();
        }
        self.count += 1;
    }

    /// How often it occurred.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Adds what was counted elsewhere, after the own occurrences.
    pub(super) fn absorb(&mut self, other: Oddity) {
        if self.count == 0 {
            self.example = other.example;
        }
        self.count += other.count;
    }

    /// The warning, if there was an occurrence.
    pub(super) fn warning(self, code: &str, message: &str) -> Option<Warning> {
        (self.count > 0).then(|| Warning {
            code: code.to_owned(),
            message: message.to_owned(),
            count: self.count,
            example: self.example,
            provenance: None,
            damage: false,
        })
    }
}
