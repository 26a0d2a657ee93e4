//! A condition in its normal form.

use super::opposite::opposite;
use crate::syntax::Operand;
use crate::{Comparison, Expression, Literal, Operator};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of the case of texts, which says nothing.
#[derive(Copy, Clone, Eq, PartialEq)]
pub(super) enum Case {
    /// It becomes lower, so that equal texts are one.
    Lower,
    /// It stays as it was written, for people to read.
    Kept,
}

/// The normal form of a condition. Recursion is bounded by the depth that the reader allows.
pub(super) fn normal(expression: &Expression, case: Case) -> Expression {
    match expression {
        Expression::And(parts) => joined(parts, Joint::And, case),
        Expression::Or(parts) => joined(parts, Joint::Or, case),
        Expression::Not(inner) => match &**inner {
            Expression::Not(twice) => normal(twice, case),
            inner => match opposite(inner) {
                Expression::Not(leaf) => Expression::Not(Box::new(normal(&leaf, case))),
                opposite => normal(&opposite, case),
            },
        },
        Expression::Compare(comparison) => Expression::Compare(compared(comparison, case)),
        Expression::Elements {
            of,
            quantifier,
            condition,
        } => Expression::Elements {
            of: of.clone(),
            quantifier: *quantifier,
            condition: Box::new(normal(condition, case)),
        },
        Expression::DirectReports(_) => expression.clone(),
    }
}

#[derive(Copy, Clone, Eq, PartialEq)]
enum Joint {
    And,
    Or,
}

impl Joint {
    fn join(self, mut parts: Vec<Expression>) -> Expression {
        match (parts.len(), self) {
            (1, _) => parts.remove(0),
            (_, Joint::And) => Expression::And(parts),
            (_, Joint::Or) => Expression::Or(parts),
        }
    }

    /// How one property compares with several values at once, where it may.
    fn list(self) -> Operator {
        match self {
            Joint::And => Operator::NotIn,
            Joint::Or => Operator::In,
        }
    }
}

fn joined(parts: &[Expression], by: Joint, case: Case) -> Expression {
    let mut lists: BTreeMap<String, (Operand, BTreeSet<Option<String>>)> = BTreeMap::new();
    let mut others: BTreeMap<String, Expression> = BTreeMap::new();
    let mut open: Vec<Expression> = parts.iter().rev().map(|part| normal(part, case)).collect();
    while let Some(part) = open.pop() {
        match (part, by) {
            (Expression::And(parts), Joint::And) | (Expression::Or(parts), Joint::Or) => {
                open.extend(parts);
            }
            (Expression::Compare(comparison), _) => match values(&comparison, by.list()) {
                Some(values) => {
                    let key = comparison.operand.to_string();
                    let list = lists.entry(key);
                    let list = list.or_insert_with(|| (comparison.operand, BTreeSet::new()));
                    list.1.extend(values);
                }
                None => {
                    let part = Expression::Compare(comparison);
                    others.insert(part.to_string(), part);
                }
            },
            (part, _) => {
                others.insert(part.to_string(), part);
            }
        }
    }
    for (operand, values) in lists.into_values() {
        let comparison = listed(operand, by.list(), values);
        let part = Expression::Compare(comparison);
        others.insert(part.to_string(), part);
    }
    by.join(others.into_values().collect())
}

/// The values that a comparison asks for, if it asks for one of a list (or for none of one).
fn values(comparison: &Comparison, list: Operator) -> Option<Vec<Option<String>>> {
    let single = match list {
        Operator::In => Operator::Equal,
        _ => Operator::NotEqual,
    };
    match &comparison.literal {
        Literal::List(items) if comparison.operator == list => Some(items.clone()),
        Literal::Text(text) if comparison.operator == single => Some(vec![Some(text.clone())]),
        Literal::Null if comparison.operator == single => Some(vec![None]),
        _ => None,
    }
}

fn compared(comparison: &Comparison, case: Case) -> Comparison {
    let cased = |text: &String| match case {
        Case::Lower => text.to_lowercase(),
        Case::Kept => text.clone(),
    };
    for list in [Operator::In, Operator::NotIn] {
        if let Some(values) = values(comparison, list) {
            let values = values.iter().map(|value| Some(cased(value.as_ref()?)));
            return listed(comparison.operand.clone(), list, values.collect());
        }
    }
    let literal = match &comparison.literal {
        Literal::Text(text) => Literal::Text(cased(text)),
        other => other.clone(),
    };
    Comparison {
        literal,
        ..comparison.clone()
    }
}

/// A comparison with several values: with one, no list.
fn listed(operand: Operand, list: Operator, values: BTreeSet<Option<String>>) -> Comparison {
    let mut values: Vec<Option<String>> = values.into_iter().collect();
    let single = match list {
        Operator::In => Operator::Equal,
        _ => Operator::NotEqual,
    };
    let (operator, literal) = match values.len() {
        1 => match values.remove(0) {
            Some(text) => (single, Literal::Text(text)),
            None => (single, Literal::Null),
        },
        _ => (list, Literal::List(values)),
    };
    Comparison {
        operand,
        operator,
        literal,
    }
}
