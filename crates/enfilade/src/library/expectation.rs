//! What a saved query is expected to find, and what it may find all the same.

use jiff::civil::Date;
use std::fmt;

/// What a saved query is expected to find.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Expectation {
    /// Nothing.
    None,
    /// So many rows.
    Count(CountOperator, u64),
}

/// How a count compares to a number.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum CountOperator {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    GreaterOrEqual,
    /// `>`
    Greater,
}

impl CountOperator {
    /// Every operator, as it is written.
    pub const WRITTEN: [(CountOperator, &'static str); 6] = [
        (CountOperator::LessOrEqual, "<="),
        (CountOperator::GreaterOrEqual, ">="),
        (CountOperator::Equal, "=="),
        (CountOperator::NotEqual, "!="),
        (CountOperator::Less, "<"),
        (CountOperator::Greater, ">"),
    ];
}

impl Expectation {
    /// Whether so many rows are as expected.
    #[must_use]
    pub fn holds(self, rows: u64) -> bool {
        let (operator, number) = self.bound();
        match operator {
            CountOperator::Less => rows < number,
            CountOperator::LessOrEqual => rows <= number,
            CountOperator::Equal => rows == number,
            CountOperator::NotEqual => rows != number,
            CountOperator::GreaterOrEqual => rows >= number,
            CountOperator::Greater => rows > number,
        }
    }

    /// Whether the verdict over so many rows is certain if there may be more rows, but not fewer.
    #[must_use]
    pub fn is_certain_with_more(self, rows: u64) -> bool {
        self.is_the_same_at(rows, |other| other >= rows)
    }

    /// Whether the verdict over so many rows is certain if there may be fewer rows, but not more.
    #[must_use]
    pub fn is_certain_with_fewer(self, rows: u64) -> bool {
        self.is_the_same_at(rows, |other| other <= rows)
    }

    /// Whether the verdict is the same at every possible count. It changes only around its number,
    /// so that it is enough to look there and at the ends.
    fn is_the_same_at(self, rows: u64, is_possible: impl Fn(u64) -> bool) -> bool {
        let (_, number) = self.bound();
        let counts = [
            0,
            number.saturating_sub(1),
            number,
            number.saturating_add(1),
            u64::MAX,
        ];
        let mut possible = counts.into_iter().filter(|&count| is_possible(count));
        possible.all(|count| self.holds(count) == self.holds(rows))
    }

    fn bound(self) -> (CountOperator, u64) {
        match self {
            Expectation::None => (CountOperator::LessOrEqual, 0),
            Expectation::Count(operator, number) => (operator, number),
        }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expectation::Count(operator, number) = self else {
            return f.write_str("none");
        };
        let mut written = CountOperator::WRITTEN.iter();
        let sign = written.find_map(|(one, sign)| (one == operator).then_some(*sign));
        write!(f, "count {} {number}", sign.unwrap_or_default())
    }
}

/// A finding that somebody answers for, until a day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Allowance {
    /// The name or the id of an object, or the id of a finding: rows that are called so do not count.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it may be so; may be empty.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// The line of the header; 0 if it stands elsewhere.
    pub line: usize,
}

impl Allowance {
    /// Whether it has run out on a day.
    #[must_use]
    pub fn has_ended(&self, today: Date) -> bool {
        today > self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_certain_exactly_if_no_other_count_changes_it() {
        let operators = CountOperator::WRITTEN.iter();
        let bounds = operators.flat_map(|&(operator, _)| {
            (0..4).map(move |number| Expectation::Count(operator, number))
        });
        for expectation in bounds.chain([Expectation::None]) {
            for rows in 0..6 {
                let now = expectation.holds(rows);
                let more = (rows..10).all(|other| expectation.holds(other) == now);
                let fewer = (0..=rows).all(|other| expectation.holds(other) == now);
                assert_eq!(
                    expectation.is_certain_with_more(rows),
                    more,
                    "{expectation} {rows}"
                );
                assert_eq!(
                    expectation.is_certain_with_fewer(rows),
                    fewer,
                    "{expectation} {rows}"
                );
            }
        }
    }
}
