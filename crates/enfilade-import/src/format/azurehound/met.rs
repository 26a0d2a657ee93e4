//! What was met so far, across the records of an import.

use super::kind::Kind;
use super::links::Settings;
use std::collections::BTreeMap;

/// The records that came in, and how their lists are set.
#[derive(Debug)]
pub(crate) struct Met {
    /// How many records came in, by kind.
    counts: Vec<u64>,
    unknown_kinds: BTreeMap<String, u64>,
    /// How the members of the lists so far are set.
    pub(super) member_settings: Settings,
}

/// How many unknown kinds are told apart.
const UNKNOWN_KINDS: usize = 100;

impl Default for Met {
    fn default() -> Met {
        Met {
            counts: vec![0; Kind::ALL.len()],
            unknown_kinds: BTreeMap::new(),
            member_settings: Settings::default(),
        }
    }
}

impl Met {
    /// Counts a record of a known kind.
    pub(super) fn count(&mut self, kind: Kind) {
        self.counts[kind as usize] += 1;
    }

    /// Counts a record of an unknown kind.
    pub(super) fn count_unknown(&mut self, name: &str) {
        let room = self.unknown_kinds.len() < UNKNOWN_KINDS;
        match self.unknown_kinds.get_mut(name) {
            Some(count) => *count += 1,
            None if room && name.len() <= 100 => {
                self.unknown_kinds.insert(name.to_owned(), 1);
            }
            None => *self.unknown_kinds.entry("(other)".to_owned()).or_default() += 1,
        }
    }

    /// Whether a record of a kind came in.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.counts[kind as usize] > 0
    }

    /// Counts no record so far: a piece of one is none.
    pub(super) fn forget_counts(&mut self) {
        self.counts.fill(0);
    }

    /// How many records of each kind came in.
    pub(crate) fn records(&self) -> BTreeMap<String, u64> {
        let known = Kind::ALL.iter().zip(&self.counts);
        let known = known.filter(|(_, count)| **count > 0);
        let unknown = self.unknown_kinds.iter();
        known
            .map(|(kind, count)| (kind.name().to_owned(), *count))
            .chain(unknown.map(|(name, count)| (name.clone(), *count)))
            .collect()
    }

    /// Whether what a part met can be added as it is. Of too many unknown kinds the first are told
    /// apart, and a part does not say which came first.
    pub(crate) fn can_absorb(&self, part: &Met) -> bool {
        let unknown = self.unknown_kinds.len() + part.unknown_kinds.len();
        part.unknown_kinds.is_empty() || unknown < UNKNOWN_KINDS
    }

    /// Adds what a part met that follows what was read so far.
    pub(crate) fn absorb(&mut self, part: Met) {
        for (own, count) in self.counts.iter_mut().zip(part.counts) {
            *own += count;
        }
        for (kind, count) in part.unknown_kinds {
            *self.unknown_kinds.entry(kind).or_default() += count;
        }
    }
}
