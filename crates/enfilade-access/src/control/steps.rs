//! Which nodes lead to which: one step of control or of membership.

use super::facts::{Carrier, ControlFacts};
use super::nodes::{Node, roots};
use crate::admission::Admission;
use crate::mechanism::directory_role::tenant_as_none;
use crate::{Control, Facts, Step, StepKind};
use enfilade_graph::{Edge, Edges, GraphView};
use enfilade_model::control::{AzurePower, Power, Powers};
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism};
use std::collections::BTreeSet;

/// What takes the nodes that another leads to, each with the step there as a witness shows it; none
/// where the walker stays where it is.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(Node, Option<Step>);

fn step(kind: StepKind, to: EntityId) -> Option<Step> {
    Some(Step { kind, to })
}

fn control(control: Control, to: EntityId) -> Option<Step> {
    step(StepKind::Control(control), to)
}

/// Reads steps off a graph.
#[derive(Copy, Clone)]
pub(crate) struct Steps<'s, V> {
    pub(crate) view: &'s V,
    pub(crate) facts: &'s Facts,
    pub(crate) admission: Admission,
    /// The ancestors of the resources that run as an identity: scope, then position in
    /// [`ControlFacts::carriers`]; sorted.
    pub(crate) carriers: &'s [(EntityId, u32)],
}

impl<V: GraphView> Steps<'_, V> {
    fn known(&self) -> &ControlFacts {
        self.facts.control()
    }

    fn counted(&self, kind: EdgeKind, from: EntityId) -> impl Iterator<Item = (Edge, Edges<'_>)> {
        let edges = self.view.edges_from(kind, from);
        self.admission.edges(edges).map(move |edge| (edge, edges))
    }

    /// What a user or service principal can bring about by what it holds itself.
    pub(crate) fn of_identity(&self, identity: EntityId, visit: Visit<'_>) {
        for (edge, _) in self.counted(EdgeKind::Member, identity) {
            visit(Node::Direct(edge.end), step(StepKind::Member, edge.end));
        }
        if let Some(joins) = self.joins(identity) {
            visit(joins, None);
        }
        let is_blind = self.is_blind(identity);
        self.roles_of(identity, &mut |node, step| {
            if !(is_blind && self.is_within_unit(node)) {
                visit(node, step);
            }
        });
        self.azure_of(identity, visit);
        for (edge, _) in self.counted(EdgeKind::Owner, identity) {
            self.owned(edge.end, visit);
        }
        if self.view.kind_of(identity) != EntityKind::User {
            self.permissions_of(identity, visit);
        }
    }

    /// As what someone may join the groups that are open to join, if there are some.
    fn joins(&self, identity: EntityId) -> Option<Node> {
        let groups = self.facts.collaboration();
        let is_guest = groups.is_guest(identity);
        let joins = self.admission.limit >= AccessState::Requestable
            && !groups.joinable(is_guest).is_empty()
            && self.view.kind_of(identity) == EntityKind::User;
        joins.then_some(Node::Joins(is_guest))
    }

    /// Whether an identity does not read the directory as it is, and holds no role for the tenant
    /// that lets it: then it cannot use a role that it holds within a unit.
    ///
    /// A role within a unit that a group holds counts for whoever is in the group: there the walk no
    /// longer knows who came.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/manage-roles-portal>.
    fn is_blind(&self, identity: EntityId) -> bool {
        let is_user = self.view.kind_of(identity) == EntityKind::User;
        if is_user && !self.facts.is_guest(identity) {
            return false;
        }
        let roles = self.view.kind_range(EntityKind::DirectoryRole);
        let reads = |holder: EntityId| {
            self.counted(EdgeKind::DirectoryRole, holder)
                .any(|(edge, _)| {
                    let at = edge.end.0.wrapping_sub(roles.start) as usize;
                    let facts = self.known().roles.get(at);
                    tenant_as_none(self.view, edge.scope).is_none()
                        && facts.is_some_and(|role| role.reads_directory)
                })
        };
        let groups = self.view.carriers();
        let mut memberships = self.counted(EdgeKind::Member, identity);
        !reads(identity)
            && !memberships.any(|(edge, _)| groups.contains(&edge.end.0) && reads(edge.end))
    }

    fn is_within_unit(&self, node: Node) -> bool {
        let units = self.view.kind_range(EntityKind::AdministrativeUnit);
        matches!(node, Node::Role(_, Some(scope)) if units.contains(&scope.0))
    }

    fn roles_of(&self, holder: EntityId, visit: Visit<'_>) {
        for (edge, _) in self.counted(EdgeKind::DirectoryRole, holder) {
            let scope = tenant_as_none(self.view, edge.scope);
            let grant = StepKind::Grant(Mechanism::DirectoryRole);
            visit(Node::Role(edge.end, scope), step(grant, edge.end));
        }
    }

    fn azure_of(&self, holder: EntityId, visit: Visit<'_>) {
        for (edge, _) in self.counted(EdgeKind::AzureRole, holder) {
            for &power in self.known().azure_powers(edge.role) {
                // A condition on who may be given what keeps its holder from giving itself the
                // rest.
                if power != AzurePower::Assign || !edge.conditional {
                    let grant = StepKind::Grant(Mechanism::AzureRole);
                    visit(Node::Azure(edge.end, power), step(grant, edge.end));
                }
            }
        }
    }

    fn owned(&self, owned: EntityId, visit: Visit<'_>) {
        match self.view.kind_of(owned) {
            EntityKind::Group if self.is_managed_by_hand(owned) => {
                visit(Node::Direct(owned), control(Control::Own, owned));
            }
            EntityKind::App | EntityKind::ServicePrincipal | EntityKind::Registration => {
                self.managed_app(owned, Control::Own, visit);
            }
            _ => {}
        }
    }

    /// Whether the members of a group are added one by one, here, and by its owners too.
    ///
    /// Sources: <https://learn.microsoft.com/en-us/entra/fundamentals/users-default-permissions>,
    /// <https://learn.microsoft.com/en-us/entra/fundamentals/concept-learn-about-groups>.
    fn is_managed_by_hand(&self, group: EntityId) -> bool {
        let known = self.known();
        !known.dynamic.contains(group)
            && !known.synced.contains(group)
            && !known.restricted.contains(group)
    }

    /// Who manages a registration acts as its service principal; who manages the service principal
    /// also assigns users to it. Nobody adds credentials to a managed identity.
    fn managed_app(&self, app: EntityId, by: Control, visit: Visit<'_>) {
        match self.view.kind_of(app) {
            EntityKind::Registration => {
                for (edge, _) in self.counted(EdgeKind::RunsAs, app) {
                    if self.view.kind_of(edge.end) != EntityKind::ManagedIdentity {
                        visit(Node::ActsAs(edge.end), control(by, edge.end));
                    }
                }
            }
            EntityKind::App | EntityKind::ServicePrincipal => {
                visit(Node::ActsAs(app), control(by, app));
                visit(Node::LetsIn(app), control(by, app));
            }
            _ => {}
        }
    }

    /// What the permissions of a service principal at Microsoft Graph allow.
    fn permissions_of(&self, identity: EntityId, visit: Visit<'_>) {
        let known = self.known();
        for (edge, _) in self.counted(EdgeKind::AppAssignment, identity) {
            if known.graph_apps.contains(edge.end)
                && let Some(role) = edge.role
                && let Some(&allowed) = known.permissions.get(role.0 as usize)
            {
                let grant = StepKind::Grant(Mechanism::AppAssignment);
                let each = |power| visit(Node::Class(power), step(grant, edge.end));
                allowed.iter().for_each(each);
            }
        }
    }

    /// Where a node leads; for the classes of users, nowhere: see
    /// [`super::classes`](super::classes).
    pub(crate) fn of_node(&self, node: Node, visit: Visit<'_>) {
        match node {
            Node::Direct(group) => {
                visit(Node::Nested(group), None);
                self.roles_of(group, visit);
                for (edge, _) in self.counted(EdgeKind::Member, group) {
                    // Activating a membership of the group's makes a direct member.
                    if edge.state > AccessState::Active {
                        visit(Node::Direct(edge.end), step(StepKind::Member, edge.end));
                    }
                }
                // A package may make owners.
                if self.view.kind_of(group) == EntityKind::AccessPackage {
                    for (edge, _) in self.counted(EdgeKind::Owner, group) {
                        self.owned(edge.end, visit);
                    }
                }
            }
            Node::Nested(group) => {
                self.azure_of(group, visit);
                for (edge, _) in self.counted(EdgeKind::Member, group) {
                    visit(Node::Nested(edge.end), step(StepKind::Member, edge.end));
                }
            }
            Node::ActsAs(principal) => self.of_identity(principal, visit),
            Node::Role(role, scope) => self.of_role(role, scope, visit),
            Node::Azure(scope, power) => self.of_azure(scope, power, visit),
            Node::Class(power) => self.of_class(power, visit),
            Node::Joins(is_guest) => {
                for &group in self.facts.collaboration().joinable(is_guest) {
                    visit(Node::Direct(group), step(StepKind::SelfJoin, group));
                }
            }
            Node::Administers(unit) => self.of_unit(unit, Power::all().collect(), visit),
            Node::LetsIn(_) | Node::UnitUsers(_) => {}
        }
    }

    fn of_role(&self, role: EntityId, scope: Option<EntityId>, visit: Visit<'_>) {
        let first = self.view.kind_range(EntityKind::DirectoryRole).start;
        let at = role.0.wrapping_sub(first) as usize;
        let Some(facts) = self.known().roles.get(at) else {
            return;
        };
        let powers = facts.powers;
        let Some(scope) = scope else {
            powers
                .iter()
                .for_each(|power| visit(Node::Class(power), None));
            return;
        };
        match self.view.kind_of(scope) {
            EntityKind::AdministrativeUnit => self.of_unit(scope, powers, visit),
            EntityKind::Group if !self.known().restricted.contains(scope) => {
                self.group_within(scope, powers, visit);
            }
            _ if powers.contains(Power::ManageApps) => {
                self.managed_app(scope, Control::ManageApp, visit)
            }
            EntityKind::App if powers.contains(Power::AssignToApps) => {
                visit(Node::LetsIn(scope), control(Control::ManageApp, scope));
            }
            _ => {}
        }
    }

    /// What a role does within a unit: to the unit's users without roles, and to its groups.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/administrative-units>.
    fn of_unit(&self, unit: EntityId, powers: Powers, visit: Visit<'_>) {
        let resets = |power: Power| matches!(power, Power::ResetPasswords(_));
        if powers.iter().any(resets) {
            visit(Node::UnitUsers(unit), None);
        }
        for &member in self.view.edges_to(EdgeKind::UnitMember, unit).ends() {
            let is_ours = self.known().is_changed_within(unit, member);
            if is_ours && self.view.kind_of(member) == EntityKind::Group {
                self.group_within(member, powers, visit);
            }
        }
    }

    fn group_within(&self, group: EntityId, powers: Powers, visit: Visit<'_>) {
        let known = self.known();
        if known.changed_elsewhere.contains(group) || known.role_assignable.contains(group) {
            return;
        }
        let is_unified = self.facts.collaboration().unified.contains(group);
        let (allowed, by) = if known.dynamic.contains(group) {
            (
                powers.contains(Power::EditMembershipRules),
                Control::EditRule,
            )
        } else {
            (powers.add_members(is_unified), Control::AddMember)
        };
        if allowed {
            visit(Node::Direct(group), control(by, group));
        }
    }

    /// Code that runs in a resource acts as the resource's identity.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/overview>.
    fn of_azure(&self, scope: EntityId, power: AzurePower, visit: Visit<'_>) {
        for carrier in carriers_below(self.carriers, self.known(), scope) {
            if carrier.runs_by(power) {
                let to = carrier.identity;
                visit(Node::ActsAs(to), control(Control::RunCode, to));
            }
        }
    }

    fn of_class(&self, power: Power, visit: Visit<'_>) {
        let known = self.known();
        let all = |kind| self.view.kind_range(kind).map(EntityId);
        match power {
            Power::AssignDirectoryRoles => {
                for role in all(EntityKind::DirectoryRole) {
                    visit(Node::Role(role, None), control(Control::AssignRole, role));
                }
                // Restricted units keep everyone out who does not first take a role there.
                for unit in known.closed_units.iter() {
                    visit(Node::Administers(unit), control(Control::AssignRole, unit));
                }
            }
            Power::AddMembers => self.groups(
                Control::AddMember,
                |group| !known.role_assignable.contains(group) && !known.dynamic.contains(group),
                visit,
            ),
            Power::AddMembersOfSecurity | Power::AddMembersOfMicrosoft365 => {
                let unified = &self.facts.collaboration().unified;
                let wanted = power == Power::AddMembersOfMicrosoft365;
                self.groups(
                    Control::AddMember,
                    |group| {
                        unified.contains(group) == wanted
                            && !known.role_assignable.contains(group)
                            && !known.dynamic.contains(group)
                    },
                    visit,
                );
            }
            Power::AddMembersOfRoleAssignable => self.groups(
                Control::AddMember,
                |group| known.role_assignable.contains(group) && !known.dynamic.contains(group),
                visit,
            ),
            Power::EditMembershipRules => self.groups(
                Control::EditRule,
                |group| known.dynamic.contains(group) && !known.role_assignable.contains(group),
                visit,
            ),
            Power::ManageApps => {
                for kind in [EntityKind::App, EntityKind::ServicePrincipal] {
                    all(kind).for_each(|app| self.managed_app(app, Control::ManageApp, visit));
                }
            }
            Power::AssignToApps => {
                for app in all(EntityKind::App) {
                    visit(Node::LetsIn(app), control(Control::ManageApp, app));
                }
            }
            Power::ElevateAccess => {
                roots(self.view).for_each(|root| {
                    let step = control(Control::Elevate, root);
                    visit(Node::Azure(root, AzurePower::Assign), step);
                });
            }
            Power::ResetPasswords(_) => {}
        }
    }

    fn groups(&self, by: Control, chosen: impl Fn(EntityId) -> bool, visit: Visit<'_>) {
        let known = self.known();
        for group in self.view.kind_range(EntityKind::Group).map(EntityId) {
            let is_ours =
                !known.changed_elsewhere.contains(group) && !known.restricted.contains(group);
            if is_ours && chosen(group) {
                visit(Node::Direct(group), control(by, group));
            }
        }
    }
}

/// The resources at or below a scope that run as an identity.
pub(crate) fn carriers_below<'s>(
    carriers: &'s [(EntityId, u32)],
    control: &'s ControlFacts,
    scope: EntityId,
) -> impl Iterator<Item = &'s Carrier> + use<'s> {
    let from = carriers.partition_point(|&(own, _)| own < scope);
    carriers[from..]
        .iter()
        .take_while(move |&&(own, _)| own == scope)
        .filter_map(|&(_, at)| control.carriers.get(at as usize))
}

/// For each Azure scope at or above a resource that runs as an identity, that resource.
pub(crate) fn carriers_by_scope<V: GraphView>(
    view: &V,
    control: &ControlFacts,
    admission: Admission,
) -> Vec<(EntityId, u32)> {
    let mut found = Vec::new();
    for (at, carrier) in control.carriers.iter().enumerate() {
        let mut above = BTreeSet::new();
        let mut queue = vec![carrier.resource];
        while let Some(scope) = queue.pop() {
            if above.insert(scope) {
                found.push((scope, at as u32));
                let parents = admission.edges(view.edges_to(EdgeKind::Contains, scope));
                queue.extend(parents.map(|edge| edge.end));
            }
        }
    }
    found.sort_unstable();
    found
}
