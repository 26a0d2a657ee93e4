//! The formats an answer can be written in, one file a format.
//!
//! A format is a [`Rows`]: it is handed batches and, at the end, the remarks that travel with the
//! answer. All but the table hold one batch at a time, so an answer of any size can be written;
//! the table looks at the first few thousand rows to choose its widths. A thread writes while the
//! rows that follow are computed.

mod arrow_ipc;
pub(crate) mod cell;
mod csv;
pub(crate) mod entity;
mod error;
mod format;
mod json;
mod ndjson;
mod parquet;
mod path;
mod pipe;
mod table;
mod tree;

pub use error::WriteError;
pub use format::{Format, UnknownFormat};

use ::arrow::array::{AsArray, RecordBatch};
use ::arrow::datatypes::{Int64Type, SchemaRef};
use enfilade_query::syntax::ast::Render;
use enfilade_query::{Answer, CoverageNote, Note};
use pipe::Pipe;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// The query as it was asked, for the formats that carry it.
    pub query: String,
    /// How many columns of text a table may be wide; as wide as it likes if absent.
    pub width: Option<usize>,
    /// Whether a table may use colour.
    pub colour: bool,
}

/// What is said about an answer beside its rows.
struct Remarks {
    query: String,
    reading: String,
    notes: Vec<Note>,
    coverage: Vec<CoverageNote>,
    /// How the question wants rows drawn, which only the table heeds.
    render: Option<Render>,
}

impl Remarks {
    /// The remarks as far as they are known.
    fn of(answer: &Answer, options: &WriteOptions) -> Remarks {
        Remarks {
            query: options.query.clone(),
            reading: answer.reading.clone(),
            notes: answer.notes.list(),
            coverage: answer.coverage.clone(),
            render: answer.render,
        }
    }
}

/// How writing ended.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Written {
    /// How many rows were written.
    pub rows: u64,
    /// The number in the first row, where an answer is one column of whole numbers: what `| count` counts.
    pub number: Option<u64>,
    /// Whether the reader went away before the end (`enfilade ... | head`), which is not an error.
    pub reader_left: bool,
}

/// Writes an answer, taking its batches one by one.
///
/// A reader that goes away in the middle ends the writing without an error.
///
/// # Errors
///
/// The rows cannot be computed, or the output refuses them.
pub fn write(
    answer: &mut Answer,
    format: Format,
    out: &mut (dyn Write + Send),
    options: &WriteOptions,
) -> Result<Written, WriteError> {
    let broken = Arc::new(AtomicBool::new(false));
    let mut written = Written::default();
    let pipe = BufWriter::new(Pipe::new(out, Arc::clone(&broken)));
    let result = write_all(answer, format, pipe, options, &mut written);
    written.reader_left = broken.load(Ordering::Relaxed);
    match result {
        Err(error) if !written.reader_left => Err(error),
        _ => Ok(written),
    }
}

/// How many batches may wait to be written while more are computed.
const AHEAD: usize = 32;

fn write_all(
    answer: &mut Answer,
    format: Format,
    out: impl Write + Send,
    options: &WriteOptions,
    written: &mut Written,
) -> Result<(), WriteError> {
    let remarks = Remarks::of(answer, options);
    let rows = rows(format, out, &answer.schema, &remarks, options)?;
    let rows = std::thread::scope(|scope| {
        let (batches, waiting) = sync_channel(AHEAD);
        let writer = scope.spawn(move || write_each(rows, &waiting));
        let computed = compute(answer, &batches, written);
        drop(batches);
        let rows = writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        computed.and(rows)
    })?;
    rows.finish(&Remarks::of(answer, options))
}

/// Takes the batches of an answer and hands them on, until nobody wants them.
fn compute(
    answer: &mut Answer,
    to: &SyncSender<RecordBatch>,
    written: &mut Written,
) -> Result<(), WriteError> {
    for batch in answer.batches.by_ref() {
        let batch = batch?;
        if written.rows == 0 {
            written.number = only_number(&batch);
        }
        written.rows += batch.num_rows() as u64;
        if to.send(batch).is_err() {
            // Writing has failed, and says so itself.
            break;
        }
    }
    Ok(())
}

/// Writes batches as they come.
fn write_each<'w>(
    mut rows: Box<dyn Rows + 'w>,
    batches: &Receiver<RecordBatch>,
) -> Result<Box<dyn Rows + 'w>, WriteError> {
    for batch in batches {
        rows.batch(&batch)?;
    }
    Ok(rows)
}

/// The number in the first row of a batch with one column, of whole numbers.
#[must_use]
pub fn only_number(batch: &RecordBatch) -> Option<u64> {
    let [column] = batch.columns() else {
        return None;
    };
    let numbers = column.as_primitive_opt::<Int64Type>()?;
    let number = numbers.iter().next().flatten()?;
    u64::try_from(number).ok()
}

/// A format that is handed batches one by one.
trait Rows: Send {
    /// Writes the rows of one batch.
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError>;
    /// Writes what comes after the last row.
    fn finish(self: Box<Self>, remarks: &Remarks) -> Result<(), WriteError>;
}

/// Opens a format on a writer.
fn rows<'w, W: Write + Send + 'w>(
    format: Format,
    out: W,
    schema: &SchemaRef,
    remarks: &Remarks,
    options: &WriteOptions,
) -> Result<Box<dyn Rows + 'w>, WriteError> {
    Ok(match format {
        Format::Table => match (remarks.render, path::Paths::<W>::column(schema)) {
            (Some(Render::Tree), _) => Box::new(tree::Tree::new(out, schema)),
            (Some(Render::Path), Some(column)) => Box::new(path::Paths::new(out, column)),
            _ => Box::new(table::Table::new(out, schema, options)),
        },
        Format::Csv => Box::new(csv::Csv::new(out, schema)?),
        Format::Json => Box::new(json::Json::new(out, schema, remarks)?),
        Format::Ndjson => Box::new(ndjson::Ndjson::new(out)),
        Format::Arrow => Box::new(arrow_ipc::ArrowIpc::new(out, schema, remarks)?),
        Format::Parquet => Box::new(parquet::Parquet::new(out, schema)?),
    })
}

#[cfg(test)]
mod tests;
