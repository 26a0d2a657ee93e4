//! What lies between a principal and a resource, as a question restricts it.
//!
//! A path is told by the sets that it passes through. Sets that it must pass through and a set that it
//! must not are kept alike, one bit each: a path counts if it has passed all of the former and not
//! the latter. So whoever walks keeps the states apart as it is, and only compares with other bits.

use crate::EntitySet;
use enfilade_model::EntityId;
use std::ops::Deref;

/// A subset of the `via` sets of a question: bit `i` for set `i`.
pub(crate) type Passed = u8;

/// The `via` sets that contain an entity.
#[inline]
pub(crate) fn passed(via: &[EntitySet], id: EntityId) -> Passed {
    via.iter().enumerate().fold(0, |bits, (at, set)| {
        bits | Passed::from(set.contains(id)) << at
    })
}

/// Sets to pass through, and one to avoid.
///
/// As a slice it is all of these sets, the one to avoid last.
#[derive(Clone, Debug, Default)]
pub struct Via {
    sets: Vec<EntitySet>,
    is_avoiding: bool,
}

impl Via {
    /// The same, and no path may pass through a set, between the principal and the resource. What
    /// was to be avoided before still is.
    #[must_use]
    pub fn avoiding(mut self, set: EntitySet) -> Via {
        match self.sets.last_mut() {
            Some(last) if self.is_avoiding => last.union_with(&set),
            _ => self.sets.push(set),
        }
        self.is_avoiding = true;
        self
    }

    /// How many sets a path must pass through.
    #[must_use]
    pub fn required(&self) -> usize {
        self.sets.len() - usize::from(self.is_avoiding)
    }

    /// Whether there is a set that no path may pass through.
    #[must_use]
    pub fn avoids(&self) -> bool {
        self.is_avoiding
    }

    /// What a path that counts has passed.
    pub(crate) fn wanted(&self) -> Passed {
        ((1u32 << self.required()) - 1) as Passed
    }
}

impl From<Vec<EntitySet>> for Via {
    /// Sets that a path must pass through, in any order.
    fn from(sets: Vec<EntitySet>) -> Via {
        Via {
            sets,
            is_avoiding: false,
        }
    }
}

impl Deref for Via {
    type Target = [EntitySet];

    fn deref(&self) -> &[EntitySet] {
        &self.sets
    }
}
