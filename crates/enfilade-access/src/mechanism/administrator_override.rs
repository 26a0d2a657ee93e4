//! Administrator override: a Global Administrator may sign in to any enabled app, assigned or not.
//!
//! Only the role at tenant scope counts, held by a user or by a group of which the user is a
//! direct member. Microsoft's own apps are left out unless asked for, as for open apps.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties>.

use super::directory_role::tenant_as_none;
use crate::{EntitySet, Facts, Question};
use enfilade_graph::{Edge, GraphView};
use enfilade_model::{EntityKind, Mechanism};

/// The apps among the resources asked for that an administrator may sign in to, disabled ones
/// included.
pub(crate) fn apps<V: GraphView>(view: &V, facts: &Facts, question: &Question) -> EntitySet {
    if !question.mechanisms.contains(Mechanism::AdministratorOverride)
        || question.roles.is_some()
        // The role lies between the administrator and the app.
        || question.direct_only
    {
        return EntitySet::empty(facts.universe());
    }
    let all = EntitySet::from_range(facts.universe(), view.kind_range(EntityKind::App));
    let mut apps = question.resources.intersection(&all);
    if !question.with_first_party {
        apps.subtract(facts.first_party_apps());
    }
    apps
}

/// Whether an assignment of the role gives it for the whole tenant.
#[inline]
pub(crate) fn is_tenant_wide<V: GraphView>(view: &V, edge: &Edge) -> bool {
    tenant_as_none(view, edge.scope).is_none()
}
