//! Columns of access that nothing above reads are not made.
//!
//! The witness of a row (`via`, `ways`, `hops`) takes a search of its own, so this is most of the
//! cost of a question that only counts or lists names.

use crate::plan::expression::Expr;
use crate::plan::logical::{Aggregate, Plan};

pub(super) fn rewrite(mut plan: Plan) -> Plan {
    let all = vec![true; plan.columns().len()];
    mark(&mut plan, all);
    plan
}

/// Recursion is bounded by the number of stages, which the parser limits.
fn mark(plan: &mut Plan, needed: Vec<bool>) {
    match plan {
        Plan::Entities(..)
        | Plan::Trace(_)
        | Plan::CountAccess(..)
        | Plan::Judge(..)
        | Plan::Table(..) => {}
        Plan::Access(access) => access.needed = needed,
        Plan::Filter(input, condition) => {
            let mut needed = needed;
            read(condition, &mut needed);
            mark(input, needed);
        }
        Plan::Project(input, exprs, _) => {
            let mut below = vec![false; input.columns().len()];
            for (expr, needed) in exprs.iter().zip(needed) {
                if needed {
                    read(expr, &mut below);
                }
            }
            mark(input, below);
        }
        Plan::Aggregate {
            input,
            keys,
            aggregates,
            ..
        } => {
            let mut below = vec![false; input.columns().len()];
            keys.iter().for_each(|key| read(key, &mut below));
            let operands = aggregates.iter().flat_map(Aggregate::operands);
            operands.for_each(|operand| read(operand, &mut below));
            mark(input, below);
        }
        Plan::Sort { input, keys, .. } => {
            let mut needed = needed;
            keys.iter().for_each(|key| read(&key.value, &mut needed));
            mark(input, needed);
        }
        Plan::Take(input, _) => mark(input, needed),
        Plan::Unnest(unnest) => {
            let mut below = needed;
            below.truncate(unnest.input.columns().len());
            unnest.lists.iter().for_each(|&at| below[at] = true);
            mark(&mut unnest.input, below);
        }
        Plan::Join(join) => {
            let of_left = join.left.columns().len();
            let mut left = needed;
            let mut right = match join.kind.has_right() {
                true => left.split_off(of_left),
                false => vec![false; join.right.columns().len()],
            };
            for (own, other) in &join.keys {
                read(own, &mut left);
                read(other, &mut right);
            }
            mark(&mut join.left, left);
            mark(&mut join.right, right);
        }
        Plan::Union(inputs, _) => {
            for input in inputs {
                mark(input, needed.clone());
            }
        }
    }
}

fn read(expr: &Expr, needed: &mut [bool]) {
    expr.columns(&mut |at| needed[at] = true);
}
