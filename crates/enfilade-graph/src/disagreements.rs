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
    /// One states a directory role for the whole tenant, another at a part of it, and nothing shows
    /// whether these are one assignment or two. Both are believed.
    Scope,
    /// One states an assignment for the whole tenant, another the same one at a part of it. The part is
    /// believed.
    Assignment,
}

impl Dispute {
    /// Every kind of disagreement, in the order of their numbers.
    pub const ALL: [Dispute; 4] = [
        Dispute::Value,
        Dispute::Membership,
        Dispute::Scope,
        Dispute::Assignment,
    ];

    /// Whether it shows in the graph itself, so that it can be found again.
    pub(crate) fn shows(self) -> bool {
        matches!(self, Dispute::Membership | Dispute::Scope)
    }

    /// Its name as shown to users.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Dispute::Value => "value",
            Dispute::Membership => "membership",
            Dispute::Scope => "scope",
            Dispute::Assignment => "assignment",
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
