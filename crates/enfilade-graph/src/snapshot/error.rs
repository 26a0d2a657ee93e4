//! What can be wrong with a snapshot, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a snapshot cannot be written or read.
///
/// Cloneable, since a damaged file is reported each time it is asked for.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
pub enum SnapshotError {
    /// There is no snapshot at this path.
    #[error(
        "`{}` is no snapshot: it has no manifest.json; make one with `enfilade import <export> -o <folder>`", .path.display()
    )]
    NotASnapshot {
        /// The path given.
        path: PathBuf,
    },
    /// The folder holds something else, which is not overwritten.
    #[error("`{}` holds `{found}`, which is no part of a snapshot; choose another folder", .path.display())]
    Occupied {
        /// The path given.
        path: PathBuf,
        /// What is there.
        found: String,
    },
    /// Another process writes to the same folder.
    #[error("another import writes to `{}`; wait until it has ended", .path.display())]
    Busy {
        /// The path given.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("cannot {action} `{}`: {message}", .path.display())]
    Io {
        /// What was attempted ("read", "write", ...).
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The kind of failure.
        kind: io::ErrorKind,
        /// What the operating system says.
        message: String,
    },
    /// The snapshot was written by a newer program.
    #[error(
        "`{}` has format version {found}, this program reads up to {known}; update enfilade, or import the export again", .path.display()
    )]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version that this program reads.
        known: u32,
    },
    /// A file of the snapshot is gone.
    #[error("`{}` is missing from the snapshot; restore the folder from a copy, or import the export again", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file of the snapshot is not as it was written.
    #[error("`{}` is damaged: {why}; restore the folder from a copy, or import the export again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How that shows.
        why: String,
    },
    /// A table of the graph cannot be stored.
    #[error("cannot store `{file}`: {why}")]
    Unstorable {
        /// The file within the snapshot.
        file: String,
        /// What stands against it.
        why: String,
    },
}

impl SnapshotError {
    /// For `map_err`: the operating system refused to do `action` with `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SnapshotError {
        move |error| SnapshotError::Io {
            action,
            path: path.to_owned(),
            kind: error.kind(),
            message: error.to_string(),
        }
    }

    /// For `map_err`: a table is refused.
    pub(super) fn unstorable<E: ToString>(
        file: &str,
    ) -> impl FnOnce(E) -> SnapshotError + use<'_, E> {
        move |error| SnapshotError::Unstorable {
            file: file.to_owned(),
            why: error.to_string(),
        }
    }

    /// A file is not as it was written.
    pub(super) fn damaged(path: &Path, why: impl ToString) -> SnapshotError {
        SnapshotError::Damaged {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}
