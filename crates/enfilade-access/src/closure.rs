//! What each group is in, through nested groups to any depth, as lists.
//!
//! The groups are condensed, and then each component's list is its own entry and the lists of the
//! components that it is directly in, merged. Components come in an order in which those lists are
//! ready. Only *marked* groups are listed: a question about grants needs no more than the groups
//! that hold one, and those are few. A user's groups are then the union of a dozen short lists.

use crate::condense::{Adjacency, Condensation};

/// How many entries lists may have together before the engine does without them. A real directory
/// needs six entries a group; a made one could need the square of its groups.
const MOST_ENTRIES: usize = 1 << 26;

/// For each group, the components of marked groups that it is in, its own included.
#[derive(Debug)]
pub struct Closure {
    condensation: Condensation,
    // The marked groups of each component.
    marked: Adjacency,
    // Where the list of each component lies in `entries`. Lists may share their place.
    lists: Vec<(u32, u32)>,
    entries: Vec<u32>,
}

impl Closure {
    /// Closes `parents` (for each group the groups that it is directly in) over the groups that
    /// `is_marked`. `None` if the lists would be too long.
    #[must_use]
    pub fn new(parents: &Adjacency, is_marked: impl Fn(u32) -> bool) -> Option<Closure> {
        Closure::within(parents, is_marked, MOST_ENTRIES)
    }

    fn within(
        parents: &Adjacency,
        is_marked: impl Fn(u32) -> bool,
        most: usize,
    ) -> Option<Closure> {
        let condensation = Condensation::of(parents);
        let groups = condensation.nodes();
        let marked = Adjacency::table(condensation.count(), |component, row| {
            let of_component = groups.row(component).iter().copied();
            row.extend(of_component.filter(|&group| is_marked(group)));
        });
        let mut lists: Vec<(u32, u32)> = Vec::with_capacity(condensation.count() as usize);
        let mut entries: Vec<u32> = Vec::new();
        // The component on whose list an entry was last put.
        let mut listed_by = vec![u32::MAX; condensation.count() as usize];
        let mut above: Vec<u32> = Vec::new();
        for component in 0..condensation.count() {
            above.clear();
            for &group in groups.row(component) {
                let parents = parents.row(group).iter();
                above.extend(parents.map(|&parent| condensation.component_of(parent)));
            }
            // A list that would equal another's is that one.
            above.retain(|&other| other != component && lists[other as usize] != (0, 0));
            above.sort_unstable();
            above.dedup();
            let is_marked = !marked.row(component).is_empty();
            if let ([only], false) = (&above[..], is_marked) {
                lists.push(lists[*only as usize]);
                continue;
            }
            let start = entries.len();
            if is_marked {
                entries.push(component);
            }
            // The highest first: it may be in the others, and then it brings their lists along.
            for &other in above.iter().rev() {
                if listed_by[other as usize] == component {
                    continue;
                }
                let (from, to) = lists[other as usize];
                for at in from as usize..to as usize {
                    let entry = entries[at];
                    if listed_by[entry as usize] != component {
                        listed_by[entry as usize] = component;
                        entries.push(entry);
                    }
                }
            }
            if entries.len() > most {
                return None;
            }
            let range = (start as u32, entries.len() as u32);
            lists.push(if range.0 == range.1 { (0, 0) } else { range });
        }
        Some(Closure {
            condensation,
            marked,
            lists,
            entries,
        })
    }

    /// How many components there are.
    #[must_use]
    pub fn component_count(&self) -> u32 {
        self.condensation.count()
    }

    /// The component of a group.
    #[must_use]
    #[inline]
    pub fn component_of(&self, group: u32) -> u32 {
        self.condensation.component_of(group)
    }

    /// The components of marked groups that a component's groups are in, its own included.
    #[must_use]
    #[inline]
    pub fn list(&self, component: u32) -> &[u32] {
        let (from, to) = self.lists[component as usize];
        &self.entries[from as usize..to as usize]
    }

    /// The marked groups of a component, ascending.
    #[must_use]
    #[inline]
    pub fn marked(&self, component: u32) -> &[u32] {
        self.marked.row(component)
    }

    /// How many entries all lists have together.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_list_holds_the_marked_groups_that_a_walk_finds(
            nodes in 1u32..24,
            edges in vec((0u32..24, 0u32..24), 0..60),
            marks in any::<u32>(),
        ) {
            let parents = Adjacency::build(nodes, |node, row| {
                row.extend(edges.iter().filter(|edge| edge.0 == node).map(|edge| edge.1));
            });
            let is_marked = |group: u32| marks >> group & 1 == 1;
            let closure = Closure::new(&parents, is_marked).unwrap();
            for group in 0..nodes {
                let mut walked = BTreeSet::new();
                let mut queue = vec![group];
                while let Some(at) = queue.pop() {
                    if walked.insert(at) {
                        queue.extend(parents.row(at));
                    }
                }
                walked.retain(|&at| is_marked(at));
                let list = closure.list(closure.component_of(group));
                let listed: Vec<u32> = list.iter().flat_map(|&c| closure.marked(c)).copied().collect();
                prop_assert_eq!(listed.len(), walked.len());
                prop_assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), walked);
            }
        }
    }

    #[test]
    fn a_chain_is_refused_where_its_lists_are_too_long_and_shared_where_nothing_is_marked() {
        let nodes = 3000;
        let chain = Adjacency::build(nodes, |node, row| row.push(node + 1));
        assert!(Closure::within(&chain, |_| true, 100_000).is_none());
        let top = Closure::within(&chain, |group| group == nodes - 1, 10).unwrap();
        assert_eq!(top.entry_count(), 1);
        assert_eq!(top.list(top.component_of(0)), [top.component_of(nodes - 1)]);
    }
}
