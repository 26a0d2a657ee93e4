//! Nested groups in an order: components, and which lie right above each.
//!
//! Whatever is worked out group by group, from those at the top down, needs the same two things:
//! cycles counted as one, and each component with the few that it is directly in. This is computed
//! once for a graph and shared by all questions.

use crate::condense::{Adjacency, Condensation};

/// Components of groups, numbered so that each comes after all that it is in.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    condensation: Condensation,
    groups: Adjacency,
    // INVARIANT: the rows of component `c` hold numbers below `c`, ascending and distinct.
    above: Adjacency,
}

impl Hierarchy {
    /// Puts groups in order; `parents` has for each group the groups that it is directly in. Time
    /// linear in groups and edges.
    #[must_use]
    pub fn new(parents: &Adjacency) -> Hierarchy {
        let condensation = Condensation::of(parents);
        let groups = condensation.nodes();
        let above = Adjacency::table(condensation.count(), |component, row| {
            let start = row.len();
            for &group in groups.row(component) {
                let parents = parents.row(group).iter();
                let above = parents.map(|&parent| condensation.component_of(parent));
                row.extend(above.filter(|&other| other != component));
            }
            sort_distinct(row, start);
        });
        Hierarchy {
            condensation,
            groups,
            above,
        }
    }

    /// How many components there are.
    #[must_use]
    pub fn component_count(&self) -> u32 {
        self.condensation.count()
    }

    /// How many groups there are.
    #[must_use]
    pub fn group_count(&self) -> u32 {
        self.condensation.node_count()
    }

    /// The component of a group.
    #[must_use]
    #[inline]
    pub fn component_of(&self, group: u32) -> u32 {
        self.condensation.component_of(group)
    }

    /// The groups of a component, ascending.
    #[must_use]
    #[inline]
    pub fn groups(&self, component: u32) -> &[u32] {
        self.groups.row(component)
    }

    /// The components that a component's groups are directly in, itself not counted, ascending.
    #[must_use]
    #[inline]
    pub fn above(&self, component: u32) -> &[u32] {
        self.above.row(component)
    }
}

/// Sorts what follows `start` and takes out what is there twice.
fn sort_distinct(row: &mut Vec<u32>, start: usize) {
    if row.len() - start < 2 {
        return;
    }
    row[start..].sort_unstable();
    let mut kept = start + 1;
    for at in start + 1..row.len() {
        if row[at] != row[kept - 1] {
            row[kept] = row[at];
            kept += 1;
        }
    }
    row.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_lies_right_above_is_what_edges_lead_to(
            nodes in 1u32..24,
            edges in vec((0u32..24, 0u32..24), 0..60),
        ) {
            let parents = Adjacency::build(nodes, |node, row| {
                row.extend(edges.iter().filter(|edge| edge.0 == node).map(|edge| edge.1));
            });
            let hierarchy = Hierarchy::new(&parents);
            for component in 0..hierarchy.component_count() {
                let groups = hierarchy.groups(component);
                let led_to: BTreeSet<u32> = groups
                    .iter()
                    .flat_map(|&group| parents.row(group))
                    .map(|&parent| hierarchy.component_of(parent))
                    .filter(|&above| above != component)
                    .collect();
                let above = hierarchy.above(component);
                prop_assert_eq!(above, led_to.into_iter().collect::<Vec<_>>());
                prop_assert!(above.iter().all(|&above| above < component));
            }
        }
    }
}
