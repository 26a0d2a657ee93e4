//! The tour in the README shows what the command prints.

use crate::{enfilade, root, text};
use std::fs;

#[test]
fn the_tour_prints_what_it_shows() {
    let root = root();
    let page = fs::read_to_string(root.join("README.md")).unwrap();
    let shown: Vec<&str> = page
        .split("```")
        .filter_map(|block| block.strip_prefix("text\n> "))
        .flat_map(|block| block.split("\n\n> "))
        .collect();
    assert!(shown.len() >= 5, "the README has no tour any more");
    for shown in shown {
        let (query, rows) = shown.split_once('\n').unwrap();
        let output = enfilade()
            .arg("query")
            .arg(root.join("tests/tenants/contoso"))
            .arg(query)
            .output()
            .unwrap();
        // The tour reads the sample from the top of the repository.
        let printed = text(&output.stdout).replace(&format!("{}/", root.display()), "");
        // Cells at the end of a line are padded.
        let trimmed = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.trim_end().to_owned())
                .collect()
        };
        assert_eq!(trimmed(rows), trimmed(&printed), "{query}");
    }
}
