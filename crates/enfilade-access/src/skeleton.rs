//! The nested groups of a graph, and their closure, computed when a question first needs it.

use crate::admission::{Admission, is_plain};
use crate::closure::Closure;
use crate::condense::Adjacency;
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism, Nesting};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// For each group, by its position among the groups, the groups that it is directly in.
pub(crate) fn parents<V: GraphView>(view: &V, admission: Admission) -> Adjacency {
    let groups = view.kind_range(EntityKind::Group);
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

/// The kinds of edge that grant something to members of nested groups.
pub(crate) fn nested_grants() -> impl Iterator<Item = EdgeKind> {
    Mechanism::ALL
        .into_iter()
        .map(Mechanism::rule)
        .filter(|rule| rule.nesting == Nesting::Transitive)
        .filter_map(|rule| rule.edge)
}

/// Closures that were computed, kept for the next question.
#[derive(Debug, Default)]
pub(crate) struct Closures {
    // `None` within: its lists would be too long.
    plain: OnceLock<Option<Arc<Closure>>>,
    // The last one that depended on state and time.
    other: Mutex<Option<(Admission, Option<Arc<Closure>>)>>,
}

impl Closures {
    /// The closure over the groups that hold a grant which nested groups pass on. `None` if it
    /// would be too large.
    pub(crate) fn of_granted<V: GraphView>(
        &self,
        view: &V,
        admission: Admission,
    ) -> Option<Arc<Closure>> {
        let compute = |admission| {
            let first = view.kind_range(EntityKind::Group).start;
            let holds_grant = |group: u32| {
                nested_grants()
                    .any(|kind| !view.edges_from(kind, EntityId(first + group)).is_empty())
            };
            Closure::new(&parents(view, admission), holds_grant).map(Arc::new)
        };
        if has_plain_memberships(view) {
            let any = Admission {
                limit: AccessState::Active,
                now: 0,
            };
            return self.plain.get_or_init(|| compute(any)).clone();
        }
        // A panic elsewhere cannot leave the slot half written.
        let mut last = self.other.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, closure)) = &*last
            && *known == admission
        {
            return closure.clone();
        }
        let closure = compute(admission);
        *last = Some((admission, closure.clone()));
        closure
    }
}
