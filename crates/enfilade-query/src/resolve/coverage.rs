//! What the sources could not hold of the relations that a question rests on.

use crate::answer::CoverageNote;
use enfilade_model::{Completeness, Level, Relation};
use std::collections::BTreeSet;

/// A note for each relation that is not complete. A relation that no source speaks of is taken as
/// held, since nothing is known to be missing.
pub(super) fn notes(ledger: &Completeness, relations: &BTreeSet<Relation>) -> Vec<CoverageNote> {
    let note = |&relation: &Relation| {
        let (absent, message) = match ledger.relations.get(&relation)? {
            Level::Complete => return None,
            Level::Partial(why) => (false, why),
            Level::Absent(why) => (true, why),
        };
        Some(CoverageNote {
            relation,
            absent,
            message: message.clone(),
        })
    };
    relations.iter().filter_map(note).collect()
}
