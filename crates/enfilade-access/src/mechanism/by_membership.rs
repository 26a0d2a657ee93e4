//! What being let in is by itself: a Microsoft 365 group's mailbox, site and team, or an access
//! package. Nothing but the membership is granted: no edge of another kind is looked for.

use super::{Grant, access_package, group_resources};
use crate::{EntitySet, Facts, Question};
use enfilade_model::{AccessState, EntityId};

/// The groups and packages among the resources asked for that their members have.
pub(crate) fn resources(facts: &Facts, question: &Question) -> EntitySet {
    let mut resources = group_resources::groups(facts, question);
    resources.union_with(&access_package::packages(facts, question));
    resources
}

/// What a member has who is no guest.
#[inline]
pub(crate) fn grant(facts: &Facts, joined: EntityId, state: AccessState) -> Grant {
    match facts.collaboration().packages.contains(&joined.0) {
        true => access_package::as_requestor(joined, state),
        false => group_resources::as_member(facts, joined, state),
    }
}

/// Whether a question asks for what a member has.
pub(crate) fn is_asked(
    facts: &Facts,
    question: &Question,
    joined: EntityId,
    is_guest: bool,
) -> bool {
    let grant = grant(facts, joined, AccessState::Active);
    let role = match grant.role {
        Some(_) => group_resources::member_role(facts, is_guest),
        None => None,
    };
    question.admits_role(grant.mechanism, joined, role)
}
