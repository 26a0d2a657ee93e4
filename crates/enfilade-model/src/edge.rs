//! The relations between entities.
//!
//! An edge points from the holder to what it holds: from the member to the group, from the
//! principal to what was granted, from the containing scope to the contained one.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! edge_kinds {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// The kind of an edge.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum EdgeKind { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl EdgeKind {
            /// Every kind of edge, in the order of their numbers.
            pub const ALL: &[EdgeKind] = &[$(EdgeKind::$variant),*];

            /// The name of the relation; also the stem of its file in a snapshot.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(EdgeKind::$variant => $name,)* }
            }
        }
    };
}

edge_kinds! {
    /// Principal to group: a direct membership. Whoever may ask for an access package is a
    /// requestable member of it, and the package of the groups that it gives: see
    /// [`crate::UserClass`] for those who are not listed one by one.
    Member, "member";
    /// Principal to group, app, service principal or device: ownership.
    Owner, "owner";
    /// Principal to app: an app role assignment. The role column names the app role.
    AppAssignment, "app-assignment";
    /// Principal to directory role. The scope column names the tenant, unit or app; none means
    /// the tenant.
    DirectoryRole, "directory-role";
    /// Principal to Azure scope. The role column names the Azure role.
    AzureRole, "azure-role";
    /// Principal to vault: an access policy. The role column lists the permissions.
    VaultPolicy, "vault-policy";
    /// Azure scope to the scope directly below it.
    Contains, "contains";
    /// Registration to its service principal, or Azure resource to the managed identity it carries.
    RunsAs, "runs-as";
    /// User, group or device to administrative unit.
    UnitMember, "unit-member";
    /// Principal to Azure scope: a deny assignment. The role column names it; what it denies is the
    /// role's definition. From [`crate::azure::ALL_PRINCIPALS_ID`] where it denies everyone.
    Denied, "denied";
    /// Principal to Azure scope: an exception from the deny assignment in the role column.
    DenyExempt, "deny-exempt";
    /// User or group to licence.
    Licence, "licence";
    /// Service principal to the app at which it may act for users. The role column lists the
    /// permissions; the scope column names the one user it may act for, none means all.
    DelegatedGrant, "delegated-grant";
    /// User to access package: an assignment that was delivered. What the package gives is granted
    /// by edges of its own, which the assignment explains.
    PackageAssignment, "package-assignment";
    /// Principal to site, library or item: a permission. The role column names its level.
    SitePermission, "site-permission";
}

impl EdgeKind {
    /// How many kinds of edge there are.
    pub const COUNT: usize = EdgeKind::ALL.len();
}

impl fmt::Display for EdgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
