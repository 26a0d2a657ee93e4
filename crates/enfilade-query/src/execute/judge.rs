//! What all pairs of access together say: who reaches all or none, and whether anyone reaches anything.

use super::notes::{AccessNotes, Outcome};
use super::reached::Reached;
use super::source::{Restricted, engine};
use super::told::told;
use crate::QueryError;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::{BATCH_ROWS, RowStream, Rows};
use crate::plan::logical::Quantifier;
use arrow::array::{ArrayRef, Int64Array, StringArray, UInt32Array};
use enfilade_model::EntityId;
use std::sync::Arc;

/// The principals that reach all or none of the resources, ascending, in batches.
pub(crate) fn those(
    asked: &Restricted,
    quantifier: Quantifier,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> Result<RowStream, QueryError> {
    let mut those = Those::new(asked, quantifier, context, cancel)?;
    let mut notes = Some(notes);
    Ok(Box::new(std::iter::from_fn(move || {
        let batch: Result<Vec<u32>, QueryError> = those
            .by_ref()
            .take(BATCH_ROWS)
            .map(|id| Ok(id?.0))
            .collect();
        match batch {
            Err(error) => Some(Err(error)),
            Ok(ids) if ids.is_empty() => {
                let notes = notes.take()?;
                notes.finish(&those.outcome());
                None
            }
            Ok(ids) => Some(Ok(Rows {
                len: ids.len(),
                columns: vec![Arc::new(UInt32Array::from(ids))],
            })),
        }
    })))
}

/// An iterator over the principals of which a quantifier holds.
struct Those {
    principals: std::vec::IntoIter<EntityId>,
    /// How many resources one must reach; none or all.
    wanted: usize,
    quantifier: Quantifier,
    reached: Reached,
    found: u64,
    cancel: Cancel,
}

impl Those {
    fn new(
        asked: &Restricted,
        quantifier: Quantifier,
        context: Context,
        cancel: Cancel,
    ) -> Result<Those, QueryError> {
        let wanted = match quantifier {
            Quantifier::All => asked.question.resources.len(),
            Quantifier::No => 0,
        };
        Ok(Those {
            principals: asked
                .question
                .principals
                .iter()
                .collect::<Vec<_>>()
                .into_iter(),
            wanted,
            quantifier,
            reached: Reached::new(asked, context, cancel.clone())?,
            found: 0,
            cancel,
        })
    }

    fn outcome(&self) -> Outcome {
        Outcome::Those {
            quantifier: self.quantifier,
            found: self.found,
            totals: self.reached.totals(),
        }
    }
}

impl Iterator for Those {
    type Item = Result<EntityId, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let principal = self.principals.next()?;
            if let Err(error) = self.cancel.check() {
                return Some(Err(error));
            }
            match self.reached.of(principal) {
                Err(error) => return Some(Err(error)),
                Ok(reached) if reached.len() == self.wanted => {
                    self.found += 1;
                    return Some(Ok(principal));
                }
                Ok(_) => {}
            }
        }
    }
}

/// What decides between `no` and `unknown` where no access is found.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Unheld(pub(crate) bool);

/// Whether there is a pair, how many there are, and one of them in words.
pub(crate) fn pairs(
    asked: Restricted,
    unheld: Unheld,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> RowStream {
    once(move || {
        let totals = asked.totals(&context, &cancel)?;
        notes.finish(&Outcome::Rows(totals));
        let witness = match totals.rows {
            0 => None,
            _ => first_in_words(&asked, &context, &cancel)?,
        };
        let yes = totals.rows > 0;
        Ok([
            answer(yes, !yes && unheld.0),
            Arc::new(Int64Array::from(vec![totals.pairs as i64])),
            Arc::new(StringArray::from(vec![witness])),
        ])
    })
}

/// Whether a quantifier holds of any principal, of how many, and of which first.
pub(crate) fn any_of_those(
    asked: Restricted,
    quantifier: Quantifier,
    unheld: Unheld,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> RowStream {
    once(move || {
        let mut those = Those::new(&asked, quantifier, context, cancel)?;
        let mut first = None;
        for principal in those.by_ref() {
            let principal = principal?;
            first = first.or(Some(principal.0));
        }
        notes.finish(&those.outcome());
        // What no source holds could only add access.
        let is_unknown = match quantifier {
            Quantifier::All => those.found == 0 && unheld.0,
            Quantifier::No => those.found > 0 && unheld.0,
        };
        Ok([
            answer(those.found > 0, is_unknown),
            Arc::new(Int64Array::from(vec![those.found as i64])),
            Arc::new(UInt32Array::from(vec![first])),
        ])
    })
}

fn answer(yes: bool, is_unknown: bool) -> ArrayRef {
    let answer = match (is_unknown, yes) {
        (true, _) => "unknown",
        (false, true) => "yes",
        (false, false) => "no",
    };
    Arc::new(StringArray::from(vec![answer]))
}

fn first_in_words(
    asked: &Restricted,
    context: &Context,
    cancel: &Cancel,
) -> Result<Option<String>, QueryError> {
    let mut source = asked.source(context, cancel)?;
    while let Some(rows) = source.next(context, cancel)? {
        if let Some(row) = rows.first() {
            let engine = engine(context, cancel);
            let witnesses = engine.witnesses(&asked.question, std::slice::from_ref(row))?;
            let words = witnesses.first().map(|own| told(&context.graph, row, own));
            return Ok(words);
        }
    }
    Ok(None)
}

/// One row, computed when it is taken.
fn once(row: impl FnOnce() -> Result<[ArrayRef; 3], QueryError> + Send + 'static) -> RowStream {
    let mut row = Some(row);
    Box::new(std::iter::from_fn(move || {
        let columns = row.take()?();
        Some(columns.map(|columns| Rows {
            columns: columns.into(),
            len: 1,
        }))
    }))
}
