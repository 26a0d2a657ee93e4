//! The one table of rules: how each mechanism gives access, and who says so.
//!
//! Whether nested groups count, and whether a grant flows down a hierarchy, differs from mechanism
//! to mechanism; that difference is most of what makes an answer right or wrong. The engine asks
//! this table and hard-codes none of it. Each rule cites the Microsoft page that states it, as read
//! in November 2026.

use crate::{EdgeKind, EntityKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a grant to a group carries into the groups nested in it.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub enum Nesting {
    /// Direct members of the group only.
    DirectMembers,
    /// Members of nested groups too, to any depth.
    Transitive,
    /// Groups play no part.
    None,
}

/// Whether a grant flows down from where it was made.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub enum Inheritance {
    /// It holds where it was made.
    None,
    /// It holds at every scope below as well.
    Contained,
}

/// Who can use what a mechanism gives.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub enum Holders {
    /// Whoever is given it.
    Anyone,
    /// Users; of a group asked for by name, what is given to the group itself shows.
    UsersAndGroups,
    /// Users.
    Users,
}

impl Holders {
    /// Whether an entity of this kind is one of them.
    #[must_use]
    #[inline]
    pub fn include(self, kind: EntityKind) -> bool {
        match self {
            Holders::Anyone => true,
            Holders::UsersAndGroups => matches!(kind, EntityKind::User | EntityKind::Group),
            Holders::Users => kind == EntityKind::User,
        }
    }
}

/// A way in which access is given.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Mechanism {
    /// An app role assignment.
    AppAssignment,
    /// An app that does not require assignment.
    OpenApp,
    /// A Global Administrator, who may sign in to any app.
    AdministratorOverride,
    /// A directory role.
    DirectoryRole,
    /// An Azure role.
    AzureRole,
    /// An access policy of a vault.
    VaultPolicy,
    /// Reading the secrets of a vault, by whichever of its two models.
    VaultSecrets,
    /// Reading what a storage account holds.
    StorageData,
    /// The mailbox, site and team of a Microsoft 365 group.
    GroupResources,
    /// A licence, in person or through a group.
    Licence,
    /// A permission to act for users at an app.
    DelegatedGrant,
    /// An access package, given or to be asked for.
    AccessPackage,
    /// A permission on a SharePoint site.
    SitePermission,
}

/// What the engine has to know about a mechanism.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct MechanismRule {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Its name in the query language and in the `mechanism` column.
    pub name: &'static str,
    /// The edge that records a grant; none where the grant is implied.
    pub edge: Option<EdgeKind>,
    /// Which members of a granted group the grant reaches.
    pub nesting: Nesting,
    /// Whether the grant flows down.
    pub inheritance: Inheritance,
    /// Whether it shows what grants of other mechanisms amount to, and so counts only when it is
    /// asked for by name.
    pub by_name_only: bool,
    /// Who can use it.
    pub holders: Holders,
    /// The rule in a sentence.
    pub summary: &'static str,
    /// The page that states the rule.
    pub source: &'static str,
}

const RULES: [MechanismRule; Mechanism::ALL.len()] = [
    MechanismRule {
        mechanism: Mechanism::AppAssignment,
        name: "app assignment",
        edge: Some(EdgeKind::AppAssignment),
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "an app assigned to a group reaches the group's direct members only",
        source: "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/assign-user-or-group-access-portal",
    },
    MechanismRule {
        mechanism: Mechanism::OpenApp,
        name: "open app",
        edge: None,
        nesting: Nesting::None,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Users,
        summary: "an app that does not require assignment lets every user of the tenant sign in, guests included",
        source: "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties",
    },
    MechanismRule {
        mechanism: Mechanism::AdministratorOverride,
        name: "administrator override",
        edge: None,
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Users,
        summary: "a Global Administrator may sign in to any enabled app, assigned or not",
        source: "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties",
    },
    MechanismRule {
        mechanism: Mechanism::DirectoryRole,
        name: "directory role",
        edge: Some(EdgeKind::DirectoryRole),
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "a directory role reaches whoever it is given to, and of a role-assignable group its direct members; such a group holds no groups",
        source: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept",
    },
    MechanismRule {
        mechanism: Mechanism::AzureRole,
        name: "azure role",
        edge: Some(EdgeKind::AzureRole),
        nesting: Nesting::Transitive,
        inheritance: Inheritance::Contained,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "an Azure role reaches members of nested groups and every scope below the one it was given at",
        source: "https://learn.microsoft.com/en-us/azure/role-based-access-control/overview",
    },
    MechanismRule {
        mechanism: Mechanism::VaultPolicy,
        name: "vault access policy",
        edge: Some(EdgeKind::VaultPolicy),
        nesting: Nesting::Transitive,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "an access policy counts while its vault is not governed by Azure roles",
        source: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-access-policy",
    },
    MechanismRule {
        mechanism: Mechanism::VaultSecrets,
        name: "vault secrets",
        edge: Some(EdgeKind::AzureRole),
        nesting: Nesting::Transitive,
        inheritance: Inheritance::Contained,
        by_name_only: true,
        holders: Holders::Anyone,
        summary: "secrets are read by a data action of an Azure role, or by the permission `get` of an access policy, as the vault's model says; counts only when named",
        source: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide",
    },
    MechanismRule {
        mechanism: Mechanism::StorageData,
        name: "storage data",
        edge: Some(EdgeKind::AzureRole),
        nesting: Nesting::Transitive,
        inheritance: Inheritance::Contained,
        by_name_only: true,
        holders: Holders::Anyone,
        summary: "blobs, files, messages and entities are read by data actions of Azure roles, which Owner and Contributor lack; counts only when named",
        source: "https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions",
    },
    MechanismRule {
        mechanism: Mechanism::GroupResources,
        name: "group resources",
        edge: None,
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Users,
        summary: "a Microsoft 365 group gives its owners, members and guests, who are users, its mailbox, site and team",
        source: "https://learn.microsoft.com/en-us/microsoft-365/admin/create-groups/office-365-groups",
    },
    MechanismRule {
        mechanism: Mechanism::Licence,
        name: "licence",
        edge: Some(EdgeKind::Licence),
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::UsersAndGroups,
        summary: "a licence given to a group reaches the users who are its direct members; nested groups are not supported",
        source: "https://learn.microsoft.com/en-us/entra/fundamentals/concept-group-based-licensing",
    },
    MechanismRule {
        mechanism: Mechanism::DelegatedGrant,
        name: "delegated grant",
        edge: Some(EdgeKind::DelegatedGrant),
        nesting: Nesting::None,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "an app with a delegated permission may act at another app for whoever signs in to it, one user or all: under `could reach` only",
        source: "https://learn.microsoft.com/en-us/graph/api/resources/oauth2permissiongrant",
    },
    MechanismRule {
        mechanism: Mechanism::AccessPackage,
        name: "access package",
        edge: Some(EdgeKind::PackageAssignment),
        nesting: Nesting::DirectMembers,
        inheritance: Inheritance::None,
        by_name_only: false,
        holders: Holders::Users,
        summary: "users have the access packages that were delivered to them, and may ask for those whose policies name them, a group that they are in, or everyone",
        source: "https://learn.microsoft.com/en-us/entra/id-governance/entitlement-management-access-package-request-policy",
    },
    MechanismRule {
        mechanism: Mechanism::SitePermission,
        name: "site permission",
        edge: Some(EdgeKind::SitePermission),
        nesting: Nesting::Transitive,
        inheritance: Inheritance::Contained,
        by_name_only: false,
        holders: Holders::Anyone,
        summary: "a permission on a site reaches members of nested security groups, and the libraries and items that inherit from the site",
        source: "https://learn.microsoft.com/en-us/sharepoint/what-is-permissions-inheritance",
    },
];

impl Mechanism {
    /// Every mechanism, in the order of their numbers.
    pub const ALL: [Mechanism; 13] = [
        Mechanism::AppAssignment,
        Mechanism::OpenApp,
        Mechanism::AdministratorOverride,
        Mechanism::DirectoryRole,
        Mechanism::AzureRole,
        Mechanism::VaultPolicy,
        Mechanism::VaultSecrets,
        Mechanism::StorageData,
        Mechanism::GroupResources,
        Mechanism::Licence,
        Mechanism::DelegatedGrant,
        Mechanism::AccessPackage,
        Mechanism::SitePermission,
    ];

    /// The rule of this mechanism.
    #[must_use]
    pub fn rule(self) -> &'static MechanismRule {
        &RULES[self as usize]
    }

    /// Its name in the query language and in the `mechanism` column.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.rule().name
    }

    /// The mechanism called `name`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Mechanism> {
        Mechanism::ALL
            .into_iter()
            .find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_mechanisms() {
        for mechanism in Mechanism::ALL {
            assert_eq!(mechanism.rule().mechanism, mechanism);
            assert!(
                mechanism
                    .rule()
                    .source
                    .starts_with("https://learn.microsoft.com/")
            );
            assert_eq!(Mechanism::from_name(mechanism.name()), Some(mechanism));
        }
    }
}
