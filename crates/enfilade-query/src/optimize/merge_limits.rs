//! `sort | take` keeps no more rows than are taken.

use super::bottom_up;
use crate::plan::logical::Plan;

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| {
        let Plan::Take(input, most) = plan else {
            return plan;
        };
        match *input {
            Plan::Sort { input, keys, limit } => Plan::Sort {
                input,
                keys,
                limit: Some(limit.map_or(most, |limit| limit.min(most))),
            },
            Plan::Take(input, other) => Plan::Take(input, most.min(other)),
            input => Plan::Take(Box::new(input), most),
        }
    })
}
