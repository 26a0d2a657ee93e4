//! The tables of roles, assignments, grants and policies.

use super::columns::{DESCRIPTION, ID, NAME};
use super::schema::{Column, Form, Rows, Table, flag, json, text, time};
use crate::format::graph::Kind;

const PRINCIPAL: Column = text("principalId");
const ROLE: Column = text("roleDefinitionId");
const SCOPE: Column = Column::new("directoryScopeId", Form::Scope);
const SCOPES: Column = Column::old("resourceScopes", "resourceScopes", Form::Json);

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

/// Roles, who has them, and what is set.
pub(super) const ASSIGNMENTS: &[Table] = &[
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
];
