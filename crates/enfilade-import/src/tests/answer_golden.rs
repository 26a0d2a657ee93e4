//! Answers of Microsoft's services in each form, and the facts they give, against texts that were
//! read and found right.

use super::golden::compare;
use super::support::{Outcome, import, sample_of};
use crate::Options;
use std::fmt::Write as _;

/// The facts, the oddities and the ledger of what lies at a path among the samples.
fn describe(format: &str, path: &str) -> String {
    let Outcome { lines, summary } = import(&sample_of(format, path), &Options::default()).unwrap();
    let mut text = format!("# {path}\n");
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    for warning in &summary.warnings {
        let damage = if warning.damage { " (damage)" } else { "" };
        writeln!(
            text,
            "! {} {}{damage}: {}",
            warning.count, warning.code, warning.example
        )
        .unwrap();
    }
    for (kind, count) in &summary.records {
        writeln!(text, "= {count} {kind}").unwrap();
    }
    for (relation, level) in &summary.completeness.relations {
        writeln!(text, "~ {relation}: {level:?}").unwrap();
    }
    for (kind, attributes) in &summary.completeness.attributes {
        let names: Vec<&str> = attributes
            .iter()
            .map(|attribute| attribute.name())
            .collect();
        writeln!(text, "~ {kind}: {}", names.join(" ")).unwrap();
    }
    text
}

fn goldens(format: &str, files: &[&str]) {
    let texts: Vec<String> = files.iter().map(|file| describe(format, file)).collect();
    let root = sample_of(format, "").display().to_string();
    let text = texts.join("\n").replace(&root, "");
    compare(&sample_of(format, &format!("{format}.expected.txt")), &text);
}

#[test]
fn each_form_of_graph_gives_the_facts_that_the_golden_text_says() {
    goldens(
        "graph",
        &[
            "users.json",
            "groups.json",
            "groups/a0000000-0000-4000-8000-000000000010/members.json",
            "groups/a0000000-0000-4000-8000-000000000010/owners.json",
            "members_a0000000-0000-4000-8000-000000000011.json",
            "powershell-users.json",
            "apps.json",
            "batch.json",
            "roles.ndjson",
            "access-packages.json",
            "accessPackages/c1000000-0000-4000-8000-000000000002/accessPackageResourceRoleScopes.json",
            "package-policies.json",
            "package-policies-beta.json",
            "package-assignments.ndjson",
            "settings.ndjson",
        ],
    );
}

#[test]
fn each_form_of_azure_gives_the_facts_that_the_golden_text_says() {
    goldens(
        "arm",
        &[
            "rest-assignments.json",
            "cli-assignments.json",
            "powershell-assignments.json",
            "definitions.json",
            "denies.json",
            "eligible.json",
            "graph-query.json",
            "cli-scopes.json",
        ],
    );
}

#[test]
fn each_table_gives_the_facts_that_the_golden_text_says() {
    goldens(
        "csv",
        &[
            "exportUsers_2026-1-10.csv",
            "exportGroups_2026-1-10.csv",
            "members_a0000000-0000-4000-8000-000000000010.csv",
            "get-mguser.csv",
            "get-azroleassignment.csv",
            "resource-graph.csv",
            "assigned.csv",
        ],
    );
    goldens("plain", &["nodes.csv", "edges.csv"]);
}
