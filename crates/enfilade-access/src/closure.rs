//! What each group carries, its own and that of all groups it is in, to any depth, as lists.
//!
//! Groups carry labels: the number of a grant that they hold, say. A component's list is its own
//! labels and the lists of the components right above it, merged; components come in an order in
//! which those are ready. A list that would equal the one above is that one, so a group that adds
//! nothing costs nothing. What a user carries is then the union of a dozen short lists.

use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use crate::marks::Marks;

/// How many entries lists may have together before the engine does without them. A real directory
/// needs six entries a group; a made one could need the square of its groups.
const MOST_ENTRIES: usize = 1 << 26;

/// A part of a long list.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    #[inline]
    pub(crate) fn of(self, entries: &[u32]) -> &[u32] {
        &entries[self.start as usize..self.end as usize]
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// For each component, the labels that it carries.
#[derive(Clone, Debug)]
pub struct Closure {
    // Where the list of each component lies in `entries`. Lists may share their place.
    spans: Vec<Span>,
    // INVARIANT: at most `MOST_ENTRIES`, so that positions fit into 32 bits.
    entries: Vec<u32>,
}

impl Closure {
    /// Closes `own`, the labels of each component, over what lies above; labels are below
    /// `labels`. `None` if the lists would be too long.
    ///
    /// Time linear in the groups, their edges, and the lists that are merged.
    #[must_use]
    pub fn new(hierarchy: &Hierarchy, own: &Adjacency, labels: u32) -> Option<Closure> {
        Closure::within(hierarchy, own, labels, MOST_ENTRIES)
    }

    fn within(hierarchy: &Hierarchy, own: &Adjacency, labels: u32, most: usize) -> Option<Closure> {
        let count = hierarchy.component_count();
        let mut spans: Vec<Span> = Vec::with_capacity(count as usize);
        let mut entries: Vec<u32> = Vec::new();
        let mut listed = Marks::new(labels as usize);
        let mut above: Vec<Span> = Vec::new();
        for component in 0..count {
            above.clear();
            let lists = hierarchy.above(component).iter();
            let lists = lists.map(|&other| spans[other as usize]);
            above.extend(lists.filter(|list| !list.is_empty()));
            let own = own.row(component);
            if own.is_empty() && above.len() < 2 {
                spans.push(above.first().copied().unwrap_or_default());
                continue;
            }
            listed.clear();
            let start = entries.len() as u32;
            entries.extend(own.iter().filter(|&&label| listed.add(label as usize)));
            for list in &above {
                for at in list.start as usize..list.end as usize {
                    let label = entries[at];
                    if listed.add(label as usize) {
                        entries.push(label);
                    }
                }
            }
            if entries.len() > most {
                return None;
            }
            let end = entries.len() as u32;
            spans.push(Span { start, end });
        }
        Some(Closure { spans, entries })
    }

    /// The labels that a component carries, in no particular order.
    #[must_use]
    #[inline]
    pub fn list(&self, component: u32) -> &[u32] {
        self.spans[component as usize].of(&self.entries)
    }

    /// How many entries the lists have together, shared ones counted once.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// Where each component's list lies, and all lists.
    pub(crate) fn into_parts(self) -> (Vec<Span>, Vec<u32>) {
        (self.spans, self.entries)
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
        fn a_list_holds_the_labels_that_a_walk_finds(
            nodes in 1u32..24,
            edges in vec((0u32..24, 0u32..24), 0..60),
            labelled in vec((0u32..24, 0u32..9), 0..40),
        ) {
            let parents = Adjacency::build(nodes, |node, row| {
                row.extend(edges.iter().filter(|edge| edge.0 == node).map(|edge| edge.1));
            });
            let hierarchy = Hierarchy::new(&parents);
            let labels_of = |group: u32| {
                labelled.iter().filter(move |pair| pair.0 == group).map(|pair| pair.1)
            };
            let own = Adjacency::table(hierarchy.component_count(), |component, row| {
                row.extend(hierarchy.groups(component).iter().flat_map(|&group| labels_of(group)));
            });
            let closure = Closure::new(&hierarchy, &own, 9).unwrap();
            for group in 0..nodes {
                let mut walked = BTreeSet::new();
                let mut queue = vec![group];
                while let Some(at) = queue.pop() {
                    if walked.insert(at) {
                        queue.extend(parents.row(at));
                    }
                }
                let found: BTreeSet<u32> = walked.into_iter().flat_map(labels_of).collect();
                let list = closure.list(hierarchy.component_of(group));
                prop_assert_eq!(list.len(), found.len());
                prop_assert_eq!(list.iter().copied().collect::<BTreeSet<_>>(), found);
            }
        }
    }

    #[test]
    fn a_chain_is_refused_where_its_lists_are_too_long_and_shared_where_nothing_is_added() {
        let nodes = 3000;
        let chain = Adjacency::build(nodes, |node, row| row.push(node + 1));
        let hierarchy = Hierarchy::new(&chain);
        let all = Adjacency::table(nodes, |component, row| row.push(component));
        assert!(Closure::within(&hierarchy, &all, nodes, 100_000).is_none());
        let top = hierarchy.component_of(nodes - 1);
        let one = Adjacency::table(nodes, |component, row| {
            row.extend((component == top).then_some(7));
        });
        let closure = Closure::within(&hierarchy, &one, 8, 10).unwrap();
        assert_eq!(closure.entry_count(), 1);
        assert_eq!(closure.list(hierarchy.component_of(0)), [7]);
    }
}
