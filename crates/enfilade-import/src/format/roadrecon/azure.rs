//! The tables of what `roadrecon azgather` finds in Azure.

use super::columns::DESCRIPTION;
use super::schema::{Column, Form, Rows, Table, json, text};

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

/// Scopes, roles and assignments of Azure.
pub(super) const AZURE: &[Table] = &[
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
