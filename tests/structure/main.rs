//! The shape of the workspace, held by tests: which crate may use which, what every source file
//! looks like, and that no test lies forgotten.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be read fails the test that reads it"
)]

mod arrows;
mod modules;
mod orphans;

use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file below a folder, sorted, without what builds leave behind.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") {
                    left.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Every Rust file of the workspace.
fn sources() -> Vec<PathBuf> {
    let folders = ["crates", "tests", "benches"].map(|folder| root().join(folder));
    let files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| rust_files(folder))
        .collect();
    assert!(files.len() > 50, "the sources are not where they were");
    files
}

/// A path as it is shown in a message.
fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}
