//! A review as a Parquet file: the rows that were found, all columns text.

use super::{Review, flat};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

/// How many lines are written at a time.
const BATCH: usize = 8192;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let fields = flat::COLUMNS.map(|name| Field::new(name, DataType::Utf8, false));
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let said = |key: &str, value: &str| KeyValue::new(format!("enfilade.{key}"), value.to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("enfilade ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![
            said("review", &review.name),
            said("tenant", review.tenant.as_deref().unwrap_or_default()),
            said("collected", &review.collected),
            said("made", &review.made),
        ]))
        .build();
    // The writer wants to be sent between threads, which whoever is written to may not be.
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, schema.clone(), Some(properties))?;
    let mut lines = flat::lines(review).peekable();
    while lines.peek().is_some() {
        let mut columns: [Vec<String>; flat::COLUMNS.len()] = Default::default();
        for line in lines.by_ref().take(BATCH) {
            for (column, cell) in columns.iter_mut().zip(line) {
                column.push(cell);
            }
        }
        let columns = columns.map(|column| Arc::new(StringArray::from(column)) as ArrayRef);
        let batch = RecordBatch::try_new(schema.clone(), columns.to_vec());
        writer.write(&batch.map_err(io::Error::other)?)?;
    }
    writer.close()?;
    out.write_all(&file)
}
