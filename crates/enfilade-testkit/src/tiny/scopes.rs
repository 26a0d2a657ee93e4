//! The trees of Azure scopes and of SharePoint sites as indented lines, each with its type and its name.
//!
//! ```text
//! management group Corp
//!   subscription Prod
//!     resource group rg-finance
//!       vault kv-ledger
//!       storage account ledgerstore
//! ```

use super::{TinyError, key_of_name};
use enfilade_model::EntityKind;

/// A scope of the tree.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Scope {
    pub(super) name: String,
    pub(super) kind: EntityKind,
    /// The Azure resource type.
    pub(super) resource_type: &'static str,
    /// The id, in lower case.
    pub(super) id: String,
    /// The position of the scope above it.
    pub(super) parent: Option<usize>,
}

const TYPES: [(&str, EntityKind, &str); 11] = [
    (
        "management group ",
        EntityKind::ManagementGroup,
        "Microsoft.Management/managementGroups",
    ),
    (
        "subscription ",
        EntityKind::Subscription,
        "Microsoft.Resources/subscriptions",
    ),
    (
        "resource group ",
        EntityKind::ResourceGroup,
        "Microsoft.Resources/resourceGroups",
    ),
    ("vault ", EntityKind::Vault, "Microsoft.KeyVault/vaults"),
    (
        "storage account ",
        EntityKind::AzureResource,
        "Microsoft.Storage/storageAccounts",
    ),
    (
        "container ",
        EntityKind::AzureResource,
        "Microsoft.Storage/storageAccounts/blobServices/containers",
    ),
    (
        "virtual machine ",
        EntityKind::AzureResource,
        "Microsoft.Compute/virtualMachines",
    ),
    ("web app ", EntityKind::AzureResource, "Microsoft.Web/sites"),
    (
        "cluster ",
        EntityKind::AzureResource,
        "Microsoft.ContainerService/managedClusters",
    ),
    ("site ", EntityKind::Site, ""),
    ("library ", EntityKind::Site, ""),
];

/// Reads the tree; a scope comes after the scope above it.
pub(super) fn read(text: &str) -> Result<Vec<Scope>, TinyError> {
    let mut scopes: Vec<Scope> = Vec::new();
    // The open scopes, outermost first: their indents and positions.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        open.retain(|&(own, _)| own < indent);
        let parent = open.last().map(|&(_, position)| position);
        let line = line.trim();
        let found = TYPES.iter().find(|(word, ..)| line.starts_with(word));
        let Some(&(word, kind, resource_type)) = found else {
            return Err(TinyError::Value {
                value: line.to_owned(),
                place: "azure".to_owned(),
                wanted: "a type such as `subscription` and a name",
            });
        };
        let name = line[word.len()..].trim().to_owned();
        let above = parent.and_then(|position| scopes.get(position));
        let id = id(kind, resource_type, &name, above);
        open.push((indent, scopes.len()));
        scopes.push(Scope {
            name,
            kind,
            resource_type,
            id,
            parent,
        });
    }
    Ok(scopes)
}

fn id(kind: EntityKind, resource_type: &str, name: &str, above: Option<&Scope>) -> String {
    let above = above.map_or("", |scope| scope.id.as_str());
    let id = match kind {
        EntityKind::ManagementGroup => format!("/providers/{resource_type}/{name}"),
        EntityKind::Subscription => format!("/subscriptions/{}", key_of_name(name)),
        EntityKind::ResourceGroup => format!("{above}/resourceGroups/{name}"),
        EntityKind::Site if above.is_empty() => format!("https://contoso.example/sites/{name}"),
        EntityKind::Site => format!("{above}/{name}"),
        // A resource below a resource repeats only the last part of its type.
        _ => match resource_type.rsplit_once('/') {
            Some((_, last)) if above.contains("/providers/microsoft.storage/") => {
                format!("{above}/blobServices/default/{last}/{name}")
            }
            _ => format!("{above}/providers/{resource_type}/{name}"),
        },
    };
    id.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_indents() {
        let text = "
            management group Corp
              subscription Prod
                resource group rg
                  vault kv
                  storage account store
                    container box
              subscription Test";
        let scopes = read(text).unwrap();
        let sub = key_of_name("Prod");
        let below = |rest: &str| format!("/subscriptions/{sub}/resourcegroups/rg{rest}");
        let ids: Vec<_> = scopes.iter().map(|scope| scope.id.clone()).collect();
        let storage = "/providers/microsoft.storage/storageaccounts/store";
        assert_eq!(
            ids,
            [
                "/providers/microsoft.management/managementgroups/corp".to_owned(),
                format!("/subscriptions/{sub}"),
                below(""),
                below("/providers/microsoft.keyvault/vaults/kv"),
                below(storage),
                below(&format!("{storage}/blobservices/default/containers/box")),
                format!("/subscriptions/{}", key_of_name("Test")),
            ]
        );
        let parents: Vec<_> = scopes.iter().map(|scope| scope.parent).collect();
        assert_eq!(
            parents,
            [None, Some(0), Some(1), Some(2), Some(2), Some(4), Some(0)]
        );
    }

    #[test]
    fn a_line_without_a_type_is_an_error() {
        assert!(read("Prod").is_err());
    }
}
