//! The table of mechanisms in `docs/semantics.md` is the table of the code.

use enfilade_model::{Inheritance, Mechanism, Nesting};
use std::fs;
use std::path::Path;

#[test]
fn the_page_has_the_rules_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/semantics.md");
    let page = fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once("<!-- mechanisms -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- end of mechanisms -->").unwrap();
    let written: Vec<&str> = table.lines().skip(2).collect();
    let rules: Vec<String> = Mechanism::ALL.into_iter().map(row).collect();
    assert_eq!(written, rules);
}

fn row(mechanism: Mechanism) -> String {
    let rule = mechanism.rule();
    let nesting = match rule.nesting {
        Nesting::DirectMembers => "direct members only",
        Nesting::Transitive => "any depth",
        Nesting::None => "groups play no part",
    };
    let inheritance = match rule.inheritance {
        Inheritance::None => "no",
        Inheritance::Contained => "to every scope below",
    };
    format!(
        "| {} | {nesting} | {inheritance} | {} ([source]({})) |",
        rule.name, rule.summary, rule.source
    )
}
