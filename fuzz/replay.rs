//! What the fuzzer found, and what it began with, replayed by the ordinary tests: a file of
//! `regressions/` or `seeds/` is what some target was once given.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a target fails by panicking"
)]
#![expect(unreachable_pub, reason = "the targets are public to the fuzzer")]

mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use targets::{ALL, Target};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The target that a folder is of.
fn target(folder: &Path) -> Target {
    let name = folder.file_name().unwrap().to_string_lossy();
    let found = ALL.iter().find(|(own, _)| *own == name);
    found
        .unwrap_or_else(|| panic!("no target is called `{name}`"))
        .1
}

#[test]
fn nothing_that_was_found_comes_back() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let mut replayed = 0;
    for kind in ["seeds", "regressions"] {
        for folder in files(&here.join(kind)) {
            let target = target(&folder);
            for file in files(&folder) {
                // A panic says what is wrong; the name says with what.
                eprintln!("{}", file.display());
                target(&fs::read(&file).unwrap());
                replayed += 1;
            }
        }
    }
    assert!(replayed > 20, "only {replayed} files");
}

/// The samples of each format are seeds as well, and lie where the importer's tests have them.
#[test]
fn the_samples_of_each_format_pass_through_every_target() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/imports");
    let mut passed = 0;
    for folder in files(&samples) {
        for file in files(&folder).into_iter().filter(|path| path.is_file()) {
            let bytes = fs::read(&file).unwrap();
            eprintln!("{}", file.display());
            for (_, target) in ALL {
                target(&bytes);
            }
            passed += 1;
        }
    }
    assert!(passed > 25, "only {passed} samples");
}
