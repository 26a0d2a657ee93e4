//! The crates depend on each other in the direction of the data flow, and in no other.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::BTreeSet;

/// What each crate may use, directly. `crates/README.md` draws it.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("enfilade-model", &[]),
    ("enfilade-rules", &[]),
    ("enfilade-import", &["enfilade-model"]),
    ("enfilade-graph", &["enfilade-model"]),
    ("enfilade-access", &["enfilade-model", "enfilade-graph"]),
    (
        "enfilade-query",
        &[
            "enfilade-model",
            "enfilade-graph",
            "enfilade-access",
            "enfilade-rules",
        ],
    ),
    ("enfilade-report", &["enfilade-model", "enfilade-query"]),
    (
        "enfilade",
        &[
            "enfilade-model",
            "enfilade-import",
            "enfilade-graph",
            "enfilade-access",
            "enfilade-query",
            "enfilade-report",
            "enfilade-rules",
        ],
    ),
    ("enfilade-cli", &["enfilade"]),
    ("enfilade-testkit", &["enfilade-model", "enfilade-graph"]),
];

#[test]
fn crates_depend_in_the_direction_of_the_data_flow() {
    let metadata = MetadataCommand::new()
        .manifest_path(super::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let members: BTreeSet<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    let known: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, known, "a crate is new or gone: change ALLOWED");

    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let allowed = ALLOWED.iter().find(|(known, _)| *known == name).unwrap().1;
        for dependency in &package.dependencies {
            let used = dependency.name.as_str();
            // A test may make tenants, whatever it tests.
            let for_tests = dependency.kind == DependencyKind::Development && known.contains(used);
            if known.contains(used) && !allowed.contains(&used) && !for_tests {
                wrong.push(format!("{name} -> {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "against the data flow: {wrong:?}");
}
