//! Access to a resource that a principal was found to hold, before anyone asked about its ends.

use crate::Limits;
use crate::mechanism::Grant;
use enfilade_graph::RoleIndex;
use enfilade_model::{AccessState, EntityId, Mechanism};

/// A row without its principal. Orders like rows do, the best state and fewest limits first.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct Hit {
    pub(crate) resource: EntityId,
    pub(crate) mechanism: Mechanism,
    pub(crate) role: Option<RoleIndex>,
    pub(crate) scope: Option<EntityId>,
    pub(crate) state: AccessState,
    pub(crate) limits: Limits,
}

impl Hit {
    /// A grant that reaches a resource for someone who is in `state` at its holder.
    #[inline]
    pub(crate) fn granted(grant: &Grant, resource: EntityId, state: AccessState) -> Hit {
        Hit {
            resource,
            mechanism: grant.mechanism,
            role: grant.role,
            scope: grant.scope,
            state: state.max(grant.state),
            limits: grant.limits,
        }
    }

    /// Access that no edge grants.
    #[inline]
    pub(crate) fn implied(resource: EntityId, mechanism: Mechanism, state: AccessState) -> Hit {
        Hit {
            resource,
            mechanism,
            role: None,
            scope: None,
            state,
            limits: Limits::NONE,
        }
    }

    /// Whether two hits are one row, but for the state and limits.
    #[inline]
    pub(crate) fn is_same_row(&self, other: &Hit) -> bool {
        (self.resource, self.mechanism, self.role, self.scope)
            == (other.resource, other.mechanism, other.role, other.scope)
    }
}
