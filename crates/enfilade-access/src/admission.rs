//! Which edges count for a question: those of its layer that are in force at its time.
//!
//! Layers are monotone sets of states, so "counts" is one comparison, and a layer closes under the
//! same algorithm whatever its verb.

use crate::Question;
use enfilade_graph::{Edge, Edges};
use enfilade_model::{AccessState, EntityId};

/// Admits edges whose state is at most `limit` and whose start and end enclose `now`.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Admission {
    pub(crate) limit: AccessState,
    pub(crate) now: i64,
}

impl Admission {
    /// What counts for a question.
    pub(crate) fn of(question: &Question) -> Admission {
        let admits = |state: &AccessState| question.layer.admits(*state);
        let limit = AccessState::ALL.into_iter().filter(admits).max();
        Admission {
            limit: limit.unwrap_or(AccessState::Active),
            now: question.now,
        }
    }

    /// Whether an edge of `edges` counts.
    #[inline]
    pub(crate) fn admits(self, edges: &Edges<'_>, edge: &Edge) -> bool {
        edge.state <= self.limit
            && edge
                .index
                .is_none_or(|index| edges.columns().is_valid_at(index, self.now))
    }

    /// The edges that count.
    pub(crate) fn edges(self, edges: Edges<'_>) -> impl Iterator<Item = Edge> {
        edges.iter().filter(move |edge| self.admits(&edges, edge))
    }

    /// The other ends of the edges that count. Where no edge carries a state or a time, all do,
    /// and nothing beside the ends is read.
    #[inline]
    pub(crate) fn for_each_end(self, edges: Edges<'_>, mut visit: impl FnMut(EntityId)) {
        if is_plain(&edges) {
            edges.ends().iter().copied().for_each(visit);
        } else {
            self.edges(edges).for_each(|edge| visit(edge.end));
        }
    }
}

/// Whether no edge of the kind carries a state or a time: then all count, always.
#[inline]
pub(crate) fn is_plain(edges: &Edges<'_>) -> bool {
    let columns = edges.columns();
    columns.state.is_none() && columns.valid_from.is_none() && columns.valid_to.is_none()
}
