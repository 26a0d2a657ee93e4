//! What the attributes of a graph say about control, read once.

use crate::EntitySet;
use crate::attribute::{with_text, with_true};
use enfilade_graph::{Graph, GraphView, RoleIndex, SnapshotError};
use enfilade_model::azure::AzureDefinition;
use enfilade_model::control::{
    AzurePower, GRAPH_APP_IDS, Powers, Protection, assigns_azure_roles,
    directory_role_action_powers, directory_role_powers, directory_role_reads_directory,
    graph_permission_powers, opens_vaults, reads_storage_keys, runs_code,
};
use enfilade_model::{
    Attribute, DYNAMIC_GROUP, EdgeKind, EntityId, EntityKind, UNIFIED_GROUP, has_group_type,
};

/// A directory role as far as control goes.
#[derive(Copy, Clone, Debug)]
pub(crate) struct RoleFacts {
    pub(crate) powers: Powers,
    /// How the role protects whoever holds it.
    pub(crate) protection: Protection,
    /// Whether the role, held for the tenant, lets its holder read the directory.
    pub(crate) reads_directory: bool,
}

/// An Azure resource, and the identity that its code runs as.
#[derive(Clone, Debug)]
pub(crate) struct Carrier {
    pub(crate) resource: EntityId,
    /// The number of its type, by which [`AzurePower::RunCode`] names it.
    pub(crate) resource_type: u16,
    pub(crate) identity: EntityId,
}

impl Carrier {
    /// Whether a power lets its holder run code in the resource.
    pub(crate) fn runs_by(&self, power: AzurePower) -> bool {
        power == AzurePower::Assign || power == AzurePower::RunCode(self.resource_type)
    }
}

/// What the attributes say about control.
#[derive(Debug)]
pub(crate) struct ControlFacts {
    /// Role-assignable groups.
    pub(crate) role_assignable: EntitySet,
    /// Groups whose members follow from a rule.
    pub(crate) dynamic: EntitySet,
    /// Groups that are changed on-premises only.
    pub(crate) synced: EntitySet,
    /// Groups that no directory role or permission changes: they are changed on-premises, or in
    /// Exchange.
    pub(crate) changed_elsewhere: EntitySet,
    /// Restricted administrative units.
    pub(crate) closed_units: EntitySet,
    /// Members of restricted administrative units.
    pub(crate) restricted: EntitySet,
    /// Microsoft Graph, and its predecessor.
    pub(crate) graph_apps: EntitySet,
    /// For each directory role by its position.
    pub(crate) roles: Vec<RoleFacts>,
    /// For each role that edges carry, what it allows at Microsoft Graph.
    pub(crate) permissions: Vec<Powers>,
    /// For each role that edges carry, what it allows in Azure.
    pub(crate) azure: Vec<Vec<AzurePower>>,
    /// Azure resources that run as an identity.
    pub(crate) carriers: Vec<Carrier>,
    /// What kept the custom roles from being read.
    pub(crate) unreadable: Option<String>,
}

impl ControlFacts {
    /// Reads the facts. Time linear in the groups, apps and roles.
    pub(crate) fn new(graph: &Graph, azure: &[Option<AzureDefinition>]) -> ControlFacts {
        let role_texts = |at: usize| graph.role(RoleIndex(at as u32)).id;
        let mut unreadable = None;
        let roles = graph.ids(EntityKind::DirectoryRole).map(|role| {
            role_facts(graph, role).unwrap_or_else(|error| {
                unreadable = Some(error.to_string());
                RoleFacts {
                    powers: Powers::NONE,
                    protection: Protection::FULL,
                    reads_directory: false,
                }
            })
        });
        let roles = roles.collect();
        let (types, carriers) = carriers(graph);
        let azure = azure.iter();
        let closed_units = with_true(
            graph,
            EntityKind::AdministrativeUnit,
            Attribute::IsMemberManagementRestricted,
        );
        let synced = with_true(graph, EntityKind::Group, Attribute::OnPremisesSyncEnabled);
        ControlFacts {
            role_assignable: with_true(graph, EntityKind::Group, Attribute::IsAssignableToRole),
            changed_elsewhere: changed_elsewhere(graph, &synced),
            synced,
            dynamic: with_text(graph, EntityKind::Group, Attribute::GroupTypes, is_dynamic),
            restricted: restricted(graph, &closed_units),
            closed_units,
            graph_apps: with_text(graph, EntityKind::App, Attribute::AppId, is_graph),
            roles,
            permissions: (0..graph.role_count())
                .map(|at| graph_permission_powers(role_texts(at)))
                .collect(),
            azure: azure
                .map(|known| {
                    known
                        .as_ref()
                        .map_or_else(Vec::new, |role| powers(role, &types))
                })
                .collect(),
            carriers,
            unreadable,
        }
    }
}

impl ControlFacts {
    /// What a role that an edge carries allows in Azure.
    pub(crate) fn azure_powers(&self, role: Option<RoleIndex>) -> &[AzurePower] {
        role.and_then(|role| self.azure.get(role.0 as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a role within a unit changes a member of the unit: members of restricted units are
    /// changed from such a unit only.
    pub(crate) fn is_changed_within(&self, unit: EntityId, member: EntityId) -> bool {
        !self.restricted.contains(member) || self.closed_units.contains(unit)
    }
}

/// The powers of an Azure role, where the types of resources that run as an identity are these.
fn powers(role: &AzureDefinition, types: &[String]) -> Vec<AzurePower> {
    let plain = [
        (AzurePower::Assign, assigns_azure_roles(role)),
        (AzurePower::OpenVaults, opens_vaults(role)),
        (AzurePower::ReadKeys, reads_storage_keys(role)),
    ];
    let plain = plain.into_iter().filter(|(_, has)| *has);
    let runs = (0..).zip(types).filter(|(_, own)| runs_code(role, own));
    plain
        .map(|(power, _)| power)
        .chain(runs.map(|(number, _)| AzurePower::RunCode(number)))
        .collect()
}

/// The resources that run as an identity, and the types that they have, in lower case. Of more
/// types than there are numbers the last are run by owners alone.
fn carriers(graph: &Graph) -> (Vec<String>, Vec<Carrier>) {
    let scopes = EntityKind::ALL.iter().filter(|kind| kind.is_azure_scope());
    let mut found = Vec::new();
    for resource in scopes.flat_map(|&kind| graph.ids(kind)) {
        for &identity in graph.edges_from(EdgeKind::RunsAs, resource).ends() {
            let resource_type = graph.resource_type(resource);
            let resource_type = resource_type.unwrap_or_default().to_lowercase();
            found.push((resource, resource_type, identity));
        }
    }
    let mut types: Vec<String> = found.iter().map(|(_, own, _)| own.clone()).collect();
    types.sort_unstable();
    types.dedup();
    types.truncate(usize::from(u16::MAX));
    let carrier = |(resource, own, identity): (EntityId, String, EntityId)| Carrier {
        resource,
        resource_type: types.binary_search(&own).map_or(u16::MAX, |at| at as u16),
        identity,
    };
    let carriers = found.into_iter().map(carrier).collect();
    (types, carriers)
}

fn role_facts(graph: &Graph, role: EntityId) -> Result<RoleFacts, SnapshotError> {
    let template = graph.text(role, Attribute::TemplateId).unwrap_or_default();
    let template = match template {
        "" => graph.id_text(role).into_owned(),
        template => template.to_lowercase(),
    };
    if graph.boolean(role, Attribute::IsBuiltIn) != Some(false) {
        return Ok(RoleFacts {
            powers: directory_role_powers(&template),
            protection: Protection::of_role(&template),
            reads_directory: directory_role_reads_directory(&template),
        });
    }
    let rest = graph.rest(role)?.unwrap_or("{}");
    let powers = allowed_actions(rest)
        .iter()
        .map(|action| directory_role_action_powers(action))
        .fold(Powers::NONE, Powers::or);
    Ok(RoleFacts {
        powers,
        protection: Protection::FULL,
        reads_directory: false,
    })
}

/// The actions that a custom role allows, from its own words.
fn allowed_actions(rest: &str) -> Vec<String> {
    let Ok(rest) = serde_json::from_str::<serde_json::Value>(rest) else {
        return Vec::new();
    };
    let permissions = rest.get("rolePermissions").and_then(|list| list.as_array());
    let lists = permissions
        .into_iter()
        .flatten()
        .filter_map(|permission| permission.get("allowedResourceActions")?.as_array());
    lists
        .flatten()
        .filter_map(|action| action.as_str().map(str::to_owned))
        .collect()
}

/// Whether a group's members follow from a rule.
fn is_dynamic(types: &str) -> bool {
    has_group_type(types, DYNAMIC_GROUP)
}

/// Mail-enabled security groups and distribution lists are changed in Exchange, synced groups
/// on-premises.
///
/// Sources: <https://learn.microsoft.com/en-us/entra/fundamentals/concept-learn-about-groups>,
/// <https://learn.microsoft.com/en-us/graph/api/resources/groups-overview>.
fn changed_elsewhere(graph: &Graph, synced: &EntitySet) -> EntitySet {
    let kind = EntityKind::Group;
    let unified = |types: &str| has_group_type(types, UNIFIED_GROUP);
    let mut groups = with_true(graph, kind, Attribute::MailEnabled);
    if !groups.is_empty() {
        groups.subtract(&with_text(graph, kind, Attribute::GroupTypes, unified));
    }
    groups.union_with(synced);
    groups
}

fn is_graph(client: &str) -> bool {
    let mut known = GRAPH_APP_IDS.iter();
    known.any(|known| client.eq_ignore_ascii_case(known))
}

/// Members of a restricted unit can be changed by that unit's own administrators only.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management>.
fn restricted(graph: &Graph, closed_units: &EntitySet) -> EntitySet {
    let mut set = EntitySet::empty(graph.entity_count());
    for unit in closed_units.iter() {
        for &member in graph.edges_to(EdgeKind::UnitMember, unit).ends() {
            set.insert(member);
        }
    }
    set
}
