//! Counting what principals reach without making rows.
//!
//! Most of what a principal gets are numbers that stand for one row and one resource of their own
//! (see [`Offers`]); those are counted as they are met. Only what is left, resources that several
//! grants lead to or grants that lead to several resources, is looked at one by one.

use super::block::CHECK_EVERY;
use super::finish::Standing;
use super::forward::Lists;
use super::hit::Hit;
use super::offers::{Offers, resources};
use super::plan::Plan;
use super::{Block, Engine};
use crate::marks::Marks;
use crate::{AccessError, Facts};
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::ops::Range;

impl<V: GraphView> Engine<'_, V> {
    /// Counts what the principals of a range reach.
    pub(super) fn count_forward(
        &self,
        plan: &Plan,
        offers: &Offers,
        range: Range<u32>,
    ) -> Result<Block, AccessError> {
        let mut lists = Lists::new(self.view(), plan, offers, &range);
        let mut counter = Counter::new(plan, offers, self.facts());
        let mut block = Block::default();
        for (done, principal) in plan.question.principals.iter_in(range).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.check_cancelled()?;
            }
            counter.count(principal, lists.of(principal), &mut block);
        }
        Ok(block)
    }
}

/// Arrays that are used again for one principal after another.
struct Counter<'c> {
    plan: &'c Plan,
    offers: &'c Offers,
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
    fn new(plan: &'c Plan, offers: &'c Offers, facts: &'c Facts) -> Counter<'c> {
        let numbers = offers.len() as usize;
        let is_all_plain = offers.plain(false) == offers.len();
        let universe = if is_all_plain { 0 } else { facts.universe() };
        Counter {
            plan,
            offers,
            facts,
            met: Marks::new(numbers),
            rest: Vec::new(),
            rows: Marks::new(numbers),
            resources: Marks::new(universe as usize),
            told: Marks::new(numbers),
        }
    }

    fn count(&mut self, principal: EntityId, lists: &[&[u32]], block: &mut Block) {
        let standing = Standing::of(self.plan, self.facts, principal);
        if standing.is_left_out() {
            let counts = |number: &u32| self.leads_to_live(*number, &standing);
            if standing.has_shared() || lists.iter().copied().flatten().any(counts) {
                standing.count_left_out(&mut block.counted);
            }
            return;
        }
        standing.tell(block);
        self.met.clear();
        let end_of_plain = self.offers.plain(standing.who.is_user);
        let mut plain = 0;
        for &number in lists.iter().copied().flatten() {
            if self.met.add(number as usize) {
                if number < end_of_plain {
                    plain += 1;
                } else {
                    self.rest.push(number);
                }
            }
        }
        let rest = self.count_rest(&standing, block);
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
        self.offers.is_live(number) && standing.who.uses(self.offers.grant(number).mechanism)
    }

    fn count_rest(&mut self, standing: &Standing<'_>, block: &mut Block) -> Rest {
        let mut sum = Rest::default();
        self.rows.clear();
        self.resources.clear();
        while let Some(number) = self.rest.pop() {
            let grant = self.offers.grant(number);
            if !standing.who.uses(grant.mechanism) {
                continue;
            }
            let is_news = self.told.add(number as usize);
            if !is_news && !self.offers.is_live(number)
                || !self.rows.add(self.offers.row(number) as usize)
            {
                continue;
            }
            let grant = standing.who.sees(self.facts, grant);
            for resource in resources(self.plan, self.facts, &grant) {
                if self.plan.leaves_out(self.facts, resource) {
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
