//! The Azure scopes, the roles given on them, and the policies of vaults.

use super::tables::{Holder, holder, unknown};
use super::{Company, id};
use std::io;

/// A scope, with what is given right at it.
pub(super) struct Scope {
    pub(super) name: &'static str,
    /// AzureHound's stem for the type: `KeyVault` in `AZKeyVault`.
    pub(super) stem: &'static str,
    /// The Azure resource type.
    pub(super) resource_type: &'static str,
    /// The id, cased as Azure does.
    pub(super) id: String,
    pub(super) parent: Option<usize>,
    pub(super) has_identity: bool,
    pub(super) grants: Vec<Grant>,
    pub(super) policies: Vec<(Holder, &'static str)>,
    texts: Vec<&'static str>,
}

/// A role given at a scope.
pub(super) struct Grant {
    pub(super) holder: Holder,
    /// The role's id.
    pub(super) role: &'static str,
    /// The assignment's own id.
    pub(super) name: String,
}

impl Scope {
    /// The id of the managed identity that the resource carries.
    pub(super) fn identity_id(&self) -> String {
        id("identity", self.name)
    }
}

/// The types: their word in the table, AzureHound's stem, and the Azure resource type.
const TYPES: [(&str, &str, &str); 13] = [
    (
        "management group ",
        "ManagementGroup",
        "Microsoft.Management/managementGroups",
    ),
    (
        "subscription ",
        "Subscription",
        "Microsoft.Resources/subscriptions",
    ),
    (
        "resource group ",
        "ResourceGroup",
        "Microsoft.Resources/resourceGroups",
    ),
    ("vault ", "KeyVault", "Microsoft.KeyVault/vaults"),
    (
        "storage ",
        "StorageAccount",
        "Microsoft.Storage/storageAccounts",
    ),
    (
        "container ",
        "StorageContainer",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
    ),
    ("vm ", "VM", "Microsoft.Compute/virtualMachines"),
    ("web ", "WebApp", "Microsoft.Web/sites"),
    ("function ", "FunctionApp", "Microsoft.Web/sites"),
    (
        "cluster ",
        "ManagedCluster",
        "Microsoft.ContainerService/managedClusters",
    ),
    (
        "registry ",
        "ContainerRegistry",
        "Microsoft.ContainerRegistry/registries",
    ),
    (
        "automation ",
        "AutomationAccount",
        "Microsoft.Automation/automationAccounts",
    ),
    ("logic ", "LogicApp", "Microsoft.Logic/workflows"),
];

/// The built-in roles in use: their names and ids.
const ROLES: [(&str, &str); 10] = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    (
        "User Access Administrator",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    ),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    (
        "Key Vault Contributor",
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
    ),
    (
        "Virtual Machine Contributor",
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    ),
    (
        "Virtual Machine Administrator Login",
        "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    ),
    (
        "Website Contributor",
        "de139f84-1756-47ae-9be6-808fbbe84772",
    ),
    (
        "Storage Blob Data Reader",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    ),
    (
        "Storage Blob Data Contributor",
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    ),
];

pub(super) fn role_id(name: &str) -> Option<&'static str> {
    let found = ROLES.iter().find(|(own, _)| *own == name);
    found.map(|(_, id)| *id)
}

/// Reads the tree; a scope comes after the scope above it.
pub(super) fn scopes() -> io::Result<Vec<Scope>> {
    let mut scopes: Vec<Scope> = Vec::new();
    // The open scopes, outermost first: their indents and positions.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let lines = include_str!("azure.txt").lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        if text.starts_with('*') || text.starts_with("policy ") {
            let scope = scopes.last_mut().ok_or_else(|| unknown(text))?;
            scope.texts.push(text);
            continue;
        }
        open.retain(|&(own, _)| own < indent);
        let parent = open.last().map(|&(_, position)| position);
        let found = TYPES.iter().find(|(word, ..)| text.starts_with(word));
        let &(word, stem, resource_type) = found.ok_or_else(|| unknown(text))?;
        let rest = &text[word.len()..];
        let name = rest.strip_suffix(" id").unwrap_or(rest);
        let above = parent.map_or("", |at| scopes[at].id.as_str());
        let id = match stem {
            "ManagementGroup" => format!("/providers/{resource_type}/{name}"),
            "Subscription" => format!("/subscriptions/{}", id("subscription", name).to_lowercase()),
            "ResourceGroup" => format!("{above}/resourceGroups/{name}"),
            "StorageContainer" => format!("{above}/blobServices/default/containers/{name}"),
            _ => format!("{above}/providers/{resource_type}/{name}"),
        };
        open.push((indent, scopes.len()));
        scopes.push(Scope {
            name,
            stem,
            resource_type,
            id,
            parent,
            has_identity: name.len() < rest.len(),
            grants: Vec::new(),
            policies: Vec::new(),
            texts: Vec::new(),
        });
    }
    Ok(scopes)
}

/// Resolves who holds what at each scope.
pub(super) fn assign(company: &mut Company) -> io::Result<()> {
    for at in 0..company.scopes.len() {
        let scope = &company.scopes[at];
        let (mut grants, mut policies) = (Vec::new(), Vec::new());
        for text in &scope.texts {
            if let Some(policy) = text.strip_prefix("policy ") {
                let (who, permissions) = policy.rsplit_once(": ").ok_or_else(|| unknown(text))?;
                policies.push((holder(company, who)?, permissions));
                continue;
            }
            let grant = text.trim_start_matches('*').trim();
            let (role, holders) = grant.split_once(": ").ok_or_else(|| unknown(text))?;
            for who in holders.split(';').map(str::trim) {
                grants.push(Grant {
                    holder: holder(company, who)?,
                    role: role_id(role).ok_or_else(|| unknown(role))?,
                    name: id("assignment", &format!("{}/{role}/{who}", scope.id)).to_lowercase(),
                });
            }
        }
        let scope = &mut company.scopes[at];
        (scope.grants, scope.policies) = (grants, policies);
    }
    Ok(())
}

/// The scopes that hold a scope, itself first.
pub(super) fn upwards(scopes: &[Scope], at: usize) -> impl Iterator<Item = &Scope> {
    std::iter::successors(scopes.get(at), |scope| scopes.get(scope.parent?))
}
