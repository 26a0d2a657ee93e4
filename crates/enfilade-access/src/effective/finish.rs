//! From what a principal holds to rows and counts: who and what is left out, best states, and the
//! apps that are open to everyone.
//!
//! Open apps are the same for every user, so they are merged in only where rows are listed, and
//! counted by arithmetic.

use super::hit::Hit;
use super::{Block, Plan};
use crate::{AccessRow, Facts};
use enfilade_model::{AccessState, EntityId, Mechanism};
use std::cmp::Ordering;

/// Whether rows are wanted or only their number.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Output {
    List,
    Count,
}

/// Turns what a principal holds into rows, and counts what is left out.
pub(super) fn finish(
    plan: &Plan,
    facts: &Facts,
    output: Output,
    principal: EntityId,
    hits: &mut Vec<Hit>,
    block: &mut Block,
) {
    let is_user = plan.users.contains(&principal.0);
    let open: &[EntityId] = if is_user { &plan.open } else { &[] };
    let meets_open = is_user && !plan.open_but_disabled.is_empty();
    if hits.is_empty() && open.is_empty() && !meets_open {
        return;
    }
    let with_disabled = plan.question.with_disabled;
    let is_disabled = facts.disabled().contains(principal);
    let own_state = if facts.pending().contains(principal) {
        AccessState::Pending
    } else {
        AccessState::Active
    };
    let leaves_out = (is_disabled && !with_disabled) || own_state > plan.admission.limit;
    if !with_disabled && !hits.is_empty() {
        hits.retain(|hit| {
            let keep = !facts.disabled().contains(hit.resource);
            if !keep && !leaves_out {
                block.disabled_resources.push(hit.resource);
            }
            keep
        });
        // A disabled app that everyone is assigned to is one entry, not one a principal.
        if block.disabled_resources.len() > 4096 {
            block.disabled_resources.sort_unstable();
            block.disabled_resources.dedup();
        }
    }
    block.met_open |= meets_open && !leaves_out;
    if hits.is_empty() && open.is_empty() {
        return;
    }
    if leaves_out {
        if is_disabled && !with_disabled {
            block.counted.disabled_principals_left_out += 1;
        } else {
            block.counted.pending_principals_left_out += 1;
        }
        return;
    }
    hits.sort_unstable();
    hits.dedup_by(|later, first| later.is_same_row(first));
    let counted = &mut block.counted;
    counted.principals += 1;
    counted.rows += (hits.len() + open.len()) as u64;
    if facts.enabled_unknown().contains(principal) {
        counted.principals_of_unknown_state += 1;
    }
    let (mut otherwise, mut both) = (0, 0);
    for pair in hits.chunk_by(|a, b| a.resource == b.resource) {
        otherwise += 1;
        // Whoever is no user may yet become one.
        let is_open = pair.iter().all(|hit| hit.mechanism == Mechanism::OpenApp);
        counted.pairs_only_open_app += u64::from(is_open);
        both += u64::from(!open.is_empty() && plan.open_set.contains(pair[0].resource));
    }
    let open_pairs = open.len() as u64;
    counted.pairs += otherwise + open_pairs - both;
    counted.pairs_only_open_app += open_pairs - both;
    if output == Output::Count {
        return;
    }
    let row = |hit: &Hit| AccessRow {
        principal,
        resource: hit.resource,
        mechanism: hit.mechanism,
        role: hit.role,
        scope: hit.scope,
        state: hit.state.max(own_state),
        disabled: with_disabled && (is_disabled || facts.disabled().contains(hit.resource)),
    };
    block.rows.reserve(hits.len() + open.len());
    let mut rest = hits.iter().peekable();
    for &app in open {
        let implied = Hit::implied(app, Mechanism::OpenApp, AccessState::Active);
        while let Some(before) = rest.next_if(|hit| (*hit).cmp(&implied) == Ordering::Less) {
            block.rows.push(row(before));
        }
        block.rows.push(row(&implied));
    }
    block.rows.extend(rest.map(row));
}
