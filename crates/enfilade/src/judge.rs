//! What an answer says about an expectation.
//!
//! A verdict must not rest on a gap: where the export cannot hold what would decide it, it is open.
//! Which way a gap may move the answer is what [`Monotony`] says. A query that ends in `| count` has
//! one row whatever it counts, so that its number is judged, as the rows would be without the count.

use crate::library::Expectation;
use crate::monotony::{Gaps, Monotony};
use crate::{Found, Opened, Verdict};
use enfilade_query::CoverageNote;

/// An answer, as far as an expectation is about it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many rows it has.
    pub rows: u64,
    /// The number in its first row, if it is one column of whole numbers.
    pub number: Option<u64>,
    /// What the export does not hold although the answer rests on it; empty if that shall leave nothing
    /// open.
    pub coverage: Vec<CoverageNote>,
}

/// Holds the answer to a query against an expectation: what was found, and the verdict.
#[must_use]
pub fn judge(
    opened: &Opened,
    query: &str,
    outcome: &Outcome,
    expectation: Expectation,
) -> (Found, Verdict) {
    let gaps = Gaps::of(&opened.engine, &outcome.coverage);
    let judged = Monotony::of(query, opened.definitions(), &gaps);
    let found = match outcome.number.filter(|_| judged.counts) {
        Some(number) => Found::Number(number),
        None => Found::Rows(outcome.rows),
    };
    (found, verdict(expectation, found.count(), judged.monotony))
}

fn verdict(expectation: Expectation, count: u64, monotony: Monotony) -> Verdict {
    let is_certain = match monotony {
        Monotony::Fixed => true,
        Monotony::Growing => expectation.is_certain_with_more(count),
        Monotony::Shrinking => expectation.is_certain_with_fewer(count),
        Monotony::Unknown => false,
    };
    match (is_certain, expectation.holds(count)) {
        (false, _) => Verdict::Undecided,
        (true, true) => Verdict::Passed,
        (true, false) => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use crate::Verdict::{Failed, Passed, Undecided};
    use crate::library::{CountOperator, Expectation};
    use crate::monotony::Monotony::{Fixed, Growing, Shrinking, Unknown};

    #[test]
    fn a_gap_leaves_open_what_it_could_change() {
        let none = |count, monotony| verdict(Expectation::None, count, monotony);
        let some = Expectation::Count(CountOperator::Greater, 0);
        let some = |count, monotony| verdict(some, count, monotony);
        assert_eq!([none(0, Fixed), none(3, Fixed)], [Passed, Failed]);
        assert_eq!([some(0, Fixed), some(3, Fixed)], [Failed, Passed]);
        assert_eq!([none(0, Growing), none(3, Growing)], [Undecided, Failed]);
        assert_eq!([some(0, Growing), some(3, Growing)], [Undecided, Passed]);
        assert_eq!(
            [none(0, Shrinking), none(3, Shrinking)],
            [Passed, Undecided]
        );
        assert_eq!(
            [some(0, Shrinking), some(3, Shrinking)],
            [Failed, Undecided]
        );
        assert_eq!([none(0, Unknown), none(3, Unknown)], [Undecided, Undecided]);
    }
}
