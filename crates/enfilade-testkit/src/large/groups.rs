//! The groups: their names, and what they are nested in.
//!
//! Each group has a level from 0 to 12, fewer groups on each than on the one below. Six in ten are
//! nested in one to three groups of higher levels; so depth is bounded, but for a few cycles among
//! groups of a level.

use super::shuffle::Shuffle;
use super::{Large, What};

/// The first groups hold so many users that they are known by number.
pub(super) const ALL_USERS: u32 = 0;
pub(super) const ALL_MEMBERS: u32 = 1;
pub(super) const ALL_GUESTS: u32 = 2;
pub(super) const LICENSED: u32 = 3;
pub(super) const PILOT: u32 = 4;
/// How many they are.
pub(super) const BIG: u32 = 5;

const LEVELS: usize = 13;

/// Which groups are on which level, and which are in a cycle.
#[derive(Clone, Debug, Default)]
pub(super) struct Nesting {
    // A group's position here decides its level.
    order: Shuffle,
    // Where each level starts, and the end of the last.
    starts: [u32; LEVELS + 1],
    // INVARIANT: sorted. A group, and the next of its cycle.
    cycles: Vec<(u32, u32)>,
}

impl Nesting {
    pub(super) fn new(large: &Large) -> Nesting {
        let mut nesting = Nesting {
            order: large.shuffle(What::Level, large.groups),
            starts: level_starts(large.groups),
            cycles: Vec::new(),
        };
        for number in 0..(large.groups / 2000).max(5) {
            let mut draw = large.draw(What::Cycle, number);
            let level = draw.index(5);
            let mut groups: Vec<u32> = (0..2 + draw.below(4))
                .map(|_| nesting.pick(&mut draw, level, level + 1))
                .collect();
            groups.sort_unstable();
            groups.dedup();
            let next = groups.iter().cycle().skip(1);
            let steps = groups.iter().zip(next);
            nesting
                .cycles
                .extend(steps.map(|(&group, &next)| (group, next)));
        }
        nesting.cycles.retain(|(group, next)| group != next);
        nesting.cycles.sort_unstable();
        nesting
    }

    fn level(&self, group: u32) -> usize {
        let position = self.order.position(group);
        self.starts.partition_point(|&start| start <= position) - 1
    }

    /// A group on one of the levels from `low` on, below `high`.
    fn pick(&self, draw: &mut crate::draw::Draw, low: usize, high: usize) -> u32 {
        let (start, end) = (self.starts[low], self.starts[high]);
        self.order
            .at(start + draw.below(u64::from(end - start)) as u32)
    }
}

/// Each level has 0.6 times the groups of the one below, at least one.
fn level_starts(groups: u32) -> [u32; LEVELS + 1] {
    let mut weights = [0u64; LEVELS];
    let mut weight = 1_000_000_000;
    for slot in &mut weights {
        *slot = weight;
        weight = weight * 6 / 10;
    }
    let total: u64 = weights.iter().sum();
    let mut starts = [0; LEVELS + 1];
    let mut sum = 0;
    for level in 0..LEVELS {
        sum += weights[level];
        let share = (u64::from(groups) * sum / total) as u32;
        // As many groups must be left as there are levels above.
        let most = groups - (LEVELS - 1 - level) as u32;
        starts[level + 1] = share.max(starts[level] + 1).min(most);
    }
    starts
}

impl Large {
    /// The name of a group. Its number ends it, but for the few that hold nearly everyone.
    #[must_use]
    pub fn group_name(&self, group: u32) -> String {
        const KINDS: [&str; 4] = ["Secure_access", "Team_membership", "Location", "Project"];
        const TEAMS: [&str; 8] = [
            "HR",
            "IT",
            "Sales",
            "Legal",
            "Operations",
            "Research",
            "Support",
            "Marketing",
        ];
        match group {
            ALL_USERS => "All users".to_owned(),
            ALL_MEMBERS => "All members".to_owned(),
            ALL_GUESTS => "All guests".to_owned(),
            LICENSED => "License_E5".to_owned(),
            PILOT => "Pilot_ring".to_owned(),
            _ => {
                let mut draw = self.draw(What::Group, group);
                let (kind, team) = (KINDS[draw.index(4)], TEAMS[draw.index(8)]);
                format!("{kind}_{team}_{group}")
            }
        }
    }

    /// The groups that a group is directly in, ascending.
    #[must_use]
    pub fn parents(&self, group: u32) -> Vec<u32> {
        let nesting = &self.nesting;
        let mut parents = Vec::new();
        let mut draw = self.draw(What::Nesting, group);
        let level = nesting.level(group);
        if level + 1 < LEVELS && draw.chance(0.6) {
            let chance = draw.unit();
            parents.push(nesting.pick(&mut draw, level + 1, level + 2));
            for least in [0.6, 0.9] {
                if chance >= least {
                    parents.push(nesting.pick(&mut draw, level + 1, LEVELS));
                }
            }
        }
        let from = nesting.cycles.partition_point(|(own, _)| *own < group);
        let steps = nesting.cycles[from..].iter();
        parents.extend(
            steps
                .take_while(|(own, _)| *own == group)
                .map(|(_, next)| *next),
        );
        parents.sort_unstable();
        parents.dedup();
        parents
    }
}

#[cfg(test)]
mod tests {
    use super::super::Size;
    use super::*;

    #[test]
    fn nesting_has_depth_twelve_and_cycles_and_three_groups_in_five() {
        let large = Large::new(Size(50_000), 42);
        let nested = (0..large.groups)
            .filter(|&g| !large.parents(g).is_empty())
            .count();
        let share = nested as f64 / f64::from(large.groups);
        assert!((0.57..0.63).contains(&share), "{share}");
        let levels: Vec<usize> = (0..large.groups).map(|g| large.nesting.level(g)).collect();
        assert_eq!(levels.iter().max(), Some(&12));
        let (mut up, mut within) = (0, 0);
        for group in 0..large.groups {
            for parent in large.parents(group) {
                let (own, above) = (levels[group as usize], levels[parent as usize]);
                assert!(own <= above);
                up += u32::from(own < above);
                within += u32::from(own == above);
            }
        }
        assert!(up > 15_000 && (10..100).contains(&within), "{up} {within}");
    }

    #[test]
    fn the_smallest_tenant_has_every_level() {
        let starts = level_starts(40);
        assert!(
            starts.windows(2).all(|pair| pair[0] < pair[1]),
            "{starts:?}"
        );
        assert_eq!(starts[LEVELS], 40);
    }
}
