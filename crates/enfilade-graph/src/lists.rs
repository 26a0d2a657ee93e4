//! Which lists came in whole: all members of a group, all owners of an app.
//!
//! That someone is not in a list means something only where the list came to its end. Who is stated
//! elsewhere to belong to a group, and is missing in a whole list of it, is a disagreement; and an
//! export that is added later may bring the other half of one.

use enfilade_model::{EdgeKind, EntityId, ListExtent, SourceId};

/// A list, or a part of one.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct List {
    /// Whose list it is.
    pub of: EntityId,
    /// What those in it hold.
    pub kind: EdgeKind,
    /// The file.
    pub source: SourceId,
    /// How much of it is there.
    pub extent: ListExtent,
}
