//! From the resources back to whom their grants reach.
//!
//! The grants on the resources asked for are few where the question is selective, and so are the
//! groups that hold them. Each distinct grant gets a bit, or each such group, whichever are fewer; a
//! search down the nested groups, for all bits at once, says which groups pass which grants on; and then each range of principals reads
//! off its own part of those groups' member lists, which are sorted.

use super::Plan;
use super::grants::Grants;
use crate::EntitySet;
use crate::admission::Admission;
use crate::frontier::{self, Mask, Reached};
use crate::mechanism::Grant;
use crate::work::Work;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};
use std::ops::Range;

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
    // INVARIANT: sorted by holder. What principals hold themselves.
    own: Vec<(EntityId, Grant)>,
    // The grants behind each bit: bit `b` has `offsets[b]..offsets[b + 1]`.
    offsets: Vec<u32>,
    grants: Vec<Grant>,
    // Groups that pass something on to their members, ascending, with `words` words of bits each.
    groups: Vec<EntityId>,
    masks: Vec<u64>,
    words: usize,
    group_ids: Range<u32>,
    /// How many memberships these groups have together: the work that is left.
    pub(crate) memberships: usize,
    /// What finding the groups took.
    pub(super) work: Work,
}

impl Backward {
    /// Finds the groups that pass the grants on; `None` if there are too many grants and holders to
    /// tell apart, or if reading the members of the holders alone would cost more than reading `most`
    /// memberships forward.
    pub(super) fn new<V: GraphView>(
        view: &V,
        plan: &Plan,
        found: &Grants,
        most: usize,
    ) -> Option<Backward> {
        let grant = |at: u32| found.grants[at as usize];
        let Bits {
            bits,
            held,
            offsets,
            grants,
        } = Bits::few(found)?;
        let degree = |group| view.edges_to(EdgeKind::Member, group).len();
        let weight = weight(bits.div_ceil(64));
        let mut memberships: usize = 0;
        for of_group in held.chunk_by(|a, b| a.0 == b.0) {
            memberships += degree(of_group[0].0);
            if memberships.saturating_mul(weight) > most {
                return None;
            }
        }
        let mut backward = Backward {
            own: found
                .own
                .iter()
                .map(|&(holder, at)| (holder, grant(at)))
                .collect(),
            offsets,
            grants,
            groups: Vec::new(),
            masks: Vec::new(),
            words: 1,
            group_ids: view.carriers(),
            memberships: 0,
            work: Work::default(),
        };
        match bits {
            0..=64 => backward.spread::<V, 1>(view, plan.admission, &held),
            65..=128 => backward.spread::<V, 2>(view, plan.admission, &held),
            129..=256 => backward.spread::<V, 4>(view, plan.admission, &held),
            257..=512 => backward.spread::<V, 8>(view, plan.admission, &held),
            _ => backward.spread::<V, 16>(view, plan.admission, &held),
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

    /// What a bit stands for.
    fn grants_of(&self, bit: usize) -> &[Grant] {
        &self.grants[self.offsets[bit] as usize..self.offsets[bit + 1] as usize]
    }

    /// Works out the bits of every principal in a range of ids.
    pub(crate) fn read<V: GraphView>(
        &self,
        view: &V,
        admission: Admission,
        principals: &EntitySet,
        range: Range<u32>,
    ) -> Read<'_> {
        let mut bits = Read {
            backward: self,
            start: range.start,
            masks: vec![0; range.len() * self.words],
            met: EntitySet::empty(range.end),
            work: Work::default(),
        };
        // A group's own bits are those of what it is nested in; its members' bits are found at
        // the groups that they are in, members that are groups having theirs already.
        let before = range.start..range.end.min(self.group_ids.start);
        let after = range.start.max(self.group_ids.end)..range.end;
        for (at, &group) in self.groups.iter().enumerate() {
            let mask = &self.masks[at * self.words..(at + 1) * self.words];
            if range.contains(&group.0) && principals.contains(group) {
                bits.add(group, mask);
            }
            let members = view.edges_to(EdgeKind::Member, group);
            let plain = crate::admission::is_plain(&members);
            for part in [&before, &after] {
                if part.is_empty() {
                    continue;
                }
                let ends = members.ends();
                let from = ends.partition_point(|member| member.0 < part.start);
                let ends = &ends[from..];
                let ends = &ends[..ends.partition_point(|member| member.0 < part.end)];
                bits.work.edges += ends.len() as u64;
                if plain {
                    for &member in ends.iter().filter(|member| principals.contains(**member)) {
                        bits.add(member, mask);
                    }
                } else {
                    let counted = members.iter().skip(from).take(ends.len());
                    for edge in counted.filter(|edge| admission.admits(&members, edge)) {
                        if principals.contains(edge.end) {
                            bits.add(edge.end, mask);
                        }
                    }
                }
            }
        }
        let from = self
            .own
            .partition_point(|(holder, _)| holder.0 < range.start);
        for (holder, _) in self.own[from..]
            .iter()
            .take_while(|own| own.0.0 < range.end)
        {
            if principals.contains(*holder) {
                bits.met.insert(*holder);
            }
        }
        bits
    }
}

/// What reading a membership with so many words of bits costs, in memberships read forward: a cache
/// line holds few such words, and each bit set is a row to be made.
fn weight(words: usize) -> usize {
    words.div_ceil(2).max(1)
}

/// What bits stand for.
struct Bits {
    bits: usize,
    /// Who holds which bits, and whether members of nested groups get them too. Sorted.
    held: Vec<(EntityId, bool, u32)>,
    /// The grants behind each bit, as in [`Backward`].
    offsets: Vec<u32>,
    grants: Vec<Grant>,
}

impl Bits {
    /// A bit for each distinct grant, or for all that a holder holds, whichever are fewer; `None` if
    /// those are too many as well.
    fn few(found: &Grants) -> Option<Bits> {
        let grant = |at: u32| found.grants[at as usize];
        let mut by_grant: Vec<u32> = found.held.iter().map(|&(_, _, at)| at).collect();
        by_grant.sort_unstable_by_key(|&at| grant(at));
        let mut distinct: Vec<Grant> = by_grant.iter().map(|&at| grant(at)).collect();
        distinct.dedup();
        let mut holders = found.held.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let count = holders.by_ref().take(distinct.len()).count();
        if count.min(distinct.len()) > MOST_BITS {
            return None;
        }
        if holders.next().is_none() {
            let chunks = found.held.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
            let mut offsets = vec![0];
            let mut held = Vec::with_capacity(count);
            for (bit, of_holder) in (0..).zip(chunks) {
                held.push((of_holder[0].0, of_holder[0].1, bit));
                offsets.push(offsets[offsets.len() - 1] + of_holder.len() as u32);
            }
            return Some(Bits {
                bits: count,
                held,
                offsets,
                grants: found.held.iter().map(|&(_, _, at)| grant(at)).collect(),
            });
        }
        let bit_of = |at| distinct.partition_point(|other| *other < grant(at)) as u32;
        let held = found.held.iter();
        Some(Bits {
            bits: distinct.len(),
            held: held
                .map(|&(group, nested, at)| (group, nested, bit_of(at)))
                .collect(),
            offsets: (0..=distinct.len() as u32).collect(),
            grants: distinct,
        })
    }
}

/// Which grants reach the principals of a range.
pub(crate) struct Read<'b> {
    backward: &'b Backward,
    start: u32,
    masks: Vec<u64>,
    /// The principals of the range that a grant reaches.
    pub(crate) met: EntitySet,
    /// What reading them took.
    pub(crate) work: Work,
}

impl Read<'_> {
    #[inline]
    fn add(&mut self, principal: EntityId, mask: &[u64]) {
        self.met.insert(principal);
        self.work.words += mask.len() as u64;
        let at = (principal.0 - self.start) as usize * mask.len();
        for (word, bits) in self.masks[at..at + mask.len()].iter_mut().zip(mask) {
            *word |= bits;
        }
    }

    /// Visits the grants that reach a principal.
    pub(crate) fn for_each_grant(&self, principal: EntityId, mut visit: impl FnMut(&Grant)) {
        let own = &self.backward.own;
        let from = own.partition_point(|(holder, _)| *holder < principal);
        let held = own[from..]
            .iter()
            .take_while(|(holder, _)| *holder == principal);
        held.for_each(|(_, grant)| visit(grant));
        let words = self.backward.words;
        let at = (principal.0 - self.start) as usize * words;
        for (number, &word) in self.masks[at..at + words].iter().enumerate() {
            let mut rest = word;
            while rest != 0 {
                let bit = number * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                self.backward.grants_of(bit).iter().for_each(&mut visit);
            }
        }
    }
}
