//! BloodHound OpenGraph: one payload with the nodes and edges that BloodHound keeps of Azure.
//!
//! Ids are in upper case, a registration is known by its client id, and an edge says neither an
//! assignment's id nor when it ends. Roles of Azure, permissions of vaults and of Graph are kinds of
//! edges; those that have none are left out.

use crate::answers::{self, File};
use enfilade_graph::{Edge, Graph, GraphView};
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityId, EntityKind};
use serde_json::{Map, Value, json};

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    let payload = json!({
        "metadata": {"source_kind": "AZBase"},
        "graph": {"nodes": nodes(graph), "edges": edges(graph)},
    });
    vec![("opengraph.json".to_owned(), payload.to_string())]
}

fn nodes(graph: &Graph) -> Vec<Value> {
    let described = EntityKind::ALL
        .iter()
        .flat_map(|kind| graph.ids(*kind))
        .filter(|id| !graph.is_stub(*id));
    described.filter_map(|id| node(graph, id)).collect()
}

fn node(graph: &Graph, id: EntityId) -> Option<Value> {
    let mut properties = Map::new();
    properties.insert("displayname".to_owned(), json!(graph.name(id)));
    for (attribute, name) in PROPERTIES {
        let value = answers::value(graph, id, *attribute);
        if !value.is_null() {
            properties.insert((*name).to_owned(), value);
        }
    }
    if graph.kind_of(id) == EntityKind::Tenant {
        let is_own = graph.boolean(id, A::Collected) == Some(true);
        properties.insert("collected".to_owned(), json!(is_own));
    }
    Some(json!({
        "id": id_of(graph, id),
        "kinds": [kind_of(graph, id)?, "AZBase"],
        "properties": properties,
    }))
}

/// BloodHound's kind of an object; none if it keeps no such objects.
fn kind_of(graph: &Graph, id: EntityId) -> Option<&'static str> {
    Some(match graph.kind_of(id) {
        EntityKind::Tenant => "AZTenant",
        EntityKind::User => "AZUser",
        EntityKind::Group => "AZGroup",
        EntityKind::App | EntityKind::ManagedIdentity | EntityKind::ServicePrincipal => {
            "AZServicePrincipal"
        }
        EntityKind::Registration => "AZApp",
        EntityKind::Device => "AZDevice",
        EntityKind::DirectoryRole => "AZRole",
        EntityKind::ManagementGroup => "AZManagementGroup",
        EntityKind::Subscription => "AZSubscription",
        EntityKind::ResourceGroup => "AZResourceGroup",
        EntityKind::Vault => "AZKeyVault",
        EntityKind::AzureResource => resource(&graph.id_text(id).to_lowercase())?,
        _ => return None,
    })
}

/// BloodHound's kind of a resource.
fn resource(id: &str) -> Option<&'static str> {
    let kinds = [
        ("/virtualmachines/", "AZVM"),
        ("/virtualmachinescalesets/", "AZVMScaleSet"),
        ("/managedclusters/", "AZManagedCluster"),
        ("/registries/", "AZContainerRegistry"),
        ("/microsoft.web/sites/", "AZWebApp"),
        ("/workflows/", "AZLogicApp"),
        ("/automationaccounts/", "AZAutomationAccount"),
    ];
    let mut kinds = kinds.into_iter();
    kinds.find_map(|(part, kind)| id.contains(part).then_some(kind))
}

/// BloodHound's names of attributes.
const PROPERTIES: &[(A, &str)] = &[
    (A::UserPrincipalName, "userprincipalname"),
    (A::Mail, "email"),
    (A::UserType, "usertype"),
    (A::AccountEnabled, "enabled"),
    (A::CreatedDateTime, "whencreated"),
    (A::LastPasswordChangeDateTime, "pwdlastset"),
    (A::JobTitle, "title"),
    (A::OnPremisesSecurityIdentifier, "onpremid"),
    (A::OnPremisesSyncEnabled, "onpremsyncenabled"),
    (A::Description, "description"),
    (A::SecurityEnabled, "securityenabled"),
    (A::IsAssignableToRole, "isassignabletorole"),
    (A::MembershipRule, "membershiprule"),
    (A::AppId, "appid"),
    (A::AppDisplayName, "appdisplayname"),
    (A::AppOwnerOrganizationId, "appownerorganizationid"),
    (A::ServicePrincipalType, "serviceprincipaltype"),
    (A::SignInAudience, "signinaudience"),
    (A::OperatingSystem, "operatingsystem"),
    (A::TrustType, "trusttype"),
    (A::IsBuiltIn, "isbuiltin"),
    (A::IsEnabled, "enabled"),
    (A::TemplateId, "templateid"),
    (A::TenantId, "tenantid"),
];

/// A node's id.
fn id_of(graph: &Graph, id: EntityId) -> String {
    let own = graph.id_text(id).to_uppercase();
    match graph.kind_of(id) {
        EntityKind::Registration => graph.text(id, A::AppId).map_or(own, str::to_uppercase),
        EntityKind::DirectoryRole => format!("{own}@{}", tenant(graph)),
        _ => own,
    }
}

/// The tenant that was collected.
fn tenant(graph: &Graph) -> String {
    let mut tenants = graph.ids(EntityKind::Tenant);
    let own = tenants.find(|id| graph.boolean(*id, A::Collected) == Some(true));
    own.map_or_else(String::new, |id| graph.id_text(id).to_uppercase())
}

fn edges(graph: &Graph) -> Vec<Value> {
    let mut edges = Vec::new();
    for &kind in EdgeKind::ALL {
        for from in EntityKind::ALL.iter().flat_map(|kind| graph.ids(*kind)) {
            let own = graph.edges_from(kind, from);
            edges.extend(
                own.iter()
                    .filter_map(|edge| relation(graph, kind, from, edge)),
            );
        }
    }
    edges
}

fn relation(graph: &Graph, kind: EdgeKind, from: EntityId, edge: Edge) -> Option<Value> {
    let name = edge_kind(graph, kind, from, edge)?;
    let mut relation = json!({
        "kind": name,
        "start": {"value": id_of(graph, from), "match_by": "id"},
        "end": {"value": id_of(graph, edge.end), "match_by": "id"},
    });
    if kind == EdgeKind::DirectoryRole {
        relation["properties"] = json!({"scope": scope(graph, edge)?});
    }
    Some(relation)
}

/// Where a directory role holds, as AzureHound writes it.
fn scope(graph: &Graph, edge: Edge) -> Option<String> {
    let Some(scope) = edge.scope else {
        return Some(tenant(graph));
    };
    let id = id_of(graph, scope);
    match graph.kind_of(scope) {
        // Of a unit that nothing describes, AzureHound knows no more than that a role holds there.
        EntityKind::AdministrativeUnit | EntityKind::Unknown => {
            Some(format!("ADMINISTRATIVEUNITS/{id}"))
        }
        EntityKind::Registration => Some(id),
        _ => None,
    }
}

/// BloodHound's kind of a relation; none if it has no place for it.
fn edge_kind(graph: &Graph, kind: EdgeKind, from: EntityId, edge: Edge) -> Option<&'static str> {
    let is_active = edge.state == AccessState::Active;
    let role = edge
        .role
        .map(|role| graph.role(role).id)
        .unwrap_or_default();
    match (kind, is_active) {
        (EdgeKind::DirectoryRole, true) => Some("AZHasRole"),
        (EdgeKind::DirectoryRole, false) => Some("AZRoleEligible"),
        (EdgeKind::Member, true) => Some("AZMemberOf"),
        (EdgeKind::Owner, true) => Some("AZOwns"),
        (EdgeKind::RunsAs, true) if graph.kind_of(from) == EntityKind::Registration => {
            Some("AZRunsAs")
        }
        (EdgeKind::RunsAs, true) => Some("AZManagedIdentity"),
        (EdgeKind::Contains, true) => Some("AZContains"),
        (EdgeKind::AzureRole | EdgeKind::VaultPolicy | EdgeKind::AppAssignment, true) => {
            let mut roles = ROLES.iter();
            roles.find_map(|(id, name)| (*id == role).then_some(*name))
        }
        _ => None,
    }
}

/// The roles and permissions that are kinds of edges, by their id.
const ROLES: &[(&str, &str)] = &[
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "AZOwner"),
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", "AZContributor"),
    (
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "AZUserAccessAdministrator",
    ),
    ("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "AZVMContributor"),
    ("1c0163c0-47e6-4577-8991-ea5c82e286e4", "AZVMAdminLogin"),
    (
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
        "AZKeyVaultContributor",
    ),
    (
        "de139f84-1756-47ae-9be6-808fbbe84772",
        "AZWebsiteContributor",
    ),
    ("secrets: get", "AZGetSecrets"),
    ("keys: get", "AZGetKeys"),
    ("certificates: get", "AZGetCertificates"),
    (
        "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
        "AZMGApplication_ReadWrite_All",
    ),
    (
        "06b708a9-e830-4db3-a914-8e69da51d44f",
        "AZMGAppRoleAssignment_ReadWrite_All",
    ),
    (
        "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
        "AZMGDirectory_ReadWrite_All",
    ),
    (
        "62a82d76-70ea-41e2-9197-370581804d09",
        "AZMGGroup_ReadWrite_All",
    ),
    (
        "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
        "AZMGGroupMember_ReadWrite_All",
    ),
    (
        "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
        "AZMGRoleManagement_ReadWrite_Directory",
    ),
];
