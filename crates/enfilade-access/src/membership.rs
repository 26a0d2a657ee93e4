//! The groups that principals are in, by what the graph says is so now: a membership that must be
//! activated first is no membership yet.

mod lists;

use crate::admission::Admission;
use crate::work::Work;
use crate::{EntitySet, Facts};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId};
use rayon::prelude::*;
use std::ops::Range;

pub(crate) use lists::GroupLists;

/// How many principals one thread counts with the same arrays.
const COUNTED_AT_ONCE: usize = 1 << 14;

/// The groups that the entities of a set are in, through nested groups to any depth.
#[must_use]
pub fn groups_with_members_in<V: GraphView>(view: &V, set: &EntitySet, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(view.entity_count());
    let group_ids = view.carriers();
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

/// For each principal of a range, how many groups it is in, through nested groups to any depth.
///
/// Each component of nested groups has the list of those above it, so a principal costs the union
/// of a few short lists ([`GroupLists`]); in parallel, and the same whatever the number of threads.
#[must_use]
pub fn group_counts<V: GraphView>(
    view: &V,
    facts: &Facts,
    principals: Range<u32>,
    now: i64,
) -> Vec<u32> {
    let Some(lists) = facts.skeleton.group_lists(view, active(now)) else {
        return principals
            .map(|principal| {
                let only = EntitySet::from_ids(view.entity_count(), [EntityId(principal)]);
                groups_with_members_in(view, &only, now).len() as u32
            })
            .collect();
    };
    let groups = view.carriers();
    let blocks: Vec<u32> = principals.clone().step_by(COUNTED_AT_ONCE).collect();
    let count = |start: u32| -> Vec<u32> {
        let end = principals.end.min(start + COUNTED_AT_ONCE as u32);
        let (mut counter, mut work) = (lists.counter(), Work::default());
        let counts = (start..end)
            .map(|principal| {
                let edges = view.edges_from(EdgeKind::Member, EntityId(principal));
                work.edges += edges.len() as u64;
                counter.clear();
                active(now).for_each_end(edges, |group| {
                    counter.add(group.0.wrapping_sub(groups.start))
                });
                counter.count()
            })
            .collect();
        work.entries = counter.read;
        facts.work.add(work);
        counts
    };
    blocks.into_par_iter().flat_map_iter(count).collect()
}

fn active(now: i64) -> Admission {
    Admission {
        limit: AccessState::Active,
        now,
    }
}
