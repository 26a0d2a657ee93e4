//! `docs/cli.md` is the help of every command, and is held to be so.
//!
//! `UPDATE_GOLDENS=1 cargo test -p enfilade-cli --test cli docs` writes it again.

use crate::{enfilade, root, text};
use std::fs;

#[test]
fn the_reference_is_the_help() {
    let mut page = String::from(
        "# The command\n\n\
         Generated from the help of the command itself; `UPDATE_GOLDENS=1 cargo test -p enfilade-cli \
         --test cli docs`\nwrites it again.\n",
    );
    for command in [
        "",
        "import",
        "query",
        "explain",
        "format",
        "queries",
        "run",
        "check",
        "report",
        "rules check",
        "rules explain",
        "rules simulate",
        "rules drift",
        "rules overlaps",
        "rules change",
        "info",
        "completions",
    ] {
        let arguments = command.split_whitespace().chain(["--help"]);
        let output = enfilade()
            .args(arguments)
            .assert()
            .code(0)
            .get_output()
            .clone();
        let title = format!("enfilade {command}");
        page.push_str(&format!(
            "\n## {}\n\n```text\n{}\n```\n",
            title.trim_end(),
            text(&output.stdout).trim_end()
        ));
    }
    // Clap pads some lines.
    let page: String = page
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();

    let path = root().join("docs/cli.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, page,
        "docs/cli.md is out of date: see the top of this file"
    );
}
