//! Records of Azure: scopes, roles given on them, policies of vaults.

use super::{Company, describe, id, tenant};
use crate::azurehound::{Export, Fields};
use crate::contoso::azure::{Grant, Scope, role_id, upwards};
use std::io::{self, Write};

fn upper(scope: &Scope) -> String {
    scope.id.to_uppercase()
}

fn above<'a>(company: &'a Company, scope: &Scope) -> Option<&'a Scope> {
    company.scopes.get(scope.parent?)
}

pub(super) fn scopes<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for (at, scope) in company.scopes.iter().enumerate() {
        out.record(&format!("AZ{}", scope.stem), |fields| {
            match scope.stem {
                "ManagementGroup" => management_group(fields, scope),
                "Subscription" => subscription(fields, scope),
                "ResourceGroup" => resource_group(fields, company, scope),
                "KeyVault" => vault(fields, company, scope),
                "StorageContainer" => container(fields, company, at),
                _ => resource(fields, company, scope),
            }
            fields.plain("tenantId", tenant());
        })?;
        descendants(company, at, out)?;
        for (holder, permissions) in &scope.policies {
            out.record("AZKeyVaultAccessPolicy", |fields| {
                fields.plain("objectId", describe(company, *holder).id);
                policy(fields, permissions);
                fields
                    .plain("tenantId", tenant())
                    .plain("keyVaultId", upper(scope));
            })?;
        }
    }
    Ok(())
}

fn management_group(fields: &mut Fields<'_>, scope: &Scope) {
    fields.plain("id", upper(scope)).plain("name", scope.name);
    fields.object("properties", |properties| {
        properties.object("details", |details| {
            details.empty("parent");
        });
        properties.plain("displayName", scope.name.to_uppercase());
        properties.plain("tenantId", tenant());
    });
    fields.plain("type", scope.resource_type);
}

fn subscription(fields: &mut Fields<'_>, scope: &Scope) {
    fields
        .plain("id", upper(scope))
        .plain("authorizationSource", "RoleBased");
    fields
        .text("displayName", &scope.name.to_uppercase())
        .plain("state", "Enabled");
    fields.plain("subscriptionId", id("subscription", scope.name));
    fields.object("subscriptionPolicies", |policies| {
        policies.plain("quotaId", "EnterpriseAgreement_2014-09-01");
    });
}

/// A management group or subscription is told once for every management group above it, each time
/// with the one directly above.
fn descendants<W: Write>(company: &Company, at: usize, out: &mut Export<W>) -> io::Result<()> {
    let scope = &company.scopes[at];
    let (resource_type, name) = match scope.stem {
        "ManagementGroup" => (scope.resource_type, scope.name.to_owned()),
        "Subscription" => (
            "Microsoft.Management/managementGroups/subscriptions",
            id("subscription", scope.name).to_lowercase(),
        ),
        _ => return Ok(()),
    };
    for _ in upwards(&company.scopes, at).skip(1) {
        out.record("AZManagementGroupDescendant", |fields| {
            fields.plain("id", upper(scope)).plain("name", &name);
            fields.object("properties", |properties| {
                properties.text("display_name", &scope.name.to_uppercase());
                properties.object("parent", |parent| {
                    if let Some(above) = above(company, scope) {
                        parent.plain("id", upper(above));
                    }
                });
            });
            fields.plain("type", resource_type);
        })?;
    }
    Ok(())
}

fn resource_group(fields: &mut Fields<'_>, company: &Company, scope: &Scope) {
    fields
        .plain("id", upper(scope))
        .plain("location", "westeurope");
    fields
        .plain("name", scope.name)
        .object("properties", |properties| {
            properties.plain("provisioningState", "Succeeded");
        });
    fields.plain("type", "Microsoft.Resources/resourceGroups");
    if let Some(subscription) = above(company, scope) {
        fields.plain("subscriptionId", upper(subscription));
    }
}

fn vault(fields: &mut Fields<'_>, company: &Company, scope: &Scope) {
    fields
        .plain("id", upper(scope))
        .plain("location", "westeurope");
    fields
        .plain("name", scope.name)
        .object("properties", |properties| {
            properties.objects(
                "accessPolicies",
                &scope.policies,
                |entry, (holder, permissions)| {
                    entry.plain("objectId", describe(company, *holder).id);
                    policy(entry, permissions);
                    entry.plain("tenantId", tenant());
                },
            );
            properties
                .flag("enableSoftDelete", true)
                .empty("networkAcls");
            properties.object("sku", |sku| {
                sku.plain("family", "A").plain("name", "standard");
            });
            properties.plain("tenantId", tenant());
            properties.plain("vaultUri", format!("https://{}.vault.example/", scope.name));
        });
    fields.plain("type", scope.resource_type);
    if let Some(group) = above(company, scope) {
        if let Some(subscription) = above(company, group) {
            fields.plain("subscriptionId", id("subscription", subscription.name));
        }
        fields.plain("resourceGroup", upper(group));
    }
}

/// The permissions of a policy: `secrets Get, List; keys Get`.
fn policy(fields: &mut Fields<'_>, permissions: &str) {
    fields.object("permissions", |lists| {
        for list in permissions.split("; ") {
            if let Some((key, words)) = list.split_once(' ') {
                lists.texts(key, &words.split(", ").collect::<Vec<_>>());
            }
        }
    });
}

fn container(fields: &mut Fields<'_>, company: &Company, at: usize) {
    let mut upwards = upwards(&company.scopes, at);
    let parts = (
        upwards.next(),
        upwards.next(),
        upwards.next(),
        upwards.next(),
    );
    let (Some(scope), Some(account), Some(group), Some(subscription)) = parts else {
        return;
    };
    fields
        .plain("id", upper(scope))
        .plain("type", scope.resource_type);
    fields
        .plain("name", scope.name)
        .object("properties", |properties| {
            properties
                .empty("immutabilityPolicy")
                .empty("immutableStorageWithVersioning");
            properties.empty("legalHold").plain("publicAccess", "None");
        });
    // The doubled prefix is AzureHound's.
    fields.plain(
        "subscriptionId",
        format!("/SUBSCRIPTIONS/{}", upper(subscription)),
    );
    fields.plain("resourceGroupId", upper(group));
    fields.plain("resourceGroupName", group.name.to_uppercase());
    fields.plain("storageAccountId", upper(account));
}

fn resource(fields: &mut Fields<'_>, company: &Company, scope: &Scope) {
    fields.plain("id", upper(scope));
    match scope.stem {
        "WebApp" => fields.plain("kind", "app"),
        "FunctionApp" => fields
            .empty("extendedLocation")
            .plain("kind", "functionapp"),
        "StorageAccount" => fields.empty("extendedLocation").plain("kind", "StorageV2"),
        "VM" | "ManagedCluster" => fields.empty("extendedLocation"),
        _ => fields,
    };
    fields.object("identity", |identity| {
        if scope.has_identity {
            identity.plain("principalId", scope.identity_id());
            identity
                .plain("tenantId", tenant())
                .plain("type", "SystemAssigned");
        }
    });
    fields
        .plain("location", "westeurope")
        .plain("name", scope.name);
    if scope.stem == "VM" {
        fields.empty("plan").object("properties", |properties| {
            properties.object("osProfile", |profile| {
                profile.plain("computerName", scope.name);
            });
            properties.plain("vmId", id("vm", scope.name));
        });
    }
    fields.plain("type", scope.resource_type);
    if let Some(group) = above(company, scope) {
        if let Some(subscription) = above(company, group) {
            fields.plain("subscriptionId", upper(subscription));
        }
        fields.plain("resourceGroupId", upper(group));
        if !matches!(scope.stem, "VM" | "ManagedCluster") {
            fields.plain("resourceGroupName", group.name.to_uppercase());
        }
    }
}

/// A list of role assignments that a full collection writes: the kind's ending, the plural and the
/// singular key, and the role.
type List = (&'static str, &'static str, &'static str, &'static str);

const OWNER: List = ("Owner", "owners", "owner", "Owner");
const CONTRIBUTOR: List = ("Contributor", "contributors", "contributor", "Contributor");
const ACCESS: List = (
    "UserAccessAdmin",
    "userAccessAdmins",
    "userAccessAdmin",
    "User Access Administrator",
);
const VAULT: List = (
    "KVContributor",
    "kvContributors",
    "kvContributor",
    "Key Vault Contributor",
);
const MACHINE: List = (
    "VMContributor",
    "vmContributors",
    "vmContributor",
    "Virtual Machine Contributor",
);
const LOGIN: List = (
    "AdminLogin",
    "adminLogins",
    "adminLogin",
    "Virtual Machine Administrator Login",
);

/// Writes who holds what at each scope, what is inherited included. Of management groups,
/// subscriptions, resource groups, machines and vaults a full collection writes a few roles only; of
/// the others it writes all.
pub(super) fn grants<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for (at, scope) in company.scopes.iter().enumerate() {
        let (key, lists): (&str, &[List]) = match scope.stem {
            "ManagementGroup" => ("managementGroupId", &[OWNER, CONTRIBUTOR, ACCESS]),
            "Subscription" => ("subscriptionId", &[OWNER, CONTRIBUTOR, ACCESS]),
            "ResourceGroup" => ("resourceGroupId", &[OWNER, CONTRIBUTOR, ACCESS]),
            "KeyVault" => ("keyVaultId", &[OWNER, CONTRIBUTOR, ACCESS, VAULT]),
            "VM" => (
                "virtualMachineId",
                &[OWNER, CONTRIBUTOR, ACCESS, MACHINE, LOGIN],
            ),
            "StorageContainer" => continue,
            _ => {
                every_role(company, at, out)?;
                continue;
            }
        };
        for (ending, plural, singular, role) in lists {
            let role = role_id(role).unwrap_or("");
            let held = held(company, at).filter(|(_, grant)| grant.role == role);
            out.record(&format!("AZ{}{ending}", scope.stem), |fields| {
                fields.objects(plural, held, |entry, (given, grant)| {
                    entry.object(singular, |fields| assignment(fields, company, given, grant));
                    entry.plain(key, upper(scope));
                });
                fields.plain(key, upper(scope));
            })?;
        }
    }
    Ok(())
}

fn every_role<W: Write>(company: &Company, at: usize, out: &mut Export<W>) -> io::Result<()> {
    let scope = &company.scopes[at];
    out.record(&format!("AZ{}RoleAssignment", scope.stem), |fields| {
        fields.objects("assignees", held(company, at), |entry, (given, grant)| {
            entry.object("assignee", |fields| {
                assignment(fields, company, given, grant)
            });
            entry
                .plain("objectId", upper(scope))
                .plain("roleDefinitionId", grant.role);
        });
        fields.plain("objectId", upper(scope));
    })
}

/// The grants that hold at a scope, each with the scope at which it was given.
fn held(company: &Company, at: usize) -> impl Iterator<Item = (&Scope, &Grant)> {
    upwards(&company.scopes, at).flat_map(|scope| scope.grants.iter().map(move |g| (scope, g)))
}

fn assignment(fields: &mut Fields<'_>, company: &Company, scope: &Scope, grant: &Grant) {
    let authorization = "providers/Microsoft.Authorization";
    let name = &grant.name;
    fields.plain(
        "id",
        format!("{}/{authorization}/roleAssignments/{name}", scope.id),
    );
    fields
        .plain("name", name)
        .plain("type", "Microsoft.Authorization/roleAssignments");
    fields.object("properties", |properties| {
        properties.plain("principalId", describe(company, grant.holder).id);
        let subscription = scope.id.split('/').take(3).collect::<Vec<_>>().join("/");
        let prefix = match scope.stem {
            "ManagementGroup" => "",
            _ => subscription.as_str(),
        };
        let role = format!("{prefix}/{authorization}/roleDefinitions/{}", grant.role);
        properties.plain("roleDefinitionId", role);
        properties.plain("scope", upper(scope));
    });
}
