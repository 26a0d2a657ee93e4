//! The groups that one principal is in, with the best state in which it is in each, and what the
//! way there passes through.
//!
//! A state is a bottleneck: a path is as bad as its worst membership, and the best path counts. So
//! the walk runs once for each state, from the best on, and the first run that meets a group knows
//! its state. Where no membership carries a state, which is the rule, one run is all.
//!
//! Where a question says `via`, a group counts once for each subset of the `via` sets that ways
//! there pass through: the walk is over pairs of a group and a subset. A way may go round a cycle
//! of groups; demanding that it does not is a problem without a quick solution.

use crate::EntitySet;
use crate::admission::{Admission, is_plain};
use crate::marks::Marks;
use crate::via::{Passed, passed};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId};
use std::ops::Range;

/// A group that a principal is in.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Held {
    pub(crate) group: EntityId,
    /// What a way to the group, the group included, passes through.
    pub(crate) passed: Passed,
    /// The best state of such a way.
    pub(crate) state: AccessState,
}

/// Arrays over the groups, used again for one principal after another.
#[derive(Debug)]
pub(crate) struct Holdings<'q> {
    via: &'q [EntitySet],
    groups: Range<u32>,
    // Pairs of a group and a subset.
    met: Marks,
    queue: Vec<(EntityId, Passed)>,
    /// The memberships looked at.
    pub(crate) edges: u64,
    /// Groups of which the principal is a direct member, or becomes one by activating what it may.
    pub(crate) direct: Vec<Held>,
    /// Groups that it is in, directly or through others.
    pub(crate) nested: Vec<Held>,
}

impl<'q> Holdings<'q> {
    pub(crate) fn new<V: GraphView>(view: &V, via: &'q [EntitySet]) -> Holdings<'q> {
        let groups = view.carriers();
        Holdings {
            met: Marks::new(groups.len() << via.len()),
            via,
            queue: Vec::new(),
            edges: 0,
            direct: Vec::new(),
            nested: Vec::new(),
            groups,
        }
    }

    /// Finds the groups of a principal; those it is in through others only if `with_nested`.
    pub(crate) fn find<V: GraphView>(
        &mut self,
        view: &V,
        principal: EntityId,
        limit: Admission,
        with_nested: bool,
    ) {
        self.clear();
        let plain = is_plain(&view.edges_from(EdgeKind::Member, principal));
        for state in AccessState::ALL {
            if state > limit.limit || (plain && state > AccessState::Active) {
                break;
            }
            let admission = Admission {
                limit: state,
                ..limit
            };
            // A group is no direct member of what it is nested in, as far as grants go.
            if !self.groups.contains(&principal.0) {
                self.start(view, principal, admission);
                self.walk_direct(view, admission);
            }
            if with_nested {
                self.start(view, principal, admission);
                self.walk_nested(view, admission);
            }
        }
    }

    /// Finds the groups of whoever joins groups and is in no other.
    pub(crate) fn find_joined<V: GraphView>(
        &mut self,
        view: &V,
        joined: &[EntityId],
        limit: Admission,
        with_nested: bool,
    ) {
        self.clear();
        let states = AccessState::ALL.into_iter();
        for state in states.filter(|&state| state >= AccessState::Requestable) {
            if state > limit.limit {
                break;
            }
            let admission = Admission {
                limit: state,
                ..limit
            };
            self.start_at(joined);
            self.walk_direct(view, admission);
            if with_nested {
                self.start_at(joined);
                self.walk_nested(view, admission);
            }
        }
    }

    /// Forgets the principal.
    pub(crate) fn clear(&mut self) {
        self.direct.clear();
        self.nested.clear();
    }

    fn start<V: GraphView>(&mut self, view: &V, principal: EntityId, admission: Admission) {
        self.start_at(&[]);
        let own = view.edges_from(EdgeKind::Member, principal);
        self.edges += own.len() as u64;
        for edge in admission.edges(own) {
            self.meet(edge.end, 0);
        }
    }

    fn start_at(&mut self, groups: &[EntityId]) {
        self.met.clear();
        self.queue.clear();
        groups.iter().for_each(|&group| self.meet(group, 0));
    }

    /// Activating a membership of a group's makes a direct member.
    fn walk_direct<V: GraphView>(&mut self, view: &V, admission: Admission) {
        self.walk(view, admission, |edge| edge > AccessState::Active);
        add_new(&mut self.direct, &self.queue, admission.limit);
    }

    fn walk_nested<V: GraphView>(&mut self, view: &V, admission: Admission) {
        self.walk(view, admission, |_| true);
        add_new(&mut self.nested, &self.queue, admission.limit);
    }

    /// Adds to `queue` the groups that a group in it is in by a membership whose state `follow`
    /// accepts.
    fn walk<V: GraphView>(
        &mut self,
        view: &V,
        admission: Admission,
        follow: impl Fn(AccessState) -> bool,
    ) {
        let mut next = 0;
        while let Some(&(group, before)) = self.queue.get(next) {
            next += 1;
            let edges = view.edges_from(EdgeKind::Member, group);
            self.edges += edges.len() as u64;
            for edge in admission.edges(edges) {
                if follow(edge.state) {
                    self.meet(edge.end, before);
                }
            }
        }
    }

    #[inline]
    fn meet(&mut self, group: EntityId, before: Passed) {
        if !self.groups.contains(&group.0) {
            return;
        }
        let passed = before | passed(self.via, group);
        let row = (group.0 - self.groups.start) as usize;
        let pair = (row << self.via.len()) + usize::from(passed);
        if self.met.add(pair) {
            self.queue.push((group, passed));
        }
    }
}

/// Adds what was met and is not known yet: the runs before met that in a better state.
fn add_new(known: &mut Vec<Held>, met: &[(EntityId, Passed)], state: AccessState) {
    if known.is_empty() {
        let held = |&(group, passed)| Held {
            group,
            passed,
            state,
        };
        known.extend(met.iter().map(held));
        return;
    }
    let mut before: Vec<(EntityId, Passed)> =
        known.iter().map(|held| (held.group, held.passed)).collect();
    before.sort_unstable();
    for &(group, passed) in met {
        if before.binary_search(&(group, passed)).is_err() {
            known.push(Held {
                group,
                passed,
                state,
            });
        }
    }
}
