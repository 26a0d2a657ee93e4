//! A part of a snapshot that is read only when someone asks for it.
//!
//! Most questions look at a small part of a snapshot. What they do not look at is neither read nor
//! checked before the first look, which is where damage shows.

use crate::SnapshotError;
use std::fmt;
use std::sync::{Arc, LazyLock};

type Load<T> = Box<dyn FnOnce() -> Result<T, SnapshotError> + Send>;

/// A value that is loaded and checked when first asked for, once for all its copies.
pub(crate) struct Deferred<T>(Arc<LazyLock<Result<T, SnapshotError>, Load<T>>>);

impl<T> Deferred<T> {
    /// A value to be loaded.
    pub(crate) fn new(
        load: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static,
    ) -> Deferred<T> {
        Deferred(Arc::new(LazyLock::new(Box::new(load))))
    }

    /// The value, loaded if need be.
    ///
    /// # Errors
    /// If its file is missing or damaged: the same error each time.
    pub(crate) fn get(&self) -> Result<&T, SnapshotError> {
        (**self.0).as_ref().map_err(Clone::clone)
    }
}

impl<T> Clone for Deferred<T> {
    fn clone(&self) -> Deferred<T> {
        Deferred(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Deferred<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Deferred")
    }
}

/// Rows of a table of a snapshot, looked at when first asked for.
#[derive(Clone, Debug)]
pub struct DeferredRows<T>(Deferred<Vec<T>>);

impl<T: Send + Sync + 'static> DeferredRows<T> {
    /// Rows in memory.
    #[must_use]
    pub fn of(rows: Vec<T>) -> DeferredRows<T> {
        DeferredRows::deferred(move || Ok(rows))
    }

    /// Rows that are loaded and checked when first asked for.
    pub(crate) fn deferred(
        load: impl FnOnce() -> Result<Vec<T>, SnapshotError> + Send + 'static,
    ) -> DeferredRows<T> {
        DeferredRows(Deferred::new(load))
    }
}

impl<T> DeferredRows<T> {
    /// The rows, loaded if need be.
    ///
    /// # Errors
    /// If the part of the snapshot that holds them is damaged: the same error each time.
    pub fn get(&self) -> Result<&[T], SnapshotError> {
        self.0.get().map(Vec::as_slice)
    }
}
