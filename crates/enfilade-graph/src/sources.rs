//! Which files state each fact, where that is more than one file.
//!
//! The files that state a fact are a **set**, and many facts share one: two exports that overlap have
//! three. So a snapshot has a list of sets, and a fact has the number of its set. Neighbouring facts
//! mostly have the same, so the numbers are kept as runs, two bytes a run at most as long as the sets
//! are few. A snapshot of one file has no sets at all.

use crate::deferred::Deferred;
use crate::origins::Origins;
use crate::{OriginColumn, SnapshotError};
use arrow::buffer::ScalarBuffer;
use enfilade_model::{Provenance, SourceId};
use rustc_hash::FxHashMap;
use std::fmt;
use std::ops::Range;

/// The set of no file, which has the number 0 and is not listed.
const NONE: u64 = 0;

/// The sets of files, in the order of their numbers, which begin with 1.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct SetList {
    /// The number of the set that each file is in, ascending.
    pub(crate) sets: ScalarBuffer<u32>,
    /// The file.
    pub(crate) sources: ScalarBuffer<u32>,
}

impl SetList {
    fn of(&self, set: u64) -> Vec<SourceId> {
        let first = self.sets.partition_point(|&own| u64::from(own) < set);
        let end = self.sets.partition_point(|&own| u64::from(own) <= set);
        let sources = self.sources.get(first..end).unwrap_or_default();
        sources.iter().copied().map(SourceId).collect()
    }
}

/// The sets of files of a graph, looked at when first asked for.
#[derive(Clone, Debug)]
pub struct SourceSets(Deferred<SetList>);

impl SourceSets {
    /// No sets: one file states everything.
    #[must_use]
    pub fn absent() -> SourceSets {
        SourceSets::of(SetList::default())
    }

    /// Sets in memory.
    pub(crate) fn of(list: SetList) -> SourceSets {
        SourceSets::deferred(move || Ok(list))
    }

    /// Sets that are loaded and checked when first asked for.
    pub(crate) fn deferred(
        load: impl FnOnce() -> Result<SetList, SnapshotError> + Send + 'static,
    ) -> SourceSets {
        SourceSets(Deferred::new(load))
    }

    /// The list, loaded if need be.
    pub(crate) fn get(&self) -> Result<&SetList, SnapshotError> {
        self.0.get()
    }
}

/// The sets of some facts, in the order of the facts.
#[derive(Clone)]
pub struct SourceColumn {
    sets: SourceSets,
    numbers: OriginColumn,
}

impl fmt::Debug for SourceColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourceColumn")
    }
}

impl SourceColumn {
    /// No fact has a set.
    #[must_use]
    pub fn absent() -> SourceColumn {
        SourceColumn::new(SourceSets::absent(), OriginColumn::absent())
    }

    /// Numbers that mean these sets.
    pub(crate) fn new(sets: SourceSets, numbers: OriginColumn) -> SourceColumn {
        SourceColumn { sets, numbers }
    }

    /// The numbers, as they are stored: as the offsets of places in a file 0.
    pub(crate) fn numbers(&self) -> Result<Option<&Origins>, SnapshotError> {
        self.numbers.get()
    }

    /// The files in the set of each fact in a range; all empty if no fact has one.
    ///
    /// # Errors
    /// If the part of the snapshot that holds it is damaged; it is read when first asked for.
    pub fn of(&self, facts: Range<usize>) -> Result<Vec<Vec<SourceId>>, SnapshotError> {
        let count = facts.len();
        let places = self.numbers.places(facts)?;
        if places.is_empty() {
            return Ok(vec![Vec::new(); count]);
        }
        let list = self.sets.get()?;
        let mut found: Vec<Vec<SourceId>> =
            places.iter().map(|place| list.of(place.offset)).collect();
        found.resize(count, Vec::new());
        Ok(found)
    }
}

/// Gives sets their numbers while a graph is built.
#[derive(Debug, Default)]
pub(crate) struct SetNumbers {
    numbers: FxHashMap<Vec<u32>, u32>,
    sets: Vec<u32>,
    sources: Vec<u32>,
}

impl SetNumbers {
    /// The number of a set of files, which ascend.
    fn number(&mut self, sources: &[u32]) -> u32 {
        if let Some(&number) = self.numbers.get(sources) {
            return number;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert(sources.to_vec(), number);
        self.sets.extend(sources.iter().map(|_| number));
        self.sources.extend_from_slice(sources);
        number
    }

    /// Encodes which of `count` facts is in which files: pairs of a fact and a file, ascending, for the
    /// facts that have a set. None if none has.
    pub(crate) fn encode(&mut self, count: usize, pairs: &[(u32, u32)]) -> Option<Origins> {
        if pairs.is_empty() {
            return None;
        }
        let mut next = 0;
        let mut set = Vec::new();
        let numbers = (0..count as u32).map(|fact| {
            set.clear();
            while let Some((_, source)) = pairs.get(next).filter(|pair| pair.0 == fact) {
                set.push(*source);
                next += 1;
            }
            let number = match set.is_empty() {
                true => NONE,
                false => u64::from(self.number(&set)),
            };
            Provenance {
                source: SourceId(0),
                offset: number,
            }
        });
        Some(Origins::encode(numbers))
    }

    /// The sets that were numbered.
    pub(crate) fn finish(self) -> SetList {
        SetList {
            sets: self.sets.into(),
            sources: self.sources.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn each_fact_keeps_its_files(
            facts in prop::collection::vec(prop::collection::btree_set(0..4_u32, 0..4), 1..3000),
            from in 0..100_usize,
            to in 0..100_usize,
        ) {
            let pairs: Vec<(u32, u32)> = facts
                .iter()
                .zip(0..)
                .flat_map(|(set, fact)| set.iter().map(move |source| (fact, *source)))
                .collect();
            let mut numbers = SetNumbers::default();
            let encoded = numbers.encode(facts.len(), &pairs);
            prop_assert_eq!(encoded.is_some(), !pairs.is_empty());
            let sets = SourceSets::of(numbers.finish());
            let column = match encoded {
                Some(encoded) => {
                    prop_assert!(encoded.runs.len() <= 2 * facts.len() + 8);
                    SourceColumn::new(sets, OriginColumn::of(encoded))
                }
                None => SourceColumn::absent(),
            };
            let part = |percent: usize| facts.len() * percent / 100;
            let range = part(from.min(to))..part(from.max(to));
            let found: Vec<BTreeSet<u32>> = column
                .of(range.clone())
                .unwrap()
                .into_iter()
                .map(|set| set.into_iter().map(|source| source.0).collect())
                .collect();
            prop_assert_eq!(found, &facts[range]);
        }
    }
}
