//! Control, the slow and obvious way: every fact that someone can bring about, one by one.
//!
//! Nothing is a class here: who can reset a thousand users is each of them in turn.

use super::{below, counted, has_text, is_disabled, is_microsofts, pass};
use crate::{AccessRow, Question};
use enfilade_graph::{Edge, Graph, GraphView};
use enfilade_model::control::{
    AzurePower, GRAPH_APP_IDS, Power, Powers, Protection, Resetter, azure_power,
    directory_role_action_powers, directory_role_powers, graph_permission_powers,
};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, GLOBAL_ADMINISTRATOR_TEMPLATE,
    Mechanism,
};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a principal can bring about.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Fact {
    Being(EntityId),
    DirectMember(EntityId),
    Member(EntityId),
    AssigningUsers(EntityId),
    Holding(EntityId, Option<EntityId>),
    Mastering(EntityId, AzurePower),
}

impl Fact {
    /// What the fact is about.
    pub(super) fn entity(&self) -> EntityId {
        match *self {
            Fact::Being(entity)
            | Fact::DirectMember(entity)
            | Fact::Member(entity)
            | Fact::AssigningUsers(entity)
            | Fact::Holding(entity, _)
            | Fact::Mastering(entity, _) => entity,
        }
    }

    /// What the fact means besides.
    pub(super) fn also(&self) -> Option<Fact> {
        match *self {
            Fact::DirectMember(group) => Some(Fact::Member(group)),
            _ => None,
        }
    }

    /// Whether whoever has brought it about can give roles at a scope.
    pub(super) fn gives_roles_at(&self, scope: EntityId) -> bool {
        *self == Fact::Mastering(scope, AzurePower::Assign)
    }
}

type Passed = BTreeSet<usize>;

/// The rows that a principal could have by the control that it holds, each controllable, with the
/// steps of a way there; several ways may give one row.
pub(super) fn rows(
    graph: &Graph,
    question: &Question,
    principal: EntityId,
) -> Vec<(AccessRow, u32)> {
    if question.direct_only || !graph.kind_of(principal).is_principal() {
        return Vec::new();
    }
    let facts = facts(graph, question, principal);
    let is_user = |id| graph.kind_of(id) == EntityKind::User;
    let takes_users_over = facts
        .keys()
        .any(|(fact, _)| matches!(fact, Fact::Being(id) if is_user(*id)));
    let mut rows = Vec::new();
    let mut add = |resource, mechanism, role, scope, hops: u32| {
        let row = AccessRow {
            principal,
            resource,
            mechanism,
            role,
            scope,
            state: AccessState::Controllable,
            disabled: is_disabled(graph, principal) || is_disabled(graph, resource),
        };
        rows.push((row, hops));
    };
    let complete = |passed: &Passed| passed.len() == question.via.len();
    for ((fact, before), &hops) in &facts {
        let after = through(question, *fact, before);
        let assigned = |holder, add: &mut dyn FnMut(EntityId, Mechanism, _, _, u32)| {
            for edge in counted(question, graph.edges_from(EdgeKind::AppAssignment, holder)) {
                if complete(&after) {
                    add(
                        edge.end,
                        Mechanism::AppAssignment,
                        edge.role,
                        None,
                        hops + 1,
                    );
                }
            }
        };
        let in_azure = |holder, add: &mut dyn FnMut(EntityId, Mechanism, _, _, u32)| {
            for edge in counted(question, graph.edges_from(EdgeKind::AzureRole, holder)) {
                for (resource, passed) in below(graph, question, edge.end) {
                    if complete(&after.union(&passed).copied().collect()) {
                        let scope = Some(edge.end);
                        add(resource, Mechanism::AzureRole, edge.role, scope, hops + 1);
                    }
                }
            }
        };
        match *fact {
            Fact::Being(id) => {
                assigned(id, &mut add);
                in_azure(id, &mut add);
            }
            Fact::DirectMember(group) => assigned(group, &mut add),
            Fact::Member(group) => in_azure(group, &mut add),
            Fact::AssigningUsers(app) if graph.kind_of(app) == EntityKind::App => {
                if complete(before) {
                    add(app, Mechanism::AppAssignment, None, None, hops);
                }
            }
            Fact::AssigningUsers(_) => {}
            Fact::Holding(role, scope) => {
                if complete(before) {
                    add(role, Mechanism::DirectoryRole, None, scope, hops);
                }
                let as_user = is_user(principal) || takes_users_over;
                let is_global = template(graph, role) == GLOBAL_ADMINISTRATOR_TEMPLATE;
                if as_user && is_global && scope.is_none() && complete(&after) {
                    for app in graph.ids(EntityKind::App) {
                        add(app, Mechanism::AdministratorOverride, None, None, hops + 1);
                    }
                }
            }
            Fact::Mastering(scope, AzurePower::Assign) => {
                for (resource, passed) in below(graph, question, scope) {
                    if complete(&before.union(&passed).copied().collect()) {
                        add(resource, Mechanism::AzureRole, None, Some(scope), hops);
                    }
                }
            }
            Fact::Mastering(..) => {}
        }
    }
    if takes_users_over && !is_user(principal) && question.via.is_empty() {
        let users = facts
            .iter()
            .filter(|((fact, _), _)| matches!(fact, Fact::Being(id) if is_user(*id)));
        let nearest = users.map(|(_, &hops)| hops).min().unwrap_or(0);
        for app in graph.ids(EntityKind::App) {
            if graph.boolean(app, Attribute::AppRoleAssignmentRequired) == Some(false) {
                add(app, Mechanism::OpenApp, None, None, nearest + 1);
            }
        }
    }
    rows.retain(|(row, _)| {
        let implied = matches!(
            row.mechanism,
            Mechanism::OpenApp | Mechanism::AdministratorOverride
        );
        let key = (
            row.principal,
            row.resource,
            row.mechanism,
            row.role,
            row.scope,
        );
        super::asks(question, &key)
            && (!implied || question.with_first_party || !is_microsofts(graph, row.resource))
            && (question.with_disabled || !is_disabled(graph, row.resource))
    });
    rows
}

/// What a way on from a fact has passed.
fn through(question: &Question, fact: Fact, before: &Passed) -> Passed {
    let mut passed = before.clone();
    match fact {
        Fact::Being(entity)
        | Fact::DirectMember(entity)
        | Fact::Member(entity)
        | Fact::Holding(entity, _)
        | Fact::Mastering(entity, _) => pass(question, entity, &mut passed),
        Fact::AssigningUsers(_) => {}
    }
    passed
}

/// Everything that a principal can bring about, with how many steps away it is.
fn facts(graph: &Graph, question: &Question, principal: EntityId) -> BTreeMap<(Fact, Passed), u32> {
    let mut found = BTreeMap::new();
    let first = next(graph, question, Fact::Being(principal)).into_iter();
    let mut open: BTreeSet<(u32, Fact, Passed)> = first
        .map(|(fact, steps)| (steps, fact, Passed::new()))
        .collect();
    while let Some((hops, fact, before)) = open.pop_first() {
        if found.contains_key(&(fact, before.clone())) {
            continue;
        }
        found.insert((fact, before.clone()), hops);
        let after = through(question, fact, &before);
        for (fact, steps) in next(graph, question, fact) {
            open.insert((hops + steps, fact, after.clone()));
        }
    }
    found
}

/// What follows from a fact, each with the steps that it takes.
fn next(graph: &Graph, question: &Question, fact: Fact) -> Vec<(Fact, u32)> {
    let mut facts = Vec::new();
    // What a service principal may do at Microsoft Graph is a step of its own.
    if let Fact::Being(identity) = fact {
        let by_permission = permitted(graph, question, identity).into_iter();
        facts.extend(by_permission.map(|fact| (fact, 2)));
    }
    let steps = |next: &Fact| match (fact, next) {
        (Fact::DirectMember(_), Fact::Member(group)) if Fact::DirectMember(*group) == fact => 0,
        _ => 1,
    };
    facts.extend(
        plainly(graph, question, fact)
            .into_iter()
            .map(|next| (next, steps(&next))),
    );
    facts.retain(|(fact, _)| match *fact {
        Fact::Being(id) => graph.kind_of(id).is_principal(),
        Fact::Holding(role, _) => graph.kind_of(role) == EntityKind::DirectoryRole,
        Fact::Mastering(scope, _) => graph.kind_of(scope).is_azure_scope(),
        _ => true,
    });
    facts
}

/// What follows from a fact in one step.
pub(super) fn follows(graph: &Graph, question: &Question, fact: Fact) -> Vec<Fact> {
    plainly(graph, question, fact)
}

pub(super) fn permitted(graph: &Graph, question: &Question, identity: EntityId) -> Vec<Fact> {
    let mut facts = Vec::new();
    if graph.kind_of(identity) == EntityKind::User {
        return facts;
    }
    for edge in counted(
        question,
        graph.edges_from(EdgeKind::AppAssignment, identity),
    ) {
        let is_graph = GRAPH_APP_IDS
            .iter()
            .any(|id| has_text(graph, edge.end, Attribute::AppId, id));
        if is_graph && let Some(role) = edge.role {
            let powers = graph_permission_powers(graph.role(role).id);
            facts.extend(by_powers(graph, question, powers));
        }
    }
    facts
}

fn plainly(graph: &Graph, question: &Question, fact: Fact) -> Vec<Fact> {
    let edges = |kind, from| counted(question, graph.edges_from(kind, from));
    let mut facts = Vec::new();
    match fact {
        Fact::Being(identity) => {
            facts.extend(edges(EdgeKind::Member, identity).iter().filter_map(|edge| {
                (graph.kind_of(edge.end) == EntityKind::Group)
                    .then_some(Fact::DirectMember(edge.end))
            }));
            facts.extend(held_roles(graph, question, identity));
            facts.extend(mastered(graph, question, identity));
            for edge in edges(EdgeKind::Owner, identity) {
                facts.extend(owned(graph, question, edge.end));
            }
        }
        Fact::DirectMember(group) => {
            facts.push(Fact::Member(group));
            facts.extend(held_roles(graph, question, group));
            for edge in edges(EdgeKind::Member, group) {
                if edge.state > AccessState::Active && graph.kind_of(edge.end) == EntityKind::Group
                {
                    facts.push(Fact::DirectMember(edge.end));
                }
            }
        }
        Fact::Member(group) => {
            facts.extend(mastered(graph, question, group));
            for edge in edges(EdgeKind::Member, group) {
                if graph.kind_of(edge.end) == EntityKind::Group {
                    facts.push(Fact::Member(edge.end));
                }
            }
        }
        Fact::AssigningUsers(_) => {}
        Fact::Holding(role, None) => {
            facts.extend(by_powers(graph, question, powers(graph, role)));
        }
        Fact::Holding(role, Some(scope)) => {
            facts.extend(by_scoped(graph, question, powers(graph, role), scope));
        }
        Fact::Mastering(scope, power) => {
            for (resource, _) in below(graph, question, scope) {
                let kind = graph
                    .text(resource, Attribute::ResourceType)
                    .unwrap_or_default();
                if graph.kind_of(resource).is_azure_scope() && power.operates(kind) {
                    let identities = graph.edges_from(EdgeKind::RunsAs, resource);
                    let ids = identities.ends().iter().copied();
                    let services = ids.filter(|&id| graph.kind_of(id) != EntityKind::User);
                    facts.extend(services.map(Fact::Being));
                }
            }
        }
    }
    facts
}

fn held_roles(graph: &Graph, question: &Question, holder: EntityId) -> Vec<Fact> {
    let edges = counted(question, graph.edges_from(EdgeKind::DirectoryRole, holder));
    let is_tenant = |scope: &EntityId| graph.kind_of(*scope) == EntityKind::Tenant;
    let holding = |edge: &Edge| {
        let scope = edge.scope.filter(|scope| !is_tenant(scope));
        Fact::Holding(edge.end, scope)
    };
    edges.iter().map(holding).collect()
}

fn mastered(graph: &Graph, question: &Question, holder: EntityId) -> Vec<Fact> {
    let edges = graph.edges_from(EdgeKind::AzureRole, holder);
    let conditional = |edge: &Edge| {
        edge.index
            .is_some_and(|index| edges.columns().condition(index).is_some())
    };
    counted(question, edges)
        .iter()
        .filter_map(|edge| {
            let power = azure_power(graph.role(edge.role?).id)?;
            let counts = power != AzurePower::Assign || !conditional(edge);
            counts.then_some(Fact::Mastering(edge.end, power))
        })
        .collect()
}

fn owned(graph: &Graph, question: &Question, owned: EntityId) -> Vec<Fact> {
    match graph.kind_of(owned) {
        EntityKind::Group => {
            let by_hand = !is_dynamic(graph, owned)
                && graph.boolean(owned, Attribute::OnPremisesSyncEnabled) != Some(true)
                && !is_restricted(graph, owned);
            by_hand
                .then_some(Fact::DirectMember(owned))
                .into_iter()
                .collect()
        }
        _ => managed(graph, question, owned),
    }
}

fn managed(graph: &Graph, question: &Question, app: EntityId) -> Vec<Fact> {
    match graph.kind_of(app) {
        EntityKind::Registration => counted(question, graph.edges_from(EdgeKind::RunsAs, app))
            .iter()
            .filter(|edge| graph.kind_of(edge.end) != EntityKind::ManagedIdentity)
            .filter(|edge| graph.kind_of(edge.end) != EntityKind::User)
            .map(|edge| Fact::Being(edge.end))
            .collect(),
        EntityKind::App | EntityKind::ServicePrincipal => {
            vec![Fact::Being(app), Fact::AssigningUsers(app)]
        }
        _ => Vec::new(),
    }
}

fn by_powers(graph: &Graph, question: &Question, powers: Powers) -> Vec<Fact> {
    let mut facts = Vec::new();
    for power in powers.iter() {
        match power {
            Power::AssignDirectoryRoles => {
                let roles = graph.ids(EntityKind::DirectoryRole);
                facts.extend(roles.map(|role| Fact::Holding(role, None)));
            }
            Power::AddMembers | Power::AddMembersOfRoleAssignable | Power::EditMembershipRules => {
                let groups = graph.ids(EntityKind::Group);
                let chosen = groups.filter(|&group| needs(graph, group) == Some(power));
                let open = chosen.filter(|&group| !is_restricted(graph, group));
                facts.extend(open.map(Fact::DirectMember));
            }
            Power::ManageApps => {
                let apps = graph.ids(EntityKind::App);
                for app in apps.chain(graph.ids(EntityKind::ServicePrincipal)) {
                    facts.extend(managed(graph, question, app));
                }
            }
            Power::ElevateAccess => {
                let scopes = (0..graph.entity_count()).map(EntityId);
                let roots = scopes.filter(|&id| {
                    graph.kind_of(id).is_azure_scope()
                        && graph.edges_to(EdgeKind::Contains, id).is_empty()
                });
                facts.extend(roots.map(|root| Fact::Mastering(root, AzurePower::Assign)));
            }
            Power::ResetPasswords(resetter) => {
                let users = graph.ids(EntityKind::User);
                let open = users.filter(|&user| {
                    !is_restricted(graph, user)
                        && protection(graph, question, user).permits(resetter)
                        && (!is_disabled(graph, user) || resetter.enables_accounts())
                });
                facts.extend(open.map(Fact::Being));
            }
        }
    }
    facts
}

fn by_scoped(graph: &Graph, question: &Question, powers: Powers, scope: EntityId) -> Vec<Fact> {
    let member = |group: EntityId| {
        let needed = needs(graph, group).filter(|&n| n != Power::AddMembersOfRoleAssignable);
        needed
            .is_some_and(|needed| powers.contains(needed))
            .then_some(Fact::DirectMember(group))
    };
    match graph.kind_of(scope) {
        EntityKind::AdministrativeUnit => {
            let resets = Resetter::ALL
                .iter()
                .any(|&resetter| powers.contains(Power::ResetPasswords(resetter)));
            let members = graph.edges_to(EdgeKind::UnitMember, scope);
            let one = |&id: &EntityId| match graph.kind_of(id) {
                EntityKind::Group => member(id),
                EntityKind::User => {
                    let open = resets
                        && protection(graph, question, id) == Protection::NONE
                        && !is_disabled(graph, id);
                    open.then_some(Fact::Being(id))
                }
                _ => None,
            };
            members.ends().iter().filter_map(one).collect()
        }
        EntityKind::Group if !is_restricted(graph, scope) => member(scope).into_iter().collect(),
        _ if powers.contains(Power::ManageApps) => managed(graph, question, scope),
        _ => Vec::new(),
    }
}

/// The power that changes who is in a group; none for groups that are changed elsewhere.
fn needs(graph: &Graph, group: EntityId) -> Option<Power> {
    let is = |attribute| graph.boolean(group, attribute) == Some(true);
    if is(Attribute::OnPremisesSyncEnabled) {
        return None;
    }
    match (is(Attribute::IsAssignableToRole), is_dynamic(graph, group)) {
        (false, false) => Some(Power::AddMembers),
        (false, true) => Some(Power::EditMembershipRules),
        (true, false) => Some(Power::AddMembersOfRoleAssignable),
        (true, true) => None,
    }
}

fn is_dynamic(graph: &Graph, group: EntityId) -> bool {
    graph
        .text(group, Attribute::GroupTypes)
        .is_some_and(|types| types.to_lowercase().contains("dynamicmembership"))
}

fn is_restricted(graph: &Graph, id: EntityId) -> bool {
    let units = graph.edges_from(EdgeKind::UnitMember, id);
    units
        .ends()
        .iter()
        .any(|&unit| graph.boolean(unit, Attribute::IsMemberManagementRestricted) == Some(true))
}

fn protection(graph: &Graph, question: &Question, user: EntityId) -> Protection {
    let in_force = Question {
        layer: enfilade_model::Layer::Reach,
        ..question.clone()
    };
    let of = |holder: EntityId| {
        counted(&in_force, graph.edges_from(EdgeKind::DirectoryRole, holder))
            .iter()
            .filter(|edge| graph.kind_of(edge.end) == EntityKind::DirectoryRole)
            .fold(Protection::NONE, |sum, edge| {
                let own = match graph.boolean(edge.end, Attribute::IsBuiltIn) {
                    Some(false) => Protection::FULL,
                    _ => Protection::of_role(&template(graph, edge.end)),
                };
                sum.and(own)
            })
    };
    let mut protection = of(user);
    for kind in [EdgeKind::Member, EdgeKind::Owner] {
        for edge in counted(&in_force, graph.edges_from(kind, user)) {
            let is_group = graph.kind_of(edge.end) == EntityKind::Group;
            let assignable = graph.boolean(edge.end, Attribute::IsAssignableToRole) == Some(true);
            if is_group && assignable {
                protection = protection.and(Protection::FULL);
            } else if is_group && kind == EdgeKind::Member {
                protection = protection.and(of(edge.end));
            }
        }
    }
    protection
}

pub(super) fn template(graph: &Graph, role: EntityId) -> String {
    match graph.text(role, Attribute::TemplateId) {
        None | Some("") => graph.id_text(role).into_owned(),
        Some(template) => template.to_lowercase(),
    }
}

fn powers(graph: &Graph, role: EntityId) -> Powers {
    if graph.boolean(role, Attribute::IsBuiltIn) != Some(false) {
        return directory_role_powers(&template(graph, role));
    }
    let rest = graph.rest(role).ok().flatten().unwrap_or("{}");
    let rest: serde_json::Value = serde_json::from_str(rest).unwrap_or_default();
    let mut powers = Powers::NONE;
    for permission in rest["rolePermissions"].as_array().into_iter().flatten() {
        let actions = permission["allowedResourceActions"].as_array();
        for action in actions.into_iter().flatten().filter_map(|a| a.as_str()) {
            powers = powers.or(directory_role_action_powers(action));
        }
    }
    powers
}
