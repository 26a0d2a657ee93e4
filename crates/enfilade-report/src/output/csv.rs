//! CSV as RFC 4180 describes it: a header, CRLF line ends, formulas disarmed.
//!
//! An entity is two columns, `guest` and `guest.id`. A list is one cell that holds JSON. Which of the
//! texts that batches share need no quotes is found out once, not once a row.

mod bare;

use super::entity::{self, Flat};
use super::{Remarks, Rows, WriteError, cell};
use crate::escape;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use arrow::error::ArrowError;
use bare::Bare;
use std::io::Write;

/// Writes rows as CSV.
pub(super) struct Csv<W> {
    out: W,
    flat: Flat,
    bare: Bare,
    lines: Vec<u8>,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(mut out: W, schema: &Schema) -> Result<Csv<W>, WriteError> {
        let flat = Flat::new(schema);
        let mut line = Vec::new();
        for (index, field) in flat.schema().fields().iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            escape::csv::text(&mut line, field.name());
        }
        line.extend_from_slice(b"\r\n");
        out.write_all(&line)?;
        Ok(Csv {
            out,
            flat,
            bare: Bare::default(),
            lines: line,
        })
    }
}

impl<W: Write + Send> Rows for Csv<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        let flat = self.flat.batch(batch)?;
        self.bare.look_at(flat.columns());
        let schema = flat.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(flat.columns())
            .map(|(field, column)| cells(column.as_ref(), field, &self.bare))
            .collect::<Result<Vec<_>, _>>()?;
        self.lines.clear();
        for row in 0..flat.num_rows() {
            for (index, cells) in columns.iter().enumerate() {
                if index > 0 {
                    self.lines.push(b',');
                }
                cells(row, &mut self.lines);
            }
            self.lines.extend_from_slice(b"\r\n");
        }
        self.out.write_all(&self.lines)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        self.out.flush()?;
        Ok(())
    }
}

/// Numbers, truth values and times are written bare; everything else is text.
fn cells<'a>(
    array: &'a dyn Array,
    field: &Field,
    bare: &'a Bare,
) -> Result<cell::Cells<'a>, ArrowError> {
    let nulls = array.logical_nulls();
    let is_null = move |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
    match array.data_type() {
        DataType::Dictionary(..) => {
            let part = array.as_dictionary::<Int32Type>();
            let is_bare = bare.of(part.values());
            Ok(Box::new(move |row, out| {
                let Some(text) = entity::text(part, row) else {
                    return;
                };
                match is_bare.get(part.keys().value(row) as usize) {
                    Some(true) => out.extend_from_slice(text.as_bytes()),
                    _ => escape::csv::text(out, text),
                }
            }))
        }
        DataType::Utf8 => {
            let text = array.as_string::<i32>();
            Ok(Box::new(move |row, out| {
                if !is_null(row) {
                    escape::csv::text(out, text.value(row));
                }
            }))
        }
        DataType::List(_) => {
            let list = cell::json(array, field)?;
            Ok(Box::new(move |row, out| {
                if !is_null(row) {
                    let mut text = Vec::new();
                    list(row, &mut text);
                    escape::csv::text(out, &String::from_utf8_lossy(&text));
                }
            }))
        }
        _ => cell::plain(array, field),
    }
}
