//! Licences: given to a user in person, or to a group for the users who are its direct members.
//!
//! The resource is the licence. It has neither role nor scope: the plans within a licence that are
//! switched off for someone are not told apart.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/fundamentals/concept-group-based-licensing>.

use enfilade_graph::RoleIndex;
use enfilade_model::EntityId;

/// The role and scope columns of a licence.
#[inline]
pub(super) fn columns() -> (Option<RoleIndex>, Option<EntityId>) {
    (None, None)
}
