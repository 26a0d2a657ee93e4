//! What a record is: as its list's context says, else as its own type says, else by its fields.

use super::place::{Collection, file_name};
use crate::format::fields::Fields;

macro_rules! kinds {
    ($($variant:ident, $resource:literal, $plural:literal;)*) => {
        /// A kind of Graph resource.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
        pub(crate) enum Kind { $($variant,)* }

        impl Kind {
            /// What records of the kind are counted as.
            pub(crate) fn plural(self) -> &'static str {
                match self { $(Kind::$variant => $plural,)* }
            }

            /// What Graph calls a resource of the kind.
            pub(super) fn resource(self) -> &'static str {
                match self { $(Kind::$variant => $resource,)* }
            }

            /// The kind of this resource type (`microsoft.graph.user`).
            fn of_resource(name: &str) -> Option<Kind> {
                match name { $($resource => Some(Kind::$variant),)* _ => None }
            }

            /// The kind of the records of this collection, in any case.
            fn of_collection_in_any_case(name: &str) -> Option<Kind> {
                $(if name.eq_ignore_ascii_case($plural) {
                    return Some(Kind::$variant);
                })*
                None
            }

            /// The kind of the records of this collection (`users`).
            fn of_collection(name: &str) -> Option<Kind> {
                match name { $($plural => Some(Kind::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    User, "user", "users";
    Group, "group", "groups";
    ServicePrincipal, "servicePrincipal", "servicePrincipals";
    Application, "application", "applications";
    Device, "device", "devices";
    Contact, "orgContact", "contacts";
    Unit, "administrativeUnit", "administrativeUnits";
    DirectoryRole, "directoryRole", "directoryRoles";
    Organization, "organization", "organization";
    AppRoleAssignment, "appRoleAssignment", "appRoleAssignments";
    DelegatedGrant, "oAuth2PermissionGrant", "oauth2PermissionGrants";
    RoleDefinition, "unifiedRoleDefinition", "roleDefinitions";
    RoleAssignment, "unifiedRoleAssignment", "roleAssignments";
    RoleInstance, "unifiedRoleAssignmentScheduleInstance", "roleAssignmentScheduleInstances";
    RoleEligibility, "unifiedRoleEligibilityScheduleInstance", "roleEligibilityScheduleInstances";
    RoleSchedule, "unifiedRoleAssignmentSchedule", "roleAssignmentSchedules";
    RoleEligibilitySchedule, "unifiedRoleEligibilitySchedule", "roleEligibilitySchedules";
    ScheduleRequest, "unifiedRoleAssignmentScheduleRequest", "scheduleRequests";
    ScopedRoleMember, "scopedRoleMembership", "scopedRoleMemberships";
    GroupInstance, "privilegedAccessGroupAssignmentScheduleInstance", "assignmentScheduleInstances";
    GroupEligibility, "privilegedAccessGroupEligibilityScheduleInstance", "eligibilityScheduleInstances";
    Membership, "groupMembership", "groupMemberships";
    SubscribedSku, "subscribedSku", "subscribedSkus";
    AuthorizationPolicy, "authorizationPolicy", "authorizationPolicy";
    ConditionalAccessPolicy, "conditionalAccessPolicy", "policies";
    NamedLocation, "namedLocation", "namedLocations";
    AccessPackage, "accessPackage", "accessPackages";
    AccessPackageAssignment, "accessPackageAssignment", "assignments";
    AccessPackagePolicy, "accessPackageAssignmentPolicy", "assignmentPolicies";
    AccessPackageRole, "accessPackageResourceRoleScope", "resourceRoleScopes";
    AccessPackageCatalog, "accessPackageCatalog", "catalogs";
    ConnectedOrganization, "connectedOrganization", "connectedOrganizations";
    GroupSetting, "groupSetting", "groupSettings";
    DirectorySetting, "directorySetting", "settings";
    CrossTenantPolicy, "crossTenantAccessPolicy", "crossTenantAccessPolicy";
    CrossTenantDefault, "crossTenantAccessPolicyConfigurationDefault", "default of crossTenantAccessPolicy";
    CrossTenantPartner, "crossTenantAccessPolicyConfigurationPartner", "partners of crossTenantAccessPolicy";
    GroupLifecyclePolicy, "groupLifecyclePolicy", "groupLifecyclePolicies";
    OtherRole, "unifiedRoleOfAnotherService", "roles of other services";
    DirectoryObject, "directoryObject", "directoryObjects";
}

impl Kind {
    /// Whether the record is an object of the directory, which lists of members and owners hold.
    pub(crate) fn is_directory_object(self) -> bool {
        self <= Kind::DirectoryRole || self == Kind::DirectoryObject
    }

    /// Whether the record is about a role or a group that someone holds, may hold or asks for.
    pub(crate) fn is_assignment(self) -> bool {
        matches!(
            self,
            Kind::RoleAssignment
                | Kind::RoleInstance
                | Kind::RoleEligibility
                | Kind::RoleSchedule
                | Kind::RoleEligibilitySchedule
                | Kind::ScheduleRequest
                | Kind::GroupInstance
                | Kind::GroupEligibility
        )
    }

    /// The kind that a context states: `…/$metadata#users(id,displayName)/$entity`.
    pub(crate) fn of_context(context: &str) -> Option<Kind> {
        let fragment = context
            .split_once('#')
            .map_or(context, |(_, fragment)| fragment);
        let fragment = fragment
            .trim_end_matches("/$entity")
            .trim_end_matches("/$delta");
        if let Some(resource) = fragment.strip_prefix("Collection(") {
            return Kind::of_type(resource.trim_end_matches(')'));
        }
        // What is selected stands in parentheses, and so does the id of the object whose list it is.
        let last = outside_parentheses(fragment);
        let mut segments = last.rsplit('/').filter(|segment| !segment.is_empty());
        let mut last = segments.next()?;
        // What a list of objects was narrowed to: `directoryObjects/microsoft.graph.user`.
        if let Some((_, class)) = last.rsplit_once('.') {
            match Kind::of_class(class) {
                Some(kind) => return Some(kind),
                None => last = segments.next()?,
            }
        }
        // Exchange, Intune and entitlement management have roles of their own, in the same shape.
        let others = ["roleManagement/", "deviceManagement/"];
        let is_directory = fragment.starts_with("roleManagement/directory/");
        if others.iter().any(|prefix| fragment.starts_with(prefix)) && !is_directory {
            return Some(Kind::OtherRole);
        }
        match last {
            "members" | "owners" | "memberOf" | "transitiveMembers" => Some(Kind::DirectoryObject),
            "appRoleAssignedTo" => Some(Kind::AppRoleAssignment),
            "scopedRoleMembers" => Some(Kind::ScopedRoleMember),
            // What beta calls them.
            "accessPackageAssignments" => Some(Kind::AccessPackageAssignment),
            "accessPackageAssignmentPolicies" => Some(Kind::AccessPackagePolicy),
            "accessPackageResourceRoleScopes" => Some(Kind::AccessPackageRole),
            "accessPackageCatalogs" => Some(Kind::AccessPackageCatalog),
            "partners" | "default" => {
                let is_own = segments.next() == Some("crossTenantAccessPolicy");
                let kind = match last {
                    "partners" => Kind::CrossTenantPartner,
                    _ => Kind::CrossTenantDefault,
                };
                is_own.then_some(kind)
            }
            // Entitlement management and Conditional Access have plain names of their own.
            "policies" | "assignments" | "assignmentPolicies" | "settings" | "catalogs" => {
                let is_own = matches!(
                    segments.next(),
                    Some("conditionalAccess" | "entitlementManagement" | "accessPackages") | None
                );
                Kind::of_collection(last).filter(|_| is_own)
            }
            _ => Kind::of_collection(last),
        }
    }

    /// The kind of the collection that a file is named after: `devices_page1.json`. Names that Azure's
    /// collections have too, or that mean many things, say nothing.
    pub(crate) fn of_name(path: &str) -> Option<Kind> {
        let mut words = file_name(path).split(|c: char| !c.is_ascii_alphanumeric());
        let kind = words.find_map(Kind::of_collection_in_any_case)?;
        let is_shared = matches!(
            kind,
            Kind::RoleDefinition
                | Kind::RoleAssignment
                | Kind::RoleInstance
                | Kind::RoleEligibility
                | Kind::ConditionalAccessPolicy
                | Kind::AccessPackageAssignment
                | Kind::DirectorySetting
        );
        (!is_shared).then_some(kind)
    }

    /// The kind that `#microsoft.graph.user` and its like stand for.
    pub(super) fn of_type(odata_type: &str) -> Option<Kind> {
        // Of what lists hold most are users.
        if odata_type == "#microsoft.graph.user" {
            return Some(Kind::User);
        }
        let name = odata_type.rsplit('.').next()?;
        match name {
            "ipNamedLocation" | "countryNamedLocation" => Some(Kind::NamedLocation),
            _ => Kind::of_resource(name),
        }
    }

    /// The kind of this class, be it in the spelling of the older Azure AD Graph (`User`).
    fn of_class(class: &str) -> Option<Kind> {
        let mut name = class.to_owned();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        Kind::of_resource(&name)
    }

    /// What a record is.
    pub(crate) fn of(fields: &Fields<'_>, context: Option<Kind>) -> Option<Kind> {
        // A context that names a base type says less than the record itself.
        let context = context.filter(|kind| *kind != Kind::DirectoryObject);
        context
            .or_else(|| fields.odata_type().as_deref().and_then(Kind::of_type))
            .or_else(|| {
                let own = fields.text("@odata.context")?;
                Kind::of_context(&own).filter(|kind| *kind != Kind::DirectoryObject)
            })
            .or_else(|| by_shape(fields))
    }

    /// What the owner of a list of this kind is.
    pub(crate) fn of_owner(collection: Collection) -> Kind {
        match collection {
            Collection::Users => Kind::User,
            Collection::Groups => Kind::Group,
            Collection::ServicePrincipals => Kind::ServicePrincipal,
            Collection::Applications => Kind::Application,
            Collection::AdministrativeUnits => Kind::Unit,
            Collection::DirectoryRoles => Kind::DirectoryRole,
            Collection::Devices => Kind::Device,
        }
    }
}

impl Collection {
    /// The collection whose objects are of this kind.
    pub(super) fn of_kind(kind: Kind) -> Option<Collection> {
        const ALL: [Collection; 7] = [
            Collection::Users,
            Collection::Groups,
            Collection::ServicePrincipals,
            Collection::Applications,
            Collection::AdministrativeUnits,
            Collection::DirectoryRoles,
            Collection::Devices,
        ];
        ALL.into_iter().find(|own| Kind::of_owner(*own) == kind)
    }
}

fn outside_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// What a record without a type is, by fields that only one kind has.
fn by_shape(fields: &Fields<'_>) -> Option<Kind> {
    // Reports about risks, sign-ins, methods and people name users, and are none.
    const OF_REPORTS: &[&str] = &[
        "riskLevel",
        "riskState",
        "isMfaCapable",
        "scoredEmailAddresses",
        "ipAddress",
        "activityDateTime",
    ];
    if OF_REPORTS.iter().any(|name| fields.has(name)) {
        return None;
    }
    let has = |names: &[&str]| names.iter().all(|name| fields.has(name));
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    // Of users there are most, and nothing else has such a name.
    let kind = if has(&["groupId"]) && is_membership(fields) {
        Kind::Membership
    } else if has(&["id", "userPrincipalName"]) {
        Kind::User
    } else if has(&["appRoleId", "principalId", "resourceId"]) {
        Kind::AppRoleAssignment
    } else if has(&["clientId", "consentType", "resourceId"]) {
        Kind::DelegatedGrant
    } else if has(&["roleDefinitionId", "principalId"]) && any(&["directoryScopeId", "appScopeId"])
    {
        role_assignment(fields)
    } else if has(&["groupId", "accessId", "principalId"]) {
        match fields.has("eligibilityScheduleId") {
            true => Kind::GroupEligibility,
            false if fields.has("assignmentScheduleId") => Kind::GroupInstance,
            false => return None,
        }
    } else if has(&["roleMemberInfo", "administrativeUnitId"]) {
        Kind::ScopedRoleMember
    } else if has(&["rolePermissions"]) {
        Kind::RoleDefinition
    } else if has(&["roleTemplateId"]) {
        Kind::DirectoryRole
    } else if has(&["skuPartNumber"]) {
        Kind::SubscribedSku
    } else if has(&["verifiedDomains"]) {
        Kind::Organization
    } else if has(&["conditions", "grantControls"]) {
        Kind::ConditionalAccessPolicy
    } else if has(&["templateId", "values"]) {
        Kind::GroupSetting
    } else if has(&["allowInvitesFrom"]) || has(&["defaultUserRolePermissions"]) {
        Kind::AuthorizationPolicy
    } else {
        // Of these there are most, so they are told first.
        let directory = directory_object(fields);
        return directory
            .or_else(|| entitlement(fields))
            .or_else(|| setting(fields));
    };
    Some(kind)
}

/// What scripts call the id of who is in a group, the name that says most first.
pub(super) const MEMBER_IDS: &[&str] = &["memberId", "userId", "objectId", "id"];

/// Whether a record that names a group is one of a script that lists who is in which, and none of
/// Privileged Identity Management.
fn is_membership(fields: &Fields<'_>) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    let is_of_group = any(&["groupName", "groupDisplayName", "userPrincipalName"]);
    is_of_group && any(MEMBER_IDS) && !any(&["accessId", "principalId"])
}

/// What belongs to entitlement management, in the names of version 1.0 and of beta.
fn entitlement(fields: &Fields<'_>) -> Option<Kind> {
    let has = |names: &[&str]| names.iter().all(|name| fields.has(name));
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    let is_role = has(&["role", "scope"])
        || has(&["accessPackageResourceRole", "accessPackageResourceScope"]);
    // A request has the same fields, and says of what type it is.
    let is_state = has(&["state", "status"]) && !fields.has("requestType");
    let lists = fields.names().any(super::entitlement::is_list);
    if is_role {
        Some(Kind::AccessPackageRole)
    } else if any(&["allowedTargetScope", "requestorSettings"]) {
        Some(Kind::AccessPackagePolicy)
    } else if any(&["assignmentState"])
        || is_state && any(&["expiredDateTime", "target", "accessPackage", "schedule"])
    {
        Some(Kind::AccessPackageAssignment)
    } else if lists || has(&["isHidden", "modifiedDateTime"]) {
        Some(Kind::AccessPackage)
    } else if any(&["identitySources"]) {
        Some(Kind::ConnectedOrganization)
    } else if any(&["isExternallyVisible"]) {
        Some(Kind::AccessPackageCatalog)
    } else {
        None
    }
}

/// What is a policy or setting of the tenant.
fn setting(fields: &Fields<'_>) -> Option<Kind> {
    // A partner's null means the default, and PowerShell's nulls say nothing: any of these will do.
    const OF_PARTNERS: &[&str] = &[
        "b2bCollaborationInbound",
        "b2bCollaborationOutbound",
        "b2bDirectConnectInbound",
        "b2bDirectConnectOutbound",
        "inboundTrust",
        "automaticUserConsentSettings",
        "isServiceDefault",
    ];
    let has = |name: &str| fields.has(name);
    if OF_PARTNERS.iter().any(|name| has(name)) {
        Some(match has("tenantId") {
            true => Kind::CrossTenantPartner,
            false => Kind::CrossTenantDefault,
        })
    } else if has("allowedCloudEndpoints") {
        Some(Kind::CrossTenantPolicy)
    } else if has("groupLifetimeInDays") {
        Some(Kind::GroupLifecyclePolicy)
    } else if has("ipRanges") || has("countriesAndRegions") {
        Some(Kind::NamedLocation)
    } else {
        None
    }
}

/// Of the instances of a schedule, what an assignment says is held or eligible; a schedule may begin
/// later, and a request may be refused.
fn role_assignment(fields: &Fields<'_>) -> Kind {
    const OF_REQUESTS: &[&str] = &[
        "action",
        "requestType",
        "isValidationOnly",
        "targetScheduleId",
    ];
    // PowerShell's tables lose what a schedule has inside.
    const OF_SCHEDULES: &[&str] = &["scheduleInfo", "createdUsing", "status"];
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    // Entitlement management and Exchange have scopes of their own.
    if fields.text("directoryScopeId").is_none() && fields.text("appScopeId").is_some() {
        return Kind::OtherRole;
    }
    if any(OF_REQUESTS) {
        Kind::ScheduleRequest
    } else if fields.has("roleEligibilityScheduleId") {
        Kind::RoleEligibility
    } else if fields.has("roleAssignmentScheduleId") {
        Kind::RoleInstance
    } else if any(OF_SCHEDULES) {
        match fields.has("assignmentType") {
            true => Kind::RoleSchedule,
            false => Kind::RoleEligibilitySchedule,
        }
    } else {
        Kind::RoleAssignment
    }
}

fn directory_object(fields: &Fields<'_>) -> Option<Kind> {
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    let kind = if any(&["userPrincipalName", "userType", "signInActivity"]) {
        Kind::User
    } else if any(&["groupTypes", "isAssignableToRole", "securityEnabled"]) {
        Kind::Group
    } else if any(&[
        "servicePrincipalType",
        "servicePrincipalNames",
        "appOwnerOrganizationId",
    ]) {
        Kind::ServicePrincipal
    } else if any(&[
        "requiredResourceAccess",
        "signInAudience",
        "publisherDomain",
    ]) {
        Kind::Application
    } else if any(&["deviceId", "operatingSystem"]) {
        Kind::Device
    } else if any(&["isMemberManagementRestricted"]) {
        Kind::Unit
    } else {
        return None;
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_tells_the_kind() {
        const HOST: &str = "https://graph.microsoft.com/v1.0/$metadata#";
        for (fragment, kind) in [
            ("users", Some(Kind::User)),
            ("users(id,displayName,manager())", Some(Kind::User)),
            ("users/$entity", Some(Kind::User)),
            ("groups(id,members())/$delta", Some(Kind::Group)),
            (
                "directoryObjects(id,displayName)",
                Some(Kind::DirectoryObject),
            ),
            (
                "groups('a0000000-0000-4000-8000-000000000010')/members",
                Some(Kind::DirectoryObject),
            ),
            (
                "servicePrincipals('x')/appRoleAssignments/$entity",
                Some(Kind::AppRoleAssignment),
            ),
            (
                "servicePrincipals('x')/appRoleAssignedTo",
                Some(Kind::AppRoleAssignment),
            ),
            ("servicePrincipals('x')/synchronization/jobs", None),
            (
                "roleManagement/directory/roleAssignments",
                Some(Kind::RoleAssignment),
            ),
            (
                "roleManagement/directory/roleEligibilityScheduleInstances",
                Some(Kind::RoleEligibility),
            ),
            (
                "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
                Some(Kind::GroupEligibility),
            ),
            (
                "identity/conditionalAccess/policies",
                Some(Kind::ConditionalAccessPolicy),
            ),
            ("policies/roleManagementPolicies", None),
            (
                "identityGovernance/entitlementManagement/assignments",
                Some(Kind::AccessPackageAssignment),
            ),
            (
                "accessPackageAssignmentPolicies",
                Some(Kind::AccessPackagePolicy),
            ),
            (
                "identityGovernance/entitlementManagement/accessPackages(id,resourceRoleScopes(role(),scope()))",
                Some(Kind::AccessPackage),
            ),
            (
                "accessPackages('x')/accessPackageResourceRoleScopes",
                Some(Kind::AccessPackageRole),
            ),
            (
                "policies/crossTenantAccessPolicy/partners",
                Some(Kind::CrossTenantPartner),
            ),
            (
                "policies/crossTenantAccessPolicy/default/$entity",
                Some(Kind::CrossTenantDefault),
            ),
            (
                "policies/authorizationPolicy/$entity",
                Some(Kind::AuthorizationPolicy),
            ),
            (
                "roleManagement/exchange/roleAssignments",
                Some(Kind::OtherRole),
            ),
            ("Collection(microsoft.graph.user)", Some(Kind::User)),
        ] {
            assert_eq!(
                Kind::of_context(&format!("{HOST}{fragment}")),
                kind,
                "{fragment}"
            );
        }
    }

    #[test]
    fn without_a_type_the_fields_tell() {
        for (json, kind) in [
            (r#"{"id":"x","userPrincipalName":"a"}"#, Some(Kind::User)),
            (
                r#"{"id":"x","securityEnabled":true,"mailEnabled":false}"#,
                Some(Kind::Group),
            ),
            (
                r#"{"id":"x","appId":"y","servicePrincipalType":"Application"}"#,
                Some(Kind::ServicePrincipal),
            ),
            (
                r#"{"id":"x","appId":"y","signInAudience":"z","servicePrincipalType":null}"#,
                Some(Kind::ServicePrincipal),
            ),
            (
                r#"{"id":"x","appId":"y","requiredResourceAccess":[]}"#,
                Some(Kind::Application),
            ),
            (
                r#"{"principalId":"x","roleDefinitionId":"y","directoryScopeId":"/"}"#,
                Some(Kind::RoleAssignment),
            ),
            (
                r#"{"id":"x","allowedTargetScope":"allMemberUsers"}"#,
                Some(Kind::AccessPackagePolicy),
            ),
            (
                r#"{"id":"x","state":"delivered","status":"Delivered","expiredDateTime":null}"#,
                Some(Kind::AccessPackageAssignment),
            ),
            (
                r#"{"id":"x","isHidden":false,"modifiedDateTime":"2024-01-01T00:00:00Z"}"#,
                Some(Kind::AccessPackage),
            ),
            (
                r#"{"Id":"x","State":"delivered","Status":"Delivered","ExpiredDateTime":null,"Target":{"ObjectId":"y"}}"#,
                Some(Kind::AccessPackageAssignment),
            ),
            (
                r#"{"id":"x","requestType":"adminAdd","state":"delivered","status":"Delivered","schedule":null}"#,
                None,
            ),
            (
                r#"{"TenantId":"x","B2BCollaborationInbound":{"Applications":null},"InboundTrust":null}"#,
                Some(Kind::CrossTenantPartner),
            ),
            (
                r#"{"tenantId":"x","inboundTrust":{},"automaticUserConsentSettings":{}}"#,
                Some(Kind::CrossTenantPartner),
            ),
            (
                r#"{"isServiceDefault":true,"inboundTrust":{}}"#,
                Some(Kind::CrossTenantDefault),
            ),
            (
                r#"{"tenantId":"x","b2bCollaborationInbound":null}"#,
                Some(Kind::CrossTenantPartner),
            ),
            (
                r#"{"id":"x","groupLifetimeInDays":180}"#,
                Some(Kind::GroupLifecyclePolicy),
            ),
            (r#"{"id":"x","displayName":"y"}"#, None),
        ] {
            assert_eq!(Kind::of(&Fields::of(json).unwrap(), None), kind, "{json}");
        }
    }
}
