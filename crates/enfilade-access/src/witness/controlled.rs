//! Why a row holds that takes control: a shortest path over the facts of [`crate::control`].
//!
//! One search spreads out from the principal and measures every fact that it can bring about: how
//! many steps away it is, and which first steps lead there. A row then asks whoever holds its
//! grant which of them is nearest.

use crate::control::{ControlGraph, NESTED_GRANTS, Node, OWN_GRANTS, is_control};
use crate::effective::Engine;
use crate::mechanism;
use crate::via::{Passed, passed};
use crate::{AccessRow, Control, EntitySet, Question, Step, StepKind, Witness};
use enfilade_graph::GraphView;
use enfilade_model::control::{AzurePower, Power, Resetter};
use enfilade_model::{EdgeKind, EntityId, EntityKind, Mechanism};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The powers by which someone gives itself what it does not have yet.
const OPENING: [AzurePower; 3] = [
    AzurePower::Assign,
    AzurePower::OpenVaults,
    AzurePower::ReadKeys,
];

/// A fact, what the way there passed before it, and whether it takes control.
type State = (u32, Passed, bool);

/// The first steps that lead to a fact, by their number; those beyond the last bit share it.
type Firsts = u128;

#[derive(Clone, Debug)]
struct Reached {
    hops: u32,
    from: Option<State>,
    firsts: Firsts,
}

/// How a row ends once a fact has been brought about.
struct End {
    state: State,
    hops: u32,
    tail: Vec<Step>,
}

/// Facts around one principal.
pub(super) struct Controlled<'q> {
    question: &'q Question,
    all: Passed,
    principal: Option<EntityId>,
    reached: BTreeMap<State, Reached>,
}

impl<'q> Controlled<'q> {
    pub(super) fn new(question: &'q Question) -> Controlled<'q> {
        Controlled {
            question,
            all: question.via.wanted(),
            principal: None,
            reached: BTreeMap::new(),
        }
    }

    /// Explains a row in the state `controllable`.
    pub(super) fn explain<V: GraphView>(
        &mut self,
        engine: &Engine<'_, V>,
        graph: &ControlGraph,
        row: &AccessRow,
    ) -> Witness {
        let search = Search {
            engine,
            graph,
            via: &self.question.via,
        };
        if self.principal != Some(row.principal) {
            self.reached = search.spread(row.principal);
            self.principal = Some(row.principal);
        }
        let ends = self.ends(&search, row);
        let Some(best) = ends.iter().min_by_key(|end| (end.hops, end.state)) else {
            return Witness::default();
        };
        let mut steps = self.path(&search, row.principal, best.state);
        steps.extend_from_slice(&best.tail);
        let firsts = ends.iter().fold(0, |firsts, end| {
            firsts | self.reached.get(&end.state).map_or(0, |at| at.firsts)
        });
        Witness {
            via: (steps.len() > 1).then(|| steps[0].to),
            hops: super::hops(&steps),
            ways: firsts.count_ones().min(Witness::MAX_WAYS),
            steps,
        }
    }

    /// The facts that give a row, and what is left to do from each.
    fn ends<V: GraphView>(&self, search: &Search<'_, V>, row: &AccessRow) -> Vec<End> {
        let mut ends = Vec::new();
        for node in search.candidates(row) {
            let Some(number) = search.graph.number(node) else {
                continue;
            };
            // What memberships alone lead to is no such row, or it is denied.
            let by_control = match node {
                Node::Nested(_) => &[true][..],
                _ => &[false, true],
            };
            let before = 0..=self.all;
            let states = before.flat_map(|before| {
                by_control
                    .iter()
                    .map(move |&by_control| (number, before, by_control))
            });
            for state in states {
                let Some(reached) = self.reached.get(&state) else {
                    continue;
                };
                if let Some(tail) = search.tail(node, state.1, row, self.all) {
                    ends.push(End {
                        state,
                        hops: reached.hops + super::hops(&tail),
                        tail,
                    });
                }
            }
        }
        ends
    }

    fn path<V: GraphView>(
        &self,
        search: &Search<'_, V>,
        principal: EntityId,
        end: State,
    ) -> Vec<Step> {
        let mut states = vec![end];
        while let Some(from) = states
            .last()
            .and_then(|last| self.reached.get(last))
            .and_then(|reached| reached.from)
        {
            states.push(from);
        }
        states.reverse();
        let mut steps = Vec::new();
        if let Some(&first) = states.first() {
            steps.extend(search.first_step(principal, first));
        }
        for pair in states.windows(2) {
            steps.extend(search.steps_between(pair[0], pair[1]));
        }
        steps
    }
}

/// What a search reads.
struct Search<'s, V> {
    engine: &'s Engine<'s, V>,
    graph: &'s ControlGraph,
    via: &'s [EntitySet],
}

impl<V: GraphView> Search<'_, V> {
    fn view(&self) -> &V {
        self.engine.view()
    }

    /// Measures all that a principal can bring about.
    fn spread(&self, principal: EntityId) -> BTreeMap<State, Reached> {
        let mut reached: BTreeMap<State, Reached> = BTreeMap::new();
        let mut queue = BinaryHeap::new();
        let mut starts: Vec<(State, Step)> = Vec::new();
        self.begin(principal, &mut |node, step| {
            let number = self.graph.number(node);
            starts.extend(number.map(|number| ((number, 0, is_control(step)), step)));
        });
        starts.sort_unstable_by_key(|(state, step)| (step.to, step.kind, *state));
        starts.dedup();
        let mut first = 0;
        for at in 0..starts.len() {
            // One step may bring about several facts.
            first += u32::from(at > 0 && starts[at].1 != starts[at - 1].1);
            let bit = 1 << first.min(Firsts::BITS - 1);
            queue.push(Reverse((1, starts[at].0, None, bit)));
        }
        // First how near, then which first steps: those spread until nothing is new.
        while let Some(Reverse((hops, state, from, firsts))) = queue.pop() {
            let firsts = match reached.get_mut(&state) {
                Some(known) if known.firsts | firsts == known.firsts => continue,
                Some(known) => {
                    known.firsts |= firsts;
                    known.firsts
                }
                None => {
                    let new = Reached { hops, from, firsts };
                    reached.insert(state, new);
                    firsts
                }
            };
            self.next(state, &mut |next, cost| {
                queue.push(Reverse((hops + cost, next, Some(state), firsts)));
            });
        }
        reached
    }

    /// Where a state leads, and in how many steps.
    fn next(&self, (number, before, by_control): State, visit: &mut dyn FnMut(State, u32)) {
        let Some(node) = self.graph.node(number) else {
            return;
        };
        let after = before | node.entity().map_or(0, |entity| passed(self.via, entity));
        let (view, facts) = (self.view(), self.engine.facts());
        match self
            .graph
            .class(node)
            .filter(|class| !class.users.is_empty())
        {
            None => self.graph.of_node(view, facts, node, &mut |next, step| {
                if let Some(number) = self.graph.number(next) {
                    // Odd exports have groups and packages that own something.
                    let takes_control = step.is_some_and(is_control);
                    let by_control = by_control || takes_control || node.is_left_by_control(next);
                    visit((number, after, by_control), u32::from(step.is_some()));
                }
            }),
            Some(class) => {
                // A user is taken over, and goes to the node: two steps, but where it stays.
                for &number in &class.nodes {
                    visit((number, before, true), self.taking_over(number));
                }
                let chosen = |user: &&EntityId| passed(self.via, **user) | before != before;
                for &user in class
                    .users
                    .iter()
                    .filter(chosen)
                    .filter(|_| !self.via.is_empty())
                {
                    let after = before | passed(self.via, user);
                    self.graph.of_identity(view, facts, user, &mut |next, _| {
                        if let Some(number) = self.graph.number(next) {
                            visit((number, after, true), self.taking_over(number));
                        }
                    });
                }
            }
        }
    }

    /// How many steps it takes to take a user over and to be at a node that the user is at.
    fn taking_over(&self, number: u32) -> u32 {
        match self.graph.node(number) {
            Some(Node::Joins(_)) => 1,
            _ => 2,
        }
    }

    /// The step that a principal begins with.
    fn first_step(&self, principal: EntityId, first: State) -> Option<Step> {
        let mut found: Option<Step> = None;
        self.begin(principal, &mut |node, step| {
            if self.graph.number(node) == Some(first.0) && is_control(step) == first.2 {
                found = found
                    .into_iter()
                    .chain([step])
                    .min_by_key(|s| (s.kind, s.to));
            }
        });
        found
    }

    /// Visits where a principal can be after one step.
    fn begin(&self, principal: EntityId, visit: &mut dyn FnMut(Node, Step)) {
        let (view, facts) = (self.view(), self.engine.facts());
        self.graph
            .of_identity(view, facts, principal, &mut |node, step| match step {
                Some(step) => visit(node, step),
                // It may join groups: each of these is a step.
                None => self.graph.of_node(view, facts, node, &mut |node, step| {
                    if let Some(step) = step {
                        visit(node, step);
                    }
                }),
            });
    }

    fn steps_between(&self, from: State, to: State) -> Vec<Step> {
        let (view, facts) = (self.view(), self.engine.facts());
        let (Some(node), Some(target)) = (self.graph.node(from.0), self.graph.node(to.0)) else {
            return Vec::new();
        };
        if let Some(class) = self
            .graph
            .class(node)
            .filter(|class| !class.users.is_empty())
        {
            let is_there = |user: EntityId| {
                let mut found: Option<Option<Step>> = None;
                self.graph
                    .of_identity(view, facts, user, &mut |next, step| {
                        if next == target {
                            found = found.or(Some(step));
                        }
                    });
                found.map(|step| [reset(user)].into_iter().chain(step).collect::<Vec<Step>>())
            };
            let passes = |user: &EntityId| from.1 | passed(self.via, *user) == to.1;
            let through_via = from.1 != to.1;
            let candidates = class.users.iter().copied();
            return candidates
                .filter(|user| !through_via || passes(user))
                .find_map(is_there)
                .unwrap_or_default();
        }
        let mut found: Option<Option<Step>> = None;
        self.graph.of_node(view, facts, node, &mut |next, step| {
            if next == target && found.is_none() {
                found = Some(step);
            }
        });
        let step = found.flatten();
        match (node, step) {
            (Node::Azure(scope, power), Some(step)) => {
                let mut steps = self.to_carrier(scope, power, step.to);
                steps.push(step);
                steps
            }
            (_, step) => step.into_iter().collect(),
        }
    }

    /// The way down from a scope to a resource that runs as an identity.
    fn to_carrier(&self, scope: EntityId, power: AzurePower, identity: EntityId) -> Vec<Step> {
        let carriers = self.graph.carriers_below(self.engine.facts(), scope);
        let resources = carriers
            .filter(|carrier| carrier.identity == identity && carrier.runs_by(power))
            .map(|carrier| carrier.resource);
        let Some(resource) = resources.min() else {
            return Vec::new();
        };
        self.descent(scope, resource, 0, 0).unwrap_or_default()
    }

    /// The way down from a scope that passes what is still missing; empty for the scope itself.
    fn descent(
        &self,
        scope: EntityId,
        resource: EntityId,
        before: Passed,
        all: Passed,
    ) -> Option<Vec<Step>> {
        let admission = self.graph.admission();
        let ways = super::descents(self.view(), scope, resource, self.via, admission);
        let (_, down) = ways
            .into_iter()
            .find(|(below, _)| (before | below) & all == all)?;
        let step = |to| Step {
            kind: StepKind::Contains,
            to,
        };
        Some(down.into_iter().map(step).collect())
    }

    /// The nodes that may give a row: those of whoever holds its grant, and the classes of users.
    fn candidates(&self, row: &AccessRow) -> Vec<Node> {
        let holders = |kind, end| self.view().edges_to(kind, end).ends().iter().copied();
        let mut nodes: Vec<Node> = match row.mechanism {
            Mechanism::AppAssignment => holders(EdgeKind::AppAssignment, row.resource)
                .flat_map(|holder| [Node::Direct(holder), Node::ActsAs(holder)])
                .chain([Node::LetsIn(row.resource)])
                .collect(),
            Mechanism::AzureRole
            | Mechanism::VaultPolicy
            | Mechanism::VaultSecrets
            | Mechanism::StorageData
            | Mechanism::SitePermission => {
                let scope = row.scope.unwrap_or(row.resource);
                let opened = OPENING.map(|power| Node::Azure(scope, power));
                mechanism::edge_kinds(row.mechanism)
                    .iter()
                    .flat_map(|&kind| holders(kind, scope))
                    .flat_map(|holder| [Node::Nested(holder), Node::ActsAs(holder)])
                    .chain(opened)
                    .collect()
            }
            Mechanism::DirectoryRole => holders(EdgeKind::DirectoryRole, row.resource)
                .map(Node::ActsAs)
                .chain([Node::Role(row.resource, row.scope)])
                .collect(),
            Mechanism::Licence => holders(EdgeKind::Licence, row.resource)
                .map(Node::Direct)
                .collect(),
            Mechanism::AccessPackage => holders(EdgeKind::PackageAssignment, row.resource)
                .chain([row.resource])
                .map(Node::Direct)
                .collect(),
            Mechanism::GroupResources => vec![Node::Direct(row.resource)],
            Mechanism::DelegatedGrant => holders(EdgeKind::DelegatedGrant, row.resource)
                .map(Node::ActsAs)
                .collect(),
            Mechanism::AdministratorOverride => {
                let global = self.engine.facts().global_administrators().iter();
                global.map(|&role| Node::Role(role, None)).collect()
            }
            Mechanism::OpenApp => Vec::new(),
        };
        let resetters = Resetter::ALL.into_iter().map(Power::ResetPasswords);
        nodes.extend(resetters.map(Node::Class));
        let units = self.view().kind_range(EntityKind::AdministrativeUnit);
        nodes.extend(units.map(|unit| Node::UnitUsers(EntityId(unit))));
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// What is left to do from a node to a row; none if the node does not give it.
    fn tail(&self, node: Node, before: Passed, row: &AccessRow, all: Passed) -> Option<Vec<Step>> {
        let after = before | node.entity().map_or(0, |entity| passed(self.via, entity));
        match (row.mechanism, node) {
            (Mechanism::AppAssignment, Node::LetsIn(app)) => {
                // Nobody signs in to another service principal, whoever may assign it.
                let is_app = self.view().kind_of(app) == EntityKind::App;
                let is_row = is_app && app == row.resource && row.role.is_none();
                (is_row && before == all).then(Vec::new)
            }
            // What else a package holds, itself included where an export is odd, is a grant.
            (Mechanism::AccessPackage, Node::Direct(package))
                if before == all
                    && package == row.resource
                    && super::gives_itself(self.engine, row) =>
            {
                Some(Vec::new())
            }
            (Mechanism::AccessPackage, Node::Direct(holder))
            | (Mechanism::AppAssignment, Node::Direct(holder) | Node::ActsAs(holder))
            | (Mechanism::Licence, Node::Direct(holder))
            | (Mechanism::DirectoryRole | Mechanism::DelegatedGrant, Node::ActsAs(holder)) => {
                self.granted(holder, after, row, all)
            }
            (mechanism, Node::Nested(holder) | Node::ActsAs(holder))
                if NESTED_GRANTS.contains(&mechanism) =>
            {
                self.granted(holder, after, row, all)
            }
            (Mechanism::GroupResources, Node::Direct(group)) => {
                let is_member = group == row.resource && !super::is_owner(self.engine, row);
                (is_member && before == all).then(Vec::new)
            }
            (mechanism, Node::Azure(scope, power)) => {
                let azure = self.engine.facts().azure();
                let is_row = row.scope == Some(scope)
                    && row.role.is_none()
                    && azure.could_count_at(mechanism, row.resource, power);
                is_row
                    .then(|| self.descent(scope, row.resource, before, all))
                    .flatten()
            }
            (Mechanism::DirectoryRole, Node::Role(role, scope)) => {
                let is_row = role == row.resource && scope == row.scope;
                (is_row && before == all).then(Vec::new)
            }
            (Mechanism::AdministratorOverride, Node::Role(role, None)) => {
                let global = self.engine.facts().global_administrators().contains(&role);
                (global && after == all).then(|| {
                    vec![Step {
                        kind: StepKind::Grant(row.mechanism),
                        to: row.resource,
                    }]
                })
            }
            (_, Node::Class(Power::ResetPasswords(_)) | Node::UnitUsers(_)) => {
                self.through_user(node, before, row, all)
            }
            _ => None,
        }
    }

    /// The grant of a row, if a holder has it.
    fn granted(
        &self,
        holder: EntityId,
        passed: Passed,
        row: &AccessRow,
        all: Passed,
    ) -> Option<Vec<Step>> {
        let top = top(row);
        let grant = Step {
            kind: StepKind::Grant(row.mechanism),
            to: top,
        };
        let end = super::End {
            passed: 0,
            steps: vec![grant],
        };
        let admission = self.graph.admission();
        let is_held = match row.mechanism {
            // By owning the group; members are at its node.
            Mechanism::GroupResources => {
                let itself = AccessRow {
                    principal: holder,
                    ..*row
                };
                super::is_owner(self.engine, row)
                    && super::has_level(self.engine, holder, &itself, admission)
            }
            _ => super::holds(self.engine, holder, row, &end, admission),
        };
        if !is_held {
            return None;
        }
        let mut steps = end.steps;
        if NESTED_GRANTS.contains(&row.mechanism) && row.scope.is_some() {
            steps.extend(self.descent(top, row.resource, passed, all)?);
        } else if passed != all {
            return None;
        }
        Some(steps)
    }

    /// The grant of a row in the hands of a user who can be taken over.
    fn through_user(
        &self,
        node: Node,
        before: Passed,
        row: &AccessRow,
        all: Passed,
    ) -> Option<Vec<Step>> {
        let class = self.graph.class(node)?;
        if row.mechanism == Mechanism::OpenApp {
            let user = *class.users.first()?;
            let open = Step {
                kind: StepKind::Grant(row.mechanism),
                to: row.resource,
            };
            return self.via.is_empty().then(|| vec![reset(user), open]);
        }
        let kinds = match row.mechanism {
            Mechanism::GroupResources => &[EdgeKind::Owner],
            mechanism if OWN_GRANTS.contains(&mechanism) => mechanism::edge_kinds(mechanism),
            _ => return None,
        };
        // Few hold a grant in person; a class may be everyone.
        let mut users = kinds
            .iter()
            .flat_map(|&kind| self.view().edges_to(kind, top(row)).ends().iter().copied())
            .filter(|user| class.users.binary_search(user).is_ok());
        users.find_map(|user| {
            let after = before | passed(self.via, user);
            let mut steps = vec![reset(user)];
            steps.extend(self.granted(user, after, row, all)?);
            Some(steps)
        })
    }
}

/// Where a row's grant was made.
fn top(row: &AccessRow) -> EntityId {
    match row.mechanism {
        mechanism if NESTED_GRANTS.contains(&mechanism) => row.scope.unwrap_or(row.resource),
        _ => row.resource,
    }
}

fn reset(user: EntityId) -> Step {
    Step {
        kind: StepKind::Control(Control::ResetPassword),
        to: user,
    }
}
