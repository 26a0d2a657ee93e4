//! A query's text as a flat list of tokens, by the grammar's own rules.
//!
//! The tree does not need it; limits, spans without trailing space and the words of a diagnostic do.

use super::grammar::{Grammar, Rule};
use super::span::Span;
use pest::Parser;

/// A token: the grammar's rule for it and where it stands.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) struct Token {
    pub(super) rule: Rule,
    pub(super) span: Span,
}

/// The tokens of a text up to the first NUL.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let text = text.split('\0').next().unwrap_or_default();
    let Ok(pairs) = Grammar::parse(Rule::tokens, text) else {
        return Vec::new();
    };
    let inner = pairs.flat_map(pest::iterators::Pair::into_inner);
    inner
        .filter(|pair| !matches!(pair.as_rule(), Rule::EOI | Rule::opening_comment))
        .map(|pair| {
            let span = pair.as_span();
            Token {
                rule: pair.as_rule(),
                span: Span {
                    start: span.start(),
                    end: span.end(),
                },
            }
        })
        .collect()
}

/// A token as text, for who has no business with the grammar.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Piece<'t> {
    /// The token as it was written.
    pub(crate) text: &'t str,
    /// Where it starts.
    pub(crate) start: usize,
    /// Whether it is a string that is still open.
    pub(crate) is_open_quote: bool,
}

/// The tokens of a text, as text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let tokens = tokens(text).into_iter();
    tokens
        .map(|token| Piece {
            text: &text[token.span.range()],
            start: token.span.start,
            is_open_quote: token.rule == Rule::unclosed_string,
        })
        .collect()
}

/// Whether a word must be quoted to be a word of a name.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(Grammar::parse(Rule::reserved, word), Ok(pairs) if pairs.as_str().len() == word.len())
}
