//! The engine: from a question to rows, block by block.
//!
//! A [`Plan`] is made once for a question and cut into blocks, each a range of principals. A block
//! is computed by itself, so that blocks run in parallel and an answer that nobody reads to its
//! end is never computed to its end. The order of blocks is the order of rows, whatever the number
//! of threads.

mod backward;
mod block;
mod controlled;
mod count;
mod finish;
mod forward;
mod grants;
mod hit;
mod offers;
mod plan;

pub use block::{Block, Tally};
pub use plan::{Direction, Plan};

use crate::{AccessError, AccessRow, Facts, Question, Totals};
use enfilade_graph::GraphView;
use finish::Output;
use rayon::prelude::*;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Answers questions about one graph.
#[derive(Copy, Clone, Debug)]
pub struct Engine<'v, V> {
    view: &'v V,
    facts: &'v Facts,
    cancel: Option<&'v AtomicBool>,
    direction: Option<Direction>,
}

impl<'v, V: GraphView> Engine<'v, V> {
    /// An engine over a graph and its facts.
    #[must_use]
    pub fn new(view: &'v V, facts: &'v Facts) -> Engine<'v, V> {
        Engine {
            view,
            facts,
            cancel: None,
            direction: None,
        }
    }

    /// The same engine, made to work in one direction where it can instead of choosing: for tests
    /// and benches.
    #[must_use]
    pub fn with_direction(self, direction: Direction) -> Engine<'v, V> {
        Engine {
            direction: Some(direction),
            ..self
        }
    }

    /// The same engine, which gives up soon after `cancel` becomes true.
    #[must_use]
    pub fn with_cancel(self, cancel: &'v AtomicBool) -> Engine<'v, V> {
        Engine {
            cancel: Some(cancel),
            ..self
        }
    }

    pub(crate) fn view(&self) -> &'v V {
        self.view
    }

    pub(crate) fn facts(&self) -> &'v Facts {
        self.facts
    }

    pub(crate) fn check_cancelled(&self) -> Result<(), AccessError> {
        match self.cancel {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(AccessError::Cancelled),
            _ => Ok(()),
        }
    }

    /// Sends the rows of a question, in order, in blocks. The receiver may stop early.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn rows(
        &self,
        question: &Question,
        emit: &mut dyn FnMut(&[AccessRow]) -> ControlFlow<()>,
    ) -> Result<Totals, AccessError> {
        let plan = self.plan(question)?;
        self.run(&plan, Output::List, emit)
    }

    /// Counts the rows of a question without making them.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn count(&self, question: &Question) -> Result<Totals, AccessError> {
        let plan = self.plan(question)?;
        self.run(&plan, Output::Count, &mut |_| ControlFlow::Continue(()))
    }

    /// Computes a block. Blocks may be asked for in any order, from any thread. Where a block
    /// would be too large it ends early: see [`Engine::rest_of`].
    ///
    /// # Errors
    /// If the question was cancelled.
    pub fn block(&self, plan: &Plan, number: usize) -> Result<Block, AccessError> {
        self.compute(plan, plan.block_range(number), Output::List)
    }

    /// What of its range a block left to be computed; `None` if nothing. The rows follow the
    /// block's own, and may have a rest again.
    ///
    /// # Errors
    /// If the question was cancelled.
    pub fn rest_of(&self, plan: &Plan, block: &Block) -> Result<Option<Block>, AccessError> {
        let rest = block.rest.clone();
        rest.map(|range| self.compute(plan, range, Output::List))
            .transpose()
    }

    fn run(
        &self,
        plan: &Plan,
        output: Output,
        emit: &mut dyn FnMut(&[AccessRow]) -> ControlFlow<()>,
    ) -> Result<Totals, AccessError> {
        let mut tally = Tally::new(plan);
        // One block a thread at first, so that the first rows come soon.
        let (mut next, mut wave) = (0, rayon::current_num_threads());
        while next < plan.block_count() {
            let end = (next + wave).min(plan.block_count());
            let blocks: Result<Vec<Block>, AccessError> = (next..end)
                .into_par_iter()
                .map(|number| self.compute(plan, plan.block_range(number), output))
                .collect();
            for block in blocks? {
                let mut block = Some(block);
                while let Some(part) = block {
                    tally.add(&part);
                    if !part.rows.is_empty() && emit(&part.rows).is_break() {
                        return Ok(Totals {
                            stopped: true,
                            ..tally.totals()
                        });
                    }
                    block = self.rest_of(plan, &part)?;
                }
            }
            next = end;
            wave = rayon::current_num_threads() * 4;
        }
        Ok(tally.totals())
    }
}
