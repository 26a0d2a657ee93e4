//! Access packages: given by an assignment, or to be asked for under a policy.
//!
//! The resource is the package. A delivered assignment is an edge of its own; what the package
//! gives is granted elsewhere then, as a membership or an app assignment, and counts there. A
//! policy makes whom it names a requestable member of the package, and the package a requestable
//! member of its groups and a holder of its app roles: so what asking for the package would give
//! is walked as memberships are, in the state *requestable*. There is neither role nor scope.
//!
//! The pages speak of "any member" of a group that a policy names, and not of groups nested in it;
//! so these count only for what counts for members of nested groups.
//!
//! Sources: <https://learn.microsoft.com/en-us/entra/id-governance/entitlement-management-access-package-request-policy>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageassignmentpolicy>.

use super::Grant;
use crate::{EntitySet, Facts, Limits, Question};
use enfilade_graph::RoleIndex;
use enfilade_model::{AccessState, EntityId, Mechanism};

/// The packages among the resources asked for.
pub(crate) fn packages(facts: &Facts, question: &Question) -> EntitySet {
    if question.mechanisms.contains(Mechanism::AccessPackage) {
        let packages = facts.collaboration().packages.clone();
        let packages = EntitySet::from_range(facts.universe(), packages);
        question.resources.intersection(&packages)
    } else {
        EntitySet::empty(facts.universe())
    }
}

/// What someone has who may ask for a package.
pub(super) fn as_requestor(package: EntityId, state: AccessState) -> Grant {
    let (role, scope) = columns();
    Grant {
        mechanism: Mechanism::AccessPackage,
        target: package,
        role,
        scope,
        state,
        limits: Limits::NONE,
    }
}

/// The role and scope columns of a package.
#[inline]
pub(super) fn columns() -> (Option<RoleIndex>, Option<EntityId>) {
    (None, None)
}
