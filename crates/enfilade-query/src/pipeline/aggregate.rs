//! One row for each distinct value of the keys.
//!
//! Keys are encoded as bytes and looked up in one hash table; groups are numbered in the order in
//! which they appear, which is the order of the rows that come out. `distinct` is an aggregation
//! without aggregates, and then each batch can pass on its new groups at once.

mod accumulate;
pub(super) mod numbering;

use super::evaluate::Context;
use super::rows::{BATCH_ROWS, RowStream, Rows};
use crate::QueryError;
use crate::plan::expression::Expr;
use crate::plan::logical::Aggregate;
use accumulate::Accumulator;
use arrow::array::{ArrayRef, UInt32Array};
use arrow::error::ArrowError;
use arrow::row::{OwnedRow, RowConverter, SortField};
use numbering::Numbering;

/// Groups rows by `keys`. Without keys there is one group, even of no rows.
pub(crate) fn aggregate(
    input: RowStream,
    keys: Vec<Expr>,
    aggregates: Vec<Aggregate>,
    context: Context,
) -> Result<RowStream, ArrowError> {
    let groups = Groups::new(&keys)?;
    if aggregates.is_empty() {
        return Ok(distinct(input, keys, groups, context));
    }
    let mut input = Some((input, groups));
    let mut grouped = Vec::new().into_iter();
    Ok(Box::new(std::iter::from_fn(move || {
        if let Some((input, groups)) = input.take() {
            match collect(input, &keys, &aggregates, groups, &context) {
                Ok(rows) => grouped = rows.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        grouped.next().map(Ok)
    })))
}

/// The first row of each group, batch by batch.
fn distinct(input: RowStream, keys: Vec<Expr>, mut groups: Groups, context: Context) -> RowStream {
    Box::new(input.map(move |rows| {
        let rows = rows?;
        let values = evaluate(&keys, &rows, &context)?;
        let before = groups.len() as u32;
        let numbers = groups.number(&values, rows.len)?;
        let mut next = before;
        let mut first = Vec::new();
        for (row, &group) in numbers.iter().enumerate() {
            if group == next {
                first.push(row as u32);
                next += 1;
            }
        }
        let rows = Rows {
            columns: values,
            len: rows.len,
        };
        Ok(rows.take(&UInt32Array::from(first))?)
    }))
}

fn evaluate(exprs: &[Expr], rows: &Rows, context: &Context) -> Result<Vec<ArrayRef>, ArrowError> {
    exprs
        .iter()
        .map(|expr| context.evaluate(expr, rows))
        .collect()
}

fn collect(
    input: RowStream,
    keys: &[Expr],
    aggregates: &[Aggregate],
    mut groups: Groups,
    context: &Context,
) -> Result<Vec<Rows>, QueryError> {
    let accumulators: Result<Vec<Accumulator>, ArrowError> =
        aggregates.iter().map(Accumulator::new).collect();
    let mut accumulators = accumulators?;
    for rows in input {
        let rows = rows?;
        let values = evaluate(keys, &rows, context)?;
        let numbers = groups.number(&values, rows.len)?;
        for accumulator in &mut accumulators {
            accumulator.add(&rows, &numbers, groups.len(), context)?;
        }
    }
    let count = if keys.is_empty() { 1 } else { groups.len() };
    let mut columns = groups.into_columns()?;
    for accumulator in accumulators {
        columns.push(accumulator.finish(count)?);
    }
    let rows = Rows {
        columns,
        len: count,
    };
    Ok((0..count)
        .step_by(BATCH_ROWS)
        .map(|start| rows.slice(start, BATCH_ROWS.min(count - start)))
        .collect())
}

/// The distinct keys so far.
struct Groups {
    // None if there are no keys.
    converter: Option<RowConverter>,
    numbers: Numbering,
    // In the order of their numbers.
    keys: Vec<OwnedRow>,
    seen: bool,
}

impl Groups {
    fn new(keys: &[Expr]) -> Result<Groups, ArrowError> {
        let fields: Vec<SortField> = keys
            .iter()
            .map(|key| SortField::new(key.ty().data_type()))
            .collect();
        let converter = match fields.is_empty() {
            true => None,
            false => Some(RowConverter::new(fields)?),
        };
        Ok(Groups {
            converter,
            numbers: Numbering::default(),
            keys: Vec::new(),
            seen: false,
        })
    }

    fn len(&self) -> usize {
        match self.converter {
            Some(_) => self.keys.len(),
            None => usize::from(self.seen),
        }
    }

    /// The number of the group of each row.
    fn number(&mut self, keys: &[ArrayRef], rows: usize) -> Result<Vec<u32>, ArrowError> {
        let Some(converter) = &self.converter else {
            self.seen |= rows > 0;
            return Ok(vec![0; rows]);
        };
        let encoded = converter.convert_columns(keys)?;
        let mut numbers = Vec::with_capacity(rows);
        for row in encoded.iter() {
            let (number, is_new) = self.numbers.number(row.as_ref());
            if is_new {
                self.keys.push(row.owned());
            }
            numbers.push(number);
        }
        Ok(numbers)
    }

    fn into_columns(self) -> Result<Vec<ArrayRef>, ArrowError> {
        match self.converter {
            Some(converter) => converter.convert_rows(self.keys.iter().map(OwnedRow::row)),
            None => Ok(Vec::new()),
        }
    }
}
