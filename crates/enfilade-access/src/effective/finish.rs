//! From what a principal holds to rows and counts: who and what is left out, best states, and the
//! apps that are open to everyone.
//!
//! Open apps are the same for every user, so they are merged in only where rows are listed, and
//! counted by arithmetic.

use super::hit::Hit;
use super::{Block, Plan};
use crate::azure::denies::Verdict;
use crate::{AccessRow, Facts, Limits, Totals};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId, Mechanism};
use std::cmp::Ordering;

/// Whether rows are wanted or only their number.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Output {
    List,
    Count,
}

/// What matters of a principal, whatever it holds.
pub(super) struct Standing<'p> {
    pub(super) is_user: bool,
    /// Apps that are open to it, ascending.
    pub(super) open: &'p [EntityId],
    /// Whether apps would be open to it if they were enabled.
    pub(super) meets_open_but_disabled: bool,
    /// Whether no source says if it is enabled.
    pub(super) is_unknown: bool,
    is_disabled: bool,
    // The best state that it can reach anything in.
    state: AccessState,
    left_out: Option<LeftOut>,
}

/// Why a principal has no rows, whatever it holds.
#[derive(Copy, Clone)]
enum LeftOut {
    Disabled,
    Pending,
}

impl<'p> Standing<'p> {
    #[inline]
    pub(super) fn of(plan: &'p Plan, facts: &Facts, principal: EntityId) -> Standing<'p> {
        let is_user = plan.users.contains(&principal.0);
        let is_disabled = facts.disabled().contains(principal);
        let state = if facts.pending().contains(principal) {
            AccessState::Pending
        } else {
            AccessState::Active
        };
        let left_out = if is_disabled && !plan.question.with_disabled {
            Some(LeftOut::Disabled)
        } else {
            (state > plan.admission.limit).then_some(LeftOut::Pending)
        };
        Standing {
            is_user,
            open: if is_user { &plan.open } else { &[] },
            meets_open_but_disabled: is_user && !plan.open_but_disabled.is_empty(),
            is_unknown: facts.enabled_unknown().contains(principal),
            is_disabled,
            state,
            left_out,
        }
    }

    pub(super) fn is_left_out(&self) -> bool {
        self.left_out.is_some()
    }

    /// Counts the principal as left out, if it is: it would have had a row.
    pub(super) fn count_left_out(&self, counted: &mut Totals) {
        match self.left_out {
            Some(LeftOut::Disabled) => counted.disabled_principals_left_out += 1,
            Some(LeftOut::Pending) => counted.pending_principals_left_out += 1,
            None => {}
        }
    }
}

/// Takes out what deny assignments take away altogether, and marks what they restrict.
pub(super) fn deny<V: GraphView>(view: &V, plan: &Plan, principal: EntityId, hits: &mut Vec<Hit>) {
    hits.retain_mut(|hit| {
        let verdict = plan
            .denies
            .verdict(view, plan.admission.now, principal, hit);
        hit.limits = hit
            .limits
            .and(Limits::RESTRICTED.only_if(verdict == Verdict::Restricted));
        verdict != Verdict::Gone
    });
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
    let standing = Standing::of(plan, facts, principal);
    let (open, left_out) = (standing.open, standing.is_left_out());
    if !plan.question.with_disabled && !hits.is_empty() {
        hits.retain(|hit| {
            let keep = !plan.leaves_out(facts, hit.resource);
            if !keep && !left_out {
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
    block.met_open |= standing.meets_open_but_disabled && !left_out;
    if hits.is_empty() && open.is_empty() {
        return;
    }
    if left_out {
        standing.count_left_out(&mut block.counted);
        return;
    }
    hits.sort_unstable();
    hits.dedup_by(|later, first| later.is_same_row(first));
    count(plan, &standing, hits, &mut block.counted);
    if output == Output::Count {
        return;
    }
    let with_disabled = plan.question.with_disabled;
    let row = |hit: &Hit| AccessRow {
        principal,
        resource: hit.resource,
        mechanism: hit.mechanism,
        role: hit.role,
        scope: hit.scope,
        state: hit.state.max(standing.state),
        limits: hit.limits,
        disabled: with_disabled
            && (standing.is_disabled || facts.disabled().contains(hit.resource)),
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

/// Counts the rows and pairs of a principal from its distinct hits.
fn count(plan: &Plan, standing: &Standing<'_>, hits: &[Hit], counted: &mut Totals) {
    let open = standing.open.len() as u64;
    counted.principals += 1;
    counted.rows += hits.len() as u64 + open;
    counted.principals_of_unknown_state += u64::from(standing.is_unknown);
    let (mut otherwise, mut both) = (0, 0);
    for pair in hits.chunk_by(|a, b| a.resource == b.resource) {
        otherwise += 1;
        // Whoever is no user may yet become one.
        let is_open = pair.iter().all(|hit| hit.mechanism == Mechanism::OpenApp);
        counted.pairs_only_open_app += u64::from(is_open);
        both += u64::from(open > 0 && plan.open_set.contains(pair[0].resource));
    }
    counted.pairs += otherwise + open - both;
    counted.pairs_only_open_app += open - both;
}
