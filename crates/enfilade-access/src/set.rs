//! Sets of entities: one bit an entity.
//!
//! Entity ids are dense, so a set over a million entities is at most 125 kB, membership is one load, and
//! union, intersection and difference run 64 entities at a time. A kind is a range of ids, and most
//! sets hold entities of one kind: only the words around these are kept.

use enfilade_model::EntityId;
use std::ops::Range;

/// A set of entities of one graph.
#[derive(Clone, Debug)]
pub struct EntitySet {
    // INVARIANT: `first` and what `words` reach to lie within `universe.div_ceil(64)`; all other words
    // are zero, and so are bits at `universe` and above.
    words: Vec<u64>,
    // Which word of the universe the first of `words` is.
    first: usize,
    universe: u32,
}

impl EntitySet {
    /// No entity, of a graph of `universe` entities.
    #[must_use]
    pub fn empty(universe: u32) -> EntitySet {
        EntitySet {
            words: Vec::new(),
            first: 0,
            universe,
        }
    }

    /// Every entity of a graph of `universe` entities.
    #[must_use]
    pub fn full(universe: u32) -> EntitySet {
        EntitySet::from_range(universe, 0..universe)
    }

    /// The entities with ids in a range, such as all of one kind. Ids outside the universe are
    /// left out.
    #[must_use]
    pub fn from_range(universe: u32, range: Range<u32>) -> EntitySet {
        let mut set = EntitySet::empty(universe);
        set.insert_range(range);
        set
    }

    /// The entities listed. Ids outside the universe are left out.
    #[must_use]
    pub fn from_ids(universe: u32, ids: impl IntoIterator<Item = EntityId>) -> EntitySet {
        let mut set = EntitySet::empty(universe);
        for id in ids {
            set.insert(id);
        }
        set
    }

    /// No entity, with room for those of a range.
    #[must_use]
    pub(crate) fn with_room(universe: u32, range: Range<u32>) -> EntitySet {
        let mut set = EntitySet::empty(universe);
        let end = range.end.min(universe);
        if range.start < end {
            set.reach(range.start as usize / 64..end.div_ceil(64) as usize);
        }
        set
    }

    /// How many entities the graph has.
    #[must_use]
    pub fn universe(&self) -> u32 {
        self.universe
    }

    /// Adds an entity; says whether it is new. An id outside the universe is not added.
    #[inline]
    pub fn insert(&mut self, id: EntityId) -> bool {
        if id.0 >= self.universe {
            return false;
        }
        let at = id.index() / 64;
        if !self.has_word(at) {
            self.reach(at..at + 1);
        }
        let word = &mut self.words[at - self.first];
        let bit = 1 << (id.0 % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Adds all ids of a range that lie within the universe.
    pub fn insert_range(&mut self, range: Range<u32>) {
        let (start, end) = (range.start, range.end.min(self.universe));
        if start >= end {
            return;
        }
        self.reach(start as usize / 64..end.div_ceil(64) as usize);
        let (first, last) = (start as usize / 64, (end - 1) as usize / 64);
        let (first, last) = (first - self.first, last - self.first);
        let head = u64::MAX << (start % 64);
        let tail = u64::MAX >> (63 - (end - 1) % 64);
        if first == last {
            self.words[first] |= head & tail;
        } else {
            self.words[first] |= head;
            self.words[first + 1..last].fill(u64::MAX);
            self.words[last] |= tail;
        }
    }

    #[inline]
    fn has_word(&self, at: usize) -> bool {
        at.wrapping_sub(self.first) < self.words.len()
    }

    /// Keeps the words of a range of positions, too. What grows towards the front grows by as much as
    /// there is, so that ids may come in any order.
    #[cold]
    fn reach(&mut self, words: Range<usize>) {
        if self.words.is_empty() {
            self.first = words.start;
        }
        if words.start < self.first {
            let missing = self.first - words.start;
            let more = missing.max(self.words.len().min(self.first));
            self.words.splice(..0, std::iter::repeat_n(0, more));
            self.first -= more;
        }
        let end = words.end - self.first;
        if end > self.words.len() {
            self.words.resize(end, 0);
        }
    }

    /// Takes an entity out; says whether it was in.
    pub fn remove(&mut self, id: EntityId) -> bool {
        let at = (id.index() / 64).wrapping_sub(self.first);
        match self.words.get_mut(at) {
            Some(word) => {
                let bit = 1 << (id.0 % 64);
                let was_in = *word & bit != 0;
                *word &= !bit;
                was_in
            }
            None => false,
        }
    }

    /// Whether an entity is in the set.
    #[must_use]
    #[inline]
    pub fn contains(&self, id: EntityId) -> bool {
        self.words
            .get((id.index() / 64).wrapping_sub(self.first))
            .is_some_and(|word| word >> (id.0 % 64) & 1 == 1)
    }

    /// How many entities are in the set. Time linear in the ids between its first and its last, 64 a
    /// step.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// How many entities of a range are in the set.
    #[must_use]
    pub fn len_in(&self, range: Range<u32>) -> usize {
        self.words_in(range)
            .map(|(_, word)| word.count_ones() as usize)
            .sum()
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The entities, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.iter_in(0..self.universe)
    }

    /// The entities with ids in a range, in ascending order.
    pub fn iter_in(&self, range: Range<u32>) -> impl Iterator<Item = EntityId> + '_ {
        self.words_in(range)
            .flat_map(|(base, word)| Bits(word, base))
    }

    /// Ranges of ids, ascending, outside of which there are no entities, and how many each holds.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (Range<u32>, usize)> + '_ {
        let words = self.words_in(0..self.universe);
        words.map(|(base, word)| {
            let end = base.saturating_add(64).min(self.universe);
            (base..end, word.count_ones() as usize)
        })
    }

    /// Ids between which all entities of the set lie.
    pub(crate) fn bounds(&self) -> Range<u32> {
        let (start, end) = (self.first * 64, (self.first + self.words.len()) * 64);
        start as u32..(end as u32).min(self.universe).max(start as u32)
    }

    /// The words that hold the bits of a range, each with the id of its lowest bit, other bits
    /// cleared.
    fn words_in(&self, range: Range<u32>) -> impl Iterator<Item = (u32, u64)> + '_ {
        let bounds = self.bounds();
        let start = range.start.max(bounds.start).min(bounds.end);
        let end = range.end.min(bounds.end).max(start);
        let words = start / 64..end.div_ceil(64).max(start / 64);
        words.map(move |at| {
            let base = at * 64;
            let mut word = self.words[at as usize - self.first];
            if base < start {
                word &= u64::MAX << (start - base);
            }
            if end - base < 64 {
                word &= !(u64::MAX << (end - base));
            }
            (base, word)
        })
    }

    /// The words of another set that lie beside those of this one, in pairs.
    fn paired<'a>(&'a mut self, other: &'a EntitySet) -> impl Iterator<Item = (&'a mut u64, u64)> {
        let start = self.first.max(other.first);
        let own = self.words.iter_mut().skip(start - self.first);
        let others = other.words.iter().skip(start - other.first);
        own.zip(others.copied())
    }

    /// Whether the two sets share an entity.
    #[must_use]
    pub fn intersects(&self, other: &EntitySet) -> bool {
        let start = self.first.max(other.first);
        let own = self.words.iter().skip(start - self.first);
        let others = other.words.iter().skip(start - other.first);
        own.zip(others).any(|(a, b)| a & b != 0)
    }

    /// Adds all of another set over the same graph.
    pub fn union_with(&mut self, other: &EntitySet) {
        if other.words.is_empty() {
            return;
        }
        self.reach(other.first..other.first + other.words.len());
        for (own, word) in self.paired(other) {
            *own |= word;
        }
    }

    /// Keeps what another set over the same graph holds too.
    pub fn intersect_with(&mut self, other: &EntitySet) {
        let (start, end) = (other.first, other.first + other.words.len());
        self.words.truncate(end.saturating_sub(self.first));
        let before = start.saturating_sub(self.first).min(self.words.len());
        self.words.drain(..before);
        self.first += before;
        for (own, word) in self.paired(other) {
            *own &= word;
        }
    }

    /// Takes out what another set over the same graph holds.
    pub fn subtract(&mut self, other: &EntitySet) {
        for (own, word) in self.paired(other) {
            *own &= !word;
        }
    }

    /// What the set does not hold.
    #[must_use]
    pub fn complement(&self) -> EntitySet {
        let mut rest = EntitySet::full(self.universe);
        rest.subtract(self);
        rest
    }

    /// What two sets share.
    #[must_use]
    pub fn intersection(&self, other: &EntitySet) -> EntitySet {
        let mut both = self.clone();
        both.intersect_with(other);
        both
    }
}

impl PartialEq for EntitySet {
    /// Whether two sets hold the same, whichever words they keep.
    fn eq(&self, other: &EntitySet) -> bool {
        let used = |set: &'_ EntitySet| {
            let words = set.words_in(0..set.universe);
            words.filter(|(_, word)| *word != 0).collect::<Vec<_>>()
        };
        self.universe == other.universe && used(self) == used(other)
    }
}

impl Eq for EntitySet {}

/// The set bits of a word, each with a base added.
struct Bits(u64, u32);

impl Iterator for Bits {
    type Item = EntityId;

    #[inline]
    fn next(&mut self) -> Option<EntityId> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(EntityId(self.1 + at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn ids(set: &EntitySet) -> Vec<u32> {
        set.iter().map(|id| id.0).collect()
    }

    #[test]
    fn ranges_end_where_they_should() {
        for universe in [0, 1, 63, 64, 65, 200] {
            for start in 0..universe + 2 {
                for end in [start, start + 1, start + 64, universe, universe + 9] {
                    let set = EntitySet::from_range(universe, start..end);
                    let expected: Vec<u32> = (start..end.min(universe)).collect();
                    assert_eq!(ids(&set), expected, "{start}..{end} of {universe}");
                }
            }
            assert_eq!(EntitySet::full(universe).len(), universe as usize);
            assert!(EntitySet::full(universe).complement().is_empty());
        }
    }

    #[test]
    fn an_id_outside_the_universe_is_never_in() {
        let mut set = EntitySet::empty(65);
        assert!(!set.insert(EntityId(65)));
        assert!(!set.insert(EntityId(u32::MAX)));
        assert!(!set.remove(EntityId(u32::MAX)));
        assert!(set.is_empty() && !set.contains(EntityId(u32::MAX)));
    }

    proptest! {
        #[test]
        fn a_set_behaves_like_a_set(
            a in proptest::collection::btree_set(0u32..300, 0..80),
            b in proptest::collection::btree_set(0u32..300, 0..80),
            start in 0u32..320, length in 0u32..320,
        ) {
            let make = |from: &BTreeSet<u32>| EntitySet::from_ids(300, from.iter().map(|&i| EntityId(i)));
            let (left, right) = (make(&a), make(&b));
            let mut union = left.clone();
            union.union_with(&right);
            let mut rest = left.clone();
            rest.subtract(&right);
            prop_assert_eq!(ids(&union), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(ids(&rest), a.difference(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(ids(&left.intersection(&right)), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(left.intersects(&right), !a.is_disjoint(&b));
            prop_assert_eq!(left.len(), a.len());
            let within: Vec<u32> = a.range(start..start + length).copied().collect();
            prop_assert_eq!(left.iter_in(start..start + length).map(|i| i.0).collect::<Vec<_>>(), within.clone());
            prop_assert_eq!(left.len_in(start..start + length), within.len());
            let mut kept = left.clone();
            kept.intersect_with(&right);
            kept.union_with(&rest);
            prop_assert_eq!(&kept, &left);
            prop_assert_eq!(kept == right, a == b);
            let mut backward = EntitySet::empty(300);
            for &id in a.iter().rev() {
                prop_assert!(backward.insert(EntityId(id)));
            }
            prop_assert_eq!(&backward, &left);
            b.iter().for_each(|&id| { backward.remove(EntityId(id)); });
            prop_assert_eq!(&backward, &rest);
        }
    }
}
