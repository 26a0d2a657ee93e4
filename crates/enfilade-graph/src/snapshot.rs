//! A graph on disk: a folder of Arrow files that are mapped and used in place.
//!
//! `manifest.json` names the current generation, a folder of its own, and holds a checksum of each
//! of its files. A new import writes a new generation beside the current one and then replaces the
//! manifest in one step, so that a reader, or a kill at any moment, finds the old snapshot or the
//! new one. `docs/snapshot.md` describes every file.
//!
//! Opening reads what every question needs, to compare its checksum. The attributes that access does
//! not rest on, and the JSON of those without a column of their own, are checked when someone first
//! looks at them.

mod batches;
mod blocks;
mod error;
mod ipc;
mod layout;
mod manifest;
mod map;
mod merging;
mod open;
mod validate;
mod write;

#[cfg(test)]
mod tests;

pub use error::SnapshotError;
pub use manifest::{EdgeEntry, EntityEntry, FileEntry, Manifest};
pub use write::Writer;

use crate::{BuildReport, Graph};
use enfilade_model::ImportSummary;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    path: PathBuf,
    manifest: Arc<Manifest>,
    graph: Arc<Graph>,
}

/// How often opening starts again because an import replaced the generation meanwhile.
const ATTEMPTS: usize = 5;

impl Snapshot {
    /// Writes a graph as the new generation of the snapshot at `path`, which need not exist.
    ///
    /// # Errors
    /// If the folder holds anything but a snapshot, if another process writes to it, or if the
    /// operating system refuses. The snapshot that was there before is then still there.
    pub fn write(
        path: &Path,
        graph: &Graph,
        summary: &ImportSummary,
        report: &BuildReport,
    ) -> Result<Manifest, SnapshotError> {
        Snapshot::writer(path)?.write(graph, summary, report)
    }

    /// Keeps others from writing the snapshot at `path`, which need not exist, until the writer is gone.
    ///
    /// # Errors
    /// If the folder holds anything but a snapshot, if another process writes to it, or if the
    /// operating system refuses.
    pub fn writer(path: &Path) -> Result<Writer, SnapshotError> {
        Writer::new(path)
    }

    /// Opens the current generation.
    ///
    /// # Errors
    /// If there is no snapshot, if a newer program wrote it, or if any of its files is missing or
    /// is not as it was written, as far as it is read at once.
    pub fn open(path: &Path) -> Result<Snapshot, SnapshotError> {
        let mut manifest = Arc::new(Manifest::read(path)?);
        let mut attempt = 1;
        loop {
            match open::open(path, &manifest) {
                Ok(graph) => {
                    return Ok(Snapshot {
                        path: path.to_owned(),
                        manifest,
                        graph: Arc::new(graph),
                    });
                }
                Err(SnapshotError::Missing { path: file }) => {
                    let now = Arc::new(Manifest::read(path)?);
                    if now.generation == manifest.generation || attempt == ATTEMPTS {
                        return Err(SnapshotError::Missing { path: file });
                    }
                    manifest = now;
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    /// What the snapshot holds and where it came from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Checks everything: each file against its cryptographic hash, and all that the graph relies
    /// on. Reads the whole snapshot.
    ///
    /// # Errors
    /// If anything is not as it was written.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        let folder = self.manifest.folder(&self.path);
        validate::verify(&folder, &self.manifest, &self.graph)
    }

    /// Whether there is a snapshot at `path`, in whatever state.
    #[must_use]
    pub fn is_snapshot(path: &Path) -> bool {
        manifest::is_ours(path)
    }
}
