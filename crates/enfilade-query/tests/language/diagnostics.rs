//! Every mistake under `tests/queries/err/`, as its diagnostic is drawn.
//!
//! `syntax/` needs no data. `resolve/` asks the bundled tenant; a first line `// strict` turns on strict
//! names.

use crate::{contoso, golden};
use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::ast::{Head, Query, Set, SetKind};
use enfilade_query::syntax::{parse, words_alone};
use enfilade_query::{Engine, QueryError};
use enfilade_testkit::tiny;
use std::fs;
use std::sync::Arc;

#[test]
fn mistakes_of_syntax_are_drawn_as_stored() {
    golden::check("tests/queries/err/syntax", 100, &|query| vec![drawn(query)]);
}

#[test]
fn mistakes_of_meaning_are_drawn_as_stored() {
    golden::check("tests/queries/err/resolve", 50, &|query| {
        let first = query.lines().next().unwrap_or("");
        let tiny = first.strip_prefix("// on ").map(tenant);
        let engine = tiny.as_ref().unwrap_or_else(|| contoso::engine());
        let strict = first == "// strict";
        vec![match engine.query(query, &contoso::options(strict)) {
            Err(error @ QueryError::Diagnostics(_)) => error.render(query, false),
            Err(error) => panic!("{query}: {error}"),
            Ok(_) => "this query is answered".to_owned(),
        }]
    });
}

/// A tiny tenant of the folder of mistakes.
fn tenant(name: &str) -> Engine {
    let folder = golden::root().join("tests/queries/err/resolve");
    let text = fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
    Engine::new(Arc::new(tiny::graph(&text).unwrap()))
}

fn drawn(query: &str) -> String {
    match parse(query) {
        Err(problems) => render_all(&problems, query, false),
        Ok(tree) => match bare(&tree) {
            Some((words, set)) => words_alone(words, set.span).render(query, false),
            None => "this query reads".to_owned(),
        },
    }
}

type Words = [enfilade_query::syntax::span::Spanned<String>];

/// The first set that is only words.
fn bare(query: &Query) -> Option<(&Words, &Set)> {
    let mut open: Vec<&Set> = match &query.head {
        Head::Set(set) => vec![set],
        Head::Reach(reach) => vec![&reach.left, &reach.right],
    };
    while let Some(set) = open.pop() {
        match &set.kind {
            SetKind::Words(words) => return Some((words, set)),
            SetKind::Related { set, to, .. } => open.extend([set.as_ref(), to.as_ref()]),
            SetKind::Algebra { operands, .. } => open.extend(operands),
            _ => {}
        }
    }
    None
}
