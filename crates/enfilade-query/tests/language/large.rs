//! Answers of more rows than the engine holds at once.

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::fmt::Write;
use std::sync::Arc;

const USERS: usize = 9_000;
const APPS: usize = 70;

/// Apps that are open to everyone: a row for every user and app.
fn engine(apps: usize) -> Engine {
    let users: Vec<String> = (0..USERS).map(|at| format!("'user {at}'")).collect();
    let mut tenant = format!(
        "why = 'Many rows.'\nusers = [{}]\n[apps]\n",
        users.join(",")
    );
    for at in 0..apps {
        writeln!(tenant, "'app {at}' = {{ open = true }}").unwrap();
    }
    Engine::new(Arc::new(tiny::graph(&tenant).unwrap()))
}

#[test]
fn no_row_is_lost_where_a_block_ends_early() {
    let engine = engine(APPS);
    let answer = |query: &str| csv(&mut engine.query(query, &QueryOptions::default()).unwrap());
    let all = USERS * APPS;
    assert_eq!(
        answer("which users reach apps | count"),
        format!("Count\n{all}")
    );
    let sums = "which users reach apps | summarize rows = count() by app | summarize sum(rows), min(rows), max(rows)";
    assert_eq!(
        answer(sums),
        format!("sum_rows,min_rows,max_rows\n{all},{USERS},{USERS}")
    );
    assert_eq!(answer("which users do not reach apps | count"), "Count\n0");
}

/// Nobody waits for millions of rows without having been told.
#[test]
fn many_rows_are_announced_before_the_first() {
    let engine = engine(1_200);
    // Nothing is taken of the answer: what is there is said before any row.
    let said = |query: &str| {
        let answer = engine.query(query, &QueryOptions::default()).unwrap();
        let notes = answer.notes.list();
        let notes = notes.iter().map(ToString::to_string);
        notes.collect::<Vec<String>>().join("; ")
    };
    let many = "this lists 10,800,000 rows";
    for query in [
        "which users reach apps",
        "which users reach apps | where app != \"x\" | project user | sort by user",
        "which users reach apps | union (apps)",
    ] {
        assert!(said(query).contains(many), "{query}: {}", said(query));
    }
    let unwatched = QueryOptions {
        unwatched: true,
        ..QueryOptions::default()
    };
    let answer = engine.query("which users reach apps", &unwatched).unwrap();
    assert!(
        answer
            .notes
            .list()
            .iter()
            .all(|note| !note.message.contains("this lists"))
    );
    for query in [
        "which users reach apps | count",
        "which users reach apps | take 5",
        "which users reach apps | top 5 by app",
        "which users reach apps | summarize count() by app",
        "which users cannot reach apps",
        "which users reach app \"app 1\"",
    ] {
        assert!(!said(query).contains("this lists"), "{query}");
    }
}
