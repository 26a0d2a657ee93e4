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
mod engine;
mod finish;
mod forward;
mod grants;
mod joining;
mod lister;
mod listing;
mod numbers;
mod offers;
mod plan;
mod prepared;
mod reader;
mod who;
mod worker;

pub use blocks::Blocks;
pub use engine::{Direction, Engine};

use crate::{AccessError, AccessRow, Question, Totals};
use block::Output;
use enfilade_graph::GraphView;
use std::ops::ControlFlow;

impl<V: GraphView> Engine<'_, V> {
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
