//! What kind of account a principal is, as far as mechanisms ask.

use super::prepared::Prepared;
use crate::Facts;
use crate::mechanism::Grant;
use crate::mechanism::group_resources::member_role;
use enfilade_model::{EntityId, Holders, Mechanism};

/// A principal's kind.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) struct Who {
    pub(super) is_user: bool,
    is_group: bool,
    /// Told only where it makes a difference: see [`crate::Facts`].
    pub(super) is_guest: bool,
}

impl Who {
    #[inline]
    pub(super) fn of(prepared: &Prepared, facts: &Facts, principal: EntityId) -> Who {
        let is_user = prepared.users.contains(&principal.0);
        Who {
            is_user,
            is_group: prepared.group_ids.contains(&principal.0),
            is_guest: is_user && facts.collaboration().is_guest(principal),
        }
    }

    /// A user.
    pub(super) fn user(is_guest: bool) -> Who {
        Who {
            is_user: true,
            is_group: false,
            is_guest,
        }
    }

    /// Whether the principal can use what a mechanism gives.
    #[inline]
    pub(super) fn uses(self, mechanism: Mechanism) -> bool {
        match mechanism.rule().holders {
            Holders::Anyone => true,
            Holders::UsersAndGroups => self.is_user || self.is_group,
            Holders::Users => self.is_user,
        }
    }

    /// A grant of a member's as this principal has it.
    #[inline]
    pub(super) fn sees(self, facts: &Facts, grant: &Grant) -> Grant {
        let is_level = self.is_guest && grant.mechanism == Mechanism::GroupResources;
        if is_level && grant.role == member_role(facts, false) {
            Grant {
                role: member_role(facts, true),
                ..*grant
            }
        } else {
            *grant
        }
    }
}
