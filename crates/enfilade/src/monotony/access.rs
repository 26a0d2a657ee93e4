//! Which way access itself moves, before anybody asks who has it.

use super::{Gaps, Monotony};
use enfilade_model::{Layer, Relation};

/// What gives nobody access: deny assignments, and lists of those who may have some.
const GRANTING_NOTHING: &[Relation] = &[
    Relation::DenyAssignments,
    Relation::Users,
    Relation::Devices,
];

/// What protects from control as well as giving it: a role guards its holder's password, a unit its
/// members, and whoever owns a role-assignable group or is in one counts as a holder.
const PROTECTING: &[Relation] = &[
    Relation::GroupMembers,
    Relation::GroupOwners,
    Relation::DirectoryRoles,
    Relation::AdministrativeUnits,
];

/// What a deny assignment takes from, and what says how much: whom it names through groups, and what
/// the roles that it meets allow.
const DENIED_BY: &[Relation] = &[Relation::GroupMembers, Relation::AzureRoleDefinitions];

/// Which way the pairs of access move.
pub(super) fn of(layer: Layer, gaps: &Gaps) -> Monotony {
    let denied = match gaps.touch(&[Relation::DenyAssignments]) {
        true => Monotony::Shrinking,
        false => Monotony::Fixed,
    };
    let granted = match gaps.touch_more_than(GRANTING_NOTHING) {
        false => Monotony::Fixed,
        true if gaps.has_denies() && gaps.touch(DENIED_BY) => Monotony::Unknown,
        true if layer == Layer::CouldReach && gaps.touch(PROTECTING) => Monotony::Unknown,
        true => Monotony::Growing,
    };
    denied.and(granted)
}
