//! The manifest: what a snapshot holds, and how to tell whether it still does.
//!
//! The outer object says what the file is and carries a checksum of the inner one, so that a
//! changed digit is noticed, and so that a program can tell a newer version without understanding
//! what is inside.

use super::error::SnapshotError;
use super::layout::{FORMAT, MANIFEST, VERSION, generation_folder};
use crate::BuildReport;
use enfilade_model::{EdgeKind, EntityKind, ImportSummary};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What a snapshot holds.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Counts up with each import into the same folder.
    pub generation: u64,
    /// When the data was collected, in microseconds since 1970.
    pub collected_at: i64,
    /// What the import read, what was odd about it, and what the sources could hold.
    pub summary: ImportSummary,
    /// What the build made of the records.
    pub report: BuildReport,
    /// The kinds of entities there are.
    pub entities: Vec<EntityEntry>,
    /// The kinds of edges there are.
    pub edges: Vec<EdgeEntry>,
    /// How many roles the edges carry between them.
    pub roles: u64,
    /// Every file of the generation, sorted by path.
    pub files: Vec<FileEntry>,
}

/// The entities of a kind.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct EntityEntry {
    /// The kind.
    pub kind: EntityKind,
    /// How many there are.
    pub count: u64,
    /// Whether there are attributes without a column of their own.
    pub rest: bool,
}

/// The edges of a kind.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct EdgeEntry {
    /// The kind.
    pub kind: EdgeKind,
    /// How many there are.
    pub count: u64,
    /// The first entity with a forward row.
    pub forward_first: u32,
    /// The first entity with a reverse row.
    pub reverse_first: u32,
}

/// A file of a generation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path within the generation's folder, with `/` between the parts.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its XXH3-64 in hexadecimal digits: checked when the file is opened.
    pub xxh3: String,
    /// The XXH3-64 of each quarter of a mebibyte, one after the other: checked when what is in it is first
    /// used. Empty for small files, and in snapshots of earlier programs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub blocks: String,
    /// Its BLAKE3 in hexadecimal digits: checked on request.
    pub blake3: String,
}

#[derive(Serialize, Deserialize)]
struct Outer<'a> {
    format: String,
    version: u32,
    checksum: String,
    #[serde(borrow)]
    snapshot: &'a RawValue,
}

/// What every version of a manifest has.
#[derive(Deserialize)]
struct Marker {
    format: String,
    version: u32,
}

/// A manifest lists some dozens of files and warnings.
const MAX_BYTES: u64 = 64 << 20;

impl Manifest {
    /// The folder of the generation, given the snapshot's.
    pub(super) fn folder(&self, snapshot: &Path) -> PathBuf {
        snapshot.join(generation_folder(self.generation))
    }

    /// The entry of a file.
    pub(super) fn file(&self, path: &str) -> Option<&FileEntry> {
        let at = self
            .files
            .binary_search_by(|entry| entry.path.as_str().cmp(path));
        self.files.get(at.ok()?)
    }

    /// The text of the file.
    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let inner = serde_json::to_string_pretty(self)?;
        let inner = RawValue::from_string(inner)?;
        serde_json::to_vec_pretty(&Outer {
            format: FORMAT.to_owned(),
            version: VERSION,
            checksum: checksum(&inner),
            snapshot: &inner,
        })
    }

    /// Reads the manifest of a snapshot.
    pub(super) fn read(snapshot: &Path) -> Result<Manifest, SnapshotError> {
        let path = snapshot.join(MANIFEST);
        let bytes = read_bounded(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SnapshotError::NotASnapshot {
                path: snapshot.to_owned(),
            },
            _ => SnapshotError::io("read", &path)(error),
        })?;
        let damaged = |why: &dyn ToString| SnapshotError::damaged(&path, why.to_string());
        let marker: Marker = serde_json::from_slice(&bytes).map_err(|e| damaged(&e))?;
        if marker.format != FORMAT {
            return Err(SnapshotError::NotASnapshot {
                path: snapshot.to_owned(),
            });
        }
        if marker.version > VERSION {
            return Err(SnapshotError::Newer {
                path,
                found: marker.version,
                known: VERSION,
            });
        }
        if marker.version < 1 {
            return Err(damaged(&"its version is 0"));
        }
        let outer: Outer<'_> = serde_json::from_slice(&bytes).map_err(|e| damaged(&e))?;
        if outer.checksum != checksum(outer.snapshot) {
            return Err(damaged(&"its content does not match its checksum"));
        }
        let mut manifest: Manifest =
            serde_json::from_str(outer.snapshot.get()).map_err(|e| damaged(&e))?;
        manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(manifest)
    }
}

fn checksum(inner: &RawValue) -> String {
    blake3::hash(inner.get().as_bytes()).to_hex().to_string()
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = "it is longer than any manifest";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// Whether the folder has a manifest of ours, of whatever version and in whatever state.
pub(super) fn is_ours(snapshot: &Path) -> bool {
    let Ok(bytes) = read_bounded(&snapshot.join(MANIFEST)) else {
        return false;
    };
    let marker: Result<Marker, _> = serde_json::from_slice(&bytes);
    match marker {
        Ok(marker) => marker.format == FORMAT,
        // A damaged manifest of ours still says so near its start.
        Err(_) => String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).contains(FORMAT),
    }
}
