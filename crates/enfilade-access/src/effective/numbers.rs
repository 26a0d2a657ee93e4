//! Distinct grants by number.
//!
//! Numbers say how much work a grant is. Nearly all stand for one row and one resource that no
//! other grant leads to: to count them is to count numbers. What is left comes after them.

use super::prepared::Prepared;
use crate::mechanism::Grant;
use crate::{EntitySet, Facts};
use enfilade_model::{Holders, Mechanism};

/// How many numbers are few.
const FEW: usize = 256;

/// The distinct grants of a question.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    // By number.
    grants: Vec<Grant>,
    // The row that a grant makes, numbered too: grants that differ by their state and limits alone share it.
    rows: Vec<u32>,
    plain_for_anyone: u32,
    plain: u32,
    live: u32,
}

/// How much work a grant is, the least first.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd)]
enum Work {
    PlainForAnyone,
    PlainForUsers,
    Live,
    Dead,
}

impl Numbers {
    /// Numbers the grants that were collected; the number of each, too.
    pub(super) fn new(
        facts: &Facts,
        prepared: &Prepared,
        collected: &[Grant],
    ) -> (Numbers, Vec<u32>) {
        // They were collected nearly in order.
        let mut order: Vec<u32> = (0..collected.len() as u32).collect();
        order.sort_by_key(|&at| collected[at as usize]);
        let mut distinct: Vec<(Grant, u32)> = Vec::new();
        let mut position = vec![0; collected.len()];
        for &at in &order {
            let grant = collected[at as usize];
            match distinct.last() {
                Some((last, _)) if *last == grant => {}
                Some((last, row)) => {
                    distinct.push((grant, row + u32::from(!last.is_same_row(&grant))))
                }
                None => distinct.push((grant, 0)),
            }
            position[at as usize] = distinct.len() as u32 - 1;
        }
        let works = works(facts, prepared, &distinct);
        let mut by_work: Vec<u32> = (0..distinct.len() as u32).collect();
        by_work.sort_by_key(|&at| works[at as usize]);
        let mut number_of = vec![0; distinct.len()];
        for (number, &at) in (0..).zip(&by_work) {
            number_of[at as usize] = number;
        }
        let up_to = |last| works.iter().filter(|&&work| work <= last).count() as u32;
        let numbers = Numbers {
            grants: by_work.iter().map(|&at| distinct[at as usize].0).collect(),
            rows: by_work.iter().map(|&at| distinct[at as usize].1).collect(),
            plain_for_anyone: up_to(Work::PlainForAnyone),
            plain: up_to(Work::PlainForUsers),
            live: up_to(Work::Live),
        };
        let of_each = position.iter().map(|&at: &u32| number_of[at as usize]);
        (numbers, of_each.collect())
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> u32 {
        self.grants.len() as u32
    }

    /// Whether the bits of all numbers fit into a cache line for every group.
    pub(super) fn are_few(&self) -> bool {
        self.grants.len() <= FEW
    }

    /// The grant of a number.
    #[inline]
    pub(super) fn grant(&self, number: u32) -> &Grant {
        &self.grants[number as usize]
    }

    /// The row of a number: equal for numbers that differ by their state and limits alone.
    #[inline]
    pub(super) fn row(&self, number: u32) -> u32 {
        self.rows[number as usize]
    }

    /// The end of the numbers that stand for one row and lead to one resource, which counts, that no
    /// other number leads to, and that is open neither to everyone nor to whoever joins a group. What
    /// only users have is no such number for others.
    #[inline]
    pub(super) fn plain(&self, is_user: bool) -> u32 {
        if is_user {
            self.plain
        } else {
            self.plain_for_anyone
        }
    }

    /// Whether a number leads to a resource that counts.
    #[inline]
    pub(super) fn is_live(&self, number: u32) -> bool {
        number < self.live
    }
}

/// The work of each of the distinct grants, which stand row by row.
fn works(facts: &Facts, prepared: &Prepared, distinct: &[(Grant, u32)]) -> Vec<Work> {
    let (once, more) = covered(prepared, facts, distinct);
    let is_alone = |at: usize| {
        let row = distinct[at].1;
        let is_row = |other: Option<usize>| {
            other
                .and_then(|at| distinct.get(at))
                .is_some_and(|other| other.1 == row)
        };
        !is_row(at.checked_sub(1)) && !is_row(Some(at + 1))
    };
    let work = |at: usize| {
        let grant = &distinct[at].0;
        let mut counts = prepared
            .resources(facts, grant)
            .filter(|&resource| !prepared.leaves_out(facts, resource));
        match (counts.next(), counts.next()) {
            (None, _) => Work::Dead,
            (Some(only), None)
                if grant.mechanism != Mechanism::AdministratorOverride
                    // What is left out beside it is told of, which plain numbers are not.
                    && prepared.resources(facts, grant).nth(1).is_none()
                    && is_alone(at)
                    && once.contains(only)
                    && !more.contains(only)
                    && !prepared.open_set.contains(only)
                    && !prepared.anyone.iter().any(|anyone| anyone.reaches(only)) =>
            {
                match grant.mechanism.rule().holders {
                    Holders::Anyone => Work::PlainForAnyone,
                    Holders::Users | Holders::UsersAndGroups => Work::PlainForUsers,
                }
            }
            _ => Work::Live,
        }
    };
    (0..distinct.len()).map(work).collect()
}

/// The resources that some row leads to, and those that more than one does.
fn covered(
    prepared: &Prepared,
    facts: &Facts,
    distinct: &[(Grant, u32)],
) -> (EntitySet, EntitySet) {
    let universe = prepared.question.resources.universe();
    let (mut once, mut more) = (EntitySet::empty(universe), EntitySet::empty(universe));
    let same_end = |a: &(Grant, u32), b: &(Grant, u32)| {
        (a.0.mechanism, a.0.target, a.0.scope) == (b.0.mechanism, b.0.target, b.0.scope)
    };
    // Rows that end alike lead to the same resources: these are gone through once.
    for alike in distinct.chunk_by(same_end) {
        let is_one = alike[0].1 == alike[alike.len() - 1].1;
        for resource in prepared.resources(facts, &alike[0].0) {
            if !once.insert(resource) || !is_one {
                more.insert(resource);
            }
        }
    }
    (once, more)
}
