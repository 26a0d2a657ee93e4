//! What an export could not contain.
//!
//! No edge in an export is not the same as no edge in the tenant. Each importer states, relation
//! by relation, how much its format can hold; the snapshot keeps the statement, and answers that
//! rest on a gap say so.

use crate::{Attribute, EntityKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How much of a relation the sources hold.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "level", content = "why")]
pub enum Level {
    /// All of it.
    Complete,
    /// Some of it; the text says what is missing.
    Partial(String),
    /// Nothing; the text says which export would hold it.
    Absent(String),
}

impl Level {
    /// The more complete of two levels: exports of one tenant complete each other.
    #[must_use]
    pub fn or(self, other: Level) -> Level {
        match (&self, &other) {
            (Level::Complete, _) | (Level::Partial(_), Level::Partial(_) | Level::Absent(_)) => {
                self
            }
            (Level::Absent(_), Level::Absent(_)) => self,
            _ => other,
        }
    }
}

macro_rules! relations {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// A kind of fact that access may rest on.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
        pub enum Relation { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Relation {
            /// Every relation of the ledger.
            pub const ALL: &[Relation] = &[$(Relation::$variant),*];

            /// The relation's name as shown to users.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Relation::$variant => $name,)* }
            }
        }
    };
}

relations! {
    /// Users.
    Users, "users";
    /// Groups.
    Groups, "groups";
    /// Direct memberships of groups.
    GroupMembers, "group members";
    /// Owners of groups.
    GroupOwners, "group owners";
    /// Service principals and registrations.
    Apps, "apps";
    /// Owners of apps.
    AppOwners, "app owners";
    /// App role assignments.
    AppAssignments, "app assignments";
    /// Delegated permission grants.
    DelegatedGrants, "delegated grants";
    /// Active directory role assignments.
    DirectoryRoles, "directory roles";
    /// Eligible directory role assignments.
    EligibleDirectoryRoles, "eligible directory roles";
    /// Eligible memberships and ownerships of groups.
    EligibleMemberships, "eligible group memberships";
    /// Administrative units and their members.
    AdministrativeUnits, "administrative units";
    /// Management groups, subscriptions, resource groups and resources.
    AzureResources, "azure resources";
    /// Azure role assignments.
    AzureRoles, "azure roles";
    /// Eligible Azure role assignments.
    EligibleAzureRoles, "eligible azure roles";
    /// What Azure roles allow.
    AzureRoleDefinitions, "azure role definitions";
    /// Azure deny assignments.
    DenyAssignments, "deny assignments";
    /// Key Vault access policies.
    VaultPolicies, "vault access policies";
    /// Conditional Access policies.
    ConditionalAccess, "conditional access";
    /// Access packages, their policies and assignments.
    AccessPackages, "access packages";
    /// Group-based and direct licences.
    Licences, "licences";
    /// SharePoint permissions.
    SharePoint, "sharepoint permissions";
    /// Devices.
    Devices, "devices";
    /// Settings and policies of the tenant: invitations, group creation, partners, expiration.
    TenantSettings, "tenant settings";
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The ledger of a snapshot: what its sources could hold.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Completeness {
    /// The level of each relation; one that no source speaks of is missing.
    pub relations: BTreeMap<Relation, Level>,
    /// The attributes that some source collected, by kind, sorted.
    pub attributes: BTreeMap<EntityKind, Vec<Attribute>>,
}

impl Completeness {
    /// Adds what another source holds.
    pub fn merge(&mut self, other: Completeness) {
        for (relation, level) in other.relations {
            let merged = match self.relations.remove(&relation) {
                Some(own) => own.or(level),
                None => level,
            };
            self.relations.insert(relation, merged);
        }
        for (kind, attributes) in other.attributes {
            let own = self.attributes.entry(kind).or_default();
            own.extend(attributes);
            own.sort_unstable();
            own.dedup();
        }
    }

    /// Takes back what was said to be complete: a source is damaged, and what it lost is unknown.
    pub fn damage(&mut self) {
        self.doubt("a source is damaged, so records may be missing; export it again");
    }

    /// Takes back what was said to be complete: the sources are of several tenants, and what one holds
    /// completely says nothing of another's.
    pub fn mix(&mut self) {
        self.doubt(
            "complete of one tenant at least, and the sources are of several; import each tenant into a snapshot of its own",
        );
    }

    fn doubt(&mut self, why: &str) {
        for level in self.relations.values_mut() {
            if *level == Level::Complete {
                *level = Level::Partial(why.to_owned());
            }
        }
    }

    /// Whether some source collected `attribute` for entities of `kind`.
    #[must_use]
    pub fn has_attribute(&self, kind: EntityKind, attribute: Attribute) -> bool {
        attribute == Attribute::DisplayName
            || self
                .attributes
                .get(&kind)
                .is_some_and(|list| list.binary_search(&attribute).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_complete_each_other() {
        let absent = || Level::Absent("collect it".to_owned());
        let partial = || Level::Partial("some".to_owned());
        assert_eq!(absent().or(partial()), partial());
        assert_eq!(partial().or(absent()), partial());
        assert_eq!(partial().or(Level::Complete), Level::Complete);
        assert_eq!(Level::Complete.or(absent()), Level::Complete);
    }
}
