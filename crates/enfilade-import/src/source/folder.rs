//! The files of a folder, in an order that does not depend on the file system.
//!
//! Symbolic links inside a folder are not followed: they can lead in circles or out of it. A
//! folder or file that the user names is followed, whatever it is.

use crate::error::ImportError;
use crate::options::{Limit, Limits};
use std::fs;
use std::path::{Path, PathBuf};

/// The regular files under `folder`, sorted by path. Hidden files are left out.
pub(crate) fn files(folder: &Path, limits: &Limits) -> Result<Vec<PathBuf>, ImportError> {
    let io = |path: &Path, source| ImportError::Io {
        path: path.to_owned(),
        source,
    };
    let past = |limit, what: String| ImportError::Limit {
        path: folder.display().to_string(),
        limit,
        what,
    };
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((path, depth)) = open.pop() {
        if depth > limits.folder_depth {
            let what = format!("folders lie more than {} deep", limits.folder_depth);
            return Err(past(Limit::FolderDepth, what));
        }
        for entry in fs::read_dir(&path).map_err(|e| io(&path, e))? {
            let entry = entry.map_err(|e| io(&path, e))?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type().map_err(|e| io(&entry.path(), e))?;
            if kind.is_dir() {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                found.push(entry.path());
            }
            if found.len() + open.len() > limits.files {
                let what = format!("more than {} files", limits.files);
                return Err(past(Limit::Files, what));
            }
        }
    }
    found.sort();
    Ok(found)
}
