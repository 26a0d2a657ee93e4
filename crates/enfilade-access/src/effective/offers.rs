//! What each group gives to whoever is in it, as lists of numbers.
//!
//! A question about many principals meets the same groups again and again. So each distinct grant
//! gets a number, each group the list of what its direct members get (what it passes on itself and
//! what comes down from the groups that it is in), and a principal's access is the union of the
//! lists of the groups it is directly in. Lists are short: 0.3 entries a group on average where
//! each app is assigned to half a dozen groups.

use super::grants::Grants;
use super::numbers::Numbers;
use super::prepared::Prepared;
use crate::Facts;
use crate::closure::{Closure, Span};
use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::ops::Range;
use std::sync::Arc;

/// Grants by number, and who gets which.
#[derive(Debug)]
pub(super) struct Offers {
    pub(super) numbers: Arc<Numbers>,
    // INVARIANT: the holders ascend. What principals hold themselves.
    own_holders: Vec<EntityId>,
    own_numbers: Vec<u32>,
    groups: Range<u32>,
    // By position of the group; empty if groups give nothing at all.
    to_nested: Vec<Span>,
    // Empty if direct members get nothing more than members of nested groups.
    to_direct: Vec<Span>,
    entries: Vec<u32>,
}

impl Offers {
    /// Works out the lists from the grants that count. `None` if they would be too long.
    pub(super) fn new<V: GraphView>(
        view: &V,
        facts: &Facts,
        prepared: &Prepared,
        grants: &Grants,
    ) -> Option<Offers> {
        let of_own = grants.own.iter().map(|&(_, at)| grants.number(at));
        let mut offers = Offers {
            own_holders: grants.own.iter().map(|(holder, _)| *holder).collect(),
            own_numbers: of_own.collect(),
            numbers: Arc::clone(&grants.numbers),
            groups: view.carriers(),
            to_nested: Vec::new(),
            to_direct: Vec::new(),
            entries: Vec::new(),
        };
        let held = |&(group, nested, at): &(EntityId, bool, u32)| {
            let position = group.0 - offers.groups.start;
            (position, nested, grants.number(at))
        };
        let held: Vec<(u32, bool, u32)> = grants.held.iter().map(held).collect();
        let (nested, direct): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|(_, nested, _)| *nested);
        if !nested.is_empty() {
            let hierarchy = facts.skeleton.hierarchy(view, prepared.admission);
            offers.pass_down(&hierarchy, &nested)?;
        }
        if !direct.is_empty() {
            offers.add_direct(&direct);
        }
        facts.work.add(crate::Work {
            entries: offers.entries.len() as u64,
            ..crate::Work::default()
        });
        Some(offers)
    }

    /// Makes the lists of what comes down from the groups that a group is in.
    fn pass_down(&mut self, hierarchy: &Hierarchy, held: &[(u32, bool, u32)]) -> Option<()> {
        let own = held.iter();
        let own = own.map(|&(group, _, number)| (hierarchy.component_of(group), number));
        let mut own: Vec<(u32, u32)> = own.collect();
        own.sort_unstable();
        let own = Adjacency::from_sorted(hierarchy.component_count(), &own);
        let closure = Closure::new(hierarchy, &own, self.numbers.len())?;
        let (spans, entries) = closure.into_parts();
        let groups = 0..hierarchy.group_count();
        let span = |group| spans[hierarchy.component_of(group) as usize];
        self.to_nested = groups.map(span).collect();
        self.entries = entries;
        Some(())
    }

    /// Adds what only direct members get to the lists of its groups.
    fn add_direct(&mut self, held: &[(u32, bool, u32)]) {
        self.to_direct = self.to_nested.clone();
        self.to_direct.resize(self.groups.len(), Span::default());
        for of_group in held.chunk_by(|a, b| a.0 == b.0) {
            let span = &mut self.to_direct[of_group[0].0 as usize];
            let start = self.entries.len() as u32;
            self.entries
                .extend_from_within(span.start as usize..span.end as usize);
            // No number is in both parts, since a mechanism either nests or does not.
            let numbers = of_group.iter().map(|(_, _, number)| *number);
            let from = self.entries.len();
            self.entries.extend(numbers);
            self.entries[from..].sort_unstable();
            let end = self.entries.len() as u32;
            *span = Span { start, end };
        }
    }

    /// What a member of a group gets; `is_group` if the member is a group itself.
    #[inline]
    pub(super) fn of_group(&self, group: EntityId, is_group: bool) -> &[u32] {
        let lists = if is_group || self.to_direct.is_empty() {
            &self.to_nested
        } else {
            &self.to_direct
        };
        let at = group.0.wrapping_sub(self.groups.start) as usize;
        lists.get(at).map_or(&[], |span| span.of(&self.entries))
    }

    /// Whether members of groups get anything.
    pub(super) fn pass_through_groups(&self) -> bool {
        !self.to_nested.is_empty() || !self.to_direct.is_empty()
    }

    /// What principals hold themselves, from the first with an id in a range on.
    pub(super) fn own(&self, range: &Range<u32>) -> Own<'_> {
        let at = self
            .own_holders
            .partition_point(|holder| holder.0 < range.start);
        Own { offers: self, at }
    }
}

/// What principals hold themselves, asked for in ascending order.
pub(super) struct Own<'o> {
    offers: &'o Offers,
    at: usize,
}

impl<'o> Own<'o> {
    /// What a principal holds itself.
    #[inline]
    pub(super) fn of(&mut self, principal: EntityId) -> &'o [u32] {
        let holders = &self.offers.own_holders;
        while holders
            .get(self.at)
            .is_some_and(|holder| *holder < principal)
        {
            self.at += 1;
        }
        let start = self.at;
        while holders
            .get(self.at)
            .is_some_and(|holder| *holder == principal)
        {
            self.at += 1;
        }
        &self.offers.own_numbers[start..self.at]
    }
}
