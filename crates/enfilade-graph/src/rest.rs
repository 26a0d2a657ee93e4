//! The attributes without a column of their own: JSON that is read only when someone asks.
//!
//! It is by far the largest part of a snapshot and most questions never look at it.

use crate::SnapshotError;
use crate::deferred::Deferred;
use arrow::array::{Array, LargeStringArray};

type Loaded = Result<Option<LargeStringArray>, SnapshotError>;

/// A JSON object for each entity of a kind that has one.
#[derive(Clone, Debug)]
pub struct RestColumn(Deferred<Option<LargeStringArray>>);

impl RestColumn {
    /// No entity has further attributes.
    #[must_use]
    pub fn absent() -> RestColumn {
        RestColumn::of(None)
    }

    /// A column in memory.
    #[must_use]
    pub fn of(column: Option<LargeStringArray>) -> RestColumn {
        RestColumn::deferred(move || Ok(column))
    }

    /// A column that is loaded and checked when first asked for.
    pub(crate) fn deferred(load: impl FnOnce() -> Loaded + Send + 'static) -> RestColumn {
        RestColumn(Deferred::new(load))
    }

    /// The column, loaded if need be; `None` if no entity has further attributes.
    ///
    /// # Errors
    /// If the file is missing or damaged: the same error each time.
    pub fn get(&self) -> Result<Option<&LargeStringArray>, SnapshotError> {
        self.0.get().map(Option::as_ref)
    }

    /// The JSON object at a position of the kind's table.
    ///
    /// # Errors
    /// If the file is missing or damaged.
    pub fn at(&self, position: usize) -> Result<Option<&str>, SnapshotError> {
        let column = self.get()?;
        Ok(column
            .filter(|column| position < column.len() && column.is_valid(position))
            .map(|column| column.value(position)))
    }
}
