//! What each principal reaches, one principal after the other.

use super::source::{Restricted, Source};
use crate::QueryError;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use enfilade_access::{AccessRow, Totals};
use enfilade_model::EntityId;
use std::collections::VecDeque;

/// The rows of a question, which come sorted by principal, gathered to the resources of each.
///
/// Nothing is held but a block of rows.
pub(super) struct Reached {
    source: Source,
    rows: VecDeque<AccessRow>,
    ended: bool,
    context: Context,
    cancel: Cancel,
}

impl Reached {
    pub(super) fn new(
        asked: &Restricted,
        context: Context,
        cancel: Cancel,
    ) -> Result<Reached, QueryError> {
        Ok(Reached {
            source: asked.source(&context, &cancel)?,
            rows: VecDeque::new(),
            ended: false,
            context,
            cancel,
        })
    }

    /// What a principal reaches, ascending and distinct. Principals are asked for in ascending
    /// order.
    pub(super) fn of(&mut self, principal: EntityId) -> Result<Vec<EntityId>, QueryError> {
        let mut reached: Vec<EntityId> = Vec::new();
        loop {
            match self.rows.front() {
                Some(row) if row.principal == principal => {
                    if reached.last() != Some(&row.resource) {
                        reached.push(row.resource);
                    }
                    self.rows.pop_front();
                }
                Some(_) => return Ok(reached),
                None if self.ended => return Ok(reached),
                None => match self.source.next(&self.context, &self.cancel)? {
                    Some(rows) => self.rows.extend(rows),
                    None => self.ended = true,
                },
            }
        }
    }

    /// What was counted so far.
    pub(super) fn totals(&self) -> Totals {
        self.source.totals()
    }
}
