//! EntraExporter: a tree of folders with one object of Graph a file.
//!
//! The objects are Graph's answers; what they are, and whose member or owner, says the path. The tool
//! leaves out service principals among members, and who is in a dynamic group.

use super::{exported, records};
use crate::answers::{self, File};
use enfilade_graph::Graph;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    let answers = exported(answers::write(graph));
    let dynamic = dynamic_groups(&answers);
    let mut files = Vec::new();
    for (path, page) in &answers {
        for record in records(page) {
            let azure = azure(path, record);
            let own = || Some((place(path, record, &dynamic)?, record.to_string()));
            files.extend(azure.or_else(own));
        }
    }
    files
}

fn dynamic_groups(answers: &[(String, Value)]) -> BTreeSet<&str> {
    let groups = answers.iter().filter(|(path, _)| path == "groups");
    let is_dynamic = |group: &&Value| {
        let types = group["groupTypes"].as_array().into_iter().flatten();
        types.into_iter().any(|kind| kind == "DynamicMembership")
    };
    groups
        .flat_map(|(_, page)| records(page).iter().filter(is_dynamic))
        .filter_map(|group| group["id"].as_str())
        .collect()
}

/// What the tool makes of a record of Azure: roles in a shape of its own, without their ids and
/// conditions, and of the resources vaults only.
fn azure(asked: &str, record: &Value) -> Option<File> {
    let properties = &record["properties"];
    let last = |value: &Value| Some(value.as_str()?.rsplit('/').next()?.to_owned());
    match asked {
        "azure-roleAssignments" => {
            let (principal, role) = (&properties["principalId"], &properties["roleDefinitionId"]);
            let scope = properties["scope"].as_str()?;
            let folder = scope.trim_matches('/').replace('/', "&");
            let name = format!("{}&{}", principal.as_str()?, last(role)?);
            let own = json!({
                "PrincipalId": principal,
                "PrincipalType": properties["principalType"],
                "RoleDefinitionId": role,
                "Scope": scope,
            });
            let path = format!("IAM/RoleAssignments/Subscriptions/{folder}/{name}.json");
            Some((path, own.to_string()))
        }
        "azure-roleDefinitions" => {
            let name = last(&record["id"])?;
            let path = format!("IAM/RoleDefinitions/CustomRole/{name}.json");
            Some((path, record.to_string()))
        }
        "azure-roleEligibilityScheduleInstances" => {
            let mut own = properties.clone();
            own["id"] = record["id"].clone();
            own["type"] = json!("Microsoft.Authorization/roleEligibilitySchedules");
            own["scope"] = json!({"id": properties["scope"]});
            let path = format!("PIM/Resources/Subscriptions/{}.json", last(&record["id"])?);
            Some((path, own.to_string()))
        }
        "resources" => {
            let is_vault = record["type"]
                .as_str()?
                .eq_ignore_ascii_case("microsoft.keyvault/vaults");
            let path = format!("AccessPolicies/Subscriptions/{}.json", last(&record["id"])?);
            is_vault.then(|| (path, record.to_string()))
        }
        _ => None,
    }
}

/// Where an object lies; nowhere if the tool does not export it.
fn place(asked: &str, record: &Value, dynamic: &BTreeSet<&str>) -> Option<String> {
    let id = record["id"].as_str().or_else(|| record["skuId"].as_str())?;
    let own = |folder: &str| Some(format!("{folder}/{id}/{id}.json"));
    let parts: Vec<&str> = asked.split('/').collect();
    match *parts.as_slice() {
        ["users-1" | "users-2"] => own("Users"),
        ["groups"] => own("Groups"),
        ["devices"] => own("Devices"),
        ["servicePrincipals"] => own("ServicePrincipals"),
        ["applications"] => own("Applications"),
        ["administrativeUnits"] => own("AdministrativeUnits"),
        ["roleDefinitions"] => own("RoleManagement/Directory/RoleDefinitions"),
        ["roleAssignments"] => own("RoleManagement/Directory/RoleAssignments"),
        ["roleEligibilityScheduleInstances"] => Some(format!("PIM/DirectoryRoles/{id}.json")),
        ["eligibilityScheduleInstances"] => Some(format!("PIM/Groups/{id}.json")),
        ["organization"] => Some("Organization/Organization.json".to_owned()),
        ["subscribedSkus"] => own("SubscribedSkus"),
        ["oauth2PermissionGrants"] => {
            let client = record["clientId"].as_str()?;
            own(&format!(
                "ServicePrincipals/{client}/Oauth2PermissionGrants"
            ))
        }
        ["groups", group, "members"] => {
            let is_left_out = record["@odata.type"] == "#microsoft.graph.servicePrincipal"
                || dynamic.contains(group);
            own(&format!("Groups/{group}/Members")).filter(|_| !is_left_out)
        }
        ["groups", group, "owners"] => own(&format!("Groups/{group}/Owners")),
        ["administrativeUnits", unit, "members"] => {
            own(&format!("AdministrativeUnits/{unit}/Members"))
        }
        ["applications", app, "owners"] => own(&format!("Applications/{app}/Owners")),
        ["servicePrincipals", app, "owners"] => own(&format!("ServicePrincipals/{app}/Owners")),
        ["servicePrincipals", app, "appRoleAssignedTo"] => {
            own(&format!("ServicePrincipals/{app}/AppRoleAssignedTo"))
        }
        _ => None,
    }
}
