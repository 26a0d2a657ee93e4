//! `enfilade contoso.enf` without a terminal: lines in, answers out.

use crate::export::Folder;
use crate::{enfilade, text};
use std::process::Output;

fn talk(lines: &str) -> Output {
    let folder = Folder::new();
    let mut command = enfilade();
    command.arg(folder.export()).write_stdin(lines);
    command.output().unwrap()
}

#[test]
fn queries_are_answered_one_by_one() {
    let output = talk(
        "which guests reach finance apps\n\n// a remark\n.format csv\nusers | count\n.quit\nusers\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answers = text(&output.stdout);
    assert!(
        answers.starts_with("guest "),
        "no prompt, no greeting: {answers}"
    );
    assert!(
        answers.ends_with("Count\r\n4\r\n"),
        "nothing after `.quit`: {answers}"
    );
}

#[test]
fn a_mistake_does_not_end_the_conversation() {
    let output = talk("which gests reach apps\n.nonsense\nusers | count\n");
    assert_eq!(output.status.code(), Some(2), "but it is remembered");
    let said = text(&output.stderr);
    assert!(said.contains("^^^^^"), "{said}");
    assert!(said.contains("`.nonsense`"), "{said}");
    assert!(text(&output.stdout).contains('4'));
}

#[test]
fn dot_commands() {
    let answers = text(&talk(".help\n.format\n.info\n.explain users\n").stdout);
    for part in [".explain QUERY", "\ntable\n", "\nSources\n", "\nEntities\n"] {
        assert!(answers.contains(part), "{part}: {answers}");
    }
}
