//! The pairs without access.
//!
//! The rows of access come sorted by principal, so they are merged with the list of principals:
//! nothing is held but one principal's resources and the batch in the making.

use super::access::Shape;
use super::notes::{AccessNotes, Outcome};
use super::reached::Reached;
use super::source::Restricted;
use crate::QueryError;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::{BATCH_ROWS, RowStream, Rows};
use crate::plan::logical::AccessField;
use arrow::array::{ArrayRef, UInt32Array, new_null_array};
use enfilade_model::EntityId;
use std::sync::Arc;

/// The pairs of a principal and a resource of the question that are not among its rows.
pub(crate) fn complement(
    asked: &Restricted,
    shape: Shape,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> Result<RowStream, QueryError> {
    Ok(Box::new(Complement {
        principals: asked
            .question
            .principals
            .iter()
            .collect::<Vec<_>>()
            .into_iter(),
        resources: asked.question.resources.iter().collect(),
        reached: Reached::new(asked, context, cancel.clone())?,
        current: None,
        shape,
        notes: Some(notes),
        counted: 0,
        cancel,
    }))
}

struct Complement {
    principals: std::vec::IntoIter<EntityId>,
    resources: Vec<EntityId>,
    reached: Reached,
    // A principal, what it reaches (ascending), and the first resource not yet looked at.
    current: Option<(EntityId, Vec<EntityId>, usize)>,
    shape: Shape,
    notes: Option<AccessNotes>,
    counted: u64,
    cancel: Cancel,
}

impl Complement {
    fn batch(&mut self) -> Result<Rows, QueryError> {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        while left.len() < BATCH_ROWS {
            let Some((principal, reached, next)) = &mut self.current else {
                let Some(principal) = self.principals.next() else {
                    break;
                };
                self.cancel.check()?;
                let reached = self.reached.of(principal)?;
                self.current = Some((principal, reached, 0));
                continue;
            };
            let Some(&resource) = self.resources.get(*next) else {
                self.current = None;
                continue;
            };
            *next += 1;
            if reached.binary_search(&resource).is_err() {
                left.push(principal.0);
                right.push(resource.0);
            }
        }
        let len = left.len();
        let (left, right) = (UInt32Array::from(left), UInt32Array::from(right));
        let ends: [ArrayRef; 2] = [Arc::new(left), Arc::new(right)];
        Ok(self.shape.rows(len, |field, of| match field {
            AccessField::Principal => Arc::clone(&ends[0]),
            AccessField::Resource => Arc::clone(&ends[1]),
            _ => new_null_array(of, len),
        }))
    }
}

impl Iterator for Complement {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.batch() {
            Ok(rows) if rows.len > 0 => {
                self.counted += rows.len as u64;
                Some(Ok(rows))
            }
            Ok(_) => {
                let notes = self.notes.take();
                notes.inspect(|notes| notes.finish(&Outcome::Complement(self.counted)));
                None
            }
            Err(error) => Some(Err(error)),
        }
    }
}
