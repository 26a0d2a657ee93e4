//! The tables of control: what holding a role or a permission lets its holder change.
//!
//! Control is not access, but leads to it: who may add members to a group may add itself, who may
//! reset a password may sign in as that user. `could reach` counts such steps. Which role or
//! permission gives which [`Power`] is said here and nowhere else.

mod azure_roles;
mod directory_roles;
mod graph_permissions;
mod passwords;

pub use azure_roles::{
    AzurePower, assigns_azure_roles, opens_vaults, reads_storage_keys, runs_code,
};
pub use directory_roles::{
    directory_role_action_powers, directory_role_powers, directory_role_reads_directory,
};
pub use graph_permissions::{GRAPH_APP_IDS, graph_permission_powers};
pub use passwords::{Protection, Resetter};

/// Something that its holder may do to a whole class of objects.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Power {
    /// Give any directory role, to itself too.
    AssignDirectoryRoles,
    /// Add members to groups that are neither role-assignable nor dynamic.
    AddMembers,
    /// The same, to those that are no Microsoft 365 groups.
    AddMembersOfSecurity,
    /// The same, to Microsoft 365 groups.
    AddMembersOfMicrosoft365,
    /// Add members to role-assignable groups.
    AddMembersOfRoleAssignable,
    /// Change the rules of dynamic groups.
    EditMembershipRules,
    /// Add credentials to apps and other service principals, or owners, and let principals in.
    ManageApps,
    /// Let principals into apps.
    AssignToApps,
    /// Take User Access Administrator at the root of Azure.
    ElevateAccess,
    /// Reset the passwords of users whose own roles do not protect them.
    ResetPasswords(Resetter),
}

impl Power {
    /// How many powers there are.
    pub const COUNT: usize = 9 + Resetter::ALL.len();

    /// Every power, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Power> {
        let plain = [
            Power::AssignDirectoryRoles,
            Power::AddMembers,
            Power::AddMembersOfSecurity,
            Power::AddMembersOfMicrosoft365,
            Power::AddMembersOfRoleAssignable,
            Power::EditMembershipRules,
            Power::ManageApps,
            Power::AssignToApps,
            Power::ElevateAccess,
        ];
        plain
            .into_iter()
            .chain(Resetter::ALL.into_iter().map(Power::ResetPasswords))
    }

    /// The power's number.
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            Power::AssignDirectoryRoles => 0,
            Power::AddMembers => 1,
            Power::AddMembersOfSecurity => 2,
            Power::AddMembersOfMicrosoft365 => 3,
            Power::AddMembersOfRoleAssignable => 4,
            Power::EditMembershipRules => 5,
            Power::ManageApps => 6,
            Power::AssignToApps => 7,
            Power::ElevateAccess => 8,
            Power::ResetPasswords(resetter) => 9 + resetter as usize,
        }
    }
}

/// A set of powers.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Powers(u16);

impl Powers {
    /// None.
    pub const NONE: Powers = Powers(0);

    /// The same set with a power added.
    #[must_use]
    pub fn with(self, power: Power) -> Powers {
        Powers(self.0 | 1 << power.number())
    }

    /// Both sets together.
    #[must_use]
    pub fn or(self, other: Powers) -> Powers {
        Powers(self.0 | other.0)
    }

    /// Whether a power is in the set.
    #[must_use]
    pub fn contains(self, power: Power) -> bool {
        self.0 >> power.number() & 1 == 1
    }

    /// Whether members can be added to a group that is neither role-assignable nor dynamic.
    #[must_use]
    pub fn add_members(self, microsoft_365: bool) -> bool {
        let of_kind = match microsoft_365 {
            true => Power::AddMembersOfMicrosoft365,
            false => Power::AddMembersOfSecurity,
        };
        self.contains(Power::AddMembers) || self.contains(of_kind)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The powers in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Power> {
        Power::all().filter(move |&power| self.contains(power))
    }
}

impl FromIterator<Power> for Powers {
    fn from_iter<I: IntoIterator<Item = Power>>(powers: I) -> Powers {
        powers.into_iter().fold(Powers::NONE, Powers::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_numbered_in_their_order() {
        assert_eq!(Power::all().count(), Power::COUNT);
        for (at, power) in Power::all().enumerate() {
            assert_eq!(power.number(), at);
            let set = Powers::NONE.with(power);
            assert_eq!(set.iter().collect::<Vec<_>>(), [power]);
        }
    }
}
