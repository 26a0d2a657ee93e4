//! Parquet files that nobody vouches for: flat tables, read a batch of rows at a time.
//!
//! The table of contents stands at the end of a file and says how much there is of everything; a
//! reader that believes it makes room before it looks. So it is walked through first ([`contents`]),
//! and a table whose columns nest, or whose contents promise more than they hold, is refused. What
//! other programs keep beside the schema is not looked at: every text comes as a text.
//!
//! Source: <https://parquet.apache.org/docs/file-format/>.

mod contents;
mod guarded;

use arrow::array::{
    Array, AsArray, FixedSizeBinaryArray, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{
    DataType, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use guarded::guarded;
use jiff::Timestamp;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// What every Parquet file begins and ends with.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// How many rows are held at once.
const BATCH: usize = 1024;

/// How long a table of contents may be. That of a table of many columns and a thousand groups of rows
/// is a tenth of it.
const LONGEST_CONTENTS: u64 = 4 << 20;

/// The bytes after the table of contents: its length and the mark.
const TAIL: u64 = 8;

/// An open table.
pub(crate) struct Table {
    /// The names of the columns.
    pub(crate) names: Vec<String>,
    /// None once it cannot be asked any more.
    rows: Option<ParquetRecordBatchReader>,
    /// Where the groups of rows begin: at which row, and at which byte.
    groups: Vec<(u64, u64)>,
    /// How many rows were read.
    done: u64,
}

impl Table {
    /// Opens a table.
    ///
    /// # Errors
    /// If it cannot be read, is cut or damaged, or is no flat table: what it is.
    pub(crate) fn open(mut file: File) -> Result<Table, String> {
        contents::check(&contents_of(&mut file)?)?;
        guarded(|| Table::of(file)).unwrap_or_else(|| Err(PANICKED.to_owned()))
    }

    /// The table in a file whose contents hold together.
    fn of(file: File) -> Result<Table, String> {
        // What Arrow's writers say of the types besides is for them.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
            .map_err(|error| damaged(&error))?;
        let names = builder.schema().fields().iter();
        let names = names.map(|field| field.name().clone()).collect();
        let mut row = 0;
        let groups = builder.metadata().row_groups().iter().map(|group| {
            let columns = group.columns().iter();
            let offset = columns.map(|column| column.byte_range().0).min();
            let start = row;
            row += u64::try_from(group.num_rows()).unwrap_or(0);
            (start, offset.unwrap_or(0))
        });
        Ok(Table {
            names,
            groups: groups.collect(),
            rows: Some(
                builder
                    .with_batch_size(BATCH)
                    .build()
                    .map_err(|error| damaged(&error))?,
            ),
            done: 0,
        })
    }

    /// The next rows; none at the end.
    pub(crate) fn next(&mut self) -> Option<Result<Rows, String>> {
        let mut rows = self.rows.take()?;
        let (batch, rows) = match guarded(|| (rows.next(), rows)) {
            Some((batch, rows)) => (batch?, rows),
            None => return Some(Err(PANICKED.to_owned())),
        };
        self.rows = Some(rows);
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => return Some(Err(damaged(&error))),
        };
        let first = self.done;
        self.done += batch.num_rows() as u64;
        Some(Ok(Rows { batch, first }))
    }

    /// The byte at which the group of rows begins that a row is in: a row itself stands in many places.
    pub(crate) fn offset(&self, row: u64) -> u64 {
        let after = self.groups.partition_point(|(first, _)| *first <= row);
        let group = after.checked_sub(1).and_then(|at| self.groups.get(at));
        group.map_or(0, |(_, offset)| *offset)
    }
}

/// Some rows.
pub(crate) struct Rows {
    batch: RecordBatch,
    first: u64,
}

impl Rows {
    /// How many bytes they take.
    pub(crate) fn bytes(&self) -> u64 {
        self.batch.get_array_memory_size() as u64
    }

    /// The numbers of the rows in the table.
    pub(crate) fn numbers(&self) -> Range<u64> {
        self.first..self.first + self.batch.num_rows() as u64
    }

    /// The columns, each cell a text.
    ///
    /// # Errors
    /// If a column is of a type that has no text.
    pub(crate) fn columns(&self) -> Result<Vec<Column<'_>>, String> {
        let columns = self.batch.columns().iter();
        columns.map(|column| Column::of(column)).collect()
    }
}

/// A column of some rows.
pub(crate) enum Column<'b> {
    Text(&'b StringArray),
    Guid(&'b FixedSizeBinaryArray),
    /// Instants, in microseconds since 1970.
    Times(TimestampMicrosecondArray),
    Other(&'b dyn Array, ArrayFormatter<'b>),
}

impl<'b> Column<'b> {
    fn of(column: &'b dyn Array) -> Result<Column<'b>, String> {
        Ok(match column.data_type() {
            DataType::Utf8 => Column::Text(column.as_string()),
            DataType::FixedSizeBinary(16) => Column::Guid(column.as_fixed_size_binary()),
            DataType::Timestamp(unit, _) => Column::Times(micros(column, *unit)),
            _ => {
                let options = FormatOptions::new();
                let formatter = ArrayFormatter::try_new(column, &options);
                Column::Other(column, formatter.map_err(|error| damaged(&error))?)
            }
        })
    }

    /// The text of a cell; empty if there is none.
    pub(crate) fn cell(&self, row: usize) -> Cow<'b, str> {
        match self {
            Column::Text(texts) if texts.is_valid(row) => Cow::Borrowed(texts.value(row).trim()),
            Column::Guid(guids) if guids.is_valid(row) => Cow::Owned(guid(guids.value(row))),
            Column::Times(times) if times.is_valid(row) => {
                let instant = Timestamp::from_microsecond(times.value(row));
                Cow::Owned(instant.map_or_else(|_| "no time".to_owned(), |at| at.to_string()))
            }
            Column::Other(column, formatter) if column.is_valid(row) => {
                let text = formatter.value(row).try_to_string();
                Cow::Owned(text.unwrap_or_default())
            }
            _ => Cow::Borrowed(""),
        }
    }
}

/// The instants of a column. What no count of microseconds can say becomes one that no calendar has.
fn micros(column: &dyn Array, unit: TimeUnit) -> TimestampMicrosecondArray {
    let times = |factor: i64| move |count: i64| count.saturating_mul(factor);
    match unit {
        TimeUnit::Second => column
            .as_primitive::<TimestampSecondType>()
            .unary(times(1_000_000)),
        TimeUnit::Millisecond => column
            .as_primitive::<TimestampMillisecondType>()
            .unary(times(1000)),
        TimeUnit::Microsecond => column.as_primitive::<TimestampMicrosecondType>().clone(),
        TimeUnit::Nanosecond => column
            .as_primitive::<TimestampNanosecondType>()
            .unary(|count| count.div_euclid(1000)),
    }
}

/// A GUID as it is written.
fn guid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
    }
    text
}

/// The bytes of the table of contents.
fn contents_of(file: &mut File) -> Result<Vec<u8>, String> {
    const CUT: &str =
        "it is a Parquet file that is cut: its end, which says what it holds, is missing";
    let read = |file: &mut File| -> io::Result<Result<Vec<u8>, String>> {
        let len = file.seek(SeekFrom::End(0))?;
        let Some(tail_at) = len.checked_sub(TAIL) else {
            return Ok(Err(CUT.to_owned()));
        };
        file.seek(SeekFrom::Start(tail_at))?;
        let mut tail = [0; TAIL as usize];
        file.read_exact(&mut tail)?;
        let [a, b, c, d, mark @ ..] = tail;
        if mark != *MAGIC {
            return Ok(Err(CUT.to_owned()));
        }
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        let Some(at) = tail_at.checked_sub(length) else {
            return Ok(Err(CUT.to_owned()));
        };
        if length > LONGEST_CONTENTS {
            return Ok(Err(format!(
                "its table of contents is longer than {LONGEST_CONTENTS} bytes; write it with larger row groups"
            )));
        }
        file.seek(SeekFrom::Start(at))?;
        let mut contents = Vec::new();
        file.take(length).read_to_end(&mut contents)?;
        file.rewind()?;
        Ok(Ok(contents))
    };
    read(file).map_err(|error| error.to_string())?
}

/// What is said where the library could say nothing.
const PANICKED: &str = "it is a damaged Parquet file";

fn damaged(error: &dyn std::error::Error) -> String {
    format!("it is a damaged Parquet file ({error})")
}
