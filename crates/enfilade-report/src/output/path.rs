//! Paths for people (`| render path`): one a line, its steps one after the other.

use super::{Remarks, Rows, WriteError, cell};
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use std::io::Write;

/// The column that holds paths.
const COLUMN: &str = "path";

/// Writes the paths of rows.
pub(super) struct Paths<W> {
    out: W,
    column: usize,
}

impl<W: Write> Paths<W> {
    /// `None` if no column holds paths.
    pub(super) fn column(schema: &Schema) -> Option<usize> {
        schema.index_of(COLUMN).ok()
    }

    pub(super) fn new(out: W, column: usize) -> Paths<W> {
        Paths { out, column }
    }
}

impl<W: Write + Send> Rows for Paths<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        let schema = batch.schema();
        let column = batch.column(self.column);
        let cells = cell::joined(column.as_ref(), schema.field(self.column), b" > ")?;
        let mut lines = String::new();
        for row in 0..batch.num_rows() {
            lines.extend(cell::harmless(std::slice::from_ref(&cells), row));
            lines.push('\n');
        }
        self.out.write_all(lines.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        self.out.flush()?;
        Ok(())
    }
}
