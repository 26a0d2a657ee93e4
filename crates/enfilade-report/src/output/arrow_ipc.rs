//! An Arrow IPC file, which pandas, Polars, DuckDB and R open as it is.
//!
//! Query, reading, notes and coverage stand in the schema's metadata, under `enfilade.*`. An IPC
//! file holds its schema twice, before the batches and in the footer, and readers of files take
//! the footer's. Some notes are known only after the last row, so the footer that Arrow's writer
//! makes is held back and made again around the complete schema: the rows still stream.

use super::entity::Flat;
use super::{Remarks, Rows, WriteError, json};
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::ipc::convert::IpcSchemaEncoder;
use arrow::ipc::writer::FileWriter;
use arrow::ipc::{FooterBuilder, root_as_footer};
use flatbuffers::FlatBufferBuilder;
use std::io::{self, Write};

/// What every IPC file ends with.
const MAGIC: &[u8] = b"ARROW1";

/// Writes flat columns to an IPC file.
pub(super) struct ArrowIpc<W: Write> {
    writer: FileWriter<Held<W>>,
    flat: Flat,
}

impl<W: Write> ArrowIpc<W> {
    pub(super) fn new(out: W, schema: &Schema, remarks: &Remarks) -> Result<Self, WriteError> {
        let mut schema = schema.clone();
        schema.metadata.extend(metadata(remarks));
        let flat = Flat::new(&schema);
        let out = Held {
            inner: out,
            held: None,
        };
        let writer = FileWriter::try_new(out, flat.schema())?;
        Ok(ArrowIpc { writer, flat })
    }
}

impl<W: Write> Rows for ArrowIpc<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        self.writer.write(&self.flat.batch(batch)?)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, remarks: &Remarks) -> Result<(), WriteError> {
        self.writer.get_mut().held = Some(Vec::new());
        self.writer.finish()?;
        let out = self.writer.get_mut();
        let tail = out.held.take().unwrap_or_default();
        let mut schema = self.flat.schema().as_ref().clone();
        schema.metadata.extend(metadata(remarks));
        out.inner.write_all(&complete(&tail, &schema)?)?;
        out.inner.flush()?;
        Ok(())
    }
}

/// The end of an IPC file, made again around another schema.
///
/// `tail` is the end-of-stream marker, the footer, the footer's length and the magic.
fn complete(tail: &[u8], schema: &Schema) -> Result<Vec<u8>, ArrowError> {
    let broken = || ArrowError::IpcError("the footer is not where it should be".to_owned());
    let rest = tail.strip_suffix(MAGIC).ok_or_else(broken)?;
    let (rest, length) = rest.split_last_chunk::<4>().ok_or_else(broken)?;
    let length = usize::try_from(i32::from_le_bytes(*length)).map_err(|_| broken())?;
    let start = rest.len().checked_sub(length).ok_or_else(broken)?;
    let (end_of_stream, footer) = rest.split_at(start);
    let footer = root_as_footer(footer).map_err(|_| broken())?;

    let mut buffer = FlatBufferBuilder::new();
    let blocks = |blocks: Option<flatbuffers::Vector<'_, arrow::ipc::Block>>| {
        blocks.map_or_else(Vec::new, |blocks| blocks.iter().copied().collect())
    };
    let dictionaries = buffer.create_vector(&blocks(footer.dictionaries()));
    let batches = buffer.create_vector(&blocks(footer.recordBatches()));
    let schema = IpcSchemaEncoder::new().schema_to_fb_offset(&mut buffer, schema);
    let mut builder = FooterBuilder::new(&mut buffer);
    builder.add_version(footer.version());
    builder.add_schema(schema);
    builder.add_dictionaries(dictionaries);
    builder.add_recordBatches(batches);
    let root = builder.finish();
    buffer.finish(root, None);
    let bytes = buffer.finished_data();

    let mut out = Vec::with_capacity(end_of_stream.len() + bytes.len() + 10);
    out.extend_from_slice(end_of_stream);
    out.extend_from_slice(bytes);
    let length = i32::try_from(bytes.len()).map_err(|_| broken())?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(MAGIC);
    Ok(out)
}

/// Passes bytes on until it is told to hold them.
struct Held<W> {
    inner: W,
    held: Option<Vec<u8>>,
}

impl<W: Write> Write for Held<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.held {
            Some(held) => held.write(bytes),
            None => self.inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The remarks as metadata; the lists as JSON.
pub(super) fn metadata(remarks: &Remarks) -> [(String, String); 4] {
    let text = |out: Vec<u8>| String::from_utf8_lossy(&out).into_owned();
    let mut notes = Vec::new();
    json::notes(&remarks.notes, &mut notes);
    let mut coverage = Vec::new();
    json::coverage(&remarks.coverage, &mut coverage);
    [
        ("enfilade.query".to_owned(), remarks.query.clone()),
        ("enfilade.reading".to_owned(), remarks.reading.clone()),
        ("enfilade.notes".to_owned(), text(notes)),
        ("enfilade.coverage".to_owned(), text(coverage)),
    ]
}
