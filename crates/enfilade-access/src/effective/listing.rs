//! The rows that numbers stand for, in order, so that the rows of a principal need no sorting.
//!
//! What a number leads to is the same for every user who gets it. So the rows of all numbers are put in
//! order once; a user's rows are marked among them, and read off in that order, each once.

use super::numbers::Numbers;
use super::prepared::Prepared;
use crate::Facts;
use crate::hit::Hit;
use enfilade_model::AccessState;

/// How many rows numbers may stand for together before each principal's are sorted instead: a mark
/// for each is kept by every thread.
const MOST_ROWS: usize = 1 << 22;

/// The rows of all numbers.
#[derive(Debug)]
pub(super) struct Listing {
    /// Sorted and distinct. Rows that differ by their state and limits alone stand together, the
    /// best first.
    pub(super) rows: Vec<Hit>,
    // By number: number `n` has the rows at `ranks[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
    ranks: Vec<u32>,
    /// By number: whether it leads to something that is left out because it is disabled.
    pub(super) leaves_out: Vec<bool>,
}

impl Listing {
    /// Puts the rows of all numbers in order. `None` if there are too many.
    pub(super) fn new(prepared: &Prepared, facts: &Facts, numbers: &Numbers) -> Option<Listing> {
        let mut rows: Vec<Hit> = Vec::new();
        let mut starts = vec![0];
        let mut leaves_out = Vec::new();
        for number in 0..numbers.len() {
            let grant = numbers.grant(number);
            let mut is_left_out = false;
            for resource in prepared.resources(facts, grant) {
                match prepared.leaves_out(facts, resource) {
                    true => is_left_out = true,
                    false => rows.push(Hit::granted(grant, resource, AccessState::Active)),
                }
            }
            if rows.len() > MOST_ROWS {
                return None;
            }
            leaves_out.push(is_left_out);
            starts.push(rows.len() as u32);
        }
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        order.sort_unstable_by_key(|&at| rows[at as usize]);
        let mut ranks = vec![0; rows.len()];
        let mut distinct: Vec<Hit> = Vec::with_capacity(rows.len());
        for &at in &order {
            let row = rows[at as usize];
            if distinct.last() != Some(&row) {
                distinct.push(row);
            }
            ranks[at as usize] = distinct.len() as u32 - 1;
        }
        Some(Listing {
            rows: distinct,
            starts,
            ranks,
            leaves_out,
        })
    }

    /// The places of a number's rows.
    #[inline]
    pub(super) fn of(&self, number: u32) -> &[u32] {
        let at = number as usize;
        &self.ranks[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
