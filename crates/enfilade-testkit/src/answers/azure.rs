//! Azure, as Resource Graph and Azure Resource Manager answer about it.

use super::directory::{carried, valid};
use super::{File, described, object, page};
use enfilade_graph::{Edge, Graph, GraphView, RoleIndex};
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityId, EntityKind};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SCOPES: &[EntityKind] = &[
    EntityKind::ManagementGroup,
    EntityKind::Subscription,
    EntityKind::ResourceGroup,
    EntityKind::Vault,
    EntityKind::AzureResource,
];

pub(super) fn files(graph: &Graph) -> Vec<File> {
    let scopes: Vec<Value> = described(graph, SCOPES)
        .map(|id| scope(graph, id))
        .collect();
    let count = scopes.len();
    let resources = json!({
        "count": count,
        "data": scopes,
        "skip_token": null,
        "total_records": count,
    });
    let above = graph
        .ids(EntityKind::ManagementGroup)
        .flat_map(|parent| {
            let edges = graph.edges_from(EdgeKind::Contains, parent);
            edges
                .iter()
                .map(move |edge| descendant(graph, parent, edge.end))
        })
        .collect::<Vec<_>>();
    let mut files = vec![
        ("resources.json".to_owned(), resources.to_string()),
        ("descendants.json".to_owned(), page("", &above, None)),
    ];
    for (state, name) in [
        (AccessState::Active, "roleAssignments"),
        (AccessState::Eligible, "roleEligibilityScheduleInstances"),
    ] {
        let of = |kind: &EntityKind| graph.ids(*kind);
        let all = SCOPES.iter().chain(&[EntityKind::Tenant]).flat_map(of);
        let grants: Vec<Value> = all
            .flat_map(|scope| {
                let edges = graph.edges_to(EdgeKind::AzureRole, scope);
                edges
                    .iter()
                    .filter(|edge| edge.state == state)
                    .map(move |edge| grant(graph, scope, edge, name))
                    .collect::<Vec<_>>()
            })
            .collect();
        if !grants.is_empty() {
            files.push((format!("azure-{name}.json"), page("", &grants, None)));
        }
    }
    for (name, records) in [
        ("roleDefinitions", definitions(graph)),
        ("denyAssignments", denies(graph)),
    ] {
        if !records.is_empty() {
            files.push((format!("azure-{name}.json"), page("", &records, None)));
        }
    }
    files
}

fn scope(graph: &Graph, id: EntityId) -> Value {
    let mut scope = object(graph, id, &[A::ResourceType, A::Location, A::TenantId]);
    let name = scope.remove("displayName").unwrap_or_default();
    let properties = scope.entry("properties").or_insert_with(|| json!({}));
    match graph.kind_of(id) {
        EntityKind::ManagementGroup => {
            properties["displayName"] = name;
            properties["details"]["managementGroupAncestorsChain"] = json!(chain(graph, id));
        }
        EntityKind::Vault => {
            properties["enableRbacAuthorization"] =
                json!(graph.boolean(id, A::EnableRbacAuthorization));
            scope.insert("name".to_owned(), name);
        }
        EntityKind::Subscription => {
            scope.insert("displayName".to_owned(), name);
        }
        _ => {
            scope.insert("name".to_owned(), name);
        }
    }
    // Resource Graph's table has a column for it, whatever is in it.
    scope.entry("identity").or_insert(Value::Null);
    Value::Object(scope)
}

/// The management groups above one, from the nearest on.
fn chain(graph: &Graph, group: EntityId) -> Vec<Value> {
    let above = |id: &EntityId| {
        let edges = graph.edges_to(EdgeKind::Contains, *id);
        let mut ends = edges.iter().map(|edge| edge.end);
        ends.find(|end| graph.kind_of(*end) == EntityKind::ManagementGroup)
    };
    let groups = graph.ids(EntityKind::ManagementGroup).len();
    let all = std::iter::successors(above(&group), above).take(groups);
    let name = |id: EntityId| graph.id_text(id).rsplit('/').next().map(str::to_owned);
    all.map(|id| json!({"name": name(id)})).collect()
}

fn descendant(graph: &Graph, parent: EntityId, child: EntityId) -> Value {
    json!({
        "id": graph.id_text(child),
        "type": "Microsoft.Management/managementGroups/subscriptions",
        "properties": {"parent": {"id": graph.id_text(parent)}},
    })
}

fn grant(graph: &Graph, scope: EntityId, edge: Edge, name: &str) -> Value {
    let at = match graph.kind_of(scope) {
        EntityKind::Tenant => "/".into(),
        _ => graph.id_text(scope),
    };
    let kind = match graph.kind_of(edge.end) {
        EntityKind::User => "User",
        EntityKind::Group => "Group",
        _ => "ServicePrincipal",
    };
    let role = edge
        .role
        .map(|role| graph.role(role).id)
        .unwrap_or_default();
    let columns = &graph.edges(EdgeKind::AzureRole).columns;
    let mut grant = json!({
        "id": carried(graph, EdgeKind::AzureRole, edge),
        "type": format!("Microsoft.Authorization/{name}"),
        "properties": {
            "principalId": graph.key(edge.end).to_string(),
            "principalType": kind,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": at,
            "condition": edge.index.and_then(|index| columns.condition(index)),
        },
    });
    valid(graph, EdgeKind::AzureRole, edge, &mut grant["properties"]);
    grant
}

/// What the roles allow that edges carry, and what deny assignments deny.
fn definitions(graph: &Graph) -> Vec<Value> {
    let denies = [EdgeKind::Denied, EdgeKind::DenyExempt];
    let denied: BTreeSet<u32> = denies
        .iter()
        .flat_map(|kind| {
            graph
                .edges(*kind)
                .columns
                .role
                .iter()
                .flat_map(|roles| roles.iter())
        })
        .copied()
        .collect();
    (0..graph.role_count() as u32)
        .filter(|role| !denied.contains(role))
        .filter_map(|role| {
            let properties = graph.role_permissions(RoleIndex(role))?;
            let properties: Value = serde_json::from_str(properties).ok()?;
            let id = graph.role(RoleIndex(role)).id;
            Some(json!({
                "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{id}"),
                "type": "Microsoft.Authorization/roleDefinitions",
                "properties": properties,
            }))
        })
        .collect()
}

/// The deny assignments: one for each role that denies at a scope.
fn denies(graph: &Graph) -> Vec<Value> {
    let mut denies: BTreeMap<(EntityId, RoleIndex), [Vec<Value>; 2]> = BTreeMap::new();
    for (list, kind) in [EdgeKind::Denied, EdgeKind::DenyExempt]
        .into_iter()
        .enumerate()
    {
        for scope in SCOPES.iter().flat_map(|kind| graph.ids(*kind)) {
            for edge in graph.edges_to(kind, scope).iter() {
                let Some(role) = edge.role else { continue };
                let principal = json!({
                    "id": graph.key(edge.end).to_string(),
                    "type": match graph.kind_of(edge.end) {
                        EntityKind::User => "User",
                        EntityKind::Group => "Group",
                        EntityKind::Unknown => "SystemDefined",
                        _ => "ServicePrincipal",
                    },
                });
                denies.entry((scope, role)).or_default()[list].push(principal);
            }
        }
    }
    denies
        .into_iter()
        .map(|((scope, role), [principals, exempt])| {
            let (at, id) = (graph.id_text(scope), graph.role(role).id);
            let properties = graph.role_permissions(role).unwrap_or("{}");
            let mut properties: Value = serde_json::from_str(properties).unwrap_or_default();
            properties["scope"] = json!(at);
            properties["principals"] = json!(principals);
            properties["excludePrincipals"] = json!(exempt);
            json!({
                "id": format!("{at}/providers/Microsoft.Authorization/denyAssignments/{id}"),
                "type": "Microsoft.Authorization/denyAssignments",
                "properties": properties,
            })
        })
        .collect()
}
