//! Sets by membership and ownership, for `in`, `directly in` and `owned by`.
//!
//! These speak of what the graph says is so now: a membership that must be activated first is no
//! membership yet. Every function is one walk over the groups concerned, whatever the nesting.

use crate::EntitySet;
use crate::admission::Admission;
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind};

/// The members of the groups of a set, through nested groups to any depth. Nested groups are
/// members too; a group is its own member only by a cycle.
#[must_use]
pub fn members<V: GraphView>(view: &V, groups: &EntitySet, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(view.entity_count());
    let group_ids = view.kind_range(EntityKind::Group);
    let mut queue: Vec<EntityId> = groups.iter_in(group_ids.clone()).collect();
    while let Some(group) = queue.pop() {
        active(now).for_each_end(view.edges_to(EdgeKind::Member, group), |member| {
            let is_new = found.insert(member);
            if is_new && group_ids.contains(&member.0) && !groups.contains(member) {
                queue.push(member);
            }
        });
    }
    found
}

/// The direct members of the groups of a set.
#[must_use]
pub fn direct_members<V: GraphView>(view: &V, groups: &EntitySet, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(view.entity_count());
    for group in groups.iter_in(view.kind_range(EntityKind::Group)) {
        active(now).for_each_end(view.edges_to(EdgeKind::Member, group), |member| {
            found.insert(member);
        });
    }
    found
}

/// The groups that the entities of a set are in, through nested groups to any depth.
#[must_use]
pub fn groups_with_members_in<V: GraphView>(view: &V, set: &EntitySet, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(view.entity_count());
    let group_ids = view.kind_range(EntityKind::Group);
    let mut queue: Vec<EntityId> = set.iter().collect();
    while let Some(member) = queue.pop() {
        active(now).for_each_end(view.edges_from(EdgeKind::Member, member), |group| {
            if group_ids.contains(&group.0) && found.insert(group) && !set.contains(group) {
                queue.push(group);
            }
        });
    }
    found
}

/// What the entities of a set own.
#[must_use]
pub fn owned_by<V: GraphView>(view: &V, owners: &EntitySet, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(view.entity_count());
    for owner in owners.iter() {
        active(now).for_each_end(view.edges_from(EdgeKind::Owner, owner), |owned| {
            found.insert(owned);
        });
    }
    found
}

fn active(now: i64) -> Admission {
    Admission {
        limit: AccessState::Active,
        now,
    }
}
