//! Who may reset whose password: the matrix of protected roles.
//!
//! A target is as protected as its best protected role: someone who holds two roles can be reset
//! by those who may reset holders of both. At the scope of an administrative unit the matrix does
//! not hold: there only accounts without any role can be reset.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions>.

/// The roles that reset passwords, by how far they reach.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
#[repr(u8)]
pub enum Resetter {
    /// Partner Tier1 Support, and whoever resets accounts without a role only.
    OfUnprivileged,
    /// Password Administrator.
    Password,
    /// Helpdesk Administrator.
    Helpdesk,
    /// Authentication Administrator.
    Authentication,
    /// User Administrator.
    User,
    /// Privileged Authentication Administrator, Global Administrator, Partner Tier2 Support: of
    /// everyone.
    Privileged,
}

impl Resetter {
    /// Every resetter, in the order of their numbers.
    pub const ALL: [Resetter; 6] = [
        Resetter::OfUnprivileged,
        Resetter::Password,
        Resetter::Helpdesk,
        Resetter::Authentication,
        Resetter::User,
        Resetter::Privileged,
    ];

    /// Whether the resetter may also enable a disabled account.
    ///
    /// Source: the second matrix of the same page, on sensitive actions.
    #[must_use]
    pub fn enables_accounts(self) -> bool {
        matches!(
            self,
            Resetter::Authentication | Resetter::User | Resetter::Privileged
        )
    }
}

/// Which resetters an account is not protected from.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Protection(u8);

impl Protection {
    /// An account without roles.
    pub const NONE: Protection = Protection(0b11_1111);

    /// A member or owner of a role-assignable group, or the holder of a role that is in no list:
    /// only the privileged resetters remain.
    pub const FULL: Protection = Protection(1 << Resetter::Privileged as u8);

    /// The protection that a directory role gives its holder, by the role's template.
    #[must_use]
    pub fn of_role(template: &str) -> Protection {
        let by = |resetters: &[Resetter]| {
            let listed = resetters.iter().fold(0, |bits, &r| bits | 1 << r as u8);
            Protection(listed | Protection::FULL.0)
        };
        use Resetter::{Authentication, Helpdesk, Password, User};
        match template {
            DIRECTORY_READERS | GUEST_INVITER | PASSWORD_ADMINISTRATOR => {
                by(&[Password, Helpdesk, Authentication, User])
            }
            MESSAGE_CENTER_READER
            | REPORTS_READER
            | USAGE_SUMMARY_REPORTS_READER
            | USER_EXPERIENCE_SUCCESS_MANAGER => by(&[Helpdesk, Authentication, User]),
            HELPDESK_ADMINISTRATOR => by(&[Helpdesk, User]),
            AUTHENTICATION_ADMINISTRATOR => by(&[Authentication, User]),
            USER_ADMINISTRATOR | GROUPS_ADMINISTRATOR => by(&[User]),
            _ => Protection::FULL,
        }
    }

    /// The protection of someone who has both.
    #[must_use]
    pub fn and(self, other: Protection) -> Protection {
        Protection(self.0 & other.0)
    }

    /// Whether `resetter` may reset the account.
    #[must_use]
    pub fn permits(self, resetter: Resetter) -> bool {
        self.0 >> resetter as u8 & 1 == 1
    }
}

const DIRECTORY_READERS: &str = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
const GUEST_INVITER: &str = "95e79109-95c0-4d8e-aee3-d01accf2d47b";
pub(super) const PASSWORD_ADMINISTRATOR: &str = "966707d0-3269-4727-9be2-8c3a10f19b9d";
const MESSAGE_CENTER_READER: &str = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b";
const REPORTS_READER: &str = "4a5d8f65-41da-4de4-8968-e035b65339cf";
const USAGE_SUMMARY_REPORTS_READER: &str = "75934031-6c7e-415a-99d7-48dbd49e875e";
const USER_EXPERIENCE_SUCCESS_MANAGER: &str = "27460883-1df1-4691-b032-3b79643e5e63";
pub(super) const HELPDESK_ADMINISTRATOR: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
pub(super) const AUTHENTICATION_ADMINISTRATOR: &str = "c4e39bd9-1100-46d3-8c65-fb160da0071f";
pub(super) const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
pub(super) const GROUPS_ADMINISTRATOR: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

#[cfg(test)]
mod tests {
    use super::*;

    fn who(protection: Protection) -> Vec<Resetter> {
        let permits = |resetter: &Resetter| protection.permits(*resetter);
        Resetter::ALL.into_iter().filter(permits).collect()
    }

    #[test]
    fn two_roles_protect_as_well_as_the_better_one() {
        assert_eq!(who(Protection::NONE), Resetter::ALL);
        let reader = Protection::of_role(DIRECTORY_READERS);
        let helpdesk = Protection::of_role(HELPDESK_ADMINISTRATOR);
        let authentication = Protection::of_role(AUTHENTICATION_ADMINISTRATOR);
        let (h, u, p) = (Resetter::Helpdesk, Resetter::User, Resetter::Privileged);
        assert_eq!(who(reader.and(helpdesk)), [h, u, p]);
        assert_eq!(who(authentication.and(helpdesk)), [u, p]);
        assert_eq!(
            who(Protection::of_role("62e90394-69f5-4237-9190-012177145e10")),
            [p]
        );
    }
}
