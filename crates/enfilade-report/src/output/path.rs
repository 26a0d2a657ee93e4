//! Paths for people (`| render path`): one a line, its steps one after the other.

use super::{Remarks, Rows, WriteError, cell};
use crate::escape;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Schema};
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
        let mut lines = String::new();
        let mut push = |text: &[u8]| {
            lines.push_str(&escape::terminal::harmless(&String::from_utf8_lossy(text)));
            lines.push('\n');
        };
        match (column.data_type(), schema.field(self.column)) {
            (DataType::List(item), _) => {
                let lists = column.as_list::<i32>();
                for row in 0..lists.len() {
                    let steps = lists.value(row);
                    let cells = cell::plain(steps.as_ref(), item)?;
                    let mut text = Vec::new();
                    for step in 0..steps.len() {
                        if step > 0 {
                            text.extend_from_slice(b" > ");
                        }
                        cells(step, &mut text);
                    }
                    push(&text);
                }
            }
            (_, field) => {
                let cells = cell::plain(column.as_ref(), field)?;
                let mut text = Vec::new();
                for row in 0..batch.num_rows() {
                    text.clear();
                    cells(row, &mut text);
                    push(&text);
                }
            }
        }
        self.out.write_all(lines.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        self.out.flush()?;
        Ok(())
    }
}
