//! A limit moves down as far as it can, and merges with the order or the limit that it meets there.
//!
//! `sort | project | take` then keeps no more rows than are taken: a bounded heap instead of a sort.

use super::bottom_up;
use crate::plan::logical::Plan;

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| match plan {
        Plan::Take(input, most) => limited(*input, most),
        plan => plan,
    })
}

/// At most so many rows of a plan.
///
/// Recursion is bounded by the number of stages, which the parser limits.
fn limited(input: Plan, most: u64) -> Plan {
    match input {
        Plan::Sort { input, keys, limit } => Plan::Sort {
            input,
            keys,
            limit: Some(limit.map_or(most, |limit| limit.min(most))),
        },
        Plan::Take(input, other) => limited(*input, most.min(other)),
        Plan::Project(input, exprs, columns) => {
            Plan::Project(Box::new(limited(*input, most)), exprs, columns)
        }
        Plan::Union(inputs, columns) => {
            // No input need yield more than all of them together may.
            let inputs = inputs.into_iter().map(|input| limited(input, most));
            Plan::Take(Box::new(Plan::Union(inputs.collect(), columns)), most)
        }
        input => Plan::Take(Box::new(input), most),
    }
}
