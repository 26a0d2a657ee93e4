//! What a principal could bring about by using the control that it holds.
//!
//! Control is walked like membership: who owns a group can be its member, who holds User
//! Administrator can sign in as most users and so be whatever they are. The facts that someone can
//! bring about form a graph ([`nodes`]) whose steps ([`steps`]) come from the tables of
//! [`enfilade_model::control`]. Users are leaves here as elsewhere: steps lead from them, and into
//! them only as classes ([`classes`]), whose holdings are worked out once.
//!
//! The graph is closed without the steps that leave a class; each class is walked once by itself.
//! What a principal can bring about is then a union of short lists, and of the rows of the
//! classes that are in them.

mod classes;
pub(crate) mod facts;
mod nodes;
mod steps;

pub(crate) use classes::{Class, NESTED_GRANTS, OWN_GRANTS};
pub(crate) use facts::ControlFacts;
pub(crate) use nodes::{Node, is_root};

use crate::admission::Admission;
use crate::closure::Closure;
use crate::condense::Adjacency;
use crate::hierarchy::Hierarchy;
use crate::marks::Marks;
use crate::mechanism;
use crate::via::{Passed, passed};
use crate::{EntitySet, Facts, Step, StepKind};
use classes::Protections;
use enfilade_graph::GraphView;
use enfilade_model::control::{AzurePower, Power, Resetter};
use enfilade_model::{EdgeKind, EntityId, EntityKind, Mechanism};
use facts::Carrier;
use nodes::Nodes;
use steps::{Steps, Visit, carriers_by_scope};

/// The graph of what can be brought about, closed.
#[derive(Debug)]
pub(crate) struct ControlGraph {
    admission: Admission,
    nodes: Nodes,
    carriers: Vec<(EntityId, u32)>,
    // The steps between nodes, but those that leave a class.
    steps: Adjacency,
    // By position (see `Nodes::class`): where a class leads.
    classes: Vec<Class>,
    // By position: the nodes that grant something and can be brought about from a class, ascending.
    rows: Vec<Vec<u32>>,
    // The nodes with cycles counted as one.
    order: Hierarchy,
    // For each component, the nodes that grant something and can be brought about from it, and the
    // classes. `None` if its lists would be too long; then each principal is walked from.
    closure: Option<Closure>,
}

impl ControlGraph {
    /// Works out what can be brought about. Time linear in the memberships and in the groups, apps
    /// and roles, once more for each class that leads to most of them; memory does not grow with
    /// the users.
    pub(crate) fn new<V: GraphView>(view: &V, facts: &Facts, admission: Admission) -> ControlGraph {
        let control = facts.control();
        let nodes = Nodes::new(view, control);
        let carriers = carriers_by_scope(view, control, admission);
        let steps = Steps {
            view,
            facts,
            admission,
            carriers: &carriers,
        };
        let units = view.kind_range(EntityKind::AdministrativeUnit);
        let adjacency = Adjacency::build(nodes.count(), |number, row| match nodes.node(number) {
            None | Some(Node::Class(_) | Node::UnitUsers(_)) => {}
            Some(node) => steps.of_node(node, &mut |next, _| row.extend(nodes.number(next))),
        });
        let classes = all_classes(&steps, &nodes, units.clone());
        let is_marked = |&number: &u32| {
            nodes.node(number).is_some_and(|node| {
                matches!(node, Node::Class(_) | Node::UnitUsers(_)) || grants(view, facts, node)
            })
        };
        let order = Hierarchy::new(&adjacency);
        let marked = Adjacency::table(order.component_count(), |component, row| {
            row.extend(order.groups(component).iter().copied().filter(is_marked));
        });
        let mut this = ControlGraph {
            admission,
            closure: Closure::new(&order, &marked, nodes.count()),
            order,
            steps: adjacency,
            rows: Vec::new(),
            classes,
            carriers,
            nodes,
        };
        let mut seen = Marks::new(this.nodes.count() as usize);
        this.rows = (0..this.classes.len())
            .map(|class| this.row_of_class(view, facts, class, &mut seen))
            .collect();
        this
    }

    /// What can be brought about from a class, by a walk over all steps.
    fn row_of_class<V: GraphView>(
        &self,
        view: &V,
        facts: &Facts,
        class: usize,
        seen: &mut Marks,
    ) -> Vec<u32> {
        seen.clear();
        let mut queue = self.classes[class].nodes.clone();
        queue.iter().for_each(|&number| {
            seen.add(number as usize);
        });
        let mut found = Vec::new();
        while let Some(number) = queue.pop() {
            let Some(node) = self.nodes.node(number) else {
                continue;
            };
            if self.nodes.class(number).is_some() || grants(view, facts, node) {
                found.push(number);
            }
            for &next in self.row(number) {
                if seen.add(next as usize) {
                    queue.push(next);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Where a node leads, a class included.
    fn row(&self, number: u32) -> &[u32] {
        match self.nodes.class(number).and_then(|at| self.classes.get(at)) {
            Some(class) => &class.nodes,
            None => self.steps.row(number),
        }
    }

    /// The class that a node stands for.
    pub(crate) fn class(&self, node: Node) -> Option<&Class> {
        let number = self.nodes.number(node)?;
        self.classes.get(self.nodes.class(number)?)
    }

    /// The number of a node.
    pub(crate) fn number(&self, node: Node) -> Option<u32> {
        self.nodes.number(node)
    }

    /// The node with a number.
    pub(crate) fn node(&self, number: u32) -> Option<Node> {
        self.nodes.node(number)
    }

    /// Which edges count.
    pub(crate) fn admission(&self) -> Admission {
        self.admission
    }

    /// Visits what a user or service principal can bring about in one step.
    pub(crate) fn of_identity<V: GraphView>(
        &self,
        view: &V,
        facts: &Facts,
        identity: EntityId,
        visit: Visit<'_>,
    ) {
        self.steps(view, facts).of_identity(identity, visit);
    }

    /// Visits what a node leads to; for the classes of users, nothing: see [`Class::nodes`].
    pub(crate) fn of_node<V: GraphView>(
        &self,
        view: &V,
        facts: &Facts,
        node: Node,
        visit: Visit<'_>,
    ) {
        self.steps(view, facts).of_node(node, visit);
    }

    /// The resources at or below a scope that run as an identity.
    pub(crate) fn carriers_below<'s>(
        &'s self,
        facts: &'s Facts,
        scope: EntityId,
    ) -> impl Iterator<Item = &'s Carrier> {
        steps::carriers_below(&self.carriers, facts.control(), scope)
    }

    fn steps<'s, V: GraphView>(&'s self, view: &'s V, facts: &'s Facts) -> Steps<'s, V> {
        Steps {
            view,
            facts,
            admission: self.admission,
            carriers: &self.carriers,
        }
    }
}

/// The classes of users, and beside them those of other objects, in the order of their positions.
fn all_classes<V: GraphView>(
    steps: &Steps<'_, V>,
    nodes: &Nodes,
    units: std::ops::Range<u32>,
) -> Vec<Class> {
    let protections = Protections::new(steps, steps.facts.control());
    let users = classes::by_resetter(steps, nodes, &protections);
    let mut all: Vec<Class> = Power::all()
        .filter(|power| !matches!(power, Power::ResetPasswords(_)))
        .map(|power| {
            let mut class = Class::default();
            steps.of_node(Node::Class(power), &mut |node, _| {
                class.nodes.extend(nodes.number(node));
            });
            class.nodes.sort_unstable();
            class.nodes.dedup();
            class
        })
        .collect();
    debug_assert_eq!(all.len() + Resetter::ALL.len(), Power::COUNT);
    all.extend(users);
    all.extend(
        units
            .map(EntityId)
            .map(|unit| classes::of_unit(steps, nodes, &protections, unit)),
    );
    all
}

/// The mechanisms by which one who acts as a service principal has what is granted to it.
pub(crate) const ACTING_GRANTS: [Mechanism; 8] = [
    Mechanism::AppAssignment,
    Mechanism::AzureRole,
    Mechanism::VaultPolicy,
    Mechanism::VaultSecrets,
    Mechanism::StorageData,
    Mechanism::DirectoryRole,
    Mechanism::DelegatedGrant,
    Mechanism::SitePermission,
];

/// The mechanisms by which a direct member of a group has what is granted to the group and is no
/// node.
const DIRECT_GRANTS: [Mechanism; 3] = [
    Mechanism::AppAssignment,
    Mechanism::Licence,
    Mechanism::AccessPackage,
];

/// Whether someone at a node has access by it, without a further step.
fn grants<V: GraphView>(view: &V, facts: &Facts, node: Node) -> bool {
    let holds = |kind, holder| !view.edges_from(kind, holder).is_empty();
    let holds_any = |mechanisms: &[Mechanism], holder| {
        let kinds = mechanisms.iter().copied().flat_map(mechanism::edge_kinds);
        kinds.copied().any(|kind| holds(kind, holder))
    };
    match node {
        Node::Direct(group) => {
            holds_any(&DIRECT_GRANTS, group)
                || facts.collaboration().unified.contains(group)
                || facts.collaboration().packages.contains(&group.0)
        }
        Node::Nested(group) => holds_any(NESTED_GRANTS, group),
        Node::ActsAs(principal) => holds_any(&ACTING_GRANTS, principal),
        Node::LetsIn(app) => view.kind_range(EntityKind::App).contains(&app.0),
        Node::Role(..) => true,
        Node::Azure(_, power) => !matches!(power, AzurePower::RunCode(_)),
        Node::Joins(_) | Node::Administers(_) | Node::Class(_) | Node::UnitUsers(_) => false,
    }
}

/// Whether some steps from a membership are ownerships: packages make owners, too.
fn owns<V: GraphView>(view: &V, node: Node) -> bool {
    matches!(node, Node::Direct(entity) if !view.edges_from(EdgeKind::Owner, entity).is_empty())
}

/// Whether a step takes control.
pub(crate) fn is_control(step: Step) -> bool {
    matches!(step.kind, StepKind::Control(_))
}

/// Arrays over the nodes, used again for one principal after another.
#[derive(Debug)]
pub(crate) struct Reach<'c> {
    control: &'c ControlGraph,
    via: &'c [EntitySet],
    tells_control: bool,
    // Nodes, each with a subset of the `via` sets, and with whether control was taken.
    met: Marks,
    starts: Vec<(u32, bool)>,
    queue: Vec<(u32, Passed, bool)>,
    /// What was found: nodes that grant something, and classes.
    pub(crate) found: Vec<Found>,
    /// Users of a `via` set that can be taken over, each with what the way passed, itself included.
    pub(crate) taken_over: Vec<(EntityId, Passed)>,
}

/// A node that was found.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Found {
    pub(crate) node: Node,
    /// What the way there passed before it.
    pub(crate) before: Passed,
    /// Whether the way there takes control. Where that is not told apart, it counts as if it did.
    pub(crate) by_control: bool,
}

impl<'c> Reach<'c> {
    pub(crate) fn new(control: &'c ControlGraph, via: &'c [EntitySet]) -> Reach<'c> {
        Reach {
            tells_control: false,
            met: Marks::new((control.nodes.count() as usize) << (via.len() + 1)),
            control,
            via,
            starts: Vec::new(),
            queue: Vec::new(),
            found: Vec::new(),
            taken_over: Vec::new(),
        }
    }

    /// The same, but what memberships alone bring about is told apart from what takes control. That
    /// walks where lists would do.
    pub(crate) fn telling_control(self) -> Reach<'c> {
        Reach {
            tells_control: true,
            ..self
        }
    }

    /// Finds what a principal can bring about.
    pub(crate) fn find<V: GraphView>(&mut self, view: &V, facts: &Facts, principal: EntityId) {
        self.found.clear();
        self.taken_over.clear();
        self.queue.clear();
        self.met.clear();
        // A group holds nothing that it could use.
        if !view.kind_of(principal).is_principal() {
            return;
        }
        let control = self.control;
        let mut starts = std::mem::take(&mut self.starts);
        starts.clear();
        let steps = control.steps(view, facts);
        steps.of_identity(principal, &mut |node, step| {
            let by_control = step.is_some_and(is_control);
            let number = control.nodes.number(node);
            starts.extend(number.map(|number| (number, by_control)));
        });
        match &control.closure {
            Some(closure) if self.via.is_empty() && !self.tells_control => {
                self.look_up(closure, &starts);
            }
            _ => self.walk(view, facts, &starts),
        }
        self.starts = starts;
    }

    /// The graph that is walked.
    pub(crate) fn control(&self) -> &'c ControlGraph {
        self.control
    }

    fn is_new(&mut self, number: u32, passed: Passed, by_control: bool) -> bool {
        let pair = ((number as usize) << self.via.len()) + usize::from(passed);
        self.met.add((pair << 1) + usize::from(by_control))
    }

    fn look_up(&mut self, closure: &Closure, starts: &[(u32, bool)]) {
        let control = self.control;
        for &(number, _) in starts {
            for &marked in closure.list(control.order.component_of(number)) {
                self.take(marked);
                let class = control.nodes.class(marked);
                let row = class.and_then(|at| control.rows.get(at));
                row.into_iter()
                    .flatten()
                    .for_each(|&marked| self.take(marked));
            }
        }
    }

    fn take(&mut self, number: u32) {
        if self.is_new(number, 0, true) {
            let node = self.control.nodes.node(number);
            self.found.extend(node.map(|node| Found {
                node,
                before: 0,
                by_control: true,
            }));
        }
    }

    fn walk<V: GraphView>(&mut self, view: &V, facts: &Facts, starts: &[(u32, bool)]) {
        for &(number, by_control) in starts {
            self.meet(number, 0, by_control);
        }
        let control = self.control;
        let mut next = 0;
        while let Some(&(number, before, by_control)) = self.queue.get(next) {
            next += 1;
            let Some(node) = control.nodes.node(number) else {
                continue;
            };
            if control.nodes.class(number).is_some() || grants(view, facts, node) {
                self.found.push(Found {
                    node,
                    before,
                    by_control,
                });
            }
            let after = before | node.entity().map_or(0, |entity| passed(self.via, entity));
            if self.tells_control && owns(view, node) {
                let steps = control.steps(view, facts);
                steps.of_node(node, &mut |next, step| {
                    let takes_control = step.is_some_and(is_control);
                    if let Some(number) = control.nodes.number(next) {
                        self.meet(number, after, by_control || takes_control);
                    }
                });
                continue;
            }
            for &number in control.row(number) {
                let takes_control = control
                    .nodes
                    .node(number)
                    .is_some_and(|next| node.is_left_by_control(next));
                self.meet(number, after, by_control || takes_control);
            }
            if let Some(class) = control.class(node) {
                self.take_over(view, facts, class, before);
            }
        }
    }

    /// Takes over, one by one, the users of a class that a `via` set holds.
    fn take_over<V: GraphView>(&mut self, view: &V, facts: &Facts, class: &Class, before: Passed) {
        if self.via.is_empty() {
            return;
        }
        let control = self.control;
        for &user in &class.users {
            let after = before | passed(self.via, user);
            if after != before {
                self.taken_over.push((user, after));
                let steps = control.steps(view, facts);
                steps.of_identity(user, &mut |node, _| {
                    if let Some(number) = control.nodes.number(node) {
                        self.meet(number, after, true);
                    }
                });
            }
        }
    }

    fn meet(&mut self, number: u32, before: Passed, by_control: bool) {
        // Where nobody asks, no node is met twice for it.
        let by_control = by_control || !self.tells_control;
        if self.is_new(number, before, by_control) {
            self.queue.push((number, before, by_control));
        }
    }
}
