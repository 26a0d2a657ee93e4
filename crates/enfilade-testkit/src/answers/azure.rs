//! Azure, as Resource Graph and Azure Resource Manager answer about it.

use super::directory::carried;
use super::{File, described, object, page};
use enfilade_graph::{Edge, Graph, GraphView};
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityId, EntityKind};
use serde_json::{Value, json};

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
    files
}

fn scope(graph: &Graph, id: EntityId) -> Value {
    let mut scope = object(graph, id, &[A::ResourceType, A::Location, A::TenantId]);
    let name = scope.remove("displayName").unwrap_or_default();
    let properties = scope.entry("properties").or_insert_with(|| json!({}));
    match graph.kind_of(id) {
        EntityKind::ManagementGroup => {
            properties["displayName"] = name;
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
    Value::Object(scope)
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
    json!({
        "id": carried(graph, EdgeKind::AzureRole, edge),
        "type": format!("Microsoft.Authorization/{name}"),
        "properties": {
            "principalId": graph.key(edge.end).to_string(),
            "principalType": kind,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": at,
        },
    })
}
