//! Strongly connected components of nested groups.
//!
//! Groups in a cycle share all that they are in, so a cycle counts as one node, and what is left
//! has an order. Tarjan's algorithm with a stack of its own: a chain of a million nested groups
//! must not overflow the thread's.

/// The rows of a graph over `0..node_count()`: for each node the nodes that it leads to.
#[derive(Clone, Debug)]
pub struct Adjacency {
    // INVARIANT: never empty, ascending from 0 to `targets.len()`.
    offsets: Vec<u32>,
    // INVARIANT: below `node_count()`, unless made by `table`.
    targets: Vec<u32>,
}

impl Adjacency {
    /// A graph of `nodes` nodes, each of which pushes what it leads to; other numbers than those
    /// of nodes are left out.
    pub fn build(nodes: u32, mut row: impl FnMut(u32, &mut Vec<u32>)) -> Adjacency {
        Adjacency::table(nodes, |node, targets| {
            let start = targets.len();
            row(node, targets);
            if targets[start..].iter().any(|&target| target >= nodes) {
                let kept: Vec<u32> = targets.drain(start..).filter(|&t| t < nodes).collect();
                targets.extend(kept);
            }
        })
    }

    /// Lists of numbers that need not be nodes.
    pub(crate) fn table(rows: u32, mut row: impl FnMut(u32, &mut Vec<u32>)) -> Adjacency {
        let mut offsets = Vec::with_capacity(rows as usize + 1);
        let mut targets = Vec::new();
        offsets.push(0);
        for number in 0..rows {
            row(number, &mut targets);
            offsets.push(targets.len() as u32);
        }
        Adjacency { offsets, targets }
    }

    /// Lists from pairs of a row and a number, which are sorted by row.
    pub(crate) fn from_sorted(rows: u32, pairs: &[(u32, u32)]) -> Adjacency {
        let mut rest = pairs;
        Adjacency::table(rows, |row, targets| {
            let own = rest.iter().take_while(|pair| pair.0 == row).count();
            targets.extend(rest[..own].iter().map(|pair| pair.1));
            rest = &rest[own..];
        })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        (self.offsets.len() - 1) as u32
    }

    /// How many edges there are.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// What a node leads to.
    #[must_use]
    #[inline]
    pub fn row(&self, node: u32) -> &[u32] {
        let at = node as usize;
        &self.targets[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }
}

/// Which component each node is in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condensation {
    // INVARIANT: below `count`. Whatever a node leads to is in its component or in one of a lower
    // number.
    component_of: Vec<u32>,
    count: u32,
}

impl Condensation {
    /// Finds the components. Time and memory linear in nodes and edges.
    #[must_use]
    pub fn of(graph: &Adjacency) -> Condensation {
        Tarjan::new(graph).run()
    }

    /// How many components there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.component_of.len() as u32
    }

    /// The component of a node. Components are numbered so that edges lead to lower numbers.
    #[must_use]
    #[inline]
    pub fn component_of(&self, node: u32) -> u32 {
        self.component_of[node as usize]
    }

    /// The nodes of each component.
    #[must_use]
    pub fn nodes(&self) -> Adjacency {
        let mut offsets = vec![0u32; self.count as usize + 1];
        for &component in &self.component_of {
            offsets[component as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut targets = vec![0; self.component_of.len()];
        for (node, &component) in self.component_of.iter().enumerate() {
            let slot = &mut next[component as usize];
            targets[*slot as usize] = node as u32;
            *slot += 1;
        }
        Adjacency { offsets, targets }
    }
}

const UNSEEN: u32 = u32::MAX;

struct Tarjan<'g> {
    graph: &'g Adjacency,
    // While a node is open: the lowest order number it is known to lead back to. Once its component
    // is known: the component, marked as closed.
    low: Vec<u32>,
    component_of: Vec<u32>,
    // Nodes whose component is not known yet, in order of discovery.
    open: Vec<u32>,
    // The path to the node at hand: a node, its own order number, the next edge to follow.
    path: Vec<(u32, u32, u32)>,
    order: u32,
    count: u32,
}

impl<'g> Tarjan<'g> {
    fn new(graph: &'g Adjacency) -> Tarjan<'g> {
        let nodes = graph.node_count() as usize;
        Tarjan {
            graph,
            low: vec![UNSEEN; nodes],
            component_of: vec![UNSEEN; nodes],
            open: Vec::new(),
            path: Vec::new(),
            order: 0,
            count: 0,
        }
    }

    fn run(mut self) -> Condensation {
        for node in 0..self.graph.node_count() {
            if self.low[node as usize] == UNSEEN {
                self.enter(node);
                self.finish_path();
            }
        }
        Condensation {
            component_of: self.component_of,
            count: self.count,
        }
    }

    fn enter(&mut self, node: u32) {
        // Most groups are in no other group: a component of its own, without any bookkeeping.
        if self.graph.row(node).is_empty() {
            self.low[node as usize] = self.order;
            self.order += 1;
            self.component_of[node as usize] = self.count;
            self.count += 1;
            return;
        }
        self.low[node as usize] = self.order;
        self.open.push(node);
        self.path.push((node, self.order, 0));
        self.order += 1;
    }

    fn finish_path(&mut self) {
        let graph = self.graph;
        while let Some(&mut (node, own, ref mut next)) = self.path.last_mut() {
            let row = graph.row(node);
            if let Some(&target) = row.get(*next as usize) {
                *next += 1;
                if self.low[target as usize] == UNSEEN {
                    self.enter(target);
                } else if self.component_of[target as usize] == UNSEEN {
                    let back = self.low[target as usize];
                    self.lower(node, back);
                }
                continue;
            }
            self.path.pop();
            let low = self.low[node as usize];
            if low == own {
                self.close(node);
            } else if let Some(&(before, _, _)) = self.path.last() {
                self.lower(before, low);
            }
        }
    }

    fn lower(&mut self, node: u32, to: u32) {
        let low = &mut self.low[node as usize];
        *low = to.min(*low);
    }

    /// The open nodes from `root` on are a component.
    fn close(&mut self, root: u32) {
        while let Some(node) = self.open.pop() {
            self.component_of[node as usize] = self.count;
            if node == root {
                break;
            }
        }
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn graph(nodes: u32, edges: &[(u32, u32)]) -> Adjacency {
        Adjacency::build(nodes, |node, row| {
            row.extend(
                edges
                    .iter()
                    .filter(|edge| edge.0 == node)
                    .map(|edge| edge.1),
            );
        })
    }

    fn reach(graph: &Adjacency, from: u32) -> Vec<bool> {
        let mut seen = vec![false; graph.node_count() as usize];
        let mut queue = vec![from];
        while let Some(node) = queue.pop() {
            if !std::mem::replace(&mut seen[node as usize], true) {
                queue.extend(graph.row(node));
            }
        }
        seen
    }

    proptest! {
        #[test]
        fn two_nodes_share_a_component_if_each_leads_to_the_other(
            nodes in 1u32..24,
            edges in vec((0u32..24, 0u32..24), 0..60),
        ) {
            let graph = graph(nodes, &edges);
            let condensation = Condensation::of(&graph);
            let reaches: Vec<Vec<bool>> = (0..nodes).map(|node| reach(&graph, node)).collect();
            for a in 0..nodes {
                for b in 0..nodes {
                    let both = reaches[a as usize][b as usize] && reaches[b as usize][a as usize];
                    let (of_a, of_b) = (condensation.component_of(a), condensation.component_of(b));
                    prop_assert_eq!(both, of_a == of_b);
                    prop_assert!(!reaches[a as usize][b as usize] || of_b <= of_a);
                }
            }
            let listed = condensation.nodes();
            prop_assert_eq!(listed.node_count(), condensation.count());
            prop_assert_eq!(listed.edge_count(), nodes as usize);
            for component in 0..condensation.count() {
                prop_assert!(!listed.row(component).is_empty());
                for &node in listed.row(component) {
                    prop_assert_eq!(condensation.component_of(node), component);
                }
            }
        }
    }

    #[test]
    fn a_chain_of_a_million_groups_and_one_cycle_of_them() {
        let nodes = 1_000_000;
        let chain = Adjacency::build(nodes, |node, row| row.push(node + 1));
        assert_eq!(Condensation::of(&chain).count(), nodes);
        let cycle = Adjacency::build(nodes, |node, row| row.push((node + 1) % nodes));
        assert_eq!(Condensation::of(&cycle).count(), 1);
    }
}
