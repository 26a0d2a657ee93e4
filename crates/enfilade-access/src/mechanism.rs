//! What each mechanism makes of an edge, one file each.
//!
//! How far a grant carries, into nested groups and down to contained scopes, is said by
//! [`Mechanism::rule`] and by nothing else. These files say what the rule's table cannot: which
//! entity is the resource, what the scope column shows, and what is granted without an edge.

pub(crate) mod administrator_override;
pub(crate) mod app_assignment;
pub(crate) mod azure_role;
pub(crate) mod delegated_grant;
pub(crate) mod directory_role;
pub(crate) mod group_resources;
pub(crate) mod licence;
pub(crate) mod open_app;

use enfilade_graph::{Edge, GraphView, RoleIndex};
use enfilade_model::{AccessState, EntityId, Mechanism};

/// An edge read as a grant. Grants that make the same row stand together in their order, the best
/// state first.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct Grant {
    /// The mechanism.
    pub(crate) mechanism: Mechanism,
    /// Where the edge ends: the resource, or for an inherited grant the scope at the top.
    pub(crate) target: EntityId,
    /// The role column.
    pub(crate) role: Option<RoleIndex>,
    /// The scope column.
    pub(crate) scope: Option<EntityId>,
    /// The state of the edge.
    pub(crate) state: AccessState,
}

impl Grant {
    /// Whether two grants make the same rows, but for the state.
    pub(crate) fn is_same_row(&self, other: &Grant) -> bool {
        (self.mechanism, self.target, self.role, self.scope)
            == (other.mechanism, other.target, other.role, other.scope)
    }
}

/// Reads an edge of the mechanism's kind that ends at `target`.
#[inline]
pub(crate) fn grant<V: GraphView>(
    view: &V,
    mechanism: Mechanism,
    target: EntityId,
    edge: &Edge,
) -> Grant {
    let (role, scope) = match mechanism {
        Mechanism::DirectoryRole => directory_role::columns(view, edge),
        Mechanism::AzureRole => azure_role::columns(target, edge),
        Mechanism::Licence | Mechanism::GroupResources => licence::columns(),
        Mechanism::DelegatedGrant => delegated_grant::columns(edge),
        Mechanism::AppAssignment | Mechanism::OpenApp | Mechanism::AdministratorOverride => {
            app_assignment::columns(edge)
        }
    };
    Grant {
        mechanism,
        target,
        role,
        scope,
        state: match mechanism {
            Mechanism::DelegatedGrant => delegated_grant::STATE,
            _ => edge.state,
        },
    }
}
