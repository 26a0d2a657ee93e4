//! Azure and SharePoint, the slow and obvious way: each grant is read with its role's definition, and each row is
//! held against each deny assignment.

use super::{Key, below, counted};
use crate::{Limits, Question};
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::azure::{
    ALL_PRINCIPALS_ID, AzureDefinition, Plane, READ_SECRET, READ_STORAGE, policy_reads_secrets,
};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, Layer, Mechanism, ObjectKey,
};
use std::collections::BTreeSet;

/// A row that a holder gets by a role or a policy, but for who it is.
pub(super) struct Given {
    pub(super) resource: EntityId,
    pub(super) mechanism: Mechanism,
    pub(super) role: Option<RoleIndex>,
    pub(super) scope: Option<EntityId>,
    pub(super) state: AccessState,
    pub(super) conditional: bool,
    /// The sets passed on the way down.
    pub(super) passed: BTreeSet<usize>,
}

/// What a role allows; none if nobody says.
pub(super) fn definition(graph: &Graph, role: RoleIndex) -> Option<AzureDefinition> {
    let stated = graph.role_permissions(role);
    let stated = stated.and_then(|json| serde_json::from_str(json).ok());
    stated.or_else(|| AzureDefinition::built_in(graph.role(role).id))
}

pub(super) fn is_governed_by_roles(graph: &Graph, resource: EntityId) -> bool {
    graph.kind_of(resource) == EntityKind::Vault
        && graph.boolean(resource, Attribute::EnableRbacAuthorization) == Some(true)
}

pub(super) fn is_governed_by_policies(graph: &Graph, resource: EntityId) -> bool {
    graph.kind_of(resource) == EntityKind::Vault && !is_governed_by_roles(graph, resource)
}

pub(super) fn is_storage(graph: &Graph, resource: EntityId) -> bool {
    let own = graph.resource_type(resource);
    let own = format!("{}/", own.unwrap_or_default().to_lowercase());
    let is_service = own.ends_with("services/");
    graph.kind_of(resource) == EntityKind::AzureResource
        && own.starts_with("microsoft.storage/storageaccounts/")
        && !is_service
}

/// Whatever a holder itself is given in Azure or SharePoint.
pub(super) fn given(graph: &Graph, question: &Question, holder: EntityId) -> Vec<Given> {
    let mut found = Vec::new();
    for edge in counted(question, graph.edges_from(EdgeKind::AzureRole, holder)) {
        let known = edge.role.and_then(|role| definition(graph, role));
        let reads = |action: &str| {
            let role = known.as_ref();
            role.is_some_and(|role| role.allows(Plane::Data, action))
        };
        let own_condition = known.as_ref().is_some_and(AzureDefinition::is_conditional);
        for (resource, passed) in below(graph, question, edge.end) {
            let mut mechanisms = vec![Mechanism::AzureRole];
            if is_governed_by_roles(graph, resource) && reads(READ_SECRET) {
                mechanisms.push(Mechanism::VaultSecrets);
            }
            if is_storage(graph, resource) && READ_STORAGE.iter().any(|action| reads(action)) {
                mechanisms.push(Mechanism::StorageData);
            }
            found.extend(mechanisms.into_iter().map(|mechanism| Given {
                resource,
                mechanism,
                role: edge.role,
                scope: Some(edge.end),
                state: edge.state,
                conditional: edge.conditional || own_condition,
                passed: passed.clone(),
            }));
        }
    }
    for edge in counted(question, graph.edges_from(EdgeKind::SitePermission, holder)) {
        for (resource, passed) in below(graph, question, edge.end) {
            found.push(Given {
                resource,
                mechanism: Mechanism::SitePermission,
                role: edge.role,
                scope: Some(edge.end),
                state: edge.state,
                conditional: edge.conditional,
                passed,
            });
        }
    }
    for edge in counted(question, graph.edges_from(EdgeKind::VaultPolicy, holder)) {
        if !is_governed_by_policies(graph, edge.end) {
            continue;
        }
        let permissions = edge.role.map(|role| graph.role(role).name);
        let mut mechanisms = vec![Mechanism::VaultPolicy];
        if policy_reads_secrets(permissions.unwrap_or_default()) {
            mechanisms.push(Mechanism::VaultSecrets);
        }
        found.extend(mechanisms.into_iter().map(|mechanism| Given {
            resource: edge.end,
            mechanism,
            role: edge.role,
            scope: None,
            state: edge.state,
            conditional: edge.conditional,
            passed: BTreeSet::new(),
        }));
    }
    found
}

/// What deny assignments leave of a row: its restriction, or none if the row is gone.
pub(super) fn left(
    graph: &Graph,
    question: &Question,
    key: &Key,
    state: AccessState,
) -> Option<Limits> {
    let &(principal, resource, mechanism, role, scope) = key;
    let by_role = match mechanism {
        Mechanism::AzureRole | Mechanism::StorageData => true,
        Mechanism::VaultSecrets => scope.is_some(),
        _ => false,
    };
    if !by_role {
        return Some(Limits::NONE);
    }
    let active = Question {
        layer: Layer::Reach,
        ..question.clone()
    };
    let whole = role.and_then(|role| definition(graph, role));
    let whole = whole.unwrap_or_else(AzureDefinition::anything);
    let part = match mechanism {
        Mechanism::VaultSecrets => whole.only(&[READ_SECRET]),
        Mechanism::StorageData => whole.only(&READ_STORAGE),
        _ => whole,
    };
    let whoever = names_of(graph, &active, principal);
    let mut gone = part.denied_by_nothing();
    let mut restricted = false;
    let everything = (0..graph.entity_count()).map(EntityId);
    let denies: BTreeSet<(RoleIndex, EntityId)> = everything
        .flat_map(|from| counted(&active, graph.edges_from(EdgeKind::Denied, from)))
        .filter_map(|edge| Some((edge.role?, edge.end)))
        .collect();
    for (assignment, at) in denies {
        let known = definition(graph, assignment);
        let is_local = known
            .as_ref()
            .is_some_and(|d| d.do_not_apply_to_child_scopes);
        let within = below(graph, &active, at);
        let holds_here =
            resource == at || (!is_local && within.iter().any(|(inner, _)| *inner == resource));
        let restricts = known
            .as_ref()
            .is_none_or(|denies| denies.may_restrict(&part));
        if !holds_here || !restricts {
            continue;
        }
        let named = |kind| {
            whoever.iter().any(|&name| {
                let edges = counted(&active, graph.edges_from(kind, name));
                edges
                    .iter()
                    .any(|edge| edge.end == at && edge.role == Some(assignment))
            })
        };
        if state == AccessState::Controllable {
            restricted = true;
        } else if named(EdgeKind::Denied) && !named(EdgeKind::DenyExempt) {
            restricted = true;
            let denied = known.map_or_else(Vec::new, |denies| denies.denied_patterns(&part));
            gone.iter_mut()
                .zip(denied)
                .for_each(|(gone, denied)| *gone |= denied);
        }
    }
    let is_gone = restricted && !gone.is_empty() && gone.iter().all(|gone| *gone);
    (!is_gone).then_some(Limits::RESTRICTED.only_if(restricted))
}

/// A principal, the groups that it is in, and everyone.
fn names_of(graph: &Graph, active: &Question, principal: EntityId) -> BTreeSet<EntityId> {
    let mut names = BTreeSet::new();
    let mut open = vec![principal];
    while let Some(at) = open.pop() {
        if names.insert(at) {
            let groups = counted(active, graph.edges_from(EdgeKind::Member, at));
            let groups = groups.iter().map(|edge| edge.end);
            open.extend(groups.filter(|&group| graph.kind_of(group) == EntityKind::Group));
        }
    }
    names.extend(graph.find(ObjectKey::of(ALL_PRINCIPALS_ID)));
    names
}
