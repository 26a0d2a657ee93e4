//! The comparisons that rules are made of, each distinct one once.

use super::bits::Bits;
use super::column::{Distinct, Local, Value};
use super::elements::Asked;
use super::wanted::Wanted;
use super::{Answer, Population, Truth};
use crate::syntax::Operand;
use crate::{Comparison, Expression, Literal, Operator, Property, Quantifier, Rule, Shape};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// Distinct comparisons, numbered.
pub(super) struct Predicates<'r> {
    numbers: FxHashMap<String, usize>,
    list: Vec<&'r Expression>,
}

/// Who is in a group or reports to a manager, by object id in lower case.
pub(super) type Lists = FxHashMap<String, Option<Vec<u32>>>;

impl<'r> Predicates<'r> {
    /// All that occur in these rules.
    pub(super) fn of(rules: &[&'r Rule]) -> Predicates<'r> {
        let mut this = Predicates {
            numbers: FxHashMap::default(),
            list: Vec::new(),
        };
        rules.iter().for_each(|rule| this.collect(&rule.expression));
        this
    }

    fn collect(&mut self, expression: &'r Expression) {
        match expression {
            Expression::And(parts) | Expression::Or(parts) => {
                parts.iter().for_each(|part| self.collect(part));
            }
            Expression::Not(inner) => self.collect(inner),
            Expression::Compare(_) | Expression::Elements { .. } | Expression::DirectReports(_) => {
                let next = self.list.len();
                let number = *self.numbers.entry(expression.to_string()).or_insert(next);
                if number == next {
                    self.list.push(expression);
                }
            }
        }
    }

    /// The number of a comparison.
    pub(super) fn number(&self, expression: &Expression) -> usize {
        self.numbers[&expression.to_string()]
    }

    /// The properties whose values are asked for.
    pub(super) fn properties(&self) -> BTreeSet<&'r Property> {
        self.list
            .iter()
            .filter_map(|expression| expression.property())
            .collect()
    }

    /// Who is in the groups and reports to the managers that are named.
    pub(super) fn lists<P: Population>(&self, population: &P) -> Lists {
        let mut lists = Lists::default();
        for expression in &self.list {
            match expression {
                Expression::DirectReports(manager) => {
                    let reports = || population.reports_to(manager);
                    lists.entry(manager.clone()).or_insert_with(reports);
                }
                Expression::Elements { condition, .. } => {
                    for group in groups_in(condition).into_iter().flatten() {
                        let members = || population.members_of(&group);
                        lists.entry(group.clone()).or_insert_with(members);
                    }
                }
                _ => {}
            }
        }
        lists
    }

    /// What each comparison says of the subjects of a block.
    pub(super) fn answer(
        &self,
        subjects: &Range<usize>,
        columns: &FxHashMap<&Property, Local<'_>>,
        lists: &Lists,
        now: i64,
    ) -> Vec<Answer> {
        self.list
            .par_iter()
            .map(|expression| match expression {
                Expression::DirectReports(manager) => listed(subjects, [manager], lists),
                Expression::Elements {
                    of,
                    quantifier,
                    condition,
                } if of.shape == Shape::Groups => {
                    match (quantifier, groups_in(condition)) {
                        (Quantifier::Any, Some(groups)) => listed(subjects, &groups, lists),
                        // Who is in no group but these cannot be told from who is in one of them.
                        _ => Answer::unknown(subjects.len()),
                    }
                }
                expression => match expression.property().and_then(|of| columns.get(of)) {
                    Some(column) => of_column(expression, column, now),
                    None => Answer::unknown(subjects.len()),
                },
            })
            .collect()
    }
}

/// The groups that a condition names, if it asks for nothing but being one of them.
fn groups_in(condition: &Expression) -> Option<Vec<String>> {
    let Expression::Compare(Comparison {
        operand: Operand::Group,
        operator,
        literal,
    }) = condition
    else {
        return None;
    };
    match (operator, literal) {
        (Operator::Equal, Literal::Text(id)) => Some(vec![id.to_lowercase()]),
        (Operator::In, Literal::List(ids)) => {
            Some(ids.iter().flatten().map(|id| id.to_lowercase()).collect())
        }
        _ => None,
    }
}

/// Those who are on one of the lists; unknown of all others if a list is unknown.
fn listed<'k>(
    subjects: &Range<usize>,
    keys: impl IntoIterator<Item = &'k String>,
    lists: &Lists,
) -> Answer {
    let mut answer = Answer::nobody(subjects.len());
    let mut is_unknown = false;
    for key in keys {
        match lists.get(key).and_then(Option::as_ref) {
            Some(list) => {
                let first = list.partition_point(|&subject| (subject as usize) < subjects.start);
                let here = list[first..].iter().map(|&subject| subject as usize);
                let here = here.take_while(|subject| *subject < subjects.end);
                here.for_each(|subject| answer.holds.set(subject - subjects.start));
            }
            None => is_unknown = true,
        }
    }
    if is_unknown {
        answer.unknown.negate();
        answer.unknown.remove(&answer.holds);
    }
    answer
}

fn of_column(expression: &Expression, column: &Local<'_>, now: i64) -> Answer {
    let Expression::Compare(comparison) = expression else {
        return match Asked::new(expression) {
            Some(asked) => by_value(column, |value| asked.answer(value)),
            None => Answer::unknown(column.count),
        };
    };
    if let Literal::Pattern(pattern) = &comparison.literal
        && pattern.regex.is_none()
    {
        return Answer::unknown(column.count);
    }
    let (positive, is_negated) = comparison.operator.positive();
    let answer = match (positive, &comparison.literal) {
        (Operator::Equal, Literal::Text(text)) => equal(column, &[Some(text.clone())]),
        (Operator::In, Literal::List(items)) => equal(column, items),
        (operator, literal) => {
            let wanted = Wanted::new(operator, literal, now);
            by_value(column, |value| Truth::of(wanted.holds(value)))
        }
    };
    if is_negated { answer.not() } else { answer }
}

/// Asks each distinct value.
fn by_value(column: &Local<'_>, ask: impl Fn(&Distinct<'_>) -> Truth) -> Answer {
    let mut answer = Answer {
        holds: Bits::new(column.count),
        unknown: column.unknown.clone(),
    };
    for distinct in &column.distinct {
        let bits = match ask(distinct) {
            Truth::Matches => &mut answer.holds,
            Truth::Unknown => &mut answer.unknown,
            Truth::DoesNot => continue,
        };
        column
            .rows(distinct)
            .iter()
            .for_each(|&row| bits.set(row as usize));
    }
    answer
}

/// Those whose value is one of these: looked up, where values are single texts.
fn equal(column: &Local<'_>, items: &[Option<String>]) -> Answer {
    let wants_null = items.iter().any(Option::is_none);
    let wanted: Vec<String> = items
        .iter()
        .flatten()
        .map(|item| item.to_lowercase())
        .collect();
    let is_single =
        |distinct: &Distinct<'_>| matches!(distinct.value, Value::Text(_) | Value::Null);
    if wants_null || !column.distinct.iter().all(is_single) {
        return by_value(column, |distinct| {
            Truth::of(match distinct.value {
                Value::Null => wants_null,
                _ => distinct.lower.iter().any(|text| wanted.contains(text)),
            })
        });
    }
    let mut answer = by_value(column, |_| Truth::DoesNot);
    for distinct in wanted.iter().flat_map(|text| column.with_text(text)) {
        let rows = column.rows(distinct).iter();
        rows.for_each(|&row| answer.holds.set(row as usize));
    }
    answer
}
