//! The powers of Azure roles: who may give roles, and who may run code as a resource's identity.
//!
//! By the ids of built-in roles, since an AzureHound export holds no definitions.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles>, and
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles/privileged> for
//! the roles that hold `Microsoft.Authorization/roleAssignments/write`.

/// What a holder of an Azure role may do at its scope and below.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum AzurePower {
    /// Give roles, to itself too, and so do everything.
    Assign,
    /// Change any resource, and so run code as its identity.
    OperateAll,
    /// Change resources of these types (lower case), and so run code as their identities.
    Operate(&'static [&'static str]),
}

impl AzurePower {
    /// Whether the power lets its holder run code as the identity of a resource of this type.
    #[must_use]
    pub fn operates(self, resource_type: &str) -> bool {
        match self {
            AzurePower::Assign | AzurePower::OperateAll => true,
            AzurePower::Operate(types) => types
                .iter()
                .any(|own| own.eq_ignore_ascii_case(resource_type)),
        }
    }
}

const MACHINES: &[&str] = &[
    "microsoft.compute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets",
];

/// The power of a role, by the id of its definition in lower case.
#[must_use]
pub fn azure_power(role: &str) -> Option<AzurePower> {
    Some(match role {
        // Owner, User Access Administrator, Role Based Access Control Administrator.
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
        | "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
        | "f58310d9-a9f6-439a-9e8d-f62e7b41a168" => AzurePower::Assign,
        // Contributor.
        "b24988ac-6180-42a0-ab88-20f7382dd24c" => AzurePower::OperateAll,
        // Virtual Machine Contributor, Avere Contributor, Virtual Machine Administrator Login.
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c"
        | "4f8fab4f-1852-4a58-a46a-8eaf358af14a"
        | "1c0163c0-47e6-4577-8991-ea5c82e286e4" => AzurePower::Operate(MACHINES),
        // Website Contributor.
        "de139f84-1756-47ae-9be6-808fbbe84772" => AzurePower::Operate(&["microsoft.web/sites"]),
        // Logic App Contributor.
        "87a39d53-fc1b-424a-814c-f7e04687dc9e" => {
            AzurePower::Operate(&["microsoft.logic/workflows"])
        }
        // Automation Contributor.
        "f353d9bd-d4a6-484e-a77a-8050b599b867" => {
            AzurePower::Operate(&["microsoft.automation/automationaccounts"])
        }
        // Azure Kubernetes Service Contributor Role.
        "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8" => {
            AzurePower::Operate(&["microsoft.containerservice/managedclusters"])
        }
        _ => return None,
    })
}
