//! What code that computes access may see of a graph.

use crate::Edges;
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::ops::Range;

/// A graph to read: a snapshot, or a snapshot with edges removed and added.
///
/// An overlay answers the same questions from patched rows, so nothing that computes access may
/// assume that rows lie beside each other in memory.
pub trait GraphView: Sync {
    /// How many entities there are.
    fn entity_count(&self) -> u32;

    /// The ids of the entities of a kind.
    fn kind_range(&self, kind: EntityKind) -> Range<u32>;

    /// The edges of a kind that start at an entity.
    fn edges_from(&self, kind: EdgeKind, from: EntityId) -> Edges<'_>;

    /// The edges of a kind that end at an entity.
    fn edges_to(&self, kind: EdgeKind, to: EntityId) -> Edges<'_>;

    /// Ids between which all ends of a kind of edge lie.
    fn ends_of(&self, _kind: EdgeKind) -> Range<u32> {
        0..self.entity_count()
    }

    /// How many edges of a kind there are.
    fn edge_count(&self, kind: EdgeKind) -> usize;

    /// How many entities belong to the skeleton: those with ids below this number. The others are
    /// leaves.
    fn skeleton_count(&self) -> u32 {
        let is_leaf = |kind: &&EntityKind| kind.is_leaf();
        let first = EntityKind::ALL.iter().find(is_leaf);
        first.map_or(self.entity_count(), |&kind| self.kind_range(kind).start)
    }

    /// The kind of an entity.
    fn kind_of(&self, id: EntityId) -> EntityKind {
        let holds = |kind: &&EntityKind| self.kind_range(**kind).contains(&id.0);
        EntityKind::ALL
            .iter()
            .find(holds)
            .copied()
            .unwrap_or(EntityKind::Unknown)
    }
}
