//! Tables of assignments that portals and scripts write for people: who has which role, by name.
//!
//! Microsoft documents that the admin centre writes such tables, not their columns; so these are taken
//! by their meaning, in the spellings that tools use. A role is an id or the name of a built-in one, a
//! scope what Graph or Azure write. The app of a table of its users is in the path only.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/view-assignments>.

use super::header::{Header, Table};
use crate::decode::raw;
use crate::facts::{azure_role_names, directory_role_names};
use crate::format::graph::Kind;
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, ObjectKey, parse_guid};
use std::borrow::Cow;

/// The spellings of a column, the one that says most first.
type Names = &'static [&'static str];

const PRINCIPAL: Names = &["principalid", "principalobjectid", "id", "objectid"];
const PRINCIPAL_TYPE: Names = &["principaltype", "principalobjecttype", "objecttype"];
const PRINCIPAL_NAME: Names = &["principaldisplayname", "principalname", "displayname"];
const ROLE_ID: Names = &["roledefinitionid", "roletemplateid", "roleid"];
const ROLE_NAME: Names = &[
    "rolename",
    "roledisplayname",
    "roledefinitiondisplayname",
    "directoryrole",
    "role",
];
const APP_ROLE: Names = &[
    "roleassigned",
    "rolesassigned",
    "assignedrole",
    "approle",
    "approlename",
    "approledisplayname",
];
const SCOPE: Names = &["directoryscopeid", "scope", "resourcescope", "scopeid"];
const STATE: Names = &["state", "assignmentstate", "assignmenttype"];
const START: Names = &["startdatetime", "starttime", "start"];
const END: Names = &["enddatetime", "endtime", "end"];

/// What the admin centre calls the whole tenant.
const TENANT: Names = &["/", "directory", "organization", "tenant"];

/// The table of assignments that these columns are of; none if they are of something else, or if each
/// row is a record of Graph's or Azure's own.
pub(super) fn of(columns: &[String]) -> Option<Table> {
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
        Some(Table::RoleAssignments)
    } else {
        any(APP_ROLE).then_some(Table::AppAssignments)
    }
}

/// A column's name without signs, in lower case.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// A row, by the meaning of its columns.
pub(super) struct Row<'r> {
    header: &'r Header,
    cells: &'r [Cow<'r, str>],
}

impl<'r> Row<'r> {
    pub(super) fn new(header: &'r Header, cells: &'r [Cow<'r, str>]) -> Row<'r> {
        Row { header, cells }
    }

    fn text(&self, names: Names) -> Option<&'r str> {
        let columns = || self.header.columns.iter().zip(self.cells);
        let of = |name: &&str| columns().find(|(column, _)| plain(column) == **name);
        let mut found = names.iter().filter_map(of).map(|(_, cell)| &**cell);
        found.find(|text| !text.is_empty())
    }

    /// What stands where the role should.
    pub(super) fn example(&self) -> String {
        let role = self.text(ROLE_NAME).or_else(|| self.text(ROLE_ID));
        format!("role `{}`", role.unwrap_or_default())
    }

    /// The role of an assignment of the row to an app, if it is not default access.
    pub(super) fn app_role(&self) -> Option<&'r str> {
        let role = self.text(APP_ROLE)?;
        let is_default = role == "-" || plain(role) == "defaultaccess";
        (!is_default).then_some(role)
    }

    /// The row as Graph's record of an assignment to `app`.
    pub(super) fn to_app(&self, app: ObjectKey) -> String {
        let role = self.app_role().map(str::to_lowercase);
        self.record(&[
            ("principalType", self.principal_type()),
            ("principalDisplayName", self.text(PRINCIPAL_NAME)),
            ("resourceId", Some(&app.to_string())),
            (
                "appRoleId",
                role.as_deref().or(Some(DEFAULT_ACCESS_ROLE_ID)),
            ),
        ])
    }

    /// The row as Graph's or Azure's record of a role, and what that is; none if the role is unknown.
    pub(super) fn of_role(&self) -> Option<(String, Option<Kind>)> {
        let scope = self.text(SCOPE).unwrap_or_default();
        let lower = scope.to_lowercase();
        let is_azure = ["/subscriptions/", "/providers/"]
            .iter()
            .any(|start| lower.starts_with(start));
        let id = self.text(ROLE_ID);
        let name = self.text(ROLE_NAME);
        if is_azure {
            let id = id.or_else(|| azure_role_names::id_of(name?))?;
            let text = self.record(&[
                ("principalType", self.principal_type()),
                ("principalDisplayName", self.text(PRINCIPAL_NAME)),
                ("roleDefinitionId", Some(id)),
                ("roleDefinitionName", name.or(Some(""))),
                ("scope", Some(scope)),
                ("startDateTime", self.text(START)),
                ("endDateTime", self.text(END)),
            ]);
            return Some((text, None));
        }
        let id = id.filter(|id| parse_guid(id).is_some());
        let id = id.or_else(|| directory_role_names::id_of(name?))?;
        let is_unit = lower.starts_with("/administrativeunits/");
        let scope = match scope {
            _ if TENANT.contains(&&*lower) => Some(Cow::Borrowed("/")),
            path if is_unit => Some(Cow::Borrowed(path)),
            id => parse_guid(id.trim_start_matches('/'))
                .map(|_| Cow::Owned(format!("/{}", id.trim_start_matches('/')))),
        };
        let text = self.record(&[
            ("roleDefinitionId", Some(id)),
            ("directoryScopeId", scope.as_deref()),
            ("startDateTime", self.text(START)),
            ("endDateTime", self.text(END)),
        ]);
        let state = self.text(STATE).unwrap_or_default().to_lowercase();
        let kind = match state.starts_with("eligible") {
            true => Kind::RoleEligibility,
            false => Kind::RoleAssignment,
        };
        Some((text, Some(kind)))
    }

    /// The JSON of a record of these members, with the principal.
    fn record(&self, members: &[(&str, Option<&str>)]) -> String {
        let mut inside = String::new();
        let principal = self.text(PRINCIPAL);
        for (name, text) in members.iter().chain(&[("principalId", principal)]) {
            if let Some(text) = text {
                member(&mut inside, name, text);
            }
        }
        let mut described = String::new();
        for (name, text) in [
            ("id", principal),
            ("displayName", self.text(PRINCIPAL_NAME)),
            ("@odata.type", self.odata_type()),
        ] {
            if let Some(text) = text {
                member(&mut described, name, text);
            }
        }
        raw::push_member(&mut inside, "principal", &format!("{{{described}}}"));
        format!("{{{inside}}}")
    }

    fn principal_type(&self) -> Option<&'static str> {
        Some(match &*plain(self.text(PRINCIPAL_TYPE)?) {
            "user" | "member" | "guest" => "User",
            "group" => "Group",
            "serviceprincipal" | "enterpriseapplication" | "application" => "ServicePrincipal",
            _ => return None,
        })
    }

    fn odata_type(&self) -> Option<&'static str> {
        Some(match self.principal_type()? {
            "User" => "#microsoft.graph.user",
            "Group" => "#microsoft.graph.group",
            _ => "#microsoft.graph.servicePrincipal",
        })
    }
}

fn member(out: &mut String, name: &str, text: &str) {
    let mut json = String::new();
    raw::push_text(&mut json, text);
    raw::push_member(out, name, &json);
}
