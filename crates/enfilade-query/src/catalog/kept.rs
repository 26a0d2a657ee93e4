//! What Microsoft Graph calls the properties that have no column of their own, and where they are asked for.
//!
//! A property that is not in the table of attributes is kept as JSON, and can be asked by its name where
//! some source holds it. Where none does, a question about sensitivity labels or invitations
//! should not read "unknown attribute": the name is right, and the export lacks it.
//!
//! Sources: the resources of <https://learn.microsoft.com/en-us/graph/api/overview>:
//! group, authorizationPolicy, groupSetting, groupLifecyclePolicy, conditionalAccessPolicy,
//! crossTenantAccessPolicyConfigurationDefault and -Partner.

use crate::plan::column::Kinds;
use enfilade_model::EntityKind;

struct Kept {
    kind: EntityKind,
    names: &'static [&'static str],
    /// What Microsoft Graph is asked for.
    request: &'static str,
}

const TABLE: &[Kept] = &[
    Kept {
        kind: EntityKind::Group,
        names: &["assignedLabels", "expirationDateTime", "renewedDateTime"],
        request: "GET /groups",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &[
            "allowInvitesFrom",
            "guestUserRoleId",
            "allowedToCreateSecurityGroups",
            "allowedToCreateApps",
            "allowedToReadOtherUsers",
        ],
        request: "GET /policies/authorizationPolicy",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &[
            "EnableGroupCreation",
            "GroupCreationAllowedGroupId",
            "AllowToAddGuests",
            "AllowGuestsToBeGroupOwner",
            "AllowGuestsToAccessGroups",
            "PrefixSuffixNamingRequirement",
        ],
        request: "GET /groupSettings",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &["managedGroupTypes", "groupLifetimeInDays"],
        request: "GET /groupLifecyclePolicies",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &["conditions", "grantControls", "sessionControls", "state"],
        request: "GET /identity/conditionalAccess/policies",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &["isServiceDefault"],
        request: "GET /policies/crossTenantAccessPolicy/default",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &[
            "inboundTrust",
            "automaticUserConsentSettings",
            "isServiceProvider",
            "isInMultiTenantOrganization",
        ],
        request: "GET /policies/crossTenantAccessPolicy/partners",
    },
    Kept {
        kind: EntityKind::Policy,
        names: &["b2bCollaborationInbound", "b2bDirectConnectInbound"],
        request: "GET /policies/crossTenantAccessPolicy/default and /partners",
    },
];

/// The request that would bring a property of one of these kinds, if it is one that is known.
pub(super) fn request_for(name: &str, kinds: Kinds) -> Option<&'static str> {
    let is_meant = |kept: &&Kept| {
        kinds.contains(kept.kind) && kept.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    };
    TABLE.iter().find(is_meant).map(|kept| kept.request)
}
