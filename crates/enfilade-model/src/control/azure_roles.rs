//! The powers of Azure roles: who may give roles, run code as a resource's identity, let itself into
//! vaults, and read the keys of storage accounts.
//!
//! By the actions of a role, so that a custom role is judged like a built-in one.

use crate::azure::{AzureDefinition, Plane};

/// What a holder of an Azure role may do at its scope and below, beside what the role says.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum AzurePower {
    /// Give roles, to itself too, and so do everything. An owner in all but name.
    ///
    /// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles/privileged>.
    Assign,
    /// Write access policies of vaults that are governed by them, one for itself too.
    ///
    /// Source: <https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-access-policy>.
    OpenVaults,
    /// List the keys of storage accounts, which open all that is in them.
    ///
    /// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions>.
    ReadKeys,
    /// Run code in resources of one type, and so act as their identities. The number is whatever
    /// numbering of types the caller keeps.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/overview>.
    RunCode(u16),
}

/// Whether a role may give roles without a condition in its own definition.
#[must_use]
pub fn assigns_azure_roles(role: &AzureDefinition) -> bool {
    role.allows_freely(
        Plane::Control,
        "microsoft.authorization/roleassignments/write",
    )
}

/// Whether a role may write access policies.
#[must_use]
pub fn opens_vaults(role: &AzureDefinition) -> bool {
    let actions = [
        "microsoft.keyvault/vaults/write",
        "microsoft.keyvault/vaults/accesspolicies/write",
    ];
    actions
        .iter()
        .any(|action| role.allows(Plane::Control, action))
}

/// Whether a role may list the keys of storage accounts, or have tokens signed with them.
#[must_use]
pub fn reads_storage_keys(role: &AzureDefinition) -> bool {
    let actions = [
        "microsoft.storage/storageaccounts/listkeys/action",
        "microsoft.storage/storageaccounts/listaccountsas/action",
    ];
    actions
        .iter()
        .any(|action| role.allows(Plane::Control, action))
}

/// Whether a role may run code in resources of a type, given in lower case.
///
/// Whoever can write a resource can set what runs in it. Some types have further ways in: a machine
/// runs commands and lets users log in, and whoever is on it can ask for its identity's tokens.
///
/// Sources: <https://learn.microsoft.com/en-us/azure/virtual-machines/run-command-overview>,
/// <https://learn.microsoft.com/en-us/entra/identity/devices/howto-vm-sign-in-azure-ad-windows>,
/// <https://learn.microsoft.com/en-us/azure/automation/automation-role-based-access-control>,
/// <https://learn.microsoft.com/en-us/azure/aks/access-private-cluster>.
#[must_use]
pub fn runs_code(role: &AzureDefinition, resource_type: &str) -> bool {
    let (actions, data_actions): (&[&str], &[&str]) = match resource_type {
        "microsoft.compute/virtualmachines" => (
            &["runcommand/action", "runcommands/write", "extensions/write"],
            &["login/action", "loginasadmin/action"],
        ),
        "microsoft.compute/virtualmachinescalesets" => (
            &[
                "extensions/write",
                "virtualmachines/runcommand/action",
                "virtualmachines/extensions/write",
            ],
            &[],
        ),
        "microsoft.automation/automationaccounts" => {
            (&["runbooks/write", "runbooks/draft/write"], &[])
        }
        "microsoft.containerservice/managedclusters" => (
            &["runcommand/action", "listclusteradmincredential/action"],
            &[],
        ),
        "microsoft.web/sites" => (&["publishxml/action", "config/list/action"], &[]),
        _ => (&[], &[]),
    };
    let allows = |plane, rest: &str| role.allows(plane, &format!("{resource_type}/{rest}"));
    let logs_in = data_actions.iter().any(|rest| allows(Plane::Data, rest))
        // Machines of a scale set are logged in to as machines.
        || resource_type == "microsoft.compute/virtualmachinescalesets"
            && role.allows(Plane::Data, "microsoft.compute/virtualmachines/login/action");
    // A resource of an unknown type is written by whoever may write whatever there is.
    let writes = allows(Plane::Control, "write");
    writes || logs_in || actions.iter().any(|rest| allows(Plane::Control, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in(role: &str) -> AzureDefinition {
        AzureDefinition::built_in(role).unwrap()
    }

    #[test]
    fn built_in_roles_have_the_powers_that_their_actions_give() {
        let owner = built_in("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
        let contributor = built_in("b24988ac-6180-42a0-ab88-20f7382dd24c");
        let reader = built_in("acdd72a7-3385-48ef-bd42-f606fba81ae7");
        let machines = built_in("9980e02c-c2be-4d73-94e8-173b1dc7cf3c");
        let login = built_in("fb879df8-f326-4884-b1cf-06f3ad86be52");
        let vaults = built_in("f25e0fa2-a7c8-4377-a976-54943a77a395");
        let (vm, site) = ("microsoft.compute/virtualmachines", "microsoft.web/sites");
        assert!(assigns_azure_roles(&owner) && !assigns_azure_roles(&contributor));
        assert!(opens_vaults(&contributor) && opens_vaults(&vaults) && !opens_vaults(&reader));
        assert!(reads_storage_keys(&machines) && !reads_storage_keys(&login));
        assert!(runs_code(&contributor, "some.type/nobody/knows"));
        assert!(runs_code(&machines, vm) && !runs_code(&machines, site));
        assert!(runs_code(&login, vm) && !runs_code(&reader, vm));
    }
}
