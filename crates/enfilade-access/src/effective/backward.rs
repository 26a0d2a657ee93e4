//! From the resources back to whom their grants reach.
//!
//! The grants on the resources asked for are few where the question is selective, and so are the
//! groups that hold them. Each distinct grant gets a bit, or each such group, whichever are fewer; a
//! search down the nested groups, for all bits at once, says which groups pass which grants on. Then
//! each range of principals reads off its own part of those groups' member lists, which are sorted
//! ([`read`]); or, where only numbers are wanted and these lists are longer, each principal looks at the
//! groups that it is in ([`count`]).

mod count;
mod read;

use super::grants::Grants;
use super::numbers::Numbers;
use super::prepared::Prepared;
use crate::admission::Admission;
use crate::frontier::{self, Mask, Reached};
use crate::mechanism::Grant;
use crate::work::Work;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};
use std::ops::Range;
use std::sync::Arc;

/// How many bits there may be before going backward does not pay.
const MOST_BITS: usize = 1024;

/// How many memberships of groups pay for one more cut through their lists.
const MEMBERSHIPS_A_BLOCK: usize = 1 << 16;
/// How many groups are looked up again for nothing to speak of.
const FEW_GROUPS: usize = 256;
/// How many words of bits stay in the cache beside all else.
const CACHED_WORDS: usize = 1 << 16;

/// Grants by whoever holds them, and the groups that pass them on.
#[derive(Debug)]
pub(crate) struct Backward {
    // INVARIANT: sorted by holder. What principals hold themselves, by number.
    own: Vec<(EntityId, u32)>,
    numbers: Arc<Numbers>,
    meaning: Meaning,
    bits: usize,
    // Groups that pass something on to their members, ascending, with `words` words of bits each.
    groups: Vec<EntityId>,
    masks: Vec<u64>,
    words: usize,
    group_ids: Range<u32>,
    // By position of the group: one more than its place in `groups`, or 0. Empty if nobody asks.
    places: Vec<u32>,
    /// How many memberships these groups have together: the work that is left.
    pub(crate) memberships: usize,
    /// What finding the groups took.
    pub(super) work: Work,
}

/// What bits stand for.
#[derive(Debug)]
enum Meaning {
    /// The grants of these numbers.
    Numbers,
    /// All that a holder holds: bit `b` has the numbers at `offsets[b]..offsets[b + 1]`.
    Holders { offsets: Vec<u32>, held: Vec<u32> },
}

impl Backward {
    /// Finds the groups that pass the grants on; `None` if there are too many grants and holders to
    /// tell apart, or if reading the members of the holders alone would cost more than reading `most`
    /// memberships forward.
    pub(super) fn new<V: GraphView>(
        view: &V,
        prepared: &Prepared,
        found: &Grants,
        most: usize,
    ) -> Option<Backward> {
        let (meaning, bits, held) = few_bits(found)?;
        let degree = |group| view.edges_to(EdgeKind::Member, group).len();
        let weight = weight(bits.div_ceil(64));
        let mut memberships: usize = 0;
        for of_group in held.chunk_by(|a, b| a.0 == b.0) {
            memberships += degree(of_group[0].0);
            if memberships.saturating_mul(weight) > most {
                return None;
            }
        }
        let own = found.own.iter();
        let mut backward = Backward {
            own: own
                .map(|&(holder, at)| (holder, found.number(at)))
                .collect(),
            numbers: Arc::clone(&found.numbers),
            meaning,
            bits,
            groups: Vec::new(),
            masks: Vec::new(),
            words: 1,
            group_ids: view.carriers(),
            places: Vec::new(),
            memberships: 0,
            work: Work::default(),
        };
        match bits {
            0..=64 => backward.spread::<V, 1>(view, prepared.admission, &held),
            65..=128 => backward.spread::<V, 2>(view, prepared.admission, &held),
            129..=256 => backward.spread::<V, 4>(view, prepared.admission, &held),
            257..=512 => backward.spread::<V, 8>(view, prepared.admission, &held),
            _ => backward.spread::<V, 16>(view, prepared.admission, &held),
        }
        Some(backward)
    }

    /// Finds the groups that pass on what is held: groups, whether members of nested groups get it
    /// too, and a bit; sorted.
    fn spread<V: GraphView, const WORDS: usize>(
        &mut self,
        view: &V,
        admission: Admission,
        held: &[(EntityId, bool, u32)],
    ) {
        let holders: Vec<(EntityId, bool, Mask<WORDS>)> = held
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .map(|of_holder| {
                let mut mask: Mask<WORDS> = [0; WORDS];
                for &(_, _, bit) in of_holder {
                    mask[bit as usize / 64] |= 1 << (bit % 64);
                }
                (of_holder[0].0, of_holder[0].1, mask)
            })
            .collect();
        let nested: Vec<(EntityId, Mask<WORDS>)> = holders
            .iter()
            .filter(|(_, is_nested, _)| *is_nested)
            .map(|(group, _, mask)| (*group, *mask))
            .collect();
        let group_ids = self.group_ids.clone();
        let mut edges = 0;
        let reached: Reached<WORDS> =
            frontier::search(group_ids.clone(), &nested, |group, visit| {
                let members = view.edges_to(EdgeKind::Member, group);
                if crate::admission::is_plain(&members) {
                    // Members are sorted, and users come after groups.
                    let ends = members.ends();
                    let groups = ends.partition_point(|member| member.0 < group_ids.end);
                    edges += groups as u64;
                    ends[..groups].iter().copied().for_each(visit);
                } else {
                    edges += members.len() as u64;
                    admission.edges(members).for_each(|edge| visit(edge.end));
                }
            });
        self.work = Work {
            edges,
            words: edges * WORDS as u64,
            ..Work::default()
        };
        let mut all: Vec<(EntityId, Mask<WORDS>)> =
            reached.groups.into_iter().zip(reached.masks).collect();
        let direct = holders.iter().filter(|(_, is_nested, _)| !is_nested);
        all.extend(direct.map(|(group, _, mask)| (*group, *mask)));
        all.sort_by_key(|(group, _)| *group);
        all.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first
                    .1
                    .iter_mut()
                    .zip(later.1)
                    .for_each(|(word, bits)| *word |= bits);
            }
            same
        });
        let degree = |group| view.edges_to(EdgeKind::Member, group).len();
        self.memberships = all.iter().map(|(group, _)| degree(*group)).sum();
        self.words = WORDS;
        self.groups = all.iter().map(|(group, _)| *group).collect();
        self.masks = all.into_iter().flat_map(|(_, mask)| mask).collect();
    }

    /// Into how many blocks so many principals are best cut. Each cut costs a look into the list of
    /// each group; where those are few, smaller blocks keep their bits in the processor's cache.
    pub(super) fn cuts(&self, principals: usize) -> usize {
        let by_work = self.memberships / MEMBERSHIPS_A_BLOCK + 1;
        if self.groups.len() > FEW_GROUPS {
            return by_work;
        }
        by_work.max(principals * self.words / CACHED_WORDS)
    }

    /// What is left to do, in memberships read forward.
    pub(super) fn cost(&self) -> usize {
        self.memberships.saturating_mul(weight(self.words))
    }

    /// Visits the grants that a bit stands for.
    fn for_each_grant_of(&self, bit: usize, visit: &mut impl FnMut(&Grant)) {
        match &self.meaning {
            Meaning::Numbers => visit(self.numbers.grant(bit as u32)),
            Meaning::Holders { offsets, held } => held
                [offsets[bit] as usize..offsets[bit + 1] as usize]
                .iter()
                .for_each(|&number| visit(self.numbers.grant(number))),
        }
    }

    /// The grants that bits stand for, if each stands for one.
    fn numbers(&self) -> Option<&Numbers> {
        match self.meaning {
            Meaning::Numbers => Some(&self.numbers),
            Meaning::Holders { .. } => None,
        }
    }

    /// Whether bits are the numbers of grants, and those are few.
    pub(super) fn has_few_numbers(&self) -> bool {
        self.numbers().is_some_and(Numbers::are_few)
    }

    /// The first of what principals hold themselves that belongs to this one or a later one.
    fn own_from(&self, principal: u32) -> usize {
        self.own.partition_point(|(holder, _)| holder.0 < principal)
    }
}

/// What reading a membership with so many words of bits costs, in memberships read forward: a cache
/// line holds few such words, and each bit set is a row to be made.
fn weight(words: usize) -> usize {
    words.div_ceil(2).max(1)
}

/// What bits stand for, how many there are, and who holds which: groups, and whether members of nested
/// groups get them too; sorted. A bit is a distinct grant, or all that a holder holds where those are
/// fewer; `None` if those are too many as well.
#[expect(
    clippy::type_complexity,
    reason = "three parts that are taken apart at once"
)]
fn few_bits(found: &Grants) -> Option<(Meaning, usize, Vec<(EntityId, bool, u32)>)> {
    let chunks = || found.held.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let (numbers, holders) = (found.numbers.len() as usize, chunks().count());
    if numbers.min(holders) > MOST_BITS {
        return None;
    }
    let number = |&(group, nested, at): &(EntityId, bool, u32)| (group, nested, found.number(at));
    if numbers <= holders || found.numbers.are_few() {
        let held = found.held.iter().map(number).collect();
        return Some((Meaning::Numbers, numbers, held));
    }
    let mut offsets = vec![0];
    let mut held = Vec::with_capacity(holders);
    for (bit, of_holder) in (0..).zip(chunks()) {
        held.push((of_holder[0].0, of_holder[0].1, bit));
        offsets.push(offsets[offsets.len() - 1] + of_holder.len() as u32);
    }
    let numbers = found.held.iter().map(|held| number(held).2).collect();
    let meaning = Meaning::Holders {
        offsets,
        held: numbers,
    };
    Some((meaning, holders, held))
}
