//! App assignment: a principal is assigned to an app, in one of the app's roles or in none.
//!
//! A group's assignment counts for its direct members; members of groups nested in it get nothing.
//! The resource is the app, the role is the app role (all zeros for default access), and there is
//! no scope.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/assign-user-or-group-access-portal>.

use enfilade_graph::{Edge, RoleIndex};
use enfilade_model::EntityId;

/// The role and scope columns of an assignment.
#[inline]
pub(super) fn columns(edge: &Edge) -> (Option<RoleIndex>, Option<EntityId>) {
    (edge.role, None)
}
