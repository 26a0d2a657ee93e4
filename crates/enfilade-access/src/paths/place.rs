//! Where a principal stands on its way to a resource.
//!
//! A place is what the steps so far have made of the principal: a member of a group, directly or
//! through others; a holder of something at an Azure scope; for `could reach` also whatever the
//! facts of [`crate::control`] say. Which steps lead on from a place depends on the place alone, and
//! on which of the question's `via` sets the way there has passed.

use crate::control::Node;
use enfilade_model::EntityId;
use enfilade_model::control::AzurePower;

/// Where a principal stands.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Place {
    /// Has taken no step yet.
    Start,
    /// Acts as this principal.
    Itself(EntityId),
    /// Is a member of a group.
    Group(InGroup),
    /// Holds what was asked for at an Azure scope.
    Within(EntityId),
    /// Is a Global Administrator by this role.
    Overriding(EntityId),
    /// Has power over the resources at or below an Azure scope.
    Operating(EntityId, AzurePower),
    /// Has brought about one of the other facts of control.
    Control(Node),
    /// Has the access.
    Goal,
}

/// How a principal stands in a group.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) struct InGroup {
    pub(super) group: EntityId,
    /// Whether as a direct member, not through others.
    pub(super) direct: bool,
    /// Whether control led there, so that it may be another identity that is in the group.
    pub(super) by_control: bool,
}
