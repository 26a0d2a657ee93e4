//! The header of a table: what its columns are called, and what it is a table of.
//!
//! The admin centre has had several spellings (`objectId`, `Object ID`, `id`) and writes them in the
//! language of REST; PowerShell writes the names of properties; both are brought to the names of REST.
//! A template for bulk changes looks much like an export and is none: its first line is a version, its
//! columns carry the property in brackets.
//!
//! Sources: <https://learn.microsoft.com/en-us/entra/identity/users/users-bulk-download>,
//! <https://learn.microsoft.com/en-us/entra/identity/users/groups-bulk-download-members>,
//! <https://learn.microsoft.com/en-us/entra/identity/users/groups-bulk-import-members>.

use super::spelling::{self, Assigns};
use crate::decode::table;
use crate::decode::window::Window;
use std::borrow::Cow;

/// What a table is of.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Table {
    /// Users of the admin centre.
    Users,
    /// Groups of the admin centre.
    Groups,
    /// Enterprise applications of the admin centre.
    Apps,
    /// Members of one group.
    Members,
    /// Who has a directory role or an Azure role.
    RoleAssignments,
    /// Who is assigned to one app.
    AppAssignments,
    /// Records that tell by themselves what they are.
    Records,
    /// The plain form.
    Plain,
}

/// The header of a table.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) separator: u8,
    /// The columns, in the names of REST.
    pub(crate) columns: Vec<String>,
    pub(crate) table: Table,
    /// Whether PowerShell wrote the table, so that an empty cell says nothing.
    pub(crate) is_powershell: bool,
}

/// How long a header may be.
const LONGEST: usize = 64 << 10;

impl Header {
    /// Reads the header and moves the view past it. None if the text is no table that is known.
    pub(crate) fn read(window: &mut Window<'_>) -> Option<Header> {
        let (header, end) = Header::look(window).ok()??;
        window.consume(end);
        Some(header)
    }

    /// The header of the table in view, and how long it is; none if it is no table.
    ///
    /// # Errors
    /// If it is a table, but of something else: what it is.
    pub(crate) fn look(window: &mut Window<'_>) -> Result<Option<(Header, usize)>, String> {
        let bytes = window.ahead(0, LONGEST);
        let mut start = 0;
        let mut is_powershell = false;
        loop {
            let rest = bytes.get(start..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = table::text(&rest[..end]);
            let line = line.trim();
            if line.starts_with("version:v") {
                return Err("it is a template for bulk changes, which is read by the admin centre; download the users, groups or members instead".to_owned());
            }
            // Excel's and PowerShell's notes about the table.
            if line.starts_with("#TYPE") || line.starts_with("sep=") {
                is_powershell |= line.starts_with("#TYPE");
                start += end;
                continue;
            }
            let Some(separator) = table::separator(line.as_bytes()) else {
                return Ok(None);
            };
            let names = table::cells(line, separator, LONGEST);
            if names.iter().any(|name| name.contains("] Required")) {
                return Err("it is a template for bulk changes, or what was uploaded with one; download the users, groups or members instead".to_owned());
            }
            is_powershell |= names.iter().filter(|name| !name.is_empty()).all(|name| {
                name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(' ')
            });
            return Ok(
                Header::of(&names, separator, is_powershell).map(|header| (header, start + end))
            );
        }
    }

    /// The header of a table of the plain form with these columns; none if it is no such table.
    pub(crate) fn of_plain(names: &[String]) -> Option<Header> {
        let names: Vec<Cow<'_, str>> = names.iter().map(|name| name.trim().into()).collect();
        Header::of(&names, b',', false).filter(|header| header.table == Table::Plain)
    }

    fn of(names: &[Cow<'_, str>], separator: u8, is_powershell: bool) -> Option<Header> {
        let mut columns: Vec<String> = names.iter().map(|name| rest_name(name)).collect();
        let has = |columns: &[String], names: &[&str]| {
            names
                .iter()
                .all(|name| columns.iter().any(|own| own == name))
        };
        let any = |columns: &[String], names: &[&str]| {
            names
                .iter()
                .any(|name| columns.iter().any(|own| own == name))
        };
        let is_azure = any(&columns, &["roleAssignmentId", "roleDefinitionName"]);
        if !is_azure && !has(&columns, &["id"]) {
            rename(&mut columns, "objectId", "id");
        }
        let is_plain = has(&columns, &["kind", "from", "to"]) || has(&columns, &["kind", "id"]);
        let is_member = any(&columns, &["objectType", "isUser", "isGroup"]);
        let table = if is_plain && !any(&columns, &["type"]) {
            Table::Plain
        } else if let Some(assigns) = spelling::of(&columns).filter(|_| !is_azure) {
            match assigns {
                Assigns::Roles => Table::RoleAssignments,
                Assigns::Apps => Table::AppAssignments,
            }
        } else if is_powershell || is_azure || any(&columns, &["properties", "appRoleId"]) {
            Table::Records
        } else if has(&columns, &["id"]) && is_member {
            Table::Members
        } else if has(&columns, &["groupId"]) && any(&columns, &["id", "memberId", "userId"]) {
            // Who is in which group, as scripts list it: its rows tell.
            Table::Records
        } else if has(&columns, &["id", "userPrincipalName"]) {
            Table::Users
        } else if has(&columns, &["id"])
            && any(&columns, &["groupType", "groupTypes", "membershipType"])
        {
            Table::Groups
        } else if has(&columns, &["id", "appId"]) && any(&columns, OF_APPS) {
            Table::Apps
        } else {
            // Role assignments, resources: their rows tell.
            let tells = ["principalId", "roleDefinitionId", "type"];
            any(&columns, &tells).then_some(Table::Records)?
        };
        let is_known = table != Table::Records
            || any(
                &columns,
                &[
                    "id",
                    "groupId",
                    "roleAssignmentId",
                    "principalId",
                    "resourceId",
                    "scope",
                ],
            );
        is_known.then_some(Header {
            separator,
            columns,
            table,
            is_powershell,
        })
    }
}

/// Columns that tell enterprise applications from registrations. Microsoft does not document them; the
/// downloads that people publish have `id`, `displayName`, `appId`, `createdDateTime`, `applicationType`,
/// `accountEnabled`, `applicationVisibility`, `assignmentRequired` and `isAppProxy`.
const OF_APPS: &[&str] = &[
    "appRoleAssignmentRequired",
    "appOwnerOrganizationId",
    "servicePrincipalType",
    "applicationType",
    "applicationVisibility",
    "isAppProxy",
    "homepage",
];

fn rename(columns: &mut [String], from: &str, to: &str) {
    if let Some(column) = columns.iter_mut().find(|own| *own == from) {
        to.clone_into(column);
    }
}

/// What REST calls the column `name`.
fn rest_name(name: &str) -> String {
    let plain = table::plain(name);
    let known = NAMES.iter().find(|own| own.eq_ignore_ascii_case(&plain));
    let other = ALIASES.iter().find(|(alias, _)| *alias == plain);
    match (known, other) {
        (Some(own), _) => (*own).to_owned(),
        (None, Some((_, own))) => (*own).to_owned(),
        (None, None) => {
            let mut small = name.trim().to_owned();
            if let Some(first) = small.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            small
        }
    }
}

/// Whether a column of this name, in the spelling of REST, means something.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The columns that are known, in the spelling of REST.
const NAMES: &[&str] = &[
    "id",
    "objectId",
    "userPrincipalName",
    "displayName",
    "mail",
    "accountEnabled",
    "userType",
    "externalUserState",
    "creationType",
    "createdDateTime",
    "companyName",
    "department",
    "jobTitle",
    "employeeId",
    "employeeType",
    "officeLocation",
    "country",
    "city",
    "usageLocation",
    "onPremisesSyncEnabled",
    "onPremisesSecurityIdentifier",
    "description",
    "visibility",
    "groupId",
    "groupName",
    "groupDisplayName",
    "memberId",
    "userId",
    "groupType",
    "groupTypes",
    "membershipType",
    "securityEnabled",
    "mailEnabled",
    "isAssignableToRole",
    "membershipRule",
    "membershipRuleProcessingState",
    "objectType",
    "isUser",
    "isGroup",
    "isGuest",
    "appId",
    "servicePrincipalType",
    "appRoleAssignmentRequired",
    "appOwnerOrganizationId",
    "signInAudience",
    "deviceId",
    "operatingSystem",
    "trustType",
    "isCompliant",
    "isManaged",
    "appRoleId",
    "principalId",
    "principalType",
    "principalDisplayName",
    "resourceId",
    "resourceDisplayName",
    "roleDefinitionId",
    "roleDefinitionName",
    "directoryScopeId",
    "appScopeId",
    "roleAssignmentId",
    "scope",
    "condition",
    "startDateTime",
    "endDateTime",
    "memberType",
    "assignmentType",
    "type",
    "name",
    "location",
    "tenantId",
    "subscriptionId",
    "resourceGroup",
    "properties",
    "identity",
    "kind",
    "from",
    "to",
    "fromKind",
    "toKind",
    "scopeKind",
    "role",
    "roleName",
    "state",
    "validFrom",
    "validTo",
    "assignment",
];

/// Other names that they go by.
const ALIASES: &[(&str, &str)] = &[
    ("upn", "userPrincipalName"),
    ("userobjectid", "objectId"),
    ("groupobjectid", "objectId"),
    ("directorysynced", "onPremisesSyncEnabled"),
    ("dirsyncenabled", "onPremisesSyncEnabled"),
    ("invitationstate", "externalUserState"),
    ("physicaldeliveryofficename", "officeLocation"),
    ("blockcredential", "isBlocked"),
    ("assignmentrequired", "appRoleAssignmentRequired"),
    ("appownertenantid", "appOwnerOrganizationId"),
    ("applicationid", "appId"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn table(line: &str) -> Option<Table> {
        let separator = table::separator(line.as_bytes())?;
        let names = table::cells(line, separator, LONGEST);
        let is_powershell = line.starts_with("Id,");
        Header::of(&names, separator, is_powershell).map(|header| header.table)
    }

    #[test]
    fn the_columns_tell_what_a_table_is_of() {
        for (line, expected) in [
            (
                "userPrincipalName,displayName,surname,mail,givenName,objectId,userType",
                Some(Table::Users),
            ),
            (
                "id;userPrincipalName;displayName;objectType;userType;isUser;isGroup;isGuest",
                Some(Table::Members),
            ),
            (
                "Object ID,User principal name,Display name,Object type",
                Some(Table::Members),
            ),
            (
                "objectId,displayName,groupType,membershipType,source",
                Some(Table::Groups),
            ),
            (
                "id,userPrincipalName,displayName,roleName,scope",
                Some(Table::RoleAssignments),
            ),
            (
                "PrincipalId,PrincipalName,Role,Scope",
                Some(Table::RoleAssignments),
            ),
            (
                "Id,PrincipalId,RoleDefinitionId,DirectoryScopeId",
                Some(Table::Records),
            ),
            (
                "Display Name,Object Type,Role assigned,Object Id",
                Some(Table::AppAssignments),
            ),
            // What someone is in a company is no role of the directory.
            ("id,userPrincipalName,displayName,role", Some(Table::Users)),
            ("Id,DisplayName,UserPrincipalName", Some(Table::Records)),
            (
                "RoleAssignmentId,Scope,DisplayName,ObjectId,ObjectType,RoleDefinitionName",
                Some(Table::Records),
            ),
            ("id,name,type,location,properties", Some(Table::Records)),
            ("id,kind,name,upn", Some(Table::Plain)),
            ("id,name,type,kind,location", Some(Table::Records)),
            ("kind,from,to", Some(Table::Plain)),
            (
                "id,displayName,appId,createdDateTime,applicationType,accountEnabled,applicationVisibility,assignmentRequired,isAppProxy",
                Some(Table::Apps),
            ),
            ("id,appId,displayName,createdDateTime", None),
            ("date,amount", None),
            ("id,price", None),
        ] {
            assert_eq!(table(line), expected, "{line}");
        }
    }
}
