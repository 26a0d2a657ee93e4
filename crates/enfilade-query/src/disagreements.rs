//! What the exports of a snapshot disagree on, as a table.

use crate::answer::{Answer, Notes, entity_field};
use crate::error::QueryError;
use crate::pipeline::output::entity_column;
use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use enfilade_graph::{Disagreement, Graph};
use enfilade_model::{EntityId, SourceId};
use std::sync::Arc;

/// The disagreements of a graph as an answer: one row each, with both statements and their files.
///
/// # Errors
/// If the part of the snapshot that holds them is damaged.
pub fn disagreements(graph: &Graph) -> Result<Answer, QueryError> {
    let damaged = |error| ArrowError::ExternalError(Box::new(error));
    let rows = graph.disagreements().map_err(damaged)?;
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let schema = Arc::new(Schema::new(vec![
        text("about"),
        entity_field("object"),
        entity_field("held"),
        text("what"),
        text("says"),
        text("source"),
        text("other_says"),
        text("other_source"),
    ]));
    let columns: Vec<ArrayRef> = vec![
        texts(rows, |row| row.dispute.name().to_owned()),
        entities(graph, rows.iter().map(|row| Some(row.object)))?,
        entities(graph, rows.iter().map(|row| row.held))?,
        texts(rows, |row| row.what.clone()),
        texts(rows, |row| row.says.clone()),
        texts(rows, |row| path(graph, row.source)),
        texts(rows, |row| row.other_says.clone()),
        texts(rows, |row| path(graph, row.other_source)),
    ];
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
    Ok(Answer {
        schema,
        batches: Box::new(std::iter::once(Ok(batch))),
        notes: Notes::default(),
        coverage: Vec::new(),
        reading: "what the exports disagree on".to_owned(),
        render: None,
    })
}

fn texts(rows: &[Disagreement], text: impl Fn(&Disagreement) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(text)))
}

fn path(graph: &Graph, source: SourceId) -> String {
    let file = graph.source(source);
    file.map_or_else(|| format!("file {}", source.0), |file| file.path.clone())
}

fn entities(
    graph: &Graph,
    ids: impl Iterator<Item = Option<EntityId>>,
) -> Result<ArrayRef, ArrowError> {
    let ids: UInt32Array = ids.map(|id| id.map(|id| id.0)).collect();
    entity_column(graph, &ids)
}
