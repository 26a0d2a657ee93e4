//! The directory roles, and which users hold them or may activate them.

use super::{Large, What};

/// A directory role.
pub(super) struct Role {
    pub(super) template: &'static str,
    pub(super) name: &'static str,
    /// Users who hold it for the whole tenant, ascending.
    pub(super) active: Vec<u32>,
    /// Users who may activate it, ascending.
    pub(super) eligible: Vec<u32>,
}

/// Roles that Microsoft defines: the template, the name, and how many users in ten thousand hold
/// it, at least two.
const BUILT_IN: [(&str, &str, u32); 8] = [
    (
        "62e90394-69f5-4237-9190-012177145e10",
        "Global Administrator",
        0,
    ),
    (
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
        "Privileged Role Administrator",
        0,
    ),
    (
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        "Application Administrator",
        1,
    ),
    (
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
        "User Administrator",
        2,
    ),
    (
        "fdd7a751-b60b-444a-984c-02652fe8fa1c",
        "Groups Administrator",
        2,
    ),
    (
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        "Helpdesk Administrator",
        5,
    ),
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader", 5),
    ("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader", 5),
];

/// Every role.
pub(super) fn roles(large: &Large) -> impl Iterator<Item = Role> + '_ {
    (0..)
        .zip(BUILT_IN)
        .map(|(number, (template, name, share))| {
            let mut draw = large.draw(What::Role, number);
            let count = (u64::from(large.users) * u64::from(share) / 10_000).max(2);
            let mut users = || {
                let drawn = (0..count).map(|_| draw.below(large.users.into()) as u32);
                let mut users: Vec<u32> = drawn.filter(|&user| !large.is_guest(user)).collect();
                users.sort_unstable();
                users.dedup();
                users
            };
            Role {
                template,
                name,
                active: users(),
                eligible: users(),
            }
        })
}
