//! The way in: limits first, then the grammar, then the reader.

use super::ast::{Binding, Query};
use super::grammar::{Grammar, Rule};
use super::reader::Reader;
use super::span::{Span, Spanned};
use super::tokens::{Token, tokens};
use crate::diagnostic::Diagnostic;
use pest::Parser;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;

/// How deep parentheses and relations may be nested.
pub const MOST_NESTING: usize = 64;

/// Reads a query.
///
/// # Errors
/// Every mistake that could be found, the first in the text first.
pub fn parse(text: &str) -> Result<Query, Vec<Diagnostic>> {
    read(text, Some(is_query))
}

/// Whether the text of an example is a query.
fn is_query(example: &str) -> bool {
    read(example, None).is_ok()
}

/// Reads a query; where examples would help, they are shown if they are queries too.
fn read(text: &str, is_query: Option<fn(&str) -> bool>) -> Result<Query, Vec<Diagnostic>> {
    let tokens = tokens(text);
    if let Some(problem) = beyond_limits(text, &tokens) {
        return Err(vec![problem]);
    }
    let tree = match Grammar::parse(Rule::query, text) {
        Ok(mut pairs) => pairs.next(),
        Err(_) => None,
    };
    let mut reader = Reader::new(text, tokens, is_query);
    let query = tree.and_then(|tree| reader.query(tree));
    let mut diagnostics = reader.finish();
    match query {
        Some(query) if diagnostics.is_empty() => Ok(query),
        _ => {
            if diagnostics.is_empty() {
                let whole = Span {
                    start: 0,
                    end: text.len(),
                };
                diagnostics.push(Diagnostic::error("syntax", whole, "this is no query"));
            }
            Err(diagnostics)
        }
    }
}

/// Reads a file of definitions: bindings, and nothing else.
///
/// # Errors
/// Every mistake that could be found, the first in the text first.
pub fn parse_definitions(text: &str) -> Result<Vec<Spanned<Binding>>, Vec<Diagnostic>> {
    let tokens = tokens(text);
    if let Some(problem) = beyond_limits(text, &tokens) {
        return Err(vec![problem]);
    }
    let tree = Grammar::parse(Rule::definitions, text).ok();
    let tree = tree.and_then(|mut pairs| pairs.next());
    let mut reader = Reader::new(text, tokens, Some(is_query));
    let bindings = tree.map(|tree| reader.definitions(tree));
    let diagnostics = reader.finish();
    match diagnostics.is_empty() {
        true => Ok(bindings.unwrap_or_default()),
        false => Err(diagnostics),
    }
}

/// The names of the parameters in a text, without their signs, each once, in the order in which
/// they first stand there.
#[must_use]
pub fn parameters(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in tokens(text) {
        let written = text.get(token.span.range());
        let name = written.and_then(|written| written.strip_prefix('$'));
        if let (Rule::parameter, Some(name)) = (token.rule, name)
            && !found.iter().any(|own| own == name)
        {
            found.push(name.to_owned());
        }
    }
    found
}

/// What keeps a text from being read at all: its length, a NUL, its nesting.
fn beyond_limits(text: &str, tokens: &[Token]) -> Option<Diagnostic> {
    if text.len() > MOST_BYTES {
        let start = text.floor_char_boundary(MOST_BYTES);
        let span = Span { start, end: start };
        let message = format!("a query is at most {} KiB long", MOST_BYTES / 1024);
        return Some(Diagnostic::error("too-long", span, message).label("the limit is here"));
    }
    if let Some(start) = text.find('\0') {
        let span = Span {
            start,
            end: start + 1,
        };
        let message = "a query holds no NUL character";
        return Some(Diagnostic::error("nul", span, message).help("remove the character"));
    }
    let mut depth = 0_usize;
    for token in tokens {
        match text.get(token.span.range()) {
            Some("(") => depth += 1,
            Some(")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTING {
            let message = format!("parentheses are nested more than {MOST_NESTING} deep");
            let help = "name the inner sets in groups of their own, or ask in several queries";
            return Some(Diagnostic::error("too-deep", token.span, message).help(help));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::{Head, Noun, SetKind};

    #[test]
    fn every_operator_reads() {
        use crate::syntax::ast::{BinaryOperator, Expr, Stage};
        for &(operator, sign) in BinaryOperator::WRITTEN {
            for written in [
                sign.to_owned(),
                sign.to_uppercase().replace(' ', "\n // x\n "),
            ] {
                let text = format!("apps | where a {written} \"b\"");
                let query = parse(&text).unwrap_or_else(|_| panic!("{text}"));
                let [stage] = query.stages.as_slice() else {
                    panic!("{text}")
                };
                let Stage::Where(condition) = &stage.value else {
                    panic!("{text}")
                };
                let Expr::Binary { operator: read, .. } = &condition.value else {
                    panic!("{text}")
                };
                assert_eq!(read.value, operator, "{text}");
            }
        }
    }

    #[test]
    fn the_mission_sentence_reads() {
        let query = parse("which guests reach finance apps").unwrap();
        let Head::Reach(reach) = query.head else {
            panic!("not a reach")
        };
        let SetKind::Noun { words, noun, .. } = reach.right.kind else {
            panic!("not a noun")
        };
        assert_eq!(
            (words[0].value.as_str(), noun.value),
            ("finance", Noun::Apps)
        );
        assert_eq!((noun.span.start, noun.span.end), (27, 31));
    }
}
