//! Every example of `docs/language.md` runs on the bundled tenant.

use crate::{enfilade, root, text};
use std::fs;

#[test]
fn examples_of_the_language_run() {
    let root = root();
    let page = fs::read_to_string(root.join("docs/language.md")).unwrap();
    let examples: Vec<&str> = page
        .split("```enfilade\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(examples.len() >= 10);
    for example in examples {
        let output = enfilade()
            .arg("query")
            .arg(root.join("tests/tenants/contoso"))
            .arg(example)
            .output()
            .unwrap();
        assert!(output.status.success(), "{example}{}", text(&output.stderr));
        assert!(
            text(&output.stdout).lines().count() > 2,
            "{example} finds nothing"
        );
    }
}
