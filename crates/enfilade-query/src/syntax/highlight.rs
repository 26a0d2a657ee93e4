//! What each piece of a query is, for colours, and whether a text waits for its next line.
//!
//! Both read the grammar's own tokens, so that a string or an address is one thing here exactly
//! where it is one to the parser. Unlike the parser they never mind a mistake: a query is coloured
//! while it is being typed.

use super::ast::Table;
use super::grammar::Rule;
use super::span::Span;
use super::tokens::{Token, is_reserved, tokens};
use super::vocabulary::{OF_STAGES, STAGES, word_operators};
use super::{nouns, parse::MOST_BYTES};

/// What a piece of a query is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Class {
    /// A reserved word.
    Keyword,
    /// A noun, or the name of a table.
    Noun,
    /// The word that opens a stage.
    Stage,
    /// An operator, as a sign or a word.
    Operator,
    /// What is called.
    Function,
    /// A name or a text: in quotes, a sign-in name, an id.
    Name,
    /// A number or a span of time.
    Number,
    /// `$name`.
    Parameter,
    /// A remark.
    Comment,
    /// A quote that is not closed, a sign that is none.
    Mistake,
}

/// The pieces of a text that are something, in order; what lies between them is plain.
#[must_use]
pub fn highlight(text: &str) -> Vec<(Span, Class)> {
    if text.len() > MOST_BYTES {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut pieces = Vec::new();
    let (mut at, mut in_stages, mut end) = (0, false, 0);
    while let Some(token) = tokens.get(at) {
        comments(text, end, token.span.start, &mut pieces);
        let opens_stage = at > 0 && slice(text, tokens.get(at - 1)) == "|";
        let (class, count) = match slice(text, Some(token)) {
            "|" => {
                in_stages = true;
                (Some(Class::Operator), 1)
            }
            _ if opens_stage => (stage(slice(text, Some(token))), 1),
            _ => classify(text, &tokens[at..], in_stages),
        };
        let last = tokens.get(at + count - 1).unwrap_or(token);
        end = last.span.end;
        if let Some(class) = class {
            pieces.push((token.span.to(last.span), class));
        }
        at += count;
    }
    comments(text, end, text.len(), &mut pieces);
    pieces
}

/// Whether more must follow before the text can be a query: a parenthesis is open, or it ends in a
/// bar, a comma or an operator. A string ends with its line and never waits.
#[must_use]
pub fn is_unfinished(text: &str) -> bool {
    if text.len() > MOST_BYTES {
        return false;
    }
    let tokens = tokens(text);
    let mut open = 0_i32;
    for token in &tokens {
        match slice(text, Some(token)) {
            "(" => open += 1,
            ")" => open -= 1,
            _ if token.rule == Rule::unclosed_string => return false,
            _ => {}
        }
    }
    let last = slice(text, tokens.last());
    let waits = [
        "|", ",", "=", "==", "!=", "<", "<=", ">", ">=", "=~", "!~", "+", "-", "/",
    ];
    open > 0 || waits.contains(&last)
}

fn slice<'t>(text: &'t str, token: Option<&Token>) -> &'t str {
    token.map_or("", |token| &text[token.span.range()])
}

fn stage(word: &str) -> Option<Class> {
    let known = STAGES.iter().any(|stage| stage.eq_ignore_ascii_case(word));
    known.then_some(Class::Stage)
}

/// What the first of these tokens is, and how many tokens it takes.
fn classify(text: &str, tokens: &[Token], in_stages: bool) -> (Option<Class>, usize) {
    let Some(token) = tokens.first() else {
        return (None, 1);
    };
    let word = slice(text, Some(token));
    match token.rule {
        Rule::string | Rule::upn | Rule::guid | Rule::path => (Some(Class::Name), 1),
        Rule::unclosed_string | Rule::stray => (Some(Class::Mistake), 1),
        Rule::parameter => (Some(Class::Parameter), 1),
        Rule::symbol if matches!(word, "(" | ")" | "," | ";" | "?" | ".") => (None, 1),
        Rule::symbol => (Some(Class::Operator), 1),
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => (Some(Class::Number), 1),
        _ if in_stages => of_stage(text, tokens, word),
        _ => of_head(text, tokens),
    }
}

fn of_stage(text: &str, tokens: &[Token], word: &str) -> (Option<Class>, usize) {
    let is = |known: &str| known.eq_ignore_ascii_case(word);
    let next = slice(text, tokens.get(1));
    if is("matches") && next.eq_ignore_ascii_case("regex") {
        return (Some(Class::Operator), 2);
    }
    if word_operators().any(is) {
        return (Some(Class::Operator), 1);
    }
    if next == "(" {
        return (Some(Class::Function), 1);
    }
    (
        OF_STAGES
            .iter()
            .any(|known| is(known))
            .then_some(Class::Keyword),
        1,
    )
}

fn of_head(text: &str, tokens: &[Token]) -> (Option<Class>, usize) {
    // A table is named by one word or two.
    for count in [2, 1] {
        if let Some([first, .., last] | [first @ last]) = tokens.get(..count)
            && Table::named(&text[first.span.to(last.span).range()]).is_some()
        {
            return (Some(Class::Noun), count);
        }
    }
    // The longest noun wins: `management groups` is one.
    for count in [3, 2, 1] {
        let Some([first, .., last] | [first @ last]) = tokens.get(..count) else {
            continue;
        };
        if nouns::noun(&text[first.span.to(last.span).range()]).is_some() {
            return (Some(Class::Noun), count);
        }
    }
    let word = slice(text, tokens.first());
    let operator = word_operators().any(|known| known.eq_ignore_ascii_case(word));
    if is_reserved(word) {
        return (Some(Class::Keyword), 1);
    }
    if operator {
        return (Some(Class::Operator), 1);
    }
    let called = slice(text, tokens.get(1)) == "(";
    (called.then_some(Class::Function), 1)
}

/// The remarks between two tokens.
fn comments(text: &str, start: usize, end: usize, pieces: &mut Vec<(Span, Class)>) {
    let mut from = start;
    while let Some(at) = text.get(from..end).and_then(|gap| gap.find("//")) {
        let start = from + at;
        let length = text[start..end].find(['\n', '\r']).unwrap_or(end - start);
        let span = Span {
            start,
            end: start + length,
        };
        pieces.push((span, Class::Comment));
        from = span.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<(&str, Class)> {
        let pieces = highlight(text).into_iter();
        pieces
            .map(|(span, class)| (&text[span.range()], class))
            .collect()
    }

    #[test]
    fn every_piece_is_what_it_is_to_the_grammar() {
        use Class::*;
        assert_eq!(
            classes(
                "// Who?\nwhich guests reach app \"A | b\" | where hops > 2 and mail has $x // no"
            ),
            [
                ("// Who?", Comment),
                ("which", Keyword),
                ("guests", Noun),
                ("reach", Keyword),
                ("app", Noun),
                ("\"A | b\"", Name),
                ("|", Operator),
                ("where", Stage),
                (">", Operator),
                ("2", Number),
                ("and", Operator),
                ("has", Operator),
                ("$x", Parameter),
                ("// no", Comment),
            ]
        );
        assert_eq!(
            classes("management groups | summarize n = dcount(via) by app | top 5 by n desc"),
            [
                ("management groups", Noun),
                ("|", Operator),
                ("summarize", Stage),
                ("=", Operator),
                ("dcount", Function),
                ("by", Keyword),
                ("|", Operator),
                ("top", Stage),
                ("5", Number),
                ("by", Keyword),
                ("desc", Keyword),
            ]
        );
    }

    #[test]
    fn mistakes_are_seen_while_typing() {
        assert_eq!(
            classes("app \"Fin").last(),
            Some(&("\"Fin", Class::Mistake))
        );
        assert_eq!(classes("| wher").last(), Some(&("|", Class::Operator)));
        assert!(classes("").is_empty());
    }

    #[test]
    fn what_is_open_waits_for_more() {
        for text in [
            "users |",
            "(guests or ",
            "users | where (a == 1",
            "users | project a,",
            "a | where b ==",
        ] {
            assert!(is_unfinished(text), "{text}");
        }
        for text in [
            "users",
            "(guests)",
            "app \"(\"",
            "app \"Fin",
            "users | where a == \"|\"",
            "",
            ")",
        ] {
            assert!(!is_unfinished(text), "{text}");
        }
    }
}
