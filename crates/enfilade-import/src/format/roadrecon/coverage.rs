//! What a ROADrecon database holds, from which tables have rows.
//!
//! ROADrecon prints what it could not read and leaves the table empty, so an empty table is one that
//! nobody knows. What it never reads, and where it is cut, is known from its source.
//!
//! Source: roadrecon 2.0.0, `gather.py`, `azgather.py`, `pimgather.py` and `iggather.py`, and
//! `msgraph_gather.py` of the branch of ROADtools for Microsoft Graph.

use super::link::Link;
use super::schema::Schema;
use crate::format::graph::Relation as List;
use enfilade_model::{Completeness, EntityKind, Level, ObjectKey, Relation};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Owners of apps come expanded, and such a list ends silently after so many.
const EXPANDED: u32 = 20;

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    schemas: BTreeSet<Schema>,
    rows: BTreeMap<&'static str, u64>,
    /// How many owners each app has.
    owners: FxHashMap<ObjectKey, u32>,
    unread: BTreeMap<Relation, u64>,
}

impl Coverage {
    /// A database of a schema is read.
    pub(super) fn database(&mut self, schema: Schema) {
        self.schemas.insert(schema);
    }

    /// So many rows of a table came in.
    pub(super) fn rows(&mut self, table: &'static str, count: u64) {
        *self.rows.entry(table).or_default() += count;
    }

    /// An object has an owner or member.
    pub(super) fn owner(&mut self, link: &Link, owned: ObjectKey) {
        let is_app = matches!(
            link.owner.1,
            EntityKind::Registration | EntityKind::ServicePrincipal
        );
        if is_app && link.relation == List::Owners {
            *self.owners.entry(owned).or_default() += 1;
        }
    }

    /// So many rows are there that would tell more of a relation and are not read.
    pub(super) fn unread(&mut self, relation: Relation, count: u64) {
        *self.unread.entry(relation).or_default() += count;
    }

    /// The ledger.
    pub(super) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        for &relation in Relation::ALL {
            if let Some(level) = self.level(relation) {
                ledger.relations.insert(relation, level);
            }
        }
        ledger
    }

    fn count(&self, tables: &[&'static str]) -> u64 {
        tables.iter().filter_map(|table| self.rows.get(table)).sum()
    }

    fn level(&self, relation: Relation) -> Option<Level> {
        Some(match relation {
            Relation::Users => self.table("Users", "/users"),
            Relation::Groups => self.table("Groups", "/groups"),
            Relation::Devices => self.table("Devices", "/devices"),
            Relation::DelegatedGrants => {
                self.table("OAuth2PermissionGrants", "/oauth2PermissionGrants")
            }
            Relation::Apps => self.apps(),
            Relation::GroupMembers => self.group_members(),
            Relation::GroupOwners => self.group_owners(),
            Relation::AppOwners => self.app_owners(),
            Relation::AppAssignments => self.any(
                &["AppRoleAssignments", "AppRoleAssignmentsto"],
                "/servicePrincipals/{id}/appRoleAssignedTo",
            ),
            Relation::DirectoryRoles => self.directory_roles(),
            Relation::EligibleDirectoryRoles => self.eligible_directory_roles(),
            Relation::AdministrativeUnits => self.administrative_units(),
            // Only Microsoft Graph's policies are read, and they come in one list.
            Relation::ConditionalAccess if self.count(&["Policys"]) > 0 => Level::Complete,
            Relation::TenantSettings if self.count(&["AuthorizationPolicys"]) > 0 => Level::Partial(
                "ROADrecon reads the authorization policy and, of Azure AD Graph, the group settings; collect GET /policies/crossTenantAccessPolicy/default and /partners, /groupLifecyclePolicies".to_owned(),
            ),
            Relation::VaultPolicies if self.count(&["AZresources"]) > 0 => Level::Partial(
                "ROADrecon lists resources without their properties; collect the vaults with theirs"
                    .to_owned(),
            ),
            // What no database of ROADrecon has, or what the records themselves tell.
            other => return self.unread_level(other),
        })
    }

    /// The level of what is there in a form that is not read.
    fn unread_level(&self, relation: Relation) -> Option<Level> {
        let path = match relation {
            Relation::ConditionalAccess => "/identity/conditionalAccess/policies",
            Relation::AccessPackages => "/identityGovernance/entitlementManagement/accessPackages",
            Relation::EligibleMemberships => {
                "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
            }
            _ => return None,
        };
        let count = self.unread.get(&relation).filter(|count| **count > 0)?;
        Some(Level::Absent(format!(
            "Enfilade does not read ROADrecon's form of it, of which {count} rows came in; collect GET {path}"
        )))
    }

    fn table(&self, table: &'static str, path: &str) -> Level {
        self.any(&[table], path)
    }

    /// Complete if one of the tables has rows.
    fn any(&self, tables: &[&'static str], path: &str) -> Level {
        match self.count(tables) {
            0 => empty(tables.first().copied().unwrap_or_default(), path),
            _ => Level::Complete,
        }
    }

    fn apps(&self) -> Level {
        let services = self.count(&["ServicePrincipals"]) > 0;
        let registrations = self.count(&["Applications"]) > 0;
        match (services, registrations) {
            (true, true) => Level::Complete,
            (false, false) => empty("ServicePrincipals", "/servicePrincipals"),
            (true, false) => partly("Applications", "/applications"),
            (false, true) => partly("ServicePrincipals", "/servicePrincipals"),
        }
    }

    fn group_members(&self) -> Level {
        const SERVICES: &str = "lnk_group_member_serviceprincipal";
        let members = self.count(&[
            "lnk_group_member_user",
            "lnk_group_member_group",
            "lnk_group_member_contact",
            "lnk_group_member_device",
            SERVICES,
        ]);
        let path = "/groups/{id}/members";
        if members == 0 {
            empty("lnk_group_member_user", path)
        } else if self.lacks_services(SERVICES) {
            Level::Partial(format!(
                "ROADrecon leaves service principals out of members when it reads Microsoft Graph; collect GET beta{path}"
            ))
        } else {
            Level::Complete
        }
    }

    fn group_owners(&self) -> Level {
        const SERVICES: &str = "lnk_group_owner_serviceprincipal";
        let path = "/groups/{id}/owners";
        if self.count(&["lnk_group_owner_user", SERVICES]) == 0 {
            empty("lnk_group_owner_user", path)
        } else if self.lacks_services(SERVICES) {
            Level::Partial(format!(
                "ROADrecon leaves service principals out of owners when it reads Microsoft Graph; collect GET {path}"
            ))
        } else {
            Level::Complete
        }
    }

    /// Reading Microsoft Graph, ROADrecon looks for service principals under a type that is spelt
    /// in lower case, and Graph's is not.
    fn lacks_services(&self, table: &'static str) -> bool {
        self.schemas.contains(&Schema::MsGraph) && self.count(&[table]) == 0
    }

    fn app_owners(&self) -> Level {
        let path = "/servicePrincipals/{id}/owners and /applications/{id}/owners";
        match self.owners.values().max() {
            None => empty("lnk_application_owner_user", path),
            Some(&most) if most >= EXPANDED => Level::Partial(format!(
                "ROADrecon expands owners, and such a list ends silently after {EXPANDED}, which an app has; collect GET {path}"
            )),
            Some(_) => Level::Complete,
        }
    }

    fn directory_roles(&self) -> Level {
        let path = "/roleManagement/directory/roleAssignments";
        let assignments =
            self.count(&["RoleAssignments", "UnifiedRoleAssignmentScheduleInstances"]);
        let members = self.count(&[
            "lnk_role_member_user",
            "lnk_role_member_group",
            "lnk_role_member_serviceprincipal",
        ]);
        match (assignments, members) {
            (0, 0) => empty("RoleAssignments", path),
            (0, _) => Level::Partial(format!(
                "members of activated roles only, which leave out custom roles and scopes; collect GET {path}"
            )),
            _ => Level::Complete,
        }
    }

    fn eligible_directory_roles(&self) -> Level {
        let path = "/roleManagement/directory/roleEligibilityScheduleInstances";
        let dated = self.count(&["UnifiedRoleEligibilityScheduleInstances"]);
        let plain = self.count(&["EligibleRoleAssignments"]);
        match (dated, plain) {
            (0, 0) => Level::Absent(format!(
                "no eligible assignment came in: there is none, or ROADrecon could not read it; collect GET {path}"
            )),
            (0, _) if self.schemas.contains(&Schema::AadGraph) => Level::Partial(format!(
                "Azure AD Graph does not say until when; collect GET {path}"
            )),
            _ => Level::Complete,
        }
    }

    fn administrative_units(&self) -> Level {
        let path = "/directory/administrativeUnits";
        let members = self.count(&[
            "lnk_au_member_user",
            "lnk_au_member_group",
            "lnk_au_member_device",
        ]);
        match (self.count(&["AdministrativeUnits"]), members) {
            (0, _) => Level::Absent(format!(
                "no administrative unit came in: there is none, or ROADrecon could not read it; collect GET {path}"
            )),
            (_, 0) => partly("lnk_au_member_user", &format!("{path}/{{id}}/members")),
            _ => Level::Complete,
        }
    }
}

fn empty(table: &str, path: &str) -> Level {
    Level::Absent(why_empty(table, path))
}

fn partly(table: &str, path: &str) -> Level {
    Level::Partial(why_empty(table, path))
}

fn why_empty(table: &str, path: &str) -> String {
    format!(
        "ROADrecon's table `{table}` is empty: it stopped early or could not read it; gather again, or collect GET {path}"
    )
}
