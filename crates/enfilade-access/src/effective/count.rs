//! Counting what principals reach without making rows.
//!
//! Most of what a principal gets are numbers that stand for one row and one resource of their own
//! (see [`Numbers`]); those are counted as they are met, or 64 at a time where they are bits. Only what
//! is left, resources that several grants lead to or grants that lead to several resources, is looked
//! at one by one.

use super::block::Block;
use super::engine::{CHECK_EVERY, Engine};
use super::finish::Standing;
use super::forward::Lists;
use super::numbers::Numbers;
use super::offers::Offers;
use super::prepared::Prepared;
use crate::hit::Hit;
use crate::marks::Marks;
use crate::{AccessError, Facts};
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::ops::Range;

impl<V: GraphView> Engine<'_, V> {
    /// Counts what the principals of a range reach.
    pub(super) fn count_forward(
        &self,
        prepared: &Prepared,
        offers: &Offers,
        range: Range<u32>,
    ) -> Result<Block, AccessError> {
        let mut lists = Lists::new(self.view(), prepared, offers, &range);
        let mut counter = Counter::new(prepared, &offers.numbers, self.facts());
        let mut block = Block::default();
        for (done, principal) in prepared.question.principals.iter_in(range).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.check_cancelled()?;
            }
            counter.count(principal, lists.of(principal), &mut block);
        }
        self.facts().work.add(lists.work);
        Ok(block)
    }
}

/// Arrays that are used again for one principal after another.
pub(super) struct Counter<'c> {
    prepared: &'c Prepared,
    numbers: &'c Numbers,
    facts: &'c Facts,
    met: Marks,
    // Numbers of the principal at hand that are not plain.
    rest: Vec<u32>,
    rows: Marks,
    resources: Marks,
    // Never cleared: numbers whose disabled resources the block has been told of.
    told: Marks,
}

/// What the numbers that are not plain add up to.
#[derive(Default)]
struct Rest {
    rows: u64,
    pairs: u64,
    // Pairs that are otherwise open to the principal as an app is to everyone, and nothing else.
    open_too: u64,
}

impl<'c> Counter<'c> {
    pub(super) fn new(
        prepared: &'c Prepared,
        numbers: &'c Numbers,
        facts: &'c Facts,
    ) -> Counter<'c> {
        let count = numbers.len() as usize;
        let is_all_plain = numbers.plain(false) == numbers.len();
        let universe = if is_all_plain { 0 } else { facts.universe() };
        Counter {
            prepared,
            numbers,
            facts,
            met: Marks::new(count),
            rest: Vec::new(),
            rows: Marks::new(count),
            resources: Marks::new(universe as usize),
            told: Marks::new(count),
        }
    }

    fn count(&mut self, principal: EntityId, lists: &[&[u32]], block: &mut Block) {
        let standing = Standing::of(self.prepared, self.facts, principal);
        if standing.is_left_out() {
            let counts = |number: &u32| self.leads_to_live(*number, &standing);
            if standing.has_shared() || lists.iter().copied().flatten().any(counts) {
                standing.count_left_out(&mut block.counted);
            }
            return;
        }
        standing.tell(block);
        self.met.clear();
        let end_of_plain = self.numbers.plain(standing.who.is_user);
        let mut plain = 0;
        for list in lists {
            for &number in *list {
                // Whether a number is new cannot be foreseen, so that must not be a branch.
                let is_new = self.met.add(number as usize);
                if number < end_of_plain {
                    plain += u64::from(is_new);
                } else if is_new {
                    self.rest.push(number);
                }
            }
        }
        self.add(&standing, plain, block);
    }

    /// Counts what a principal gets, whose numbers are the bits of a mask.
    pub(super) fn count_bits(&mut self, principal: EntityId, mask: &[u64], block: &mut Block) {
        let standing = Standing::of(self.prepared, self.facts, principal);
        if standing.is_left_out() {
            let counts = |number: u32| self.leads_to_live(number, &standing);
            if standing.has_shared() || numbers_of(mask).any(counts) {
                standing.count_left_out(&mut block.counted);
            }
            return;
        }
        standing.tell(block);
        let end_of_plain = self.numbers.plain(standing.who.is_user) as usize;
        let mut plain = 0;
        for (at, &word) in mask.iter().enumerate() {
            let first = at * 64;
            let is_plain = match end_of_plain.saturating_sub(first) {
                64.. => u64::MAX,
                some => (1 << some) - 1,
            };
            plain += u64::from((word & is_plain).count_ones());
            let rest = [word & !is_plain];
            self.rest
                .extend(numbers_of(&rest).map(|number| first as u32 + number));
        }
        self.add(&standing, plain, block);
    }

    /// Adds up the plain numbers of a principal, those that wait in `rest`, and what it shares with
    /// others.
    fn add(&mut self, standing: &Standing<'_>, plain: u64, block: &mut Block) {
        let rest = self.count_rest(standing, block);
        let shared = standing.shared();
        let rows = plain + rest.rows + shared.rows;
        let pairs = plain + rest.pairs + shared.pairs;
        if rows > 0 {
            let counted = &mut block.counted;
            counted.principals += 1;
            counted.rows += rows;
            counted.pairs += pairs;
            counted.pairs_only_open_app += shared.only_open - rest.open_too;
            counted.principals_of_unknown_state += u64::from(standing.is_unknown);
        }
    }

    fn leads_to_live(&self, number: u32, standing: &Standing<'_>) -> bool {
        self.numbers.is_live(number) && standing.who.uses(self.numbers.grant(number).mechanism)
    }

    fn count_rest(&mut self, standing: &Standing<'_>, block: &mut Block) -> Rest {
        let mut sum = Rest::default();
        self.rows.clear();
        self.resources.clear();
        while let Some(number) = self.rest.pop() {
            let grant = self.numbers.grant(number);
            if !standing.who.uses(grant.mechanism) {
                continue;
            }
            let is_news = self.told.add(number as usize);
            if !is_news && !self.numbers.is_live(number)
                || !self.rows.add(self.numbers.row(number) as usize)
            {
                continue;
            }
            let grant = standing.who.sees(self.facts, grant);
            for resource in self.prepared.resources(self.facts, &grant) {
                if self.prepared.leaves_out(self.facts, resource) {
                    if is_news {
                        block.disabled_resources.push(resource);
                    }
                    continue;
                }
                let row = Hit::granted(&grant, resource, grant.state);
                sum.rows += u64::from(!standing.shares_row(&row));
                if self.resources.add(resource.index()) {
                    let (shared, only_open) = standing.shares(resource);
                    sum.pairs += u64::from(!shared);
                    sum.open_too += u64::from(only_open);
                }
            }
        }
        sum
    }
}

/// The numbers that are bits of a mask, ascending.
pub(super) fn numbers_of(mask: &[u64]) -> impl Iterator<Item = u32> {
    (0..).step_by(64).zip(mask).flat_map(|(first, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let number = (rest != 0).then(|| first + rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
            number
        })
    })
}
