//! Every module says first what it is for, and none grows past a length that is read in one go.

use super::{shown, sources};
use std::fs;

/// The longest a source file may be.
const LINES: usize = 800;

#[test]
fn every_module_opens_with_its_purpose() {
    let mut silent = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        // Attributes of the crate may stand before its documentation.
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
        if !first.is_some_and(|line| line.starts_with("//!")) {
            silent.push(shown(&path));
        }
    }
    assert!(silent.is_empty(), "no `//!` at the top of {silent:#?}");
}

#[test]
fn no_module_is_too_long() {
    let mut long = Vec::new();
    for path in sources() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LINES {
            long.push(format!("{}: {lines} lines", shown(&path)));
        }
    }
    assert!(long.is_empty(), "split these: {long:#?}");
}

#[test]
fn modules_are_named_files() {
    let named_mod: Vec<String> = sources()
        .iter()
        .filter(|path| path.ends_with("mod.rs"))
        .map(|path| shown(path))
        .collect();
    assert!(
        named_mod.is_empty(),
        "`foo.rs` beside `foo/`: {named_mod:#?}"
    );
}
