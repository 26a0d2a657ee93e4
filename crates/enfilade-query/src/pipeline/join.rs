//! Rows beside the rows of another stream whose keys agree.
//!
//! The right rows are held, found by their keys in a hash table; the left ones stream past it. So memory grows
//! with the right side only (and, for `innerunique`, with the keys of the left one). Nothing agrees with
//! nothing, except that a text that is not there is the empty text
//! (<https://learn.microsoft.com/en-us/kusto/query/join-operator>).

use super::aggregate::numbering::Numbering;
use super::evaluate::Context;
use super::rows::{BATCH_ROWS, RowStream, Rows};
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::cancel::Cancel;
use crate::execute::notes::counted;
use crate::plan::column::{Column, Type};
use crate::plan::expression::Expr;
use crate::plan::logical::JoinKind;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, StringArray, UInt32Array, new_null_array,
};
use arrow::compute::take;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, Rows as Encoded, SortField};
use std::sync::Arc;

/// What is joined, and how.
pub(crate) struct Shape {
    pub(crate) kind: JoinKind,
    /// The keys of the left rows, and those of the right.
    pub(crate) keys: (Vec<Expr>, Vec<Expr>),
    /// The columns of the right rows.
    pub(crate) right: Vec<Column>,
}

/// The rows of `left` joined with those of `right`.
pub(crate) fn join(
    left: RowStream,
    right: RowStream,
    shape: Shape,
    context: Context,
    notes: Notes,
    cancel: Cancel,
) -> RowStream {
    Box::new(Stream {
        left,
        right: Some(right),
        shape,
        table: None,
        current: None,
        seen: Numbering::default(),
        before: 0,
        after: 0,
        context,
        notes,
        cancel,
    })
}

/// The right rows by their keys.
struct Table {
    converter: RowConverter,
    rows: Rows,
    numbers: Numbering,
    // The first row of each key, and after each row the next of its key.
    first: Vec<u32>,
    next: Vec<u32>,
}

/// No row.
const NONE: u32 = u32::MAX;

/// A batch of left rows on its way: for each row the first right row that agrees with it, how far it is,
/// and the next right row for the row in question.
struct Current {
    rows: Rows,
    partners: Vec<u32>,
    row: usize,
    partner: u32,
}

struct Stream {
    left: RowStream,
    right: Option<RowStream>,
    shape: Shape,
    table: Option<Table>,
    current: Option<Current>,
    // The keys of left rows so far, for a join that takes one row of each.
    seen: Numbering,
    // How many left rows there were, and how many rows came of them.
    before: u64,
    after: u64,
    context: Context,
    notes: Notes,
    cancel: Cancel,
}

impl Iterator for Stream {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        match &step {
            Ok(Some(rows)) => self.after += rows.len as u64,
            Ok(None) => self.explain_nothing(),
            Err(_) => {}
        }
        step.transpose()
    }
}

impl Stream {
    fn step(&mut self) -> Result<Option<Rows>, QueryError> {
        if let Some(right) = self.right.take() {
            self.table = Some(self.table(right)?);
        }
        let Some(table) = &self.table else {
            return Ok(None);
        };
        if let Some(mut current) = self.current.take() {
            let batch = current.batch(table, &self.shape)?;
            if current.row < current.rows.len {
                self.current = Some(current);
            }
            return Ok(Some(batch));
        }
        self.cancel.check()?;
        let Some(rows) = self.left.next().transpose()? else {
            return Ok(None);
        };
        self.before += rows.len as u64;
        let keys = encoded(&table.converter, &self.shape.keys.0, &rows, &self.context)?;
        match self.shape.kind {
            JoinKind::LeftAnti | JoinKind::LeftSemi => {
                let wanted = self.shape.kind == JoinKind::LeftSemi;
                let mask =
                    (0..rows.len).map(|row| Some(table.partner(&keys, row).is_some() == wanted));
                Ok(Some(rows.filter(&mask.collect::<BooleanArray>())?))
            }
            kind => {
                let mut partners: Vec<u32> = Vec::with_capacity(rows.len);
                for row in 0..rows.len {
                    let partner = table.partner(&keys, row).unwrap_or(NONE);
                    let again = kind == JoinKind::InnerUnique
                        && partner != NONE
                        && !self.seen.number(keys.rows.row(row).as_ref()).1;
                    partners.push(if again { NONE } else { partner });
                }
                let partner = partners.first().copied().unwrap_or(NONE);
                let mut current = Current {
                    rows,
                    partners,
                    row: 0,
                    partner,
                };
                let batch = current.batch(table, &self.shape)?;
                if current.row < current.rows.len {
                    self.current = Some(current);
                }
                Ok(Some(batch))
            }
        }
    }

    /// Says why there are no rows, if there could have been some.
    fn explain_nothing(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        if self.after > 0 || self.before == 0 {
            return;
        }
        let rows = counted(self.before, "row", "rows");
        let others = counted(table.rows.len as u64, "row", "rows");
        let message = match self.shape.kind {
            JoinKind::LeftAnti => {
                format!("`join` keeps none of {rows}: each agrees with one of the other {others}")
            }
            _ => format!("`join` keeps none of {rows}: none agrees with one of the other {others}"),
        };
        self.notes.push(NoteKind::Empty, message);
    }

    /// Takes in all right rows.
    fn table(&self, right: RowStream) -> Result<Table, QueryError> {
        let keys = &self.shape.keys.1;
        let fields = keys.iter().map(|key| SortField::new(key.ty().data_type()));
        let converter = RowConverter::new(fields.collect())?;
        let mut batches = Vec::new();
        let (mut numbers, mut first, mut next) = (Numbering::default(), Vec::new(), Vec::new());
        let mut last: Vec<u32> = Vec::new();
        for rows in right {
            let mut rows = rows?;
            self.cancel.check()?;
            if next.len() + rows.len >= NONE as usize {
                return Err(QueryError::TooManyRows);
            }
            let keys = encoded(&converter, keys, &rows, &self.context)?;
            for row in 0..rows.len {
                let own = next.len() as u32;
                next.push(NONE);
                if !keys.whole[row] {
                    continue;
                }
                let (number, is_new) = numbers.number(keys.rows.row(row).as_ref());
                if is_new {
                    first.push(own);
                    last.push(own);
                } else if let Some(last) = last.get_mut(number as usize) {
                    next[*last as usize] = own;
                    *last = own;
                }
            }
            if !self.shape.kind.has_right() {
                // Only the keys matter.
                rows.columns.clear();
            }
            batches.push(rows);
        }
        let rows = Rows::concat(&batches)?.unwrap_or_else(|| Rows {
            columns: match self.shape.kind.has_right() {
                true => self
                    .shape
                    .right
                    .iter()
                    .map(|own| new_null_array(&own.ty.data_type(), 0))
                    .collect(),
                false => Vec::new(),
            },
            len: 0,
        });
        Ok(Table {
            converter,
            rows,
            numbers,
            first,
            next,
        })
    }
}

impl Table {
    /// The first right row whose keys agree with those of a left row.
    fn partner(&self, keys: &Keys, row: usize) -> Option<u32> {
        if !keys.whole[row] {
            return None;
        }
        let number = self.numbers.get(keys.rows.row(row).as_ref())?;
        self.first.get(number as usize).copied()
    }
}

impl Current {
    /// The next pairs, at most a batch of them.
    fn batch(&mut self, table: &Table, shape: &Shape) -> Result<Rows, ArrowError> {
        let outer = shape.kind == JoinKind::LeftOuter;
        let (mut left, mut right): (Vec<u32>, Vec<Option<u32>>) = (Vec::new(), Vec::new());
        while self.row < self.rows.len && left.len() < BATCH_ROWS {
            let alone = self.partners[self.row] == NONE;
            if self.partner != NONE {
                left.push(self.row as u32);
                right.push(Some(self.partner));
                self.partner = table.next[self.partner as usize];
            } else if alone && outer {
                left.push(self.row as u32);
                right.push(None);
            }
            if self.partner == NONE {
                self.row += 1;
                self.partner = self.partners.get(self.row).copied().unwrap_or(NONE);
            }
        }
        let (left, right) = (UInt32Array::from(left), UInt32Array::from(right));
        let mut rows = self.rows.take(&left)?;
        for column in &table.rows.columns {
            rows.columns.push(take(column, &right, None)?);
        }
        Ok(rows)
    }
}

/// The keys of a batch as bytes.
struct Keys {
    rows: Encoded,
    // Whether no key of the row is nothing.
    whole: Vec<bool>,
}

fn encoded(
    converter: &RowConverter,
    keys: &[Expr],
    rows: &Rows,
    context: &Context,
) -> Result<Keys, ArrowError> {
    let mut whole = vec![true; rows.len];
    let mut values: Vec<ArrayRef> = Vec::new();
    for key in keys {
        let array = context.evaluate(key, rows)?;
        values.push(match key.ty() {
            Type::Text if array.null_count() > 0 => {
                let texts = array.as_string::<i32>().iter();
                Arc::new(
                    texts
                        .map(|text| Some(text.unwrap_or("")))
                        .collect::<StringArray>(),
                )
            }
            _ => {
                for (row, whole) in whole.iter_mut().enumerate() {
                    *whole &= array.is_valid(row);
                }
                array
            }
        });
    }
    Ok(Keys {
        rows: converter.convert_columns(&values)?,
        whole,
    })
}
