//! Paths that lead nearly there, and stop at a rule.
//!
//! The groups around the principal are walked out with all memberships, those that have ended
//! included, and every grant there is looked at: does it lead to the resource, and what keeps it from
//! carrying? For each reason the nearest path is kept, the lowest ids first.

use super::{Obstacle, Reason};
use crate::azure::denies::{Denies, Verdict};
use crate::effective::Engine;
use crate::hit::Hit;
use crate::mechanism::{self, Grant, administrator_override, open_app};
use crate::{Question, Step, StepKind};
use enfilade_graph::{Edge, Edges, GraphView};
use enfilade_model::{
    AccessState, EdgeKind, EntityId, EntityKind, Inheritance, Mechanism, Nesting,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Somewhere the walk has come to: the principal or a group.
struct Place {
    at: EntityId,
    /// Whether grants to the group count as grants to a direct member.
    direct: bool,
    steps: Vec<Step>,
    /// The first step on the way that is not in force, and why.
    out: Option<(usize, Reason)>,
}

/// The most groups that are looked at.
const MOST_PLACES: usize = 1 << 16;

pub(super) fn obstacles<V: GraphView>(
    engine: &Engine<'_, V>,
    question: &Question,
    principal: EntityId,
    resource: EntityId,
    found: &mut Vec<Obstacle>,
) {
    let near = Near {
        engine,
        question,
        principal,
        resource,
        denies: engine.facts().denies(engine.view(), question.now),
        above: scopes_above(engine.view(), resource),
    };
    let view = engine.view();
    let is_open = open_app::apps(engine.facts(), question).contains(resource);
    if is_open && view.kind_of(principal) != EntityKind::User {
        found.push(Obstacle::about_end(Reason::NoUser));
    }
    if question.direct_only {
        return near.at_place(&start(view, principal), found);
    }
    for place in near.places(principal) {
        near.at_place(&place, found);
    }
}

fn start<V: GraphView>(view: &V, principal: EntityId) -> Place {
    Place {
        at: principal,
        direct: !view.kind_of(principal).is_carrier(),
        steps: Vec::new(),
        out: None,
    }
}

struct Near<'n, 'v, V> {
    engine: &'n Engine<'v, V>,
    question: &'n Question,
    principal: EntityId,
    resource: EntityId,
    denies: Arc<Denies>,
    // The resource and the scopes above it.
    above: BTreeSet<EntityId>,
}

impl<'v, V: GraphView> Near<'_, 'v, V> {
    fn view(&self) -> &'v V {
        self.engine.view()
    }

    /// Why an edge does not count now, if its start or end is why.
    fn out_of_time(&self, edges: &Edges<'_>, edge: &Edge) -> Option<Reason> {
        let index = edge.index?;
        let columns = edges.columns();
        if columns.is_valid_at(index, self.question.now) {
            return None;
        }
        let starts = columns.valid_from.as_ref();
        let starts = starts.and_then(|column| column.get(index.0 as usize));
        match starts.is_some_and(|&from| from > self.question.now) {
            true => Some(Reason::NotBegun),
            false => Some(Reason::Ended),
        }
    }

    /// The principal and the groups around it, nearest first, each with the best way there.
    fn places(&self, principal: EntityId) -> Vec<Place> {
        let view = self.view();
        let mut places = vec![start(view, principal)];
        let mut seen: BTreeSet<(EntityId, bool, bool)> = BTreeSet::new();
        let mut next = 0;
        while next < places.len() && places.len() < MOST_PLACES {
            let (at, direct, out) = (places[next].at, places[next].direct, places[next].out);
            let steps = places[next].steps.clone();
            next += 1;
            let edges = view.edges_from(EdgeKind::Member, at);
            for edge in edges.iter() {
                let counts = self.question.layer.admits(edge.state);
                if !counts || !view.kind_of(edge.end).is_carrier() {
                    continue;
                }
                let is_first = steps.is_empty();
                let direct = direct && (is_first || edge.state > AccessState::Active);
                let late = self.out_of_time(&edges, &edge);
                let out = out.or(late.map(|reason| (steps.len(), reason)));
                if seen.insert((edge.end, direct, out.is_some())) {
                    let mut steps = steps.clone();
                    steps.push(Step {
                        kind: StepKind::Member,
                        to: edge.end,
                    });
                    places.push(Place {
                        at: edge.end,
                        direct,
                        steps,
                        out,
                    });
                }
            }
        }
        // Whoever is in a group itself misses nothing by being in it through another as well.
        let in_force = places
            .iter()
            .filter(|place| place.direct && place.out.is_none());
        let joined: BTreeSet<EntityId> = in_force.map(|place| place.at).collect();
        places.retain(|place| place.direct || !joined.contains(&place.at));
        places
    }

    /// The grants at a place that lead nearly there.
    fn at_place(&self, place: &Place, found: &mut Vec<Obstacle>) {
        let view = self.view();
        let holder = view.kind_of(self.principal);
        let may_hold = |mechanism: &Mechanism| mechanism.rule().holders.include(holder);
        for mechanism in self.question.mechanisms.iter().filter(may_hold) {
            for &kind in mechanism::edge_kinds(mechanism) {
                let edges = view.edges_from(kind, place.at);
                for edge in edges.iter() {
                    let by = (mechanism, kind);
                    let grant = mechanism::grant(view, self.engine.facts(), by, edge.end, &edge);
                    let counts = |grant: &Grant| {
                        self.question
                            .admits_role(mechanism, self.resource, grant.role)
                            && self.question.layer.admits(grant.state)
                    };
                    if let Some(grant) = grant.filter(counts) {
                        let late = self.out_of_time(&edges, &edge);
                        let out = place.out.or(late.map(|reason| (place.steps.len(), reason)));
                        self.grant(place, &grant, out, found);
                    }
                }
            }
        }
        self.override_at_scope(place, found);
    }

    /// A grant: whether it leads to the resource, and what keeps it from carrying.
    fn grant(
        &self,
        place: &Place,
        grant: &Grant,
        out: Option<(usize, Reason)>,
        found: &mut Vec<Obstacle>,
    ) {
        let (mechanism, target) = (grant.mechanism, grant.target);
        let rule = mechanism.rule();
        let leads = match grant.is_inherited() {
            false => target == self.resource,
            true => self.above.contains(&target),
        };
        // A grant that is not about such a resource would not help at another scope either.
        let azure = self.engine.facts().azure();
        if grant.is_inherited() && !azure.counts_at(grant, self.resource) {
            return;
        }
        let end = place.steps.len();
        if rule.nesting == Nesting::None && end > 0 {
            return;
        }
        let nested = rule.nesting == Nesting::DirectMembers && !place.direct && end > 0;
        let failing = match (leads, nested, out) {
            (true, false, None) if self.is_denied(grant) => Some((end, Reason::Denied)),
            (true, false, None) | (false, _, Some(_)) | (false, true, _) => None,
            (true, false, Some(out)) => Some(out),
            // Two conditions fail: neither is near.
            (true, true, Some(_)) => None,
            (true, true, None) => Some((end, Reason::Nested(mechanism))),
            (false, false, None) => self.elsewhere(mechanism, target).map(|why| (end, why)),
        };
        if let Some((at, reason)) = failing {
            let mut steps = place.steps.clone();
            steps.push(Step {
                kind: StepKind::Grant(mechanism),
                to: target,
            });
            keep(found, reason, steps, at);
        }
    }

    /// Whether deny assignments take away all that a grant allows.
    fn is_denied(&self, grant: &Grant) -> bool {
        let hit = Hit::granted(grant, self.resource, AccessState::Active);
        let principal = self.principal;
        let now = self.question.now;
        let verdict = self.denies.verdict(self.view(), now, principal, &hit);
        verdict == Verdict::Gone
    }

    /// Why a grant at another scope does not reach the resource, if the scopes have to do with each
    /// other.
    fn elsewhere(&self, mechanism: Mechanism, target: EntityId) -> Option<Reason> {
        let view = self.view();
        if mechanism.rule().inheritance != Inheritance::Contained
            || !view.kind_of(self.resource).is_azure_scope()
        {
            return None;
        }
        if scopes_above(view, target).contains(&self.resource) {
            return Some(Reason::ScopeWithin);
        }
        let parents = |scope| view.edges_to(EdgeKind::Contains, scope).ends();
        let mut own = parents(self.resource).iter();
        own.any(|parent| parents(target).contains(parent))
            .then_some(Reason::ScopeBeside)
    }

    /// Global Administrator, but not for the tenant.
    fn override_at_scope(&self, place: &Place, found: &mut Vec<Obstacle>) {
        let (view, facts) = (self.view(), self.engine.facts());
        let apps = administrator_override::apps(view, facts, self.question);
        let is_user = view.kind_of(self.principal) == EntityKind::User;
        if !apps.contains(self.resource) || !is_user || !place.direct || place.out.is_some() {
            return;
        }
        let edges = view.edges_from(EdgeKind::DirectoryRole, place.at);
        for edge in edges.iter() {
            let is_global = facts.global_administrators().contains(&edge.end);
            let counts = self.question.layer.admits(edge.state);
            let is_whole = administrator_override::is_tenant_wide(view, &edge);
            if is_global && counts && !is_whole && self.out_of_time(&edges, &edge).is_none() {
                let mut steps = place.steps.clone();
                steps.push(Step {
                    kind: StepKind::Grant(Mechanism::DirectoryRole),
                    to: edge.end,
                });
                steps.push(Step {
                    kind: StepKind::Grant(Mechanism::AdministratorOverride),
                    to: self.resource,
                });
                let at = steps.len() - 1;
                keep(found, Reason::RoleAtScope, steps, at);
            }
        }
    }
}

/// Keeps the first path for each reason.
fn keep(found: &mut Vec<Obstacle>, reason: Reason, steps: Vec<Step>, at: usize) {
    if !found.iter().any(|known| known.reason == reason) {
        found.push(Obstacle {
            reason,
            steps,
            at: Some(at),
        });
    }
}

/// A scope and all above it.
fn scopes_above<V: GraphView>(view: &V, scope: EntityId) -> BTreeSet<EntityId> {
    let mut above = BTreeSet::from([scope]);
    let mut queue = vec![scope];
    while let Some(scope) = queue.pop() {
        let parents = view.edges_to(EdgeKind::Contains, scope).ends();
        queue.extend(parents.iter().filter(|&&parent| above.insert(parent)));
    }
    above
}
