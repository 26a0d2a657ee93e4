//! Conditions move towards the leaves.
//!
//! A condition on one end of access narrows the set that the access is asked of, which is less
//! work than to compute rows and drop them. On its way down it passes projections (their plain
//! expressions take the place of the columns), orderings without a limit, unions, groups by what it
//! reads, and the sides of joins.

use super::bottom_up;
use crate::plan::column::Type;
use crate::plan::expression::Expr;
use crate::plan::logical::{Access, AccessField, JoinKind, Plan};

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| match plan {
        Plan::Filter(input, condition) => push(*input, conjuncts(condition)),
        plan => plan,
    })
}

/// The parts that must all hold.
fn conjuncts(condition: Expr) -> Vec<Expr> {
    match condition {
        Expr::And(list) => list.into_iter().flat_map(conjuncts).collect(),
        condition => vec![condition],
    }
}

/// A plan for the rows of `input` for which all conditions hold.
fn push(input: Plan, mut conditions: Vec<Expr>) -> Plan {
    match input {
        Plan::Filter(input, condition) => {
            let mut all = conjuncts(condition);
            all.append(&mut conditions);
            push(*input, all)
        }
        Plan::Project(input, exprs, columns) => {
            let (mut passing, rest): (Vec<Expr>, Vec<Expr>) = conditions
                .into_iter()
                .partition(|condition| reads_only_plain(condition, &exprs));
            for condition in &mut passing {
                condition.replace_columns(&|at| exprs[at].clone());
            }
            let input = match passing.is_empty() {
                true => input,
                false => Box::new(push(*input, passing)),
            };
            above(Plan::Project(input, exprs, columns), rest)
        }
        Plan::Sort {
            input,
            keys,
            limit: None,
        } => Plan::Sort {
            input: Box::new(push(*input, conditions)),
            keys,
            limit: None,
        },
        Plan::Union(inputs, columns) => {
            let inputs = inputs
                .into_iter()
                .map(|input| push(input, conditions.clone()));
            Plan::Union(inputs.collect(), columns)
        }
        Plan::Unnest(mut unnest) => {
            // The elements and their numbers are not there yet below.
            let width = unnest.input.columns().len();
            let passes = |at: usize| at < width && !unnest.lists.contains(&at);
            let (passing, rest) = apart(conditions, &passes);
            unnest.input = pushed(unnest.input, passing);
            above(Plan::Unnest(unnest), rest)
        }
        Plan::Join(mut join) => {
            let width = join.left.columns().len();
            let rest = match join.kind {
                // Which row is the first of its key depends on the rows before it.
                JoinKind::InnerUnique => conditions,
                _ => {
                    let (passing, rest) = apart(conditions, &|at| at < width);
                    join.left = pushed(join.left, passing);
                    rest
                }
            };
            let rest = match join.kind {
                JoinKind::Inner | JoinKind::InnerUnique => {
                    let (mut passing, rest) = apart(rest, &|at| at >= width);
                    let columns = join.right.columns().to_vec();
                    for condition in &mut passing {
                        condition.replace_columns(&|at| {
                            Expr::Column(at - width, columns[at - width].ty)
                        });
                    }
                    join.right = pushed(join.right, passing);
                    rest
                }
                // A row without a partner would appear where its partners are dropped.
                _ => rest,
            };
            above(Plan::Join(join), rest)
        }
        Plan::Aggregate {
            input,
            keys,
            aggregates,
            columns,
        } if !keys.is_empty() => {
            // A condition on what rows are grouped by drops whole groups.
            let plain = |at: usize| keys.get(at).is_some_and(is_plain);
            let (mut passing, rest) = apart(conditions, &plain);
            for condition in &mut passing {
                condition.replace_columns(&|at| keys[at].clone());
            }
            let input = Box::new(pushed(*input, passing));
            let aggregate = Plan::Aggregate {
                input,
                keys,
                aggregates,
                columns,
            };
            above(aggregate, rest)
        }
        Plan::Entities(mut start, columns) => {
            start.conditions.append(&mut conditions);
            Plan::Entities(start, columns)
        }
        Plan::Access(mut access) => {
            let rest: Vec<Expr> = conditions
                .into_iter()
                .filter_map(|condition| narrow(&mut access, condition))
                .collect();
            above(Plan::Access(access), rest)
        }
        input => above(input, conditions),
    }
}

/// The conditions that read only columns which may pass, and the rest.
fn apart(conditions: Vec<Expr>, passes: &dyn Fn(usize) -> bool) -> (Vec<Expr>, Vec<Expr>) {
    conditions.into_iter().partition(|condition| {
        let mut all = true;
        condition.columns(&mut |at| all &= passes(at));
        all
    })
}

fn pushed(input: Plan, conditions: Vec<Expr>) -> Plan {
    match conditions.is_empty() {
        true => input,
        false => push(input, conditions),
    }
}

/// Whether all that a condition reads is plain. A computed column would be computed twice, and many
/// of them on top of each other more often than there is time for.
fn reads_only_plain(condition: &Expr, exprs: &[Expr]) -> bool {
    let mut plain = true;
    condition.columns(&mut |at| {
        plain &= is_plain(&exprs[at]);
    });
    plain
}

fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Column(..) | Expr::Literal(_) => true,
        Expr::Property(of, _) => matches!(**of, Expr::Column(..)),
        _ => false,
    }
}

fn above(input: Plan, mut conditions: Vec<Expr>) -> Plan {
    match conditions.len() {
        0 => input,
        1 => Plan::Filter(Box::new(input), conditions.remove(0)),
        _ => Plan::Filter(Box::new(input), Expr::And(conditions)),
    }
}

/// Narrows one end of access by a condition on it alone, or gives the condition back.
fn narrow(access: &mut Access, mut condition: Expr) -> Option<Expr> {
    let mut fields = Vec::new();
    condition.columns(&mut |at| fields.push(access.fields[at]));
    fields.dedup();
    let start = match fields.as_slice() {
        [AccessField::Principal] => &mut access.left,
        [AccessField::Resource] => &mut access.right,
        _ => return Some(condition),
    };
    condition.replace_columns(&|_| Expr::Column(0, Type::Entity));
    start.conditions.push(condition);
    None
}
