//! Answers of Microsoft's services in each form, and the facts they give, against texts that were
//! read and found right.

use super::golden::compare;
use super::support::{describe, sample_of};

fn goldens(format: &str, files: &[&str]) {
    let texts: Vec<String> = files
        .iter()
        .map(|file| describe(file, &sample_of(format, file)))
        .collect();
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
