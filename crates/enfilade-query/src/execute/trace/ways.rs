//! `how many ways does A reach B`: for each pair, the steps with which its access begins.

use super::pairs::Pairs;
use super::{Tracer, WORK};
use crate::QueryError;
use crate::answer::NoteKind;
use crate::pipeline::rows::Rows;
use arrow::array::{Int64Array, StringArray, UInt32Array};
use enfilade_access::FirstStep;
use enfilade_model::EntityId;
use std::sync::Arc;

/// A batch of rows for each pair, as they are taken.
pub(super) struct Ways {
    tracer: Tracer,
    pairs: Pairs,
    left: u64,
}

impl Ways {
    pub(super) fn new(tracer: Tracer) -> Result<Ways, QueryError> {
        Ok(Ways {
            pairs: Pairs::new(&tracer)?,
            tracer,
            left: WORK,
        })
    }

    fn pair(&mut self) -> Result<Option<Rows>, QueryError> {
        let Some(rows) = self.pairs.next(&self.tracer)? else {
            let totals = self.pairs.totals();
            self.tracer.finish(totals);
            return Ok(None);
        };
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let (principal, resource) = (row.principal, row.resource);
        let (steps, complete) = self.tracer.engine().first_steps(
            &self.tracer.question,
            principal,
            resource,
            self.left,
        )?;
        if !complete {
            let graph = &self.tracer.context.graph;
            let (a, b) = (graph.label(principal), graph.label(resource));
            let message = format!(
                "cut: the steps between `{a}` and `{b}` are too many to look at all of them, and \
                 there may be more ways"
            );
            self.tracer.notes.notes.push(NoteKind::LeftOut, message);
        }
        if !self.tracer.is_of_many() {
            self.say(&steps);
        }
        Ok(Some(columns(principal, resource, &steps)))
    }

    /// What one number means for whoever wants to take the access away.
    fn say(&self, steps: &[FirstStep]) {
        let message = match steps.len() {
            1 => "1 way: taking this step away ends the access".to_owned(),
            ways => format!("{ways} ways: only taking all of these steps away ends the access"),
        };
        self.tracer.notes.notes.push(NoteKind::Summary, message);
    }
}

impl Iterator for Ways {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pair().transpose()
    }
}

fn columns(principal: EntityId, resource: EntityId, steps: &[FirstStep]) -> Rows {
    let len = steps.len();
    let same = |id: EntityId| Arc::new(UInt32Array::from(vec![id.0; len]));
    let first = steps.iter().map(|first| first.step.to.0);
    let relation = steps.iter().map(|first| first.step.kind.name());
    let state = steps.iter().map(|first| first.state.name());
    Rows {
        columns: vec![
            same(principal),
            same(resource),
            Arc::new(UInt32Array::from_iter_values(first)),
            Arc::new(StringArray::from_iter_values(relation)),
            Arc::new(StringArray::from_iter_values(state)),
            Arc::new(Int64Array::from(vec![len as i64; len])),
        ],
        len,
    }
}
