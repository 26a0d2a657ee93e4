//! What can be said of a rule from its text alone: of whom it can never hold, what rule says the same,
//! and which conditions together are enough.
//!
//! A rule is read as [`Ways`]: lists of conditions, each of which makes the rule hold if all of its
//! conditions do. Two conditions that no value meets at once make a way impossible
//! ([`contradict`]), and all else follows: a rule never holds if none of its ways is possible, holds
//! always if its opposite never does, and is contained in another if each of its ways contradicts the
//! opposite of some way of the other.
//!
//! Everything here is careful: it says yes only if it is so for any tenant, and "not known" otherwise.

mod contradiction;
mod normal;
mod opposite;
mod ways;

pub use contradiction::contradict;
pub use ways::{Way, Ways};

use crate::{Expression, Rule};
use normal::{Case, normal};
use opposite::opposite;

impl Rule {
    /// The rule in the form that it shares with all rules that say the same in other words: without
    /// double negations, its parts sorted, comparisons of one property with several values as lists,
    /// texts in lower case. Rules of equal normal form are equal; not all equal rules have one.
    #[must_use]
    pub fn normal(&self) -> Rule {
        Rule {
            of: self.of,
            expression: normal(&self.expression, Case::Lower),
        }
    }

    /// The lists of conditions that make the rule hold, each by itself. A rule that has more than
    /// `most` has not all of them listed.
    #[must_use]
    pub fn ways(&self, most: usize) -> Ways {
        ways::ways(&normal(&self.expression, Case::Kept), most)
    }

    /// Whether the rule can hold of nobody, whatever the tenant.
    #[must_use]
    pub fn never_holds(&self) -> bool {
        never(&self.expression)
    }

    /// Whether the rule holds of everybody, whatever the tenant.
    #[must_use]
    pub fn always_holds(&self) -> bool {
        never(&opposite(&self.expression))
    }

    /// Whether whoever this rule holds of, the other holds of too, whatever the tenant.
    #[must_use]
    pub fn is_within(&self, other: &Rule) -> bool {
        if self.of != other.of {
            return false;
        }
        let (own, wider) = (self.ways(MOST_WAYS), other.ways(MOST_WAYS));
        own.is_whole
            && own.list.len() * wider.list.len() <= MOST_WAYS
            && (own.list.iter()).all(|way| wider.list.iter().any(|wider| way.is_within(wider)))
    }
}

/// How many ways a rule may have for questions about all of them.
const MOST_WAYS: usize = 1024;

/// Whether nothing can meet a condition.
fn never(expression: &Expression) -> bool {
    let ways = ways::ways(&normal(expression, Case::Lower), MOST_WAYS);
    ways.is_whole && ways.list.is_empty()
}

impl Way {
    /// Whether whoever meets this way meets the other.
    fn is_within(&self, other: &Way) -> bool {
        other.conditions.iter().all(|wanted| {
            self.conditions.contains(wanted) || {
                let mut with = self.conditions.clone();
                with.push(normal(&opposite(wanted), Case::Lower));
                contradict(&with)
            }
        })
    }
}
