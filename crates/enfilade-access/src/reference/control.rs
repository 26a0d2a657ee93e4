//! Control, the slow and obvious way: every fact that someone can bring about, one by one.
//!
//! Nothing is a class here: who can reset a thousand users is each of them in turn.

use super::collaboration::{is_guest, is_unified, level, member_level, memberships};
use super::{azure, below, counted, has_text, is_disabled, is_microsofts, key_of, pass};
use crate::{AccessRow, Limits, Question};
use enfilade_graph::{Edge, Graph, GraphView, RoleIndex};
use enfilade_model::control::{
    GRAPH_APP_IDS, Power, Powers, Protection, Resetter, assigns_azure_roles,
    directory_role_action_powers, directory_role_powers, directory_role_reads_directory,
    graph_permission_powers, opens_vaults, reads_storage_keys, runs_code,
};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, GLOBAL_ADMINISTRATOR_TEMPLATE,
    GroupLevel, Mechanism,
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
    /// Having given oneself a role at a restricted unit.
    Administering(EntityId),
    // Giving roles at a scope and below, or whatever else a role allows there.
    Assigning(EntityId),
    Using(EntityId, RoleIndex),
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
            | Fact::Administering(entity)
            | Fact::Assigning(entity)
            | Fact::Using(entity, _) => entity,
        }
    }

    /// What the fact means besides.
    pub(super) fn also(&self) -> Option<Fact> {
        match *self {
            Fact::DirectMember(group) => Some(Fact::Member(group)),
            _ => None,
        }
    }

    /// Whether whoever has brought it about may open something to itself at a scope and below.
    pub(super) fn gives_roles_at(&self, scope: EntityId) -> bool {
        match *self {
            Fact::Assigning(at) | Fact::Using(at, _) => at == scope,
            _ => false,
        }
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
        .any(|(fact, ..)| matches!(fact, Fact::Being(id) if is_user(*id)));
    let mut rows = Vec::new();
    let mut add = |resource, mechanism, role, scope, limits: Limits, hops: u32| {
        let row = AccessRow {
            principal,
            resource,
            mechanism,
            role,
            scope,
            state: AccessState::Controllable,
            limits,
            disabled: is_disabled(graph, principal) || is_disabled(graph, resource),
        };
        rows.push((row, hops));
    };
    let complete = |passed: &Passed| passed.len() == question.via.len();
    for ((fact, before, by_control), &hops) in &facts {
        let after = through(question, *fact, before);
        let assigned = |holder, add: &mut dyn FnMut(EntityId, Mechanism, _, _, Limits, u32)| {
            for edge in counted(question, graph.edges_from(EdgeKind::AppAssignment, holder)) {
                if complete(&after) {
                    let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                    let mechanism = Mechanism::AppAssignment;
                    add(edge.end, mechanism, edge.role, None, limits, hops + 1);
                }
            }
        };
        let in_azure = |holder, add: &mut dyn FnMut(EntityId, Mechanism, _, _, Limits, u32)| {
            for given in azure::given(graph, question, holder) {
                if complete(&after.union(&given.passed).copied().collect()) {
                    let limits = Limits::CONDITIONAL.only_if(given.conditional);
                    let (role, scope) = (given.role, given.scope);
                    add(
                        given.resource,
                        given.mechanism,
                        role,
                        scope,
                        limits,
                        hops + 1,
                    );
                }
            }
        };
        let none = Limits::NONE;
        let as_user = is_user(principal) || takes_users_over;
        let edges = |kind, holder| counted(question, graph.edges_from(kind, holder));
        match *fact {
            Fact::Being(id) => {
                assigned(id, &mut add);
                in_azure(id, &mut add);
                if complete(&after) {
                    for edge in edges(EdgeKind::DirectoryRole, id) {
                        let scope = edge
                            .scope
                            .filter(|s| graph.kind_of(*s) != EntityKind::Tenant);
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        add(
                            edge.end,
                            Mechanism::DirectoryRole,
                            None,
                            scope,
                            limits,
                            hops + 1,
                        );
                    }
                    for edge in edges(EdgeKind::DelegatedGrant, id) {
                        // Only apps act for others.
                        if is_user(id) {
                            break;
                        }
                        let (role, scope) = (edge.role, edge.scope);
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        add(
                            edge.end,
                            Mechanism::DelegatedGrant,
                            role,
                            scope,
                            limits,
                            hops + 1,
                        );
                    }
                }
                if complete(&after) && is_user(id) {
                    for edge in edges(EdgeKind::PackageAssignment, id) {
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        let mechanism = Mechanism::AccessPackage;
                        add(edge.end, mechanism, None, None, limits, hops + 1);
                    }
                    for edge in edges(EdgeKind::Licence, id) {
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        add(edge.end, Mechanism::Licence, None, None, limits, hops + 1);
                    }
                    for edge in edges(EdgeKind::Owner, id) {
                        if is_unified(graph, edge.end) {
                            let role = level(graph, GroupLevel::Owner);
                            add(
                                edge.end,
                                Mechanism::GroupResources,
                                role,
                                None,
                                none,
                                hops + 1,
                            );
                        }
                    }
                }
            }
            Fact::DirectMember(group) => {
                assigned(group, &mut add);
                if as_user && complete(before) && is_unified(graph, group) {
                    let role = member_level(graph, principal);
                    add(group, Mechanism::GroupResources, role, None, none, hops);
                }
                let is_package = graph.kind_of(group) == EntityKind::AccessPackage;
                if as_user && complete(before) && is_package {
                    add(group, Mechanism::AccessPackage, None, None, none, hops);
                }
                if as_user && complete(&after) {
                    for edge in edges(EdgeKind::PackageAssignment, group) {
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        let mechanism = Mechanism::AccessPackage;
                        add(edge.end, mechanism, None, None, limits, hops + 1);
                    }
                    for edge in edges(EdgeKind::Licence, group) {
                        let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                        add(edge.end, Mechanism::Licence, None, None, limits, hops + 1);
                    }
                }
            }
            // Being in a group without having taken control is no news, and denied as it is.
            Fact::Member(_) if !by_control => {}
            Fact::Member(group) => in_azure(group, &mut add),
            Fact::AssigningUsers(app) if graph.kind_of(app) == EntityKind::App => {
                if complete(before) {
                    add(app, Mechanism::AppAssignment, None, None, none, hops);
                }
            }
            Fact::AssigningUsers(_) | Fact::Administering(_) => {}
            Fact::Holding(role, scope) => {
                if complete(before) {
                    add(role, Mechanism::DirectoryRole, None, scope, none, hops);
                }
                let is_global = template(graph, role) == GLOBAL_ADMINISTRATOR_TEMPLATE;
                if as_user && is_global && scope.is_none() && complete(&after) {
                    for app in graph.ids(EntityKind::App) {
                        let mechanism = Mechanism::AdministratorOverride;
                        add(app, mechanism, None, None, none, hops + 1);
                    }
                }
            }
            Fact::Assigning(scope) => {
                for (resource, passed) in below(graph, question, scope) {
                    let is_vault = graph.kind_of(resource) == EntityKind::Vault;
                    let is_storage = azure::is_storage(graph, resource);
                    let opened = [
                        (Mechanism::AzureRole, true),
                        (Mechanism::VaultSecrets, is_vault),
                        (Mechanism::StorageData, is_storage),
                    ];
                    if complete(&before.union(&passed).copied().collect()) {
                        for (mechanism, _) in opened.into_iter().filter(|(_, opens)| *opens) {
                            add(resource, mechanism, None, Some(scope), none, hops);
                        }
                    }
                }
            }
            Fact::Using(scope, role) => {
                let Some(known) = azure::definition(graph, role) else {
                    continue;
                };
                for (resource, passed) in below(graph, question, scope) {
                    let by_policies = azure::is_governed_by_policies(graph, resource);
                    let vault = opens_vaults(&known) && by_policies;
                    let storage = azure::is_storage(graph, resource) && reads_storage_keys(&known);
                    let opened = [
                        (Mechanism::VaultPolicy, vault),
                        (Mechanism::VaultSecrets, vault),
                        (Mechanism::StorageData, storage),
                    ];
                    if complete(&before.union(&passed).copied().collect()) {
                        for (mechanism, _) in opened.into_iter().filter(|(_, opens)| *opens) {
                            add(resource, mechanism, None, Some(scope), none, hops);
                        }
                    }
                }
            }
        }
    }
    if takes_users_over && !is_user(principal) && question.via.is_empty() {
        let users = facts
            .iter()
            .filter(|((fact, ..), _)| matches!(fact, Fact::Being(id) if is_user(*id)));
        let nearest = users.map(|(_, &hops)| hops).min().unwrap_or(0);
        for app in graph.ids(EntityKind::App) {
            if graph.boolean(app, Attribute::AppRoleAssignmentRequired) == Some(false) {
                add(
                    app,
                    Mechanism::OpenApp,
                    None,
                    None,
                    Limits::NONE,
                    nearest + 1,
                );
            }
        }
    }
    rows.retain(|(row, _)| {
        let implied = matches!(
            row.mechanism,
            Mechanism::OpenApp | Mechanism::AdministratorOverride
        );
        super::asks(question, &key_of(row))
            && (!implied || question.with_first_party || !is_microsofts(graph, row.resource))
            && (question.with_disabled || !is_disabled(graph, row.resource))
    });
    for (row, _) in &mut rows {
        let left = azure::left(graph, question, &key_of(row), AccessState::Controllable);
        row.limits = row.limits.and(left.unwrap_or_default());
    }
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
        | Fact::Assigning(entity)
        | Fact::Using(entity, _) => pass(question, entity, &mut passed),
        Fact::AssigningUsers(_) | Fact::Administering(_) => {}
    }
    passed
}

/// Everything that a principal can bring about, with what the way there passed and whether it took more
/// than memberships, and how many steps away it is.
fn facts(
    graph: &Graph,
    question: &Question,
    principal: EntityId,
) -> BTreeMap<(Fact, Passed, bool), u32> {
    let mut found = BTreeMap::new();
    let mut open: BTreeSet<(u32, Fact, Passed, bool)> = BTreeSet::new();
    for (fact, steps, by_control) in next(graph, question, Fact::Being(principal)) {
        open.insert((steps, fact, Passed::new(), by_control));
    }
    while let Some((hops, fact, before, by_control)) = open.pop_first() {
        let key = (fact, before.clone(), by_control);
        if found.contains_key(&key) {
            continue;
        }
        found.insert(key, hops);
        let after = through(question, fact, &before);
        for (fact, steps, now) in next(graph, question, fact) {
            open.insert((hops + steps, fact, after.clone(), by_control || now));
        }
    }
    found
}

/// What follows from a fact, each with the steps that it takes, and whether these are more than a
/// membership.
fn next(graph: &Graph, question: &Question, fact: Fact) -> Vec<(Fact, u32, bool)> {
    let mut facts = Vec::new();
    // What a service principal may do at Microsoft Graph is a step of its own.
    if let Fact::Being(identity) = fact {
        let by_permission = permitted(graph, question, identity).into_iter();
        facts.extend(by_permission.map(|fact| (fact, 2, true)));
    }
    let steps = |next: &Fact| match (fact, next) {
        (Fact::DirectMember(_), Fact::Member(group)) if Fact::DirectMember(*group) == fact => 0,
        _ => 1,
    };
    for (following, by_control) in [
        (joined(graph, question, fact), false),
        (taken(graph, question, fact), true),
    ] {
        let each = following.into_iter();
        facts.extend(each.map(|next| (next, steps(&next), by_control)));
    }
    facts.retain(|(fact, ..)| match *fact {
        Fact::Being(id) => graph.kind_of(id).is_principal(),
        Fact::Holding(role, _) => graph.kind_of(role) == EntityKind::DirectoryRole,
        _ => true,
    });
    facts
}

/// What follows from a fact in one step.
pub(super) fn follows(graph: &Graph, question: &Question, fact: Fact) -> Vec<Fact> {
    let mut facts = joined(graph, question, fact);
    facts.extend(taken(graph, question, fact));
    facts
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

/// The memberships that follow from a fact.
fn joined(graph: &Graph, question: &Question, fact: Fact) -> Vec<Fact> {
    let edges = |from| counted(question, graph.edges_from(EdgeKind::Member, from));
    let is_group = |edge: &Edge| graph.kind_of(edge.end).is_carrier();
    let mut facts = Vec::new();
    match fact {
        Fact::Being(identity) => {
            let groups = memberships(graph, question, identity).into_iter();
            facts.extend(groups.map(|(group, _)| Fact::DirectMember(group)));
        }
        Fact::DirectMember(group) => {
            facts.push(Fact::Member(group));
            let activated = edges(group).into_iter();
            let activated = activated.filter(|edge| edge.state > AccessState::Active);
            let groups = activated.filter(is_group);
            facts.extend(groups.map(|edge| Fact::DirectMember(edge.end)));
        }
        Fact::Member(group) => {
            let groups = edges(group).into_iter().filter(is_group);
            facts.extend(groups.map(|edge| Fact::Member(edge.end)));
        }
        _ => {}
    }
    facts
}

/// What follows from a fact beside memberships.
fn taken(graph: &Graph, question: &Question, fact: Fact) -> Vec<Fact> {
    let edges = |kind, from| counted(question, graph.edges_from(kind, from));
    let mut facts = Vec::new();
    match fact {
        Fact::Being(identity) => {
            let blind = is_blind(graph, question, identity);
            let in_unit = |fact: &Fact| matches!(fact, Fact::Holding(_, Some(scope)) if is_unit(graph, *scope));
            let held = held_roles(graph, question, identity).into_iter();
            facts.extend(held.filter(|fact| !(blind && in_unit(fact))));
            facts.extend(mastered(graph, question, identity));
            for edge in edges(EdgeKind::Owner, identity) {
                facts.extend(owned(graph, question, edge.end));
            }
        }
        Fact::DirectMember(group) => {
            facts.extend(held_roles(graph, question, group));
            if graph.kind_of(group) == EntityKind::AccessPackage {
                for edge in edges(EdgeKind::Owner, group) {
                    facts.extend(owned(graph, question, edge.end));
                }
            }
        }
        Fact::Member(group) => facts.extend(mastered(graph, question, group)),
        Fact::AssigningUsers(_) => {}
        Fact::Administering(unit) => {
            let all = Power::all().collect();
            facts.extend(by_scoped(graph, question, all, unit));
        }
        Fact::Holding(role, None) => {
            facts.extend(by_powers(graph, question, powers(graph, role)));
        }
        Fact::Holding(role, Some(scope)) => {
            facts.extend(by_scoped(graph, question, powers(graph, role), scope));
        }
        Fact::Assigning(scope) => facts.extend(carried(graph, question, scope, |_| true)),
        Fact::Using(scope, role) => {
            if let Some(known) = azure::definition(graph, role) {
                let runs = |kind: &str| runs_code(&known, kind);
                facts.extend(carried(graph, question, scope, runs));
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

/// The identities of resources at or below a scope in which code can be run.
fn carried(
    graph: &Graph,
    question: &Question,
    scope: EntityId,
    runs: impl Fn(&str) -> bool,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (resource, _) in below(graph, question, scope) {
        let kind = graph.resource_type(resource);
        let kind = kind.unwrap_or_default().to_lowercase();
        if graph.kind_of(resource).is_azure_scope() && runs(&kind) {
            let identities = graph.edges_from(EdgeKind::RunsAs, resource);
            let ids = identities.ends().iter().copied();
            let services = ids.filter(|&id| graph.kind_of(id) != EntityKind::User);
            facts.extend(services.map(Fact::Being));
        }
    }
    facts
}

fn mastered(graph: &Graph, question: &Question, holder: EntityId) -> Vec<Fact> {
    let mut facts = Vec::new();
    for edge in counted(question, graph.edges_from(EdgeKind::AzureRole, holder)) {
        let Some(role) = edge.role else { continue };
        let known = azure::definition(graph, role);
        let assigns = known.as_ref().is_some_and(assigns_azure_roles);
        if assigns && !edge.conditional {
            facts.push(Fact::Assigning(edge.end));
        }
        facts.push(Fact::Using(edge.end, role));
    }
    facts
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
                let units = graph.ids(EntityKind::AdministrativeUnit);
                let closed = units.filter(|&unit| is_closed(graph, unit));
                facts.extend(closed.map(Fact::Administering));
            }
            Power::AddMembers
            | Power::AddMembersOfSecurity
            | Power::AddMembersOfMicrosoft365
            | Power::AddMembersOfRoleAssignable
            | Power::EditMembershipRules => {
                let groups = graph.ids(EntityKind::Group);
                let alone = Powers::NONE.with(power);
                let chosen = groups.filter(|&group| change(graph, alone, group));
                let open = chosen.filter(|&group| !is_restricted(graph, group));
                facts.extend(open.map(Fact::DirectMember));
            }
            Power::ManageApps => {
                let apps = graph.ids(EntityKind::App);
                for app in apps.chain(graph.ids(EntityKind::ServicePrincipal)) {
                    facts.extend(managed(graph, question, app));
                }
            }
            Power::AssignToApps => {
                facts.extend(graph.ids(EntityKind::App).map(Fact::AssigningUsers));
            }
            Power::ElevateAccess => {
                let scopes = (0..graph.entity_count()).map(EntityId);
                let roots = scopes.filter(|&id| {
                    let contains = !graph.edges_from(EdgeKind::Contains, id).is_empty();
                    let is_top = graph.kind_of(id) == EntityKind::Tenant && contains;
                    (graph.kind_of(id).is_azure_scope() || is_top)
                        && graph.edges_to(EdgeKind::Contains, id).is_empty()
                });
                facts.extend(roots.map(Fact::Assigning));
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
        let of_roles = graph.boolean(group, Attribute::IsAssignableToRole) == Some(true);
        (!of_roles && change(graph, powers, group)).then_some(Fact::DirectMember(group))
    };
    match graph.kind_of(scope) {
        EntityKind::AdministrativeUnit => {
            let resets = Resetter::ALL
                .iter()
                .any(|&resetter| powers.contains(Power::ResetPasswords(resetter)));
            let members = graph.edges_to(EdgeKind::UnitMember, scope);
            let blocked = |id| is_restricted(graph, id) && !is_closed(graph, scope);
            let one = |&id: &EntityId| match graph.kind_of(id) {
                _ if blocked(id) => None,
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
        EntityKind::App if powers.contains(Power::AssignToApps) => {
            vec![Fact::AssigningUsers(scope)]
        }
        _ => Vec::new(),
    }
}

/// Whether powers change who is in a group; groups that are changed elsewhere nobody does.
fn change(graph: &Graph, powers: Powers, group: EntityId) -> bool {
    let is = |attribute| graph.boolean(group, attribute) == Some(true);
    let unified = is_unified(graph, group);
    if is(Attribute::OnPremisesSyncEnabled) || (is(Attribute::MailEnabled) && !unified) {
        return false;
    }
    match (is(Attribute::IsAssignableToRole), is_dynamic(graph, group)) {
        (false, false) => {
            powers.contains(Power::AddMembers)
                || powers.contains(match unified {
                    true => Power::AddMembersOfMicrosoft365,
                    false => Power::AddMembersOfSecurity,
                })
        }
        (false, true) => powers.contains(Power::EditMembershipRules),
        (true, false) => powers.contains(Power::AddMembersOfRoleAssignable),
        (true, true) => false,
    }
}

fn is_dynamic(graph: &Graph, group: EntityId) -> bool {
    graph
        .text(group, Attribute::GroupTypes)
        .is_some_and(|types| types.to_lowercase().contains("dynamicmembership"))
}

fn is_restricted(graph: &Graph, id: EntityId) -> bool {
    let units = graph.edges_from(EdgeKind::UnitMember, id);
    units.ends().iter().any(|&unit| is_closed(graph, unit))
}

fn is_unit(graph: &Graph, id: EntityId) -> bool {
    graph.kind_of(id) == EntityKind::AdministrativeUnit
}

/// Whether a unit keeps everyone out but its own administrators.
fn is_closed(graph: &Graph, unit: EntityId) -> bool {
    is_unit(graph, unit)
        && graph.boolean(unit, Attribute::IsMemberManagementRestricted) == Some(true)
}

/// Whether an identity cannot read the directory unless a role lets it, and none does.
fn is_blind(graph: &Graph, question: &Question, identity: EntityId) -> bool {
    if graph.kind_of(identity) == EntityKind::User && !is_guest(graph, identity) {
        return false;
    }
    let reads = |holder| {
        let held = held_roles(graph, question, holder);
        held.iter().any(|fact| match fact {
            Fact::Holding(role, None) => {
                graph.kind_of(*role) == EntityKind::DirectoryRole
                    && graph.boolean(*role, Attribute::IsBuiltIn) != Some(false)
                    && directory_role_reads_directory(&template(graph, *role))
            }
            _ => false,
        })
    };
    let groups = counted(question, graph.edges_from(EdgeKind::Member, identity));
    let in_group = |edge: &Edge| graph.kind_of(edge.end).is_carrier() && reads(edge.end);
    !reads(identity) && !groups.iter().any(in_group)
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
                    _ if edge.scope.is_some_and(|scope| is_closed(graph, scope)) => {
                        Protection::FULL
                    }
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
