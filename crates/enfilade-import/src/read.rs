//! The way in: what is to be read, and what came of it.

mod ahead;
mod tenants;
mod walk;

use tenants::are_several;
pub use tenants::one_tenant;

use crate::error::ImportError;
use crate::options::{Options, Progress};
use crate::source::folder;
use crate::summary::{Oddities, Oddity};
use enfilade_model::{ImportSummary, RecordSink};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use walk::Walk;

const NAMED_TWICE: Oddity = Oddity::odd(
    "named-twice",
    "files that were named more than once; read once",
);

/// Reads exports and pushes their facts into `sink`.
///
/// Folders are searched, archives are unpacked; files in them that are no export are passed over
/// and counted. What is odd or damaged is in the summary's warnings.
///
/// # Errors
/// If a path cannot be read, a named file is no export, nothing was found in a folder or archive,
/// nothing came of what was found, the exports are of several tenants, a limit was passed, or the import was cancelled.
pub fn read(
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
    sink: &mut dyn RecordSink,
) -> Result<ImportSummary, ImportError> {
    read_more(&ImportSummary::default(), paths, options, progress, sink)
}

/// Reads exports that are added to what an earlier import read. The numbers of their files follow on
/// those of the earlier ones, and the summary is that of all.
///
/// # Errors
/// As [`read`].
pub fn read_more(
    earlier: &ImportSummary,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
    sink: &mut dyn RecordSink,
) -> Result<ImportSummary, ImportError> {
    if paths.is_empty() {
        return Err(ImportError::NoInput);
    }
    let mut walk = Walk::new(earlier, options, progress, sink);
    let plan = plan(paths, options, walk.oddities())?;
    progress.total(
        plan.iter()
            .flat_map(|named| &named.files)
            .map(|file| file.bytes)
            .sum(),
    );
    ahead::read(&plan, &mut walk)?;
    walk.finish(earlier)
}

/// Reads one export, packed or not, that is in memory under the name `name`.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    options: &Options,
    progress: &dyn Progress,
    sink: &mut dyn RecordSink,
) -> Result<ImportSummary, ImportError> {
    progress.total(bytes.len() as u64);
    let earlier = ImportSummary::default();
    let mut walk = Walk::new(&earlier, options, progress, sink);
    walk.bytes(name, bytes)?;
    walk.finish(&earlier)
}

/// A path that the user named, and the files behind it.
struct Named {
    path: PathBuf,
    is_folder: bool,
    /// How many files there are, counting those that were named before.
    found: usize,
    files: Vec<FileToRead>,
}

struct FileToRead {
    path: PathBuf,
    bytes: u64,
    /// Whether it is a file, and no pipe.
    is_plain: bool,
}

/// Lists the files to read.
fn plan(
    paths: &[PathBuf],
    options: &Options,
    oddities: &mut Oddities,
) -> Result<Vec<Named>, ImportError> {
    let io = |path: &Path, source| ImportError::Io {
        path: path.to_owned(),
        source,
    };
    let mut seen = FxHashSet::default();
    let mut plan = Vec::new();
    for path in paths {
        let is_folder = path.metadata().map_err(|e| io(path, e))?.is_dir();
        let found = if is_folder {
            folder::files(path, &options.limits)?
        } else {
            vec![path.clone()]
        };
        // No link leads out of a folder, so what is in it lies where the folder does. A pipe that the
        // shell made (`<(...)`, `/dev/stdin`) can be read and lies nowhere.
        let whole_path = path.canonicalize().unwrap_or_else(|_| path.clone());
        let (count, mut files) = (found.len(), Vec::new());
        for file in found {
            let whole = match file.strip_prefix(path) {
                Ok(inside) if is_folder => whole_path.join(inside),
                _ => whole_path.clone(),
            };
            if !seen.insert(whole) {
                oddities.count(NAMED_TWICE, None, || file.display().to_string());
                continue;
            }
            let metadata = file.metadata().map_err(|e| io(&file, e))?;
            files.push(FileToRead {
                path: file,
                bytes: metadata.len(),
                is_plain: metadata.is_file(),
            });
        }
        plan.push(Named {
            path: path.clone(),
            is_folder,
            found: count,
            files,
        });
    }
    Ok(plan)
}
