//! What can go wrong between an export and an answer.

use enfilade_graph::{BuildError, ReplayError, SnapshotError};
use enfilade_import::ImportError;
use enfilade_model::{SourceFile, Warning};
use enfilade_query::QueryError;
use enfilade_report::output::WriteError;
use std::io;
use std::path::PathBuf;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing at the path.
    #[error("there is no file or folder `{}`", path.display())]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// The path cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The import stopped.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The export is damaged, and the caller wants none of a damaged export.
    #[error("{}", damage(warnings, sources))]
    Damaged {
        /// How it is damaged.
        warnings: Vec<Warning>,
        /// The files.
        sources: Vec<SourceFile>,
    },
    /// The records do not make a graph.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The snapshot cannot be written or opened.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The query has no answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The answer cannot be written.
    #[error(transparent)]
    Write(WriteError),
}

/// Whose fault an error is, and so what may help.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    /// The question or the arguments; ask otherwise.
    Usage,
    /// The export or snapshot; get another one.
    BadInput,
    /// The caller asked to stop.
    Cancelled,
    /// The machine or this program.
    Internal,
}

impl Error {
    /// Whose fault it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Import(ImportError::Cancelled) | Error::Query(QueryError::Cancelled) => {
                ErrorKind::Cancelled
            }
            Error::Query(QueryError::Diagnostics(_)) => ErrorKind::Usage,
            Error::Query(QueryError::Snapshot(_)) => ErrorKind::BadInput,
            Error::NotFound { .. }
            | Error::Unreadable { .. }
            | Error::Import(_)
            | Error::Damaged { .. }
            | Error::Build(_) => ErrorKind::BadInput,
            Error::Snapshot(SnapshotError::Occupied { .. }) => ErrorKind::Usage,
            Error::Snapshot(
                SnapshotError::NotASnapshot { .. }
                | SnapshotError::Newer { .. }
                | SnapshotError::Missing { .. }
                | SnapshotError::Damaged { .. },
            ) => ErrorKind::BadInput,
            Error::Snapshot(_) | Error::Query(_) | Error::Write(_) => ErrorKind::Internal,
        }
    }
}

impl From<ReplayError> for Error {
    fn from(error: ReplayError) -> Error {
        match error {
            ReplayError::Snapshot(error) => Error::Snapshot(error),
            ReplayError::Build(error) => Error::Build(error),
        }
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Error {
        match error {
            WriteError::Query(error) => Error::Query(error),
            error => Error::Write(error),
        }
    }
}

/// The first damage, and how much more there is.
fn damage(warnings: &[Warning], sources: &[SourceFile]) -> String {
    let Some(first) = warnings.first() else {
        return "the export is damaged".to_owned();
    };
    let mut text = format!("the export is damaged: {}", first.message);
    let example = (!first.example.is_empty()).then(|| first.example.clone());
    let first: Vec<String> = example.into_iter().chain(first.place(sources)).collect();
    if !first.is_empty() {
        text.push_str(": ");
        text.push_str(&first.join(", "));
    }
    if warnings.len() > 1 {
        text.push_str(&format!(" (and {} more)", warnings.len() - 1));
    }
    text.push_str("; export it again, or import without refusing damage");
    text
}
