//! Rows to the batches of an answer: entities become names, ids and kinds.
//!
//! A row says which entity it means by a number; the texts stand in dictionaries beside the rows. A
//! short answer brings the texts of its own rows. Once an answer has grown long beside the graph, the
//! texts of all entities are put together, once, and every batch from there on shares them: a row
//! then costs its numbers, whatever the entities are called.

mod entity_texts;

use super::evaluate::Context;
use super::rows::{BATCH_ROWS, Rows};
use crate::answer::{LAYOUT_KEY, PATHS_LAYOUT, STEPS_LAYOUT, entity_field};
use crate::plan::column::{Column, Type};
use crate::plan::logical::Layout;
use arrow::array::{
    Array, ArrayRef, AsArray, Int32Array, RecordBatch, RecordBatchOptions, UInt32Array,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use enfilade_graph::{Graph, GraphView};
use entity_texts::{EntityTexts, positions};
use std::sync::Arc;

/// From which part of the entities on an answer is long: so many rows cost more to write than the
/// texts of all entities to put together.
const LONG_BESIDE_ALL: u32 = 4;

/// Makes the batches of one answer.
pub(crate) struct Output {
    columns: Vec<Column>,
    schema: SchemaRef,
    context: Context,
    rows: usize,
    // Once the answer is long.
    all: Option<EntityTexts>,
}

impl Output {
    /// For an answer with these columns, which a person reads in this layout.
    pub(crate) fn new(columns: &[Column], layout: Layout, context: Context) -> Output {
        Output {
            schema: schema(columns, layout),
            columns: columns.to_vec(),
            context,
            rows: 0,
            all: None,
        }
    }

    /// The schema of the answer.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The next batch.
    pub(crate) fn batch(&mut self, rows: Rows) -> Result<RecordBatch, ArrowError> {
        self.rows += rows.len;
        let is_entity = |column: &Column| column.ty == Type::Entity;
        if self.all.is_none() && self.is_long() && self.columns.iter().any(is_entity) {
            self.all = Some(EntityTexts::of_all(&self.context.graph));
        }
        let arrays: Result<Vec<ArrayRef>, ArrowError> = rows
            .columns
            .into_iter()
            .zip(&self.columns)
            .map(|(array, column)| match column.ty {
                Type::Entity => self.entities(array.as_primitive()),
                _ => Ok(array),
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays?, &options)
    }

    fn is_long(&self) -> bool {
        let all = self.context.graph.entity_count();
        // What has no number of 31 bits cannot be a position.
        i32::try_from(all).is_ok() && self.rows > BATCH_ROWS.max((all / LONG_BESIDE_ALL) as usize)
    }

    /// The struct that shows an entity; null where there is none.
    fn entities(&self, ids: &UInt32Array) -> Result<ArrayRef, ArrowError> {
        if let Some(all) = &self.all {
            return all.column(positions(ids));
        }
        entity_column(&self.context.graph, ids)
    }
}

/// The struct that shows each entity of a short column, with the texts of these alone.
pub(crate) fn entity_column(graph: &Graph, ids: &UInt32Array) -> Result<ArrayRef, ArrowError> {
    // A batch has far fewer rows than 31 bits can count.
    let rows = Int32Array::from_iter_values(0..ids.len() as i32);
    let rows = Int32Array::new(rows.values().clone(), ids.nulls().cloned());
    EntityTexts::of_each(graph, ids).column(rows)
}

fn schema(columns: &[Column], layout: Layout) -> SchemaRef {
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
