//! The tables of objects in a ROADrecon database, and what their columns are in Graph's words.
//!
//! ROADrecon has two sources for the directory. From Azure AD Graph come other names (`objectId`,
//! `dirSyncEnabled`); from Microsoft Graph come Graph's own. A database says which by the key of its
//! users. What comes from Azure has names in snake case. Only the columns that stand here are ever
//! read: none of credentials, keys, photographs or authentication methods.
//!
//! Source: roadlib 1.7.0, `metadef/database.py` and `metadef/database_msgraph.py`, and
//! `msgraph_database.py` of the branch of ROADtools for Microsoft Graph.

use crate::format::graph::Kind;

/// Which service a database was gathered from.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Schema {
    /// Azure AD Graph: objects have an `objectId`.
    AadGraph,
    /// Microsoft Graph: objects have an `id`.
    MsGraph,
}

/// What a column holds.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Text,
    /// 0 or 1.
    Flag,
    /// An instant in UTC, without a zone.
    Time,
    Json,
    /// A text, or JSON that is one.
    Scope,
}

/// A column: its names in both schemas, where it has one, and the field that it is.
#[derive(Copy, Clone, Debug)]
pub(super) struct Column {
    aad: Option<&'static str>,
    graph: Option<&'static str>,
    pub(super) field: &'static str,
    pub(super) form: Form,
}

impl Column {
    /// A column that has the field's name in both schemas.
    const fn same(field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(field),
            graph: Some(field),
            field,
            form,
        }
    }

    /// A column that Azure AD Graph calls something else.
    const fn once(aad: &'static str, field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(aad),
            ..Column::same(field, form)
        }
    }

    /// A column that only Microsoft Graph has.
    const fn new(field: &'static str, form: Form) -> Column {
        Column {
            aad: None,
            ..Column::same(field, form)
        }
    }

    /// A column of a table of Azure's.
    const fn snake(name: &'static str, field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(name),
            graph: Some(name),
            ..Column::same(field, form)
        }
    }

    /// The column's name in a schema.
    pub(super) fn name(&self, schema: Schema) -> Option<&'static str> {
        match schema {
            Schema::AadGraph => self.aad,
            Schema::MsGraph => self.graph,
        }
    }
}

/// What the rows of a table are.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Rows {
    /// Records of Graph.
    Graph(Kind),
    /// Records of Azure, which their ids and types tell apart.
    Azure,
}

/// A table of objects.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) rows: Rows,
    pub(super) columns: &'static [Column],
    /// Fields without which a row says nothing: a table of this name that lacks one is another.
    pub(super) needs: &'static [&'static str],
}

const fn text(field: &'static str) -> Column {
    Column::same(field, Form::Text)
}

const fn flag(field: &'static str) -> Column {
    Column::same(field, Form::Flag)
}

const fn time(field: &'static str) -> Column {
    Column::same(field, Form::Time)
}

const fn json(field: &'static str) -> Column {
    Column::same(field, Form::Json)
}

const ID: Column = Column::once("objectId", "id", Form::Text);
const SYNCED: Column = Column::once("dirSyncEnabled", "onPremisesSyncEnabled", Form::Flag);
const NAME: Column = text("displayName");
const DESCRIPTION: Column = text("description");
const MAIL: Column = text("mail");
const ENABLED: Column = flag("accountEnabled");
const CREATED: Column = time("createdDateTime");
const SECURITY_ID: Column = text("onPremisesSecurityIdentifier");
const PRINCIPAL: Column = text("principalId");
const ROLE: Column = text("roleDefinitionId");
const SCOPE: Column = Column::new("directoryScopeId", Form::Scope);
const SCOPES: Column = Column {
    graph: None,
    ..json("resourceScopes")
};

const ROLE_DEFINITION: &[Column] = &[
    ID,
    NAME,
    DESCRIPTION,
    text("templateId"),
    flag("isBuiltIn"),
    flag("isEnabled"),
    json("rolePermissions"),
];

const ASSIGNMENT: &[Column] = &[
    text("id"),
    PRINCIPAL,
    ROLE,
    SCOPES,
    SCOPE,
    Column::new("memberType", Form::Text),
    Column::new("scheduleInfo", Form::Json),
];

const INSTANCE: &[Column] = &[
    text("id"),
    PRINCIPAL,
    ROLE,
    SCOPE,
    text("memberType"),
    time("startDateTime"),
    time("endDateTime"),
];

const APP_ASSIGNMENT: &[Column] = &[
    ID,
    Column::once("id", "appRoleId", Form::Text),
    PRINCIPAL,
    text("principalType"),
    text("principalDisplayName"),
    text("resourceId"),
    text("resourceDisplayName"),
];

const AZURE_ASSIGNMENT: &[Column] = &[
    text("id"),
    text("type"),
    text("scope"),
    Column::snake("role_definition_id", "roleDefinitionId", Form::Text),
    Column::snake("principal_id", "principalId", Form::Text),
    Column::snake("principal_type", "principalType", Form::Text),
    Column::snake("member_type", "memberType", Form::Text),
    Column::snake("start_date_time", "startDateTime", Form::Time),
    Column::snake("end_date_time", "endDateTime", Form::Time),
    text("condition"),
];

/// Every table of objects that is read.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "TenantDetails",
        rows: Rows::Graph(Kind::Organization),
        columns: &[
            ID,
            NAME,
            text("countryLetterCode"),
            json("verifiedDomains"),
            text("tenantType"),
            SYNCED,
            CREATED,
        ],
        needs: &["id"],
    },
    Table {
        name: "Users",
        rows: Rows::Graph(Kind::User),
        columns: &[
            ID,
            text("userPrincipalName"),
            NAME,
            MAIL,
            ENABLED,
            text("userType"),
            Column::once("userState", "externalUserState", Form::Text),
            text("creationType"),
            CREATED,
            time("lastPasswordChangeDateTime"),
            Column::new("signInActivity", Form::Json),
            SYNCED,
            SECURITY_ID,
            text("companyName"),
            text("department"),
            text("jobTitle"),
            text("employeeId"),
            text("employeeType"),
            Column::once("physicalDeliveryOfficeName", "officeLocation", Form::Text),
            text("country"),
            text("city"),
            text("usageLocation"),
            json("assignedLicenses"),
            Column::new("licenseAssignmentStates", Form::Json),
        ],
        needs: &["id"],
    },
    Table {
        name: "Groups",
        rows: Rows::Graph(Kind::Group),
        columns: &[
            ID,
            NAME,
            DESCRIPTION,
            MAIL,
            json("groupTypes"),
            flag("securityEnabled"),
            flag("mailEnabled"),
            flag("isAssignableToRole"),
            text("membershipRule"),
            text("membershipRuleProcessingState"),
            text("visibility"),
            json("resourceProvisioningOptions"),
            CREATED,
            SYNCED,
            SECURITY_ID,
            Column::new("assignedLicenses", Form::Json),
        ],
        needs: &["id"],
    },
    Table {
        name: "ServicePrincipals",
        rows: Rows::Graph(Kind::ServicePrincipal),
        columns: &[
            ID,
            text("appId"),
            NAME,
            text("appDisplayName"),
            DESCRIPTION,
            ENABLED,
            Column::once("appOwnerTenantId", "appOwnerOrganizationId", Form::Text),
            flag("appRoleAssignmentRequired"),
            json("appRoles"),
            text("servicePrincipalType"),
            text("preferredSingleSignOnMode"),
            Column::new("signInAudience", Form::Text),
            Column::new("createdDateTime", Form::Time),
            json("alternativeNames"),
            text("publisherName"),
            text("homepage"),
            json("tags"),
            Column {
                graph: None,
                ..text("managedIdentityResourceId")
            },
        ],
        needs: &["id"],
    },
    Table {
        name: "Applications",
        rows: Rows::Graph(Kind::Application),
        columns: &[
            ID,
            text("appId"),
            NAME,
            Column::new("signInAudience", Form::Text),
            Column::new("createdDateTime", Form::Time),
            text("publisherDomain"),
            json("identifierUris"),
            json("requiredResourceAccess"),
        ],
        needs: &["id"],
    },
    Table {
        name: "Devices",
        rows: Rows::Graph(Kind::Device),
        columns: &[
            ID,
            text("deviceId"),
            NAME,
            ENABLED,
            flag("isCompliant"),
            flag("isManaged"),
            Column::once("deviceOSType", "operatingSystem", Form::Text),
            Column::once("deviceOSVersion", "operatingSystemVersion", Form::Text),
            Column::once("deviceTrustType", "trustType", Form::Text),
            Column::once(
                "approximateLastLogonTimestamp",
                "approximateLastSignInDateTime",
                Form::Time,
            ),
            SYNCED,
        ],
        needs: &["id"],
    },
    Table {
        name: "Contacts",
        rows: Rows::Graph(Kind::Contact),
        columns: &[
            ID,
            NAME,
            MAIL,
            text("companyName"),
            text("department"),
            text("jobTitle"),
            Column {
                graph: None,
                ..SYNCED
            },
        ],
        needs: &["id"],
    },
    Table {
        name: "AdministrativeUnits",
        rows: Rows::Graph(Kind::Unit),
        columns: &[
            ID,
            NAME,
            DESCRIPTION,
            text("visibility"),
            text("membershipType"),
            text("membershipRule"),
            text("membershipRuleProcessingState"),
            flag("isMemberManagementRestricted"),
        ],
        needs: &["id"],
    },
    Table {
        name: "DirectoryRoles",
        rows: Rows::Graph(Kind::DirectoryRole),
        columns: &[ID, NAME, text("roleTemplateId")],
        needs: &["id", "roleTemplateId"],
    },
    Table {
        name: "RoleDefinitions",
        rows: Rows::Graph(Kind::RoleDefinition),
        columns: ROLE_DEFINITION,
        // Without a template it is a role of Intune.
        needs: &["id", "templateId"],
    },
    Table {
        name: "UnifiedRoleDefinitions",
        rows: Rows::Graph(Kind::RoleDefinition),
        columns: ROLE_DEFINITION,
        needs: &["id", "templateId"],
    },
    Table {
        name: "RoleAssignments",
        rows: Rows::Graph(Kind::RoleAssignment),
        columns: ASSIGNMENT,
        needs: &["principalId", "roleDefinitionId"],
    },
    Table {
        name: "EligibleRoleAssignments",
        rows: Rows::Graph(Kind::RoleEligibility),
        columns: ASSIGNMENT,
        needs: &["principalId", "roleDefinitionId"],
    },
    Table {
        name: "UnifiedRoleAssignmentScheduleInstances",
        rows: Rows::Graph(Kind::RoleInstance),
        columns: INSTANCE,
        needs: &["principalId", "roleDefinitionId"],
    },
    Table {
        name: "UnifiedRoleEligibilityScheduleInstances",
        rows: Rows::Graph(Kind::RoleEligibility),
        columns: INSTANCE,
        needs: &["principalId", "roleDefinitionId"],
    },
    Table {
        name: "AppRoleAssignments",
        rows: Rows::Graph(Kind::AppRoleAssignment),
        columns: APP_ASSIGNMENT,
        needs: &["principalId", "resourceId"],
    },
    Table {
        name: "AppRoleAssignmentsto",
        rows: Rows::Graph(Kind::AppRoleAssignment),
        columns: APP_ASSIGNMENT,
        needs: &["principalId", "resourceId"],
    },
    Table {
        name: "OAuth2PermissionGrants",
        rows: Rows::Graph(Kind::DelegatedGrant),
        columns: &[
            ID,
            text("clientId"),
            text("consentType"),
            PRINCIPAL,
            text("resourceId"),
            text("scope"),
        ],
        needs: &["clientId", "resourceId"],
    },
    Table {
        name: "Policys",
        rows: Rows::Graph(Kind::ConditionalAccessPolicy),
        columns: &[
            Column::new("id", Form::Text),
            NAME,
            Column::new("state", Form::Text),
            Column::new("conditions", Form::Json),
            Column::new("grantControls", Form::Json),
            Column::new("sessionControls", Form::Json),
        ],
        needs: &["id", "conditions"],
    },
    Table {
        name: "AuthorizationPolicys",
        rows: Rows::Graph(Kind::AuthorizationPolicy),
        columns: &[
            text("id"),
            NAME,
            text("allowInvitesFrom"),
            text("guestUserRoleId"),
            json("defaultUserRolePermissions"),
            flag("blockMsolPowerShell"),
        ],
        needs: &["id"],
    },
    Table {
        name: "DirectorySettings",
        rows: Rows::Graph(Kind::DirectorySetting),
        columns: &[text("id"), NAME, text("templateId"), json("values")],
        needs: &["id"],
    },
    Table {
        name: "AZmanagementGroups",
        rows: Rows::Azure,
        columns: &[
            text("id"),
            text("name"),
            text("type"),
            Column::snake("display_name", "displayName", Form::Text),
            Column::snake("tenant_id", "tenantId", Form::Text),
            json("details"),
        ],
        needs: &["id"],
    },
    Table {
        name: "AZsubscriptions",
        rows: Rows::Azure,
        columns: &[
            text("id"),
            Column::snake("subscription_id", "subscriptionId", Form::Text),
            Column::snake("display_name", "displayName", Form::Text),
            text("state"),
        ],
        needs: &["id"],
    },
    Table {
        name: "AZresources",
        rows: Rows::Azure,
        columns: &[
            text("id"),
            text("name"),
            text("type"),
            text("kind"),
            text("location"),
            json("tags"),
        ],
        needs: &["id", "type"],
    },
    Table {
        name: "AZroleDefinitions",
        rows: Rows::Azure,
        columns: &[
            text("id"),
            text("name"),
            text("type"),
            Column::snake("role_name", "roleName", Form::Text),
            Column::snake("role_type", "roleType", Form::Text),
            DESCRIPTION,
            json("permissions"),
        ],
        needs: &["id", "permissions"],
    },
    Table {
        name: "AZroleAssignments",
        rows: Rows::Azure,
        columns: AZURE_ASSIGNMENT,
        needs: &["id", "principalId", "scope"],
    },
    Table {
        name: "AZroleEligibilityScheduleInstances",
        rows: Rows::Azure,
        columns: AZURE_ASSIGNMENT,
        needs: &["id", "principalId", "scope"],
    },
];
