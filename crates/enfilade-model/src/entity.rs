//! What the graph is made of: entities, each of one kind.
//!
//! A snapshot numbers its entities densely and kind by kind, in the order of [`EntityKind::ALL`],
//! so a kind is a range of ids. The kinds that other entities lead *through* or *to* (groups,
//! roles, scopes, apps) come first and form the **skeleton**; the kinds that only ever start a
//! path (users, devices, contacts) are the **leaves** and come last, so a new user renumbers no
//! group.

use bytemuck::TransparentWrapper;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The dense number of an entity within one snapshot.
///
/// Not stable across snapshots: the lasting name of an entity is its [`crate::ObjectKey`].
#[derive(
    Copy,
    Clone,
    Debug,
    Eq,
    PartialEq,
    Ord,
    PartialOrd,
    Hash,
    Serialize,
    Deserialize,
    TransparentWrapper,
)]
#[repr(transparent)]
pub struct EntityId(pub u32);

impl EntityId {
    /// The id as an index into an array that has one element an entity.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Views a column of raw numbers as ids, without copying.
    #[must_use]
    pub fn wrap_slice(raw: &[u32]) -> &[EntityId] {
        <EntityId as TransparentWrapper<u32>>::wrap_slice(raw)
    }
}

macro_rules! entity_kinds {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $plural:literal;)*) => {
        /// The kind of an entity, in the order in which a snapshot numbers them.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum EntityKind { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl EntityKind {
            /// Every kind, in numbering order.
            pub const ALL: &[EntityKind] = &[$(EntityKind::$variant),*];

            /// The name of one such entity, as shown to users ("directory role").
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(EntityKind::$variant => $name,)* }
            }

            /// The name of several such entities ("directory roles").
            #[must_use]
            pub fn plural(self) -> &'static str {
                match self { $(EntityKind::$variant => $plural,)* }
            }
        }
    };
}

entity_kinds! {
    /// A directory (Microsoft Entra tenant).
    Tenant, "tenant", "tenants";
    /// A group: security or Microsoft 365, assigned, dynamic or synced.
    Group, "group", "groups";
    /// An access package: resource roles that are asked for and given together.
    AccessPackage, "access package", "access packages";
    /// A directory role definition (Global Administrator, ...).
    DirectoryRole, "directory role", "directory roles";
    /// An administrative unit.
    AdministrativeUnit, "administrative unit", "administrative units";
    /// An Azure management group.
    ManagementGroup, "management group", "management groups";
    /// An Azure subscription.
    Subscription, "subscription", "subscriptions";
    /// An Azure resource group.
    ResourceGroup, "resource group", "resource groups";
    /// A Key Vault.
    Vault, "vault", "vaults";
    /// Any other Azure resource (virtual machine, storage account, ...).
    AzureResource, "azure resource", "azure resources";
    /// A SharePoint site, a library in it, or an item.
    Site, "site", "sites";
    /// A service principal of type Application: what users call an app.
    App, "app", "apps";
    /// A service principal of type ManagedIdentity.
    ManagedIdentity, "managed identity", "managed identities";
    /// A service principal of any other type (Legacy, SocialIdp), or of a type not stated.
    ServicePrincipal, "service principal", "service principals";
    /// An application registration (Graph's application object).
    Registration, "registration", "registrations";
    /// A licence that can be given to users (Graph's subscribed SKU).
    Licence, "licence", "licences";
    /// A policy or setting of the tenant (guest invitations, Conditional Access, partners, ...).
    Policy, "policy", "policies";
    /// Everyone of a sort, who are not listed one by one: see [`crate::UserClass`].
    UserClass, "class of users", "classes of users";
    /// Something that the export refers to without saying what it is.
    Unknown, "unknown", "unknown objects";
    /// A user account, guest or member.
    User, "user", "users";
    /// A device.
    Device, "device", "devices";
    /// An organisational contact.
    Contact, "contact", "contacts";
}

impl EntityKind {
    /// How many kinds there are.
    pub const COUNT: usize = EntityKind::ALL.len();

    /// Whether an entity of this kind can be given access (users and service principals).
    ///
    /// Groups pass access on but do not sign in, so they are asked for by name.
    #[must_use]
    pub fn is_principal(self) -> bool {
        matches!(
            self,
            EntityKind::User
                | EntityKind::App
                | EntityKind::ManagedIdentity
                | EntityKind::ServicePrincipal
        )
    }

    /// Whether the kind is a place in Azure's resource hierarchy.
    #[must_use]
    pub fn is_azure_scope(self) -> bool {
        matches!(
            self,
            EntityKind::ManagementGroup
                | EntityKind::Subscription
                | EntityKind::ResourceGroup
                | EntityKind::Vault
                | EntityKind::AzureResource
        )
    }

    /// Whether an entity of this kind passes on what is given to it: a group to its members, an
    /// access package to those who are let into it.
    #[must_use]
    pub fn is_carrier(self) -> bool {
        matches!(self, EntityKind::Group | EntityKind::AccessPackage)
    }

    /// The kind called `name` (see [`EntityKind::name`]).
    #[must_use]
    pub fn from_name(name: &str) -> Option<EntityKind> {
        EntityKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.name() == name)
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

// The carriers are one range of ids: `GraphView::carriers` rests on that.
const _: () = assert!(EntityKind::AccessPackage as u8 == EntityKind::Group as u8 + 1);
