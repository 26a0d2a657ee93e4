//! Rows of access, computed block by block as they are taken.

use super::notes::{AccessNotes, Outcome};
use super::source::{Restricted, Source, engine};
use crate::QueryError;
use crate::answer::Notes;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use crate::pipeline::filter;
use crate::pipeline::rows::{BATCH_ROWS, RowStream, Rows};
use crate::plan::column::Column;
use crate::plan::expression::Expr;
use crate::plan::logical::{Access, AccessField};
use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray, UInt32Array, new_null_array};
use arrow::datatypes::DataType;
use enfilade_access::{AccessRow, Question, Witness};
use enfilade_graph::{Graph, RoleIndex};
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EntityId};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

/// The columns to make of access rows.
#[derive(Clone, Debug)]
pub(crate) struct Shape(Vec<(AccessField, Filling)>);

/// What a column is filled with.
#[derive(Clone, Debug)]
enum Filling {
    Values(DataType),
    /// A batch of nulls, for a column that nothing reads.
    Nothing(ArrayRef),
}

impl Shape {
    /// The columns that a plan asks for.
    pub(crate) fn of(access: &Access) -> Shape {
        let columns = access.fields.iter().zip(&access.columns);
        let columns = columns.zip(&access.needed);
        let filling = |column: &Column, needed| match needed {
            true => Filling::Values(column.ty.data_type()),
            false => Filling::Nothing(new_null_array(&column.ty.data_type(), BATCH_ROWS)),
        };
        Shape(
            columns
                .map(|((&field, column), &needed)| (field, filling(column, needed)))
                .collect(),
        )
    }

    /// The columns of a batch of so many rows, which are at most [`BATCH_ROWS`].
    pub(super) fn rows(
        &self,
        len: usize,
        values: impl Fn(AccessField, &DataType) -> ArrayRef,
    ) -> Rows {
        let columns = self.0.iter().map(|(field, filling)| match filling {
            Filling::Values(of) => values(*field, of),
            Filling::Nothing(nulls) => nulls.slice(0, len),
        });
        Rows {
            columns: columns.collect(),
            len,
        }
    }

    /// The same without the columns that take a witness.
    fn without_witness(&self) -> Shape {
        let columns = self.0.iter().map(|(field, filling)| match filling {
            Filling::Values(of) if field.needs_witness() => {
                (*field, Filling::Nothing(new_null_array(of, BATCH_ROWS)))
            }
            filling => (*field, filling.clone()),
        });
        Shape(columns.collect())
    }

    fn needs_witness(&self) -> bool {
        let mut needed = self.0.iter();
        needed
            .any(|(field, filling)| matches!(filling, Filling::Values(_)) && field.needs_witness())
    }
}

/// A condition on rows that is judged before their witnesses are looked for.
#[derive(Debug)]
pub(crate) struct Keeping {
    condition: Expr,
    told: Shape,
    seen: u64,
    kept: u64,
    notes: Notes,
}

impl Keeping {
    /// The condition that a plan has taken into the access, if it has.
    pub(crate) fn of(access: &Access, shape: &Shape, notes: &Notes) -> Option<Keeping> {
        Some(Keeping {
            condition: access.kept_if.clone()?,
            told: shape.without_witness(),
            seen: 0,
            kept: 0,
            notes: notes.clone(),
        })
    }

    /// Those of the rows for which the condition holds; null counts as false.
    fn keep(&self, rows: &[AccessRow], context: &Context) -> Result<Vec<AccessRow>, QueryError> {
        let told = columns(&context.graph, &self.told, rows, &[]);
        let mask = context.condition(&self.condition, &told)?;
        let kept = rows.iter().zip(&mask);
        let kept = kept.filter(|(_, holds)| *holds == Some(true));
        Ok(kept.map(|(row, _)| *row).collect())
    }
}

/// The rows of a question as columns.
pub(crate) fn access(
    asked: Restricted,
    shape: Shape,
    keeping: Option<Keeping>,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> Result<RowStream, QueryError> {
    Ok(Box::new(AccessStream {
        source: asked.source(&context, &cancel)?,
        question: asked.question,
        shape,
        keeping,
        notes: Some(notes),
        ready: VecDeque::new(),
        context,
        cancel,
    }))
}

struct AccessStream {
    source: Source,
    question: Question,
    shape: Shape,
    keeping: Option<Keeping>,
    notes: Option<AccessNotes>,
    ready: VecDeque<Rows>,
    context: Context,
    cancel: Cancel,
}

impl Iterator for AccessStream {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(rows) = self.ready.pop_front() {
                return Some(Ok(rows));
            }
            match self.source.next(&self.context, &self.cancel) {
                Ok(None) => {
                    let notes = self.notes.take();
                    let totals = self.source.totals();
                    let divided = self.source.divided();
                    notes.inspect(|notes| {
                        notes.finish(&Outcome::Rows(totals));
                        notes.divided(divided);
                    });
                    if let Some(keeping) = self.keeping.take() {
                        filter::tell(keeping.seen, keeping.kept, &keeping.notes);
                    }
                    return None;
                }
                Err(error) => return Some(Err(error)),
                Ok(Some(rows)) => match self.shape(&rows) {
                    Ok(batches) => {
                        if let Some(keeping) = &mut self.keeping {
                            keeping.seen += rows.len() as u64;
                            let kept = batches.iter().map(|batch| batch.len as u64);
                            keeping.kept += kept.sum::<u64>();
                        }
                        self.ready.extend(batches);
                    }
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }
}

impl AccessStream {
    /// A block's rows as batches.
    fn shape(&self, rows: &[AccessRow]) -> Result<Vec<Rows>, QueryError> {
        rows.par_chunks(BATCH_ROWS)
            .map(|rows| {
                let rows = match &self.keeping {
                    Some(keeping) => Cow::Owned(keeping.keep(rows, &self.context)?),
                    None => Cow::Borrowed(rows),
                };
                let witnesses = if self.shape.needs_witness() {
                    engine(&self.context, &self.cancel).witnesses(&self.question, &rows)?
                } else {
                    Vec::new()
                };
                let graph = &self.context.graph;
                Ok(columns(graph, &self.shape, &rows, &witnesses))
            })
            .collect()
    }
}

/// What is counted.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Wanted {
    Rows,
    Pairs,
    Principals,
    /// The pairs of a principal and a resource of the question that have no access.
    PairsWithout,
}

/// How many rows, pairs or principals access has, as one row.
pub(crate) fn count(
    asked: Restricted,
    wanted: Wanted,
    notes: AccessNotes,
    context: Context,
    cancel: Cancel,
) -> RowStream {
    let mut notes = Some(notes);
    Box::new(std::iter::from_fn(move || {
        let notes = notes.take()?;
        let totals = match asked.totals(&context, &cancel) {
            Ok(totals) => totals,
            Err(error) => return Some(Err(error)),
        };
        let (principals, resources) = (
            asked.question.principals.len(),
            asked.question.resources.len(),
        );
        let all = (principals as u64).saturating_mul(resources as u64);
        let (number, outcome) = match wanted {
            Wanted::Rows => (totals.rows, Outcome::Rows(totals)),
            Wanted::Pairs => (totals.pairs, Outcome::Rows(totals)),
            Wanted::Principals => (totals.principals, Outcome::Rows(totals)),
            Wanted::PairsWithout => {
                let without = all.saturating_sub(totals.pairs);
                (without, Outcome::Complement(without))
            }
        };
        notes.finish(&outcome);
        let count = Int64Array::from(vec![number as i64]);
        Some(Ok(Rows {
            columns: vec![Arc::new(count)],
            len: 1,
        }))
    }))
}

fn columns(graph: &Graph, shape: &Shape, rows: &[AccessRow], witnesses: &[Witness]) -> Rows {
    let entity = |id: fn(&AccessRow) -> EntityId| -> ArrayRef {
        let ids = rows.iter().map(|row| id(row).0);
        Arc::new(UInt32Array::from_iter_values(ids))
    };
    let text = |text: &dyn Fn(&AccessRow) -> &'static str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(text)))
    };
    let number = |number: &dyn Fn(&Witness) -> u32| -> ArrayRef {
        let numbers = witnesses.iter().map(|witness| i64::from(number(witness)));
        Arc::new(Int64Array::from_iter_values(numbers))
    };
    let column = |field: AccessField, _: &DataType| -> ArrayRef {
        match field {
            AccessField::Principal => entity(|row| row.principal),
            AccessField::Resource => entity(|row| row.resource),
            AccessField::Scope => {
                let ids = rows.iter().map(|row| row.scope.map(|id| id.0));
                Arc::new(ids.collect::<UInt32Array>())
            }
            AccessField::Role => {
                let names = rows.iter().map(|row| Some(role_name(graph, row.role?)));
                Arc::new(names.collect::<StringArray>())
            }
            AccessField::Mechanism => text(&|row| row.mechanism.name()),
            AccessField::State => text(&|row| row.state.name()),
            AccessField::Disabled => {
                let disabled = rows.iter().map(|row| Some(row.disabled));
                Arc::new(disabled.collect::<BooleanArray>())
            }
            AccessField::Limits => {
                let limits = rows.iter().map(|row| row.limits.name());
                Arc::new(limits.collect::<StringArray>())
            }
            AccessField::Via => {
                let ids = witnesses.iter().map(|witness| witness.via.map(|id| id.0));
                Arc::new(ids.collect::<UInt32Array>())
            }
            AccessField::Ways => number(&|witness| witness.ways),
            AccessField::Hops => number(&|witness| witness.hops),
        }
    };
    shape.rows(rows.len(), column)
}

pub(super) fn role_name(graph: &Graph, role: RoleIndex) -> &str {
    let role = graph.role(role);
    match role.id {
        DEFAULT_ACCESS_ROLE_ID => DEFAULT_ACCESS_ROLE_NAME,
        _ => role.name,
    }
}
