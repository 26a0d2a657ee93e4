//! Answers of more rows than the engine holds at once.

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::fmt::Write;
use std::sync::Arc;

const USERS: usize = 9_000;
const APPS: usize = 70;

/// Apps that are open to everyone: a row for every user and app.
fn engine() -> Engine {
    let users: Vec<String> = (0..USERS).map(|at| format!("'user {at}'")).collect();
    let mut tenant = format!(
        "why = 'Many rows.'\nusers = [{}]\n[apps]\n",
        users.join(",")
    );
    for at in 0..APPS {
        writeln!(tenant, "'app {at}' = {{ open = true }}").unwrap();
    }
    Engine::new(Arc::new(tiny::graph(&tenant).unwrap()))
}

#[test]
fn no_row_is_lost_where_a_block_ends_early() {
    let engine = engine();
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
