//! Counting by bits that stand for grants: most of them are rows, which are counted 64 at a time.

use super::Backward;
use crate::AccessError;
use crate::effective::block::Block;
use crate::effective::count::Counter;
use crate::effective::engine::{CHECK_EVERY, Engine};
use crate::effective::prepared::Prepared;
use crate::frontier::Mask;
use crate::work::Work;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};
use std::ops::Range;

impl Backward {
    /// Prepares to ask principals for their groups rather than groups for their members, if principals
    /// have no more than `memberships` and that is cheaper.
    pub(in crate::effective) fn prefer_principals(&mut self, memberships: usize) {
        if !self.has_few_numbers() || self.memberships <= memberships {
            return;
        }
        self.places = vec![0; self.group_ids.len()];
        for (place, group) in (1..).zip(&self.groups) {
            self.places[(group.0 - self.group_ids.start) as usize] = place;
        }
    }

    /// Whether principals are asked for their groups.
    pub(in crate::effective) fn asks_principals(&self) -> bool {
        !self.places.is_empty()
    }

    /// Adds the bits of a group, if it passes something on.
    #[inline]
    fn add_group<const WORDS: usize>(&self, group: EntityId, bits: &mut Mask<WORDS>) {
        let at = group.0.wrapping_sub(self.group_ids.start) as usize;
        let place = self.places.get(at).copied().unwrap_or(0) as usize;
        if let Some(first) = place.checked_sub(1) {
            let own = &self.masks[first * WORDS..(first + 1) * WORDS];
            bits.iter_mut().zip(own).for_each(|(all, own)| *all |= own);
        }
    }

    /// What principals hold themselves, from one on.
    fn own(&self, from: u32) -> Own<'_> {
        Own {
            rest: &self.own[self.own_from(from)..],
        }
    }
}

/// What principals hold themselves, asked for in ascending order.
struct Own<'b> {
    rest: &'b [(EntityId, u32)],
}

impl Own<'_> {
    /// Adds the bits of a principal.
    #[inline]
    fn add(&mut self, principal: EntityId, bits: &mut [u64]) {
        while let [(holder, number), rest @ ..] = self.rest
            && *holder <= principal
        {
            if *holder == principal {
                bits[*number as usize / 64] |= 1 << (number % 64);
            }
            self.rest = rest;
        }
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Counts what the principals of a range reach. `None` if bits are no grants.
    pub(in crate::effective) fn count_backward(
        &self,
        prepared: &Prepared,
        backward: &Backward,
        range: Range<u32>,
    ) -> Option<Result<Block, AccessError>> {
        let mut count = Count {
            engine: self,
            prepared,
            backward,
            counter: Counter::new(prepared, backward.numbers()?, self.facts()),
            block: Block::default(),
        };
        let counted = match (backward.asks_principals(), backward.words) {
            (false, _) => count.read(range),
            (true, 1) => count.ask::<1>(range),
            (true, 2) => count.ask::<2>(range),
            (true, _) => count.ask::<4>(range),
        };
        Some(counted.map(|()| count.block))
    }
}

/// The counting of one range.
struct Count<'c, V> {
    engine: &'c Engine<'c, V>,
    prepared: &'c Prepared,
    backward: &'c Backward,
    counter: Counter<'c>,
    block: Block,
}

impl<V: GraphView> Count<'_, V> {
    /// Reads the bits off the member lists of the groups.
    fn read(&mut self, range: Range<u32>) -> Result<(), AccessError> {
        let (prepared, backward) = (self.prepared, self.backward);
        let principals = &prepared.question.principals;
        let view = self.engine.view();
        let read = backward.read(view, prepared.admission, principals, range.clone());
        self.engine.facts().work.add(read.work);
        let visited = if prepared.visits_all() {
            principals
        } else {
            &read.met
        };
        let mut own = backward.own(range.start);
        let mut bits = vec![0; backward.words];
        for (done, principal) in visited.iter_in(range).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            bits.copy_from_slice(read.bits(principal));
            own.add(principal, &mut bits);
            self.counter.count_bits(principal, &bits, &mut self.block);
        }
        Ok(())
    }

    /// Asks each principal for the groups that it is in.
    fn ask<const WORDS: usize>(&mut self, range: Range<u32>) -> Result<(), AccessError> {
        let (prepared, backward) = (self.prepared, self.backward);
        let visits_all = prepared.visits_all();
        let mut own = backward.own(range.start);
        let mut edges = 0;
        for (done, principal) in prepared.question.principals.iter_in(range).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            let mut bits: Mask<WORDS> = [0; WORDS];
            if backward.group_ids.contains(&principal.0) {
                // Its own bits are those of what it is nested in.
                backward.add_group(principal, &mut bits);
            } else {
                let memberships = self.engine.view().edges_from(EdgeKind::Member, principal);
                edges += memberships.len() as u64;
                let add = |group| backward.add_group(group, &mut bits);
                prepared.admission.for_each_end(memberships, add);
            }
            own.add(principal, &mut bits);
            if visits_all || bits != [0; WORDS] {
                self.counter.count_bits(principal, &bits, &mut self.block);
            }
        }
        self.engine.facts().work.add(Work {
            edges,
            words: edges * WORDS as u64,
            ..Work::default()
        });
        Ok(())
    }
}
