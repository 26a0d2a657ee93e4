//! Users whom a policy means without naming them: all members, all users, whoever is outside.
//!
//! A policy that lets everyone ask for an access package is one edge from the class, however many
//! users there are.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageassignmentpolicy>.

/// A class of users.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum UserClass {
    /// Users of the directory who are no guests.
    Members,
    /// Users of the directory, guests included.
    Everyone,
    /// Users of any organisation that is connected to the directory.
    ConnectedOrganisations,
    /// Anyone from outside, whether known yet or not.
    Outsiders,
}

impl UserClass {
    /// Every class.
    pub const ALL: [UserClass; 4] = [
        UserClass::Members,
        UserClass::Everyone,
        UserClass::ConnectedOrganisations,
        UserClass::Outsiders,
    ];

    /// The id of the class in every snapshot. The name stands as a mention's name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            UserClass::Members => "class:members",
            UserClass::Everyone => "class:everyone",
            UserClass::ConnectedOrganisations => "class:connected-organisations",
            UserClass::Outsiders => "class:outsiders",
        }
    }

    /// What the class is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            UserClass::Members => "All members",
            UserClass::Everyone => "All users",
            UserClass::ConnectedOrganisations => "All users of connected organizations",
            UserClass::Outsiders => "All external users",
        }
    }
}
