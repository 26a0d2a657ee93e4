//! Columns that hold entities.
//!
//! The engine answers with one struct column an entity (`name`, `id`, `kind`), marked in the
//! field's metadata. People want the name, a spreadsheet wants a flat column each for name and id
//! (`guest`, `guest.id`), and JSON wants an object. [`Flat`] makes the flat form.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, StructArray};
use arrow::compute::{is_null, nullif};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use enfilade_query::is_entity;
use std::sync::Arc;

/// One part of a column of entities as text; missing where the entity is missing.
pub(crate) fn part(entities: &StructArray, name: &str) -> Result<StringArray, ArrowError> {
    let column = entities
        .column_by_name(name)
        .ok_or_else(|| ArrowError::SchemaError(format!("an entity column has no part `{name}`")))?;
    let text: ArrayRef = if entities.null_count() == 0 {
        Arc::clone(column)
    } else {
        nullif(column, &is_null(entities)?)?
    };
    Ok(text.as_string::<i32>().clone())
}

/// Where a flat column comes from.
enum Source {
    /// The column as it is.
    Whole(usize),
    /// A part of a column of entities.
    Part(usize, &'static str),
}

/// The flat form of a schema: two columns, name and id, for every column of entities.
pub(super) struct Flat {
    schema: SchemaRef,
    sources: Vec<Source>,
}

impl Flat {
    /// Plans the flat form. A column `guest.id` that the query made itself is not made twice.
    pub(super) fn new(schema: &Schema) -> Flat {
        let mut fields = Vec::new();
        let mut sources = Vec::new();
        for (index, field) in schema.fields().iter().enumerate() {
            if !is_entity(field) {
                fields.push(Arc::clone(field));
                sources.push(Source::Whole(index));
                continue;
            }
            let name = field.name();
            fields.push(Arc::new(Field::new(name, DataType::Utf8, true)));
            sources.push(Source::Part(index, "name"));
            let id = format!("{name}.id");
            if schema.field_with_name(&id).is_err() {
                fields.push(Arc::new(Field::new(id, DataType::Utf8, true)));
                sources.push(Source::Part(index, "id"));
            }
        }
        let schema = Schema::new_with_metadata(fields, schema.metadata().clone());
        Flat {
            schema: Arc::new(schema),
            sources,
        }
    }

    /// The flat schema.
    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The flat form of a batch.
    pub(super) fn batch(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = self
            .sources
            .iter()
            .map(|source| -> Result<ArrayRef, ArrowError> {
                match *source {
                    Source::Whole(index) => Ok(Arc::clone(batch.column(index))),
                    Source::Part(index, name) => {
                        Ok(Arc::new(part(batch.column(index).as_struct(), name)?))
                    }
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        let rows = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &rows)
    }
}
