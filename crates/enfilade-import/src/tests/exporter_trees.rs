//! EntraExporter's trees, in `tests/imports/entraexporter/`.

use super::golden::compare;
use super::support::{Outcome, describe, folder_of, import, sample_of, zip};
use crate::{Format, Options};
use enfilade_model::{Level, Relation};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

const USER: &str = "a0000000-0000-4000-8000-000000000001";

/// The files of a tree: each a path in it and its bytes.
fn files(tree: &str) -> Vec<(String, Vec<u8>)> {
    let root = sample_of("entraexporter", tree);
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort();
    assert!(files.len() > 2);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push((name, fs::read(&path).unwrap()));
        }
    }
}

fn import_files(files: &[(String, Vec<u8>)]) -> Outcome {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    import(folder_of(&files).path(), &Options::default()).unwrap()
}

#[test]
fn each_tree_gives_the_facts_that_the_golden_text_says() {
    let texts: Vec<String> = ["all", "config"]
        .iter()
        .map(|tree| describe(tree, &sample_of("entraexporter", tree)))
        .collect();
    let root = sample_of("entraexporter", "").display().to_string();
    compare(
        &sample_of("entraexporter", "entraexporter.expected.txt"),
        &texts.join("\n").replace(&root, ""),
    );
}

#[test]
fn every_file_of_a_tree_is_recognised_and_none_is_left_out() {
    let outcome = import(&sample_of("entraexporter", "all"), &Options::default()).unwrap();
    let sources = &outcome.summary.sources;
    assert_eq!(sources.len(), files("all").len());
    assert!(
        sources
            .iter()
            .all(|source| source.format == "entraexporter")
    );
    assert!(!outcome.lines.iter().any(|line| line.contains("never-read")));
}

#[test]
fn a_tree_in_an_archive_gives_the_same_facts() {
    let files = files("all");
    let members: Vec<(String, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (format!("contoso\\{}", name.replace('/', "\\")), &bytes[..]))
        .collect();
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let archive = folder_of(&[("contoso.zip", &zip(&members))]);
    let packed = import(archive.path(), &Options::default()).unwrap();
    assert_eq!(packed.sorted(), import_files(&files).sorted());
}

#[test]
fn roles_of_other_services_are_no_directory_roles() {
    let role = r#"{"id":"r-1","principalId":"a0000000-0000-4000-8000-000000000001","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/","appScopeId":null}"#;
    for (service, facts) in [
        ("Directory", 1),
        ("Exchange", 0),
        ("EntitlementManagement", 0),
    ] {
        let path = format!("RoleManagement/{service}/RoleAssignments/r-1/r-1.json");
        let outcome = import_files(&[(path, role.into())]);
        assert_eq!(outcome.lines.len(), facts, "{service}");
    }
}

#[test]
fn one_object_under_such_a_path_is_no_tree() {
    let user = format!(r#"{{"id":"{USER}","userPrincipalName":"anna@contoso.example"}}"#);
    let outcome = import_files(&[(format!("Users/{USER}/{USER}.json"), user.into())]);
    assert_eq!(outcome.lines.len(), 1);
    let level = &outcome.summary.completeness.relations[&Relation::Users];
    assert!(
        matches!(level, Level::Partial(why) if why.contains("single objects")),
        "{level:?}"
    );
}

#[test]
fn an_object_that_is_not_what_its_path_says_is_passed_over_or_counted() {
    let other = format!("Users/{USER}/{USER}.json");
    let files = [
        (other, br#"{"error":{"code":"Forbidden"}}"#.to_vec()),
        (
            format!("Users/x/{USER}.json"),
            format!(r#"{{"id":"{USER}","userPrincipalName":"a"}}"#).into(),
        ),
    ];
    let outcome = import_files(&files);
    assert_eq!(outcome.codes(), ["lost-file"]);
    assert_eq!(outcome.summary.sources[0].format, "graph");
}

#[test]
fn the_format_can_be_named() {
    let options = Options {
        format: Some(Format::EntraExporter),
        ..Options::default()
    };
    let tree = sample_of("entraexporter", "config");
    let named = import(&tree, &options).unwrap();
    assert_eq!(named, import(&tree, &Options::default()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_files_changes_nothing(order in Just(files("all")).prop_shuffle()) {
        // Files are read in the order of their names, so the tree moves under others.
        let moved: Vec<(String, Vec<u8>)> = order
            .into_iter()
            .enumerate()
            .map(|(number, (name, bytes))| (format!("{number:03}/{name}"), bytes))
            .collect();
        let shuffled = import_files(&moved);
        let straight = import_files(&files("all"));
        prop_assert_eq!(&shuffled.summary.completeness, &straight.summary.completeness);
        prop_assert_eq!(&shuffled.summary.records, &straight.summary.records);
        prop_assert_eq!(shuffled.sorted(), straight.sorted());
    }
}
