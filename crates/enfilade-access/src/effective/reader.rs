//! Grants read as hits: what someone holds itself, and what the groups that it is in hold.

use super::prepared::Prepared;
use super::who::Who;
use crate::control::Reach;
use crate::hit::Hit;
use crate::holdings::Held;
use crate::mechanism::{self, Grant, administrator_override};
use crate::via::{Passed, passed};
use crate::{Facts, Limits};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, Mechanism, Nesting};

/// Reads what one principal after another holds.
pub(super) struct Reader<'r, V> {
    pub(super) view: &'r V,
    pub(super) facts: &'r Facts,
    pub(super) prepared: &'r Prepared,
    /// What was read and not taken yet.
    pub(super) hits: Vec<Hit>,
    /// What control leads to, where the question asks for that.
    pub(super) reach: Option<Reach<'r>>,
}

impl<'r, V: GraphView> Reader<'r, V> {
    /// Without what control leads to.
    pub(super) fn new(view: &'r V, facts: &'r Facts, prepared: &'r Prepared) -> Reader<'r, V> {
        Reader {
            view,
            facts,
            prepared,
            hits: Vec::new(),
            reach: None,
        }
    }

    /// Reads the grants of a principal itself.
    pub(super) fn read_own(&mut self, principal: EntityId, who: Who) {
        let itself = Held {
            group: principal,
            passed: 0,
            state: AccessState::Active,
        };
        for mechanism in self.prepared.question.mechanisms.iter() {
            if who.uses(mechanism) {
                self.read_grants(mechanism, &itself);
            }
        }
        if who.is_user {
            self.read_override(&itself);
            self.read_owned(&itself);
            self.read_memberships(&itself, who, |_| true);
        }
    }

    /// Reads the grants of the groups that a principal is in.
    pub(super) fn read_held(&mut self, direct: &[Held], nested: &[Held], who: Who) {
        for mechanism in self.prepared.question.mechanisms.iter() {
            if !who.uses(mechanism) {
                continue;
            }
            let through = match mechanism.rule().nesting {
                Nesting::DirectMembers => direct,
                Nesting::Transitive => nested,
                Nesting::None => &[],
            };
            for holder in through {
                self.read_grants(mechanism, holder);
            }
        }
        if who.is_user {
            for holder in direct {
                self.read_override(holder);
                // Activating a membership of the group's makes a direct member.
                self.read_memberships(holder, who, |state| state > AccessState::Active);
            }
        }
    }

    /// Adds what a grant leads to for one who holds it, where a state is all that could differ.
    pub(super) fn add_grant(&mut self, grant: &Grant, who: Who) {
        if who.uses(grant.mechanism) {
            let facts = self.facts;
            let grant = who.sees(facts, grant);
            let hit = |resource| Hit::granted(&grant, resource, AccessState::Active);
            self.hits
                .extend(self.prepared.resources(facts, &grant).map(hit));
        }
    }

    pub(super) fn read_grants(&mut self, mechanism: Mechanism, holder: &Held) {
        let (prepared, view, facts) = (self.prepared, self.view, self.facts);
        for &kind in mechanism::edge_kinds(mechanism) {
            for edge in prepared
                .admission
                .edges(view.edges_from(kind, holder.group))
            {
                let grant = mechanism::grant(view, facts, (mechanism, kind), edge.end, &edge);
                let is_asked = |grant: &Grant| {
                    let question = &prepared.question;
                    question.admits_role(mechanism, grant.target, grant.role)
                };
                if let Some(grant) = grant.filter(is_asked) {
                    self.read_grant(&grant, holder.passed, holder.state);
                }
            }
        }
    }

    /// Adds what a grant leads to, where the way to its holder and the way on pass all that they
    /// must.
    pub(super) fn read_grant(&mut self, grant: &Grant, before: Passed, state: AccessState) {
        match grant.is_inherited() {
            false => self.hit(Hit::granted(grant, grant.target, state), before),
            true => {
                let all = self.prepared.all_passed();
                let below = self.prepared.coverage.below(grant.target).iter();
                let azure = self.facts.azure();
                let asked = &self.prepared.question.resources;
                let complete = below.filter(|below| {
                    before | below.passed == all
                        && asked.contains(below.resource)
                        && azure.counts_at(grant, below.resource)
                });
                let hit = |resource| Hit::granted(grant, resource, state);
                self.hits.extend(complete.map(|below| hit(below.resource)));
            }
        }
    }

    pub(super) fn hit(&mut self, hit: Hit, before: Passed) {
        let is_wanted = self.prepared.question.resources.contains(hit.resource);
        if is_wanted && before == self.prepared.all_passed() {
            self.hits.push(hit);
        }
    }

    fn read_override(&mut self, holder: &Held) {
        let (prepared, view, facts) = (self.prepared, self.view, self.facts);
        if prepared.overridden.is_empty() {
            return;
        }
        let edges = view.edges_from(EdgeKind::DirectoryRole, holder.group);
        for edge in prepared.admission.edges(edges) {
            let role = edge.end;
            if facts.global_administrators().contains(&role)
                && administrator_override::is_tenant_wide(view, &edge)
                && holder.passed | passed(&prepared.question.via, role) == prepared.all_passed()
            {
                let state = holder.state.max(edge.state);
                let apps = prepared.overridden.iter();
                let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                let hit = |&app| Hit {
                    limits,
                    ..Hit::implied(app, Mechanism::AdministratorOverride, state)
                };
                self.hits.extend(apps.map(hit));
            }
        }
    }
}
