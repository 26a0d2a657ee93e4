//! How the columns of a table are spelled that a portal or a script wrote for people.
//!
//! Microsoft documents that the admin centre writes tables of assignments, not their columns; so any of the
//! usual spellings counts, whatever its case and signs.

use crate::decode::table::plain;

/// What the rows of a table assign.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Assigns {
    /// A role of the directory or of Azure.
    Roles,
    /// An app, to its users.
    Apps,
}

/// The spellings of a column, the one that says most first.
pub(super) type Names = &'static [&'static str];

pub(super) const PRINCIPAL: Names = &["principalid", "principalobjectid", "id", "objectid"];
pub(super) const PRINCIPAL_TYPE: Names = &["principaltype", "principalobjecttype", "objecttype"];
pub(super) const PRINCIPAL_NAME: Names = &["principaldisplayname", "principalname", "displayname"];
pub(super) const ROLE_ID: Names = &["roledefinitionid", "roletemplateid", "roleid"];
pub(super) const ROLE_NAME: Names = &[
    "rolename",
    "roledisplayname",
    "roledefinitiondisplayname",
    "directoryrole",
    "role",
];
pub(super) const APP_ROLE: Names = &[
    "roleassigned",
    "rolesassigned",
    "assignedrole",
    "approle",
    "approlename",
    "approledisplayname",
];
pub(super) const SCOPE: Names = &["directoryscopeid", "scope", "resourcescope", "scopeid"];
pub(super) const STATE: Names = &["state", "assignmentstate", "assignmenttype"];
pub(super) const STATUS: Names = &["status", "assignmentstatus", "requeststatus"];
pub(super) const REQUEST: Names = &["requesttype", "action"];
/// What Azure calls a record, and the path that says it too.
pub(super) const RECORD: Names = &["type", "resourcetype", "id", "roleassignmentid"];
/// The assignment of Azure that an instance of a schedule is of.
pub(super) const ORIGIN: Names = &["originroleassignmentid"];
pub(super) const START: Names = &["startdatetime", "starttime", "start"];
pub(super) const END: Names = &["enddatetime", "endtime", "end"];

/// What the rows of a table with these columns assign; none if they assign nothing, or if each row is a
/// record of Graph's or Azure's own.
pub(super) fn of(columns: &[String]) -> Option<Assigns> {
    let names: Vec<String> = columns.iter().map(|name| plain(name)).collect();
    let any = |of: Names| of.iter().any(|name| names.iter().any(|own| own == name));
    // Whose `role` is not that of a job.
    let is_principal = any(&["principalid", "principalobjectid"]);
    let is_person = any(&["id", "objectid"]) && any(&["displayname", "userprincipalname"]);
    if any(&["properties", "resourceid", "approleid"]) || !is_principal && !is_person {
        return None;
    }
    let is_own = any(&["principalid"])
        && any(&["roledefinitionid"])
        && any(&["directoryscopeid", "appscopeid"]);
    let (_, role_names) = ROLE_NAME.split_last()?;
    let has_role = role_names
        .iter()
        .any(|name| names.iter().any(|own| own == name))
        || is_principal && (any(ROLE_ID) || any(ROLE_NAME));
    if has_role && !is_own {
        Some(Assigns::Roles)
    } else {
        any(APP_ROLE).then_some(Assigns::Apps)
    }
}
