//! What the roles, vaults and storage accounts of Azure mean for access, read once.
//!
//! A role is judged by its definition: the export's own, else that of the built-in role with its
//! id. Of a role that neither knows nothing is claimed. What a definition comes to is kept as a few
//! flags for each role number, so that nothing reads a definition once for each row.

pub(crate) mod denies;

use crate::EntitySet;
use crate::attribute::with_true;
use crate::mechanism::{Grant, storage_data};
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::azure::{
    AzureDefinition, Plane, READ_SECRET, READ_STORAGE, policy_reads_secrets,
};
use enfilade_model::control::AzurePower;
use enfilade_model::{Attribute, EntityId, EntityKind, Mechanism};

/// Roles, vaults and storage accounts, as far as they decide about access.
#[derive(Debug)]
pub(crate) struct AzureFacts {
    /// By role number: what it allows, where that is known.
    pub(crate) definitions: Vec<Option<AzureDefinition>>,
    // By role number.
    flags: Vec<RoleFlags>,
    // Vaults governed by Azure roles.
    vaults_by_role: EntitySet,
    // Vaults governed by access policies: all others.
    vaults_by_policy: EntitySet,
    // Storage accounts and what lies within them.
    storage: EntitySet,
}

/// What a role's definition, or the permissions of a policy, come to.
#[derive(Copy, Clone, Debug, Default)]
struct RoleFlags {
    is_conditional: bool,
    reads_secrets: bool,
    reads_storage: bool,
    policy_reads_secrets: bool,
}

impl AzureFacts {
    /// Reads the facts. Time linear in the roles that edges carry, the vaults and the resources.
    pub(crate) fn new(graph: &Graph) -> AzureFacts {
        let roles = || (0..graph.role_count() as u32).map(RoleIndex);
        let definitions: Vec<_> = roles().map(|role| definition(graph, role)).collect();
        let flags = roles().zip(&definitions);
        let flags = flags.map(|(role, known)| RoleFlags::of(graph.role(role).name, known.as_ref()));
        let kind = EntityKind::Vault;
        let vaults_by_role = with_true(graph, kind, Attribute::EnableRbacAuthorization);
        let mut vaults_by_policy =
            EntitySet::from_range(graph.entity_count(), graph.kind_range(kind));
        vaults_by_policy.subtract(&vaults_by_role);
        let is_storage = |id: &EntityId| {
            let own = graph.resource_type(*id);
            own.is_some_and(|own| storage_data::is_storage(&own))
        };
        let storage = graph.ids(EntityKind::AzureResource).filter(is_storage);
        AzureFacts {
            flags: flags.collect(),
            definitions,
            vaults_by_role,
            vaults_by_policy,
            storage: EntitySet::from_ids(graph.entity_count(), storage),
        }
    }

    fn flags(&self, role: Option<RoleIndex>) -> RoleFlags {
        let flags = role.and_then(|role| self.flags.get(role.0 as usize));
        flags.copied().unwrap_or_default()
    }

    /// Whether a role's own definition puts a condition on it.
    #[inline]
    pub(crate) fn is_conditional(&self, role: Option<RoleIndex>) -> bool {
        self.flags(role).is_conditional
    }

    /// Whether a role lets its holder do what a mechanism is about.
    #[inline]
    pub(crate) fn role_allows(&self, mechanism: Mechanism, role: Option<RoleIndex>) -> bool {
        match mechanism {
            Mechanism::VaultSecrets => self.flags(role).reads_secrets,
            Mechanism::StorageData => self.flags(role).reads_storage,
            _ => true,
        }
    }

    /// Whether an access policy lets its holder do what a mechanism is about.
    pub(crate) fn policy_allows(
        &self,
        mechanism: Mechanism,
        vault: EntityId,
        permissions: Option<RoleIndex>,
    ) -> bool {
        self.vaults_by_policy.contains(vault)
            && (mechanism != Mechanism::VaultSecrets
                || self.flags(permissions).policy_reads_secrets)
    }

    /// Whether an inherited grant counts at a resource at or below where it was made.
    #[inline]
    pub(crate) fn counts_at(&self, grant: &Grant, resource: EntityId) -> bool {
        match grant.mechanism {
            Mechanism::VaultSecrets => self.vaults_by_role.contains(resource),
            Mechanism::StorageData => self.storage.contains(resource),
            _ => true,
        }
    }

    /// Whether someone who gives itself a role or a policy may so do at a resource what a mechanism
    /// is about.
    pub(crate) fn could_count_at(
        &self,
        mechanism: Mechanism,
        resource: EntityId,
        power: AzurePower,
    ) -> bool {
        use AzurePower::{Assign, OpenVaults, ReadKeys};
        match (mechanism, power) {
            (Mechanism::AzureRole, Assign) => true,
            // Who gives roles may also change the model of a vault.
            (Mechanism::VaultSecrets, Assign) => {
                self.vaults_by_role.contains(resource) || self.vaults_by_policy.contains(resource)
            }
            (Mechanism::VaultPolicy | Mechanism::VaultSecrets, OpenVaults) => {
                self.vaults_by_policy.contains(resource)
            }
            (Mechanism::StorageData, Assign | ReadKeys) => self.storage.contains(resource),
            _ => false,
        }
    }
}

impl RoleFlags {
    fn of(name: &str, definition: Option<&AzureDefinition>) -> RoleFlags {
        let reads = |actions: &[&str]| {
            let any = |role: &AzureDefinition| {
                let mut actions = actions.iter();
                actions.any(|action| role.allows(Plane::Data, action))
            };
            definition.is_some_and(any)
        };
        RoleFlags {
            is_conditional: definition.is_some_and(AzureDefinition::is_conditional),
            reads_secrets: reads(&[READ_SECRET]),
            reads_storage: reads(&READ_STORAGE),
            policy_reads_secrets: policy_reads_secrets(name),
        }
    }
}

/// What a role allows, by the export or, for a built-in role, by Microsoft's pages.
fn definition(graph: &Graph, role: RoleIndex) -> Option<AzureDefinition> {
    let stated = graph.role_permissions(role);
    match stated.and_then(|json| serde_json::from_str(json).ok()) {
        Some(definition) => Some(definition),
        None => AzureDefinition::built_in(graph.role(role).id),
    }
}
