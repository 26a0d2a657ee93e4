//! One record batch in one Arrow IPC file, read in place.
//!
//! Arrow's decoder checks the content of the arrays (offsets, UTF-8), but trusts the places that
//! the file's metadata names; those are checked here first, so that no file makes it panic.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileDecoder, read_footer_length};
use arrow::ipc::writer::{FileWriter, IpcWriteOptions};
use arrow::ipc::{Block, MetadataVersion, Type, root_as_footer, root_as_message};
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

/// Every buffer starts at a multiple of this: a cache line, and enough for any vector instruction.
const ALIGNMENT: usize = 64;

/// Writes a batch as a whole file.
pub(super) fn write<W: Write>(batch: &RecordBatch, to: W) -> Result<W, ArrowError> {
    let options = IpcWriteOptions::try_new(ALIGNMENT, false, MetadataVersion::V5)?;
    let mut writer = FileWriter::try_new_with_options(to, &batch.schema(), options)?;
    writer.write(batch)?;
    writer.finish()?;
    writer.into_inner()
}

/// Reads the one batch of a file without copying it. The error says what is wrong with the file.
#[cfg(test)]
fn read(file: &Buffer) -> Result<RecordBatch, String> {
    Unread::of(file)?.read(|_| true)
}

/// A file of which no column is looked at yet, and where each of them lies.
#[derive(Clone, Debug)]
pub(super) struct Unread {
    schema: SchemaRef,
    version: MetadataVersion,
    block: Block,
    bytes: Buffer,
    // By column: where in the file its buffers lie.
    places: Vec<Range<usize>>,
}

impl Unread {
    /// Reads how a file is laid out. The error says what is wrong with it.
    pub(super) fn of(file: &Buffer) -> Result<Unread, String> {
        let trailer = file.len().checked_sub(10).ok_or("it is too short")?;
        let tail: [u8; 10] = file[trailer..].try_into().map_err(|_| "it is too short")?;
        let footer_length = read_footer_length(tail).map_err(plain)?;
        let footer_start = trailer
            .checked_sub(footer_length)
            .ok_or("its footer is longer than the file")?;
        let footer = root_as_footer(&file[footer_start..trailer]).map_err(plain)?;
        let schema = footer.schema().ok_or("it has no schema")?;
        let schema = read_schema(&schema)?;
        if footer.dictionaries().is_some_and(|list| !list.is_empty()) {
            return Err("it has dictionaries, which no file of a snapshot has".to_owned());
        }
        let blocks = footer.recordBatches().ok_or("it has no batches")?;
        if blocks.len() != 1 {
            return Err(format!("it has {} batches instead of one", blocks.len()));
        }
        let block = *blocks.get(0);
        let bytes = block_bytes(file, &block, footer_start)?;
        Ok(Unread {
            places: places(&bytes, &block, &schema)?,
            schema,
            version: footer.version(),
            block,
            bytes,
        })
    }

    /// The columns whose names are wanted.
    pub(super) fn read(&self, wanted: impl Fn(&str) -> bool) -> Result<RecordBatch, String> {
        let fields = self.schema.fields().iter().enumerate();
        let columns = fields.filter(|(_, field)| wanted(field.name()));
        let columns = columns.map(|(at, _)| at).collect();
        let decoder = FileDecoder::new(Arc::clone(&self.schema), self.version)
            .with_require_alignment(true)
            .with_projection(columns);
        let batch = decoder.read_record_batch(&self.block, &self.bytes);
        batch
            .map_err(plain)?
            .ok_or_else(|| "it is empty".to_owned())
    }

    /// The names of the columns, and where in the file each lies.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let names = self
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        names.zip(self.places.iter().cloned())
    }
}

/// The columns of a file, all of types that snapshots have. (Arrow's own conversion knows all types,
/// but panics at what it does not expect.)
fn read_schema(schema: &arrow::ipc::Schema<'_>) -> Result<SchemaRef, String> {
    let list = schema.fields().ok_or("it has no columns")?;
    let mut fields = Vec::with_capacity(list.len());
    for field in list {
        let name = field.name().ok_or("it has a column without a name")?;
        let odd = || format!("column `{name}` is of a type that no snapshot has");
        if field.dictionary().is_some() {
            return Err(odd());
        }
        let of = match field.type_type() {
            Type::LargeUtf8 => DataType::LargeUtf8,
            Type::Bool => DataType::Boolean,
            Type::Int => {
                let int = field.type_as_int().ok_or_else(odd)?;
                match (int.bitWidth(), int.is_signed()) {
                    (8, false) => DataType::UInt8,
                    (32, false) => DataType::UInt32,
                    (64, true) => DataType::Int64,
                    _ => return Err(odd()),
                }
            }
            Type::FixedSizeBinary => {
                let binary = field.type_as_fixed_size_binary().ok_or_else(odd)?;
                DataType::FixedSizeBinary(binary.byteWidth())
            }
            Type::Timestamp => {
                let time = field.type_as_timestamp().ok_or_else(odd)?;
                if time.unit() != arrow::ipc::TimeUnit::MICROSECOND {
                    return Err(odd());
                }
                DataType::Timestamp(TimeUnit::Microsecond, time.timezone().map(Into::into))
            }
            _ => return Err(odd()),
        };
        fields.push(Field::new(name, of, field.nullable()));
    }
    Ok(Arc::new(Schema::new(fields)))
}

fn plain(error: impl ToString) -> String {
    error.to_string()
}

fn block_bytes(file: &Buffer, block: &Block, end: usize) -> Result<Buffer, String> {
    let outside = "its batch lies outside the file";
    let start = usize::try_from(block.offset()).map_err(|_| outside)?;
    let metadata = usize::try_from(block.metaDataLength()).map_err(|_| outside)?;
    let body = usize::try_from(block.bodyLength()).map_err(|_| outside)?;
    let length = metadata.checked_add(body).ok_or(outside)?;
    if start % ALIGNMENT != 0 || metadata % ALIGNMENT != 0 {
        return Err("its batch is not aligned".to_owned());
    }
    if start.checked_add(length).is_none_or(|last| last > end) {
        return Err(outside.to_owned());
    }
    Ok(file.slice_with_length(start, length))
}

/// Checks that the message names as many arrays and buffers as the schema needs, each within the
/// body; says where in the file the buffers of each column lie.
fn places(bytes: &[u8], block: &Block, schema: &Schema) -> Result<Vec<Range<usize>>, String> {
    let metadata_length = block.metaDataLength() as usize;
    // A continuation marker and the length, then the message itself.
    let message = bytes
        .get(8..metadata_length)
        .ok_or("its batch has no message")?;
    let message = root_as_message(message).map_err(plain)?;
    let batch = message
        .header_as_record_batch()
        .ok_or("its batch is none")?;
    if batch.compression().is_some() {
        return Err("it is compressed, which no file of a snapshot is".to_owned());
    }
    if batch
        .variadicBufferCounts()
        .is_some_and(|counts| !counts.is_empty())
    {
        return Err("it has views, which no file of a snapshot has".to_owned());
    }
    let nodes = batch.nodes().ok_or("its batch has no arrays")?;
    let buffers = batch.buffers().ok_or("its batch has no buffers")?;
    let rows = usize::try_from(batch.length()).map_err(|_| "it has no number of rows")?;
    let body = bytes.len() - metadata_length;
    // Both lengths were found to lie within the file.
    let body_start = block.offset() as usize + metadata_length;
    let mut places = Vec::with_capacity(schema.fields().len());
    let (mut nodes, mut buffers) = (nodes.iter(), buffers.iter());
    for field in schema.fields() {
        let node = nodes.next().ok_or("its batch does not fit its schema")?;
        let nulls = usize::try_from(node.null_count()).unwrap_or(usize::MAX);
        if node.length() != batch.length() || nulls > rows {
            return Err("its columns differ in length".to_owned());
        }
        let (mut first, mut last) = (usize::MAX, 0);
        for least in least_bytes(field.data_type(), rows, nulls > 0)? {
            let buffer = buffers.next().ok_or("its batch does not fit its schema")?;
            let range = usize::try_from(buffer.offset())
                .ok()
                .zip(usize::try_from(buffer.length()).ok());
            let within = |&(start, length): &(usize, usize)| {
                length >= least.bytes
                    && length % least.width == 0
                    && start % ALIGNMENT == 0
                    && start.checked_add(length).is_some_and(|end| end <= body)
            };
            let Some((start, length)) = range.filter(within) else {
                return Err(format!("column `{}` is cut off", field.name()));
            };
            first = first.min(body_start + start);
            last = last.max(body_start + start + length);
        }
        places.push(first..last);
    }
    if nodes.next().is_some() || buffers.next().is_some() {
        return Err("its batch does not fit its schema".to_owned());
    }
    Ok(places)
}

/// What a buffer must have for Arrow to take it.
struct Least {
    bytes: usize,
    width: usize,
}

/// What each buffer of a column must have.
fn least_bytes(of: &DataType, rows: usize, nulls: bool) -> Result<Vec<Least>, String> {
    let wide = |count: usize, width: usize| {
        let bytes = count.checked_mul(width).ok_or("it has too many rows")?;
        Ok::<_, String>(Least { bytes, width })
    };
    let bits = rows.div_ceil(8);
    let validity = wide(if nulls { bits } else { 0 }, 1)?;
    Ok(match of {
        // An empty column may have no offsets at all.
        DataType::LargeUtf8 if rows == 0 => vec![validity, wide(0, 8)?, wide(0, 1)?],
        DataType::LargeUtf8 => vec![validity, wide(rows.saturating_add(1), 8)?, wide(0, 1)?],
        DataType::Boolean => vec![validity, wide(bits, 1)?],
        DataType::UInt8 => vec![validity, wide(rows, 1)?],
        DataType::UInt32 => vec![validity, wide(rows, 4)?],
        DataType::Int64 | DataType::Timestamp(_, _) => vec![validity, wide(rows, 8)?],
        DataType::FixedSizeBinary(16) => vec![validity, wide(rows, 16)?],
        other => return Err(format!("it has a column of type {other}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{BooleanArray, LargeStringArray, UInt32Array};

    fn file() -> Vec<u8> {
        let batch = RecordBatch::try_from_iter([
            ("n", Arc::new(UInt32Array::from(vec![1, 2, 3])) as _),
            (
                "text",
                Arc::new(LargeStringArray::from(vec![Some("a"), None, Some("ü")])) as _,
            ),
            (
                "flag",
                Arc::new(BooleanArray::from(vec![true, false, true])) as _,
            ),
        ])
        .unwrap();
        write(&batch, Vec::new()).unwrap()
    }

    #[test]
    fn a_batch_is_read_in_place() {
        let bytes = Buffer::from_vec(file());
        let batch = read(&bytes).unwrap();
        assert_eq!(batch.num_rows(), 3);
        let column = batch.column(0).to_data();
        let start = column.buffers()[0].as_ptr() as usize;
        let file = bytes.as_ptr() as usize;
        assert!((file..file + bytes.len()).contains(&start));
        assert_eq!((start - file) % ALIGNMENT, 0);
    }

    /// Without any checksum in front of it, the reader may accept changed data but must not panic.
    #[test]
    fn no_damage_makes_the_reader_panic() {
        let bytes = file();
        for at in 0..bytes.len() {
            for flip in [1, 8, 128, 255] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                let _ = read(&Buffer::from_vec(damaged));
            }
            let _ = read(&Buffer::from_vec(bytes[..at].to_vec()));
        }
    }
}
