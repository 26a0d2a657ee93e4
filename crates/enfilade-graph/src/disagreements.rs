//! What two exports of one tenant disagree on.
//!
//! Exports complete each other, and mostly they agree. Where they do not, the graph has to hold one of
//! two statements, or both; whoever relies on it should be able to see which, and who said what.

use enfilade_model::{EntityId, SourceId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a disagreement is about.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Dispute {
    /// An attribute of an object has two values. The file that was named first is believed.
    Value,
    /// One states that someone is in a list; another has the whole list, without them. The statement
    /// is believed.
    Membership,
    /// One states an assignment for the whole tenant, another at a part of it. Of one and the same
    /// assignment the part is believed, else both.
    Scope,
}

impl Dispute {
    /// Every kind of disagreement, in the order of their numbers.
    pub const ALL: [Dispute; 3] = [Dispute::Value, Dispute::Membership, Dispute::Scope];

    /// Its name as shown to users.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Dispute::Value => "value",
            Dispute::Membership => "membership",
            Dispute::Scope => "scope",
        }
    }
}

impl fmt::Display for Dispute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Two statements that cannot both be true.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Disagreement {
    /// What it is about.
    pub dispute: Dispute,
    /// The object, or the one who holds something.
    pub object: EntityId,
    /// What is held: the group, the role.
    pub held: Option<EntityId>,
    /// The attribute, or the relation.
    pub what: String,
    /// What one file says.
    pub says: String,
    /// That file.
    pub source: SourceId,
    /// What the other says.
    pub other_says: String,
    /// The other.
    pub other_source: SourceId,
}
