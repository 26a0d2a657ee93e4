//! The definitions of built-in roles, for exports that hold none.
//!
//! Of long lists of actions what matters here is copied. What nearly every role that manages
//! something allows beside it ([`COMMON`]) leads nowhere, but is there: a deny assignment that
//! leaves it leaves something of the role.
//!
//! Sources: the pages of
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles>, by category;
//! as read in November 2026.

use super::permission::AzurePermission;

/// What a built-in role allows, by its id in lower case.
pub(super) fn permission(role: &str) -> Option<AzurePermission> {
    let found = ROLES.iter().find(|known| known.id == role)?;
    let common: &[&str] = if found.common { COMMON } else { &[] };
    let actions: Vec<&str> = found.actions.iter().chain(common).copied().collect();
    let lists = [&actions, found.not_actions, found.data_actions, &[]];
    Some(AzurePermission::of(lists, found.condition))
}

struct BuiltIn {
    id: &'static str,
    actions: &'static [&'static str],
    not_actions: &'static [&'static str],
    data_actions: &'static [&'static str],
    condition: Option<&'static str>,
    // Whether it allows what is common beside.
    common: bool,
}

/// Reading roles, and alerts, deployments and support tickets.
const COMMON: &[&str] = &[
    "Microsoft.Authorization/*/read",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Support/*",
];

/// A role without exceptions and conditions.
const fn role(
    id: &'static str,
    actions: &'static [&'static str],
    data_actions: &'static [&'static str],
) -> BuiltIn {
    BuiltIn {
        id,
        actions,
        not_actions: &[],
        data_actions,
        condition: None,
        common: false,
    }
}

/// A role that manages something, with what is common beside.
const fn managing(
    id: &'static str,
    actions: &'static [&'static str],
    data_actions: &'static [&'static str],
) -> BuiltIn {
    BuiltIn {
        common: true,
        ..role(id, actions, data_actions)
    }
}

const READ_VAULTS: &[&str] = &[
    "Microsoft.KeyVault/deletedVaults/read",
    "Microsoft.KeyVault/locations/*/read",
    "Microsoft.KeyVault/vaults/*/read",
];

const ROLES: &[BuiltIn] = &[
    // Privileged. Owner.
    role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", &["*"], &[]),
    // Contributor.
    BuiltIn {
        not_actions: &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
            "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
            "Microsoft.Subscription/cancel/action",
            "Microsoft.Subscription/enable/action",
        ],
        ..role("b24988ac-6180-42a0-ab88-20f7382dd24c", &["*"], &[])
    },
    // User Access Administrator.
    role(
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
        &[],
    ),
    // Role Based Access Control Administrator.
    role(
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        &[
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/roleAssignments/delete",
            "*/read",
            "Microsoft.Support/*",
        ],
        &[],
    ),
    // General. Reader.
    role("acdd72a7-3385-48ef-bd42-f606fba81ae7", &["*/read"], &[]),
    // Security. Key Vault Administrator, Contributor.
    managing(
        "00482a5a-887f-4fb3-b363-3b7fe8e74483",
        READ_VAULTS,
        &["Microsoft.KeyVault/vaults/*"],
    ),
    BuiltIn {
        not_actions: &[
            "Microsoft.KeyVault/locations/deletedVaults/purge/action",
            "Microsoft.KeyVault/hsmPools/*",
            "Microsoft.KeyVault/managedHsms/*",
        ],
        ..managing(
            "f25e0fa2-a7c8-4377-a976-54943a77a395",
            &["Microsoft.KeyVault/*"],
            &[],
        )
    },
    // Key Vault Data Access Administrator: only roles of Key Vault.
    BuiltIn {
        condition: Some("only the data roles of Key Vault"),
        ..managing(
            "8b54135c-b56d-4d72-a534-26097cfdc8d8",
            &[
                "Microsoft.Authorization/*/read",
                "Microsoft.Authorization/roleAssignments/delete",
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.KeyVault/vaults/*/read",
            ],
            &[],
        )
    },
    // Key Vault Reader, Secrets Officer, Secrets User.
    managing(
        "21090545-7ca7-4776-b22c-e363652d74d2",
        READ_VAULTS,
        &[
            "Microsoft.KeyVault/vaults/*/read",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    ),
    managing(
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        READ_VAULTS,
        &["Microsoft.KeyVault/vaults/secrets/*"],
    ),
    role(
        "4633458b-17de-408a-b874-0445c86b69e6",
        &[],
        &[
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    ),
    // Key Vault Certificate User: a certificate's private key is read as a secret.
    role(
        "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
        &[],
        &[
            "Microsoft.KeyVault/vaults/certificates/read",
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
            "Microsoft.KeyVault/vaults/keys/read",
        ],
    ),
    // Key Vault Certificates Officer, Crypto Officer, Crypto Service Encryption User.
    managing(
        "a4417e6f-fecd-4de8-b567-7b0420556985",
        READ_VAULTS,
        &[
            "Microsoft.KeyVault/vaults/certificatecas/*",
            "Microsoft.KeyVault/vaults/certificates/*",
            "Microsoft.KeyVault/vaults/certificatecontacts/write",
        ],
    ),
    managing(
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
        READ_VAULTS,
        &[
            "Microsoft.KeyVault/vaults/keys/*",
            "Microsoft.KeyVault/vaults/keyrotationpolicies/*",
        ],
    ),
    role(
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",
        &[
            "Microsoft.EventGrid/eventSubscriptions/write",
            "Microsoft.EventGrid/eventSubscriptions/read",
            "Microsoft.EventGrid/eventSubscriptions/delete",
        ],
        &[
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
        ],
    ),
    // Compute. Virtual Machine Contributor.
    managing(
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        &[
            "Microsoft.Compute/availabilitySets/*",
            "Microsoft.Compute/locations/*",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachineScaleSets/*",
            "Microsoft.Compute/disks/write",
            "Microsoft.Compute/disks/read",
            "Microsoft.Compute/disks/delete",
            "Microsoft.Network/networkInterfaces/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/read",
        ],
        &[],
    ),
    // Virtual Machine Administrator Login, User Login.
    role(
        "1c0163c0-47e6-4577-8991-ea5c82e286e4",
        MACHINE_READ,
        &[
            "Microsoft.Compute/virtualMachines/login/action",
            "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
            "Microsoft.HybridCompute/machines/login/action",
            "Microsoft.HybridCompute/machines/loginAsAdmin/action",
        ],
    ),
    role(
        "fb879df8-f326-4884-b1cf-06f3ad86be52",
        MACHINE_READ,
        &[
            "Microsoft.Compute/virtualMachines/login/action",
            "Microsoft.HybridCompute/machines/login/action",
        ],
    ),
    // Storage. Avere Contributor.
    managing(
        "4f8fab4f-1852-4a58-a46a-8eaf358af14a",
        &[
            "Microsoft.Compute/*/read",
            "Microsoft.Compute/availabilitySets/*",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/disks/*",
            "Microsoft.Network/networkInterfaces/*",
            "Microsoft.Storage/*/read",
            "Microsoft.Storage/storageAccounts/*",
        ],
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        ],
    ),
    // Storage Account Contributor, Key Operator Service Role.
    managing(
        "17d1049b-9a84-46fb-8f53-869881c3d3ab",
        &["Microsoft.Storage/storageAccounts/*"],
        &[],
    ),
    role(
        "81a9662b-bebf-436f-a333-f67b29880f12",
        &[
            "Microsoft.Storage/storageAccounts/listkeys/action",
            "Microsoft.Storage/storageAccounts/regeneratekey/action",
        ],
        &[],
    ),
    // Storage Blob Data Owner, Contributor, Reader.
    role(
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        &["Microsoft.Storage/storageAccounts/blobServices/containers/*"],
        &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
    ),
    role(
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/write",
        ],
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        ],
    ),
    role(
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        &["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
        &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
    ),
    // Storage Queue Data Contributor, Reader.
    role(
        "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        &[
            "Microsoft.Storage/storageAccounts/queueServices/queues/delete",
            "Microsoft.Storage/storageAccounts/queueServices/queues/read",
            "Microsoft.Storage/storageAccounts/queueServices/queues/write",
        ],
        &[
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/delete",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action",
        ],
    ),
    role(
        "19e7f393-937e-4f77-808e-94535e297925",
        &["Microsoft.Storage/storageAccounts/queueServices/queues/read"],
        &["Microsoft.Storage/storageAccounts/queueServices/queues/messages/read"],
    ),
    // Storage Table Data Contributor, Reader.
    role(
        "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        &[
            "Microsoft.Storage/storageAccounts/tableServices/tables/read",
            "Microsoft.Storage/storageAccounts/tableServices/tables/write",
            "Microsoft.Storage/storageAccounts/tableServices/tables/delete",
        ],
        &[
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/read",
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/write",
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/delete",
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action",
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/update/action",
        ],
    ),
    role(
        "76199698-9eea-4c19-bc75-cec21354c6b6",
        &["Microsoft.Storage/storageAccounts/tableServices/tables/read"],
        &["Microsoft.Storage/storageAccounts/tableServices/tables/entities/read"],
    ),
    // Storage File Data SMB Share Reader, Contributor, Elevated Contributor.
    role(
        "aba4ae5f-2193-4029-9191-0cb91df5e314",
        &[],
        &["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read"],
    ),
    role("0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb", &[], CHANGE_FILES),
    role("a7264617-510b-434b-a828-9731dc254ea7", &[], CHANGE_FILES),
    // Web. Website Contributor.
    managing(
        "de139f84-1756-47ae-9be6-808fbbe84772",
        &[
            "Microsoft.Web/certificates/*",
            "Microsoft.Web/serverFarms/join/action",
            "Microsoft.Web/serverFarms/read",
            "Microsoft.Web/sites/*",
        ],
        &[],
    ),
    // Integration. Logic App Contributor.
    managing(
        "87a39d53-fc1b-424a-814c-f7e04687dc9e",
        &[
            "Microsoft.Logic/*",
            "Microsoft.Storage/storageAccounts/listkeys/action",
            "Microsoft.Storage/storageAccounts/read",
            "Microsoft.Web/connectionGateways/*",
            "Microsoft.Web/connections/*",
            "Microsoft.Web/customApis/*",
        ],
        &[],
    ),
    // Management. Automation Contributor.
    managing(
        "f353d9bd-d4a6-484e-a77a-8050b599b867",
        &["Microsoft.Automation/automationAccounts/*"],
        &[],
    ),
    // Containers. Azure Kubernetes Service Contributor Role.
    role(
        "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
        &[
            "Microsoft.ContainerService/managedClusters/read",
            "Microsoft.ContainerService/managedClusters/write",
            "Microsoft.Resources/deployments/*",
        ],
        &[],
    ),
    // Azure Kubernetes Service Cluster Admin Role.
    role(
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
        &[
            "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
            "Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action",
            "Microsoft.ContainerService/managedClusters/read",
            "Microsoft.ContainerService/managedClusters/runcommand/action",
        ],
        &[],
    ),
    // Identity. Managed Identity Contributor, Operator.
    managing(
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
            "Microsoft.ManagedIdentity/userAssignedIdentities/revokeTokens/action",
        ],
        &[],
    ),
    managing(
        "f1a07417-d97a-45cb-824c-7a7467783830",
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
        ],
        &[],
    ),
];

const MACHINE_READ: &[&str] = &[
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Compute/virtualMachines/*/read",
    "Microsoft.HybridCompute/machines/*/read",
];

const CHANGE_FILES: &[&str] = &[
    "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
    "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
    "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_stands_once_under_a_guid_in_lower_case() {
        for (at, known) in ROLES.iter().enumerate() {
            assert!(crate::parse_guid(known.id).is_some(), "{}", known.id);
            assert_eq!(known.id, known.id.to_lowercase());
            assert!(
                ROLES[..at].iter().all(|other| other.id != known.id),
                "{}",
                known.id
            );
            assert!(permission(known.id).is_some());
        }
        assert!(permission("nothing").is_none());
    }
}
