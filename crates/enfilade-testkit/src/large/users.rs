//! The users, and the groups that each is directly in.

use super::groups::{ALL_GUESTS, ALL_MEMBERS, ALL_USERS, BIG, LICENSED, PILOT};
use super::shuffle::Shuffle;
use super::{Large, What};
use crate::draw::Draw;

/// How many users a joiner profile has on average.
const USERS_A_PROFILE: u32 = 25;

/// A user's account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct User {
    /// What it is called. Its number ends the name.
    pub name: String,
    /// Its user principal name.
    pub upn: String,
    /// Its mail address.
    pub mail: String,
    /// Its job title; empty for guests.
    pub title: &'static str,
    /// Whether it is a guest.
    pub guest: bool,
    /// Whether it is enabled.
    pub enabled: bool,
}

/// How often groups are drawn: a few very often, most hardly ever.
///
/// The weight of the group of rank r is near (r + 16)^-0.85, a power law with a flat head. It is
/// the same for all ranks of an octave, so that drawing needs no logarithm, which would differ in
/// its last bit between machines.
#[derive(Clone, Debug, Default)]
pub(super) struct Popularity {
    order: Shuffle,
    // For each octave: the sum of the weights up to its end, and its ranks.
    octaves: Vec<(u64, u32, u32)>,
}

impl Popularity {
    pub(super) fn new(large: &Large) -> Popularity {
        let ranks = large.groups - BIG;
        // An octave has twice the ranks of the one before at 2^-0.85 of the weight.
        let (mut share, mut sum, mut start, mut octaves) = (1_000_000, 0, 0, Vec::new());
        while start < ranks {
            let length = start + 16;
            let end = (start + length).min(ranks);
            sum += share * u64::from(end - start) / u64::from(length);
            octaves.push((sum, start, end));
            share = share * 1110 / 1000;
            start = end;
        }
        Popularity {
            order: large.shuffle(What::Popularity, ranks),
            octaves,
        }
    }

    /// A group that is not one of the big ones.
    pub(super) fn pick(&self, draw: &mut Draw) -> u32 {
        let total = self.octaves.last().map_or(0, |(sum, _, _)| *sum);
        let weight = draw.below(total);
        let at = self.octaves.partition_point(|(sum, _, _)| *sum <= weight);
        let (_, start, end) = self.octaves.get(at).copied().unwrap_or((0, 0, 1));
        let rank = start + draw.below(u64::from(end - start)) as u32;
        BIG + self.order.at(rank)
    }
}

impl Large {
    /// Whether a user is a guest.
    #[must_use]
    pub fn is_guest(&self, user: u32) -> bool {
        self.draw(What::User, user).chance(0.2)
    }

    /// A user's account.
    #[must_use]
    pub fn user(&self, user: u32) -> User {
        let mut draw = self.draw(What::User, user);
        let guest = draw.chance(0.2);
        let enabled = draw.chance(0.95);
        let (given, family) = (GIVEN[draw.index(16)], FAMILY[draw.index(16)]);
        let local = format!("{}.{}{user}", given.to_lowercase(), family.to_lowercase());
        let (mail, upn, title) = if guest {
            let partner = PARTNERS[draw.index(8)];
            let mail = format!("{local}@{partner}.example");
            let upn = format!("{local}_{partner}.example#EXT#@contoso.onmicrosoft.example");
            (mail, upn, "")
        } else {
            let mail = format!("{local}@contoso.example");
            (mail.clone(), mail, TITLES[draw.index(8)])
        };
        User {
            name: format!("{given} {family} {user}"),
            upn,
            mail,
            title,
            guest,
            enabled,
        }
    }

    /// The groups that a user is directly in, ascending. `groups` is cleared first.
    pub fn groups_of(&self, user: u32, groups: &mut Vec<u32>) {
        groups.clear();
        let guest = self.is_guest(user);
        let mut own = self.draw(What::Memberships, user);
        // A quarter of the members, and so a fifth of all, joined with a profile.
        let profiles = (self.users / 5 / USERS_A_PROFILE).max(1);
        let mut draw = if !guest && own.chance(0.25) {
            self.draw(What::Profile, own.below(u64::from(profiles)) as u32)
        } else {
            own
        };
        groups.push(ALL_USERS);
        groups.push(if guest { ALL_GUESTS } else { ALL_MEMBERS });
        for (group, share) in [(LICENSED, 0.6), (PILOT, 0.3)] {
            if draw.chance(share) {
                groups.push(group);
            }
        }
        let mut count = 2 + draw.below(12);
        if draw.chance(0.1) {
            count += draw.below(40);
        }
        groups.extend((0..count).map(|_| self.popularity.pick(&mut draw)));
        groups.sort_unstable();
        groups.dedup();
    }
}

const GIVEN: [&str; 16] = [
    "Anna", "Bela", "Chidi", "Dana", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jana", "Kofi",
    "Lena", "Mina", "Nils", "Olga", "Pavel",
];
const FAMILY: [&str; 16] = [
    "Adler", "Brandt", "Costa", "Duarte", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito",
    "Jensen", "Kovacs", "Lopez", "Moreau", "Novak", "Okafor", "Petrov",
];
const PARTNERS: [&str; 8] = [
    "fabrikam",
    "northwind",
    "tailspin",
    "wingtip",
    "litware",
    "proseware",
    "adatum",
    "trey",
];
const TITLES: [&str; 8] = [
    "Engineer",
    "Accountant",
    "Sales manager",
    "Counsel",
    "Technician",
    "Analyst",
    "Support agent",
    "Designer",
];

#[cfg(test)]
mod tests {
    use super::super::Size;
    use super::*;
    use rustc_hash::FxHashMap;

    #[test]
    fn memberships_have_the_shape_they_promise() {
        let large = Large::new(Size(20_000), 42);
        let mut sizes = vec![0u32; large.groups as usize];
        let mut sets: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let (mut total, mut guests) = (0, 0);
        for user in 0..large.users {
            let mut groups = Vec::new();
            large.groups_of(user, &mut groups);
            assert!(groups.is_sorted() && groups.iter().all(|&g| g < large.groups));
            groups.iter().for_each(|&group| sizes[group as usize] += 1);
            total += groups.len();
            guests += u32::from(large.is_guest(user));
            *sets.entry(groups).or_default() += 1;
        }
        let mean = total as f64 / f64::from(large.users);
        assert!((11.9..12.7).contains(&mean), "{mean}");
        assert!((3_800..4_200).contains(&guests), "{guests}");
        assert_eq!(sizes[ALL_USERS as usize], large.users);
        let shared: u32 = sets.values().filter(|&&users| users > 1).sum();
        assert!(
            (3_600..4_400).contains(&shared),
            "{shared} with the memberships of another"
        );
        let mut others = sizes.split_off(BIG as usize);
        others.sort_unstable();
        let at = |share: f64| others[(others.len() as f64 * share) as usize];
        let (median, most) = (at(0.5), others[others.len() - 1]);
        assert!((5..20).contains(&median) && most > 500, "{median} {most}");
    }
}
