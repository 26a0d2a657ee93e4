//! From what a principal holds to rows and counts: who and what is left out, best states, and the
//! apps that are open to everyone.
//!
//! Open apps are the same for every user, so they are merged in only where rows are listed, and
//! counted by arithmetic.

use super::anyone::Anyone;
use super::block::{Block, Output};
use super::prepared::Prepared;
use super::who::Who;
use crate::azure::denies::Verdict;
use crate::hit::Hit;
use crate::{AccessRow, Facts, Limits, Totals};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId, Mechanism};
use std::cmp::Ordering;

/// What matters of a principal, whatever it holds.
pub(super) struct Standing<'p> {
    prepared: &'p Prepared,
    facts: &'p Facts,
    pub(super) who: Who,
    /// Apps that are open to it, ascending.
    pub(super) open: &'p [EntityId],
    // What it may have by joining groups that lead to something.
    joined: Option<&'p Anyone>,
    /// Whether no source says if it is enabled.
    pub(super) is_unknown: bool,
    is_disabled: bool,
    // The best state that it can reach anything in.
    state: AccessState,
    left_out: Option<LeftOut>,
}

/// What a principal has as others have it: open apps, and what joining leads to.
#[derive(Copy, Clone)]
pub(super) struct Shared {
    pub(super) rows: u64,
    pub(super) pairs: u64,
    /// Pairs that exist because an app is open, and for no other shared reason.
    pub(super) only_open: u64,
}

/// Why a principal has no rows, whatever it holds.
#[derive(Copy, Clone)]
enum LeftOut {
    Disabled,
    Pending,
}

impl<'p> Standing<'p> {
    #[inline]
    pub(super) fn of(
        prepared: &'p Prepared,
        facts: &'p Facts,
        principal: EntityId,
    ) -> Standing<'p> {
        let who = Who::of(prepared, facts, principal);
        let is_disabled = facts.disabled().contains(principal);
        let state = if facts.pending().contains(principal) {
            AccessState::Pending
        } else {
            AccessState::Active
        };
        let left_out = if is_disabled && !prepared.question.with_disabled {
            Some(LeftOut::Disabled)
        } else {
            (state > prepared.admission.limit).then_some(LeftOut::Pending)
        };
        Standing {
            prepared,
            facts,
            who,
            open: if who.is_user { &prepared.open } else { &[] },
            joined: joinable(prepared, who).filter(|_| prepared.denies.is_empty()),
            is_unknown: facts.enabled_unknown().contains(principal),
            is_disabled,
            state,
            left_out,
        }
    }

    pub(super) fn is_left_out(&self) -> bool {
        self.left_out.is_some()
    }

    /// Whether it has something as others have it.
    #[inline]
    pub(super) fn has_shared(&self) -> bool {
        !self.open.is_empty() || self.joined.is_some()
    }

    /// What it has as others have it.
    #[inline]
    pub(super) fn shared(&self) -> Shared {
        let open = self.open.len() as u64;
        match self.joined {
            None => Shared {
                rows: open,
                pairs: open,
                only_open: open,
            },
            Some(anyone) => Shared {
                rows: open + anyone.hits().len() as u64,
                pairs: open + anyone.pairs() - anyone.open_too(),
                only_open: open - anyone.open_too(),
            },
        }
    }

    /// Whether what it shares with others leads to a resource; and if so, because the app is open
    /// and for no other reason.
    #[inline]
    pub(super) fn shares(&self, resource: EntityId) -> (bool, bool) {
        let joined = self.joined.is_some_and(|anyone| anyone.reaches(resource));
        let open = !self.open.is_empty() && self.prepared.open_set.contains(resource);
        (joined || open, open && !joined)
    }

    /// Whether a row is one that it shares with others by joining.
    #[inline]
    pub(super) fn shares_row(&self, row: &Hit) -> bool {
        self.joined.is_some_and(|anyone| anyone.has_row(row))
    }

    /// Tells a block who is in it.
    #[inline]
    pub(super) fn tell(&self, block: &mut Block) {
        block.met_user |= self.who.is_user;
        block.met_joiner[usize::from(self.who.is_guest)] |= self.who.is_user;
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

/// Takes out what deny assignments take away altogether, and marks what they restrict. What joining
/// leads to is looked at principal by principal then, and shared with nobody.
pub(super) fn deny<V: GraphView>(
    view: &V,
    facts: &Facts,
    prepared: &Prepared,
    principal: EntityId,
    hits: &mut Vec<Hit>,
) {
    if let Some(anyone) = joinable(prepared, Who::of(prepared, facts, principal)) {
        hits.extend_from_slice(anyone.hits());
    }
    hits.retain_mut(|hit| {
        let verdict = prepared
            .denies
            .verdict(view, prepared.admission.now, principal, hit);
        hit.limits = hit
            .limits
            .and(Limits::RESTRICTED.only_if(verdict == Verdict::Restricted));
        verdict != Verdict::Gone
    });
}

/// What someone may have by joining groups without being asked in, if that is anything.
fn joinable(prepared: &Prepared, who: Who) -> Option<&Anyone> {
    let anyone = prepared.anyone(who.is_guest);
    (who.is_user && !anyone.is_empty()).then_some(anyone)
}

/// Turns what a principal holds into rows, and counts what is left out.
pub(super) fn finish(
    prepared: &Prepared,
    facts: &Facts,
    output: Output,
    principal: EntityId,
    hits: &mut Vec<Hit>,
    block: &mut Block,
) {
    let standing = Standing::of(prepared, facts, principal);
    let left_out = standing.is_left_out();
    if !prepared.question.with_disabled && !hits.is_empty() {
        hits.retain(|hit| {
            let keep = !prepared.leaves_out(facts, hit.resource);
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
    hits.sort_unstable();
    hits.dedup_by(|later, first| later.is_same_row(first));
    finish_sorted(&standing, output, principal, hits, block);
}

/// Turns what a principal holds into rows where it is sorted and distinct already, and nothing in
/// it is left out.
pub(super) fn finish_sorted(
    standing: &Standing<'_>,
    output: Output,
    principal: EntityId,
    hits: &mut Vec<Hit>,
    block: &mut Block,
) {
    let (prepared, facts) = (standing.prepared, standing.facts);
    let left_out = standing.is_left_out();
    if !left_out {
        standing.tell(block);
    }
    if hits.is_empty() && !standing.has_shared() {
        return;
    }
    if left_out {
        standing.count_left_out(&mut block.counted);
        return;
    }
    count(standing, hits, &mut block.counted);
    if output == Output::Count {
        return;
    }
    if let Some(anyone) = standing.joined {
        // Two sorted lists, one after the other: what the stable sort is quick at.
        hits.extend_from_slice(anyone.hits());
        hits.sort();
        hits.dedup_by(|later, first| later.is_same_row(first));
    }
    let open = standing.open;
    let with_disabled = prepared.question.with_disabled;
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
fn count(standing: &Standing<'_>, hits: &[Hit], counted: &mut Totals) {
    let shared = standing.shared();
    counted.principals += 1;
    counted.principals_of_unknown_state += u64::from(standing.is_unknown);
    counted.rows += shared.rows;
    counted.pairs += shared.pairs;
    counted.pairs_only_open_app += shared.only_open;
    for pair in hits.chunk_by(|a, b| a.resource == b.resource) {
        let news = pair.iter().filter(|hit| !standing.shares_row(hit));
        counted.rows += news.count() as u64;
        let (is_shared, only_open) = standing.shares(pair[0].resource);
        counted.pairs += u64::from(!is_shared);
        counted.pairs_only_open_app -= u64::from(only_open);
        // Whoever is no user may yet become one.
        let is_open = pair.iter().all(|hit| hit.mechanism == Mechanism::OpenApp);
        counted.pairs_only_open_app += u64::from(is_open);
    }
}
