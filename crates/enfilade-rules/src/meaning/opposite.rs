//! The opposite of a condition: what holds exactly where it does not.

use crate::syntax::Quantifier;
use crate::{Comparison, Expression, Operator, Shape};

/// What holds exactly where the condition does not, with `-not` only before what has no operator for
/// its opposite.
pub(super) fn opposite(expression: &Expression) -> Expression {
    match expression {
        Expression::And(parts) => Expression::Or(parts.iter().map(opposite).collect()),
        Expression::Or(parts) => Expression::And(parts.iter().map(opposite).collect()),
        Expression::Not(inner) => (**inner).clone(),
        Expression::Compare(comparison) => match opposite_operator(comparison.operator) {
            Some(operator) => Expression::Compare(Comparison {
                operator,
                ..comparison.clone()
            }),
            None => Expression::Not(Box::new(expression.clone())),
        },
        // Of the groups of someone only those are known that a rule names.
        Expression::Elements { of, .. } if of.shape == Shape::Groups => {
            Expression::Not(Box::new(expression.clone()))
        }
        Expression::Elements {
            of,
            quantifier,
            condition,
        } => Expression::Elements {
            of: of.clone(),
            quantifier: match quantifier {
                Quantifier::Any => Quantifier::All,
                Quantifier::All => Quantifier::Any,
            },
            condition: Box::new(opposite(condition)),
        },
        Expression::DirectReports(_) => Expression::Not(Box::new(expression.clone())),
    }
}

fn opposite_operator(operator: Operator) -> Option<Operator> {
    Some(match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::StartsWith => Operator::NotStartsWith,
        Operator::NotStartsWith => Operator::StartsWith,
        Operator::EndsWith => Operator::NotEndsWith,
        Operator::NotEndsWith => Operator::EndsWith,
        Operator::Contains => Operator::NotContains,
        Operator::NotContains => Operator::Contains,
        Operator::Match => Operator::NotMatch,
        Operator::NotMatch => Operator::Match,
        Operator::In => Operator::NotIn,
        Operator::NotIn => Operator::In,
        // Someone without a time is neither before nor after.
        Operator::AtMost | Operator::AtLeast => return None,
    })
}
