//! What must hold for any query on any tenant.

use crate::answers::{csv, shown};
use crate::{contoso, golden};
use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::parse;
use enfilade_query::{Engine, QueryError, QueryOptions};
use enfilade_testkit::queries::{queries, texts};
use enfilade_testkit::tenant::tenant_of;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What an engine says: the rows, or the diagnostics.
fn said(engine: &Engine, query: &str) -> Result<String, String> {
    match engine.query(query, &QueryOptions::default()) {
        Ok(mut answer) => Ok(csv(&mut answer)),
        Err(error @ QueryError::Diagnostics(_)) => Err(error.render(query, false)),
        Err(error) => panic!("{query}: {error}"),
    }
}

/// Stages that must occur among the queries whose answers tell something.
const STAGES: [&str; 9] = [
    "kind=inner ",
    "kind=leftouter",
    "kind=leftanti",
    "kind=leftsemi",
    "kind=innerunique",
    "union (",
    "mv-expand",
    "project-away",
    "summarize",
];

#[test]
fn an_optimized_plan_has_the_rows_of_the_plain_one() {
    // Answers of more than one row, without which not much is compared.
    let telling = AtomicUsize::new(0);
    let stages = Mutex::new([0_usize; STAGES.len()]);
    let config = ProptestConfig::with_cases(500);
    let tenants = (tenant_of(32, 100), vec(queries(), 12));
    proptest!(config, |((tenant, queries) in tenants)| {
        let graph = Arc::new(tenant.graph()?);
        let optimized = Engine::new(Arc::clone(&graph));
        let plain = Engine::new(graph).without_optimizations();
        for query in queries {
            let rows = said(&optimized, &query);
            prop_assert_eq!(&rows, &said(&plain, &query), "{}", query);
            let is_telling = rows.is_ok_and(|rows| rows.lines().count() > 2);
            telling.fetch_add(usize::from(is_telling), Ordering::Relaxed);
            let mut stages = stages.lock().unwrap();
            for (count, stage) in stages.iter_mut().zip(STAGES) {
                *count += usize::from(is_telling && query.contains(stage));
            }
        }
    });
    let telling = telling.into_inner();
    assert!(telling > 250, "only {telling} answers had several rows");
    let stages = stages.into_inner().unwrap();
    for (count, stage) in stages.iter().zip(STAGES) {
        assert!(*count > 0, "no query with `{stage}` had several rows");
    }
}

#[test]
fn a_count_is_the_number_of_rows() {
    proptest!(ProptestConfig::with_cases(300), |(tenant in tenant_of(32, 100), query in queries())| {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        if let Ok(rows) = said(&engine, &query) {
            let count = said(&engine, &format!("{query} | count"));
            let expected = rows.split('\n').count() - 1;
            prop_assert_eq!(count, Ok(format!("Count\n{expected}")), "{}", query);
        }
    });
}

#[test]
fn generated_queries_read() {
    proptest!(ProptestConfig::with_cases(2000), |(query in queries())| {
        if let Err(problems) = parse(&query) {
            prop_assert!(false, "{}", render_all(&problems, &query, false));
        }
    });
}

/// Checks what every diagnostic of a text must be like.
fn check(diagnostics: &[enfilade_query::diagnostic::Diagnostic], text: &str) {
    assert!(!diagnostics.is_empty());
    for diagnostic in diagnostics {
        let range = diagnostic.span.range();
        assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
        assert!(!diagnostic.message.is_empty(), "{text:?}");
        let drawn = diagnostic.render(text, false);
        assert!(drawn.starts_with("error: "), "{drawn}");
        let harmless = |c: char| !c.is_control() || c == '\n';
        assert!(drawn.chars().all(harmless), "{drawn:?}");
    }
}

#[test]
fn any_text_is_read_or_refused_at_a_place() {
    let engine = contoso::engine();
    proptest!(ProptestConfig::with_cases(3000), |(text in texts())| {
        match parse(&text) {
            Err(diagnostics) => check(&diagnostics, &text),
            Ok(_) => match engine.query(&text, &contoso::options(false)) {
                Err(QueryError::Diagnostics(diagnostics)) => check(&diagnostics, &text),
                Err(error) => prop_assert!(false, "{text}: {error}"),
                Ok(answer) => {
                    for batch in answer.batches.take(2) {
                        prop_assert!(batch.is_ok(), "{text}");
                    }
                }
            },
        }
    });
}

#[test]
fn answers_are_the_same_on_one_thread_and_on_two() {
    let engine = contoso::engine();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap()
    };
    let (one, two) = (on(1), on(2));
    for path in golden::files(&golden::root().join("tests/queries/ok"), "txt") {
        let stored = fs::read_to_string(path).unwrap();
        let query = stored.split("\n----\n").next().unwrap();
        let ask = || shown(engine, query, &contoso::options_of(query, false));
        let (first, second) = (one.install(ask), two.install(ask));
        assert_eq!(first, second, "{query}");
        assert_eq!(second, two.install(ask), "{query}");
    }
}
