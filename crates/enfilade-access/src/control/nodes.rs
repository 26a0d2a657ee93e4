//! What someone can bring about, as nodes of a graph with dense numbers.
//!
//! A node is a fact about one who walks the graph: "is a direct member of this group", "acts as
//! this service principal", "holds this directory role". Facts about users are no nodes: users are
//! many, and whoever takes one over does so as one of a class.

use super::facts::ControlFacts;
use crate::mechanism::directory_role::tenant_as_none;
use enfilade_graph::GraphView;
use enfilade_model::control::{AzurePower, Power};
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use std::ops::Range;

/// A fact about one who walks.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub(crate) enum Node {
    /// Is a direct member of a group.
    Direct(EntityId),
    /// Is a member of a group, directly or through others.
    Nested(EntityId),
    /// Acts as a service principal.
    ActsAs(EntityId),
    /// Can let itself into an app.
    LetsIn(EntityId),
    /// Holds a directory role, for the tenant or at a scope.
    Role(EntityId, Option<EntityId>),
    /// Has power over all that lies at or below an Azure scope.
    Azure(EntityId, AzurePower),
    /// May join the groups that are open to join: as no guest, or as one.
    Joins(bool),
    /// Has given itself a role at a restricted unit.
    Administers(EntityId),
    /// Has a power over a class of objects.
    Class(Power),
    /// Can reset the unprivileged users of a unit.
    UnitUsers(EntityId),
}

impl Node {
    /// The entity that a way on from the node passes through.
    pub(crate) fn entity(self) -> Option<EntityId> {
        match self {
            Node::Direct(entity)
            | Node::Nested(entity)
            | Node::ActsAs(entity)
            | Node::Role(entity, _)
            | Node::Azure(entity, _) => Some(entity),
            Node::LetsIn(_)
            | Node::Joins(_)
            | Node::Administers(_)
            | Node::Class(_)
            | Node::UnitUsers(_) => None,
        }
    }
}

impl Node {
    /// Whether whoever goes on to another node takes control: it is no membership, and nothing that the
    /// walker holds.
    pub(crate) fn is_left_by_control(self, next: Node) -> bool {
        match self {
            Node::Direct(_) | Node::Nested(_) | Node::Joins(_) => false,
            // A role stands for its powers.
            Node::Role(..) => !matches!(next, Node::Class(_) | Node::UnitUsers(_)),
            _ => true,
        }
    }
}

/// The numbering of all nodes of a graph.
#[derive(Debug)]
pub(crate) struct Nodes {
    groups: Range<u32>,
    principals: Range<u32>,
    // INVARIANT: the following are sorted and distinct.
    roles: Vec<(EntityId, Option<EntityId>)>,
    azure: Vec<(EntityId, AzurePower)>,
    units: Range<u32>,
    // Where the numbers of each variant of `Node` start; the last is how many there are.
    starts: [u32; 11],
}

impl Nodes {
    /// Numbers the nodes of a graph. Time linear in the role assignments.
    pub(crate) fn new<V: GraphView>(view: &V, facts: &ControlFacts) -> Nodes {
        let app = view.kind_range(EntityKind::App);
        let other = view.kind_range(EntityKind::ServicePrincipal);
        let mut nodes = Nodes {
            groups: view.carriers(),
            // Apps, managed identities and other service principals are numbered one after the
            // other.
            principals: app.start..other.end,
            roles: Vec::new(),
            azure: Vec::new(),
            units: view.kind_range(EntityKind::AdministrativeUnit),
            starts: [0; 11],
        };
        for role in view.kind_range(EntityKind::DirectoryRole).map(EntityId) {
            nodes.roles.push((role, None));
            for edge in view.edges_to(EdgeKind::DirectoryRole, role).iter() {
                nodes.roles.push((role, tenant_as_none(view, edge.scope)));
            }
        }
        for scope in view.ends_of(EdgeKind::AzureRole).map(EntityId) {
            for edge in view.edges_to(EdgeKind::AzureRole, scope).iter() {
                let powers = facts.azure_powers(edge.role);
                nodes
                    .azure
                    .extend(powers.iter().map(|&power| (scope, power)));
            }
        }
        let top = roots(view).map(|root| (root, AzurePower::Assign));
        nodes.azure.extend(top);
        nodes.roles.sort_unstable();
        nodes.roles.dedup();
        nodes.azure.sort_unstable();
        nodes.azure.dedup();
        let counts = [
            nodes.groups.len(),
            nodes.groups.len(),
            nodes.principals.len(),
            nodes.principals.len(),
            nodes.roles.len(),
            nodes.azure.len(),
            2,
            nodes.units.len(),
            Power::COUNT,
            nodes.units.len(),
        ];
        for (at, count) in counts.into_iter().enumerate() {
            nodes.starts[at + 1] = nodes.starts[at] + count as u32;
        }
        nodes
    }

    /// How many nodes there are.
    pub(crate) fn count(&self) -> u32 {
        self.starts[10]
    }

    /// The number of a node; none if its entity is of a kind that has no such node.
    pub(crate) fn number(&self, node: Node) -> Option<u32> {
        let within =
            |range: &Range<u32>, id: EntityId| range.contains(&id.0).then(|| id.0 - range.start);
        let (part, at) = match node {
            Node::Direct(group) => (0, within(&self.groups, group)?),
            Node::Nested(group) => (1, within(&self.groups, group)?),
            Node::ActsAs(principal) => (2, within(&self.principals, principal)?),
            Node::LetsIn(principal) => (3, within(&self.principals, principal)?),
            Node::Role(role, scope) => (4, self.roles.binary_search(&(role, scope)).ok()? as u32),
            Node::Azure(scope, power) => {
                (5, self.azure.binary_search(&(scope, power)).ok()? as u32)
            }
            Node::Joins(guest) => (6, u32::from(guest)),
            Node::Administers(unit) => (7, within(&self.units, unit)?),
            Node::Class(power) => (8, power.number() as u32),
            Node::UnitUsers(unit) => (9, within(&self.units, unit)?),
        };
        Some(self.starts[part] + at)
    }

    /// The position of a node among the classes, if it is one: first the powers, then the units.
    pub(crate) fn class(&self, number: u32) -> Option<usize> {
        number.checked_sub(self.starts[8]).map(|at| at as usize)
    }

    /// The node with a number below [`Nodes::count`].
    pub(crate) fn node(&self, number: u32) -> Option<Node> {
        let part = self.starts.partition_point(|&start| start <= number) - 1;
        let at = number - self.starts[part];
        let entity = |range: &Range<u32>| EntityId(range.start + at);
        Some(match part {
            0 => Node::Direct(entity(&self.groups)),
            1 => Node::Nested(entity(&self.groups)),
            2 => Node::ActsAs(entity(&self.principals)),
            3 => Node::LetsIn(entity(&self.principals)),
            4 => {
                let &(role, scope) = self.roles.get(at as usize)?;
                Node::Role(role, scope)
            }
            5 => {
                let &(scope, power) = self.azure.get(at as usize)?;
                Node::Azure(scope, power)
            }
            6 => Node::Joins(at == 1),
            7 => Node::Administers(entity(&self.units)),
            8 => Node::Class(Power::all().nth(at as usize)?),
            9 => Node::UnitUsers(entity(&self.units)),
            _ => return None,
        })
    }
}

/// Whether a scope lies in no other.
pub(crate) fn is_root<V: GraphView>(view: &V, scope: EntityId) -> bool {
    view.edges_to(EdgeKind::Contains, scope).is_empty()
}

/// Where whoever elevates its access gets it: the root of Azure, which is the tenant, or where no
/// source says what the tenant contains, each scope that lies in no other.
///
/// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/elevate-access-global-admin>.
pub(crate) fn roots<V: GraphView>(view: &V) -> impl Iterator<Item = EntityId> {
    let kinds = EntityKind::ALL.iter().copied();
    let kinds = kinds.filter(|kind| kind.is_azure_scope() || *kind == EntityKind::Tenant);
    kinds
        .flat_map(|kind| view.kind_range(kind).map(move |id| (kind, EntityId(id))))
        .filter(|&(kind, id)| {
            let contains = || !view.edges_from(EdgeKind::Contains, id).is_empty();
            is_root(view, id) && (kind != EntityKind::Tenant || contains())
        })
        .map(|(_, id)| id)
}
