//! The files of a generation: mapped, compared with their sums, and taken apart into columns.

use crate::entities::AttributeColumn;
use crate::snapshot::SnapshotError;
use crate::snapshot::blocks::Blocks;
use crate::snapshot::manifest::FileEntry;
use arrow::array::{
    Array, BooleanArray, LargeStringArray, RecordBatch, TimestampMicrosecondArray, UInt32Array,
};
use arrow::buffer::{Buffer, ScalarBuffer};
use enfilade_model::{Attribute, ValueType};
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_64;

/// A file of a generation in memory.
pub(super) struct Mapped {
    pub(super) path: PathBuf,
    pub(super) buffer: Buffer,
    pub(super) entry: FileEntry,
}

impl Mapped {
    pub(super) fn check_whole(&self) -> Result<(), SnapshotError> {
        let is_whole = format!("{:016x}", xxh3_64(&self.buffer)) == self.entry.xxh3;
        self.or_damaged(is_whole)
    }

    pub(super) fn check(&self, blocks: &Blocks<'_>, which: &[usize]) -> Result<(), SnapshotError> {
        self.or_damaged(blocks.are_whole(&self.buffer, which))
    }

    fn or_damaged(&self, is_whole: bool) -> Result<(), SnapshotError> {
        match is_whole {
            true => Ok(()),
            false => Err(SnapshotError::damaged(&self.path, "its checksum differs")),
        }
    }

    pub(super) fn columns(
        &self,
        batch: Result<RecordBatch, String>,
    ) -> Result<Columns, SnapshotError> {
        let path = self.path.clone();
        match batch {
            Ok(batch) => Ok(Columns { path, batch }),
            Err(why) => Err(SnapshotError::damaged(&path, why)),
        }
    }
}

/// The columns of a file, and how to complain about them.
pub(in crate::snapshot) struct Columns {
    pub(super) path: PathBuf,
    pub(super) batch: RecordBatch,
}

impl Columns {
    pub(super) fn have_rows(&self, rows: u64) -> Result<(), SnapshotError> {
        let found = self.batch.num_rows() as u64;
        match found == rows {
            true => Ok(()),
            false => Err(self.damaged(format!("it has {found} rows instead of {rows}"))),
        }
    }

    pub(in crate::snapshot) fn damaged(&self, why: impl ToString) -> SnapshotError {
        SnapshotError::damaged(&self.path, why)
    }

    pub(super) fn optional<A: Array + Clone + 'static>(
        &self,
        name: &str,
    ) -> Result<Option<A>, SnapshotError> {
        let Some(array) = self.batch.column_by_name(name) else {
            return Ok(None);
        };
        match array.as_any().downcast_ref::<A>() {
            Some(array) => Ok(Some(array.clone())),
            None => Err(self.damaged(format!("column `{name}` is of type {}", array.data_type()))),
        }
    }

    /// A column that must be there and have no nulls.
    pub(in crate::snapshot) fn required<A: Array + Clone + 'static>(
        &self,
        name: &str,
    ) -> Result<A, SnapshotError> {
        self.plain(name)?
            .ok_or_else(|| self.damaged(format!("column `{name}` is missing")))
    }

    /// Numbers, each below `end` or, where that is allowed, `u32::MAX`.
    pub(in crate::snapshot) fn numbers(
        &self,
        name: &str,
        end: u32,
        or_none: bool,
    ) -> Result<Option<ScalarBuffer<u32>>, SnapshotError> {
        let Some(column) = self.optional::<UInt32Array>(name)? else {
            return Ok(None);
        };
        let fits = |&number: &u32| number < end || (or_none && number == u32::MAX);
        if column.null_count() > 0 || !column.values().iter().all(fits) {
            return Err(self.damaged(format!("column `{name}` points at nothing")));
        }
        Ok(Some(column.values().clone()))
    }

    /// A column that has no nulls, if it is there.
    pub(super) fn plain<A: Array + Clone + 'static>(
        &self,
        name: &str,
    ) -> Result<Option<A>, SnapshotError> {
        match self.optional::<A>(name)? {
            Some(array) if array.null_count() > 0 => {
                Err(self.damaged(format!("column `{name}` has nulls")))
            }
            other => Ok(other),
        }
    }
}

/// The columns of attributes.
pub(super) fn attribute_columns(
    columns: &Columns,
) -> Result<Vec<(Attribute, AttributeColumn)>, SnapshotError> {
    let mut attributes = Vec::new();
    for &attribute in Attribute::ALL {
        if let Some(values) = attribute_column(columns, attribute)? {
            attributes.push((attribute, values));
        }
    }
    Ok(attributes)
}

fn attribute_column(
    columns: &Columns,
    attribute: Attribute,
) -> Result<Option<AttributeColumn>, SnapshotError> {
    let name = attribute.name();
    Ok(match attribute.value_type() {
        ValueType::Text => columns
            .optional::<LargeStringArray>(name)?
            .map(AttributeColumn::Text),
        ValueType::Boolean => columns
            .optional::<BooleanArray>(name)?
            .map(AttributeColumn::Boolean),
        ValueType::Time => columns
            .optional::<TimestampMicrosecondArray>(name)?
            .map(AttributeColumn::Time),
    })
}
