//! The graph as petgraph sees it, so that its algorithms run on ours.
//!
//! A [`Petgraph`] shows chosen kinds of edges of any [`GraphView`]. Nothing is copied: petgraph
//! walks the rows themselves. Mind that some of petgraph's algorithms are recursive (`tarjan_scc`)
//! and overflow the stack on the depth that an export can have.

use crate::{Edge, EdgeIndex, Edges, GraphView};
use ::petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges,
    IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    NodeCompactIndexable, NodeCount, NodeIndexable, VisitMap, Visitable,
};
use ::petgraph::{Directed, Direction};
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::iter::Map;
use std::ops::Range;
use std::slice;

/// Some kinds of edges of a graph, for petgraph's algorithms.
///
/// petgraph's traits are on references: pass `&Petgraph`.
#[derive(Clone, Debug)]
pub struct Petgraph<'v, V> {
    view: &'v V,
    kinds: Vec<EdgeKind>,
}

impl<'v, V: GraphView> Petgraph<'v, V> {
    /// The edges of `kinds`, each kind once.
    #[must_use]
    pub fn new(view: &'v V, kinds: &[EdgeKind]) -> Petgraph<'v, V> {
        let mut kinds = kinds.to_vec();
        kinds.sort_unstable();
        kinds.dedup();
        Petgraph { view, kinds }
    }

    fn edges_at(&self, kind: EdgeKind, node: EntityId, direction: Direction) -> Edges<'v> {
        match direction {
            Direction::Outgoing => self.view.edges_from(kind, node),
            Direction::Incoming => self.view.edges_to(kind, node),
        }
    }
}

/// Names an edge among the chosen kinds.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub struct PetgraphEdgeId {
    kind: EdgeKind,
    source: EntityId,
    target: EntityId,
    // Tells parallel edges apart; only edges that carry something can be parallel.
    index: Option<EdgeIndex>,
}

/// An edge with its kind and what it carries.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct PetgraphEdge {
    id: PetgraphEdgeId,
    edge: Edge,
}

impl PetgraphEdge {
    fn new(
        kind: EdgeKind,
        node: EntityId,
        direction: Direction,
        edges: &Edges<'_>,
        at: usize,
    ) -> Option<PetgraphEdge> {
        let edge = edges.get(at)?;
        let (source, target) = match direction {
            Direction::Outgoing => (node, edge.end),
            Direction::Incoming => (edge.end, node),
        };
        let index = edge.index.filter(|_| !edges.columns().is_empty());
        let id = PetgraphEdgeId {
            kind,
            source,
            target,
            index,
        };
        Some(PetgraphEdge { id, edge })
    }

    /// What the edge carries; its `end` is the end that was not asked from.
    #[must_use]
    pub fn edge(&self) -> &Edge {
        &self.edge
    }
}

impl EdgeRef for PetgraphEdge {
    type NodeId = EntityId;
    type EdgeId = PetgraphEdgeId;
    type Weight = EdgeKind;

    fn source(&self) -> EntityId {
        self.id.source
    }

    fn target(&self) -> EntityId {
        self.id.target
    }

    fn weight(&self) -> &EdgeKind {
        &self.id.kind
    }

    fn id(&self) -> PetgraphEdgeId {
        self.id
    }
}

impl<V> GraphBase for Petgraph<'_, V> {
    type NodeId = EntityId;
    type EdgeId = PetgraphEdgeId;
}

impl<V> GraphProp for Petgraph<'_, V> {
    type EdgeType = Directed;
}

impl<V> Data for Petgraph<'_, V> {
    type NodeWeight = EntityKind;
    type EdgeWeight = EdgeKind;
}

impl<V: GraphView> NodeCount for Petgraph<'_, V> {
    fn node_count(&self) -> usize {
        self.view.entity_count() as usize
    }
}

impl<V: GraphView> EdgeCount for Petgraph<'_, V> {
    fn edge_count(&self) -> usize {
        let counts = self.kinds.iter().map(|&kind| self.view.edge_count(kind));
        counts.sum()
    }
}

impl<V: GraphView> NodeIndexable for Petgraph<'_, V> {
    fn node_bound(&self) -> usize {
        self.view.entity_count() as usize
    }

    fn to_index(&self, node: EntityId) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> EntityId {
        EntityId(index as u32)
    }
}

impl<V: GraphView> NodeCompactIndexable for Petgraph<'_, V> {}

/// The entities that an algorithm has been at, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Visited(Vec<u64>);

impl Visited {
    fn word(node: EntityId) -> (usize, u64) {
        (node.index() / 64, 1 << (node.index() % 64))
    }
}

impl VisitMap<EntityId> for Visited {
    fn visit(&mut self, node: EntityId) -> bool {
        let (word, bit) = Visited::word(node);
        match self.0.get_mut(word) {
            Some(word) => {
                let new = *word & bit == 0;
                *word |= bit;
                new
            }
            None => false,
        }
    }

    fn is_visited(&self, node: &EntityId) -> bool {
        let (word, bit) = Visited::word(*node);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn unvisit(&mut self, node: EntityId) -> bool {
        let was = self.is_visited(&node);
        let (word, bit) = Visited::word(node);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
        was
    }
}

impl<V: GraphView> Visitable for Petgraph<'_, V> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        let mut map = Visited::default();
        self.reset_map(&mut map);
        map
    }

    fn reset_map(&self, map: &mut Visited) {
        map.0.clear();
        map.0.resize(self.node_count().div_ceil(64), 0);
    }
}

impl<V: GraphView> IntoNodeIdentifiers for &Petgraph<'_, V> {
    type NodeIdentifiers = Map<Range<u32>, fn(u32) -> EntityId>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        (0..self.view.entity_count()).map(EntityId)
    }
}

/// The neighbours of an entity, kind by kind.
#[derive(Clone, Debug)]
pub struct Neighbors<'a, V> {
    graph: &'a Petgraph<'a, V>,
    node: EntityId,
    direction: Direction,
    kinds: slice::Iter<'a, EdgeKind>,
    ends: slice::Iter<'a, EntityId>,
}

impl<V: GraphView> Iterator for Neighbors<'_, V> {
    type Item = EntityId;

    fn next(&mut self) -> Option<EntityId> {
        loop {
            if let Some(&end) = self.ends.next() {
                return Some(end);
            }
            let &kind = self.kinds.next()?;
            let edges = self.graph.edges_at(kind, self.node, self.direction);
            self.ends = edges.ends().iter();
        }
    }
}

impl<'a, V: GraphView> IntoNeighbors for &'a Petgraph<'a, V> {
    type Neighbors = Neighbors<'a, V>;

    fn neighbors(self, node: EntityId) -> Neighbors<'a, V> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'a, V: GraphView> IntoNeighborsDirected for &'a Petgraph<'a, V> {
    type NeighborsDirected = Neighbors<'a, V>;

    fn neighbors_directed(self, node: EntityId, direction: Direction) -> Neighbors<'a, V> {
        Neighbors {
            graph: self,
            node,
            direction,
            kinds: self.kinds.iter(),
            ends: [].iter(),
        }
    }
}

/// The edges of a range of entities, entity by entity and kind by kind.
#[derive(Clone, Debug)]
pub struct PetgraphEdges<'a, V> {
    graph: &'a Petgraph<'a, V>,
    direction: Direction,
    nodes: Range<u32>,
    node: EntityId,
    kinds: slice::Iter<'a, EdgeKind>,
    current: Option<(EdgeKind, Edges<'a>)>,
    at: usize,
}

impl<'a, V> PetgraphEdges<'a, V> {
    fn new(graph: &'a Petgraph<'a, V>, nodes: Range<u32>, direction: Direction) -> Self {
        PetgraphEdges {
            graph,
            direction,
            nodes,
            node: EntityId(0),
            kinds: [].iter(),
            current: None,
            at: 0,
        }
    }
}

impl<V: GraphView> Iterator for PetgraphEdges<'_, V> {
    type Item = PetgraphEdge;

    fn next(&mut self) -> Option<PetgraphEdge> {
        loop {
            if let Some((kind, edges)) = &self.current {
                let edge = PetgraphEdge::new(*kind, self.node, self.direction, edges, self.at);
                self.at += 1;
                if edge.is_some() {
                    return edge;
                }
            }
            self.at = 0;
            self.current = match self.kinds.next() {
                Some(&kind) => {
                    let edges = self.graph.edges_at(kind, self.node, self.direction);
                    Some((kind, edges))
                }
                None => {
                    self.node = EntityId(self.nodes.next()?);
                    self.kinds = self.graph.kinds.iter();
                    None
                }
            };
        }
    }
}

impl<'a, V: GraphView> IntoEdgeReferences for &'a Petgraph<'a, V> {
    type EdgeRef = PetgraphEdge;
    type EdgeReferences = PetgraphEdges<'a, V>;

    fn edge_references(self) -> PetgraphEdges<'a, V> {
        PetgraphEdges::new(self, 0..self.view.entity_count(), Direction::Outgoing)
    }
}

impl<'a, V: GraphView> IntoEdges for &'a Petgraph<'a, V> {
    type Edges = PetgraphEdges<'a, V>;

    fn edges(self, node: EntityId) -> PetgraphEdges<'a, V> {
        self.edges_directed(node, Direction::Outgoing)
    }
}

impl<'a, V: GraphView> IntoEdgesDirected for &'a Petgraph<'a, V> {
    type EdgesDirected = PetgraphEdges<'a, V>;

    fn edges_directed(self, node: EntityId, direction: Direction) -> PetgraphEdges<'a, V> {
        PetgraphEdges::new(self, node.0..node.0.saturating_add(1), direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Graph};
    use ::petgraph::algo::{dijkstra, is_cyclic_directed, kosaraju_scc};
    use ::petgraph::visit::{Bfs, Reversed, Walker};
    use enfilade_model::{
        EdgeRecord, ImportSummary, ObjectKey, ObjectRef, Provenance, Record, RecordSink,
        RoleRecord, SourceId,
    };

    /// Groups 0 to 3 in a row, 3 back in 2, and two grants of group 3 on vault 9.
    fn graph() -> Graph {
        let mut builder = Builder::new();
        let nowhere = Provenance {
            source: SourceId(0),
            offset: 0,
        };
        let group = |n| ObjectRef::object(ObjectKey(n), Some(EntityKind::Group));
        for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 2)] {
            let (from, to) = (group(from), group(to));
            let edge = EdgeRecord::plain(EdgeKind::Member, from, to, nowhere);
            builder.push(Record::Edge(edge));
        }
        let vault = ObjectRef::object(ObjectKey(9), Some(EntityKind::Vault));
        for id in ["reader", "owner"] {
            builder.push(Record::Edge(EdgeRecord {
                role: Some(RoleRecord { id, name: None }),
                ..EdgeRecord::plain(EdgeKind::AzureRole, group(3), vault, nowhere)
            }));
        }
        builder.finish(&ImportSummary::default()).unwrap().0
    }

    #[test]
    fn petgraph_walks_the_chosen_kinds_both_ways() {
        let graph = graph();
        let both = Petgraph::new(&graph, &[EdgeKind::AzureRole, EdgeKind::Member]);
        let members = Petgraph::new(&graph, &[EdgeKind::Member]);
        let forward: Vec<_> = Bfs::new(&both, EntityId(0)).iter(&both).collect();
        assert_eq!(forward, [0, 1, 2, 3, 4].map(EntityId));
        let backward = Bfs::new(Reversed(&both), EntityId(4));
        let backward: Vec<_> = backward.iter(Reversed(&both)).collect();
        assert_eq!(backward, [4, 3, 2, 1, 0].map(EntityId));
        assert_eq!(Bfs::new(&members, EntityId(0)).iter(&members).count(), 4);
        assert_eq!((members.edge_count(), both.edge_count()), (4, 6));
        assert_eq!(both.node_count(), 5);
    }

    #[test]
    fn petgraph_s_algorithms_give_what_they_should() {
        let graph = graph();
        let both = Petgraph::new(&graph, &[EdgeKind::AzureRole, EdgeKind::Member]);
        let cost = |edge: PetgraphEdge| match edge.weight() {
            EdgeKind::Member => 1,
            _ => 10,
        };
        let costs = dijkstra(&both, EntityId(0), None, cost);
        assert_eq!(costs[&EntityId(4)], 13);
        assert!(is_cyclic_directed(&both));
        assert!(!is_cyclic_directed(&Petgraph::new(
            &graph,
            &[EdgeKind::AzureRole]
        )));
        let mut sizes: Vec<_> = kosaraju_scc(&both).iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 1, 2]);
    }

    #[test]
    fn an_edge_is_the_same_edge_from_both_ends() {
        let graph = graph();
        let both = Petgraph::new(&graph, &[EdgeKind::AzureRole, EdgeKind::Member]);
        let mut out: Vec<_> = both.edge_references().map(|edge| edge.id()).collect();
        let nodes = both.node_identifiers();
        let incoming = nodes.flat_map(|node| both.edges_directed(node, Direction::Incoming));
        let mut back: Vec<_> = incoming.map(|edge| edge.id()).collect();
        let order = |id: &PetgraphEdgeId| (id.kind, id.source, id.target, id.index);
        out.sort_by_key(order);
        back.sort_by_key(order);
        assert_eq!(out, back);
        out.dedup();
        assert_eq!(out.len(), 6);
    }
}
