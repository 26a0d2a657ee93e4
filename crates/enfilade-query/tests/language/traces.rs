//! Answers about single pairs where there is more to say than can be said.

use crate::answers::shown;
use crate::{contoso, golden};
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny::Tiny;
use std::sync::Arc;

/// A tenant in which so many layers of two groups, each in both of the next, lie between Anna and a
/// subscription, so that there are as many paths as two to that power.
fn layered(layers: usize) -> Engine {
    let mut groups = String::new();
    for layer in 0..layers {
        for name in ["a", "b"] {
            let members = match layer {
                0 => "\"Anna\"".to_owned(),
                _ => format!("\"a{0}\", \"b{0}\"", layer - 1),
            };
            groups.push_str(&format!("{name}{layer} = [{members}]\n"));
        }
    }
    let last = layers - 1;
    let text = format!(
        "why = \"Nested groups count for Azure roles, whichever way they are nested.\"\n\
         users = [\"Anna\"]\nazure = \"subscription Prod\"\n[groups]\n{groups}[azure_roles]\n\
         Prod = [{{ to = \"a{last}\", role = \"Reader\" }}, {{ to = \"b{last}\", role = \"Reader\" }}]\n"
    );
    Engine::new(Arc::new(Tiny::parse(&text).unwrap().graph().unwrap()))
}

fn remarks(engine: &Engine, query: &str) -> (usize, String) {
    let (rows, remarks) = shown(engine, query, &QueryOptions::default());
    (rows.lines().count() - 1, remarks)
}

#[test]
fn paths_beyond_the_limit_are_cut_with_a_note() {
    let (rows, said) = remarks(
        &layered(15),
        "all paths from user \"Anna\" to subscriptions",
    );
    assert_eq!(rows, 10_000);
    assert!(
        said.contains("cut: of 1 pair not all paths are listed"),
        "{said}"
    );
    let (rows, said) = remarks(
        &layered(13),
        "all paths from user \"Anna\" to subscriptions",
    );
    assert_eq!(rows, 1 << 13);
    assert!(!said.contains("cut"), "{said}");
}

#[test]
fn some_of_many_paths_are_no_cut() {
    let (rows, said) = remarks(&layered(30), "5 paths from user \"Anna\" to subscriptions");
    assert_eq!(rows, 5);
    assert!(!said.contains("cut"), "{said}");
    let (rows, said) = remarks(
        &layered(30),
        "all paths from user \"Anna\" to subscriptions within 30 hops",
    );
    assert_eq!(rows, 0);
    assert!(
        said.contains("1 pair has access only by paths of more than 30 hops"),
        "{said}"
    );
}

#[test]
fn ways_are_first_steps_however_many_paths_there_are() {
    let engine = layered(40);
    let (rows, said) = remarks(
        &engine,
        "how many ways does user \"Anna\" reach subscriptions",
    );
    assert_eq!(rows, 2);
    assert!(
        said.contains("only taking all of these steps away"),
        "{said}"
    );
}

#[test]
fn a_record_is_where_the_step_says() {
    let query = "why does user \"Marek Dudek\" reach app \"Finance Reporting\" | project record";
    let (rows, _) = shown(contoso::engine(), query, &contoso::options(false));
    let records: Vec<&str> = rows
        .lines()
        .skip(1)
        .map(|line| line.trim_matches('"'))
        .collect();
    let starts = [
        "{\"kind\":\"AZGroupMember\"",
        "{\"kind\":\"AZAppRoleAssignment\"",
    ];
    assert_eq!(records.len(), starts.len());
    for (record, start) in records.iter().zip(starts) {
        let (file, byte) = record.split_once(", byte ").unwrap();
        let text = std::fs::read_to_string(golden::root().join(file)).unwrap();
        let at = &text[byte.parse::<usize>().unwrap()..];
        assert!(at.starts_with(start), "{record}: {}", &at[..40]);
        let end = at[1..].find("{\"kind\":\"AZ").unwrap();
        assert!(
            at[..end].contains("Marek Dudek") || at[..end].contains("Finance Reporting"),
            "{record}"
        );
    }
}
