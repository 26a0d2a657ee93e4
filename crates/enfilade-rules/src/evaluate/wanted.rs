//! One comparison, asked of one value.

use super::column::{Distinct, Value};
use crate::{Literal, Operator};

/// A positive comparison, ready to be asked.
pub(super) struct Wanted<'l> {
    operator: Operator,
    literal: &'l Literal,
    lower: String,
    now: i64,
}

impl<'l> Wanted<'l> {
    pub(super) fn new(operator: Operator, literal: &'l Literal, now: i64) -> Wanted<'l> {
        let lower = match literal {
            Literal::Text(text) => text.to_lowercase(),
            _ => String::new(),
        };
        Wanted {
            operator,
            literal,
            lower,
            now,
        }
    }

    /// Whether it holds of a known value; of several texts it holds if it holds of one.
    pub(super) fn holds(&self, distinct: &Distinct<'_>) -> bool {
        match (distinct.value, self.literal) {
            (Value::Null, literal) => matches!(literal, Literal::Null),
            (Value::Boolean(value), Literal::Boolean(wanted)) => value == wanted,
            (Value::Time(time), Literal::Time(wanted)) => self.orders(*time, *wanted),
            (Value::Time(time), Literal::Now(shift)) => {
                self.orders(*time, self.now.saturating_add(*shift))
            }
            (Value::Text(text), Literal::Pattern(pattern)) => pattern
                .regex
                .as_ref()
                .is_some_and(|regex| regex.is_match(text)),
            (Value::Texts(texts), Literal::Pattern(pattern)) => {
                let regex = pattern.regex.as_ref();
                regex.is_some_and(|regex| texts.iter().any(|text| regex.is_match(text)))
            }
            (Value::Text(_) | Value::Texts(_), Literal::Text(_)) => {
                distinct.lower.iter().any(|text| self.compares(text))
            }
            _ => false,
        }
    }

    fn orders(&self, time: i64, wanted: i64) -> bool {
        match self.operator {
            Operator::AtMost => time <= wanted,
            Operator::AtLeast => time >= wanted,
            _ => time == wanted,
        }
    }

    fn compares(&self, lower: &str) -> bool {
        Wanted::compare(self.operator, &self.lower, lower)
    }

    /// Whether two texts in lower case compare so.
    pub(super) fn compare(operator: Operator, wanted: &str, own: &str) -> bool {
        match operator {
            Operator::StartsWith => own.starts_with(wanted),
            Operator::EndsWith => own.ends_with(wanted),
            Operator::Contains => own.contains(wanted),
            _ => own == wanted,
        }
    }
}
