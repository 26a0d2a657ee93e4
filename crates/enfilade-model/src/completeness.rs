//! What an export could not contain.
//!
//! No edge in an export is not the same as no edge in the tenant. Each importer states, relation
//! by relation, how much its format can hold; the snapshot keeps the statement, and answers that
//! rest on a gap say so.

use crate::{Attribute, EntityKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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

    /// The less complete of two levels that are both needed.
    #[must_use]
    pub fn and(self, other: Level) -> Level {
        match (&self, &other) {
            (Level::Complete, _) => match other {
                Level::Absent(why) => Level::Partial(why),
                other => other,
            },
            (_, Level::Complete) => match self {
                Level::Absent(why) => Level::Partial(why),
                own => own,
            },
            (Level::Absent(_), Level::Partial(_)) => other,
            _ => self,
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

impl Relation {
    /// The relation that lists the entities of a kind, if one does.
    #[must_use]
    pub fn listing(kind: EntityKind) -> Option<Relation> {
        Some(match kind {
            EntityKind::User => Relation::Users,
            EntityKind::Group => Relation::Groups,
            EntityKind::Device => Relation::Devices,
            EntityKind::App
            | EntityKind::ManagedIdentity
            | EntityKind::ServicePrincipal
            | EntityKind::Registration => Relation::Apps,
            EntityKind::AdministrativeUnit => Relation::AdministrativeUnits,
            kind if kind.is_azure_scope() => Relation::AzureResources,
            _ => return None,
        })
    }
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
    /// The attributes that were collected of all that came in of a kind, sorted.
    pub attributes: BTreeMap<EntityKind, Vec<Attribute>>,
    /// Those that some of it states and of which nothing is known for the rest, sorted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub partly: BTreeMap<EntityKind, Vec<Attribute>>,
}

impl Completeness {
    /// Adds what another source holds.
    pub fn merge(&mut self, other: Completeness) {
        let kinds: BTreeSet<EntityKind> = [&*self, &other]
            .iter()
            .flat_map(|ledger| ledger.attributes.keys().chain(ledger.partly.keys()))
            .copied()
            .collect();
        for kind in kinds {
            self.merge_attributes(kind, &other);
        }
        for (relation, level) in other.relations {
            let merged = match self.relations.remove(&relation) {
                Some(own) => own.or(level),
                None => level,
            };
            self.relations.insert(relation, merged);
        }
    }

    /// Notes which attributes came in of a kind: those that were not collected of all are known of some.
    pub fn add_partly(&mut self, kind: EntityKind, occurred: impl Iterator<Item = Attribute>) {
        let mut some = self.partly.remove(&kind).unwrap_or_default();
        some.extend(occurred.filter(|attribute| !self.has_attribute(kind, *attribute)));
        some.sort_unstable();
        some.dedup();
        if !some.is_empty() {
            self.partly.insert(kind, some);
        }
    }

    /// An attribute that only one of two sources holds was collected of all if that one lists all. If it
    /// does not, the other may have brought in objects of which nobody knows it.
    fn merge_attributes(&mut self, kind: EntityKind, other: &Completeness) {
        let (mut all, mut some) = (BTreeSet::new(), BTreeSet::new());
        for (one, beside) in [(&*self, other), (other, &*self)] {
            let is_enough = !beside.describes(kind) || one.lists_all(kind);
            for &attribute in one.attributes.get(&kind).into_iter().flatten() {
                match is_enough || beside.has_attribute(kind, attribute) {
                    true => all.insert(attribute),
                    false => some.insert(attribute),
                };
            }
            some.extend(one.partly.get(&kind).into_iter().flatten());
        }
        some.retain(|attribute| !all.contains(attribute));
        if self.describes(kind) || other.describes(kind) {
            self.attributes.insert(kind, all.into_iter().collect());
        }
        match some.is_empty() {
            true => self.partly.remove(&kind),
            false => self.partly.insert(kind, some.into_iter().collect()),
        };
    }

    /// Whether it says which attributes of a kind were collected, be it that none were: of what other records
    /// mention it does not.
    fn describes(&self, kind: EntityKind) -> bool {
        self.attributes.contains_key(&kind)
    }

    /// Whether all entities of a kind are known to be there. What no relation lists has no others.
    fn lists_all(&self, kind: EntityKind) -> bool {
        Relation::listing(kind)
            .is_none_or(|relation| self.relations.get(&relation) == Some(&Level::Complete))
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

    /// Whether `attribute` was collected of all entities of `kind` that came in.
    #[must_use]
    pub fn has_attribute(&self, kind: EntityKind, attribute: Attribute) -> bool {
        attribute == Attribute::DisplayName
            || self
                .attributes
                .get(&kind)
                .is_some_and(|list| list.binary_search(&attribute).is_ok())
    }

    /// Whether some entities of `kind` came in with `attribute`, and of others nobody knows it.
    #[must_use]
    pub fn has_partly(&self, kind: EntityKind, attribute: Attribute) -> bool {
        let list = self.partly.get(&kind);
        list.is_some_and(|list| list.binary_search(&attribute).is_ok())
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
        // Of what needs both there is a part if one is there.
        assert_eq!(Level::Complete.and(Level::Complete), Level::Complete);
        let some = || Level::Partial("collect it".to_owned());
        assert_eq!(Level::Complete.and(absent()), some());
        assert_eq!(absent().and(Level::Complete), some());
        assert_eq!(absent().and(partial()), partial());
        assert_eq!(absent().and(absent()), absent());
    }

    fn of_users(level: Level, attributes: &[Attribute]) -> Completeness {
        Completeness {
            relations: BTreeMap::from([(Relation::Users, level)]),
            attributes: BTreeMap::from([(EntityKind::User, attributes.to_vec())]),
            partly: BTreeMap::new(),
        }
    }

    #[test]
    fn what_one_object_states_is_not_known_of_all() {
        use Attribute::{AccountEnabled, Department, UserType};
        let partial = || Level::Partial("single objects only".to_owned());
        let all = || of_users(Level::Complete, &[AccountEnabled]);
        let one = || of_users(partial(), &[AccountEnabled, Department]);
        for (mut first, second) in [(all(), one()), (one(), all())] {
            first.merge(second);
            assert!(first.has_attribute(EntityKind::User, AccountEnabled));
            assert!(!first.has_attribute(EntityKind::User, Department));
            assert!(first.has_partly(EntityKind::User, Department));
            // Whoever lists all knows it of all.
            first.merge(of_users(Level::Complete, &[Department, UserType]));
            assert!(first.has_attribute(EntityKind::User, Department));
            assert!(!first.has_partly(EntityKind::User, Department));
        }
    }

    #[test]
    fn a_source_of_other_things_takes_nothing_away() {
        let mut ledger = of_users(
            Level::Partial("a table".to_owned()),
            &[Attribute::Department],
        );
        ledger.merge(Completeness {
            attributes: BTreeMap::from([(EntityKind::Group, vec![Attribute::GroupTypes])]),
            ..Completeness::default()
        });
        assert!(ledger.has_attribute(EntityKind::User, Attribute::Department));
        assert!(ledger.has_attribute(EntityKind::Group, Attribute::GroupTypes));
    }
}
