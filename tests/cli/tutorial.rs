//! Every command of `docs/tutorial.md` runs, and prints what the page shows.
//!
//! A block `sh` is run as it stands, and the block `text` after it is its stdout. `# exit 1` at the end
//! says how the block ends. `UPDATE_GOLDENS=1 cargo test -p enfilade-cli --test cli tutorial` writes
//! the `text` blocks again. Read them.

#![cfg(unix)]

use crate::{root, text};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A block of commands, and what it printed.
fn run(script: &str, folder: &Path) -> (Option<i32>, String, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_enfilade")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("ENFILADE_CONFIG", "")
        .env("ENFILADE_HISTORY", "")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    // Cells at the end of a line are padded.
    let shown = text(&output.stdout).replace('\r', "");
    let shown: String = shown
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    (output.status.code(), shown, text(&output.stderr))
}

#[test]
fn the_tutorial_does_what_it_says() {
    let folder = TempDir::new().unwrap();
    // The reader stands at the root of the repository, and writes nothing of it.
    for name in ["tests", "queries"] {
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    let path = root().join("docs/tutorial.md");
    let page = fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut rest = page.as_str();
    let mut blocks = 0;
    while let Some((before, after)) = rest.split_once("```sh\n") {
        let (script, after) = after.split_once("```\n").unwrap();
        let expected = script
            .lines()
            .last()
            .and_then(|line| line.split_once("# exit "));
        let expected = expected.map_or(0, |(_, code)| code.trim().parse().unwrap());
        let (code, shown, said) = run(script, folder.path());
        assert_eq!(code, Some(expected), "{script}{shown}{said}");
        written.push_str(&format!("{before}```sh\n{script}```\n"));
        rest = after;
        if let Some(text) = after.strip_prefix("\n```text\n") {
            let (_, after) = text.split_once("```\n").unwrap();
            written.push_str(&format!("\n```text\n{shown}```\n"));
            rest = after;
        }
        blocks += 1;
    }
    written.push_str(rest);
    assert!(blocks >= 10, "the tutorial has lost its commands");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert_eq!(kept, written);
}
