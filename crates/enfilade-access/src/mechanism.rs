//! What each mechanism makes of an edge, one file each.
//!
//! How far a grant carries, into nested groups and down to contained scopes, is said by
//! [`Mechanism::rule`] and by nothing else. These files say what the rule's table cannot: which
//! entity is the resource, what the scope column shows, and what is granted without an edge.

pub(crate) mod access_package;
pub(crate) mod administrator_override;
pub(crate) mod app_assignment;
pub(crate) mod azure_role;
pub(crate) mod by_membership;
pub(crate) mod delegated_grant;
pub(crate) mod directory_role;
pub(crate) mod group_resources;
pub(crate) mod licence;
pub(crate) mod open_app;
pub(crate) mod site_permission;
pub(crate) mod storage_data;
pub(crate) mod vault_policy;
pub(crate) mod vault_secrets;

use crate::{Facts, Limits};
use enfilade_graph::{Edge, GraphView, RoleIndex};
use enfilade_model::{AccessState, EdgeKind, EntityId, Inheritance, Mechanism};

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
    /// Whether the edge holds under a condition.
    pub(crate) limits: Limits,
}

impl Grant {
    /// Whether the grant holds below where it was made. A policy of a vault does not, whatever is
    /// read off it.
    #[inline]
    pub(crate) fn is_inherited(&self) -> bool {
        self.mechanism.rule().inheritance == Inheritance::Contained && self.scope.is_some()
    }

    /// Whether two grants make the same rows, but for the state and limits.
    pub(crate) fn is_same_row(&self, other: &Grant) -> bool {
        (self.mechanism, self.target, self.role, self.scope)
            == (other.mechanism, other.target, other.role, other.scope)
    }
}

/// The kinds of edge that grant by a mechanism, where any does.
#[inline]
pub(crate) fn edge_kinds(mechanism: Mechanism) -> &'static [EdgeKind] {
    match mechanism {
        Mechanism::VaultSecrets => vault_secrets::EDGES,
        mechanism => mechanism.rule().edge.as_slice(),
    }
}

/// Whether what edges of a kind grant by a mechanism flows down.
pub(crate) fn flows_down(mechanism: Mechanism, kind: EdgeKind) -> bool {
    mechanism.rule().inheritance == Inheritance::Contained && kind != EdgeKind::VaultPolicy
}

/// Reads an edge of one of the mechanism's kinds that ends at `target`; none if it grants nothing
/// by the mechanism.
#[inline]
pub(crate) fn grant<V: GraphView>(
    view: &V,
    facts: &Facts,
    (mechanism, kind): (Mechanism, EdgeKind),
    target: EntityId,
    edge: &Edge,
) -> Option<Grant> {
    let azure = facts.azure();
    let (role, scope) = match (mechanism, kind) {
        (Mechanism::DirectoryRole, _) => directory_role::columns(view, edge),
        (Mechanism::DelegatedGrant, _) => delegated_grant::columns(edge),
        (Mechanism::Licence | Mechanism::GroupResources, _) => licence::columns(),
        (Mechanism::AccessPackage, _) => access_package::columns(),
        (Mechanism::SitePermission, _) => site_permission::columns(target, edge),
        (_, EdgeKind::AzureRole) if azure.role_allows(mechanism, edge.role) => {
            azure_role::columns(target, edge)
        }
        (_, EdgeKind::VaultPolicy) if azure.policy_allows(mechanism, target, edge.role) => {
            vault_policy::columns(edge)
        }
        (_, EdgeKind::AzureRole | EdgeKind::VaultPolicy) => return None,
        _ => app_assignment::columns(edge),
    };
    let is_conditional =
        edge.conditional || (kind == EdgeKind::AzureRole && azure.is_conditional(edge.role));
    Some(Grant {
        mechanism,
        target,
        role,
        scope,
        state: match mechanism {
            Mechanism::DelegatedGrant => delegated_grant::STATE,
            _ => edge.state,
        },
        limits: Limits::CONDITIONAL.only_if(is_conditional),
    })
}
