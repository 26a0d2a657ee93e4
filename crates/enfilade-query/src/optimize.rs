//! Rewrites a logical plan into a cheaper one with the same rows, one pass a file.
//!
//! The order matters: conditions move down first, so that what is left above the access leaf says
//! which of its columns anything reads.

mod count_access;
mod late_witnesses;
mod merge_limits;
mod needed_columns;
mod push_conditions;

use crate::plan::logical::Plan;

/// A pass: its name for `explain`, and what it does.
struct Pass {
    name: &'static str,
    rewrite: fn(Plan) -> Plan,
}

const PASSES: &[Pass] = &[
    Pass {
        name: "push conditions down",
        rewrite: push_conditions::rewrite,
    },
    Pass {
        name: "move limits down",
        rewrite: merge_limits::rewrite,
    },
    Pass {
        name: "count without listing",
        rewrite: count_access::rewrite,
    },
    Pass {
        name: "leave out columns that nothing reads",
        rewrite: needed_columns::rewrite,
    },
    Pass {
        name: "look for witnesses of what is kept",
        rewrite: late_witnesses::rewrite,
    },
];

/// The plan after all passes.
pub(crate) fn optimize(plan: Plan) -> Plan {
    PASSES.iter().fold(plan, |plan, pass| (pass.rewrite)(plan))
}

/// The same, with the names of the passes that changed something.
pub(crate) fn explained(plan: Plan) -> (Plan, Vec<&'static str>) {
    let mut changing = Vec::new();
    let plan = PASSES.iter().fold(plan, |plan, pass| {
        let before = format!("{plan:?}");
        let plan = (pass.rewrite)(plan);
        if format!("{plan:?}") != before {
            changing.push(pass.name);
        }
        plan
    });
    (plan, changing)
}

/// Applies `rewrite` to a plan and all of its inputs, the inputs first.
///
/// Recursion is bounded by the number of stages, which the parser limits.
fn bottom_up(mut plan: Plan, rewrite: &dyn Fn(Plan) -> Plan) -> Plan {
    for input in plan.inputs_mut() {
        let taken = std::mem::replace(input, Plan::nothing());
        *input = bottom_up(taken, rewrite);
    }
    rewrite(plan)
}
