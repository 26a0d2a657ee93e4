//! `--fail-if-any` and `--fail-if-none`: an answer as a verdict for a pipeline.
//!
//! A verdict must not rest on a gap. Access that the export cannot hold may add rows to a plain
//! question and take rows from a negated one, so "no rows" proves nothing in the first case and
//! "some rows" proves nothing in the second. Where stages count or group, nothing is known of the
//! direction, and every gap leaves the question open. A query that ends in `| count` has one row whatever it
//! counts, so that the number is judged, as the rows would be without the count.

use crate::exit::Exit;
use enfilade::Monotony;

/// Which answers are failures.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Gate {
    /// Rows are failures.
    FailIfAny,
    /// The lack of rows is a failure.
    FailIfNone,
}

/// The exit that an answer of `rows` rows leads to.
pub(crate) fn verdict(gate: Gate, rows: u64, monotony: Monotony, gaps: bool) -> Exit {
    let any = rows > 0;
    let certain = match monotony {
        _ if !gaps => true,
        Monotony::Growing => any,
        Monotony::Shrinking => !any,
        Monotony::Unknown => false,
    };
    let tripped = any == (gate == Gate::FailIfAny);
    match (certain, tripped) {
        (false, _) => Exit::Undecided,
        (true, true) => Exit::Tripped,
        (true, false) => Exit::Answered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_gaps_rows_decide() {
        use Exit::{Answered, Tripped};
        for monotony in [Monotony::Growing, Monotony::Shrinking, Monotony::Unknown] {
            let verdict = |gate, rows| verdict(gate, rows, monotony, false);
            assert_eq!(verdict(Gate::FailIfAny, 0), Answered);
            assert_eq!(verdict(Gate::FailIfAny, 3), Tripped);
            assert_eq!(verdict(Gate::FailIfNone, 0), Tripped);
            assert_eq!(verdict(Gate::FailIfNone, 3), Answered);
        }
    }

    #[test]
    fn a_gap_leaves_open_what_it_could_change() {
        use Exit::{Answered, Tripped, Undecided};
        use Gate::{FailIfAny, FailIfNone};
        let growing = |gate, rows| verdict(gate, rows, Monotony::Growing, true);
        assert_eq!(growing(FailIfAny, 3), Tripped);
        assert_eq!(growing(FailIfAny, 0), Undecided);
        assert_eq!(growing(FailIfNone, 3), Answered);
        assert_eq!(growing(FailIfNone, 0), Undecided);
        let shrinking = |gate, rows| verdict(gate, rows, Monotony::Shrinking, true);
        assert_eq!(shrinking(FailIfAny, 3), Undecided);
        assert_eq!(shrinking(FailIfAny, 0), Answered);
        assert_eq!(shrinking(FailIfNone, 3), Undecided);
        assert_eq!(shrinking(FailIfNone, 0), Tripped);
        assert_eq!(verdict(FailIfAny, 3, Monotony::Unknown, true), Undecided);
    }
}
