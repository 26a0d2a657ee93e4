//! Whom rules hold of among the people of a tenant, and whose lists overlap.

use super::{Class, Decided, Overlap, Overlapping};
use enfilade_model::EntityId;
use enfilade_rules::Answers;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use roaring::RoaringBitmap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;

/// Into how many parts people are put, of each of which the smallest hash is kept.
const PARTS: usize = 8;

/// Lists are nearly equal if they share so many of all whom either holds, in percent.
const NEARLY: u64 = 90;

/// How many lists of similar size, or that may contain one, are tried for each.
const MOST_TRIED: usize = 128;

/// The lists of all rules.
pub(super) struct Crowd {
    lists: Vec<List>,
    people: usize,
    /// In how many lists each is.
    counts: Vec<u32>,
}

/// Whom a rule holds of.
#[derive(Clone, Default)]
struct List {
    members: RoaringBitmap,
    /// Of how many it is not known.
    unknown: u64,
    /// The sum of the members' hashes: equal for equal lists.
    sum: u64,
    /// The smallest hash of each part.
    smallest: [u64; PARTS],
}

impl Crowd {
    pub(super) fn new(rules: usize, people: usize) -> Crowd {
        let empty = List {
            smallest: [u64::MAX; PARTS],
            ..List::default()
        };
        Crowd {
            lists: vec![empty; rules],
            people,
            counts: vec![0; people],
        }
    }

    /// Takes in what a rule says of a block of people. Blocks come in order.
    pub(super) fn add(&mut self, answers: &Answers<'_>) {
        let Some(list) = self.lists.get_mut(answers.rule) else {
            return;
        };
        list.unknown += answers.unknown() as u64;
        for member in answers.matching() {
            // Those of a block come ascending, after those of the block before.
            list.members.insert(member as u32);
            let hash = mixed(member as u64);
            list.sum = list.sum.wrapping_add(hash);
            if let Some(smallest) = list.smallest.get_mut(hash as usize % PARTS) {
                *smallest = hash.min(*smallest);
            }
            if let Some(count) = self.counts.get_mut(member) {
                *count += 1;
            }
        }
    }

    /// How many a rule holds of, if that is known of all.
    pub(super) fn known(&self, rule: usize) -> Option<u64> {
        let list = self.lists.get(rule)?;
        (list.unknown == 0).then(|| list.members.len())
    }

    /// Adds what the lists show.
    pub(super) fn compare(&self, classes: &[Class], rows: &mut Vec<Overlapping>) {
        let people = self.people as u64;
        let mut apart = Vec::new();
        for (at, class) in classes.iter().enumerate() {
            let overlap = match self.known(at) {
                Some(0) => Overlap::Nobody,
                Some(all) if all == people => Overlap::Everybody,
                Some(_) => {
                    apart.push(at);
                    continue;
                }
                None => continue,
            };
            for &group in &class.groups {
                rows.push(Overlapping {
                    group,
                    overlap,
                    other: None,
                    decided: Decided::ByPeople,
                    members: self.known(at),
                    members_of_other: None,
                    shared: None,
                });
            }
        }
        let apart = self.equal(classes, apart, rows);
        let near = self.nearly_equal(&apart);
        let wider = self.wider(&apart);
        for (at, other) in &near {
            rows.push(self.row(
                classes,
                (*at, *other),
                Overlap::NearlyEqual,
                Decided::ByPeople,
            ));
        }
        let pairs = wider
            .into_iter()
            .filter(|(at, other)| near.get(at) != Some(other) && near.get(other) != Some(at));
        for (at, other) in pairs {
            let decided = match (classes.get(at), classes.get(other)) {
                (Some(own), Some(other)) if own.rule.is_within(&other.rule) => Decided::ByText,
                _ => Decided::ByPeople,
            };
            rows.push(self.row(classes, (at, other), Overlap::Within, decided));
        }
    }

    /// Says whose lists are the same; one of each stays.
    fn equal(
        &self,
        classes: &[Class],
        apart: Vec<usize>,
        rows: &mut Vec<Overlapping>,
    ) -> Vec<usize> {
        let mut first: FxHashMap<(u64, u64), usize> = FxHashMap::default();
        let mut left = Vec::new();
        for at in apart {
            let Some(list) = self.lists.get(at) else {
                continue;
            };
            match first.entry((list.members.len(), list.sum)) {
                Entry::Occupied(own) if self.members(*own.get()) == Some(&list.members) => {
                    let pair = (at, *own.get());
                    rows.push(self.row(classes, pair, Overlap::Equal, Decided::ByPeople));
                }
                Entry::Occupied(_) => left.push(at),
                Entry::Vacant(free) => {
                    free.insert(at);
                    left.push(at);
                }
            }
        }
        left
    }

    /// For each the list that is most like it, if one is nearly equal; each pair once.
    fn nearly_equal(&self, apart: &[usize]) -> FxHashMap<usize, usize> {
        let mut with: FxHashMap<(usize, u64), Vec<usize>> = FxHashMap::default();
        for &at in apart {
            let smallest = self.lists.get(at).map(|list| list.smallest);
            for (part, smallest) in smallest.into_iter().flatten().enumerate() {
                if smallest != u64::MAX {
                    with.entry((part, smallest)).or_default().push(at);
                }
            }
        }
        let mut pairs: FxHashSet<(usize, usize)> = FxHashSet::default();
        for mut list in with.into_values() {
            list.sort_by_key(|&at| (self.len(at), at));
            for (position, &at) in list.iter().enumerate() {
                let most = self.len(at) * 100 / NEARLY;
                let next = list.get(position + 1..).unwrap_or_default().iter();
                let next = next
                    .take(MOST_TRIED)
                    .take_while(|&&other| self.len(other) <= most);
                pairs.extend(next.map(|&other| (at.max(other), at.min(other))));
            }
        }
        let pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
        let mut like: Vec<(u64, usize, usize)> = pairs
            .into_par_iter()
            .filter_map(|(at, other)| {
                let shared = self.shared(at, other);
                let all = self.len(at) + self.len(other) - shared;
                let share = shared * 10_000 / all.max(1);
                (share >= NEARLY * 100).then_some((share, at, other))
            })
            .collect();
        like.sort_by_key(|&(share, at, other)| (at, u64::MAX - share, other));
        like.dedup_by_key(|one| one.1);
        like.into_iter().map(|(_, at, other)| (at, other)).collect()
    }

    /// For each the smallest list that contains it, of those that hold more.
    fn wider(&self, apart: &[usize]) -> Vec<(usize, usize)> {
        let rarest = |&at: &usize| {
            let members = self.members(at)?.iter();
            members.min_by_key(|&one| self.counts.get(one as usize))
        };
        let rare: Vec<Option<u32>> = apart.iter().map(rarest).collect();
        let all: RoaringBitmap = rare.iter().flatten().copied().collect();
        let mut by_size = apart.to_vec();
        by_size.sort_by_key(|&at| (self.len(at), at));
        let mut lists_of: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for at in by_size {
            let Some(members) = self.members(at) else {
                continue;
            };
            for one in members & &all {
                lists_of.entry(one).or_default().push(at);
            }
        }
        let pairs: Vec<(usize, u32)> = (apart.iter().copied())
            .zip(rare)
            .filter_map(|(at, rare)| Some((at, rare?)))
            .collect();
        pairs
            .into_par_iter()
            .filter_map(|(at, rare)| {
                let own = self.members(at)?;
                let lists = lists_of.get(&rare)?.iter();
                let larger = lists.filter(|&&other| self.len(other) > own.len());
                let mut tried = larger.take(MOST_TRIED);
                let wider = tried.find(|&&other| {
                    self.members(other)
                        .is_some_and(|other| own.is_subset(other))
                });
                Some((at, *wider?))
            })
            .collect()
    }

    fn members(&self, at: usize) -> Option<&RoaringBitmap> {
        self.lists.get(at).map(|list| &list.members)
    }

    fn len(&self, at: usize) -> u64 {
        self.members(at).map_or(0, RoaringBitmap::len)
    }

    fn shared(&self, at: usize, other: usize) -> u64 {
        let both = self.members(at).zip(self.members(other));
        both.map_or(0, |(own, other)| own.intersection_len(other))
    }

    fn row(
        &self,
        classes: &[Class],
        (at, other): (usize, usize),
        overlap: Overlap,
        decided: Decided,
    ) -> Overlapping {
        let group = |at: usize| classes.get(at).map_or(EntityId(0), Class::first);
        Overlapping {
            group: group(at),
            overlap,
            other: Some(group(other)),
            decided,
            members: Some(self.len(at)),
            members_of_other: Some(self.len(other)),
            shared: Some(self.shared(at, other)),
        }
    }
}

/// A number whose bits have nothing to do with those of the one that it is made of (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
