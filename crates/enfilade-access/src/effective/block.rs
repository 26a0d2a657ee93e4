//! What comes of a range of principals.

use crate::{AccessRow, Totals};
use enfilade_model::EntityId;
use std::ops::Range;

/// Whether rows are wanted or only their number.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Output {
    List,
    Count,
}

/// The rows of a range of principals.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The rows, sorted and distinct; all of them after those of the block before.
    pub(super) rows: Vec<AccessRow>,
    pub(super) counted: Totals,
    pub(super) disabled_resources: Vec<EntityId>,
    /// Whether a user is in it, who reaches whatever is open to everyone.
    pub(super) met_user: bool,
    /// Whether someone is in it who may join groups, as no guest and as one.
    pub(super) met_joiner: [bool; 2],
    /// What of the range is left to be computed, if there were too many rows.
    pub(super) rest: Option<Range<u32>>,
}
