//! Microsoft 365 groups: their owners, members and guests have the group's mailbox, site and team.
//!
//! The resource is the group itself, which stands for all that comes with it; the role says how
//! much of it. Nothing but the membership or ownership is granted: no edge of another kind is
//! looked for. Only users count, and only direct members: such a group holds no groups.
//!
//! Source: <https://learn.microsoft.com/en-us/microsoft-365/admin/create-groups/office-365-groups>,
//! <https://learn.microsoft.com/en-us/entra/fundamentals/concept-learn-about-groups>.

use super::Grant;
use crate::{EntitySet, Facts, Limits, Question};
use enfilade_graph::RoleIndex;
use enfilade_model::{AccessState, EntityId, GroupLevel, Mechanism};

/// The groups among the resources asked for whose members have something by that.
pub(super) fn groups(facts: &Facts, question: &Question) -> EntitySet {
    if question.mechanisms.contains(Mechanism::GroupResources) {
        let unified = &facts.collaboration().unified;
        question.resources.intersection(unified)
    } else {
        EntitySet::empty(facts.universe())
    }
}

/// What an owner has; nothing of what is no Microsoft 365 group.
pub(crate) fn as_owner(facts: &Facts, group: EntityId, state: AccessState) -> Option<Grant> {
    let is_unified = facts.collaboration().unified.contains(group);
    is_unified.then(|| grant(facts, group, GroupLevel::Owner, state))
}

/// What a member has who is no guest.
pub(super) fn as_member(facts: &Facts, group: EntityId, state: AccessState) -> Grant {
    grant(facts, group, GroupLevel::Member, state)
}

fn grant(facts: &Facts, group: EntityId, level: GroupLevel, state: AccessState) -> Grant {
    Grant {
        mechanism: Mechanism::GroupResources,
        target: group,
        role: facts.collaboration().role(level),
        scope: None,
        state,
        limits: Limits::NONE,
    }
}

/// The level of a member by the kind of its account.
#[inline]
pub(crate) fn member_role(facts: &Facts, is_guest: bool) -> Option<RoleIndex> {
    let level = if is_guest {
        GroupLevel::Guest
    } else {
        GroupLevel::Member
    };
    facts.collaboration().role(level)
}

/// Whether a question asks for members and guests apart, so that who someone is decides whether a
/// membership counts.
pub(crate) fn tells_guests_apart(facts: &Facts, question: &Question) -> bool {
    let asks = |guest| {
        // Which group it is makes no difference.
        let role = member_role(facts, guest);
        question.admits_role(Mechanism::GroupResources, EntityId(0), role)
    };
    asks(true) != asks(false)
}
