//! Records of Azure: scopes, and the roles that hold at each, what is inherited included.

use super::{holder_id, tenant};
use crate::azurehound::{Export, Fields};
use crate::large::Large;
use crate::large::azure::{CONTRIBUTOR, Grant, Kind, OWNER, Scope, scopes, upwards};
use std::io::{self, Write};

/// Writes every record of Azure.
pub(in crate::large) fn write<W: Write>(large: &Large, out: &mut Export<W>) -> io::Result<()> {
    let (tenant, scopes) = (&tenant(large), &scopes(large));
    for at in 0..scopes.len() {
        let kind = format!("AZ{}", scopes[at].kind.stem());
        out.record(&kind, |fields| scope(fields, scopes, at, tenant))?;
        descendants(scopes, at, out)?;
    }
    for at in 0..scopes.len() {
        grants(large, scopes, at, out)?;
    }
    Ok(())
}

fn upper(scope: &Scope) -> String {
    scope.id.to_uppercase()
}

/// The last part of a scope's id.
fn last(scope: &Scope) -> &str {
    scope.id.rsplit('/').next().unwrap_or("")
}

fn scope(fields: &mut Fields<'_>, scopes: &[Scope], at: usize, tenant: &str) {
    let scope = &scopes[at];
    let mut above = upwards(scopes, at).skip(1);
    fields.plain("id", upper(scope));
    match scope.kind {
        Kind::ManagementGroup => {
            fields
                .plain("name", &scope.name)
                .object("properties", |properties| {
                    properties.plain("displayName", scope.name.to_uppercase());
                    properties.plain("tenantId", tenant);
                });
        }
        Kind::Subscription => {
            fields
                .plain("displayName", scope.name.to_uppercase())
                .plain("state", "Enabled");
            fields.plain("subscriptionId", last(scope).to_uppercase());
        }
        Kind::ResourceGroup => {
            fields
                .plain("location", "westeurope")
                .plain("name", &scope.name);
            if let Some(subscription) = above.next() {
                fields.plain("subscriptionId", upper(subscription));
            }
        }
        kind => {
            fields
                .empty("identity")
                .plain("location", "westeurope")
                .plain("name", &scope.name);
            match kind {
                Kind::WebApp => fields.plain("kind", "app"),
                Kind::Vault => fields.object("properties", |properties| {
                    properties.objects("accessPolicies", [(); 0], |_, ()| {});
                    properties.flag("enableRbacAuthorization", true);
                }),
                _ => fields.empty("extendedLocation"),
            };
            if let (Some(group), Some(subscription)) = (above.next(), above.next()) {
                if kind == Kind::Vault {
                    fields.plain("subscriptionId", last(subscription).to_uppercase());
                    fields.plain("resourceGroup", upper(group));
                } else {
                    fields.plain("subscriptionId", upper(subscription));
                    fields.plain("resourceGroupId", upper(group));
                }
            }
        }
    }
    fields
        .plain("type", scope.kind.resource_type())
        .plain("tenantId", tenant);
}

/// A management group or subscription is told once for every management group above it, each time
/// with the one directly above.
fn descendants<W: Write>(scopes: &[Scope], at: usize, out: &mut Export<W>) -> io::Result<()> {
    let scope = &scopes[at];
    let resource_type = match scope.kind {
        Kind::ManagementGroup => scope.kind.resource_type(),
        Kind::Subscription => "Microsoft.Management/managementGroups/subscriptions",
        _ => return Ok(()),
    };
    for _ in upwards(scopes, at).skip(1) {
        out.record("AZManagementGroupDescendant", |fields| {
            fields.plain("id", upper(scope)).plain("name", last(scope));
            fields.object("properties", |properties| {
                properties.plain("display_name", scope.name.to_uppercase());
                properties.object("parent", |parent| {
                    if let Some(above) = upwards(scopes, at).nth(1) {
                        parent.plain("id", upper(above));
                    }
                });
            });
            fields.plain("type", resource_type);
        })?;
    }
    Ok(())
}

/// A full collection writes only a few roles of most scopes, and all roles of the others.
fn grants<W: Write>(
    large: &Large,
    scopes: &[Scope],
    at: usize,
    out: &mut Export<W>,
) -> io::Result<()> {
    let scope = &scopes[at];
    let id = upper(scope);
    let held =
        || upwards(scopes, at).flat_map(|given| given.grants.iter().map(move |g| (given, g)));
    let key = match scope.kind {
        Kind::ManagementGroup => "managementGroupId",
        Kind::Subscription => "subscriptionId",
        Kind::ResourceGroup => "resourceGroupId",
        Kind::Vault => "keyVaultId",
        Kind::Machine => "virtualMachineId",
        Kind::StorageAccount | Kind::WebApp => {
            return out.record(
                &format!("AZ{}RoleAssignment", scope.kind.stem()),
                |fields| {
                    fields.objects("assignees", held(), |entry, (given, grant)| {
                        entry.object("assignee", |fields| assignment(fields, large, given, grant));
                        entry
                            .plain("objectId", &id)
                            .plain("roleDefinitionId", grant.role);
                    });
                    fields.plain("objectId", &id);
                },
            );
        }
    };
    for (ending, plural, singular, role) in [
        ("Owner", "owners", "owner", OWNER),
        ("Contributor", "contributors", "contributor", CONTRIBUTOR),
    ] {
        let held = held().filter(|(_, grant)| grant.role == role);
        out.record(&format!("AZ{}{ending}", scope.kind.stem()), |fields| {
            fields.objects(plural, held, |entry, (given, grant)| {
                entry.object(singular, |fields| assignment(fields, large, given, grant));
                entry.plain(key, &id);
            });
            fields.plain(key, &id);
        })?;
    }
    Ok(())
}

fn assignment(fields: &mut Fields<'_>, large: &Large, scope: &Scope, grant: &Grant) {
    let authorization = "providers/Microsoft.Authorization";
    let (id, name) = (&scope.id, &grant.id);
    fields.plain("id", format!("{id}/{authorization}/roleAssignments/{name}"));
    fields
        .plain("name", name)
        .plain("type", "Microsoft.Authorization/roleAssignments");
    fields.object("properties", |properties| {
        properties.plain("principalId", holder_id(large, grant.holder));
        let role = format!("/{authorization}/roleDefinitions/{}", grant.role);
        properties
            .plain("roleDefinitionId", role)
            .plain("scope", upper(scope));
    });
}
