//! Columns that hold entities.
//!
//! The engine answers with one struct column an entity (`name`, `id`, `kind`, each a dictionary),
//! marked in the field's metadata. People want the name, a spreadsheet wants a flat column each for
//! name and id (`guest`, `guest.id`), and JSON wants an object. [`Flat`] makes the flat form.

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Int32Array, LargeStringArray, RecordBatch,
    StructArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use arrow::error::ArrowError;
use enfilade_query::{entity_text_type, is_entity};
use std::sync::Arc;

/// One part of a column of entities: for each row the number of a text; missing where the entity is
/// missing.
pub(crate) struct Part(DictionaryArray<Int32Type>);

impl Part {
    /// The part with this name.
    pub(crate) fn of(entities: &StructArray, name: &str) -> Result<Part, ArrowError> {
        let wrong =
            || ArrowError::SchemaError(format!("an entity column has no part `{name}` of texts"));
        let column = entities.column_by_name(name).ok_or_else(wrong)?;
        if column.data_type() != &entity_text_type() {
            return Err(wrong());
        }
        let part = column.as_dictionary::<Int32Type>();
        if entities.null_count() == 0 {
            return Ok(Part(part.clone()));
        }
        let keys = part.keys();
        let nulls = NullBuffer::union(entities.nulls(), keys.nulls());
        let keys = Int32Array::try_new(keys.values().clone(), nulls)?;
        let part = DictionaryArray::try_new(keys, Arc::clone(part.values()))?;
        Ok(Part(part))
    }

    /// The text of a row.
    pub(crate) fn value(&self, row: usize) -> Option<&str> {
        text(&self.0, row)
    }
}

/// The text of a row of a dictionary of [`entity_text_type`].
pub(super) fn text(part: &DictionaryArray<Int32Type>, row: usize) -> Option<&str> {
    let keys = part.keys();
    keys.is_valid(row)
        .then(|| texts(part).value(keys.value(row) as usize))
}

/// The texts of a dictionary of [`entity_text_type`].
pub(super) fn texts(part: &DictionaryArray<Int32Type>) -> &LargeStringArray {
    part.values().as_string()
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
            fields.push(Arc::new(Field::new(name, entity_text_type(), true)));
            sources.push(Source::Part(index, "name"));
            let id = format!("{name}.id");
            if schema.field_with_name(&id).is_err() {
                fields.push(Arc::new(Field::new(id, entity_text_type(), true)));
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

    /// The flat schema with `other` where there are dictionaries.
    pub(super) fn schema_with(&self, other: &DataType) -> Schema {
        let fields = self.schema.fields().iter().map(|field| {
            let field = field.as_ref().clone();
            match field.data_type() {
                DataType::Dictionary(..) => field.with_data_type(other.clone()),
                _ => field,
            }
        });
        let fields: Vec<Field> = fields.collect();
        Schema::new_with_metadata(fields, self.schema.metadata().clone())
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
                        let Part(part) = Part::of(batch.column(index).as_struct(), name)?;
                        Ok(Arc::new(part))
                    }
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        let rows = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &rows)
    }
}
