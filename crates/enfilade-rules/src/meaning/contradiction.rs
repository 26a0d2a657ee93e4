//! Conditions that nothing can meet at once.

use super::opposite::opposite;
use crate::evaluate::compare_text;
use crate::syntax::{Operand, Quantifier};
use crate::{Comparison, Expression, Literal, Operator, Shape};
use std::collections::BTreeMap;

/// Whether no user or device can meet all of the conditions, whatever the tenant. `false` says that
/// none of the contradictions that are looked for is among them.
#[must_use]
pub fn contradict(conditions: &[Expression]) -> bool {
    let mut of_operand: BTreeMap<String, Vec<&Comparison>> = BTreeMap::new();
    for condition in conditions {
        match condition {
            Expression::Compare(comparison) => {
                let of = of_operand.entry(comparison.operand.to_string());
                of.or_default().push(comparison);
            }
            // An element that nothing can be.
            Expression::Elements {
                quantifier: Quantifier::Any,
                condition,
                ..
            } if super::never(condition) => return true,
            _ => {}
        }
    }
    of_operand.values().any(|of| impossible(of)) || has_opposites(conditions)
}

/// Whether a condition stands beside its opposite.
fn has_opposites(conditions: &[Expression]) -> bool {
    conditions.iter().enumerate().any(|(at, condition)| {
        let rest = conditions.get(at + 1..).unwrap_or_default();
        !rest.is_empty() && rest.contains(&opposite(condition))
    })
}

/// Whether no value meets all of the comparisons, which are of one operand.
fn impossible(comparisons: &[&Comparison]) -> bool {
    let Some(first) = comparisons.first() else {
        return false;
    };
    match &first.operand {
        Operand::Property(property) => match property.shape {
            Shape::Text => {
                // An object without an id does not exist.
                let is_never_null = property.name == "objectId";
                no_text(comparisons, is_never_null)
            }
            Shape::Boolean => no_boolean(comparisons),
            Shape::Time => no_time(comparisons),
            Shape::Texts => null_and_more(comparisons),
            Shape::Plans | Shape::Groups => false,
        },
        Operand::Element | Operand::Group => no_text(comparisons, true),
        Operand::Plan(_) => no_text(comparisons, false),
    }
}

/// Whether nothing is wanted, and something too.
fn null_and_more(comparisons: &[&Comparison]) -> bool {
    let wants_null =
        |one: &&&Comparison| one.operator == Operator::Equal && one.literal == Literal::Null;
    let wants_some = |one: &&&Comparison| match one.operator.positive() {
        (Operator::Equal, true) => one.literal == Literal::Null,
        (Operator::Equal, false) => one.literal != Literal::Null,
        (Operator::In, false) => match &one.literal {
            Literal::List(items) => !items.contains(&None),
            _ => false,
        },
        (_, is_negated) => !is_negated,
    };
    let has = |wanted: &dyn Fn(&&&Comparison) -> bool| comparisons.iter().any(|one| wanted(&one));
    has(&wants_null) && has(&wants_some) || has(&is_of_nothing)
}

/// Whether a comparison asks for one of no values.
fn is_of_nothing(one: &&&Comparison) -> bool {
    one.operator == Operator::In && one.literal == Literal::List(Vec::new())
}

fn no_text(comparisons: &[&Comparison], is_never_null: bool) -> bool {
    match wanted_texts(comparisons) {
        Some(texts) => !texts.iter().any(|text| {
            (text.is_some() || !is_never_null)
                && comparisons.iter().all(|one| {
                    // What cannot be decided could hold.
                    compare_text(one, text.as_deref()) != Some(false)
                })
        }),
        None => no_parts(comparisons),
    }
}

/// The values that are asked for by name, if any are: those of the first such comparison.
fn wanted_texts(comparisons: &[&Comparison]) -> Option<Vec<Option<String>>> {
    comparisons
        .iter()
        .find_map(|one| match (one.operator, &one.literal) {
            (Operator::Equal, Literal::Null) => Some(vec![None]),
            (Operator::Equal, Literal::Text(text)) => Some(vec![Some(text.clone())]),
            (Operator::In, Literal::List(items)) => Some(items.clone()),
            _ => None,
        })
}

/// Whether beginnings, ends and parts that are wanted do not fit those that are not, or each other.
fn no_parts(comparisons: &[&Comparison]) -> bool {
    let of = |operator: Operator| -> Vec<String> {
        let these = comparisons.iter().filter(|one| one.operator == operator);
        these
            .filter_map(|one| match &one.literal {
                Literal::Text(text) => Some(text.to_lowercase()),
                _ => None,
            })
            .collect()
    };
    let (starts, ends) = (of(Operator::StartsWith), of(Operator::EndsWith));
    let parts: Vec<String> = (starts.iter().chain(&ends).cloned())
        .chain(of(Operator::Contains))
        .collect();
    let apart = |list: &[String], fits: fn(&str, &str) -> bool| {
        list.iter().enumerate().any(|(at, one)| {
            let rest = list.get(at + 1..).unwrap_or_default();
            rest.iter()
                .any(|other| !fits(one, other) && !fits(other, one))
        })
    };
    let refused = |list: &[String], unwanted: Operator, has: fn(&str, &str) -> bool| {
        let unwanted = of(unwanted);
        let hits = |one: &String| unwanted.iter().any(|no| has(one, no));
        list.iter().any(hits)
    };
    apart(&starts, |one, other| one.starts_with(other))
        || apart(&ends, |one, other| one.ends_with(other))
        || refused(&starts, Operator::NotStartsWith, |one, no| {
            one.starts_with(no)
        })
        || refused(&ends, Operator::NotEndsWith, |one, no| one.ends_with(no))
        || refused(&parts, Operator::NotContains, |one, no| one.contains(no))
}

fn no_boolean(comparisons: &[&Comparison]) -> bool {
    let holds = |one: &Comparison, value: Option<bool>| {
        let same = match one.literal {
            Literal::Null => value.is_none(),
            Literal::Boolean(wanted) => value == Some(wanted),
            _ => return true,
        };
        same != one.operator.positive().1
    };
    ![None, Some(true), Some(false)]
        .into_iter()
        .any(|value| comparisons.iter().all(|one| holds(one, value)))
}

/// Whether the latest start is after the earliest end; times that move with the clock are compared
/// with each other only.
fn no_time(comparisons: &[&Comparison]) -> bool {
    let bounds = |read: fn(&Literal) -> Option<i64>| {
        let of = |operators: &'static [Operator]| {
            let these = comparisons
                .iter()
                .filter(|one| operators.contains(&one.operator));
            these.filter_map(move |one| read(&one.literal))
        };
        let from = of(&[Operator::AtLeast, Operator::Equal]).max();
        let until = of(&[Operator::AtMost, Operator::Equal]).min();
        matches!((from, until), (Some(from), Some(until)) if from > until)
    };
    let fixed = |literal: &Literal| match literal {
        Literal::Time(time) => Some(*time),
        _ => None,
    };
    let moving = |literal: &Literal| match literal {
        Literal::Now(shift) => Some(*shift),
        _ => None,
    };
    bounds(fixed) || bounds(moving) || null_and_more(comparisons)
}
