//! What holds for any query on any tenant.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use arrow::json::LineDelimitedWriter;
use enfilade_query::syntax::parse;
use enfilade_query::{Engine, QueryError, QueryOptions};
use enfilade_testkit::queries::query;
use enfilade_testkit::tenant::tenant;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::sync::Arc;

/// The rows as JSON with how many there are, or what is wrong with the query.
fn answered(engine: &Engine, query: &str) -> Result<(String, usize), String> {
    let answer = match engine.query(query, &QueryOptions::default()) {
        Ok(answer) => answer,
        Err(error @ QueryError::Diagnostics(_)) => return Err(error.render(query, false)),
        Err(error) => panic!("{query}: {error}"),
    };
    let batches: Vec<_> = answer.batches.map(Result::unwrap).collect();
    let rows = batches
        .iter()
        .map(arrow::array::RecordBatch::num_rows)
        .sum();
    let mut lines = Vec::new();
    let mut writer = LineDelimitedWriter::new(&mut lines);
    batches
        .iter()
        .for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    Ok((String::from_utf8(lines).unwrap(), rows))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn optimised_is_unoptimised(tenant in tenant(), query in query()) {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        let plain = engine.clone().without_optimizations();
        prop_assert_eq!(answered(&engine, &query), answered(&plain, &query), "{}", query);
    }

    #[test]
    fn rows_do_not_depend_on_threads(tenant in tenant(), query in query()) {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| answered(&engine, &query))
        };
        prop_assert_eq!(on(1), on(4), "{}", query);
    }

    #[test]
    fn count_is_the_number_of_rows(tenant in tenant(), query in query()) {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        if let Ok((_, rows)) = answered(&engine, &query) {
            let (count, _) = answered(&engine, &format!("{query} | count")).unwrap();
            let digits: String = count.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, rows.to_string(), "{}", query);
        }
    }

    #[test]
    fn any_text_reads_or_is_shown_where_it_is_wrong(text in "\\PC{0,60}") {
        check_spans(&text);
    }

    #[test]
    fn any_mix_of_words_reads_or_is_shown_where_it_is_wrong(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..14),
    ) {
        check_spans(&words.join(" "));
    }
}

/// Words of the language, and what often goes wrong among them.
const WORDS: &[&str] = &[
    "which",
    "who",
    "guests",
    "users",
    "apps",
    "reach",
    "can",
    "not",
    "do",
    "in",
    "group",
    "\"A\"",
    "owned by",
    "where",
    "name",
    "==",
    "\"x\"",
    "|",
    "count",
    "summarize",
    "by",
    "(",
    ")",
    "or",
    "and",
    "except",
    "via",
    "with",
    "disabled",
    "as",
    "take",
    "5",
    "sort by",
    "desc",
    ",",
    "\"",
    "'",
    ";",
    "?",
    "//",
    "=",
    "finance",
    "all",
    "no",
    "let",
    "$p",
    "top",
    "has",
    "ü",
    "\u{200b}",
    "-",
];

fn check_spans(text: &str) {
    for diagnostic in parse(text).err().into_iter().flatten() {
        let (start, end) = (diagnostic.span.start, diagnostic.span.end);
        assert!(
            start <= end && end <= text.len(),
            "{start}..{end} of {text:?}"
        );
        assert!(
            text.is_char_boundary(start) && text.is_char_boundary(end),
            "{text:?}"
        );
        assert!(!diagnostic.render(text, false).is_empty());
    }
}

// A generator whose queries are all refused, or have no rows, would make every property vacuous.
#[test]
fn most_random_queries_are_answered_and_many_have_rows() {
    let mut runner = TestRunner::deterministic();
    let (mut refused, mut with_rows) = (0, 0);
    for _ in 0..300 {
        let tenant = tenant().new_tree(&mut runner).unwrap().current();
        let query = query().new_tree(&mut runner).unwrap().current();
        let engine = Engine::new(Arc::new(tenant.graph().unwrap()));
        match answered(&engine, &query) {
            Err(_) => refused += 1,
            Ok((_, rows)) => with_rows += usize::from(rows > 0),
        }
    }
    assert!(refused < 160, "{refused} refused");
    assert!(with_rows > 60, "{with_rows} with rows");
}
