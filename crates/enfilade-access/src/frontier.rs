//! Which of many sources each group leads to, for hundreds of sources at once.
//!
//! A breadth-first search from one group touches the edges below it. Searches from several groups
//! meet on the same edges again and again; here each group carries one bit a source, and an edge
//! is touched once for all bits that cross it together (after Then et al., "The More the Merrier:
//! Efficient Multi-Source Graph Traversal", VLDB 2014).

use enfilade_model::EntityId;
use std::ops::Range;

/// One bit for each source, 64 to a word.
pub type Mask<const WORDS: usize> = [u64; WORDS];

/// The groups that were reached, ascending, each with the sources that it was reached from.
#[derive(Clone, Debug, Default)]
pub struct Reached<const WORDS: usize> {
    /// The groups.
    pub groups: Vec<EntityId>,
    /// The sources of each group, in the same order.
    pub masks: Vec<Mask<WORDS>>,
}

/// Searches from every source at once. `groups` are the ids that may be met; `below` visits what
/// lies one step below a group, ids outside `groups` included, which are passed over.
///
/// Memory is four bytes a group, and two masks for each that is met; time is one visit of an edge
/// for each wave of bits that crosses it, which is at most the number of sources and usually few.
pub fn search<const WORDS: usize>(
    groups: Range<u32>,
    sources: &[(EntityId, Mask<WORDS>)],
    mut below: impl FnMut(EntityId, &mut dyn FnMut(EntityId)),
) -> Reached<WORDS> {
    let mut frontier = Frontier {
        // Zeros come from the system as they are needed: what is never met costs nothing.
        slots: vec![NO_SLOT; groups.len()],
        groups,
        met: Vec::new(),
        queue: Vec::new(),
    };
    for (group, bits) in sources {
        frontier.arrive(*group, bits);
    }
    let mut wave: Vec<u32> = Vec::new();
    while !frontier.queue.is_empty() {
        std::mem::swap(&mut wave, &mut frontier.queue);
        for slot in wave.drain(..) {
            let met = &mut frontier.met[slot as usize];
            let bits = std::mem::replace(&mut met.waiting, [0; WORDS]);
            let group = met.group;
            below(group, &mut |group| frontier.arrive(group, &bits));
        }
    }
    let mut met = frontier.met;
    met.sort_unstable_by_key(|met| met.group);
    Reached {
        groups: met.iter().map(|met| met.group).collect(),
        masks: met.into_iter().map(|met| met.seen).collect(),
    }
}

/// Stands for a group that was not met.
const NO_SLOT: u32 = 0;

/// The groups met so far.
struct Frontier<const WORDS: usize> {
    groups: Range<u32>,
    /// By position of the group: one more than where it is in `met`.
    slots: Vec<u32>,
    met: Vec<Met<WORDS>>,
    /// Slots of groups that bits have arrived at and not yet left.
    queue: Vec<u32>,
}

struct Met<const WORDS: usize> {
    group: EntityId,
    seen: Mask<WORDS>,
    /// Bits that have arrived and not yet left.
    waiting: Mask<WORDS>,
}

impl<const WORDS: usize> Frontier<WORDS> {
    #[inline]
    fn arrive(&mut self, group: EntityId, bits: &Mask<WORDS>) {
        if !self.groups.contains(&group.0) {
            return;
        }
        let slot = &mut self.slots[(group.0 - self.groups.start) as usize];
        if *slot == NO_SLOT {
            self.queue.push(self.met.len() as u32);
            *slot = self.met.len() as u32 + 1;
            self.met.push(Met {
                group,
                seen: *bits,
                waiting: *bits,
            });
            return;
        }
        let at = *slot - 1;
        let met = &mut self.met[at as usize];
        let (mut is_new, mut waits) = (false, false);
        let own = met.seen.iter_mut().zip(&mut met.waiting);
        for ((seen, waiting), &arrived) in own.zip(bits) {
            let fresh = arrived & !*seen;
            waits |= *waiting != 0;
            is_new |= fresh != 0;
            *seen |= fresh;
            *waiting |= fresh;
        }
        if is_new && !waits {
            self.queue.push(at);
        }
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
        fn a_bit_arrives_where_a_walk_from_its_source_does(
            edges in vec((0u32..40, 0u32..40), 0..120),
            sources in vec(0u32..40, 0..130),
        ) {
            let masks: Vec<(EntityId, Mask<3>)> = sources.iter().enumerate().map(|(bit, &group)| {
                let mut mask = [0; 3];
                mask[bit / 64] |= 1 << (bit % 64);
                (EntityId(group), mask)
            }).collect();
            // Groups are 5..35; whatever else the edges name is no group.
            let groups = 5..35;
            let reached = search::<3>(groups.clone(), &masks, |group, visit| {
                for edge in edges.iter().filter(|edge| edge.0 == group.0) {
                    visit(EntityId(edge.1));
                }
            });
            prop_assert!(reached.groups.is_sorted());
            for (bit, &source) in sources.iter().enumerate() {
                let mut walked = BTreeSet::new();
                let mut queue = vec![source];
                while let Some(at) = queue.pop() {
                    if groups.contains(&at) && walked.insert(at) {
                        queue.extend(edges.iter().filter(|edge| edge.0 == at).map(|edge| edge.1));
                    }
                }
                let arrived: BTreeSet<u32> = reached.groups.iter().zip(&reached.masks)
                    .filter(|(_, mask)| mask[bit / 64] >> (bit % 64) & 1 == 1)
                    .map(|(group, _)| group.0)
                    .collect();
                prop_assert_eq!(arrived, walked);
            }
        }
    }
}
