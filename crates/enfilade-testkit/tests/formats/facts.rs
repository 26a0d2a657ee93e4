//! What a graph holds, fact by fact, under the relation of the ledger that it belongs to.

use enfilade_graph::{Edge, Graph, GraphView, RoleIndex};
use enfilade_model::{AccessState, Attribute, EdgeKind, EntityId, EntityKind, Relation, ValueType};
use std::collections::{BTreeMap, BTreeSet};

/// Facts by relation, each as a line.
pub(crate) type Facts = BTreeMap<Relation, BTreeSet<String>>;

/// Attributes by kind: the object and the value.
pub(crate) type Values = BTreeMap<(EntityKind, Attribute), BTreeMap<String, String>>;

/// The ids of registrations by their client ids, which are all that some forms have of them.
pub(crate) type Names = BTreeMap<String, String>;

/// The ids of the registrations of a graph.
pub(crate) fn names(graph: &Graph) -> Names {
    let registrations = described(graph, EntityKind::Registration);
    let name = |id| {
        let client = graph.text(id, Attribute::AppId)?;
        Some((client.to_owned(), graph.id_text(id).into_owned()))
    };
    registrations.filter_map(name).collect()
}

fn key(graph: &Graph, id: EntityId, names: &Names) -> String {
    let own = graph.id_text(id).into_owned();
    let is_registration = graph.kind_of(id) == EntityKind::Registration;
    let name = names.get(&own).filter(|_| is_registration).cloned();
    name.unwrap_or(own)
}

/// The objects that are described, the relations, and what roles allow.
pub(crate) fn facts(graph: &Graph, names: &Names) -> Facts {
    let mut facts = Facts::new();
    let mut add = |relation: Relation, line: String| {
        facts.entry(relation).or_default().insert(line);
    };
    for &kind in EntityKind::ALL {
        for id in described(graph, kind) {
            if let Some(relation) = of_object(kind) {
                add(relation, format!("{kind} {}", key(graph, id, names)));
            }
        }
    }
    for &kind in EdgeKind::ALL {
        for from in EntityKind::ALL.iter().flat_map(|kind| graph.ids(*kind)) {
            for edge in graph.edges_from(kind, from).iter() {
                if let Some(relation) = of_edge(graph, kind, from, edge) {
                    add(relation, line(graph, kind, from, edge, names));
                }
            }
        }
    }
    for role in (0..graph.role_count() as u32).map(RoleIndex) {
        if let Some(json) = graph.role_permissions(role) {
            let json: serde_json::Value = serde_json::from_str(json).unwrap();
            let is_deny = json.get("denyAssignmentName").is_some();
            let relation = match is_deny {
                true => Relation::DenyAssignments,
                false => Relation::AzureRoleDefinitions,
            };
            add(
                relation,
                format!("{} allows {}", graph.role(role).id, json["permissions"]),
            );
        }
    }
    facts
}

/// The values of the attributes of described objects; of foreign tenants, which AzureHound merely saw,
/// none.
pub(crate) fn values(graph: &Graph, names: &Names) -> Values {
    let mut values = Values::new();
    for &kind in EntityKind::ALL
        .iter()
        .filter(|kind| **kind != EntityKind::Tenant)
    {
        for id in described(graph, kind) {
            let key = key(graph, id, names);
            for &attribute in Attribute::ALL {
                let value = match attribute.value_type() {
                    // A name is shown in its best spelling, which not every form has.
                    _ if attribute == Attribute::DisplayName => {
                        Some(graph.name(id).to_lowercase()).filter(|name| !name.is_empty())
                    }
                    ValueType::Text => graph.text(id, attribute).map(str::to_owned),
                    ValueType::Boolean => graph.boolean(id, attribute).map(|flag| flag.to_string()),
                    ValueType::Time => graph.time(id, attribute).map(|time| time.to_string()),
                };
                if let Some(value) = value {
                    let own = values.entry((kind, attribute)).or_default();
                    own.insert(key.clone(), value);
                }
            }
        }
    }
    values
}

fn described(graph: &Graph, kind: EntityKind) -> impl Iterator<Item = EntityId> + '_ {
    graph.ids(kind).filter(|id| !graph.is_stub(*id))
}

fn of_object(kind: EntityKind) -> Option<Relation> {
    Some(match kind {
        EntityKind::User => Relation::Users,
        EntityKind::Group => Relation::Groups,
        EntityKind::Device => Relation::Devices,
        EntityKind::App
        | EntityKind::ManagedIdentity
        | EntityKind::ServicePrincipal
        | EntityKind::Registration => Relation::Apps,
        EntityKind::AdministrativeUnit => Relation::AdministrativeUnits,
        EntityKind::Licence => Relation::Licences,
        kind if kind.is_azure_scope() => Relation::AzureResources,
        _ => return None,
    })
}

fn of_edge(graph: &Graph, kind: EdgeKind, from: EntityId, edge: Edge) -> Option<Relation> {
    let is_active = edge.state == AccessState::Active;
    Some(match (kind, graph.kind_of(edge.end)) {
        (EdgeKind::Member, _) if is_active => Relation::GroupMembers,
        (EdgeKind::Owner, EntityKind::Group) if is_active => Relation::GroupOwners,
        (EdgeKind::Owner, EntityKind::Device) => Relation::Devices,
        (EdgeKind::Owner, kind) if kind != EntityKind::Group => Relation::AppOwners,
        (EdgeKind::Member | EdgeKind::Owner, _) => Relation::EligibleMemberships,
        (EdgeKind::AppAssignment, _) => Relation::AppAssignments,
        (EdgeKind::DirectoryRole, _) if is_active => Relation::DirectoryRoles,
        (EdgeKind::DirectoryRole, _) => Relation::EligibleDirectoryRoles,
        (EdgeKind::AzureRole, _) if is_active => Relation::AzureRoles,
        (EdgeKind::AzureRole, _) => Relation::EligibleAzureRoles,
        (EdgeKind::VaultPolicy, _) => Relation::VaultPolicies,
        (EdgeKind::RunsAs, _) if graph.kind_of(from) == EntityKind::Registration => Relation::Apps,
        (EdgeKind::Contains | EdgeKind::RunsAs, _) => Relation::AzureResources,
        (EdgeKind::UnitMember, _) => Relation::AdministrativeUnits,
        (EdgeKind::Denied | EdgeKind::DenyExempt, _) => Relation::DenyAssignments,
        (EdgeKind::Licence, _) => Relation::Licences,
        (EdgeKind::DelegatedGrant, _) => Relation::DelegatedGrants,
        (EdgeKind::PackageAssignment, _) => Relation::AccessPackages,
        (EdgeKind::SitePermission, _) => Relation::SharePoint,
    })
}

/// A relation with all that it carries.
fn line(graph: &Graph, kind: EdgeKind, from: EntityId, edge: Edge, names: &Names) -> String {
    let columns = &graph.edges(kind).columns;
    let id = |id: EntityId| key(graph, id, names);
    let at = edge.index.map(|index| index.0 as usize);
    let time = |column: &Option<arrow::buffer::ScalarBuffer<i64>>, none: i64| {
        let micros = at
            .zip(column.as_ref())
            .and_then(|(at, column)| column.get(at));
        micros.copied().filter(|micros| *micros != none)
    };
    format!(
        "{kind} {} -> {} {} role={:?} scope={:?} id={:?} from={:?} to={:?} if={:?}",
        id(from),
        id(edge.end),
        edge.state,
        edge.role.map(|role| graph.role(role).id.to_owned()),
        edge.scope.map(id),
        edge.index.and_then(|index| columns.assignment(index)),
        time(&columns.valid_from, i64::MIN),
        time(&columns.valid_to, i64::MAX),
        edge.index.and_then(|index| columns.condition(index)),
    )
}
