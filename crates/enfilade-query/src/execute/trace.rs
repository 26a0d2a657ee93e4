//! Single pairs of access, gone into: why there is access or none, by how many ways, along which
//! paths.
//!
//! The engine finds paths and reasons; here they become rows, with a sentence for people and the
//! record that each step came from. One pair is told at a time, and pairs are found as they are
//! taken, so that `| take 3` does the work of three.

mod pairs;
mod paths;
mod record;
mod sentence;
mod step_rows;
mod ways;
mod why;
mod why_not;

use super::notes::{AccessNotes, Outcome};
use crate::QueryError;
use crate::answer::NoteKind;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::{RowStream, Rows};
use crate::plan::logical::Traced;
use enfilade_access::{Engine, Question, Totals};
use enfilade_graph::Graph;

/// How many steps may be looked at for one answer.
const WORK: u64 = 20_000_000;

/// What telling of pairs needs.
pub(crate) struct Tracer {
    pub(crate) question: Question,
    pub(crate) notes: AccessNotes,
    /// Whether the sources lack something of what the answer rests on.
    pub(crate) has_gaps: bool,
    pub(crate) context: Context,
    pub(crate) cancel: Cancel,
}

impl Tracer {
    /// The rows, computed as they are taken.
    pub(crate) fn run(self, traced: Traced) -> Result<RowStream, QueryError> {
        Ok(match traced {
            Traced::Why { negated } => {
                let mut tracer = Some(self);
                Box::new(std::iter::from_fn(move || {
                    let tracer = tracer.take()?;
                    Some(match negated {
                        false => tracer.why(),
                        true => tracer.why_not(),
                    })
                }))
            }
            Traced::Ways => Box::new(ways::Ways::new(self)?),
            Traced::Paths { most, within } => Box::new(paths::PathRows::new(self, most, within)?),
        })
    }

    fn engine(&self) -> Engine<'_, Graph> {
        super::source::engine(&self.context, &self.cancel)
    }

    /// Whether more than one pair is asked about.
    fn is_of_many(&self) -> bool {
        self.question.principals.len() > 1 || self.question.resources.len() > 1
    }

    fn is_of_none(&self) -> bool {
        self.question.principals.is_empty() || self.question.resources.is_empty()
    }

    /// Says what the pairs add up to, once they have been told of.
    fn finish(&self, totals: Totals) {
        self.notes.finish(&Outcome::Rows(totals));
        if totals.rows == 0 && !self.is_of_many() && !self.is_of_none() {
            let message = "`why does .. not reach ..` says what is missing";
            self.notes.notes.push(NoteKind::Empty, message);
        }
    }

    /// No rows, and why there are none.
    fn nothing(&self) -> Rows {
        self.notes.finish(&Outcome::Rows(Totals::default()));
        step_rows::rows(&[])
    }
}
