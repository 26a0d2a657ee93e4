//! Vault secrets: who may read the secrets of a vault, by whichever model governs it.
//!
//! Where Azure roles govern, a role's data action `getSecret` decides, at the vault or above it; an
//! Owner has none. Where access policies govern, the permission `get` on secrets decides. A row shows
//! the role or the policy, and the scope of a role. The grants are rows of their own mechanisms as
//! well, so this one counts only when it is named.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide>,
//! <https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-access-policy>.

use enfilade_model::EdgeKind;

/// The edges that grant it.
pub(super) const EDGES: &[EdgeKind] = &[EdgeKind::AzureRole, EdgeKind::VaultPolicy];
