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

/// The sentences of an answer on a tiny tenant.
fn sentences(file: &str, query: &str) -> Vec<String> {
    let path = golden::root().join("tests/access").join(file);
    let tiny = Tiny::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let engine = Engine::new(Arc::new(tiny.graph().unwrap()));
    let query = format!("{query} | project sentence");
    let (rows, _) = shown(&engine, &query, &QueryOptions::default());
    let lines = rows.lines().skip(1);
    lines
        .map(|line| line.trim_matches('"').to_owned())
        .collect()
}

/// Files, questions, and the sentences that answer them.
const TOLD: &[(&str, &str, &[&str])] = &[
    (
        "pending_guest",
        "why can guest \"Invited\" reach app \"Ledger\"",
        &[
            "Invited must first accept the invitation",
            "Invited is a member of the group `Partners`",
            "The group `Partners` is assigned to the app `Ledger`",
        ],
    ),
    (
        "eligible_membership",
        "why can user \"Boris\" reach app \"Ledger\"",
        &[
            "Boris is a member of the group `Inner`",
            "The group `Inner` is eligible to be a member of the group `Finance`",
            "The group `Finance` is assigned to the app `Ledger`",
        ],
    ),
    (
        "eligible_membership",
        "why does user \"Boris\" not reach app \"Ledger\"",
        &[
            "Boris is a member of the group `Inner`",
            "The group `Inner` is eligible to be a member of the group `Finance`, and has not activated that (`can reach` counts it)",
            "The group `Finance` is assigned to the app `Ledger`",
        ],
    ),
    (
        "validity_window",
        "why does user \"Late\" not reach app \"Ledger\"",
        &[
            "Late is a member of the group `Project`, but that ended at 2026-10-31T00:00:00Z",
            "The group `Project` is assigned to the app `Ledger`",
        ],
    ),
    (
        "validity_window",
        "why does user \"Early\" not reach subscriptions",
        &[
            "Early holds `Reader` at the subscription `Prod`, but that begins at 2026-11-01T00:00:01Z",
        ],
    ),
    (
        "eligible_admin_override",
        "why does user \"Local\" not reach app \"Ledger\"",
        &[
            "Local holds the directory role `Global Administrator` within the administrative unit `Nordics`",
            "The directory role `Global Administrator` lets its holder sign in to the app `Ledger` only when it is held for the whole tenant",
        ],
    ),
    (
        "eligible_admin_override",
        "why does user \"Local\" reach role \"Global Administrator\"",
        &[
            "Local holds the directory role `Global Administrator` within the administrative unit `Nordics`",
        ],
    ),
    (
        "control_owners",
        "why could user \"Anna\" reach app \"Ledger\"",
        &[
            "Anna owns the group `Finance`; an owner can add members, the owner included",
            "The group `Finance` is assigned to the app `Ledger` as `Approver`",
        ],
    ),
    (
        "control_owners",
        "why could user \"Dora\" reach subscriptions",
        &[
            "Dora owns the registration `Ledger registration`; an owner can add a credential and act as the app `Ledger`",
            "The app `Ledger` holds `Reader` at the subscription `Prod`",
        ],
    ),
    (
        "control_azure",
        "why could user \"Operator\" reach app \"Ledger\"",
        &[
            "Operator holds `Virtual Machine Contributor` at the resource group `rg`",
            "The resource group `rg` contains the azure resource `vm`",
            "Code that runs in the azure resource `vm` acts as the managed identity `VM identity`",
            "The managed identity `VM identity` is assigned to the app `Ledger`",
        ],
    ),
    (
        "control_azure",
        "why could user \"Root\" reach subscription \"Other\"",
        &[
            "Root holds the directory role `Global Administrator`",
            "The directory role `Global Administrator` lets its holder take User Access Administrator at the subscription `Other`",
        ],
    ),
    (
        "control_passwords",
        "why could user \"Help\" reach app \"Ledger\"",
        &[
            "Help holds the directory role `Helpdesk Administrator`",
            "The directory role `Helpdesk Administrator` lets its holder reset the password of Plain and sign in as it",
            "Plain is assigned to the app `Ledger`",
        ],
    ),
    (
        "disabled_app",
        "why does user \"Anna\" not reach apps",
        &[
            "The app `Ledger` is disabled (`with disabled` counts it)",
            "Anna is assigned to the app `Ledger`",
        ],
    ),
];

#[test]
fn sentences_say_what_a_step_does() {
    let mut wrong = Vec::new();
    for (file, query, told) in TOLD {
        let sentences = sentences(&format!("{file}.toml"), query);
        if sentences != *told {
            wrong.push(format!("{file}: {query}\n{sentences:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
