//! A syntax tree as text: the one canonical way to write a query.
//!
//! Whatever is printed reads as the same tree again. Words stand without quotes where they read so, which
//! the parser itself is asked about.

mod expression;
mod set;
mod stage;

pub use self::expression::quoted;
use self::set::{clause, set};
use super::ast::{Head, Quantifier, Query, Reach, SetKind, Which};
use super::parse::parse;
use super::span::Span;
use super::tokens::tokens;
use crate::diagnostic::{Diagnostic, is_deceptive};

/// A query in its canonical form: its names, what it asks, and each stage on a line of its own.
#[must_use]
pub fn print(query: &Query) -> String {
    let mut text = String::new();
    for binding in &query.bindings {
        text.push_str(&set::binding(&binding.value));
        text.push('\n');
    }
    text.push_str(&head(&query.head));
    for stage in &query.stages {
        text.push_str("\n| ");
        text.push_str(&stage::stage(&stage.value));
    }
    text
}

/// The same query in its canonical form. Comments before the query stay where they are.
///
/// # Errors
/// If the query does not read, or holds a comment that would be lost.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let query = parse(text)?;
    let tokens = tokens(text);
    let start = tokens.first().map_or(text.len(), |token| token.span.start);
    let mut end = start;
    for token in &tokens {
        let gap = Span {
            start: end,
            end: token.span.start,
        };
        end = token.span.end;
        refuse_comment(text, gap)?;
    }
    let rest = Span {
        start: end,
        end: text.len(),
    };
    refuse_comment(text, rest)?;
    let comments = text.get(..start).unwrap_or_default();
    let mut formatted = String::new();
    for line in comments
        .lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || is_deceptive(c)))
        .filter(|line| !line.is_empty())
    {
        refuse_hidden(text, line)?;
        formatted.push_str(line);
        formatted.push('\n');
    }
    formatted.push_str(&print(&query));
    Ok(formatted)
}

/// A comment between the tokens of a query has no place of its own in the canonical form.
fn refuse_comment(text: &str, gap: Span) -> Result<(), Vec<Diagnostic>> {
    let Some(at) = text.get(gap.range()).and_then(|gap| gap.find("//")) else {
        return Ok(());
    };
    let start = gap.start + at;
    let span = Span {
        start,
        end: start + 2,
    };
    let message = "a comment inside the query would be lost";
    let diagnostic = Diagnostic::error("comment", span, message);
    Err(vec![
        diagnostic.help("put it on a line of its own before the query"),
    ])
}

/// A character that steers a terminal, or that nobody sees, has no place in what people read.
fn refuse_hidden(text: &str, line: &str) -> Result<(), Vec<Diagnostic>> {
    let is_hidden = |c: char| c != '\t' && (c.is_control() || is_deceptive(c));
    let Some((at, hidden)) = line.char_indices().find(|(_, c)| is_hidden(*c)) else {
        return Ok(());
    };
    let start = text.find(line).unwrap_or_default() + at;
    let span = Span {
        start,
        end: start + hidden.len_utf8(),
    };
    let message = format!(
        "the comment holds U+{:04X}, which is not shown",
        u32::from(hidden)
    );
    Err(vec![
        Diagnostic::error("hidden", span, message).help("take it out"),
    ])
}

fn head(head: &Head) -> String {
    match head {
        Head::Set(one) => set(one),
        Head::YesNo(reach) => {
            let (auxiliary, all) = (reach.verb.value.auxiliary(true), quantifier(reach));
            let (left, right) = (set(&reach.left), set(&reach.right));
            format!("{auxiliary} {left} reach {all}{right}{}", clauses(reach))
        }
        Head::Reach(reach) if reach.right.kind == SetKind::Whatever => {
            let auxiliary = reach.verb.value.auxiliary(true);
            format!(
                "what {auxiliary} {} reach{}",
                set(&reach.left),
                clauses(reach)
            )
        }
        Head::Table(table) => table.text().to_owned(),
        Head::Why(reach) => format!("why {}", pair(reach)),
        Head::Ways(reach) => format!("how many ways {}", pair(reach)),
        Head::Paths(paths) => {
            let which = match paths.which.value {
                Which::Shortest => "shortest path".to_owned(),
                Which::Some(most) => format!("{most} paths"),
                Which::All => "all paths".to_owned(),
            };
            let (from, to) = (set(&paths.reach.left), set(&paths.reach.right));
            format!("{which} from {from} to {to}{}", clauses(&paths.reach))
        }
        Head::Reach(reach) => {
            let verb = reach.verb.value.words(reach.left.kind == SetKind::Who);
            let (left, right) = (set(&reach.left), set(&reach.right));
            format!(
                "{left} {verb} {}{right}{}",
                quantifier(reach),
                clauses(reach)
            )
        }
    }
}

/// `does A not reach B`.
fn pair(reach: &Reach) -> String {
    let auxiliary = reach.verb.value.auxiliary(true);
    let not = match reach.verb.value.negated {
        true => "not ",
        false => "",
    };
    let (left, right) = (set(&reach.left), set(&reach.right));
    format!("{auxiliary} {left} {not}reach {right}{}", clauses(reach))
}

fn clauses(reach: &Reach) -> String {
    let clauses = reach.clauses.iter();
    clauses
        .map(|one| format!(" {}", clause(&one.value)))
        .collect()
}

fn quantifier(reach: &Reach) -> &'static str {
    match reach.quantifier.as_ref().map(|own| own.value) {
        None => "",
        Some(Quantifier::All) => "all ",
        Some(Quantifier::No) => "no ",
    }
}
