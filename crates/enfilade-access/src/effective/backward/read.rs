//! Reading the bits of principals off the member lists of the groups that pass grants on.

use super::Backward;
use crate::EntitySet;
use crate::admission::{Admission, is_plain};
use crate::effective::count::numbers_of;
use crate::mechanism::Grant;
use crate::work::Work;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};
use std::ops::Range;

impl Backward {
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
            masks: vec![
                0;
                if self.bits > 1 {
                    range.len() * self.words
                } else {
                    0
                }
            ],
            met: EntitySet::with_room(range.end, range.clone()),
            through_groups: EntitySet::empty(range.end),
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
            let plain = is_plain(&members);
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
        if self.bits <= 1 {
            bits.through_groups = bits.met.clone();
        }
        let own = self.own[self.own_from(range.start)..].iter();
        for (holder, _) in own.take_while(|own| own.0.0 < range.end) {
            if principals.contains(*holder) {
                bits.met.insert(*holder);
            }
        }
        bits
    }
}

/// Which grants reach the principals of a range.
pub(crate) struct Read<'b> {
    backward: &'b Backward,
    start: u32,
    // By position in the range. Where there is one bit, the principals that have it are enough.
    masks: Vec<u64>,
    through_groups: EntitySet,
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
        if self.masks.is_empty() {
            return;
        }
        let at = (principal.0 - self.start) as usize * mask.len();
        for (word, bits) in self.masks[at..at + mask.len()].iter_mut().zip(mask) {
            *word |= bits;
        }
    }

    /// The bits of a principal, without those that it holds itself.
    #[inline]
    pub(super) fn bits(&self, principal: EntityId) -> &[u64] {
        if self.backward.bits <= 1 {
            return match self.through_groups.contains(principal) {
                true => &[1],
                false => &[0],
            };
        }
        let words = self.backward.words;
        let at = (principal.0 - self.start) as usize * words;
        &self.masks[at..at + words]
    }

    /// Visits the grants that reach a principal.
    pub(crate) fn for_each_grant(&self, principal: EntityId, mut visit: impl FnMut(&Grant)) {
        let backward = self.backward;
        let own = backward.own[backward.own_from(principal.0)..].iter();
        let own = own.take_while(|(holder, _)| *holder == principal);
        own.for_each(|&(_, number)| visit(backward.numbers.grant(number)));
        for bit in numbers_of(self.bits(principal)) {
            backward.for_each_grant_of(bit as usize, &mut visit);
        }
    }
}
