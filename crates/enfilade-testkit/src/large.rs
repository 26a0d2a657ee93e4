//! Large tenants for benches: thousands to millions of users, the same on every machine.
//!
//! Nothing here is kept that can be drawn again. Each object's facts follow from the seed, its kind
//! and its number alone, so a tenant is written object by object, and in several forms: as the export
//! that AzureHound would make of it ([`azurehound`]), its directory as pages of Microsoft Graph
//! ([`pages`]) and as tables ([`tables`]), and as edge lists in Parquet that any other tool loads
//! ([`edges`]).
//!
//! The shape: 12 direct memberships a user on average, from a few groups that hold nearly everyone
//! down to many that hold a handful; 0.4 groups a user, nested to depth 12, with cycles; a fifth of
//! the users guests, and a fifth joiners with the memberships of a profile that others share; apps
//! assigned to groups and users, some of them open or disabled; directory roles; a tree of Azure
//! scopes; and for each app one Azure resource on which whoever is assigned to the app holds a role.

pub mod apps;
mod azure;
pub mod azurehound;
pub mod edges;
mod export;
pub mod groups;
mod members;
pub mod pages;
mod roles;
mod shuffle;
pub mod tables;
pub mod users;

use crate::draw::Draw;
use enfilade_model::ObjectKey;
use shuffle::Shuffle;
use std::str::FromStr;
use thiserror::Error;

/// A large tenant: how many of each kind there are, and the seed that all else follows from.
#[derive(Clone, Debug)]
pub struct Large {
    /// How many users there are.
    pub users: u32,
    /// How many groups.
    pub groups: u32,
    /// How many apps, each with one Azure resource.
    pub apps: u32,
    seed: u64,
    popularity: users::Popularity,
    nesting: groups::Nesting,
}

/// Who may hold something.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Holder {
    /// The group of this number.
    Group(u32),
    /// The user of this number.
    User(u32),
}

impl Large {
    /// The tenant of so many users that follows from a seed.
    #[must_use]
    pub fn new(Size(users): Size, seed: u64) -> Large {
        let users = users.max(100);
        let groups = users / 5 * 2;
        let mut large = Large {
            users,
            groups,
            apps: users / 100 + 200,
            seed,
            popularity: users::Popularity::default(),
            nesting: groups::Nesting::default(),
        };
        large.popularity = users::Popularity::new(&large);
        large.nesting = groups::Nesting::new(&large);
        large
    }

    /// The numbers that decide about one object: its own, whatever else is drawn.
    fn draw(&self, what: What, number: u32) -> Draw {
        let of_kind = Draw::new(self.seed ^ (what as u64) << 32).bits();
        Draw::new(Draw::new(of_kind ^ u64::from(number)).bits())
    }

    /// A random order of `0..count`.
    fn shuffle(&self, what: What, count: u32) -> Shuffle {
        Shuffle::new(count, self.draw(what, u32::MAX).bits())
    }

    /// The object id of a user, group or app.
    ///
    /// Ids ascend with the numbers, so that a snapshot, which sorts a kind by id, numbers its
    /// objects as the edge lists do. All but the first 48 bits are random.
    #[must_use]
    pub fn id(&self, what: What, number: u32) -> ObjectKey {
        let count = match what {
            What::User => self.users,
            What::Group => self.groups,
            _ => self.apps,
        };
        let mut draw = self.draw(What::Id, number ^ (what as u32) << 28);
        let room = (1u64 << 48) / u64::from(count.max(1));
        let high = u64::from(number) * room + draw.below(room);
        let random = u128::from(draw.bits()) << 64 | u128::from(draw.bits());
        guid(u128::from(high) << 80 | random & ((1 << 80) - 1))
    }

    /// Whatever id is needed beside those of users, groups and apps.
    fn other_id(&self, what: What, number: u32) -> ObjectKey {
        let mut draw = self.draw(what, number);
        guid(u128::from(draw.bits()) << 64 | u128::from(draw.bits()))
    }
}

/// The bits with those of a random GUID's version and variant.
pub(crate) fn guid(bits: u128) -> ObjectKey {
    let version = bits & !(0xf << 76) | 0x4 << 76;
    ObjectKey(version & !(0x3 << 62) | 0x2 << 62)
}

/// What numbers are drawn for.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum What {
    /// A user.
    User,
    /// A group.
    Group,
    /// An app.
    App,
    /// The id of an object.
    Id,
    /// What users with the same profile have in common.
    Profile,
    /// The order in which groups are popular.
    Popularity,
    /// The memberships of a user.
    Memberships,
    /// The order that gives groups their levels.
    Level,
    /// What a group is nested in.
    Nesting,
    /// A cycle of groups.
    Cycle,
    /// Who is assigned to an app.
    Assignment,
    /// A directory role.
    Role,
    /// An Azure scope.
    Scope,
    /// The order in which an export lists its objects.
    Order,
    /// When an object was created.
    Created,
}

/// How many users a tenant has.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Size(pub u32);

/// What is no size.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
#[error("`{0}` is no size: write S, M, L, XL or a number of users from 100 to 10000000")]
pub struct UnknownSize(String);

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(text: &str) -> Result<Size, UnknownSize> {
        match text {
            "S" => Ok(Size(10_000)),
            "M" => Ok(Size(100_000)),
            "L" => Ok(Size(1_000_000)),
            "XL" => Ok(Size(5_000_000)),
            number => match number.parse() {
                Ok(users @ 100..=10_000_000) => Ok(Size(users)),
                _ => Err(UnknownSize(text.to_owned())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_with_the_numbers_and_look_random() {
        let large = Large::new(Size(1000), 1);
        for what in [What::User, What::Group, What::App] {
            let ids: Vec<ObjectKey> = (0..large.apps).map(|n| large.id(what, n)).collect();
            assert!(ids.is_sorted());
            for id in ids {
                let text = id.to_string();
                assert_eq!(&text[14..15], "4", "{text}");
                assert!(matches!(&text[19..20], "8" | "9" | "a" | "b"), "{text}");
            }
        }
        assert_ne!(large.id(What::User, 1), large.id(What::Group, 1));
        assert_ne!(
            large.id(What::User, 1),
            Large::new(Size(1000), 2).id(What::User, 1)
        );
    }

    #[test]
    fn a_size_is_a_letter_or_a_number() {
        assert_eq!("L".parse(), Ok(Size(1_000_000)));
        assert_eq!("250".parse(), Ok(Size(250)));
        for wrong in ["", "l", "99", "-1", "1e6"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }
}
