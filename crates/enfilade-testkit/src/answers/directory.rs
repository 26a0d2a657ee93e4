//! The directory, as Microsoft Graph answers about it.

use super::{File, described, object, page, type_of};
use enfilade_graph::{Edge, Graph, GraphView};
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityId, EntityKind};
use serde_json::{Map, Value, json};

const APPS: &[EntityKind] = &[
    EntityKind::App,
    EntityKind::ManagedIdentity,
    EntityKind::ServicePrincipal,
];

const USER: &[A] = &[
    A::UserPrincipalName,
    A::Mail,
    A::UserType,
    A::AccountEnabled,
    A::CreatedDateTime,
    A::CreationType,
    A::ExternalUserState,
    A::CompanyName,
    A::Department,
    A::JobTitle,
    A::EmployeeId,
    A::EmployeeType,
    A::OfficeLocation,
    A::Country,
    A::City,
    A::UsageLocation,
    A::LastPasswordChangeDateTime,
    A::OnPremisesSyncEnabled,
    A::OnPremisesSecurityIdentifier,
];

const GROUP: &[A] = &[
    A::Mail,
    A::CreatedDateTime,
    A::OnPremisesSyncEnabled,
    A::OnPremisesSecurityIdentifier,
    A::Description,
    A::Visibility,
    A::SecurityEnabled,
    A::MailEnabled,
    A::IsAssignableToRole,
    A::MembershipRule,
    A::MembershipRuleProcessingState,
];

const APP: &[A] = &[
    A::CreatedDateTime,
    A::AccountEnabled,
    A::Description,
    A::AppId,
    A::AppDisplayName,
    A::AppOwnerOrganizationId,
    A::AppRoleAssignmentRequired,
    A::ServicePrincipalType,
    A::PreferredSingleSignOnMode,
    A::SignInAudience,
];

const REGISTRATION: &[A] = &[
    A::CreatedDateTime,
    A::Description,
    A::AppId,
    A::SignInAudience,
];

const UNIT: &[A] = &[
    A::Description,
    A::Visibility,
    A::IsMemberManagementRestricted,
    A::MembershipRule,
    A::MembershipRuleProcessingState,
];

const DEVICE: &[A] = &[
    A::CreatedDateTime,
    A::AccountEnabled,
    A::OnPremisesSyncEnabled,
    A::OperatingSystem,
    A::IsCompliant,
    A::IsManaged,
    A::TrustType,
];

const ROLE: &[A] = &[A::Description, A::TemplateId, A::IsBuiltIn, A::IsEnabled];

pub(super) fn files(graph: &Graph) -> Vec<File> {
    let mut files = vec![("organization.json".to_owned(), organization(graph))];
    collections(graph, &mut files);
    groups(graph, &mut files);
    units(graph, &mut files);
    apps(graph, &mut files);
    roles(graph, &mut files);
    grants(graph, &mut files);
    files
}

fn organization(graph: &Graph) -> String {
    let own = described(graph, &[EntityKind::Tenant])
        .filter(|id| graph.boolean(*id, A::Collected) == Some(true));
    let own: Vec<Value> = own
        .map(|id| {
            let mut tenant = object(graph, id, &[]);
            let domain = graph.text(id, A::DefaultDomain);
            let country = graph.text(id, A::Country);
            tenant.insert("countryLetterCode".to_owned(), json!(country));
            tenant.insert(
                "verifiedDomains".to_owned(),
                json!([{"name": domain, "isDefault": true}]),
            );
            Value::Object(tenant)
        })
        .collect();
    page("organization", &own, None)
}

fn collections(graph: &Graph, files: &mut Vec<File>) {
    // Two pages, the first of which names the second.
    let users: Vec<Value> = described(graph, &[EntityKind::User])
        .map(|id| user(graph, id))
        .collect();
    let (first, last) = users.split_at(users.len() / 2);
    let next = "https://graph.microsoft.com/v1.0/users?$skiptoken=x";
    files.push(("users-1.json".to_owned(), page("users", first, Some(next))));
    files.push(("users-2.json".to_owned(), page("users", last, None)));

    // One object a line.
    let devices = described(graph, &[EntityKind::Device]).map(|id| {
        let mut device = object(graph, id, DEVICE);
        // By which a device is known: what lists by themselves hold states no type.
        device.insert("deviceId".to_owned(), json!(graph.key(id).to_string()));
        format!("{}\n", Value::Object(device))
    });
    files.push(("devices.ndjson".to_owned(), devices.collect()));
}

pub(super) fn user(graph: &Graph, id: EntityId) -> Value {
    let mut user = object(graph, id, USER);
    user.insert("assignedLicenses".to_owned(), licences(graph, id));
    if let Some(instant) = super::value(graph, id, A::LastSignInDateTime).as_str() {
        let mut activity = match user.remove("signInActivity") {
            Some(Value::Object(activity)) => activity,
            _ => Map::new(),
        };
        activity.insert("lastSignInDateTime".to_owned(), json!(instant));
        user.insert("signInActivity".to_owned(), Value::Object(activity));
    }
    Value::Object(user)
}

/// A group, without its members and owners.
pub(super) fn group(graph: &Graph, id: EntityId) -> Map<String, Value> {
    let mut group = object(graph, id, GROUP);
    for list in [A::GroupTypes, A::ResourceProvisioningOptions] {
        let texts = graph.text(id, list).map(|texts| texts.split(',').collect());
        let texts: Vec<&str> = texts.unwrap_or_default();
        group.insert(list.name().to_owned(), json!(texts));
    }
    group.insert("assignedLicenses".to_owned(), licences(graph, id));
    group
}

/// The licences that a user or group was given.
fn licences(graph: &Graph, id: EntityId) -> Value {
    let edges = graph.edges_from(EdgeKind::Licence, id);
    let licence =
        |edge: Edge| json!({"skuId": graph.key(edge.end).to_string(), "disabledPlans": []});
    edges.iter().map(licence).collect()
}

fn groups(graph: &Graph, files: &mut Vec<File>) {
    let mut list = Vec::new();
    for id in described(graph, &[EntityKind::Group]) {
        list.push(Value::Object(group(graph, id)));
        for (kind, name) in LISTS {
            let path = format!("groups/{}/{name}.json", graph.key(id));
            files.push((
                path,
                page("directoryObjects", &related(graph, kind, id), None),
            ));
        }
    }
    // A plain list, indented.
    let text = serde_json::to_string_pretty(&list).unwrap_or_default();
    files.push(("groups.json".to_owned(), text));
}

/// The lists that a group has.
pub(super) const LISTS: [(EdgeKind, &str); 2] =
    [(EdgeKind::Member, "members"), (EdgeKind::Owner, "owners")];

/// What an object's list of members or owners holds: whoever is one now.
pub(super) fn related(graph: &Graph, kind: EdgeKind, to: EntityId) -> Vec<Value> {
    let edges = graph.edges_to(kind, to);
    let is_now = |edge: &Edge| edge.state == AccessState::Active;
    edges
        .iter()
        .filter(is_now)
        .map(|edge| mention(graph, edge.end))
        .collect()
}

fn units(graph: &Graph, files: &mut Vec<File>) {
    let mut list = Vec::new();
    for id in described(graph, &[EntityKind::AdministrativeUnit]) {
        list.push(Value::Object(object(graph, id, UNIT)));
        let path = format!("administrativeUnits/{}/members.json", graph.key(id));
        let members = related(graph, EdgeKind::UnitMember, id);
        files.push((path, page("directoryObjects", &members, None)));
    }
    push_if_any(files, "administrativeUnits", "administrativeUnits", &list);
}

/// Adds the page of a collection that a tenant may not have at all.
fn push_if_any(files: &mut Vec<File>, name: &str, context: &str, records: &[Value]) {
    if !records.is_empty() {
        files.push((format!("{name}.json"), page(context, records, None)));
    }
}

/// What is granted besides memberships, apps and roles: products, permissions to act for users,
/// memberships to activate.
fn grants(graph: &Graph, files: &mut Vec<File>) {
    let product = |id| json!({"skuId": graph.key(id).to_string(), "skuPartNumber": graph.name(id)});
    let products: Vec<Value> = described(graph, &[EntityKind::Licence])
        .map(product)
        .collect();
    push_if_any(files, "subscribedSkus", "subscribedSkus", &products);
    let of = |id| {
        let edges = graph.edges_to(EdgeKind::DelegatedGrant, id);
        edges.iter().map(move |edge| delegated(graph, id, edge))
    };
    let delegated: Vec<Value> = described(graph, APPS).flat_map(of).collect();
    push_if_any(
        files,
        "oauth2PermissionGrants",
        "oauth2PermissionGrants",
        &delegated,
    );
    let of = |id| {
        LISTS
            .into_iter()
            .flat_map(move |(kind, _)| eligible(graph, kind, id))
    };
    let eligible: Vec<Value> = described(graph, &[EntityKind::Group])
        .flat_map(of)
        .collect();
    let context = "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
    push_if_any(files, "eligibilityScheduleInstances", context, &eligible);
}

fn delegated(graph: &Graph, app: EntityId, edge: Edge) -> Value {
    json!({
        "id": carried(graph, EdgeKind::DelegatedGrant, edge),
        "clientId": graph.key(edge.end).to_string(),
        "consentType": if edge.scope.is_some() { "Principal" } else { "AllPrincipals" },
        "principalId": edge.scope.map(|user| graph.key(user).to_string()),
        "resourceId": graph.key(app).to_string(),
        "scope": edge.role.map(|role| graph.role(role).name),
    })
}

/// Who may become a member or owner of a group.
fn eligible(graph: &Graph, kind: EdgeKind, group: EntityId) -> Vec<Value> {
    let edges = graph.edges_to(kind, group);
    let may_be = |edge: &Edge| edge.state == AccessState::Eligible;
    let instance = |edge: Edge| {
        let mut instance = json!({
            "id": carried(graph, kind, edge),
            "groupId": graph.key(group).to_string(),
            "principalId": graph.key(edge.end).to_string(),
            "accessId": if kind == EdgeKind::Member { "member" } else { "owner" },
            "memberType": "direct",
            "eligibilityScheduleId": "x",
        });
        valid(graph, kind, edge, &mut instance);
        instance
    };
    edges.iter().filter(may_be).map(instance).collect()
}

/// Adds when an edge begins and ends.
pub(super) fn valid(graph: &Graph, kind: EdgeKind, edge: Edge, to: &mut Value) {
    let columns = &graph.edges(kind).columns;
    for (name, column) in [
        ("startDateTime", &columns.valid_from),
        ("endDateTime", &columns.valid_to),
    ] {
        let at = edge.index.map(|index| index.0 as usize);
        let micros = at
            .zip(column.as_ref())
            .and_then(|(at, column)| column.get(at));
        let instant = micros.and_then(|micros| jiff::Timestamp::from_microsecond(*micros).ok());
        to[name] = json!(instant.map(|instant| instant.to_string()));
    }
}

fn mention(graph: &Graph, id: EntityId) -> Value {
    let mut object = Map::new();
    if let Some(name) = type_of(graph.kind_of(id)) {
        object.insert("@odata.type".to_owned(), json!(name));
    }
    object.insert("id".to_owned(), json!(graph.key(id).to_string()));
    Value::Object(object)
}

fn apps(graph: &Graph, files: &mut Vec<File>) {
    let apps: Vec<EntityId> = described(graph, APPS).collect();
    let list: Vec<Value> = apps
        .iter()
        .map(|id| Value::Object(object(graph, *id, APP)))
        .collect();
    files.push((
        "servicePrincipals.json".to_owned(),
        page("servicePrincipals", &list, None),
    ));
    // Twenty requests are a batch.
    for (number, twenty) in apps.chunks(10).enumerate() {
        let responses: Vec<Value> = twenty.iter().flat_map(|id| answers(graph, *id)).collect();
        let batch = json!({"responses": responses}).to_string();
        files.push((format!("batch-{number}.json"), batch));
    }
    let mut list = Vec::new();
    for id in described(graph, &[EntityKind::Registration]) {
        list.push(Value::Object(object(graph, id, REGISTRATION)));
        let path = format!("applications/{}/owners.json", graph.key(id));
        let owners = related(graph, EdgeKind::Owner, id);
        files.push((path, page("directoryObjects", &owners, None)));
    }
    files.push((
        "applications.json".to_owned(),
        page("applications", &list, None),
    ));
}

/// The answers of a batch about one service principal.
fn answers(graph: &Graph, id: EntityId) -> [Value; 2] {
    let edges = graph.edges_to(EdgeKind::AppAssignment, id);
    let assignments: Vec<Value> = edges
        .iter()
        .map(|edge| assignment(graph, id, edge))
        .collect();
    let owners = related(graph, EdgeKind::Owner, id);
    let answer = |name: &str, context: &str, records: &[Value]| {
        let body: Value = serde_json::from_str(&page(context, records, None)).unwrap_or_default();
        json!({
            "id": format!("servicePrincipals/{}/{name}", graph.key(id)),
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": body,
        })
    };
    [
        answer("appRoleAssignedTo", "appRoleAssignments", &assignments),
        answer("owners", "directoryObjects", &owners),
    ]
}

fn assignment(graph: &Graph, app: EntityId, edge: Edge) -> Value {
    let kind = match graph.kind_of(edge.end) {
        EntityKind::User => "User",
        EntityKind::Group => "Group",
        _ => "ServicePrincipal",
    };
    json!({
        "id": carried(graph, EdgeKind::AppAssignment, edge),
        "appRoleId": edge.role.map(|role| graph.role(role).id),
        "principalId": graph.key(edge.end).to_string(),
        "principalType": kind,
        "resourceId": graph.key(app).to_string(),
    })
}

/// The assignment's own id.
pub(super) fn carried(graph: &Graph, kind: EdgeKind, edge: Edge) -> Option<&str> {
    let columns = &graph.edges(kind).columns;
    edge.index.and_then(|index| columns.assignment(index))
}

fn roles(graph: &Graph, files: &mut Vec<File>) {
    let definition = |id| {
        let mut role = object(graph, id, ROLE);
        role.entry("rolePermissions").or_insert_with(|| json!([]));
        Value::Object(role)
    };
    let definitions: Vec<Value> = described(graph, &[EntityKind::DirectoryRole])
        .map(definition)
        .collect();
    let context = "roleManagement/directory/roleDefinitions";
    files.push((
        "roleDefinitions.json".to_owned(),
        page(context, &definitions, None),
    ));
    let (mut active, mut eligible) = (Vec::new(), Vec::new());
    for role in graph.ids(EntityKind::DirectoryRole) {
        for edge in graph.edges_to(EdgeKind::DirectoryRole, role).iter() {
            let is_active = edge.state == AccessState::Active;
            let list = if is_active {
                &mut active
            } else {
                &mut eligible
            };
            list.push(role_assignment(graph, role, edge));
        }
    }
    for (name, list) in [
        ("roleAssignments", active),
        ("roleEligibilityScheduleInstances", eligible),
    ] {
        let context = format!("roleManagement/directory/{name}");
        files.push((format!("{name}.json"), page(&context, &list, None)));
    }
}

fn role_assignment(graph: &Graph, role: EntityId, edge: Edge) -> Value {
    let scope = match edge.scope {
        None => "/".to_owned(),
        Some(unit) if graph.kind_of(unit) == EntityKind::AdministrativeUnit => {
            format!("/administrativeUnits/{}", graph.key(unit))
        }
        Some(object) => format!("/{}", graph.key(object)),
    };
    let mut assignment = json!({
        "id": carried(graph, EdgeKind::DirectoryRole, edge),
        "roleDefinitionId": graph.key(role).to_string(),
        "principalId": graph.key(edge.end).to_string(),
        "directoryScopeId": scope,
        "directoryScope": edge.scope.map(|scope| {
            json!({"id": graph.key(scope).to_string(), "displayName": graph.name(scope)})
        }),
        "appScopeId": null,
        "memberType": "Direct",
    });
    if edge.state == AccessState::Eligible {
        assignment["roleEligibilityScheduleId"] = json!("x");
    }
    valid(graph, EdgeKind::DirectoryRole, edge, &mut assignment);
    assignment
}
