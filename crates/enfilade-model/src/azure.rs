//! What Azure roles allow and what deny assignments take away, action by action.
//!
//! A role's name says little and its id says nothing of a custom role; its definition says all. A
//! definition lists actions of the control plane and data actions of the data plane, in patterns in
//! which `*` stands for whatever, and what is left out of these. Left out is not forbidden: another
//! role may allow the same. Only a deny assignment forbids, and it is written in the same patterns.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions>,
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments>.

mod built_in;
mod definition;
mod pattern;
mod permission;

pub use definition::AzureDefinition;
pub use permission::{AzurePermission, Plane};

/// The principal that a deny assignment names when it means everyone.
///
/// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments>.
pub const ALL_PRINCIPALS_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The data action that reads the value of a secret in a vault.
///
/// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/security>.
pub const READ_SECRET: &str = "microsoft.keyvault/vaults/secrets/getsecret/action";

/// The data actions that read what a storage account holds: blobs, files, messages and entities.
///
/// Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/storage>.
pub const READ_STORAGE: [&str; 4] = [
    "microsoft.storage/storageaccounts/blobservices/containers/blobs/read",
    "microsoft.storage/storageaccounts/fileservices/fileshares/files/read",
    "microsoft.storage/storageaccounts/queueservices/queues/messages/read",
    "microsoft.storage/storageaccounts/tableservices/tables/entities/read",
];

/// Whether the permissions of a vault's access policy, as `keys: get; secrets: get, list`, let
/// their holder read secrets.
///
/// Source: <https://learn.microsoft.com/en-us/azure/key-vault/general/assign-access-policy>.
#[must_use]
pub fn policy_reads_secrets(permissions: &str) -> bool {
    permissions.to_lowercase().split(';').any(|area| {
        let words = |c: char| c == ':' || c == ',' || c.is_whitespace();
        let mut words = area.split(words).filter(|word| !word.is_empty());
        words.next() == Some("secrets") && words.any(|word| matches!(word, "get" | "all"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_reads_secrets_if_it_permits_to_get_them() {
        for yes in [
            "secrets get",
            "keys: list; secrets: list, get",
            "Secrets: All",
        ] {
            assert!(policy_reads_secrets(yes), "{yes}");
        }
        for no in [
            "",
            "keys: get; secrets: list",
            "secrets: set",
            "certificates: get",
        ] {
            assert!(!policy_reads_secrets(no), "{no}");
        }
    }
}
