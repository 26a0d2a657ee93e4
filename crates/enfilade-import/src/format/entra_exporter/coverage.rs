//! What a tree of EntraExporter holds, from the folders that are there.
//!
//! A missing folder is one that was empty, failed or was not asked for. By default the tool exports the
//! configuration only: no users, apps or service principals, and of groups the dynamic ones without
//! members. So a folder of groups that are all dynamic says that the others were not asked for.
//!
//! Source: EntraExporter 3.0.0, `src/Get-EEDefaultSchema.ps1` and `src/Export-Entra.ps1`.

use super::folder::Folder;
use crate::format::fields::Fields;
use crate::format::graph::Relation as List;
use crate::format::graph::kind::Kind;
use crate::format::graph::place::Collection;
use crate::format::resource_manager::Kind as AzureKind;
use enfilade_model::{Completeness, EntityKind, Level, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    objects: BTreeMap<Kind, u64>,
    azure: BTreeMap<AzureKind, u64>,
    /// What lists of objects came in, by what the objects are.
    lists: BTreeSet<(List, Option<Collection>)>,
    dynamic_groups: u64,
    /// Whether the tenant is synced with Active Directory, and whether any user or group is.
    is_synced: bool,
    has_synced: bool,
}

/// What to do where something is missing.
const ALL: &str = "run `Export-Entra -All`";

impl Coverage {
    /// An object came in.
    pub(super) fn record(&mut self, folder: Folder, of: Option<Collection>, fields: &Fields<'_>) {
        match folder {
            Folder::Objects(kind) => *self.objects.entry(kind).or_default() += 1,
            Folder::Azure(kind) => *self.azure.entry(kind).or_default() += 1,
            Folder::Items(list) => {
                self.lists.insert((list, of));
            }
            Folder::Settings(_) => {}
        }
        let is_synced = fields.json("onPremisesSyncEnabled") == Some("true");
        match folder {
            Folder::Objects(Kind::Organization) => self.is_synced |= is_synced,
            Folder::Objects(_) => self.has_synced |= is_synced,
            _ => {}
        }
        if folder == Folder::Objects(Kind::Group) {
            let types = fields.json("groupTypes").unwrap_or_default();
            self.dynamic_groups += u64::from(types.contains("\"DynamicMembership\""));
        }
    }

    /// Adds what came in with other files.
    pub(super) fn absorb(&mut self, other: Coverage) {
        let Coverage {
            objects,
            azure,
            lists,
            dynamic_groups,
            is_synced,
            has_synced,
        } = other;
        for (kind, count) in objects {
            *self.objects.entry(kind).or_default() += count;
        }
        for (kind, count) in azure {
            *self.azure.entry(kind).or_default() += count;
        }
        self.lists.extend(lists);
        self.dynamic_groups += dynamic_groups;
        self.is_synced |= is_synced;
        self.has_synced |= has_synced;
    }

    fn count(&self, kind: Kind) -> u64 {
        self.objects.get(&kind).copied().unwrap_or_default()
    }

    /// The ledger. A few files with an id in their path are no tree of this tool.
    pub(super) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        if self.objects.len() + self.azure.len() < 2 {
            return ledger;
        }
        for &relation in Relation::ALL {
            if let Some(level) = self.level(relation) {
                ledger.relations.insert(relation, level);
            }
        }
        ledger
    }

    fn level(&self, relation: Relation) -> Option<Level> {
        Some(match relation {
            Relation::Users => self.synced(self.folder(Kind::User, "Users")),
            Relation::Groups => self.groups(),
            Relation::GroupMembers => self.group_members(),
            Relation::GroupOwners => {
                let owners = self.list(List::Owners, &[Collection::Groups], "Groups/<id>/Owners");
                self.groups().and(owners)
            }
            Relation::Apps => self.apps(),
            Relation::AppOwners => {
                let of = [Collection::Applications, Collection::ServicePrincipals];
                let folder = "Applications/<id>/Owners";
                self.apps().and(self.list(List::Owners, &of, folder))
            }
            Relation::AppAssignments => {
                let folder = "ServicePrincipals/<id>/AppRoleAssignedTo";
                self.folder(Kind::AppRoleAssignment, folder)
            }
            Relation::DelegatedGrants => {
                let folder = "ServicePrincipals/<id>/Oauth2PermissionGrants";
                self.folder(Kind::DelegatedGrant, folder)
            }
            Relation::Devices => self.folder(Kind::Device, "Devices"),
            Relation::DirectoryRoles => {
                self.folder(Kind::RoleAssignment, "RoleManagement/Directory")
            }
            Relation::EligibleDirectoryRoles => {
                self.folder(Kind::RoleEligibility, "PIM/DirectoryRoles")
            }
            Relation::EligibleMemberships => self.folder(Kind::GroupEligibility, "PIM/Groups"),
            Relation::AdministrativeUnits => {
                let of = [Collection::AdministrativeUnits];
                let members = self.list(List::Members, &of, "AdministrativeUnits/<id>/Members");
                self.folder(Kind::Unit, "AdministrativeUnits").and(members)
            }
            Relation::AzureRoles => self.azure_roles(),
            Relation::AzureRoleDefinitions => {
                self.azure(AzureKind::RoleDefinition, "IAM/RoleDefinitions")
            }
            Relation::EligibleAzureRoles => self.azure(AzureKind::RoleEligibility, "PIM/Resources"),
            Relation::VaultPolicies => {
                self.azure(AzureKind::Resource(EntityKind::Vault), "AccessPolicies")
            }
            Relation::Licences => self.licences()?,
            // What Graph's own reader knows, or what this tool never exports.
            _ => return None,
        })
    }

    fn folder(&self, kind: Kind, name: &str) -> Level {
        match self.count(kind) {
            0 => missing(name),
            _ => Level::Complete,
        }
    }

    /// The level of lists that objects of some collections have: whoever has none has no folder.
    fn list(&self, list: List, of: &[Collection], name: &str) -> Level {
        let mut of = of.iter().map(|of| (list, Some(*of)));
        match of.any(|lists| self.lists.contains(&lists)) {
            true => Level::Complete,
            false => missing(name),
        }
    }

    fn azure(&self, kind: AzureKind, name: &str) -> Level {
        match self.azure.get(&kind) {
            None => Level::Absent(format!(
                "EntraExporter's folder {name} is not there; connect to Azure with `Connect-AzAccount` and {ALL}"
            )),
            Some(_) => Level::Complete,
        }
    }

    /// The query by which the tool asks for assignments leaves out their conditions.
    fn azure_roles(&self) -> Level {
        match self.azure(AzureKind::RoleAssignment, "IAM/RoleAssignments") {
            Level::Complete => Level::Partial(
                "EntraExporter leaves out conditions, without which an assignment looks as if it always held; collect `az role assignment list --all`".to_owned(),
            ),
            level => level,
        }
    }

    /// A level of what `-CloudUsersAndGroupsOnly` filters.
    fn synced(&self, level: Level) -> Level {
        let is_filtered = self.is_synced && !self.has_synced;
        match level {
            Level::Complete if is_filtered => Level::Partial(format!(
                "the tenant is synced, and nothing that came in is: {ALL} without -CloudUsersAndGroupsOnly"
            )),
            level => level,
        }
    }

    fn groups(&self) -> Level {
        let groups = self.count(Kind::Group);
        if groups > 0 && self.dynamic_groups == groups {
            return Level::Partial(format!(
                "dynamic groups only, which is what EntraExporter exports by default; {ALL}"
            ));
        }
        self.synced(self.folder(Kind::Group, "Groups"))
    }

    fn group_members(&self) -> Level {
        let path = "beta/groups/{id}/members";
        let of = (List::Members, Some(Collection::Groups));
        if !self.lists.contains(&of) {
            return missing("Groups/<id>/Members");
        }
        let mut missing = vec!["service principals".to_owned()];
        if self.dynamic_groups > 0 {
            missing.push(format!("members of {} dynamic groups", self.dynamic_groups));
        }
        Level::Partial(format!(
            "EntraExporter leaves out {}; collect GET {path}",
            missing.join(" and ")
        ))
    }

    /// Users and groups come with all their properties, licences among them.
    fn licences(&self) -> Option<Level> {
        let users = self.synced(self.folder(Kind::User, "Users"));
        let is_all = users == Level::Complete && self.groups() == Level::Complete;
        is_all.then_some(Level::Complete)
    }

    fn apps(&self) -> Level {
        let both = [Kind::ServicePrincipal, Kind::Application].map(|kind| self.count(kind) > 0);
        match both {
            [true, true] => Level::Complete,
            [false, false] => missing("ServicePrincipals"),
            [true, false] => Level::Partial(why_missing("Applications")),
            [false, true] => Level::Partial(why_missing("ServicePrincipals")),
        }
    }
}

fn missing(folder: &str) -> Level {
    Level::Absent(why_missing(folder))
}

fn why_missing(folder: &str) -> String {
    format!(
        "EntraExporter's folder {folder} is not there: it was empty, failed or was not asked for; {ALL}"
    )
}
