//! `enfilade explain`: the reading and the plans.

use crate::export::Folder;
use crate::{enfilade, text};

#[test]
fn a_query_is_explained() {
    let folder = Folder::new();
    let output = enfilade()
        .arg("explain")
        .arg(folder.export())
        .arg("which guests reach finance apps")
        .assert()
        .code(0)
        .get_output()
        .clone();
    let explained = text(&output.stdout);
    assert!(explained.contains("guests"), "{explained}");
    assert!(explained.lines().count() > 3, "{explained}");
}

#[test]
fn a_wrong_query_is_not() {
    let folder = Folder::new();
    let output = enfilade()
        .arg("explain")
        .arg(folder.export())
        .arg("which guests reach | what")
        .assert()
        .code(2)
        .get_output()
        .clone();
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains('^'));
}
