//! `enfilade format`: a query in its canonical form.

use crate::{enfilade, text};

#[test]
fn a_query_is_written_again() {
    let output = enfilade()
        .args([
            "format",
            "Which GUESTS reaches finance apps|where hops>1|COUNT",
        ])
        .assert()
        .code(0)
        .get_output()
        .clone();
    assert_eq!(
        text(&output.stdout),
        "guests reach finance apps\n| where hops > 1\n| count\n"
    );
    let again = enfilade()
        .args(["format", "--file", "-"])
        .write_stdin(output.stdout.clone())
        .assert()
        .code(0)
        .get_output()
        .clone();
    assert_eq!(text(&again.stdout), text(&output.stdout));
}

#[test]
fn what_is_no_query_is_not() {
    let output = enfilade()
        .args(["format", "guests reach"])
        .assert()
        .code(2)
        .get_output()
        .clone();
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains('^'));
}
