//! Entities of a set as rows.

use crate::cancel::Cancel;
use crate::pipeline::rows::{RowStream, Rows};
use arrow::array::UInt32Array;
use enfilade_access::EntitySet;
use std::sync::Arc;

/// One row an entity, ascending.
pub(crate) fn entities(set: &EntitySet, cancel: Cancel) -> RowStream {
    let ids: Vec<u32> = set.iter().map(|id| id.0).collect();
    let column = Arc::new(UInt32Array::from(ids));
    let rows = Rows {
        len: column.values().len(),
        columns: vec![column],
    };
    rows.into_batches(cancel)
}
