//! Which steps lead on from a place, read off the graph for one question about one pair.
//!
//! Memberships and grants are edges; whether a grant carries is asked of the table of mechanisms.
//! Steps of control are those of [`crate::control`], and the way down to what runs as an identity is
//! walked scope by scope, so that a path shows it.

use super::places::Place;
use super::{can_act, is_user};
use crate::admission::Admission;
use crate::control::{ControlGraph, Node, Reach};
use crate::effective::Engine;
use crate::holdings::{Passed, all_passed, passed};
use crate::mechanism::{self, administrator_override, open_app};
use crate::{Control, Question, Step, StepKind};
use enfilade_graph::GraphView;
use enfilade_model::control::AzurePower;
use enfilade_model::{
    AccessState, EdgeKind, EntityId, EntityKind, Inheritance, Mechanism, Nesting,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Takes a step: what it is, where it leads, and in which state.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Step, (Place, Passed), AccessState);

/// Reads steps off a graph for one question about one pair.
pub(super) struct Walker<'e, 'v, V> {
    engine: &'e Engine<'v, V>,
    question: &'e Question,
    principal: EntityId,
    resource: EntityId,
    admission: Admission,
    all: Passed,
    // The resource and the scopes above it.
    above: BTreeSet<EntityId>,
    control: Option<Arc<ControlGraph>>,
    is_open: bool,
    is_overridden: bool,
    acts_as_user: bool,
}

impl<'e, 'v, V: GraphView> Walker<'e, 'v, V> {
    pub(super) fn new(
        engine: &'e Engine<'v, V>,
        question: &'e Question,
        principal: EntityId,
        resource: EntityId,
        admission: Admission,
    ) -> Walker<'e, 'v, V> {
        let (view, facts) = (engine.view(), engine.facts());
        let control = engine
            .control_graph(question)
            .filter(|_| admission.limit == AccessState::Controllable && can_act(view, principal));
        let takes_users_over = || {
            let Some(control) = control.as_deref() else {
                return false;
            };
            let mut reach = Reach::new(control, &question.via);
            reach.find(view, facts, principal);
            let class = |node: &Node| control.class(*node);
            reach
                .found
                .iter()
                .any(|(node, _)| class(node).is_some_and(|class| !class.users.is_empty()))
        };
        Walker {
            engine,
            question,
            principal,
            resource,
            admission,
            all: all_passed(&question.via),
            above: scopes_above(view, resource, admission),
            is_open: open_app::apps(facts, question).contains(resource),
            is_overridden: administrator_override::apps(view, facts, question).contains(resource),
            acts_as_user: is_user(view, principal) || takes_users_over(),
            control,
        }
    }

    fn view(&self) -> &'v V {
        self.engine.view()
    }

    fn passing(&self, before: Passed, entity: EntityId) -> Passed {
        before | passed(&self.question.via, entity)
    }

    /// The steps on from a place, those included of the places that it stands for as well.
    pub(super) fn steps(&self, place: Place, before: Passed, visit: Visit<'_>) {
        match place {
            Place::Start => self.of_itself(self.principal, before, visit),
            Place::Itself(holder) => {
                let after = self.passing(before, holder);
                self.of_itself(holder, after, visit);
            }
            Place::Group { group, direct } => self.of_group(group, direct, before, visit),
            Place::Within(scope) => self.of_scope(scope, before, visit),
            Place::Overriding(role) => {
                let after = self.passing(before, role);
                self.granted(
                    Mechanism::AdministratorOverride,
                    after,
                    AccessState::Active,
                    visit,
                );
            }
            Place::Operating(scope, power) => self.of_power(scope, power, before, visit),
            Place::Control(node) => self.of_fact(node, before, visit),
            Place::Goal => {}
        }
    }

    /// A step to a place, and to the resource itself where the place is all that it takes.
    fn arrive(
        &self,
        step: Step,
        place: Place,
        after: Passed,
        state: AccessState,
        visit: Visit<'_>,
    ) {
        if self.is_there(place, after) {
            visit(step, (Place::Goal, after), state);
        }
        visit(step, (place, after), state);
    }

    /// Whether standing at a place is having the access.
    fn is_there(&self, place: Place, before: Passed) -> bool {
        if before != self.all {
            return false;
        }
        let asks = |mechanism| self.question.mechanisms.contains(mechanism);
        let asks_any = |mechanism| asks(mechanism) && self.question.roles.is_none();
        match place {
            Place::Within(scope) => scope == self.resource,
            Place::Control(Node::LetsIn(app)) => {
                let is_app = self.view().kind_of(app) == EntityKind::App;
                app == self.resource && is_app && asks_any(Mechanism::AppAssignment)
            }
            Place::Control(Node::Role(role, _)) => {
                let mechanism = Mechanism::DirectoryRole;
                role == self.resource
                    && asks(mechanism)
                    && self.question.admits_role(mechanism, role, None)
            }
            Place::Control(Node::Azure(scope, AzurePower::Assign)) => {
                scope == self.resource && asks_any(Mechanism::AzureRole)
            }
            _ => false,
        }
    }

    fn of_itself(&self, holder: EntityId, after: Passed, visit: Visit<'_>) {
        let view = self.view();
        let is_group = view.kind_of(holder) == EntityKind::Group;
        if !self.question.direct_only {
            let edges = view.edges_from(EdgeKind::Member, holder);
            for edge in self.admission.edges(edges) {
                self.join(edge.end, !is_group, after, edge.state, visit);
            }
        }
        self.grants(holder, true, after, visit);
        let is_user = is_user(view, holder);
        let signs_in = holder == self.principal || !self::is_user(view, self.principal);
        if self.is_open && is_user && signs_in {
            self.granted(Mechanism::OpenApp, after, AccessState::Active, visit);
        }
        if let Some(control) = &self.control {
            control.of_identity(view, self.engine.facts(), holder, &mut |node, step| {
                self.control_step(node, step, after, visit);
            });
        }
    }

    fn of_group(&self, group: EntityId, direct: bool, before: Passed, visit: Visit<'_>) {
        let view = self.view();
        let after = self.passing(before, group);
        for edge in self
            .admission
            .edges(view.edges_from(EdgeKind::Member, group))
        {
            // Activating a membership of the group's makes a direct member.
            let direct = direct && edge.state > AccessState::Active;
            self.join(edge.end, direct, after, edge.state, visit);
        }
        self.grants(group, direct, after, visit);
        if let Some(control) = &self.control {
            let facts = self.engine.facts();
            let nodes = [
                Some(Node::Nested(group)),
                direct.then_some(Node::Direct(group)),
            ];
            for node in nodes.into_iter().flatten() {
                control.of_node(view, facts, node, &mut |node, step| {
                    self.control_step(node, step, after, visit);
                });
            }
        }
    }

    fn join(
        &self,
        group: EntityId,
        direct: bool,
        after: Passed,
        state: AccessState,
        visit: Visit<'_>,
    ) {
        if self.view().kind_of(group) == EntityKind::Group {
            let step = Step {
                kind: StepKind::Member,
                to: group,
            };
            visit(step, (Place::Group { group, direct }, after), state);
        }
    }

    /// What is granted to a holder, as far as it leads to the resource.
    fn grants(&self, holder: EntityId, direct: bool, after: Passed, visit: Visit<'_>) {
        let view = self.view();
        for mechanism in Mechanism::ALL {
            let rule = mechanism.rule();
            let Some(kind) = rule.edge else { continue };
            if !direct && rule.nesting == Nesting::DirectMembers {
                continue;
            }
            let edges = view.edges_from(kind, holder);
            for edge in self.admission.edges(edges) {
                let grant = mechanism::grant(view, mechanism, edge.end, &edge);
                let is_asked = self.question.mechanisms.contains(mechanism)
                    && self
                        .question
                        .admits_role(mechanism, self.resource, grant.role);
                let step = Step {
                    kind: StepKind::Grant(mechanism),
                    to: edge.end,
                };
                match rule.inheritance {
                    Inheritance::None
                        if is_asked && edge.end == self.resource && after == self.all =>
                    {
                        visit(step, (Place::Goal, after), edge.state);
                    }
                    Inheritance::Contained if is_asked && self.above.contains(&edge.end) => {
                        self.arrive(step, Place::Within(edge.end), after, edge.state, visit);
                    }
                    _ => {}
                }
                if mechanism == Mechanism::DirectoryRole
                    && self.is_overridden
                    && is_user(view, self.principal)
                    && self.is_global_administrator(edge.end)
                    && administrator_override::is_tenant_wide(view, &edge)
                {
                    visit(step, (Place::Overriding(edge.end), after), edge.state);
                }
            }
        }
    }

    fn is_global_administrator(&self, role: EntityId) -> bool {
        self.engine.facts().global_administrators().contains(&role)
    }

    /// The last step, by what no edge records.
    fn granted(&self, mechanism: Mechanism, after: Passed, state: AccessState, visit: Visit<'_>) {
        if after == self.all {
            let step = Step {
                kind: StepKind::Grant(mechanism),
                to: self.resource,
            };
            visit(step, (Place::Goal, after), state);
        }
    }

    fn of_scope(&self, scope: EntityId, before: Passed, visit: Visit<'_>) {
        let after = self.passing(before, scope);
        let edges = self.view().edges_from(EdgeKind::Contains, scope);
        for edge in self.admission.edges(edges) {
            if self.above.contains(&edge.end) {
                let step = Step {
                    kind: StepKind::Contains,
                    to: edge.end,
                };
                self.arrive(step, Place::Within(edge.end), after, edge.state, visit);
            }
        }
    }

    /// A step to a fact of control; memberships are walked as memberships.
    fn control_step(&self, node: Node, step: Option<Step>, after: Passed, visit: Visit<'_>) {
        let is_known = |node| {
            let control = self.control.as_deref();
            control.is_some_and(|control| control.number(node).is_some())
        };
        let Some(step) = step.filter(|step| step.kind != StepKind::Member && is_known(node)) else {
            return;
        };
        let place = match node {
            Node::ActsAs(identity) => Place::Itself(identity),
            Node::Direct(group) => Place::Group {
                group,
                direct: true,
            },
            Node::Nested(group) => Place::Group {
                group,
                direct: false,
            },
            node => Place::Control(node),
        };
        // A grant that gives access by itself is walked as a grant too, in its own state.
        self.arrive(step, place, after, AccessState::Controllable, visit);
    }

    fn of_fact(&self, node: Node, before: Passed, visit: Visit<'_>) {
        let (Some(control), view, facts) = (&self.control, self.view(), self.engine.facts()) else {
            return;
        };
        let after = node
            .entity()
            .map_or(before, |entity| self.passing(before, entity));
        if let Node::Role(role, None) = node
            && self.is_overridden
            && self.acts_as_user
            && self.is_global_administrator(role)
        {
            self.granted(
                Mechanism::AdministratorOverride,
                after,
                AccessState::Active,
                visit,
            );
        }
        if let Node::Azure(scope, power) = node {
            let asks = self.question.mechanisms.contains(Mechanism::AzureRole);
            if power == AzurePower::Assign && asks && self.question.roles.is_none() {
                self.of_scope(scope, before, visit);
            }
            return self.of_power(scope, power, after, visit);
        }
        if let Some(class) = control.class(node).filter(|class| !class.users.is_empty()) {
            for &user in &class.users {
                let step = Step {
                    kind: StepKind::Control(Control::ResetPassword),
                    to: user,
                };
                visit(
                    step,
                    (Place::Itself(user), before),
                    AccessState::Controllable,
                );
            }
            return;
        }
        let mut alike = Vec::new();
        control.of_node(view, facts, node, &mut |next, step| match step {
            None => alike.push(next),
            step => self.control_step(next, step, after, visit),
        });
        // A role stands for the classes that it has power over; these stand for nothing more.
        for next in alike {
            self.of_fact(next, after, visit);
        }
    }
}

impl<V: GraphView> Walker<'_, '_, V> {
    /// Down to the resources that run as an identity, and into these. The scopes between are not
    /// passed: the power is over all of them at once.
    fn of_power(&self, scope: EntityId, power: AzurePower, after: Passed, visit: Visit<'_>) {
        let (Some(control), view, facts) = (&self.control, self.view(), self.engine.facts()) else {
            return;
        };
        let operated = |scope| {
            let carriers = control.carriers_below(facts, scope);
            carriers.filter(|carrier| power.operates(&carrier.resource_type))
        };
        let is_known = |identity| control.number(Node::ActsAs(identity)).is_some();
        for carrier in operated(scope).filter(|carrier| carrier.resource == scope) {
            if !is_known(carrier.identity) {
                continue;
            }
            let step = Step {
                kind: StepKind::Control(Control::RunCode),
                to: carrier.identity,
            };
            let place = Place::Itself(carrier.identity);
            visit(step, (place, after), AccessState::Controllable);
        }
        let edges = view.edges_from(EdgeKind::Contains, scope);
        for edge in self.admission.edges(edges) {
            if operated(edge.end).next().is_some() {
                let step = Step {
                    kind: StepKind::Contains,
                    to: edge.end,
                };
                visit(step, (Place::Operating(edge.end, power), after), edge.state);
            }
        }
    }
}

/// A resource and the scopes above it.
fn scopes_above<V: GraphView>(
    view: &V,
    resource: EntityId,
    admission: Admission,
) -> BTreeSet<EntityId> {
    let mut above = BTreeSet::from([resource]);
    let mut queue = vec![resource];
    while let Some(scope) = queue.pop() {
        for edge in admission.edges(view.edges_to(EdgeKind::Contains, scope)) {
            if above.insert(edge.end) {
                queue.push(edge.end);
            }
        }
    }
    above
}
