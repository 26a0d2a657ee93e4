//! Files that hold what is asked and what comes back.
//!
//! The first part of a file is the question, the parts after lines `----` are what came back when a
//! person last read it. `UPDATE_GOLDENS=1` writes what comes back now into all files; read the
//! difference.

use std::fs;
use std::path::{Path, PathBuf};

const LINE: &str = "\n----\n";

/// Compares every file of `folder` (from the top of the repository) with what `answer` makes of its
/// question. At least `at_least` files must be there.
pub(crate) fn check(folder: &str, at_least: usize, answer: &dyn Fn(&str) -> Vec<String>) {
    let paths = files(&root().join(folder), "txt");
    assert!(paths.len() >= at_least, "only {} in {folder}", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let stored = fs::read_to_string(&path).unwrap();
        let question = stored
            .split(LINE)
            .next()
            .unwrap_or("")
            .trim_end_matches('\n');
        let mut parts = vec![question.to_owned()];
        parts.extend(answer(question));
        let now = format!("{}\n", parts.join(LINE));
        if is_update() {
            fs::write(&path, now).unwrap();
        } else if now != stored {
            wrong.push(format!("{}\n{}", path.display(), difference(&stored, &now)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whether files are to be written again.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some()
}

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files below a folder whose name ends so, in the order of their paths.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The lines that one text has and the other lacks, in order.
pub(crate) fn difference(stored: &str, now: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (stored.lines().collect(), now.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = |lines: &[&str], mark: &str| -> String {
        let rest = lines.get(start..).unwrap_or_default().iter().take(12);
        rest.map(|line| format!("{mark} {line}\n")).collect()
    };
    format!(
        "  from line {}\n{}{}",
        start + 1,
        tail(&old, "-"),
        tail(&new, "+")
    )
}
