//! JSON lines: one object a row, and nothing else.

use super::{Remarks, Rows, WriteError, cell};
use crate::escape;
use arrow::array::RecordBatch;
use std::io::Write;

/// Writes one object a line.
pub(super) struct Ndjson<W> {
    out: W,
    lines: Vec<u8>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(out: W) -> Ndjson<W> {
        Ndjson {
            out,
            lines: Vec::new(),
        }
    }
}

impl<W: Write + Send> Rows for Ndjson<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        self.lines.clear();
        objects(batch, b"", b"\n", &mut self.lines)?;
        self.out.write_all(&self.lines)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        self.out.flush()?;
        Ok(())
    }
}

/// Appends one object a row, with `before` and `after` around each.
pub(super) fn objects(
    batch: &RecordBatch,
    before: &[u8],
    after: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let schema = batch.schema();
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let mut key = Vec::new();
        escape::json::string(&mut key, field.name());
        columns.push((key, cell::json(column.as_ref(), field)?));
    }
    for row in 0..batch.num_rows() {
        out.extend_from_slice(before);
        out.push(b'{');
        for (index, (key, cells)) in columns.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(key);
            out.push(b':');
            cells(row, out);
        }
        out.push(b'}');
        out.extend_from_slice(after);
    }
    Ok(())
}
