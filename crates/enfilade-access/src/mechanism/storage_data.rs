//! Storage data: who may read the blobs, files, messages and entities of a storage account.
//!
//! By data actions of Azure roles, at the account, a container in it, or above. Owner and Contributor
//! have no data actions; what they have are the account's keys, so they could reach the data. The
//! grants are rows of their own mechanism as well, so this one counts only when it is named.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions>,
//! <https://learn.microsoft.com/en-us/azure/storage/blobs/assign-azure-role-data-access>.

/// Whether resources of a type are storage accounts, or hold data within one. The services between (an
/// account's one `blobServices/default`) are only a part of the containers' ids.
pub(crate) fn is_storage(resource_type: &str) -> bool {
    let own = resource_type.to_lowercase();
    let inside = own.strip_prefix("microsoft.storage/storageaccounts");
    inside.is_some_and(|rest| {
        let mut parts = rest.split('/');
        parts.next() == Some("") && parts.count() != 1
    })
}
