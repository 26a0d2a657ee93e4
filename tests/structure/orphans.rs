//! A test file that nothing loads passes forever.

use super::{root, shown, sources};
use cargo_metadata::MetadataCommand;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_test_file_is_loaded() {
    let loaded = loaded();
    let forgotten: Vec<String> = sources()
        .iter()
        .filter(|path| !loaded.contains(&path.canonicalize().unwrap()))
        .map(|path| shown(path))
        .collect();
    assert!(forgotten.is_empty(), "nothing loads {forgotten:#?}");
}

/// Every file that a target of the workspace reaches through its `mod` lines.
fn loaded() -> BTreeSet<PathBuf> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let targets = metadata
        .packages
        .iter()
        .flat_map(|package| &package.targets);
    let mut left: Vec<PathBuf> = targets
        .map(|target| target.src_path.as_std_path().to_owned())
        .collect();
    // The files of a target's root lie beside it, those of a module in a folder of its name.
    let roots: BTreeSet<PathBuf> = left
        .iter()
        .map(|path| path.canonicalize().unwrap())
        .collect();
    let mut loaded = BTreeSet::new();
    while let Some(path) = left.pop() {
        let path = path.canonicalize().unwrap();
        if !loaded.insert(path.clone()) {
            continue;
        }
        let folder = if roots.contains(&path) {
            path.parent().unwrap().to_owned()
        } else {
            path.with_extension("")
        };
        left.extend(modules(&path, &folder));
    }
    loaded
}

/// The files that the `mod name;` lines of a file load.
fn modules(path: &Path, folder: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| {
            let line = line.trim();
            let line = match line.split_once(") ") {
                Some((visibility, rest)) if visibility.starts_with("pub(") => rest,
                _ => line.strip_prefix("pub ").unwrap_or(line),
            };
            line.strip_prefix("mod ")?.strip_suffix(';')
        })
        .map(|name| folder.join(format!("{name}.rs")))
        .filter(|file| file.exists())
        .collect()
}
