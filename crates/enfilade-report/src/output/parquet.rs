//! A Parquet file, compressed with Zstandard.
//!
//! Query, reading, notes and coverage stand in the file's key-value metadata, under `enfilade.*`. The
//! format makes dictionaries of its own: names and ids are columns of text.

use super::entity::Flat;
use super::{Remarks, Rows, WriteError, arrow_ipc};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::sync::Arc;

/// Writes flat columns to a Parquet file.
pub(super) struct Parquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    flat: Flat,
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(out: W, schema: &Schema) -> Result<Self, WriteError> {
        let flat = Flat::new(schema);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("enfilade ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = Arc::new(flat.schema_with(&DataType::Utf8));
        let writer = ArrowWriter::try_new(out, schema, Some(properties))?;
        Ok(Parquet { writer, flat })
    }
}

impl<W: Write + Send> Rows for Parquet<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        self.writer.write(&self.flat.batch(batch)?)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, remarks: &Remarks) -> Result<(), WriteError> {
        for (key, value) in arrow_ipc::metadata(remarks) {
            self.writer
                .append_key_value_metadata(KeyValue::new(key, value));
        }
        self.writer.close()?;
        Ok(())
    }
}
