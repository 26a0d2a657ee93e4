//! Every mistake under `tests/queries/err/`, as its diagnostic is drawn.
//!
//! `syntax/` needs no data. `resolve/` asks the bundled tenant; a first line `// strict` turns on strict
//! names, and `// bare` asks a tenant whose sources state nothing of anything but its name.

use crate::{contoso, golden};
use enfilade_model::{Completeness, ImportSummary};
use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::ast::{Head, Query, Set, SetKind};
use enfilade_query::syntax::{parse, words_alone};
use enfilade_query::{Engine, QueryError};
use enfilade_testkit::records::OwnedRecord;
use enfilade_testkit::tiny::Tiny;
use std::sync::Arc;

#[test]
fn mistakes_of_syntax_are_drawn_as_stored() {
    golden::check("tests/queries/err/syntax", 100, &|query| vec![drawn(query)]);
}

#[test]
fn mistakes_of_meaning_are_drawn_as_stored() {
    let bare = bare_tenant();
    golden::check("tests/queries/err/resolve", 150, &|query| {
        let first = query.lines().next().unwrap_or("");
        let engine = match first {
            "// bare" => &bare,
            _ => contoso::engine(),
        };
        vec![
            match engine.query(query, &contoso::options_of(query, first == "// strict")) {
                Err(error @ QueryError::Diagnostics(_)) => error.render(query, false),
                Err(error) => panic!("{query}: {error}"),
                Ok(_) => "this query is answered".to_owned(),
            },
        ]
    });
}

/// A tenant of a few names without any attribute.
fn bare_tenant() -> Engine {
    let text = "why = 'bare'\nusers = ['Anna']\n[apps]\nLedger = {}\n[roles]\n'Global Reader' = []";
    let tiny = Tiny::parse(text).unwrap();
    let mut records = tiny.records().clone();
    for record in &mut records.0 {
        if let OwnedRecord::Entity(entity) = record {
            entity.attributes.clear();
        }
    }
    let summary = ImportSummary {
        completeness: Completeness::default(),
        ..tiny.summary()
    };
    Engine::new(Arc::new(records.graph(&summary).unwrap()))
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
        Head::Reach(reach) | Head::YesNo(reach) | Head::Why(reach) | Head::Ways(reach) => {
            vec![&reach.left, &reach.right]
        }
        Head::Paths(paths) => vec![&paths.reach.left, &paths.reach.right],
        Head::Table(_) => Vec::new(),
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

#[test]
fn the_example_of_a_mistake_makes_no_examples_of_its_own() {
    // Each would nest in the one before, and the stack of a thread of a pool holds few of them.
    let query = "service principals in groups where (isempty(mail) and isempty(mail)) \
                 | join kind=inner (princip = strlen(name)) on name";
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let diagnosed = thread.spawn(|| parse(query).is_err()).unwrap().join();
    assert!(diagnosed.unwrap());
}
