//! Which steps lead on from a place, read off the graph for one question about one pair.
//!
//! Memberships and grants are edges; whether a grant carries is asked of the table of mechanisms.
//! Steps of control are those of [`crate::control`], and the way down to what runs as an identity is
//! walked scope by scope, so that a path shows it.

use super::place::{InGroup, Place};
use super::{can_act, is_user};
use crate::admission::Admission;
use crate::azure::denies::{Denies, Verdict};
use crate::control::{ACTING_GRANTS, ControlGraph, NESTED_GRANTS, Node, OWN_GRANTS, Reach};
use crate::effective::Engine;
use crate::hit::Hit;
use crate::mechanism::{
    self, Grant, administrator_override, by_membership, group_resources, open_app,
};
use crate::via::{Passed, passed};
use crate::{Control, Question, Step, StepKind};
use enfilade_graph::GraphView;
use enfilade_model::control::AzurePower;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism, Nesting};
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
    // Whether the resource is a Microsoft 365 group or an access package that its members have.
    is_collaborating: bool,
    acts_as_user: bool,
    denies: Arc<Denies>,
    // Whether something at the resource is denied to the principal.
    is_denied: bool,
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
                .any(|found| class(&found.node).is_some_and(|class| !class.users.is_empty()))
        };
        let denies = facts.denies(view, question.now);
        Walker {
            engine,
            question,
            principal,
            resource,
            admission,
            all: question.via.wanted(),
            above: scopes_above(view, resource, admission),
            is_open: open_app::apps(facts, question).contains(resource),
            is_overridden: administrator_override::apps(view, facts, question).contains(resource),
            is_collaborating: by_membership::resources(facts, question).contains(resource),
            acts_as_user: is_user(view, principal) || takes_users_over(),
            is_denied: denies.bind(view, question.now, principal, resource),
            denies,
            control,
        }
    }

    fn view(&self) -> &'v V {
        self.engine.view()
    }

    fn passing(&self, before: Passed, entity: EntityId) -> Passed {
        before | passed(&self.question.via, entity)
    }

    /// Whether it may make a difference to act as oneself in a roundabout way: it is passed then,
    /// and what is denied to oneself may not be denied to whoever control uses.
    pub(super) fn may_return(&self) -> bool {
        !self.question.via.is_empty() || self.is_denied
    }

    /// The steps on from a place, those included of the places that it stands for as well.
    pub(super) fn steps(&self, place: Place, before: Passed, visit: Visit<'_>) {
        match place {
            Place::Start => self.of_itself(self.principal, true, before, visit),
            Place::Itself(holder) => {
                let after = self.passing(before, holder);
                self.of_itself(holder, false, after, visit);
            }
            Place::Group(place) => self.of_group(place, before, visit),
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
            Place::Control(Node::Azure(scope, power)) => {
                scope == self.resource && self.opens(power)
            }
            _ => false,
        }
    }

    /// Whether a power over a scope opens the resource, which lies there.
    fn opens(&self, power: AzurePower) -> bool {
        let azure = self.engine.facts().azure();
        let mut by = NESTED_GRANTS.iter().copied();
        self.question.roles.is_none()
            && by.any(|mechanism| {
                self.question.mechanisms.contains(mechanism)
                    && azure.could_count_at(mechanism, self.resource, power)
            })
    }

    fn of_itself(&self, holder: EntityId, is_start: bool, after: Passed, visit: Visit<'_>) {
        let view = self.view();
        let is_group = view.kind_of(holder).is_carrier();
        if !self.question.direct_only {
            let edges = view.edges_from(EdgeKind::Member, holder);
            for edge in self.admission.edges(edges) {
                let place = self.group(edge.end, !is_group, !is_start);
                self.join(place, after, edge.state, visit);
                if !is_start || !is_user(view, self.principal) {
                    self.member_by_control(StepKind::Member, edge.end, after, visit);
                }
            }
        }
        self.self_joins(holder, is_start, after, visit);
        let uses = |mechanism: Mechanism| match (is_start, is_user(view, holder)) {
            (true, _) => mechanism.rule().holders.include(view.kind_of(holder)),
            (false, true) => OWN_GRANTS.contains(&mechanism),
            (false, false) => ACTING_GRANTS.contains(&mechanism),
        };
        for mechanism in self.question.mechanisms.iter().filter(|&own| uses(own)) {
            self.grants(
                mechanism,
                holder,
                is_start,
                after,
                AccessState::Active,
                visit,
            );
        }
        self.override_of(holder, after, visit);
        let is_user = is_user(view, holder);
        if is_user {
            self.owned_group(holder, after, visit);
        }
        if is_user && is_start {
            self.level_of(holder, after, |_| true, visit);
        }
        let signs_in = is_start || !self::is_user(view, self.principal);
        if self.is_open && is_user && signs_in {
            self.granted(Mechanism::OpenApp, after, AccessState::Active, visit);
        }
        if let Some(control) = &self.control {
            control.of_identity(view, self.engine.facts(), holder, &mut |node, step| {
                self.control_step(node, step, after, visit);
            });
        }
    }

    fn of_group(&self, place: InGroup, before: Passed, visit: Visit<'_>) {
        let view = self.view();
        let (group, direct) = (place.group, place.direct);
        let after = self.passing(before, group);
        for edge in self
            .admission
            .edges(view.edges_from(EdgeKind::Member, group))
        {
            // Activating a membership of the group's makes a direct member.
            let direct = direct && edge.state > AccessState::Active;
            if direct && !is_user(view, self.principal) {
                self.member_by_control(StepKind::Member, edge.end, after, visit);
            }
            let inner = self.group(edge.end, direct, place.by_control);
            self.join(inner, after, edge.state, visit);
        }
        self.grants_of_group(place, after, visit);
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

    fn join(&self, place: InGroup, after: Passed, state: AccessState, visit: Visit<'_>) {
        if self.view().kind_of(place.group).is_carrier() {
            let step = Step {
                kind: StepKind::Member,
                to: place.group,
            };
            visit(step, (Place::Group(place), after), state);
        }
    }

    /// Being in a group. Whether control was taken on the way matters only to what may be denied.
    fn group(&self, group: EntityId, direct: bool, by_control: bool) -> InGroup {
        InGroup {
            group,
            direct,
            by_control: by_control && self.is_denied,
        }
    }

    /// What a group passes on, as far as it leads to the resource.
    fn grants_of_group(&self, place: InGroup, after: Passed, visit: Visit<'_>) {
        let view = self.view();
        let (group, direct, is_own) = (place.group, place.direct, !place.by_control);
        let kind = view.kind_of(self.principal);
        for mechanism in self.question.mechanisms.iter() {
            let rule = mechanism.rule();
            let carries = match rule.nesting {
                Nesting::None => false,
                Nesting::DirectMembers => direct,
                Nesting::Transitive => true,
            };
            if carries && rule.holders.include(kind) {
                self.grants(mechanism, group, is_own, after, AccessState::Active, visit);
            } else if carries && self.control.is_some() && self.acts_as_user {
                // Used as one of the users who can be taken over.
                let state = AccessState::Controllable;
                self.grants(mechanism, group, is_own, after, state, visit);
            }
        }
        if direct {
            self.override_of(group, after, visit);
            if kind == EntityKind::User {
                // Activating a membership of the group's makes a direct member.
                let activates = |state| state > AccessState::Active;
                self.level_of(group, after, activates, visit);
            }
        }
    }

    /// What edges grant to a holder by a mechanism, as far as it leads to the resource. It is the
    /// principal's own if no control leads to it.
    fn grants(
        &self,
        mechanism: Mechanism,
        holder: EntityId,
        is_own: bool,
        after: Passed,
        floor: AccessState,
        visit: Visit<'_>,
    ) {
        let (view, facts) = (self.view(), self.engine.facts());
        for &kind in mechanism::edge_kinds(mechanism) {
            for edge in self.admission.edges(view.edges_from(kind, holder)) {
                let by = (mechanism, kind);
                let Some(grant) = mechanism::grant(view, facts, by, edge.end, &edge) else {
                    continue;
                };
                let Some(state) = self.counts(&grant, is_own, floor) else {
                    continue;
                };
                let step = Step {
                    kind: StepKind::Grant(mechanism),
                    to: grant.target,
                };
                if grant.is_inherited() {
                    self.arrive(step, Place::Within(grant.target), after, state, visit);
                } else if after == self.all {
                    visit(step, (Place::Goal, after), state);
                }
            }
        }
    }

    /// The state in which a grant leads to the resource; none if it does not, or is taken away.
    fn counts(&self, grant: &Grant, is_own: bool, floor: AccessState) -> Option<AccessState> {
        let facts = self.engine.facts();
        let leads = match grant.is_inherited() {
            false => grant.target == self.resource,
            true => {
                self.above.contains(&grant.target) && facts.azure().counts_at(grant, self.resource)
            }
        };
        let question = self.question;
        let is_asked = question.admits_role(grant.mechanism, self.resource, grant.role);
        let state = grant.state.max(floor);
        if !leads || !is_asked || state > self.admission.limit {
            return None;
        }
        let hit = Hit::granted(grant, self.resource, AccessState::Active);
        let verdict = self
            .denies
            .verdict(self.view(), question.now, self.principal, &hit);
        match verdict {
            // A deny binds one identity, and control may use another.
            Verdict::Gone if is_own || self.control.is_none() => None,
            Verdict::Gone => Some(AccessState::Controllable),
            Verdict::Whole | Verdict::Restricted => Some(state),
        }
    }

    /// The role that lets a user sign in to any app.
    fn override_of(&self, holder: EntityId, after: Passed, visit: Visit<'_>) {
        let view = self.view();
        if !self.is_overridden || !is_user(view, self.principal) {
            return;
        }
        let edges = view.edges_from(EdgeKind::DirectoryRole, holder);
        for edge in self.admission.edges(edges) {
            if self.is_global_administrator(edge.end)
                && administrator_override::is_tenant_wide(view, &edge)
            {
                let step = Step {
                    kind: StepKind::Grant(Mechanism::DirectoryRole),
                    to: edge.end,
                };
                visit(step, (Place::Overriding(edge.end), after), edge.state);
            }
        }
    }

    /// The resource as a Microsoft 365 group or access package that a holder is in.
    fn level_of(
        &self,
        holder: EntityId,
        after: Passed,
        follow: impl Fn(AccessState) -> bool,
        visit: Visit<'_>,
    ) {
        if !self.is_collaborating || holder == self.resource || !self.admits_member(self.principal)
        {
            return;
        }
        let edges = self.view().edges_from(EdgeKind::Member, holder);
        for edge in self.admission.edges(edges) {
            if edge.end == self.resource && follow(edge.state) {
                let grant = by_membership::grant(self.engine.facts(), edge.end, edge.state);
                self.granted(grant.mechanism, after, edge.state, visit);
            }
        }
    }

    /// The resource as a Microsoft 365 group that a user owns.
    fn owned_group(&self, holder: EntityId, after: Passed, visit: Visit<'_>) {
        let facts = self.engine.facts();
        let edges = self.view().edges_from(EdgeKind::Owner, holder);
        for edge in self.admission.edges(edges) {
            let is_asked = |grant: &Grant| {
                self.question
                    .admits_role(grant.mechanism, edge.end, grant.role)
            };
            let owner = group_resources::as_owner(facts, edge.end, edge.state);
            let is_asked = owner.as_ref().is_some_and(is_asked);
            if self.is_collaborating && edge.end == self.resource && is_asked {
                self.granted(Mechanism::GroupResources, after, edge.state, visit);
            }
        }
    }

    /// Whether what a member of the resource has is asked for.
    fn admits_member(&self, principal: EntityId) -> bool {
        let facts = self.engine.facts();
        let is_guest = facts.collaboration().is_guest(principal);
        by_membership::is_asked(facts, self.question, self.resource, is_guest)
    }

    /// The resource as a Microsoft 365 group or access package that control makes one a member of.
    fn member_by_control(&self, kind: StepKind, group: EntityId, after: Passed, visit: Visit<'_>) {
        let is_there = self.is_collaborating
            && group == self.resource
            && self.control.is_some()
            && self.acts_as_user
            && after == self.all
            && self.admits_member(self.principal);
        if is_there {
            let step = Step { kind, to: group };
            visit(step, (Place::Goal, after), AccessState::Controllable);
        }
    }

    /// Groups that are open to join, for one who may join them and is not in them.
    fn self_joins(&self, holder: EntityId, is_start: bool, after: Passed, visit: Visit<'_>) {
        let (view, groups) = (self.view(), self.engine.facts().collaboration());
        if self.admission.limit < AccessState::Requestable || !is_user(view, holder) {
            return;
        }
        let own = view.edges_from(EdgeKind::Member, holder);
        let own: BTreeSet<EntityId> = self.admission.edges(own).map(|edge| edge.end).collect();
        let state = AccessState::Requestable;
        let joinable = groups.joinable(groups.is_guest(holder)).iter();
        for &group in joinable.filter(|group| !own.contains(group)) {
            let step = Step {
                kind: StepKind::SelfJoin,
                to: group,
            };
            let is_there = self.is_collaborating
                && group == self.resource
                && after == self.all
                && self.admits_member(self.principal);
            if is_there {
                visit(step, (Place::Goal, after), state);
            }
            if !self.question.direct_only {
                let place = Place::Group(self.group(group, true, !is_start));
                visit(step, (place, after), state);
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
        // Groups are joined as groups.
        let is_walked = |kind| matches!(kind, StepKind::Member | StepKind::SelfJoin);
        let Some(step) = step.filter(|step| !is_walked(step.kind) && is_known(node)) else {
            return;
        };
        let place = match node {
            Node::ActsAs(identity) => Place::Itself(identity),
            Node::Direct(group) => Place::Group(self.group(group, true, true)),
            Node::Nested(group) => Place::Group(self.group(group, false, true)),
            node => Place::Control(node),
        };
        if let Node::Direct(group) = node {
            self.member_by_control(step.kind, group, after, visit);
        }
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
            if self.opens(power) {
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
            carriers.filter(|carrier| carrier.runs_by(power))
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
