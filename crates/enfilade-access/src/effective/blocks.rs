//! An answer taken block by block.
//!
//! Blocks are computed in waves on all threads and handed on in order. What comes out is rows and,
//! at any time, what was counted so far: that a block may end early stays in here.

use super::block::{Block, Output};
use super::engine::Engine;
use super::listing::Listing;
use super::plan::{Approach, Plan};
use super::reader::Reader;
use super::worker::Worker;
use crate::control::Reach;
use crate::{AccessError, AccessRow, EntitySet, Question, Totals};
use enfilade_graph::GraphView;
use rayon::prelude::*;
use std::collections::VecDeque;
use std::ops::Range;

/// The rows of an answer, computed as they are taken. Holds no reference to the graph, so that it
/// can be kept beside it.
#[derive(Debug)]
pub struct Blocks {
    plan: Plan,
    output: Output,
    ranges: Vec<Range<u32>>,
    // The first block that is not computed yet, and how many are computed at once.
    next: usize,
    wave: usize,
    ready: VecDeque<Block>,
    totals: Totals,
    disabled_resources: EntitySet,
}

impl Blocks {
    pub(super) fn new(plan: Plan, output: Output) -> Blocks {
        let ranges = plan.blocks(output);
        Blocks {
            output,
            next: 0,
            // The first rows come soon. Blocks that are only counted take no memory.
            wave: match output {
                Output::List => 1,
                Output::Count => ranges.len(),
            },
            ranges,
            ready: VecDeque::new(),
            totals: Totals::default(),
            disabled_resources: EntitySet::empty(plan.prepared.question.resources.universe()),
            plan,
        }
    }

    /// The next rows, sorted and distinct, all of them after those that came before; `None` at the
    /// end. Up to twice as many blocks as there are threads are held, of half a million rows each.
    ///
    /// # Errors
    /// If the question was cancelled.
    pub fn next<V: GraphView>(
        &mut self,
        engine: &Engine<'_, V>,
    ) -> Result<Option<Vec<AccessRow>>, AccessError> {
        loop {
            if self.ready.is_empty() {
                self.compute_wave(engine)?;
            }
            let Some(block) = self.ready.pop_front() else {
                return Ok(None);
            };
            self.add(&block);
            if let Some(rest) = block.rest {
                let rest = engine.compute(&self.plan, rest, self.output)?;
                self.ready.push_front(rest);
            }
            if !block.rows.is_empty() {
                return Ok(Some(block.rows));
            }
        }
    }

    /// What was counted so far; all of it once there are no more rows.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals {
            disabled_resources_left_out: self.disabled_resources.len() as u64,
            ..self.totals
        }
    }

    fn compute_wave<V: GraphView>(&mut self, engine: &Engine<'_, V>) -> Result<(), AccessError> {
        let end = (self.next + self.wave).min(self.ranges.len());
        let blocks: Result<Vec<Block>, AccessError> = self.ranges[self.next..end]
            .par_iter()
            .map(|range| engine.compute(&self.plan, range.clone(), self.output))
            .collect();
        self.ready.extend(blocks?);
        self.next = end;
        // Later waves keep every thread busy.
        self.wave = (self.wave * 2).min(rayon::current_num_threads() * 2);
        Ok(())
    }

    fn add(&mut self, block: &Block) {
        let (sum, part) = (&mut self.totals, &block.counted);
        sum.rows += part.rows;
        sum.pairs += part.pairs;
        sum.pairs_only_open_app += part.pairs_only_open_app;
        sum.principals += part.principals;
        sum.principals_of_unknown_state += part.principals_of_unknown_state;
        sum.disabled_principals_left_out += part.disabled_principals_left_out;
        sum.pending_principals_left_out += part.pending_principals_left_out;
        let joined = block.met_joiner.into_iter().zip(&self.plan.prepared.anyone);
        let joined = joined.map(|(is_met, anyone)| (is_met, &anyone.disabled));
        let shared = [(block.met_user, &self.plan.prepared.open_but_disabled)].into_iter();
        let shared = shared.chain(joined).filter(|(is_met, _)| *is_met);
        let shared = shared.flat_map(|(_, resources)| resources);
        for &resource in block.disabled_resources.iter().chain(shared) {
            self.disabled_resources.insert(resource);
        }
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// The rows of a question, to be taken block by block.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn blocks(&self, question: &Question) -> Result<Blocks, AccessError> {
        let mut plan = self.plan(question, Output::List)?;
        // Control and deny assignments tell principals apart.
        if let Approach::Closure(offers) = &plan.approach
            && plan.control.is_none()
            && plan.prepared.denies.is_empty()
        {
            plan.listing = Listing::new(&plan.prepared, self.facts, &offers.numbers);
        }
        Ok(Blocks::new(plan, Output::List))
    }

    /// Computes the rows of a range of principals, or of its beginning if they are too many.
    fn compute(
        &self,
        plan: &Plan,
        range: Range<u32>,
        output: Output,
    ) -> Result<Block, AccessError> {
        self.check_cancelled()?;
        let prepared = &plan.prepared;
        // Numbers say nothing of who in particular is denied what.
        if output == Output::Count && plan.control.is_none() && prepared.denies.is_empty() {
            let counted = match &plan.approach {
                Approach::Walk => None,
                Approach::Closure(offers) => {
                    Some(self.count_forward(prepared, offers, range.clone()))
                }
                Approach::Backward(_) if !prepared.has_one_state => None,
                Approach::Backward(found) => self.count_backward(prepared, found, range.clone()),
            };
            if let Some(counted) = counted {
                return counted;
            }
        }
        let mut reader = Reader::new(self.view, self.facts, prepared);
        reader.reach = plan.control.as_deref().map(|control| {
            let reach = Reach::new(control, &prepared.question.via);
            match prepared.denies.is_empty() {
                true => reach,
                false => reach.telling_control(),
            }
        });
        let mut worker = Worker::new(self, reader, output);
        match &plan.approach {
            Approach::Walk => worker.walk(&prepared.question.principals, range)?,
            Approach::Closure(offers) => {
                worker.list_forward(offers, plan.listing.as_ref(), range)?
            }
            Approach::Backward(backward) => worker.read_backward(backward, range)?,
        }
        worker.block.disabled_resources.sort_unstable();
        worker.block.disabled_resources.dedup();
        Ok(worker.block)
    }
}
