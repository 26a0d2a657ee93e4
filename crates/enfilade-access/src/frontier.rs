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
/// Memory is two masks a group; time is one visit of an edge for each wave of bits that crosses
/// it, which is at most the number of sources and usually few.
pub fn search<const WORDS: usize>(
    groups: Range<u32>,
    sources: &[(EntityId, Mask<WORDS>)],
    mut below: impl FnMut(EntityId, &mut dyn FnMut(EntityId)),
) -> Reached<WORDS> {
    let count = groups.len();
    let mut seen = vec![[0u64; WORDS]; count];
    // Bits that have arrived at a group and not yet left it.
    let mut waiting = vec![[0u64; WORDS]; count];
    let mut queue: Vec<u32> = Vec::new();
    let mut met: Vec<EntityId> = Vec::new();
    let mut arrive = |seen: &mut Vec<Mask<WORDS>>,
                      waiting: &mut Vec<Mask<WORDS>>,
                      queue: &mut Vec<u32>,
                      group: EntityId,
                      bits: &Mask<WORDS>| {
        if !groups.contains(&group.0) {
            return;
        }
        let at = (group.0 - groups.start) as usize;
        let (mut is_new, mut was_seen, mut waits) = (false, false, false);
        for word in 0..WORDS {
            let fresh = bits[word] & !seen[at][word];
            was_seen |= seen[at][word] != 0;
            waits |= waiting[at][word] != 0;
            is_new |= fresh != 0;
            seen[at][word] |= fresh;
            waiting[at][word] |= fresh;
        }
        if is_new && !was_seen {
            met.push(group);
        }
        if is_new && !waits {
            queue.push(at as u32);
        }
    };
    for (group, bits) in sources {
        arrive(&mut seen, &mut waiting, &mut queue, *group, bits);
    }
    let mut wave: Vec<u32> = Vec::new();
    while !queue.is_empty() {
        std::mem::swap(&mut wave, &mut queue);
        for at in wave.drain(..) {
            let bits = std::mem::replace(&mut waiting[at as usize], [0; WORDS]);
            below(EntityId(groups.start + at), &mut |group| {
                arrive(&mut seen, &mut waiting, &mut queue, group, &bits);
            });
        }
    }
    met.sort_unstable();
    let masks = met
        .iter()
        .map(|group| seen[(group.0 - groups.start) as usize])
        .collect();
    Reached { groups: met, masks }
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
