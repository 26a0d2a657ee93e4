//! Expressions and literals as text.

use crate::diagnostic::is_deceptive;
use crate::syntax::ast::{BinaryOperator, Expr, Literal};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::span::Spanned;
use jiff::Timestamp;
use pest::Parser;
use std::fmt::Write;

/// How tightly an expression binds: one inside another needs parentheses if it binds less than its
/// place asks for.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
enum Level {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Atom,
}

/// Units of time in microseconds, the largest first.
const UNITS: &[(u64, &str)] = &[
    (86_400_000_000, "d"),
    (3_600_000_000, "h"),
    (60_000_000, "m"),
    (1_000_000, "s"),
    (1_000, "ms"),
    (1, "microseconds"),
];

/// What stands after a noun's `where`: one comparison, or a predicate in parentheses.
pub(super) fn condition(expr: &Expr) -> String {
    match level(expr) {
        Level::Comparison => expression(expr),
        _ => format!("({})", expression(expr)),
    }
}

pub(super) fn expression(expr: &Expr) -> String {
    match expr {
        Expr::Name(parts) => column(parts),
        Expr::Literal(one) => literal(one),
        Expr::Parameter(name) => format!("${name}"),
        Expr::Call {
            function,
            arguments,
        } => {
            let arguments: Vec<String> =
                arguments.iter().map(|one| expression(&one.value)).collect();
            format!("{}({})", function.value, arguments.join(", "))
        }
        Expr::Binary {
            operator,
            left,
            right,
        } => {
            let (own, after) = match level(expr) {
                Level::Sum => (Level::Sum, Level::Product),
                Level::Product => (Level::Product, Level::Atom),
                _ => (Level::Sum, Level::Sum),
            };
            let (left, right) = (within(left, own), within(right, after));
            format!("{left} {} {right}", operator.value.text())
        }
        Expr::In {
            value,
            negated,
            ignore_case,
            list,
        } => {
            let not = if *negated { "!" } else { "" };
            let case = if *ignore_case { "~" } else { "" };
            let list: Vec<String> = list.iter().map(|one| expression(&one.value)).collect();
            format!(
                "{} {not}in{case} ({})",
                within(value, Level::Sum),
                list.join(", ")
            )
        }
        Expr::Between {
            value,
            negated,
            low,
            high,
        } => {
            let not = if *negated { "!" } else { "" };
            let (low, high) = (within(low, Level::Sum), within(high, Level::Sum));
            format!(
                "{} {not}between ({low} .. {high})",
                within(value, Level::Sum)
            )
        }
        Expr::HasWords { value, all, words } => {
            let operator = if *all { "has_all" } else { "has_any" };
            let words: Vec<String> = words.iter().map(|one| expression(&one.value)).collect();
            format!(
                "{} {operator} ({})",
                within(value, Level::Sum),
                words.join(", ")
            )
        }
        Expr::Element { list, index } => format!("{}[{}]", within(list, Level::Atom), index.value),
        Expr::Not(inner) => format!("not({})", expression(&inner.value)),
        Expr::And(parts) => joined(parts, " and ", Level::Comparison),
        Expr::Or(parts) => joined(parts, " or ", Level::And),
    }
}

fn joined(parts: &[Spanned<Expr>], word: &str, least: Level) -> String {
    let parts: Vec<String> = parts.iter().map(|one| within(one, least)).collect();
    parts.join(word)
}

/// An expression where one must bind at least so tightly.
fn within(expr: &Spanned<Expr>, least: Level) -> String {
    match level(&expr.value) < least {
        true => format!("({})", expression(&expr.value)),
        false => expression(&expr.value),
    }
}

fn level(expr: &Expr) -> Level {
    match expr {
        Expr::Or(_) => Level::Or,
        Expr::And(_) => Level::And,
        Expr::In { .. } | Expr::Between { .. } | Expr::HasWords { .. } => Level::Comparison,
        Expr::Binary { operator, .. } => match operator.value {
            BinaryOperator::Add | BinaryOperator::Subtract => Level::Sum,
            BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Modulo => {
                Level::Product
            }
            _ => Level::Comparison,
        },
        _ => Level::Atom,
    }
}

/// A column, or an attribute of one.
pub(super) fn column(parts: &[Spanned<String>]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        let name = column_part(&part.value);
        if at > 0 && !name.starts_with('[') {
            text.push('.');
        }
        text.push_str(&name);
    }
    text
}

/// An identifier, or any other text in brackets.
pub(super) fn column_part(name: &str) -> String {
    let read = Grammar::parse(Rule::identifier, name);
    let is_literal = ["true", "false"]
        .iter()
        .any(|word| name.eq_ignore_ascii_case(word));
    match read.is_ok_and(|read| read.as_str() == name) && !is_literal {
        true => name.to_owned(),
        false => format!("[{}]", quoted(name)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => quoted(text),
        Literal::Integer(value) => value.to_string(),
        Literal::Real(value) => format!("{value:?}"),
        Literal::Boolean(value) => value.to_string(),
        Literal::Duration(length) => duration(*length),
        Literal::Time(moment) => time(*moment),
    }
}

fn duration(microseconds: i64) -> String {
    let sign = if microseconds < 0 { "-" } else { "" };
    let length = microseconds.unsigned_abs();
    let unit = UNITS.iter().find(|(unit, _)| length.is_multiple_of(*unit));
    let (unit, name) = unit.copied().unwrap_or((1, "microseconds"));
    format!("{sign}{}{name}", length / unit)
}

fn time(microseconds: i64) -> String {
    // Whatever was read is a moment that can be written.
    let moment = Timestamp::from_microsecond(microseconds).unwrap_or_default();
    let text = moment.to_string();
    format!(
        "datetime({})",
        text.strip_suffix("T00:00:00Z").unwrap_or(&text)
    )
}

/// A text as a literal of the language, in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // What steers a terminal or hides stands there as its number; the language has four digits.
            other if (other.is_control() || is_deceptive(other)) && other <= '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
