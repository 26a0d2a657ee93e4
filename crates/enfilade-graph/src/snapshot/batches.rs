//! The tables of a graph as record batches that share their buffers.

use super::error::SnapshotError;
use super::layout::{self, EdgeFile, Named, column};
use super::manifest::{EdgeEntry, EntityEntry};
use super::merging;
use crate::entities::AttributeColumn;
use crate::origins::Origins;
use crate::{Csr, EdgeColumns, EdgeTable, EntityTable, Graph};
use arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, UInt8Array, UInt32Array};
use arrow::buffer::ScalarBuffer;
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use enfilade_model::{Attribute, EdgeKind, EntityKind};
use std::sync::Arc;

/// A file to write: its path within the generation, and its content.
pub(super) type FileBatch = (String, RecordBatch);

/// Everything that a generation holds.
pub(super) struct Content {
    pub(super) entities: Vec<EntityEntry>,
    pub(super) edges: Vec<EdgeEntry>,
    pub(super) files: Vec<FileBatch>,
}

/// Lays out a graph. Kinds without members get no files.
pub(super) fn content(graph: &Graph) -> Result<Content, SnapshotError> {
    let mut content = Content {
        entities: Vec::new(),
        edges: Vec::new(),
        files: Vec::new(),
    };
    for &kind in EntityKind::ALL {
        let table = graph.entities(kind);
        if table.is_empty() {
            continue;
        }
        let path = layout::entities(kind);
        let attributes = table.attributes.all()?;
        let batch = entity_batch(table, &attributes).map_err(SnapshotError::unstorable(&path))?;
        content.files.push((path, batch));
        let path = layout::rest(kind);
        let rest = table.rest.get().map_err(SnapshotError::unstorable(&path))?;
        if let Some(rest) = rest {
            let batch = columns_batch([(column::REST, Arc::new(rest.clone()) as ArrayRef)])
                .map_err(SnapshotError::unstorable(&path))?;
            content.files.push((path, batch));
        }
        let numbers = table.sources.numbers()?;
        if let Some(numbers) = numbers {
            let (runs, blocks) = (
                layout::entity_sources(kind),
                layout::entity_source_blocks(kind),
            );
            for (path, columns) in [(runs, run_column(numbers)), (blocks, block_column(numbers))] {
                let batch = columns_batch(columns).map_err(SnapshotError::unstorable(&path))?;
                content.files.push((path, batch));
            }
        }
        content.entities.push(EntityEntry {
            kind,
            count: table.len() as u64,
            rest: rest.is_some(),
        });
    }
    for &kind in EdgeKind::ALL {
        let table = graph.edges(kind);
        if table.forward.edge_count() == 0 {
            continue;
        }
        for file in EdgeFile::ALL {
            let path = layout::edges(kind, file);
            if let Some(columns) = edge_columns(table, file)? {
                let batch = columns_batch(columns).map_err(SnapshotError::unstorable(&path))?;
                content.files.push((path, batch));
            }
        }
        content.edges.push(EdgeEntry {
            kind,
            count: table.forward.edge_count() as u64,
            forward_first: table.forward.rows().start,
            reverse_first: table.reverse.rows().start,
        });
    }
    if graph.role_count() > 0 {
        let parts = graph.parts();
        let path = layout::ROLES.to_owned();
        let mut columns = vec![
            (column::ID, Arc::new(parts.role_ids.clone()) as ArrayRef),
            (column::NAME, Arc::new(parts.role_names.clone()) as ArrayRef),
        ];
        if let Some(permissions) = &parts.role_permissions {
            columns.push((column::PERMISSIONS, Arc::new(permissions.clone())));
        }
        let batch = columns_batch(columns).map_err(SnapshotError::unstorable(&path))?;
        content.files.push((path, batch));
    }
    for (path, columns) in merging::tables(graph)? {
        let batch = columns_batch(columns).map_err(SnapshotError::unstorable(path))?;
        content.files.push((path.to_owned(), batch));
    }
    Ok(content)
}

fn columns_batch<'a>(
    columns: impl IntoIterator<Item = (&'a str, ArrayRef)>,
) -> Result<RecordBatch, ArrowError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, array)| {
            let nullable = array.null_count() > 0;
            (Field::new(name, array.data_type().clone(), nullable), array)
        })
        .unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

fn numbers(values: &ScalarBuffer<u32>) -> ArrayRef {
    Arc::new(UInt32Array::new(values.clone(), None))
}

fn entity_batch(
    table: &EntityTable,
    attributes: &[(Attribute, &AttributeColumn)],
) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        (column::KEY, Arc::new(table.keys.clone())),
        (column::NAME, Arc::new(table.names.clone())),
        (column::DESCRIBED, Arc::new(table.described.clone())),
        (column::BY_NAME, numbers(&table.by_name)),
    ];
    if let Some(texts) = &table.texts {
        columns.push((column::ID_TEXT, Arc::new(texts.clone())));
    }
    if let Some(defines) = &table.defines_roles {
        columns.push((column::DEFINES_ROLES, Arc::new(defines.clone())));
    }
    for (name, flags) in [
        (column::NAMED_BY_OTHERS, &table.named_by_others),
        (column::BY_CLIENT_ID, &table.by_client_id),
    ] {
        if let Some(flags) = flags {
            columns.push((name, Arc::new(flags.clone())));
        }
    }
    for &(attribute, values) in attributes {
        let values: ArrayRef = match values {
            AttributeColumn::Text(column) => Arc::new(column.clone()),
            AttributeColumn::Boolean(column) => Arc::new(column.clone()),
            AttributeColumn::Time(column) => Arc::new(column.clone()),
        };
        columns.push((attribute.name(), values));
    }
    columns_batch(columns)
}

fn run_column(numbers: &Origins) -> Named {
    let runs = UInt8Array::new(numbers.runs.clone(), None);
    vec![(column::RUN, Arc::new(runs))]
}

fn block_column(numbers: &Origins) -> Named {
    let blocks = Int64Array::new(numbers.blocks.clone(), None);
    vec![(column::BYTE, Arc::new(blocks))]
}

/// The columns of a file of edges; `None` if the table has nothing for it.
fn edge_columns(table: &EdgeTable, file: EdgeFile) -> Result<Option<Named>, SnapshotError> {
    let offsets = |csr: &Csr| vec![(column::OFFSET, numbers(csr.raw_offsets()))];
    Ok(Some(match file {
        EdgeFile::ForwardOffsets => offsets(&table.forward),
        EdgeFile::ReverseOffsets => offsets(&table.reverse),
        EdgeFile::Forward => {
            let mut columns = vec![(column::TO, numbers(table.forward.raw_targets()))];
            columns.extend(carried(&table.columns));
            columns
        }
        EdgeFile::Reverse => {
            let mut columns = vec![(column::FROM, numbers(table.reverse.raw_targets()))];
            if let Some(index) = &table.reverse_index {
                columns.push((column::EDGE, numbers(index)));
            }
            columns
        }
        EdgeFile::Origins => return Ok(table.origins.get()?.map(run_column)),
        EdgeFile::OriginBlocks => return Ok(table.origins.get()?.map(block_column)),
        EdgeFile::Sources => return Ok(table.further.numbers()?.map(run_column)),
        EdgeFile::SourceBlocks => return Ok(table.further.numbers()?.map(block_column)),
    }))
}

fn carried(columns: &EdgeColumns) -> Named {
    let mut list = Named::new();
    if let Some(values) = &columns.state {
        list.push((
            column::STATE,
            Arc::new(UInt8Array::new(values.clone(), None)),
        ));
    }
    for (name, values) in [
        (column::ROLE, &columns.role),
        (column::SCOPE, &columns.scope),
    ] {
        if let Some(values) = values {
            list.push((name, numbers(values)));
        }
    }
    for (name, values) in [
        (column::ASSIGNMENT, &columns.assignment),
        (column::CONDITION, &columns.condition),
    ] {
        if let Some(values) = values {
            list.push((name, Arc::new(values.clone())));
        }
    }
    for (name, values) in [
        (column::VALID_FROM, &columns.valid_from),
        (column::VALID_TO, &columns.valid_to),
    ] {
        if let Some(values) = values {
            list.push((name, Arc::new(Int64Array::new(values.clone(), None))));
        }
    }
    list
}
