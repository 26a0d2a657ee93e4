//! Every sentence of `tests/queries/sentences.jsonl` reads as it states, is refused by name, or is
//! an error.

mod notation;

use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::ast::{Head, Query, Set, SetKind};
use enfilade_query::syntax::parse;
use std::path::Path;

#[derive(serde::Deserialize)]
struct Sentence {
    query: String,
    reading: String,
    kind: String,
}

fn sentences() -> Vec<Sentence> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/queries/sentences.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Sentences that the language promises for later, by the words that are refused. Once one of
/// them reads, it leaves this list.
const LATER: &[(&str, &str)] = &[("guests reach finance apps unless blocked", "unless blocked")];

#[test]
fn sentences_read_as_stated() {
    let mut wrong = Vec::new();
    for Sentence {
        query,
        reading,
        kind,
    } in sentences()
    {
        let later = LATER.iter().find(|(sentence, _)| *sentence == query);
        match (kind.as_str(), later, parse(&query)) {
            ("ok", None, Ok(tree)) => {
                let read = notation::query(&tree, &query);
                if read != reading {
                    wrong.push(format!("{query}\n  stated {reading}\n  read   {read}"));
                }
            }
            ("ok", None, Err(problems)) => {
                wrong.push(format!("{query}\n{}", render_all(&problems, &query, false)))
            }
            ("ok", Some(_), Ok(_)) => wrong.push(format!(
                "{query}\n  reads now: take it off the list of later ones"
            )),
            ("ok", Some((_, words)), Err(problems)) => {
                let refusal = format!("`{words}` is not built yet");
                if !problems.iter().all(|one| one.code == Some("not-built"))
                    || problems[0].message != refusal
                {
                    wrong.push(format!(
                        "{query}\n  {refusal}, but\n{}",
                        render_all(&problems, &query, false)
                    ));
                }
            }
            (_, _, Ok(tree)) if !has_bare_words(&tree) => {
                wrong.push(format!(
                    "{query}\n  an error that reads as {}",
                    notation::query(&tree, &query)
                ));
            }
            _ => {}
        }
    }
    let known: Vec<String> = sentences().into_iter().map(|one| one.query).collect();
    wrong.extend(
        LATER
            .iter()
            .filter(|(one, _)| !known.iter().any(|k| k == one))
            .map(|(one, _)| format!("{one}\n  listed, but no sentence")),
    );
    assert!(
        wrong.is_empty(),
        "{} sentences\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Whether a set stands there that is only words: what they mean is looked up later, and as long
/// as nothing can define them they mean nothing.
fn has_bare_words(query: &Query) -> bool {
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
            SetKind::Words(_) => return true,
            SetKind::Related { set, to, .. } => open.extend([set.as_ref(), to.as_ref()]),
            SetKind::Algebra { operands, .. } => open.extend(operands),
            _ => {}
        }
    }
    false
}
