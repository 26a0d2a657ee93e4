//! Site permissions: given at a site, a library or an item, held at whatever inherits from it.
//!
//! The resource is what was asked for at or below the place of the permission, the role is its
//! level, and the scope says where it was given. What has permissions of its own does not inherit:
//! then no edge says that it is contained. Security groups nested in the one that was given the
//! permission count: of what nested groups are not good for, Microsoft names apps and licences, and
//! not SharePoint.
//!
//! Sources: <https://learn.microsoft.com/en-us/entra/fundamentals/how-to-manage-groups>,
//! <https://learn.microsoft.com/en-us/sharepoint/what-is-permissions-inheritance>,
//! <https://learn.microsoft.com/en-us/sharepoint/understanding-permission-levels>.

use enfilade_graph::{Edge, RoleIndex};
use enfilade_model::EntityId;

/// The role and scope columns of a permission given at `place`.
#[inline]
pub(super) fn columns(place: EntityId, edge: &Edge) -> (Option<RoleIndex>, Option<EntityId>) {
    (edge.role, Some(place))
}
