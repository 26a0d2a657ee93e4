//! What a record of Azure is: by its type, else by its id, else by fields that one tool alone writes.

use crate::facts::arm;
use crate::format::fields::Fields;
use crate::format::graph::place::file_name;
use enfilade_model::EntityKind;
use std::borrow::Cow;

/// The management group that a record says is above its scope.
pub(super) fn parent<'de>(fields: &Fields<'de>) -> Option<Cow<'de, str>> {
    let properties = fields.object("properties");
    let inside = properties.and_then(|properties| properties.object("parent"));
    inside.or_else(|| fields.object("parent"))?.text("id")
}

/// A kind of record.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Kind {
    RoleAssignment,
    /// An active assignment as Privileged Identity Management shows it.
    RoleInstance,
    RoleEligibility,
    RoleDefinition,
    DenyAssignment,
    ManagementGroup,
    /// A management group or subscription, and the management group above it.
    Descendant,
    Subscription,
    Resource(EntityKind),
    /// A tenant as Azure Resource Manager lists it.
    Tenant,
    /// A record about authorization that grants nothing: a lock, a policy, a request.
    Other,
}

impl Kind {
    /// What records of the kind are counted as.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Kind::RoleAssignment => "azure roleAssignments",
            Kind::RoleInstance => "azure roleAssignmentScheduleInstances",
            Kind::RoleEligibility => "azure roleEligibilityScheduleInstances",
            Kind::RoleDefinition => "azure roleDefinitions",
            Kind::DenyAssignment => "denyAssignments",
            Kind::ManagementGroup => "managementGroups",
            Kind::Descendant => "managementGroup descendants",
            Kind::Subscription => "subscriptions",
            Kind::Resource(EntityKind::ResourceGroup) => "resourceGroups",
            Kind::Resource(_) => "resources",
            Kind::Tenant => "azure tenants",
            Kind::Other => "other azure records",
        }
    }

    /// What a record is; none if it is none of Azure's.
    pub(crate) fn of(fields: &Fields<'_>) -> Option<Kind> {
        // Every resource id begins with a slash, however it is escaped; no object id does.
        let id = fields.json("id").unwrap_or_default();
        if !id.starts_with("\"/") && !id.starts_with("\"\\") {
            return Kind::of_tool(fields);
        }
        let id = fields.text("id").unwrap_or_default().to_lowercase();
        let own = fields.text("type").or_else(|| fields.text("resourceType"));
        let own = own.unwrap_or_default().to_lowercase();
        let is_path = ["/subscriptions/", "/providers/", "/tenants/"]
            .iter()
            .any(|start| id.starts_with(start));
        if is_path {
            let kind = Kind::of_type(own.trim_start_matches("/providers/"))
                .or_else(|| Kind::of_id(&id))
                .unwrap_or(Kind::Other);
            // Only what lies below a management group is listed with it.
            return Some(match kind {
                Kind::Subscription if parent(fields).is_some() => Kind::Descendant,
                kind => kind,
            });
        }
        Kind::of_tool(fields)
    }

    /// The kind of the records that a file is named after: `denyAssignments_1.json`. Names that Graph's
    /// collections have too say it only where Resource Graph answered.
    pub(super) fn of_name(path: &str, is_resource_graph: bool) -> Option<Kind> {
        let name = file_name(path).to_lowercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.find_map(|word| match word {
            "denyassignments" => Some(Kind::DenyAssignment),
            "roleassignments" if is_resource_graph => Some(Kind::RoleAssignment),
            "roledefinitions" if is_resource_graph => Some(Kind::RoleDefinition),
            "resources" if is_resource_graph => Some(Kind::Resource(EntityKind::AzureResource)),
            "resourcecontainers" if is_resource_graph => Some(Kind::Subscription),
            _ => None,
        })
    }

    fn of_type(name: &str) -> Option<Kind> {
        Some(match name {
            "microsoft.authorization/roleassignments" => Kind::RoleAssignment,
            "microsoft.authorization/roleassignmentscheduleinstances" => Kind::RoleInstance,
            "microsoft.authorization/roleeligibilityscheduleinstances" => Kind::RoleEligibility,
            "microsoft.authorization/roledefinitions" => Kind::RoleDefinition,
            "microsoft.authorization/denyassignments" => Kind::DenyAssignment,
            "microsoft.management/managementgroups" => Kind::ManagementGroup,
            "microsoft.management/managementgroups/subscriptions" => Kind::Descendant,
            "microsoft.resources/subscriptions" => Kind::Subscription,
            "microsoft.resources/subscriptions/resourcegroups"
            | "microsoft.resources/resourcegroups" => Kind::Resource(EntityKind::ResourceGroup),
            "microsoft.keyvault/vaults" => Kind::Resource(EntityKind::Vault),
            name if name.starts_with("microsoft.authorization/") => Kind::Other,
            _ => return None,
        })
    }

    fn of_id(id: &str) -> Option<Kind> {
        let tail = id.rsplit("/providers/").next().unwrap_or_default();
        if let Some(kind) = tail
            .rsplit_once('/')
            .and_then(|(kind, _)| Kind::of_type(kind))
        {
            return Some(kind);
        }
        if id.starts_with("/tenants/") {
            return Some(Kind::Tenant);
        }
        match arm::kind(id)? {
            EntityKind::ManagementGroup => Some(Kind::ManagementGroup),
            EntityKind::Subscription => Some(Kind::Subscription),
            kind => Some(Kind::Resource(kind)),
        }
    }

    /// What a record without a resource id is: some tools drop it or give it another name.
    fn of_tool(fields: &Fields<'_>) -> Option<Kind> {
        let has = |names: &[&str]| names.iter().all(|name| fields.has(name));
        if has(&["roleDefinitionName", "scope"]) || has(&["roleAssignmentId", "scope"]) {
            Some(Kind::RoleAssignment)
        } else if has(&["actions", "notActions", "assignableScopes"]) {
            Some(Kind::RoleDefinition)
        } else if has(&["denyAssignmentName", "principals"]) {
            Some(Kind::DenyAssignment)
        } else if fields.has("tenantId")
            && (fields.has("homeTenantId") || fields.has("subscriptionPolicies"))
        {
            Some(Kind::Subscription)
        } else {
            // Az PowerShell calls the id so; an app role assignment has one too, which is no path.
            let id = fields.json("resourceId")?;
            id.starts_with("\"/")
                .then_some(Kind::Resource(EntityKind::AzureResource))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_told_by_type_id_or_tool() {
        const GUID: &str = "a0000000-0000-4000-8000-000000000001";
        for (json, kind) in [
            (
                r#"{"id":"/subscriptions/<S>/providers/Microsoft.Authorization/roleAssignments/X","properties":{}}"#,
                Some(Kind::RoleAssignment),
            ),
            (
                r#"{"id":"/providers/Microsoft.Authorization/roleDefinitions/X","type":"Microsoft.Authorization/roleDefinitions"}"#,
                Some(Kind::RoleDefinition),
            ),
            (
                r#"{"id":"/providers/Microsoft.Management/managementGroups/X"}"#,
                Some(Kind::ManagementGroup),
            ),
            (
                r#"{"id":"/subscriptions/<S>","subscriptionId":"<S>"}"#,
                Some(Kind::Subscription),
            ),
            (
                r#"{"id":"/subscriptions/<S>","type":"Microsoft.Management/managementGroups/subscriptions"}"#,
                Some(Kind::Descendant),
            ),
            (
                r#"{"id":"/subscriptions/<S>/resourceGroups/G"}"#,
                Some(Kind::Resource(EntityKind::ResourceGroup)),
            ),
            (
                r#"{"id":"/subscriptions/<S>/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V"}"#,
                Some(Kind::Resource(EntityKind::Vault)),
            ),
            (
                r#"{"id":"/subscriptions/<S>/providers/Microsoft.Authorization/locks/L"}"#,
                Some(Kind::Other),
            ),
            (
                r#"{"RoleAssignmentName":"x","RoleAssignmentId":"/subscriptions/<S>/providers/Microsoft.Authorization/roleAssignments/X","Scope":"/"}"#,
                Some(Kind::RoleAssignment),
            ),
            (
                r#"{"Name":"Reader","Id":"acdd72a7-3385-48ef-bd42-f606fba81ae7","IsCustom":false,"Actions":["*/read"],"NotActions":[],"AssignableScopes":["/"]}"#,
                Some(Kind::RoleDefinition),
            ),
            (
                r#"{"id":"<S>","tenantId":"T","homeTenantId":"T","name":"Pay"}"#,
                Some(Kind::Subscription),
            ),
            (r#"{"id":"\/subscriptions\/<S>"}"#, Some(Kind::Subscription)),
            (r#"{"id":"<S>","userPrincipalName":"a"}"#, None),
        ] {
            let json = json.replace("<S>", GUID);
            assert_eq!(Kind::of(&Fields::of(&json).unwrap()), kind, "{json}");
        }
    }
}
