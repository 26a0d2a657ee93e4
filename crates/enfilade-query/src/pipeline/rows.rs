//! Rows on their way between operators.
//!
//! A batch of rows is columns of equal length, and the length beside them, since an operator may
//! need no column at all (`count`).

use crate::QueryError;
use crate::cancel::Cancel;
use arrow::array::{Array, ArrayRef, BooleanArray, UInt32Array};
use arrow::compute::{FilterBuilder, concat, take};
use arrow::error::ArrowError;

/// How many rows a leaf puts in a batch. Enough to make the cost of a call small beside that of
/// its rows, and few enough to stay in the cache.
pub(crate) const BATCH_ROWS: usize = 8192;

/// A batch of rows.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<ArrayRef>,
    pub(crate) len: usize,
}

/// Batches of rows, computed as they are taken.
pub(crate) type RowStream = Box<dyn Iterator<Item = Result<Rows, QueryError>> + Send>;

impl Rows {
    /// The rows that `mask` holds for; null counts as false.
    pub(crate) fn filter(&self, mask: &BooleanArray) -> Result<Rows, ArrowError> {
        // Prepared once for all columns.
        let mut filter = FilterBuilder::new(mask);
        if self.columns.len() > 1 {
            filter = filter.optimize();
        }
        let filter = filter.build();
        let columns: Result<Vec<ArrayRef>, ArrowError> = self
            .columns
            .iter()
            .map(|column| filter.filter(column))
            .collect();
        Ok(Rows {
            columns: columns?,
            len: filter.count(),
        })
    }

    /// The rows at `positions`, in that order.
    pub(crate) fn take(&self, positions: &UInt32Array) -> Result<Rows, ArrowError> {
        let columns: Result<Vec<ArrayRef>, ArrowError> = self
            .columns
            .iter()
            .map(|column| take(column, positions, None))
            .collect();
        Ok(Rows {
            columns: columns?,
            len: positions.len(),
        })
    }

    /// A run of the rows.
    pub(crate) fn slice(&self, start: usize, len: usize) -> Rows {
        Rows {
            columns: self.columns.iter().map(|c| c.slice(start, len)).collect(),
            len,
        }
    }

    /// The rows as a stream of batches of the usual size.
    pub(crate) fn into_batches(self, cancel: Cancel) -> RowStream {
        let starts = (0..self.len).step_by(BATCH_ROWS);
        Box::new(starts.map(move |start| {
            cancel.check()?;
            Ok(self.slice(start, BATCH_ROWS.min(self.len - start)))
        }))
    }

    /// All the batches as one; `None` if there is no batch.
    pub(crate) fn concat(batches: &[Rows]) -> Result<Option<Rows>, ArrowError> {
        let Some(first) = batches.first() else {
            return Ok(None);
        };
        let columns: Result<Vec<ArrayRef>, ArrowError> = (0..first.columns.len())
            .map(|at| {
                let parts: Vec<&dyn Array> = batches
                    .iter()
                    .map(|batch| batch.columns[at].as_ref())
                    .collect();
                concat(&parts)
            })
            .collect();
        Ok(Some(Rows {
            columns: columns?,
            len: batches.iter().map(|batch| batch.len).sum(),
        }))
    }
}
