//! Tables of assignments that portals and scripts write for people: who has which role, by name.
//!
//! Microsoft documents that the admin centre writes such tables, not their columns; so these are taken
//! by their meaning, in the spellings that tools use. A role is an id or the name of a built-in one, a
//! scope what Graph or Azure write. The app of a table of its users is in the path only.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/view-assignments>.

use super::header::Header;
use super::spelling::{
    APP_ROLE, END, Names, ORIGIN, PRINCIPAL, PRINCIPAL_NAME, PRINCIPAL_TYPE, RECORD, REQUEST,
    ROLE_ID, ROLE_NAME, SCOPE, START, STATE, STATUS,
};
use crate::decode::raw;
use crate::decode::table::plain;
use crate::facts::{azure_role_names, directory_role_names};
use crate::format::graph::Kind;
use crate::format::held::is_held;
use crate::format::resource_manager;
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, ObjectKey, parse_guid};
use std::borrow::Cow;

/// What the admin centre calls the whole tenant.
const TENANT: Names = &["/", "directory", "organization", "tenant"];

/// What a row assigns.
pub(super) enum Assigned {
    /// A role of the directory, and Graph's record of it.
    Directory(Kind, String),
    /// A role of Azure, and Azure's record of it.
    Azure(resource_manager::Kind, String),
    /// Nothing: it asks, or the role is refused or over.
    NotHeld,
    /// A role that is neither an id nor the name of a built-in one.
    UnknownRole,
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

    /// The row as Graph's or Azure's record of a role.
    pub(super) fn of_role(&self) -> Assigned {
        let Some(is_eligible) = self.is_eligible() else {
            return Assigned::NotHeld;
        };
        let scope = self.text(SCOPE).unwrap_or_default();
        let lower = scope.to_lowercase();
        let is_azure = ["/subscriptions/", "/providers/"]
            .iter()
            .any(|start| lower.starts_with(start));
        let record = match is_azure {
            true => self.azure_role(scope).map(|text| {
                let kind = match is_eligible {
                    true => resource_manager::Kind::RoleEligibility,
                    false => resource_manager::Kind::RoleAssignment,
                };
                Assigned::Azure(kind, text)
            }),
            false => self.directory_role(scope, &lower).map(|text| {
                let kind = match is_eligible {
                    true => Kind::RoleEligibility,
                    false => Kind::RoleAssignment,
                };
                Assigned::Directory(kind, text)
            }),
        };
        record.unwrap_or(Assigned::UnknownRole)
    }

    /// Whether the role is one that its principal may activate; none if it is not held at all.
    fn is_eligible(&self) -> Option<bool> {
        let mut records = RECORD.chunks(1).filter_map(|name| self.text(name));
        let record = records.find(|text| text.contains('/')).unwrap_or_default();
        // `roleEligibilityScheduleInstances`, of which `roleEligibilitySchedules` are only the plan.
        let record = plain(record);
        let is_plan = record.contains("schedule") && !record.contains("scheduleinstances");
        let states = [STATE, STATUS].map(|names| self.text(names).unwrap_or_default());
        let is_held = states.iter().all(|text| is_held(text));
        if is_plan || !is_held || self.text(REQUEST).is_some() {
            return None;
        }
        let says = |text: &str| plain(text).contains("eligib");
        Some(says(&record) || states.iter().any(|text| says(text)))
    }

    /// What may say that a group's members have the role by being its members: `Inherited` does in Entra
    /// ID, not in Azure.
    fn through_group(&self) -> Option<&'r str> {
        let is_through = |word: &&str| matches!(&*plain(word), "group" | "inherited");
        self.text(&["membertype"]).filter(is_through)
    }

    fn azure_role(&self, scope: &str) -> Option<String> {
        let name = self.text(ROLE_NAME);
        let id = self
            .text(ROLE_ID)
            .or_else(|| azure_role_names::id_of(name?))?;
        Some(self.record(&[
            ("principalType", self.principal_type()),
            ("principalDisplayName", self.text(PRINCIPAL_NAME)),
            ("roleDefinitionId", Some(id)),
            ("roleDefinitionName", name.or(Some(""))),
            ("memberType", self.through_group()),
            ("assignmentType", self.text(STATE)),
            ("originRoleAssignmentId", self.text(ORIGIN)),
            ("condition", self.text(&["condition"])),
            ("scope", Some(scope)),
            ("startDateTime", self.text(START)),
            ("endDateTime", self.text(END)),
        ]))
    }

    fn directory_role(&self, scope: &str, lower: &str) -> Option<String> {
        let id = self.text(ROLE_ID).filter(|id| parse_guid(id).is_some());
        let id = id.or_else(|| directory_role_names::id_of(self.text(ROLE_NAME)?))?;
        let is_unit = lower.starts_with("/administrativeunits/");
        let scope = match scope {
            _ if TENANT.contains(&lower) => Some(Cow::Borrowed("/")),
            path if is_unit => Some(Cow::Borrowed(path)),
            id => parse_guid(id.trim_start_matches('/'))
                .map(|_| Cow::Owned(format!("/{}", id.trim_start_matches('/')))),
        };
        Some(self.record(&[
            ("roleDefinitionId", Some(id)),
            ("directoryScopeId", scope.as_deref()),
            ("memberType", self.through_group()),
            ("assignmentType", self.text(STATE)),
            ("startDateTime", self.text(START)),
            ("endDateTime", self.text(END)),
        ]))
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
