//! The diagnostic of every mistake under `tests/queries/err/syntax/`, as it is drawn.
//!
//! A file holds the query, a line `----`, and what is drawn. To write what is drawn now into all of them,
//! run this test with `UPDATE_GOLDENS=1`, and read the difference.

use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::ast::{Head, Query, Set, SetKind};
use enfilade_query::syntax::{parse, words_alone};
use std::fs;
use std::path::Path;

const LINE: &str = "\n----\n";

#[test]
fn diagnostics_are_drawn_as_stored() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/queries/err/syntax");
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut wrong = Vec::new();
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let content = fs::read_to_string(&path).unwrap();
        let (query, stored) = content
            .split_once(LINE)
            .unwrap_or((content.trim_end_matches('\n'), ""));
        let drawn = format!("{}\n", drawn(query));
        files += 1;
        if update {
            fs::write(&path, format!("{query}{LINE}{drawn}")).unwrap();
        } else if drawn != stored {
            wrong.push(format!(
                "{}\nstored\n{stored}\ndrawn\n{drawn}",
                path.display()
            ));
        }
    }
    assert!(files > 50, "only {files} cases in {}", folder.display());
    assert!(
        wrong.is_empty(),
        "{} differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
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
