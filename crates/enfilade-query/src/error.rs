//! Why a query has no answer.

use crate::diagnostic::{Diagnostic, render_all};
use arrow::error::ArrowError;
use enfilade_access::AccessError;
use enfilade_graph::SnapshotError;
use thiserror::Error;

/// Why a query has no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The query is not understood. Each diagnostic points at a place of its text.
    #[error("the query is not understood: {}", first_message(.0))]
    Diagnostics(Vec<Diagnostic>),
    /// The caller asked to stop.
    #[error("the query was cancelled")]
    Cancelled,
    /// A sort would hold more rows than can be numbered.
    #[error("more than 4,294,967,295 rows cannot be sorted; add `| take` or `| where` before")]
    TooManyRows,
    /// Access could not be computed.
    #[error("access could not be computed")]
    Access(#[source] AccessError),
    /// A part of the snapshot that the question looks at is damaged.
    #[error(transparent)]
    Snapshot(Box<SnapshotError>),
    /// The rows could not be put together.
    #[error("the answer could not be put together")]
    Arrow(#[from] ArrowError),
}

impl QueryError {
    /// The error with the lines of the query that it is about, ready for a terminal.
    #[must_use]
    pub fn render(&self, query: &str, colour: bool) -> String {
        match self {
            QueryError::Diagnostics(diagnostics) => render_all(diagnostics, query, colour),
            other => other.to_string(),
        }
    }
}

impl From<SnapshotError> for QueryError {
    fn from(error: SnapshotError) -> QueryError {
        QueryError::Snapshot(Box::new(error))
    }
}

impl From<AccessError> for QueryError {
    fn from(error: AccessError) -> QueryError {
        match error {
            AccessError::Cancelled => QueryError::Cancelled,
            error => QueryError::Access(error),
        }
    }
}

fn first_message(diagnostics: &[Diagnostic]) -> &str {
    diagnostics
        .first()
        .map_or("", |diagnostic| diagnostic.message.as_str())
}
