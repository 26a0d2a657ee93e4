//! The pairs with access, one after the other, each with its rows.

use super::Tracer;
use crate::QueryError;
use enfilade_access::{AccessRow, Blocks, Totals};
use enfilade_model::EntityId;
use std::collections::VecDeque;

/// Pairs in the order of their ids.
pub(super) struct Pairs {
    blocks: Blocks,
    rows: VecDeque<AccessRow>,
    ended: bool,
}

impl Pairs {
    pub(super) fn new(tracer: &Tracer) -> Result<Pairs, QueryError> {
        Ok(Pairs {
            blocks: tracer.engine().blocks(&tracer.question)?,
            rows: VecDeque::new(),
            ended: false,
        })
    }

    /// The rows of the next pair; none after the last.
    pub(super) fn next(&mut self, tracer: &Tracer) -> Result<Option<Vec<AccessRow>>, QueryError> {
        let mut pair: Vec<AccessRow> = Vec::new();
        loop {
            while let Some(row) = self.rows.front() {
                let ends = |row: &AccessRow| (row.principal, row.resource);
                if pair.first().is_some_and(|first| ends(first) != ends(row)) {
                    return Ok(Some(pair));
                }
                pair.extend(self.rows.pop_front());
            }
            if self.ended {
                return Ok((!pair.is_empty()).then_some(pair));
            }
            match self.blocks.next(&tracer.engine())? {
                Some(rows) => self.rows.extend(rows),
                None => self.ended = true,
            }
        }
    }

    /// What a principal reaches, ascending. Principals are asked for in ascending order.
    pub(super) fn reached_by(
        &mut self,
        principal: EntityId,
        tracer: &Tracer,
    ) -> Result<Vec<EntityId>, QueryError> {
        let mut reached: Vec<EntityId> = Vec::new();
        loop {
            while let Some(row) = self.rows.front() {
                if row.principal > principal {
                    return Ok(reached);
                }
                if row.principal == principal && reached.last() != Some(&row.resource) {
                    reached.push(row.resource);
                }
                self.rows.pop_front();
            }
            if self.ended {
                return Ok(reached);
            }
            match self.blocks.next(&tracer.engine())? {
                Some(rows) => self.rows.extend(rows),
                None => self.ended = true,
            }
        }
    }

    /// What all rows add up to; complete once there is no next pair.
    pub(super) fn totals(&self) -> Totals {
        self.blocks.totals()
    }
}
