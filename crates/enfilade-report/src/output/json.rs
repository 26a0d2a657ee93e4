//! One JSON document: the answer in an envelope.
//!
//! The rows are written as they come; the notes and the coverage follow them, because some are
//! known only at the end.

use super::{Remarks, Rows, WriteError, ndjson};
use crate::escape;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use enfilade_query::{CoverageNote, Note, is_entity};
use std::io::Write;

/// Writes the envelope and the rows in it.
pub(super) struct Json<W> {
    out: W,
    lines: Vec<u8>,
    first: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(mut out: W, schema: &Schema, remarks: &Remarks) -> Result<Self, WriteError> {
        let mut head = Vec::new();
        head.extend_from_slice(b"{\n\"query\": ");
        escape::json::string(&mut head, &remarks.query);
        head.extend_from_slice(b",\n\"reading\": ");
        escape::json::string(&mut head, &remarks.reading);
        head.extend_from_slice(b",\n\"columns\": [");
        for (index, field) in schema.fields().iter().enumerate() {
            if index > 0 {
                head.push(b',');
            }
            head.extend_from_slice(b"\n{\"name\":");
            escape::json::string(&mut head, field.name());
            head.extend_from_slice(b",\"type\":");
            escape::json::string(&mut head, type_name(field));
            head.push(b'}');
        }
        head.extend_from_slice(b"\n],\n\"rows\": [");
        out.write_all(&head)?;
        Ok(Json {
            out,
            lines: head,
            first: true,
        })
    }
}

impl<W: Write + Send> Rows for Json<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.lines.clear();
        ndjson::objects(batch, b",\n", b"", &mut self.lines)?;
        // Each row brings the comma that parts it from the row before; the first has none before.
        let skip = usize::from(self.first);
        self.first = false;
        self.out.write_all(&self.lines[skip..])?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, remarks: &Remarks) -> Result<(), WriteError> {
        let mut tail = Vec::new();
        tail.extend_from_slice(b"\n],\n\"notes\": ");
        notes(&remarks.notes, &mut tail);
        tail.extend_from_slice(b",\n\"coverage\": ");
        coverage(&remarks.coverage, &mut tail);
        tail.extend_from_slice(b"\n}\n");
        self.out.write_all(&tail)?;
        self.out.flush()?;
        Ok(())
    }
}

/// Appends the notes as a JSON array.
pub(super) fn notes(notes: &[Note], out: &mut Vec<u8>) {
    array(notes, out, |note, out| {
        object(
            &[("kind", note.kind.name()), ("message", &note.message)],
            out,
        );
    });
}

/// Appends the coverage as a JSON array.
pub(super) fn coverage(coverage: &[CoverageNote], out: &mut Vec<u8>) {
    array(coverage, out, |gap, out| {
        let level = if gap.absent { "absent" } else { "partial" };
        let parts = [
            ("relation", gap.relation.name()),
            ("level", level),
            ("message", &gap.message),
        ];
        object(&parts, out);
    });
}

fn array<T>(items: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",\n" } else { b"\n" });
        write(item, out);
    }
    out.extend_from_slice(if items.is_empty() { b"]" } else { b"\n]" });
}

fn object(parts: &[(&str, &str)], out: &mut Vec<u8>) {
    for (index, (key, value)) in parts.iter().enumerate() {
        out.push(if index > 0 { b',' } else { b'{' });
        escape::json::string(out, key);
        out.push(b':');
        escape::json::string(out, value);
    }
    out.push(b'}');
}

/// What a reader of the JSON finds in a column.
fn type_name(field: &Field) -> &'static str {
    match field.data_type() {
        _ if is_entity(field) => "entity",
        DataType::Boolean => "boolean",
        kind if kind.is_numeric() => "number",
        kind if kind.is_temporal() => "time",
        DataType::List(_) => "list",
        _ => "text",
    }
}
