//! Directory roles, for the whole tenant or for one unit or app.
//!
//! The resource is the role itself, and the scope stands beside it. A role-assignable group holds
//! no groups, so its direct members are all there are.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept>.

use enfilade_graph::{Edge, GraphView, RoleIndex};
use enfilade_model::{EntityId, EntityKind};

/// The role and scope columns of an assignment: a scope that is the tenant reads as none.
#[inline]
pub(super) fn columns<V: GraphView>(
    view: &V,
    edge: &Edge,
) -> (Option<RoleIndex>, Option<EntityId>) {
    (None, tenant_as_none(view, edge.scope))
}

/// A scope below the tenant, or none.
#[inline]
pub(crate) fn tenant_as_none<V: GraphView>(view: &V, scope: Option<EntityId>) -> Option<EntityId> {
    scope.filter(|scope| !view.kind_range(EntityKind::Tenant).contains(&scope.0))
}
