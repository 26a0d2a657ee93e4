//! From the resources back to whom their grants reach.
//!
//! The grants on the resources asked for are few where the question is selective, and so are the
//! groups that hold them. Each such group gets a bit; a search down the nested groups, for all
//! bits at once, says which groups pass which grants on; and then each range of principals reads
//! off its own part of those groups' member lists, which are sorted.

use super::Plan;
use super::grants::Grants;
use crate::EntitySet;
use crate::admission::Admission;
use crate::frontier::{self, Mask, Reached};
use crate::mechanism::Grant;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::ops::Range;

/// How many groups may hold grants before going backward does not pay.
const MOST_HOLDERS: usize = 1024;

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
}

impl Backward {
    /// Finds the groups that pass the grants on; `None` if too many groups hold some.
    pub(super) fn new<V: GraphView>(view: &V, plan: &Plan, found: &Grants) -> Option<Backward> {
        let grant = |at: u32| found.grants[at as usize];
        let mut offsets = Vec::new();
        let mut holders: Vec<(EntityId, bool)> = Vec::new();
        for (at, &(group, nested, _)) in (0..).zip(&found.held) {
            if holders.last() != Some(&(group, nested)) {
                offsets.push(at);
                holders.push((group, nested));
            }
            if holders.len() > MOST_HOLDERS {
                return None;
            }
        }
        offsets.push(found.held.len() as u32);
        let mut backward = Backward {
            own: found
                .own
                .iter()
                .map(|&(holder, at)| (holder, grant(at)))
                .collect(),
            offsets,
            grants: found.held.iter().map(|&(_, _, at)| grant(at)).collect(),
            groups: Vec::new(),
            masks: Vec::new(),
            words: 1,
            group_ids: view.kind_range(EntityKind::Group),
            memberships: 0,
        };
        match holders.len() {
            0..=64 => backward.spread::<V, 1>(view, plan.admission, &holders),
            65..=256 => backward.spread::<V, 4>(view, plan.admission, &holders),
            _ => backward.spread::<V, 16>(view, plan.admission, &holders),
        }
        Some(backward)
    }

    /// Finds the groups that pass on what the holders hold; bit `b` stands for `holders[b]`.
    fn spread<V: GraphView, const WORDS: usize>(
        &mut self,
        view: &V,
        admission: Admission,
        holders: &[(EntityId, bool)],
    ) {
        let bit = |at: usize| {
            let mut mask: Mask<WORDS> = [0; WORDS];
            mask[at / 64] = 1 << (at % 64);
            mask
        };
        let numbered = holders.iter().enumerate();
        let nested: Vec<(EntityId, Mask<WORDS>)> = numbered
            .clone()
            .filter(|(_, (_, is_nested))| *is_nested)
            .map(|(at, (group, _))| (*group, bit(at)))
            .collect();
        let group_ids = self.group_ids.clone();
        let reached: Reached<WORDS> =
            frontier::search(group_ids.clone(), &nested, |group, visit| {
                let members = view.edges_to(EdgeKind::Member, group);
                if crate::admission::is_plain(&members) {
                    // Members are sorted, and users come after groups.
                    let ends = members.ends();
                    let groups = ends.partition_point(|member| member.0 < group_ids.end);
                    ends[..groups].iter().copied().for_each(visit);
                } else {
                    admission.edges(members).for_each(|edge| visit(edge.end));
                }
            });
        let mut all: Vec<(EntityId, Mask<WORDS>)> =
            reached.groups.into_iter().zip(reached.masks).collect();
        let direct = numbered.filter(|(_, (_, is_nested))| !is_nested);
        all.extend(direct.map(|(at, (group, _))| (*group, bit(at))));
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
    ) -> Bits<'_> {
        let mut bits = Bits {
            backward: self,
            start: range.start,
            masks: vec![0; range.len() * self.words],
            met: EntitySet::empty(range.end),
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

/// Which grants reach the principals of a range.
pub(crate) struct Bits<'b> {
    backward: &'b Backward,
    start: u32,
    masks: Vec<u64>,
    /// The principals of the range that a grant reaches.
    pub(crate) met: EntitySet,
}

impl Bits<'_> {
    #[inline]
    fn add(&mut self, principal: EntityId, mask: &[u64]) {
        self.met.insert(principal);
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
