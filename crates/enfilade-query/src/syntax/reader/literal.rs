//! Literals: strings with KQL's escapes, numbers, durations, times.

use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Count, Expr, Literal};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::moment::{duration, time};
use crate::syntax::span::{Span, Spanned};
use pest::Parser;

impl<'t> Reader<'t> {
    pub(super) fn literal(&mut self, node: Node<'t>) -> Option<Spanned<Expr>> {
        let span = self.span(&node);
        let literal = match node.as_rule() {
            Rule::string | Rule::unclosed_string => Literal::Text(self.string(node)?),
            Rule::boolean => Literal::Boolean(node.as_str().eq_ignore_ascii_case("true")),
            Rule::datetime => Literal::Time(self.time(node)?),
            Rule::negative => {
                let number = node.into_inner().next()?;
                self.number(&number, true)?
            }
            _ => self.number(&node, false)?,
        };
        Some(Spanned::new(Expr::Literal(literal), span))
    }

    fn number(&mut self, node: &Node<'t>, negative: bool) -> Option<Literal> {
        let text = node.as_str();
        let sign = if negative { "-" } else { "" };
        let number = match node.as_rule() {
            Rule::integer => format!("{sign}{text}").parse().ok().map(Literal::Integer),
            Rule::real => {
                let value = format!("{sign}{text}").parse::<f64>().ok();
                value.filter(|value| value.is_finite()).map(Literal::Real)
            }
            Rule::duration => duration(text, negative).map(Literal::Duration),
            _ => {
                let message = format!("`{text}` is no number");
                let diagnostic = Diagnostic::error("number", self.span(node), message)
                    .help("a duration is a number with `d`, `h`, `m`, `s` or `ms`: `90d`; text stands in quotes");
                self.report(diagnostic);
                return None;
            }
        };
        if number.is_none() {
            self.report(Diagnostic::error(
                "number",
                self.span(node),
                "the number is too large",
            ));
        }
        number
    }

    /// A whole number that counts rows.
    pub(super) fn count(&mut self, node: &Node<'t>) -> Option<Spanned<Count>> {
        let span = self.span(node);
        if let Ok(count) = node.as_str().parse() {
            return Some(Spanned::new(Count::Number(count), span));
        }
        self.report(Diagnostic::error("number", span, "the number is too large"));
        None
    }

    fn time(&mut self, node: Node<'t>) -> Option<i64> {
        let inner = node.into_inner().nth(1)?;
        let span = self.span(&inner);
        let text = inner.as_str().trim().trim_matches(['"', '\'']);
        let time = time(text);
        if time.is_none() {
            let diagnostic = Diagnostic::error("time", span, format!("`{text}` is no date"))
                .help("for example `datetime(2025-01-31)` or `datetime(2025-01-31T18:30:00Z)`");
            self.report(diagnostic);
        }
        time
    }

    /// What a string holds, its escapes resolved.
    pub(super) fn string(&mut self, node: Node<'t>) -> Option<String> {
        if node.as_rule() == Rule::unclosed_string {
            let diagnostic = self.unclosed_string(self.span(&node));
            self.report(diagnostic);
            return None;
        }
        let content = node.into_inner().next()?;
        match content.as_rule() {
            Rule::verbatim => {
                let inner = content.into_inner().next()?;
                let doubled = if inner.as_rule() == Rule::verbatim_double {
                    ("\"\"", "\"")
                } else {
                    ("''", "'")
                };
                Some(inner.as_str().replace(doubled.0, doubled.1))
            }
            _ => self.unescape(content.as_str(), content.as_span().start()),
        }
    }

    pub(super) fn unclosed_string(&self, span: Span) -> Diagnostic {
        let text = self.slice(span).trim_end();
        let quote = text.trim_start_matches('@').chars().next().unwrap_or('"');
        let span = Span {
            start: span.start,
            end: span.start + text.len(),
        };
        Diagnostic::error("unclosed-string", span, "the string is not closed")
            .label(format!("no `{quote}` closes it on this line"))
            .help(format!("end it with `{quote}`"))
    }

    fn unescape(&mut self, text: &str, offset: usize) -> Option<String> {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text.char_indices();
        while let Some((at, character)) = rest.next() {
            if character != '\\' {
                resolved.push(character);
                continue;
            }
            let escape = rest.next().map(|(_, escape)| escape);
            let meant = match escape {
                Some(same @ ('\\' | '"' | '\'')) => Some(same),
                Some('n') => Some('\n'),
                Some('r') => Some('\r'),
                Some('t') => Some('\t'),
                Some(kind @ ('u' | 'x')) => {
                    let digits = if kind == 'u' { 4 } else { 2 };
                    let hex: String = rest.by_ref().take(digits).map(|(_, digit)| digit).collect();
                    let code = (hex.len() == digits)
                        .then(|| u32::from_str_radix(&hex, 16).ok())
                        .flatten();
                    code.and_then(char::from_u32)
                }
                _ => None,
            };
            let Some(meant) = meant else {
                let start = offset + at;
                let end = start + 1 + escape.map_or(0, char::len_utf8);
                let written = self.slice(Span { start, end });
                let diagnostic = Diagnostic::error("escape", Span { start, end }, format!("`{written}` is no escape"))
                    .help("a backslash is written `\\\\`, or the string begins with `@`: `@\"EU\\Finance\"`");
                self.report(diagnostic);
                return None;
            };
            resolved.push(meant);
        }
        Some(resolved)
    }
}

/// What a text is as a literal without quotes, if it is one.
pub(crate) fn plain(text: &str) -> Option<Literal> {
    let (number, negative) = match text.strip_prefix('-') {
        Some(number) => (number, true),
        None => (text, false),
    };
    let is = |rule| {
        let pairs = Grammar::parse(rule, number);
        pairs.is_ok_and(|pairs| pairs.as_str() == number)
    };
    if is(Rule::integer) {
        return text.parse().ok().map(Literal::Integer);
    }
    if is(Rule::real) {
        let value = text.parse::<f64>().ok();
        return value.filter(|value| value.is_finite()).map(Literal::Real);
    }
    if is(Rule::duration) {
        return duration(number, negative).map(Literal::Duration);
    }
    match text.to_ascii_lowercase().as_str() {
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        _ => {}
    }
    let inner = text.strip_prefix("datetime(");
    let inner = inner.and_then(|inner| inner.strip_suffix(')'));
    instant(inner?).map(Literal::Time)
}

/// A date or a moment, as it stands in `datetime(...)`.
pub(crate) fn instant(text: &str) -> Option<i64> {
    time(text.trim().trim_matches(['"', '\'']))
}
