//! The attributes without a column of their own: JSON that is read only when someone asks.
//!
//! It is by far the largest part of a snapshot and most questions never look at it, so its file is
//! neither read nor checked before the first look, which is where damage shows.

use crate::SnapshotError;
use arrow::array::{Array, LargeStringArray};
use std::fmt;
use std::sync::{Arc, LazyLock};

type Loaded = Result<Option<LargeStringArray>, SnapshotError>;
type Load = Box<dyn FnOnce() -> Loaded + Send>;

/// A JSON object for each entity of a kind that has one.
#[derive(Clone)]
pub struct RestColumn(Arc<LazyLock<Loaded, Load>>);

impl RestColumn {
    /// No entity has further attributes.
    #[must_use]
    pub fn absent() -> RestColumn {
        RestColumn::deferred(|| Ok(None))
    }

    /// A column in memory.
    #[must_use]
    pub fn of(column: Option<LargeStringArray>) -> RestColumn {
        RestColumn::deferred(move || Ok(column))
    }

    /// A column that is loaded and checked when first asked for.
    pub(crate) fn deferred(load: impl FnOnce() -> Loaded + Send + 'static) -> RestColumn {
        RestColumn(Arc::new(LazyLock::new(Box::new(load))))
    }

    /// The column, loaded if need be; `None` if no entity has further attributes.
    ///
    /// # Errors
    /// If the file is missing or damaged: the same error each time.
    pub fn get(&self) -> Result<Option<&LargeStringArray>, SnapshotError> {
        match &**self.0 {
            Ok(column) => Ok(column.as_ref()),
            Err(error) => Err(error.clone()),
        }
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

impl fmt::Debug for RestColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RestColumn")
    }
}
