//! Rows to the batches of an answer: entities become names, ids and kinds.

use super::evaluate::{Context, entity_labels};
use super::rows::Rows;
use crate::answer::{entity_field, entity_fields};
use crate::plan::column::{Column, Type};
use arrow::array::{
    Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StringArray, StringBuilder,
    StructArray, UInt32Array,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::sync::Arc;

/// The schema of an answer with these columns.
pub(crate) fn schema(columns: &[Column]) -> SchemaRef {
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| match column.ty {
            Type::Entity => entity_field(&column.name),
            ty => Field::new(&column.name, ty.data_type(), true),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// A batch of the answer.
pub(crate) fn batch(
    rows: Rows,
    columns: &[Column],
    schema: &SchemaRef,
    context: &Context,
) -> Result<RecordBatch, ArrowError> {
    let arrays: Vec<ArrayRef> = rows
        .columns
        .into_iter()
        .zip(columns)
        .map(|(array, column)| match column.ty {
            Type::Entity => entities(array.as_primitive(), context),
            _ => array,
        })
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len));
    RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options)
}

/// The struct that shows an entity; null where there is none.
fn entities(ids: &UInt32Array, context: &Context) -> ArrayRef {
    let graph = &context.graph;
    let mut texts = StringBuilder::with_capacity(ids.len(), ids.len() * 36);
    let mut kinds = StringBuilder::with_capacity(ids.len(), ids.len() * 8);
    for id in ids.iter() {
        match id.map(EntityId) {
            Some(id) => {
                texts.append_value(graph.id_text(id));
                kinds.append_value(graph.kind_of(id).name());
            }
            // Hidden by the struct's own nulls.
            None => {
                texts.append_value("");
                kinds.append_value("");
            }
        }
    }
    let names = entity_labels(graph, ids);
    let names = match names.null_count() {
        0 => names,
        _ => StringArray::from_iter_values(names.iter().map(|name| name.unwrap_or(""))),
    };
    Arc::new(StructArray::new(
        entity_fields(),
        vec![
            Arc::new(names),
            Arc::new(texts.finish()),
            Arc::new(kinds.finish()),
        ],
        ids.nulls().cloned(),
    ))
}
