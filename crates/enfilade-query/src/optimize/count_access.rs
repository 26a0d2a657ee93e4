//! `A reach B | count` needs no rows: the engine counts them itself.

use super::bottom_up;
use crate::plan::logical::{Aggregate, Plan};

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| match plan {
        Plan::Aggregate {
            input,
            keys,
            aggregates,
            columns,
        } => match (*input, keys.as_slice(), aggregates.as_slice()) {
            (Plan::Access(access), [], [Aggregate::Count]) if !access.negated => {
                Plan::CountAccess(access, columns)
            }
            (input, _, _) => Plan::Aggregate {
                input: Box::new(input),
                keys,
                aggregates,
                columns,
            },
        },
        plan => plan,
    })
}
