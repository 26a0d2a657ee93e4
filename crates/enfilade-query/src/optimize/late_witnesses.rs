//! Rows that a condition drops are dropped before anyone looks for their witnesses.
//!
//! A witness (`via`, `ways`, `hops`) costs more than the rest of its row. A condition on the rest, such as
//! `where state == "requestable"`, is therefore taken into the access itself. It is the last pass: to the others
//! access with such a condition would look like access without it.

use super::bottom_up;
use crate::plan::expression::Expr;
use crate::plan::logical::{Access, Plan};

pub(super) fn rewrite(plan: Plan) -> Plan {
    bottom_up(plan, &|plan| match plan {
        Plan::Filter(input, condition) => match *input {
            Plan::Access(access) => into(access, condition),
            input => Plan::Filter(Box::new(input), condition),
        },
        plan => plan,
    })
}

/// Access with the parts of a condition that need no witness, and the others above it.
fn into(mut access: Box<Access>, condition: Expr) -> Plan {
    let makes_witnesses = access
        .fields
        .iter()
        .zip(&access.needed)
        .any(|(field, needed)| *needed && field.needs_witness());
    // Pairs without access have no witnesses.
    if access.negated || !makes_witnesses {
        return Plan::Filter(Box::new(Plan::Access(access)), condition);
    }
    let parts = match condition {
        Expr::And(parts) => parts,
        condition => vec![condition],
    };
    let (early, late): (Vec<Expr>, Vec<Expr>) = parts.into_iter().partition(|part| {
        let mut reads_witness = false;
        part.columns(&mut |at| reads_witness |= access.fields[at].needs_witness());
        !reads_witness
    });
    access.kept_if = all(early);
    let plan = Plan::Access(access);
    match all(late) {
        None => plan,
        Some(condition) => Plan::Filter(Box::new(plan), condition),
    }
}

/// One condition of several.
fn all(mut conditions: Vec<Expr>) -> Option<Expr> {
    match conditions.len() {
        0 | 1 => conditions.pop(),
        _ => Some(Expr::And(conditions)),
    }
}
