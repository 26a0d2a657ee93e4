//! Azure roles: given at a scope, held at every scope below, through nested groups too.
//!
//! The resource is what was asked for at or below the scope of the grant; the scope column says
//! where the grant was made. Grants add up, and none is taken away further down.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/overview>.

use enfilade_graph::{Edge, RoleIndex};
use enfilade_model::EntityId;

/// The role and scope columns of an assignment at `scope`.
#[inline]
pub(super) fn columns(scope: EntityId, edge: &Edge) -> (Option<RoleIndex>, Option<EntityId>) {
    (edge.role, Some(scope))
}
