//! What control leads to, read as hits.

use super::reader::Reader;
use super::who::Who;
use crate::control::{ACTING_GRANTS, Class, Found, NESTED_GRANTS, Node, OWN_GRANTS};
use crate::hit::Hit;
use crate::holdings::Held;
use crate::via::{Passed, passed};
use enfilade_graph::GraphView;
use enfilade_model::control::AzurePower;
use enfilade_model::{AccessState, EntityId, Mechanism};

const STATE: AccessState = AccessState::Controllable;

impl<V: GraphView> Reader<'_, V> {
    /// Adds what a principal could reach by the control that it holds.
    pub(super) fn read_control(&mut self, principal: EntityId) {
        let Some(mut reach) = self.reach.take() else {
            return;
        };
        reach.find(self.view, self.facts, principal);
        let who = Who::of(self.prepared, self.facts, principal);
        let class = |node: &Node| reach.control().class(*node);
        let takes_users_over = reach
            .found
            .iter()
            .any(|found| class(&found.node).is_some_and(|class| !class.users.is_empty()));
        for found in &reach.found {
            self.read_node(*found, who, takes_users_over);
            if let Some(class) = class(&found.node) {
                self.read_class(class, found.before);
            }
        }
        for &(user, before) in &reach.taken_over {
            self.read_holder(user, before, &OWN_GRANTS);
            self.read_owned(&held(user, before));
        }
        if takes_users_over && !who.is_user {
            // Of disabled ones it is told that they are left out, as it is where a user opens them.
            let open = self
                .prepared
                .open
                .iter()
                .chain(&self.prepared.open_but_disabled);
            let hit = |&app| Hit::implied(app, Mechanism::OpenApp, STATE);
            self.hits.extend(open.map(hit));
        }
        self.reach = Some(reach);
    }

    fn read_node(&mut self, found: Found, who: Who, takes_users_over: bool) {
        let as_user = who.is_user || takes_users_over;
        let before = found.before;
        match found.node {
            Node::Direct(group) => {
                self.read_entity(group, before, &[Mechanism::AppAssignment]);
                if as_user {
                    let users_only = [Mechanism::Licence, Mechanism::AccessPackage];
                    self.read_entity(group, before, &users_only);
                    self.read_membership(group, who, &held(group, before), STATE);
                }
            }
            // What memberships alone lead to is read without control. What is denied there stays so.
            Node::Nested(_) if !found.by_control => {}
            Node::Nested(group) => self.read_entity(group, before, NESTED_GRANTS),
            Node::ActsAs(principal) => self.read_entity(principal, before, &ACTING_GRANTS),
            Node::LetsIn(app) => {
                let mechanism = Mechanism::AppAssignment;
                if self.asks_any_role(mechanism) {
                    self.hit(Hit::implied(app, mechanism, STATE), before);
                }
            }
            Node::Role(role, scope) => self.read_role(role, scope, before, as_user),
            Node::Azure(scope, power) => self.read_power(scope, power, before),
            Node::Joins(_) | Node::Administers(_) | Node::Class(_) | Node::UnitUsers(_) => {}
        }
    }

    /// Whether a role that nobody has given yet would be asked for.
    fn asks_any_role(&self, mechanism: Mechanism) -> bool {
        self.prepared.question.mechanisms.contains(mechanism)
            && self.prepared.question.roles.is_none()
    }

    fn read_entity(&mut self, holder: EntityId, before: Passed, mechanisms: &[Mechanism]) {
        let after = before | passed(&self.prepared.question.via, holder);
        self.read_holder(holder, after, mechanisms);
    }

    fn read_holder(&mut self, holder: EntityId, passed: Passed, mechanisms: &[Mechanism]) {
        let held = held(holder, passed);
        for &mechanism in mechanisms {
            if self.prepared.question.mechanisms.contains(mechanism) {
                self.read_grants(mechanism, &held);
            }
        }
    }

    /// Adds what someone opens to itself by a power over all that lies at or below a scope: roles
    /// and policies that nobody has given yet, and keys.
    fn read_power(&mut self, scope: EntityId, power: AzurePower, before: Passed) {
        let azure = self.facts.azure();
        for &mechanism in NESTED_GRANTS {
            if !self.asks_any_role(mechanism) {
                continue;
            }
            let all = self.prepared.all_passed();
            let below = self.prepared.coverage.below(scope).iter();
            let opened = below.filter(|below| {
                before | below.passed == all
                    && azure.could_count_at(mechanism, below.resource, power)
            });
            let hit = |resource| Hit {
                scope: Some(scope),
                ..Hit::implied(resource, mechanism, STATE)
            };
            self.hits.extend(opened.map(|below| hit(below.resource)));
        }
    }

    fn read_role(
        &mut self,
        role: EntityId,
        scope: Option<EntityId>,
        before: Passed,
        as_user: bool,
    ) {
        let question = &self.prepared.question;
        let mechanism = Mechanism::DirectoryRole;
        if question.mechanisms.contains(mechanism) && question.admits_role(mechanism, role, None) {
            let hit = Hit {
                scope,
                ..Hit::implied(role, mechanism, STATE)
            };
            self.hit(hit, before);
        }
        let is_global = self.facts.global_administrators().contains(&role);
        let complete = before | passed(&question.via, role) == self.prepared.all_passed();
        if as_user && is_global && scope.is_none() && complete {
            let apps = self.prepared.overridden.iter();
            let hit = |&app| Hit::implied(app, Mechanism::AdministratorOverride, STATE);
            self.hits.extend(apps.map(hit));
        }
    }

    fn read_class(&mut self, class: &Class, before: Passed) {
        for grant in &class.grants {
            let question = &self.prepared.question;
            let is_asked = question.mechanisms.contains(grant.mechanism)
                && question.admits_role(grant.mechanism, grant.target, grant.role);
            if is_asked {
                self.read_grant(grant, before, STATE);
            }
        }
    }
}

fn held(holder: EntityId, passed: Passed) -> Held {
    Held {
        group: holder,
        passed,
        state: STATE,
    }
}
