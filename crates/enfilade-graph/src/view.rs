//! What code that computes access may see of a graph.

use crate::Edges;
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::ops::Range;

/// A graph to read, row by row: nothing that computes access may assume that rows lie beside each
/// other in memory.
pub trait GraphView: Sync {
    /// How many entities there are.
    fn entity_count(&self) -> u32;

    /// The ids of the entities of a kind.
    fn kind_range(&self, kind: EntityKind) -> Range<u32>;

    /// The ids of groups and access packages, which pass on what is given to them.
    fn carriers(&self) -> Range<u32> {
        let groups = self.kind_range(EntityKind::Group);
        groups.start..self.kind_range(EntityKind::AccessPackage).end
    }

    /// The edges of a kind that start at an entity.
    fn edges_from(&self, kind: EdgeKind, from: EntityId) -> Edges<'_>;

    /// The edges of a kind that end at an entity.
    fn edges_to(&self, kind: EdgeKind, to: EntityId) -> Edges<'_>;

    /// Ids between which all ends of a kind of edge lie.
    fn ends_of(&self, kind: EdgeKind) -> Range<u32>;

    /// How many edges of a kind there are.
    fn edge_count(&self, kind: EdgeKind) -> usize;

    /// The kind of an entity.
    fn kind_of(&self, id: EntityId) -> EntityKind;
}
