//! How many groups a principal is in, from the few that it is directly in.
//!
//! A component of nested groups has the list of the components above it, and a principal is in the
//! union of the lists of its own groups. Three things make the union cheap. A group without groups
//! below it can be met by a direct membership alone: it is counted without being looked for, and is
//! on no list. Groups that are in the same others share one list, which is
//! read once. And components are numbered by how many lists they are on, so that what is marked
//! most lies together.

use crate::closure::{Closure, Span};
use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use crate::marks::Marks;
use std::hint::black_box;

/// The lists of all groups.
#[derive(Debug)]
pub(crate) struct GroupLists {
    groups: Vec<OfGroup>,
    entries: Vec<u32>,
    // How many groups the components of the first numbers have; all others have one.
    sizes: Vec<u32>,
    labels: usize,
}

/// What a member of a group is in by that.
#[derive(Copy, Clone, Debug, Default)]
struct OfGroup {
    /// Components that lists name.
    list: Span,
    /// One if the group is on no list.
    alone: u32,
}

impl GroupLists {
    /// `None` if the lists would be too long.
    pub(crate) fn new(order: &Hierarchy) -> Option<GroupLists> {
        let components = order.component_count();
        let mut is_above = vec![false; components as usize];
        for component in 0..components {
            for &above in order.above(component) {
                is_above[above as usize] = true;
            }
        }
        let is_listed =
            |component: u32| is_above[component as usize] || order.groups(component).len() > 1;
        let own = Adjacency::table(components, |component, row| {
            row.extend(is_listed(component).then_some(component));
        });
        let (spans, mut entries) = Closure::new(order, &own, components)?.into_parts();
        let sizes = renumber(order, &mut entries);
        let of_group = |group| {
            let component = order.component_of(group);
            OfGroup {
                list: spans[component as usize],
                alone: u32::from(!is_listed(component)),
            }
        };
        Some(GroupLists {
            groups: (0..order.group_count()).map(of_group).collect(),
            labels: components as usize,
            entries,
            sizes,
        })
    }

    /// Counts for one principal after another.
    pub(super) fn counter(&self) -> Counter<'_> {
        Counter {
            lists: self,
            met: Marks::new(self.labels),
            alone: 0,
            last: None,
            spans: Vec::new(),
            read: 0,
        }
    }
}

/// Numbers the components in lists anew: those of several groups first, then by how often each is
/// listed. How many groups each of the first has.
fn renumber(order: &Hierarchy, entries: &mut [u32]) -> Vec<u32> {
    let components = order.component_count();
    let mut listed = vec![0u32; components as usize];
    for &component in entries.iter() {
        listed[component as usize] += 1;
    }
    let size = |component: u32| order.groups(component).len() as u32;
    let mut by_use: Vec<u32> = (0..components)
        .filter(|&c| listed[c as usize] > 0)
        .collect();
    by_use.sort_unstable_by_key(|&component| {
        let listed = listed[component as usize];
        (size(component) == 1, std::cmp::Reverse(listed), component)
    });
    let mut numbers = vec![0u32; components as usize];
    for (number, &component) in (0..).zip(&by_use) {
        numbers[component as usize] = number;
    }
    for entry in entries {
        *entry = numbers[*entry as usize];
    }
    let several = by_use.iter().map(|&component| size(component));
    several.take_while(|&size| size > 1).collect()
}

/// The groups of one principal.
#[derive(Debug)]
pub(super) struct Counter<'l> {
    lists: &'l GroupLists,
    met: Marks,
    alone: u32,
    last: Option<u32>,
    spans: Vec<Span>,
    /// How many entries were read for all principals so far.
    pub(super) read: u64,
}

impl Counter<'_> {
    /// Forgets the principal before.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.alone = 0;
        self.last = None;
        self.spans.clear();
    }

    /// The principal is directly in a group; other numbers than those of groups are passed over.
    /// Groups come in ascending order, one more than once if several memberships lead there.
    #[inline]
    pub(super) fn add(&mut self, group: u32) {
        let Some(of_group) = self.lists.groups.get(group as usize) else {
            return;
        };
        if self.last.replace(group) == Some(group) {
            return;
        }
        self.alone += of_group.alone;
        if !of_group.list.is_empty() && !self.spans.contains(&of_group.list) {
            self.spans.push(of_group.list);
            // Asked for now, the list has come from memory by the time it is read, and so have the others.
            let start = of_group.list.start as usize;
            black_box(self.lists.entries.get(start).copied());
        }
    }

    /// How many groups the principal is in.
    #[inline]
    pub(super) fn count(&mut self) -> u32 {
        let mut count = self.alone;
        self.met.clear();
        for span in &self.spans {
            self.read += u64::from(span.end - span.start);
            for &number in span.of(&self.lists.entries) {
                // Whether a number is new cannot be foreseen, so that must not be a branch.
                let is_new = u32::from(self.met.add(number as usize));
                let size = self.lists.sizes.get(number as usize);
                count += is_new * size.copied().unwrap_or(1);
            }
        }
        count
    }
}
