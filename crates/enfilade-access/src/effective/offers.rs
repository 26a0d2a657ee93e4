//! What each group gives to whoever is in it, as lists of numbers.
//!
//! A question about many principals meets the same groups again and again. So each distinct grant
//! gets a number, each group the list of what its direct members get (what it passes on itself and
//! what comes down from the groups that it is in), and a principal's access is the union of the
//! lists of the groups it is directly in. Lists are short: 0.3 entries a group on average where
//! each app is assigned to half a dozen groups.
//!
//! Numbers say how much work a grant is. Nearly all stand for one row and one resource that no
//! other grant leads to: to count them is to count numbers. What is left comes after them.

use super::grants::Grants;
use super::plan::Plan;
use crate::closure::{Closure, Span};
use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use crate::mechanism::Grant;
use crate::{EntitySet, Facts};
use enfilade_graph::GraphView;
use enfilade_model::{EntityId, Holders, Mechanism};
use std::ops::Range;

/// Grants by number, and who gets which.
#[derive(Debug)]
pub(super) struct Offers {
    // By number.
    grants: Vec<Grant>,
    // The row that a grant makes, numbered too: grants that differ by their state and limits alone share it.
    rows: Vec<u32>,
    plain_for_anyone: u32,
    plain: u32,
    live: u32,
    // INVARIANT: the holders ascend. What principals hold themselves.
    own_holders: Vec<EntityId>,
    own_numbers: Vec<u32>,
    groups: Range<u32>,
    // By position of the group; empty if groups give nothing at all.
    to_direct: Vec<Span>,
    to_nested: Vec<Span>,
    entries: Vec<u32>,
}

impl Offers {
    /// Works out the lists from the grants that count. `None` if they would be too long.
    pub(super) fn new<V: GraphView>(
        view: &V,
        facts: &Facts,
        plan: &Plan,
        grants: &Grants,
    ) -> Option<Offers> {
        let numbering = Numbering::new(facts, plan, &grants.grants);
        let mut offers = Offers {
            own_holders: grants.own.iter().map(|(holder, _)| *holder).collect(),
            own_numbers: numbering.of_all(grants.own.iter().map(|(_, at)| *at)),
            grants: numbering.grants,
            rows: numbering.rows,
            plain_for_anyone: numbering.plain_for_anyone,
            plain: numbering.plain,
            live: numbering.live,
            groups: view.carriers(),
            to_direct: Vec::new(),
            to_nested: Vec::new(),
            entries: Vec::new(),
        };
        let held = |&(group, nested, at): &(EntityId, bool, u32)| {
            (
                group.0 - offers.groups.start,
                nested,
                numbering.numbers[at as usize],
            )
        };
        let held: Vec<(u32, bool, u32)> = grants.held.iter().map(held).collect();
        let (nested, direct): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|(_, nested, _)| *nested);
        if !nested.is_empty() {
            let hierarchy = facts.skeleton.hierarchy(view, plan.admission);
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
        let closure = Closure::new(hierarchy, &own, self.len())?;
        let (spans, entries) = closure.into_parts();
        let groups = 0..hierarchy.group_count();
        let span = |group| spans[hierarchy.component_of(group) as usize];
        self.to_nested = groups.map(span).collect();
        self.to_direct = self.to_nested.clone();
        self.entries = entries;
        Some(())
    }

    /// Adds what only direct members get to the lists of its groups.
    fn add_direct(&mut self, held: &[(u32, bool, u32)]) {
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

    /// How many numbers there are.
    pub(super) fn len(&self) -> u32 {
        self.grants.len() as u32
    }

    /// The grant of a number.
    #[inline]
    pub(super) fn grant(&self, number: u32) -> &Grant {
        &self.grants[number as usize]
    }

    /// The row of a number: equal for numbers that differ by their state and limits alone.
    #[inline]
    pub(super) fn row(&self, number: u32) -> u32 {
        self.rows[number as usize]
    }

    /// The end of the numbers that stand for one row and one resource that counts, that no other
    /// number leads to, and that is open neither to everyone nor to whoever joins a group. What
    /// only users have is no such number for others.
    #[inline]
    pub(super) fn plain(&self, is_user: bool) -> u32 {
        if is_user {
            self.plain
        } else {
            self.plain_for_anyone
        }
    }

    /// Whether a number leads to a resource that counts.
    #[inline]
    pub(super) fn is_live(&self, number: u32) -> bool {
        number < self.live
    }

    /// What a member of a group gets; `is_group` if the member is a group itself.
    #[inline]
    pub(super) fn of_group(&self, group: EntityId, is_group: bool) -> &[u32] {
        let lists = if is_group {
            &self.to_nested
        } else {
            &self.to_direct
        };
        let at = group.0.wrapping_sub(self.groups.start) as usize;
        lists.get(at).map_or(&[], |span| span.of(&self.entries))
    }

    /// Whether members of groups get anything.
    pub(super) fn pass_through_groups(&self) -> bool {
        !self.to_direct.is_empty()
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

/// Which number each grant has.
struct Numbering {
    /// By position among the grants collected.
    numbers: Vec<u32>,
    grants: Vec<Grant>,
    rows: Vec<u32>,
    plain_for_anyone: u32,
    plain: u32,
    live: u32,
}

/// How much work a grant is, the least first.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd)]
enum Work {
    PlainForAnyone,
    PlainForUsers,
    Live,
    Dead,
}

impl Numbering {
    fn new(facts: &Facts, plan: &Plan, collected: &[Grant]) -> Numbering {
        // They were collected nearly in order.
        let mut order: Vec<u32> = (0..collected.len() as u32).collect();
        order.sort_by_key(|&at| collected[at as usize]);
        let mut distinct: Vec<(Grant, u32)> = Vec::new();
        let mut position = vec![0; collected.len()];
        for &at in &order {
            let grant = collected[at as usize];
            match distinct.last() {
                Some((last, _)) if *last == grant => {}
                Some((last, row)) => {
                    distinct.push((grant, row + u32::from(!last.is_same_row(&grant))))
                }
                None => distinct.push((grant, 0)),
            }
            position[at as usize] = distinct.len() as u32 - 1;
        }
        let works = works(facts, plan, &distinct);
        let mut by_work: Vec<u32> = (0..distinct.len() as u32).collect();
        by_work.sort_by_key(|&at| works[at as usize]);
        let mut number_of = vec![0; distinct.len()];
        for (number, &at) in (0..).zip(&by_work) {
            number_of[at as usize] = number;
        }
        let up_to = |last| works.iter().filter(|&&work| work <= last).count() as u32;
        Numbering {
            numbers: position
                .iter()
                .map(|&at: &u32| number_of[at as usize])
                .collect(),
            grants: by_work.iter().map(|&at| distinct[at as usize].0).collect(),
            rows: by_work.iter().map(|&at| distinct[at as usize].1).collect(),
            plain_for_anyone: up_to(Work::PlainForAnyone),
            plain: up_to(Work::PlainForUsers),
            live: up_to(Work::Live),
        }
    }

    fn of_all(&self, positions: impl Iterator<Item = u32>) -> Vec<u32> {
        positions.map(|at| self.numbers[at as usize]).collect()
    }
}

/// The work of each of the distinct grants, which stand row by row.
fn works(facts: &Facts, plan: &Plan, distinct: &[(Grant, u32)]) -> Vec<Work> {
    let (once, more) = covered(plan, facts, distinct);
    let is_alone = |at: usize| {
        let row = distinct[at].1;
        let is_row = |other: Option<usize>| {
            other
                .and_then(|at| distinct.get(at))
                .is_some_and(|other| other.1 == row)
        };
        !is_row(at.checked_sub(1)) && !is_row(Some(at + 1))
    };
    let work = |at: usize| {
        let grant = &distinct[at].0;
        let mut counts =
            resources(plan, facts, grant).filter(|&resource| !plan.leaves_out(facts, resource));
        match (counts.next(), counts.next()) {
            (None, _) => Work::Dead,
            (Some(only), None)
                if grant.mechanism != Mechanism::AdministratorOverride
                    && is_alone(at)
                    && once.contains(only)
                    && !more.contains(only)
                    && !plan.open_set.contains(only)
                    && !plan.anyone.iter().any(|anyone| anyone.reaches(only)) =>
            {
                match grant.mechanism.rule().holders {
                    Holders::Anyone => Work::PlainForAnyone,
                    Holders::Users | Holders::UsersAndGroups => Work::PlainForUsers,
                }
            }
            _ => Work::Live,
        }
    };
    (0..distinct.len()).map(work).collect()
}

/// The resources that some row leads to, and those that more than one does.
fn covered(plan: &Plan, facts: &Facts, distinct: &[(Grant, u32)]) -> (EntitySet, EntitySet) {
    let universe = plan.question.resources.universe();
    let (mut once, mut more) = (EntitySet::empty(universe), EntitySet::empty(universe));
    let same_end = |a: &(Grant, u32), b: &(Grant, u32)| {
        (a.0.mechanism, a.0.target, a.0.scope) == (b.0.mechanism, b.0.target, b.0.scope)
    };
    // Rows that end alike lead to the same resources: these are gone through once.
    for alike in distinct.chunk_by(same_end) {
        let is_one = alike[0].1 == alike[alike.len() - 1].1;
        for resource in resources(plan, facts, &alike[0].0) {
            if !once.insert(resource) || !is_one {
                more.insert(resource);
            }
        }
    }
    (once, more)
}

/// The resources that a grant leads to, disabled ones included.
pub(super) fn resources<'p>(
    plan: &'p Plan,
    facts: &'p Facts,
    grant: &Grant,
) -> impl Iterator<Item = EntityId> + use<'p> {
    let grant = *grant;
    let (one, below, overridden) = match grant.mechanism {
        Mechanism::AdministratorOverride => (None, &[][..], &plan.overridden[..]),
        _ => match grant.is_inherited() {
            false => (Some(grant.target), &[][..], &[][..]),
            true => (None, plan.coverage.below(grant.target), &[][..]),
        },
    };
    let counts = move |resource: &EntityId| facts.azure().counts_at(&grant, *resource);
    let below = below.iter().map(|below| below.resource).filter(counts);
    one.into_iter()
        .chain(below)
        .chain(overridden.iter().copied())
}
