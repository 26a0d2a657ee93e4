//! The engine: from a question to rows, block by block.
//!
//! A plan is made once for a question and cut into blocks, each a range of principals. A block
//! is computed by itself, so that blocks run in parallel and an answer that nobody reads to its
//! end is never computed to its end. The order of blocks is the order of rows, whatever the number
//! of threads.

mod anyone;
mod backward;
mod block;
mod blocks;
mod collaboration;
mod controlled;
mod count;
mod finish;
mod forward;
mod grants;
mod listing;
mod numbers;
mod offers;
mod plan;
mod who;

pub use blocks::Blocks;
pub use plan::Direction;

use crate::{AccessError, AccessRow, Facts, Question, Totals};
use block::Block;
use enfilade_graph::GraphView;
use finish::Output;
use plan::Plan;
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
        let mut blocks = self.blocks(question)?;
        while let Some(rows) = blocks.next(self)? {
            if emit(&rows).is_break() {
                return Ok(Totals {
                    stopped: true,
                    ..blocks.totals()
                });
            }
        }
        Ok(blocks.totals())
    }

    /// Counts the rows of a question without making them.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn count(&self, question: &Question) -> Result<Totals, AccessError> {
        let mut blocks = Blocks::new(self.plan(question, Output::Count)?, Output::Count);
        let rows = blocks.next(self)?;
        debug_assert!(rows.is_none(), "rows are counted, not made");
        Ok(blocks.totals())
    }
}
