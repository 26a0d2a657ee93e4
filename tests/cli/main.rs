//! The command as its users meet it: arguments, streams, files and exit codes.
//!
//! What a query means is tested where it is implemented; these tests hold what the command itself
//! promises. Each command has its file.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be read fails the test that reads it"
)]

mod check;
mod completions;
mod docs;
mod editors;
mod explain;
mod export;
mod format;
mod hostile;
mod import;
mod info;
mod into;
mod kill;
mod language;
mod library;
mod query;
mod readme;
mod repl;
mod report;
mod rules;
mod terminal;
mod tutorial;

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// The command, without anything of the environment that could change what it writes.
fn enfilade() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enfilade"));
    command
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env("ENFILADE_HISTORY", "")
        .env("ENFILADE_CONFIG", "");
    command
}

/// What a command wrote to one of its streams.
fn text(stream: &[u8]) -> String {
    String::from_utf8(stream.to_vec()).unwrap()
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn no_arguments_show_help_and_are_an_error() {
    let output = enfilade().assert().code(2).get_output().clone();
    assert!(text(&output.stderr).contains("Usage: enfilade"));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_path_that_is_nothing_says_so() {
    let output = enfilade()
        .arg("quary")
        .assert()
        .code(2)
        .get_output()
        .clone();
    assert!(text(&output.stderr).contains("the commands are import, query"));
    let output = enfilade()
        .arg("no/such.enf")
        .assert()
        .code(3)
        .get_output()
        .clone();
    assert!(text(&output.stderr).contains("there is no file or folder `no/such.enf`"));
}

#[test]
fn the_table_of_exit_codes_is_in_the_help() {
    let output = enfilade()
        .arg("--help")
        .assert()
        .code(0)
        .get_output()
        .clone();
    let help = text(&output.stdout);
    for code in 0..=5 {
        assert!(help.contains(&format!("\n  {code}  ")), "{code}");
    }
}
