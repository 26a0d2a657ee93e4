//! Delegated grants: an app may act at another app for whoever signs in to it.
//!
//! The holder is the app that acts, the resource the app that it acts at. The role lists the
//! permissions, the scope is the one user for whom they were consented to, none for all users. What
//! the app can do is what that user can do there, and only while it has the user's sign-in; so the
//! grant is no access of the app's own and counts under `could reach` alone.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/oauth2permissiongrant>.

use enfilade_graph::{Edge, RoleIndex};
use enfilade_model::{AccessState, EntityId};

/// The state of every delegated grant.
pub(crate) const STATE: AccessState = AccessState::Controllable;

/// The role and scope columns of a grant.
#[inline]
pub(super) fn columns(edge: &Edge) -> (Option<RoleIndex>, Option<EntityId>) {
    (edge.role, edge.scope)
}
