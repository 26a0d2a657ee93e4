//! The query language: any text is read or refused at a place, what is read prints as itself, and
//! what resolves is answered.

use enfilade_graph::Builder;
use enfilade_import::{NoProgress, Options, read_bytes};
use enfilade_query::diagnostic::Diagnostic;
use enfilade_query::syntax::{format as canonical, highlight, is_unfinished, parse, print};
use enfilade_query::{Engine, QueryError, QueryOptions};
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// Reads, prints, completes and asks a text. In a stored question only what stands before its
/// answer counts.
pub fn query(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let text = text.split("\n----\n").next().unwrap_or_default();
    for (span, _) in highlight(text) {
        assert!(text.get(span.range()).is_some(), "{span:?}");
    }
    let _ = (is_unfinished(text), engine().complete(text, 20));
    match parse(text) {
        Err(problems) => check(&problems, text),
        Ok(tree) => {
            let printed = print(&tree);
            match parse(&printed) {
                Ok(again) => {
                    assert_eq!(bare(&tree), bare(&again), "{printed:?}");
                    assert_eq!(printed, print(&again), "printing is not settled");
                }
                // In its canonical form, which has more words, a query may be too long or too deep.
                Err(problems) => {
                    let is_limit = |problem: &Diagnostic| {
                        matches!(problem.code, Some("too-long" | "too-deep"))
                    };
                    assert!(problems.iter().all(is_limit), "{printed:?}: {problems:?}");
                }
            }
            if let Err(problems) = canonical(text) {
                check(&problems, text);
            }
            ask(text);
        }
    }
}

fn ask(text: &str) {
    let options = QueryOptions {
        as_of: Some(1_793_491_200_000_000),
        ..QueryOptions::default()
    };
    match engine().query(text, &options) {
        Err(QueryError::Diagnostics(problems)) => check(&problems, text),
        Err(error) => panic!("{error}"),
        Ok(answer) => {
            for batch in answer.batches.take(4) {
                batch.expect("rows can be put together");
            }
        }
    }
}

/// What answers: a handful of people, and one record of each kind that AzureHound writes.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut builder = Builder::new();
        let export = include_bytes!("../../tests/imports/azurehound/kinds.json");
        let options = Options::default();
        let summary = read_bytes("kinds.json", export, &options, &NoProgress, &mut builder);
        let (graph, _) = builder
            .finish(&summary.expect("the sample reads"))
            .expect("it fits");
        Engine::new(Arc::new(graph))
    })
}

/// Checks what every diagnostic of a text must be like.
fn check(problems: &[Diagnostic], text: &str) {
    assert!(!problems.is_empty(), "refused without a reason");
    for problem in problems {
        assert!(
            text.get(problem.span.range()).is_some(),
            "{:?}",
            problem.span
        );
        let drawn = problem.render(text, false);
        let is_harmless = |c: char| !c.is_control() || c == '\n';
        assert!(drawn.chars().all(is_harmless), "{drawn:?}");
    }
}

/// A tree without the places where its parts stood.
fn bare(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut parts = text.split("Span { start: ");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str(part.split_once('}').map_or(part, |(_, after)| after));
    }
    bare
}
