//! A query that nobody waits for any longer stops soon.

use crate::QueryError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The caller's wish to stop, as operators look at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancel(pub(crate) Option<Arc<AtomicBool>>);

impl Cancel {
    /// An error once the caller has asked to stop.
    pub(crate) fn check(&self) -> Result<(), QueryError> {
        match &self.0 {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(QueryError::Cancelled),
            _ => Ok(()),
        }
    }
}
