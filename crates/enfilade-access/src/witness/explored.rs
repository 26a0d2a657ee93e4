//! The groups around one principal as a small graph, walked out and then searched backward.

use crate::EntitySet;
use crate::admission::Admission;
use crate::via::{Passed, passed};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, Nesting};
use std::ops::Range;

const FAR: u32 = u32::MAX;

/// What a search found.
pub(super) struct Found {
    /// How many distinct groups a path can begin with.
    pub(super) first_steps: u32,
    /// The groups of a shortest path, lowest ids first; empty if there is no path.
    pub(super) path: Vec<(EntityId, Passed)>,
}

/// Groups met from a principal, each once for every subset of the `via` sets passed on the way.
pub(super) struct Explored {
    groups: Range<u32>,
    via_count: usize,
    // The number of the node for each pair of group and subset, valid if that node agrees.
    node_of: Vec<u32>,
    nodes: Vec<(EntityId, Passed)>,
    // INVARIANT: the first `starts` nodes are the principal's own groups, ascending by group.
    starts: usize,
    // Edges between nodes, grouped by where they start: node `n` has `offsets[n]..offsets[n + 1]`.
    offsets: Vec<u32>,
    targets: Vec<u32>,
    // The same edges grouped by where they end.
    back_offsets: Vec<u32>,
    sources: Vec<u32>,
    // Of the search for one row.
    distance: Vec<u32>,
    queue: Vec<u32>,
}

impl Explored {
    pub(super) fn new(groups: Range<u32>, via_count: usize) -> Explored {
        Explored {
            node_of: vec![FAR; groups.len() << via_count],
            groups,
            via_count,
            nodes: Vec::new(),
            starts: 0,
            offsets: Vec::new(),
            targets: Vec::new(),
            back_offsets: Vec::new(),
            sources: Vec::new(),
            distance: Vec::new(),
            queue: Vec::new(),
        }
    }

    /// Walks out from a principal, into the groups that it is in and those that it may join.
    pub(super) fn explore<V: GraphView>(
        &mut self,
        view: &V,
        principal: EntityId,
        nesting: Nesting,
        admission: Admission,
        via: &[EntitySet],
        joined: &[EntityId],
    ) {
        self.nodes.clear();
        self.offsets.clear();
        self.targets.clear();
        let direct_only = nesting == Nesting::DirectMembers;
        if direct_only && self.groups.contains(&principal.0) {
            // A group is no direct member of what it is nested in, as far as grants go.
            self.starts = 0;
            self.offsets.push(0);
            self.reverse();
            return;
        }
        let edges = admission.edges(view.edges_from(EdgeKind::Member, principal));
        let mut own: Vec<EntityId> = edges
            .map(|edge| edge.end)
            .chain(joined.iter().copied())
            .collect();
        own.sort_unstable();
        for group in own {
            self.node(group, 0, via);
        }
        self.starts = self.nodes.len();
        let mut next = 0;
        while let Some(&(group, before)) = self.nodes.get(next) {
            next += 1;
            self.offsets.push(self.targets.len() as u32);
            for edge in admission.edges(view.edges_from(EdgeKind::Member, group)) {
                // Among direct members, only activating a group's membership leads on.
                if (!direct_only || edge.state > AccessState::Active)
                    && let Some(node) = self.node(edge.end, before, via)
                {
                    self.targets.push(node);
                }
            }
        }
        self.offsets.push(self.targets.len() as u32);
        self.reverse();
    }

    /// The number of the node for a group reached by a way that passed `before`.
    fn node(&mut self, group: EntityId, before: Passed, via: &[EntitySet]) -> Option<u32> {
        if !self.groups.contains(&group.0) {
            return None;
        }
        let key = (group, before | passed(via, group));
        let row = (group.0 - self.groups.start) as usize;
        let slot = &mut self.node_of[(row << self.via_count) + usize::from(key.1)];
        if self.nodes.get(*slot as usize) != Some(&key) {
            *slot = self.nodes.len() as u32;
            self.nodes.push(key);
        }
        Some(*slot)
    }

    /// Finds the paths to nodes that `accepts` says hold the grant. `holders` are the groups that may,
    /// if that is known; ascending.
    pub(super) fn shortest(
        &mut self,
        holders: Option<&[EntityId]>,
        accepts: impl Fn(EntityId, Passed) -> bool,
    ) -> Found {
        self.measure(holders, accepts);
        let mut first_steps = 0;
        let mut best: Option<u32> = None;
        let mut last_group = None;
        for node in 0..self.starts as u32 {
            let far = self.distance[node as usize];
            if far == FAR {
                continue;
            }
            let group = self.nodes[node as usize].0;
            first_steps += u32::from(last_group != Some(group));
            last_group = Some(group);
            if best.is_none_or(|best| far < self.distance[best as usize]) {
                best = Some(node);
            }
        }
        let mut path = Vec::new();
        let mut at = best;
        while let Some(node) = at {
            path.push(self.nodes[node as usize]);
            let closer = self.distance[node as usize].checked_sub(1);
            at = closer.and_then(|closer| {
                self.row(node)
                    .iter()
                    .copied()
                    .filter(|&next| self.distance[next as usize] == closer)
                    .min_by_key(|&next| self.nodes[next as usize])
            });
        }
        Found { first_steps, path }
    }

    fn row(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.targets[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }

    /// How many steps each node is from one that is accepted: a search backward from these.
    fn measure(
        &mut self,
        holders: Option<&[EntityId]>,
        accepts: impl Fn(EntityId, Passed) -> bool,
    ) {
        self.distance.clear();
        self.distance.resize(self.nodes.len(), FAR);
        self.queue.clear();
        match holders.filter(|holders| holders.len() << self.via_count < self.nodes.len()) {
            Some(holders) => {
                for &holder in holders {
                    self.begin_at_group(holder, &accepts);
                }
            }
            None => (0..self.nodes.len()).for_each(|node| self.begin_at(node, &accepts)),
        }
        let mut next = 0;
        while let Some(&node) = self.queue.get(next) {
            next += 1;
            let at = node as usize;
            let closer = self.distance[at];
            for place in self.back_offsets[at]..self.back_offsets[at + 1] {
                let from = self.sources[place as usize];
                if self.distance[from as usize] == FAR {
                    self.distance[from as usize] = closer + 1;
                    self.queue.push(from);
                }
            }
        }
    }

    /// Begins the search at the nodes of a group that are accepted.
    fn begin_at_group(&mut self, group: EntityId, accepts: &impl Fn(EntityId, Passed) -> bool) {
        let row = group.0.wrapping_sub(self.groups.start) as usize;
        for passed in 0..1 << self.via_count {
            let slot = self.node_of.get((row << self.via_count) + passed);
            let node = slot.map_or(usize::MAX, |&slot| slot as usize);
            if self.nodes.get(node) == Some(&(group, passed as Passed)) {
                self.begin_at(node, accepts);
            }
        }
    }

    fn begin_at(&mut self, node: usize, accepts: &impl Fn(EntityId, Passed) -> bool) {
        let (group, passed) = self.nodes[node];
        if self.distance[node] == FAR && accepts(group, passed) {
            self.distance[node] = 0;
            self.queue.push(node as u32);
        }
    }

    /// Groups the edges by where they end, too.
    fn reverse(&mut self) {
        let count = self.nodes.len();
        let offsets = &mut self.back_offsets;
        offsets.clear();
        offsets.resize(count + 2, 0);
        for &target in &self.targets {
            offsets[target as usize + 2] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        self.sources.clear();
        self.sources.resize(self.targets.len(), 0);
        for node in 0..count {
            for &target in
                &self.targets[self.offsets[node] as usize..self.offsets[node + 1] as usize]
            {
                let slot = &mut offsets[target as usize + 1];
                self.sources[*slot as usize] = node as u32;
                *slot += 1;
            }
        }
    }
}
