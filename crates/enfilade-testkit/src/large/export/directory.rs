//! Records of the directory: users, groups and their members, apps and their assignments, roles.

use super::{created, describe, home, tenant, upper};
use crate::azurehound::{Export, Fields};
use crate::large::members;
use crate::large::roles::{Role, roles};
use crate::large::{Holder, Large, What};
use std::io::{self, Write};

/// Writes every record of the directory.
pub(in crate::large) fn write<W: Write>(large: &Large, out: &mut Export<W>) -> io::Result<()> {
    let tenant = &tenant(large);
    out.record("AZTenant", |fields| {
        fields.plain("defaultDomain", "contoso.example");
        fields.plain("displayName", super::TENANT_NAME);
        fields.plain("id", format!("/TENANTS/{tenant}"));
        fields.plain("tenantType", "AAD").plain("tenantId", tenant);
        fields.flag("collected", true);
    })?;
    let users = large.shuffle(What::Order, large.users);
    for at in 0..large.users {
        out.record("AZUser", |fields| user(fields, large, users.at(at), tenant))?;
    }
    let groups = large.shuffle(What::Order, large.groups);
    for at in 0..large.groups {
        out.record("AZGroup", |fields| {
            group(fields, large, groups.at(at), tenant)
        })?;
    }
    memberships(large, out)?;
    for app in 0..large.apps {
        out.record("AZServicePrincipal", |fields| {
            service_principal(fields, large, app, tenant)
        })?;
        assignments(large, app, tenant, out)?;
    }
    for role in roles(large) {
        directory_role(large, &role, tenant, out)?;
    }
    Ok(())
}

fn user(fields: &mut Fields<'_>, large: &Large, number: u32, tenant: &str) {
    let user = large.user(number);
    fields.plain("id", upper(large.id(What::User, number)));
    fields.flag("accountEnabled", user.enabled);
    fields.plain("createdDateTime", created(large, What::User, number));
    fields.text("displayName", &user.name.to_uppercase());
    fields.empty("employeeOrgData").text("jobTitle", user.title);
    fields.text("mail", &user.mail);
    fields.object("mailboxSettings", |settings| {
        settings
            .empty("automaticRepliesSetting")
            .empty("language")
            .empty("workingHours");
    });
    fields
        .empty("onPremisesExtensionAttributes")
        .empty("passwordProfile");
    fields
        .empty("signInActivity")
        .text("userPrincipalName", &user.upn);
    fields.plain("userType", if user.guest { "Guest" } else { "Member" });
    home(fields, tenant);
}

fn group(fields: &mut Fields<'_>, large: &Large, number: u32, tenant: &str) {
    let name = large.group_name(number);
    fields.plain("id", upper(large.id(What::Group, number)));
    fields.plain("createdDateTime", created(large, What::Group, number));
    fields.text("displayName", &name.to_uppercase());
    fields
        .text("mailNickname", &name.replace(' ', ""))
        .flag("securityEnabled", true);
    home(fields, tenant);
}

/// Who is in each group: users in the order in which the export lists them, then groups.
fn memberships<W: Write>(large: &Large, out: &mut Export<W>) -> io::Result<()> {
    let users = large.shuffle(What::Order, large.users);
    let groups = large.shuffle(What::Order, large.groups);
    let mut nested: Vec<(u32, u32)> = Vec::new();
    for at in 0..large.groups {
        let group = groups.at(at);
        nested.extend(
            large
                .parents(group)
                .into_iter()
                .map(|parent| (parent, group)),
        );
    }
    // A stable sort: the members of a group stay in the order of the export.
    nested.sort_by_key(|(parent, _)| *parent);
    members::by_group(
        large,
        |at| groups.at(at),
        |at| users.at(at),
        |group, users| {
            let from = nested.partition_point(|(parent, _)| *parent < group);
            let nested = nested[from..]
                .iter()
                .take_while(|(parent, _)| *parent == group);
            let users = users.iter().map(|&user| Holder::User(user));
            let members = users.chain(nested.map(|(_, child)| Holder::Group(*child)));
            let id = upper(large.id(What::Group, group));
            out.record("AZGroupMember", |fields| {
                fields.objects("members", members, |entry, member| {
                    directory_object(entry, "member", large, member);
                    entry.plain("groupId", &id);
                });
                fields.plain("groupId", &id);
            })
        },
    )
}

fn directory_object(fields: &mut Fields<'_>, key: &str, large: &Large, holder: Holder) {
    let described = describe(large, holder);
    fields.object(key, |object| {
        object.plain("@odata.type", described.odata_type);
        object.plain("createdDateTime", described.created);
        object
            .text("displayName", &described.name)
            .plain("id", described.id);
    });
}

/// The id of an app's only role. An app without roles would be exported without assignments.
fn app_role(large: &Large, app: u32) -> String {
    large.other_id(What::App, 1 << 28 | app).to_string()
}

fn client_id(large: &Large, app: u32) -> String {
    large.other_id(What::App, 1 << 29 | app).to_string()
}

fn service_principal(fields: &mut Fields<'_>, large: &Large, number: u32, tenant: &str) {
    let app = large.app(number);
    fields
        .plain("id", upper(large.id(What::App, number)))
        .flag("accountEnabled", app.enabled);
    fields.text("appDisplayName", &app.name);
    fields.plain("appId", client_id(large, number).to_uppercase());
    fields.plain("appOwnerOrganizationId", tenant);
    fields.flag("appRoleAssignmentRequired", app.required);
    fields.objects("appRoles", [()], |role, ()| {
        role.texts("allowedMemberTypes", &["User"])
            .plain("displayName", "User");
        role.plain("id", app_role(large, number))
            .flag("isEnabled", true)
            .plain("value", "User");
    });
    fields.plain("createdDateTime", created(large, What::App, number));
    fields
        .text("displayName", &app.name.to_uppercase())
        .empty("info");
    fields
        .empty("samlSingleSignOnSettings")
        .plain("servicePrincipalType", "Application");
    fields.empty("verifiedPublisher");
    home(fields, tenant);
}

fn assignments<W: Write>(
    large: &Large,
    app: u32,
    tenant: &str,
    out: &mut Export<W>,
) -> io::Result<()> {
    let name = large.app(app).name;
    for (number, holder) in (0..).zip(large.assigned(app)) {
        let described = describe(large, holder);
        out.record("AZAppRoleAssignment", |fields| {
            fields
                .plain("appId", client_id(large, app))
                .plain("appRoleId", app_role(large, app));
            fields.plain(
                "createdDateTime",
                created(large, What::Assignment, app << 4 | number),
            );
            fields.plain("id", large.other_id(What::Assignment, app << 4 | number));
            fields.text("principalDisplayName", &described.name);
            fields.plain("principalId", described.id);
            fields.plain("principalType", described.principal_type);
            fields.text("resourceDisplayName", &name);
            fields
                .plain("resourceId", upper(large.id(What::App, app)))
                .plain("tenantId", tenant);
        })?;
    }
    Ok(())
}

fn directory_role<W: Write>(
    large: &Large,
    role: &Role,
    tenant: &str,
    out: &mut Export<W>,
) -> io::Result<()> {
    let id = &role.template.to_uppercase();
    let assignment = |user: u32| format!("{}-{user}", role.template);
    out.record("AZRole", |fields| {
        fields
            .plain("id", id)
            .text("displayName", &role.name.to_uppercase());
        fields
            .flag("isBuiltIn", true)
            .flag("isEnabled", true)
            .texts("resourceScopes", &["/"]);
        fields
            .plain("templateId", role.template)
            .plain("version", "1");
        home(fields, tenant);
    })?;
    out.record("AZRoleAssignment", |fields| {
        fields.objects("roleAssignments", &role.active, |entry, &user| {
            entry
                .plain("id", assignment(user))
                .plain("roleDefinitionId", id);
            entry.plain("principalId", upper(large.id(What::User, user)));
            entry.plain("directoryScopeId", "/");
            for key in ["roleDefinition", "directoryScope", "appScope"] {
                entry.object(key, |empty| {
                    empty.required_text("id", "");
                });
            }
        });
        fields
            .plain("roleDefinitionId", id)
            .plain("tenantId", tenant);
    })?;
    for &user in &role.eligible {
        out.record("AZRoleEligibilityScheduleInstance", |fields| {
            fields
                .plain("id", assignment(user).to_uppercase())
                .plain("roleDefinitionId", id);
            fields.plain("principalId", upper(large.id(What::User, user)));
            fields.plain("directoryScopeId", "/");
            fields.plain("startDateTime", created(large, What::Role, user));
            fields.plain("tenantId", tenant);
        })?;
    }
    Ok(())
}
