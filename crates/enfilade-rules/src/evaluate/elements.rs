//! Conditions on the elements of a collection: `-any` and `-all`.
//!
//! An element is asked by itself, so a condition may join several parts of one element: a plan that
//! is of a service *and* is enabled. The texts of the condition become lower case once, those of the
//! elements once for each distinct value.

use super::Truth;
use super::column::{Distinct, Plan, Value};
use super::wanted::Wanted;
use crate::syntax::{Operand, PlanPart};
use crate::{Comparison, Expression, Literal, Quantifier};

/// A condition on elements, ready to be asked.
pub(super) struct Asked {
    quantifier: Quantifier,
    /// With its texts in lower case.
    condition: Expression,
}

/// A text of an element, and the same in lower case.
type Cased<'t> = (&'t str, &'t str);

impl Asked {
    /// `None` if the expression is not about elements.
    pub(super) fn new(expression: &Expression) -> Option<Asked> {
        let Expression::Elements {
            quantifier,
            condition,
            ..
        } = expression
        else {
            return None;
        };
        Some(Asked {
            quantifier: *quantifier,
            condition: lower(condition),
        })
    }

    /// What it says of a value.
    pub(super) fn answer(&self, distinct: &Distinct<'_>) -> Truth {
        let lower = |at: usize| distinct.lower.get(at).map_or("", String::as_str);
        let deciding = matches!(self.quantifier, Quantifier::Any);
        let answer = match distinct.value {
            Value::Texts(texts) => {
                let one = |(at, text): (usize, &String)| {
                    let text = Some((text.as_str(), lower(at)));
                    of_element(&self.condition, &|_| text)
                };
                kleene(texts.iter().enumerate().map(one), deciding)
            }
            Value::Plans(plans) => {
                let one = |(at, plan): (usize, &Plan)| {
                    of_element(&self.condition, &|operand| {
                        let part = part_of(operand)?;
                        let text = plan.part(part)?;
                        Some((text, lower(at * PlanPart::ALL.len() + part as usize)))
                    })
                };
                kleene(plans.iter().enumerate().map(one), deciding)
            }
            // A collection that is not there has no elements.
            _ => Some(!deciding),
        };
        answer.map_or(Truth::Unknown, Truth::of)
    }
}

impl Plan {
    /// A part of the plan.
    pub(super) fn part(&self, part: PlanPart) -> Option<&str> {
        let part = match part {
            PlanPart::CapabilityStatus => &self.capability_status,
            PlanPart::Service => &self.service,
            PlanPart::ServicePlanId => &self.service_plan_id,
        };
        part.as_deref()
    }
}

fn part_of(operand: &Operand) -> Option<PlanPart> {
    match operand {
        Operand::Plan(part) => Some(*part),
        Operand::Property(_) | Operand::Element | Operand::Group => None,
    }
}

/// A condition with its texts in lower case.
fn lower(condition: &Expression) -> Expression {
    let parts = |parts: &[Expression]| parts.iter().map(lower).collect();
    match condition {
        Expression::And(own) => Expression::And(parts(own)),
        Expression::Or(own) => Expression::Or(parts(own)),
        Expression::Not(inner) => Expression::Not(Box::new(lower(inner))),
        Expression::Compare(comparison) => Expression::Compare(lower_comparison(comparison)),
        Expression::Elements { .. } | Expression::DirectReports(_) => condition.clone(),
    }
}

fn lower_comparison(comparison: &Comparison) -> Comparison {
    let literal = match &comparison.literal {
        Literal::Text(text) => Literal::Text(text.to_lowercase()),
        Literal::List(items) => {
            let lower = |item: &Option<String>| item.as_ref().map(|item| item.to_lowercase());
            Literal::List(items.iter().map(lower).collect())
        }
        other => other.clone(),
    };
    Comparison {
        literal,
        ..comparison.clone()
    }
}

/// What a condition in lower case says of one element, whose texts `text_of` gives; `None` is unknown.
fn of_element<'t>(
    condition: &Expression,
    text_of: &dyn Fn(&Operand) -> Option<Cased<'t>>,
) -> Option<bool> {
    let each = |parts: &[Expression], deciding| {
        kleene(parts.iter().map(|part| of_element(part, text_of)), deciding)
    };
    match condition {
        Expression::And(parts) => each(parts, false),
        Expression::Or(parts) => each(parts, true),
        Expression::Not(inner) => of_element(inner, text_of).map(|holds| !holds),
        // A property of the subject itself, among the elements of its collection.
        Expression::Compare(Comparison {
            operand: Operand::Property(_),
            ..
        }) => None,
        Expression::Compare(comparison) => compare_lower(comparison, text_of(&comparison.operand)),
        Expression::Elements { .. } | Expression::DirectReports(_) => None,
    }
}

/// One answer of several that decides, or the opposite of it if all are known.
fn kleene(answers: impl Iterator<Item = Option<bool>>, deciding: bool) -> Option<bool> {
    let mut sum = Some(!deciding);
    for answer in answers {
        match answer {
            Some(answer) if answer == deciding => return Some(deciding),
            Some(_) => {}
            None => sum = None,
        }
    }
    sum
}

/// Whether a comparison holds of one text, or of nothing; `None` is unknown.
pub(crate) fn compare_text(comparison: &Comparison, text: Option<&str>) -> Option<bool> {
    let lower = text.map(str::to_lowercase);
    compare_lower(&lower_comparison(comparison), text.zip(lower.as_deref()))
}

fn compare_lower(comparison: &Comparison, text: Option<Cased<'_>>) -> Option<bool> {
    let (operator, is_negated) = comparison.operator.positive();
    let holds = match (&comparison.literal, text) {
        (Literal::Pattern(pattern), text) => {
            let regex = pattern.regex.as_ref()?;
            text.is_some_and(|(text, _)| regex.is_match(text))
        }
        (Literal::Null, text) => text.is_none(),
        (Literal::List(items), text) => {
            let lower = text.map(|(_, lower)| lower);
            items.iter().any(|item| item.as_deref() == lower)
        }
        (Literal::Text(wanted), Some((_, lower))) => Wanted::compare(operator, wanted, lower),
        _ => false,
    };
    Some(holds != is_negated)
}
