//! How many rows, pairs or principals there are takes no listing: the engine counts them itself, and the
//! pairs without access are what is left of all pairs.
//!
//! What only rearranges columns or rows between the access and the count goes with it: a projection, a
//! renaming, an order.

use super::bottom_up;
use crate::plan::expression::Expr;
use crate::plan::logical::{Access, AccessField, Aggregate, Counts, Plan};

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| match plan {
        Plan::Aggregate {
            input,
            keys,
            aggregates,
            columns,
        } => match counted(&input, &keys, &aggregates) {
            Some((access, counts)) => Plan::CountAccess(access, counts, columns),
            None => Plan::Aggregate {
                input,
                keys,
                aggregates,
                columns,
            },
        },
        plan => plan,
    })
}

/// The access that is counted, and what of it, if the aggregate is such a count.
fn counted(input: &Plan, keys: &[Expr], aggregates: &[Aggregate]) -> Option<(Box<Access>, Counts)> {
    let ([], [aggregate]) = (keys, aggregates) else {
        return None;
    };
    match aggregate {
        Aggregate::Count => match input {
            // One row for each of the different values: those are counted.
            Plan::Aggregate {
                input,
                keys,
                aggregates,
                ..
            } if aggregates.is_empty() => of_fields(input, keys),
            input => {
                let (access, _) = source(input, Vec::new())?;
                let counts = if access.negated {
                    Counts::Pairs
                } else {
                    Counts::Rows
                };
                Some((access, counts))
            }
        },
        Aggregate::DistinctCount(expr) => of_fields(input, std::slice::from_ref(expr)),
        _ => None,
    }
}

/// The access whose different principals, or pairs, the expressions are.
fn of_fields(input: &Plan, exprs: &[Expr]) -> Option<(Box<Access>, Counts)> {
    let positions: Option<Vec<usize>> = exprs.iter().map(column).collect();
    let (access, positions) = source(input, positions?)?;
    let mut fields: Vec<AccessField> = positions.iter().map(|&at| access.fields[at]).collect();
    fields.sort_unstable_by_key(|field| *field as u8);
    fields.dedup();
    let counts = match (fields.as_slice(), access.negated) {
        ([AccessField::Principal], false) => Counts::Principals,
        ([AccessField::Principal, AccessField::Resource], _) => Counts::Pairs,
        _ => return None,
    };
    Some((access, counts))
}

fn column(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Column(at, _) => Some(*at),
        _ => None,
    }
}

/// The access below what only rearranges it, and which of its columns these are.
fn source(mut plan: &Plan, mut positions: Vec<usize>) -> Option<(Box<Access>, Vec<usize>)> {
    loop {
        match plan {
            Plan::Access(access) => return Some((access.clone(), positions)),
            Plan::Project(input, exprs, _) => {
                let below: Option<Vec<usize>> =
                    positions.iter().map(|&at| column(&exprs[at])).collect();
                positions = below?;
                plan = input;
            }
            Plan::Sort {
                input, limit: None, ..
            } => plan = input,
            _ => return None,
        }
    }
}
