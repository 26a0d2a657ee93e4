//! The nested groups of a graph, put in order when a question first needs it.

use crate::admission::{Admission, is_plain};
use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use crate::membership::GroupLists;
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// For each group, by its position among the groups, the groups that it is directly in.
fn parents<V: GraphView>(view: &V, admission: Admission) -> Adjacency {
    let groups = view.carriers();
    Adjacency::build(groups.len() as u32, |group, row| {
        let edges = view.edges_from(EdgeKind::Member, EntityId(groups.start + group));
        admission.for_each_end(edges, |parent| {
            // What is no group lies outside the numbers of groups, and is left out.
            row.push(parent.0.wrapping_sub(groups.start));
        });
    })
}

/// Whether all memberships count on every layer and at all times.
pub(crate) fn has_plain_memberships<V: GraphView>(view: &V) -> bool {
    is_plain(&view.edges_from(EdgeKind::Member, EntityId(0)))
}

/// Orders of nested groups that were computed, kept for the next question.
#[derive(Debug, Default)]
pub(crate) struct Skeleton {
    plain: OnceLock<Arc<Hierarchy>>,
    // What a principal is in by being in each group; none if the lists would be too long.
    lists: OnceLock<Option<Arc<GroupLists>>>,
    // The last one that depended on state and time.
    other: Mutex<Option<(Admission, Arc<Hierarchy>)>>,
}

impl Skeleton {
    /// What a principal is in by being in each group, by the memberships that count. `None` if the lists
    /// would be too long.
    pub(crate) fn group_lists<V: GraphView>(
        &self,
        view: &V,
        admission: Admission,
    ) -> Option<Arc<GroupLists>> {
        let compute = || GroupLists::new(&self.hierarchy(view, admission)).map(Arc::new);
        match has_plain_memberships(view) {
            true => self.lists.get_or_init(compute).clone(),
            false => compute(),
        }
    }

    /// The order of the groups, by the memberships that count.
    pub(crate) fn hierarchy<V: GraphView>(&self, view: &V, admission: Admission) -> Arc<Hierarchy> {
        let compute = |admission| Arc::new(Hierarchy::new(&parents(view, admission)));
        if has_plain_memberships(view) {
            let any = Admission {
                limit: AccessState::Active,
                now: 0,
            };
            return Arc::clone(self.plain.get_or_init(|| compute(any)));
        }
        // A panic elsewhere cannot leave the slot half written.
        let mut last = self.other.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, hierarchy)) if *known == admission => Arc::clone(hierarchy),
            _ => {
                let hierarchy = compute(admission);
                *last = Some((admission, Arc::clone(&hierarchy)));
                hierarchy
            }
        }
    }
}
