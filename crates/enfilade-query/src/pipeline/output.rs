//! Rows to the batches of an answer: entities become names, ids and kinds.

use super::evaluate::{Context, texts};
use super::rows::Rows;
use crate::answer::{LAYOUT_KEY, PATHS_LAYOUT, STEPS_LAYOUT, entity_field, entity_fields};
use crate::plan::column::{Column, Type};
use crate::plan::logical::Layout;
use arrow::array::{
    Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StructArray, UInt32Array,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::borrow::Cow;
use std::sync::Arc;

/// The schema of an answer with these columns, which a person reads in this layout.
pub(crate) fn schema(columns: &[Column], layout: Layout) -> SchemaRef {
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| match column.ty {
            Type::Entity => entity_field(&column.name),
            ty => Field::new(&column.name, ty.data_type(), true),
        })
        .collect();
    let layout = match layout {
        Layout::Table => None,
        Layout::Steps => Some(STEPS_LAYOUT),
        Layout::Paths => Some(PATHS_LAYOUT),
    };
    let metadata = layout.map(|layout| (LAYOUT_KEY.to_owned(), layout.to_owned()));
    Arc::new(Schema::new(fields).with_metadata(metadata.into_iter().collect()))
}

/// A batch of the answer.
pub(crate) fn batch(
    rows: Rows,
    columns: &[Column],
    schema: &SchemaRef,
    context: &Context,
) -> Result<RecordBatch, ArrowError> {
    let arrays: Result<Vec<ArrayRef>, ArrowError> = rows
        .columns
        .into_iter()
        .zip(columns)
        .map(|(array, column)| match column.ty {
            Type::Entity => entities(array.as_primitive(), context),
            _ => Ok(array),
        })
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len));
    RecordBatch::try_new_with_options(Arc::clone(schema), arrays?, &options)
}

/// The struct that shows an entity; null where there is none.
fn entities(ids: &UInt32Array, context: &Context) -> Result<ArrayRef, ArrowError> {
    let graph = &context.graph;
    let each = || ids.iter().map(|id| id.map(EntityId));
    // Where there is no entity, the struct's own nulls hide an empty text.
    let id_texts = each().map(|id| Some(id.map_or(Cow::Borrowed(""), |id| graph.id_text(id))));
    let kinds = each().map(|id| Some(id.map_or("", |id| graph.kind_of(id).name())));
    let names = each().map(|id| Some(id.map_or(Cow::Borrowed(""), |id| graph.label(id))));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(texts::collect(names, 24)?),
        Arc::new(texts::collect(id_texts, 40)?),
        Arc::new(texts::collect(kinds, 12)?),
    ];
    let nulls = ids.nulls().cloned();
    Ok(Arc::new(StructArray::new(entity_fields(), columns, nulls)))
}
