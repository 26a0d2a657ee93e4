//! Vault access policies: the older of a vault's two models, in which the vault itself lists who may
//! do what with its keys, secrets and certificates.
//!
//! A vault has one model at a time: while `enableRbacAuthorization` is true its policies count for
//! nothing, however many it still lists. The resource is the vault, the role column shows what the
//! policy permits. A policy for a compound identity, a user through one application, holds under
//! that condition.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-access-policy>.

use enfilade_graph::{Edge, RoleIndex};
use enfilade_model::EntityId;

/// The role and scope columns of a policy.
#[inline]
pub(super) fn columns(edge: &Edge) -> (Option<RoleIndex>, Option<EntityId>) {
    (edge.role, None)
}
