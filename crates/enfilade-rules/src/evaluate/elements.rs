//! Conditions on the elements of a collection: `-any` and `-all`.
//!
//! An element is asked by itself, so a condition may join several parts of one element: a plan that
//! is of a service *and* is enabled.

use super::Truth;
use super::column::{Distinct, Plan, Value};
use super::predicate::{Wanted, truth};
use crate::syntax::{Operand, PlanPart};
use crate::{Comparison, Expression, Literal, Quantifier};

/// What a condition on the elements of a collection says.
pub(super) fn answer(expression: &Expression, distinct: &Distinct<'_>) -> Truth {
    let Expression::Elements {
        quantifier,
        condition,
        ..
    } = expression
    else {
        return Truth::Unknown;
    };
    let answers: Vec<Option<bool>> = match distinct.value {
        Value::Texts(texts) => texts
            .iter()
            .map(|text| of_element(condition, &|_| Some(text.as_str())))
            .collect(),
        Value::Plans(plans) => plans
            .iter()
            .map(|plan| of_element(condition, &|operand| part_of(plan, operand)))
            .collect(),
        // A collection that is not there has no elements.
        _ => Vec::new(),
    };
    let deciding = matches!(quantifier, Quantifier::Any);
    if answers.contains(&Some(deciding)) {
        truth(deciding)
    } else if answers.contains(&None) {
        Truth::Unknown
    } else {
        truth(!deciding)
    }
}

fn part_of<'p>(plan: &'p Plan, operand: &Operand) -> Option<&'p str> {
    let part = match operand {
        Operand::Plan(PlanPart::CapabilityStatus) => &plan.capability_status,
        Operand::Plan(PlanPart::Service) => &plan.service,
        Operand::Plan(PlanPart::ServicePlanId) => &plan.service_plan_id,
        Operand::Property(_) | Operand::Element | Operand::Group => return None,
    };
    part.as_deref()
}

/// What a condition says of one element, whose texts `text_of` gives; `None` is unknown.
fn of_element<'t>(
    condition: &Expression,
    text_of: &dyn Fn(&Operand) -> Option<&'t str>,
) -> Option<bool> {
    match condition {
        Expression::And(parts) => {
            let answers: Vec<Option<bool>> =
                parts.iter().map(|part| of_element(part, text_of)).collect();
            kleene(&answers, false)
        }
        Expression::Or(parts) => {
            let answers: Vec<Option<bool>> =
                parts.iter().map(|part| of_element(part, text_of)).collect();
            kleene(&answers, true)
        }
        Expression::Not(inner) => of_element(inner, text_of).map(|holds| !holds),
        // A property of the subject itself, among the elements of its collection.
        Expression::Compare(Comparison {
            operand: Operand::Property(_),
            ..
        }) => None,
        Expression::Compare(comparison) => compare_text(comparison, text_of(&comparison.operand)),
        Expression::Elements { .. } | Expression::DirectReports(_) => None,
    }
}

/// One answer of several that decides, or the opposite of it if all are known.
fn kleene(answers: &[Option<bool>], deciding: bool) -> Option<bool> {
    if answers.contains(&Some(deciding)) {
        Some(deciding)
    } else if answers.contains(&None) {
        None
    } else {
        Some(!deciding)
    }
}

/// Whether a comparison holds of one text, or of nothing; `None` is unknown.
pub(crate) fn compare_text(comparison: &Comparison, text: Option<&str>) -> Option<bool> {
    let (operator, is_negated) = comparison.operator.positive();
    let holds = match (&comparison.literal, text) {
        (Literal::Pattern(pattern), text) => {
            let regex = pattern.regex.as_ref()?;
            text.is_some_and(|text| regex.is_match(text))
        }
        (Literal::Null, text) => text.is_none(),
        (Literal::List(items), text) => {
            let same = |item: &Option<String>| match (item, text) {
                (Some(item), Some(text)) => item.to_lowercase() == text.to_lowercase(),
                (item, text) => item.is_none() && text.is_none(),
            };
            items.iter().any(same)
        }
        (literal, Some(text)) => {
            matches!(literal, Literal::Text(_))
                && Wanted::new(operator, literal, 0).compares(&text.to_lowercase())
        }
        (_, None) => false,
    };
    Some(holds != is_negated)
}
