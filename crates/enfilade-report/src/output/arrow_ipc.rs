//! An Arrow IPC file, which pandas, Polars, DuckDB and R open as it is.
//!
//! Query, reading, notes and coverage stand in the schema's metadata, under `enfilade.*`. An IPC
//! file holds its schema twice, before the batches and in the footer, and readers of files take
//! the footer's: it is written last, so it holds the notes that are known only after the last row.
//!
//! Names and ids are dictionaries, one for each column and the whole file. Which texts they hold is
//! known after the last row, too: they stand behind the batches, where the footer points at them.
//! The format asks for no other order
//! (<https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format>, read 2026-11-26).

mod dictionary;

use super::entity::Flat;
use super::{Remarks, Rows, WriteError, json};
use arrow::array::{
    ArrayRef, AsArray, Int32Array, RecordBatch, RecordBatchOptions, new_empty_array,
};
use arrow::datatypes::{DataType, Int32Type, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::convert::IpcSchemaEncoder;
use arrow::ipc::writer::{
    DictionaryTracker, EncodedData, IpcDataGenerator, IpcWriteContext, IpcWriteOptions,
    write_message,
};
use arrow::ipc::{Block, FooterBuilder, MetadataVersion};
use dictionary::Dictionary;
use flatbuffers::FlatBufferBuilder;
use std::io::Write;
use std::sync::Arc;

/// What every IPC file begins and ends with; at the beginning, with zeros up to a cache line.
const MAGIC: &[u8] = b"ARROW1";
const HEAD: usize = 64;
/// What ends the stream of messages.
const END_OF_STREAM: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// Writes flat columns to an IPC file.
pub(super) struct ArrowIpc<W> {
    messages: Messages<W>,
    flat: Flat,
    /// The flat schema with numbers where there are dictionaries: how batches are laid out.
    numbers: SchemaRef,
    /// By column.
    dictionaries: Vec<Option<Dictionary>>,
    tracker: DictionaryTracker,
    batch_blocks: Vec<Block>,
}

impl<W: Write> ArrowIpc<W> {
    pub(super) fn new(out: W, schema: &Schema, remarks: &Remarks) -> Result<Self, WriteError> {
        let mut schema = schema.clone();
        schema.metadata.extend(metadata(remarks));
        let flat = Flat::new(&schema);
        let dictionary = |of: &DataType| match of {
            DataType::Dictionary(..) => Some(Dictionary::default()),
            _ => None,
        };
        let fields = flat.schema().fields().iter();
        let mut messages = Messages::new(out)?;
        let mut tracker = DictionaryTracker::new(true);
        let schema = messages.generator.schema_to_bytes_with_dictionary_tracker(
            flat.schema(),
            &mut tracker,
            &messages.options,
        );
        messages.write(schema)?;
        Ok(ArrowIpc {
            messages,
            dictionaries: fields.map(|field| dictionary(field.data_type())).collect(),
            numbers: Arc::new(flat.schema_with(&DataType::Int32)),
            flat,
            tracker,
            batch_blocks: Vec::new(),
        })
    }

    /// The dictionaries, as a batch without rows carries them.
    fn dictionaries(&mut self) -> Result<RecordBatch, ArrowError> {
        let fields = self.flat.schema().fields().iter();
        let columns =
            fields
                .zip(&mut self.dictionaries)
                .map(|(field, dictionary)| match dictionary {
                    Some(dictionary) => dictionary.finish(),
                    None => new_empty_array(field.data_type()),
                });
        let columns: Vec<ArrayRef> = columns.collect();
        let no_rows = RecordBatchOptions::new().with_row_count(Some(0));
        RecordBatch::try_new_with_options(Arc::clone(self.flat.schema()), columns, &no_rows)
    }
}

impl<W: Write + Send> Rows for ArrowIpc<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        let flat = self.flat.batch(batch)?;
        let columns = flat.columns().iter().zip(&mut self.dictionaries);
        let columns = columns.map(|(column, dictionary)| -> Result<ArrayRef, ArrowError> {
            match dictionary {
                Some(dictionary) => {
                    let numbers: Int32Array =
                        dictionary.numbers(column.as_dictionary::<Int32Type>())?;
                    Ok(Arc::new(numbers))
                }
                None => Ok(Arc::clone(column)),
            }
        });
        let columns: Result<Vec<ArrayRef>, ArrowError> = columns.collect();
        let rows = RecordBatchOptions::new().with_row_count(Some(flat.num_rows()));
        let numbers =
            RecordBatch::try_new_with_options(Arc::clone(&self.numbers), columns?, &rows)?;
        let (_, message) = self.messages.encode(&numbers, &mut self.tracker)?;
        self.batch_blocks.push(self.messages.write(message)?);
        Ok(())
    }

    fn finish(mut self: Box<Self>, remarks: &Remarks) -> Result<(), WriteError> {
        let all = self.dictionaries()?;
        let (dictionaries, _) = self.messages.encode(&all, &mut self.tracker)?;
        let blocks = dictionaries
            .into_iter()
            .map(|message| self.messages.write(message))
            .collect::<Result<Vec<Block>, ArrowError>>()?;
        let mut schema = self.flat.schema().as_ref().clone();
        schema.metadata.extend(metadata(remarks));
        let out = &mut self.messages.out;
        out.write_all(END_OF_STREAM)?;
        out.write_all(&footer(&schema, &blocks, &self.batch_blocks)?)?;
        out.flush()?;
        Ok(())
    }
}

/// The messages of a file, and where the next one begins.
struct Messages<W> {
    out: W,
    at: i64,
    generator: IpcDataGenerator,
    options: IpcWriteOptions,
    context: IpcWriteContext,
}

impl<W: Write> Messages<W> {
    /// Begins a file.
    fn new(mut out: W) -> Result<Messages<W>, ArrowError> {
        let mut head = [0; HEAD];
        head[..MAGIC.len()].copy_from_slice(MAGIC);
        out.write_all(&head)?;
        Ok(Messages {
            out,
            at: HEAD as i64,
            generator: IpcDataGenerator::default(),
            options: IpcWriteOptions::try_new(HEAD, false, MetadataVersion::V5)?,
            context: IpcWriteContext::default(),
        })
    }

    /// The dictionaries that are new in a batch, and the batch.
    fn encode(
        &mut self,
        batch: &RecordBatch,
        tracker: &mut DictionaryTracker,
    ) -> Result<(Vec<EncodedData>, EncodedData), ArrowError> {
        self.generator
            .encode(batch, tracker, &self.options, &mut self.context)
    }

    /// Writes a message; says where it is.
    fn write(&mut self, message: EncodedData) -> Result<Block, ArrowError> {
        let (head, body) = write_message(&mut self.out, message, &self.options)?;
        let too_long = |_| ArrowError::IpcError("a message has too many columns".to_owned());
        let block = Block::new(self.at, i32::try_from(head).map_err(too_long)?, body as i64);
        self.at += (head + body) as i64;
        Ok(block)
    }
}

/// The end of an IPC file: the footer, its length and the magic.
fn footer(
    schema: &Schema,
    dictionaries: &[Block],
    batches: &[Block],
) -> Result<Vec<u8>, ArrowError> {
    let mut buffer = FlatBufferBuilder::new();
    let dictionaries = buffer.create_vector(dictionaries);
    let batches = buffer.create_vector(batches);
    // Numbers the dictionaries as the schema before the batches does.
    let schema = IpcSchemaEncoder::new()
        .with_dictionary_tracker(&mut DictionaryTracker::new(true))
        .schema_to_fb_offset(&mut buffer, schema);
    let mut builder = FooterBuilder::new(&mut buffer);
    builder.add_version(MetadataVersion::V5);
    builder.add_schema(schema);
    builder.add_dictionaries(dictionaries);
    builder.add_recordBatches(batches);
    let root = builder.finish();
    buffer.finish(root, None);
    let mut out = buffer.finished_data().to_vec();
    let length = i32::try_from(out.len())
        .map_err(|_| ArrowError::IpcError("the file has too many batches".to_owned()))?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(MAGIC);
    Ok(out)
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
