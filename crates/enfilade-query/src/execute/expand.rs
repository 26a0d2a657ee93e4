//! What edges lead to from a set.
//!
//! A breadth-first walk over all sources at once: every edge is looked at once, however many
//! sources there are and however deep or cyclic the nesting.

use crate::plan::physical::Steps;
use enfilade_access::EntitySet;
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{AccessState, EntityId};
use std::ops::ControlFlow;

/// The entities at the end of one step or more. A source is among them only if edges lead back to
/// it.
pub(crate) fn expand(graph: &Graph, from: &EntitySet, steps: &Steps, now: i64) -> EntitySet {
    let mut found = EntitySet::empty(from.universe());
    let sources: Vec<EntityId> = from.iter().collect();
    // Cannot break: nothing is looked for.
    let _ = walk(graph, &sources, steps, now, &mut |end| {
        ControlFlow::Continue(found.insert(end) && !from.contains(end))
    });
    found
}

/// Whether steps from `candidate` end in `to`.
pub(crate) fn leads_to(
    graph: &Graph,
    candidate: EntityId,
    to: &EntitySet,
    steps: &Steps,
    now: i64,
) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    let looked = walk(graph, &[candidate], steps, now, &mut |end| {
        if to.contains(end) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(end != candidate && seen.insert(end))
    });
    looked.is_break()
}

/// Follows edges that are in force. `visit` says for each end whether to go on from there.
fn walk(
    graph: &Graph,
    sources: &[EntityId],
    steps: &Steps,
    now: i64,
    visit: &mut dyn FnMut(EntityId) -> ControlFlow<(), bool>,
) -> ControlFlow<()> {
    let mut frontier = sources.to_vec();
    let mut taken = 0;
    while !frontier.is_empty() && steps.most.is_none_or(|most| taken < most) {
        let mut next = Vec::new();
        for &node in &frontier {
            for &kind in &steps.edges {
                let edges = if steps.forward {
                    graph.edges_from(kind, node)
                } else {
                    graph.edges_to(kind, node)
                };
                let columns = edges.columns();
                for edge in edges.iter() {
                    let in_force = edge.state == AccessState::Active
                        && edge.index.is_none_or(|at| columns.is_valid_at(at, now));
                    if in_force && visit(edge.end)? {
                        next.push(edge.end);
                    }
                }
            }
        }
        frontier = next;
        taken += 1;
    }
    ControlFlow::Continue(())
}
