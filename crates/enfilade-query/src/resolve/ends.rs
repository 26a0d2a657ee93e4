//! Which kinds of things can stand at the two ends of access.

use crate::plan::column::Kinds;
use enfilade_access::Mechanisms;
use enfilade_model::{EntityKind, Layer, Mechanism};

/// Only mechanisms that can lead to something are worth a look.
pub(super) fn leading_to(mechanisms: Mechanisms, kinds: Kinds, layer: Layer) -> Mechanisms {
    let leads = |&mechanism: &Mechanism| {
        let counts = mechanism != Mechanism::DelegatedGrant || layer == Layer::CouldReach;
        counts && !resources_of(mechanism).and(kinds).is_empty()
    };
    mechanisms.iter().filter(leads).collect()
}

/// The kinds that can hold access: principals, and groups if asked for.
pub(super) fn holders() -> Kinds {
    let holds = |kind: &EntityKind| {
        kind.is_principal() || matches!(kind, EntityKind::Group | EntityKind::Unknown)
    };
    EntityKind::ALL.iter().copied().filter(holds).collect()
}

/// The kinds that access can lead to.
pub(super) fn reachable() -> Kinds {
    let all = Mechanism::ALL.into_iter().map(resources_of);
    let kinds = all.fold(Kinds::default(), Kinds::or);
    // A bare name of a group means the group's members more often than what they have by it.
    let named = |kind: &EntityKind| *kind != EntityKind::Group;
    kinds.iter().filter(named).collect()
}

/// The kinds that a mechanism leads to.
fn resources_of(mechanism: Mechanism) -> Kinds {
    match mechanism {
        Mechanism::GroupResources => [EntityKind::Group].into_iter().collect(),
        Mechanism::AccessPackage => [EntityKind::AccessPackage].into_iter().collect(),
        Mechanism::SitePermission => [EntityKind::Site].into_iter().collect(),
        Mechanism::Licence => [EntityKind::Licence].into_iter().collect(),
        Mechanism::AppAssignment | Mechanism::DelegatedGrant => [
            EntityKind::App,
            EntityKind::ServicePrincipal,
            EntityKind::ManagedIdentity,
            EntityKind::Unknown,
        ]
        .into_iter()
        .collect(),
        Mechanism::OpenApp | Mechanism::AdministratorOverride => {
            [EntityKind::App].into_iter().collect()
        }
        Mechanism::DirectoryRole => [EntityKind::DirectoryRole].into_iter().collect(),
        Mechanism::VaultPolicy | Mechanism::VaultSecrets => {
            [EntityKind::Vault].into_iter().collect()
        }
        Mechanism::StorageData => [EntityKind::AzureResource].into_iter().collect(),
        Mechanism::AzureRole => EntityKind::ALL
            .iter()
            .copied()
            .filter(|kind| kind.is_azure_scope() || *kind == EntityKind::Unknown)
            .collect(),
    }
}
