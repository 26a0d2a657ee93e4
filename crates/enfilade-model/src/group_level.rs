//! How much of a Microsoft 365 group someone has: as its owner, as its member, or as a guest in it.
//!
//! Membership of such a group is access to its mailbox, its site and its team. No record states the
//! level as a role; it follows from how someone stands to the group and from what kind of account
//! it is. The levels stand in a snapshot's table of roles, so that an answer shows them like others.
//!
//! Sources: <https://learn.microsoft.com/en-us/microsoft-365/admin/create-groups/office-365-groups>,
//! <https://learn.microsoft.com/en-us/microsoft-365/admin/create-groups/manage-guest-access-in-groups>.

/// A level in a Microsoft 365 group.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
#[repr(u8)]
pub enum GroupLevel {
    /// Adds and removes members, and changes the settings.
    Owner,
    /// Uses all that the group has.
    Member,
    /// A member from outside, whose account is a guest.
    Guest,
}

impl GroupLevel {
    /// Every level, in the order of their numbers.
    pub const ALL: [GroupLevel; 3] = [GroupLevel::Owner, GroupLevel::Member, GroupLevel::Guest];

    /// Its id in a snapshot's table of roles.
    #[must_use]
    pub fn role_id(self) -> &'static str {
        match self {
            GroupLevel::Owner => "group-owner",
            GroupLevel::Member => "group-member",
            GroupLevel::Guest => "group-guest",
        }
    }

    /// Its name in the `role` column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            GroupLevel::Owner => "Owner",
            GroupLevel::Member => "Member",
            GroupLevel::Guest => "Guest",
        }
    }
}

/// Whether a list of a group's types, joined by commas, has this one.
#[must_use]
pub fn has_group_type(types: &str, wanted: &str) -> bool {
    let mut types = types.split(',');
    types.any(|one| one.trim().eq_ignore_ascii_case(wanted))
}

/// The type of a Microsoft 365 group.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/group>.
pub const UNIFIED_GROUP: &str = "Unified";

/// The type of a group whose members follow from a rule.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/group>.
pub const DYNAMIC_GROUP: &str = "DynamicMembership";
