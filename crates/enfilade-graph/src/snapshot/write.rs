//! Writing a generation, and making it the current one.
//!
//! All files of the new generation are on disk before the manifest is renamed over the old one;
//! that rename is the only step that changes what a reader sees. Whatever an interrupted import
//! leaves behind is removed by the next one.

use super::SnapshotError;
use super::batches::{self, FileBatch};
use super::blocks::BlockSums;
use super::ipc;
use super::layout::{self, LOCK, MANIFEST, NEXT_MANIFEST};
use super::manifest::{self, FileEntry, Manifest};
use crate::{BuildReport, Graph};
use enfilade_model::ImportSummary;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// A moment at which a process may be killed; tests stop there.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// The folder is there and empty.
    Folder,
    /// A file of the new generation is written.
    File,
    /// All files of the new generation are written.
    Files,
    /// The new manifest is written beside the current one.
    NextManifest,
    /// The new manifest is the current one.
    Current,
    /// The old generation is gone.
    Swept,
}

/// Called after each step; an error stops the writer there, as a kill would.
pub(super) type Checkpoint<'a> = &'a (dyn Fn(Step) -> Result<(), SnapshotError> + Sync);

/// The right to write a snapshot, which one process has at a time.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    _lock: File,
}

impl Writer {
    /// Waits for nobody: if another process writes, it is refused.
    pub(super) fn new(path: &Path) -> Result<Writer, SnapshotError> {
        refuse_foreign(path)?;
        fs::create_dir_all(path).map_err(SnapshotError::io("create", path))?;
        let lock = lock(path)?;
        refuse_foreign(path)?;
        Ok(Writer {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// Writes a graph as the new generation.
    ///
    /// # Errors
    /// If the operating system refuses. The snapshot that was there before is then still there.
    pub fn write(
        self,
        graph: &Graph,
        summary: &ImportSummary,
        report: &BuildReport,
    ) -> Result<Manifest, SnapshotError> {
        write(&self, graph, summary, report, &|_| Ok(()))
    }
}

/// Writes a graph as the new generation of the snapshot that `writer` may write.
pub(super) fn write(
    writer: &Writer,
    graph: &Graph,
    summary: &ImportSummary,
    report: &BuildReport,
    checkpoint: Checkpoint<'_>,
) -> Result<Manifest, SnapshotError> {
    let path = writer.path.as_path();
    // What cannot be removed (mapped by a reader on some systems) is stepped over.
    let current = sweep(path).unwrap_or(0).max(highest_generation(path)?);
    let generation = current.saturating_add(1);
    let folder = path.join(layout::generation_folder(generation));
    for part in ["entities", "edges"] {
        let part = folder.join(part);
        fs::create_dir_all(&part).map_err(SnapshotError::io("create", &part))?;
    }
    checkpoint(Step::Folder)?;

    let content = batches::content(graph)?;
    let files: Result<Vec<FileEntry>, SnapshotError> = content
        .files
        .into_par_iter()
        .map(|file| {
            let entry = write_file(&folder, file)?;
            checkpoint(Step::File)?;
            Ok(entry)
        })
        .collect();
    let mut files = files?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for part in [&folder.join("entities"), &folder.join("edges"), &folder] {
        sync_folder(part)?;
    }
    sync_folder(path)?;
    checkpoint(Step::Files)?;

    let manifest = Manifest {
        generation,
        collected_at: graph.collected_at(),
        summary: summary.clone(),
        report: report.clone(),
        entities: content.entities,
        edges: content.edges,
        roles: graph.role_count() as u64,
        files,
    };
    let next = path.join(NEXT_MANIFEST);
    let json = manifest
        .to_json()
        .map_err(SnapshotError::unstorable(MANIFEST))?;
    let mut file = File::create(&next).map_err(SnapshotError::io("create", &next))?;
    file.write_all(&json)
        .and_then(|()| file.sync_all())
        .map_err(SnapshotError::io("write", &next))?;
    drop(file);
    checkpoint(Step::NextManifest)?;

    let current = path.join(MANIFEST);
    fs::rename(&next, &current).map_err(SnapshotError::io("replace", &current))?;
    sync_folder(path)?;
    checkpoint(Step::Current)?;

    // A reader may still map the old files where the system does not let them go; they are swept
    // by the next import then.
    let _ = sweep(path);
    checkpoint(Step::Swept)?;
    Ok(manifest)
}

/// Refuses a folder that holds anything but a snapshot or the remains of one.
fn refuse_foreign(path: &Path) -> Result<(), SnapshotError> {
    let occupied = |found: String| SnapshotError::Occupied {
        path: path.to_owned(),
        found,
    };
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(occupied("a file".to_owned()));
        }
        Err(error) => return Err(SnapshotError::io("read", path)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(SnapshotError::io("read", path))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = match &*name {
            LOCK | NEXT_MANIFEST => true,
            MANIFEST => manifest::is_ours(path) || is_broken(path),
            other => layout::generation_number(other).is_some(),
        };
        if !ours {
            return Err(occupied(name.into_owned()));
        }
    }
    Ok(())
}

/// Whether the manifest is no JSON at all and a generation of ours lies beside it: what is left of a
/// snapshot whose manifest was damaged, which a new import mends. A manifest of something else is
/// whole, and is left alone.
fn is_broken(path: &Path) -> bool {
    let text = fs::read(path.join(MANIFEST)).unwrap_or_default();
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&text).is_ok();
    let is_generation = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| {
            let number = layout::generation_number(&entry.file_name().to_string_lossy());
            number.is_some() && entry.path().is_dir()
        })
    };
    !is_json && fs::read_dir(path).is_ok_and(|mut entries| entries.any(is_generation))
}

/// Keeps other writers out until the returned file is closed.
fn lock(path: &Path) -> Result<File, SnapshotError> {
    let lock = path.join(LOCK);
    let file = File::create(&lock).map_err(SnapshotError::io("create", &lock))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SnapshotError::Busy {
            path: path.to_owned(),
        }),
        // Some network file systems have no locks; two imports at once are then the user's to
        // avoid.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(SnapshotError::io("lock", &lock)(error)),
    }
}

/// Removes what interrupted imports left behind and all but the current generation. Gives the
/// highest number in use.
fn sweep(path: &Path) -> Result<u64, SnapshotError> {
    let current = match Manifest::read(path) {
        Ok(manifest) => Some(manifest.generation),
        Err(SnapshotError::NotASnapshot { .. }) => None,
        // Not ours to understand: whatever it names stays until there is something better.
        Err(_) => return highest_generation(path),
    };
    for entry in fs::read_dir(path).map_err(SnapshotError::io("read", path))? {
        let entry = entry.map_err(SnapshotError::io("read", path))?;
        let number = layout::generation_number(&entry.file_name().to_string_lossy());
        if number.is_some() && number != current {
            let folder = entry.path();
            fs::remove_dir_all(&folder).map_err(SnapshotError::io("remove", &folder))?;
        }
    }
    Ok(current.unwrap_or(0))
}

fn highest_generation(path: &Path) -> Result<u64, SnapshotError> {
    let entries = fs::read_dir(path).map_err(SnapshotError::io("read", path))?;
    let numbers = entries
        .flatten()
        .filter_map(|entry| layout::generation_number(&entry.file_name().to_string_lossy()));
    Ok(numbers.max().unwrap_or(0))
}

fn write_file(folder: &Path, (path, batch): FileBatch) -> Result<FileEntry, SnapshotError> {
    let absolute = layout::absolute(folder, &path);
    let failed = |error| SnapshotError::io("write", &absolute)(error);
    let file = File::create_new(&absolute).map_err(failed)?;
    let hashing = Hashing {
        to: file,
        xxh3: Xxh3::new(),
        blake3: blake3::Hasher::new(),
        blocks: BlockSums::default(),
        bytes: 0,
    };
    let written = ipc::write(&batch, BufWriter::with_capacity(1 << 16, hashing));
    let hashing = written
        .map_err(|error| match error {
            arrow::error::ArrowError::IoError(_, error) => failed(error),
            other => SnapshotError::unstorable(&path)(other),
        })?
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    hashing.to.sync_all().map_err(failed)?;
    Ok(FileEntry {
        path,
        bytes: hashing.bytes,
        xxh3: format!("{:016x}", hashing.xxh3.digest()),
        blocks: hashing.blocks.finish(),
        blake3: hashing.blake3.finalize().to_hex().to_string(),
    })
}

/// Hashes what passes through.
struct Hashing {
    to: File,
    xxh3: Xxh3,
    blake3: blake3::Hasher,
    blocks: BlockSums,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.xxh3.update(&bytes[..count]);
        self.blake3.update(&bytes[..count]);
        self.blocks.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Makes the names in a folder last. Only Unix lets a folder be opened for that.
fn sync_folder(folder: &Path) -> Result<(), SnapshotError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(SnapshotError::io("write", folder))?;
    }
    Ok(())
}
