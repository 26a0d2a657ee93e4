//! `--fail-if-any` and `--fail-if-none`: an answer as a verdict for a pipeline.
//!
//! Each is an expectation, and is judged as that of a saved query is.

use crate::exit::Exit;
use enfilade::Verdict;
use enfilade::library::{CountOperator, Expectation};

/// Which answers are failures.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Gate {
    /// Rows are failures.
    FailIfAny,
    /// The lack of rows is a failure.
    FailIfNone,
}

impl Gate {
    /// What is expected of an answer that is no failure.
    pub(crate) fn expectation(self) -> Expectation {
        match self {
            Gate::FailIfAny => Expectation::None,
            Gate::FailIfNone => Expectation::Count(CountOperator::Greater, 0),
        }
    }
}

/// The exit that a verdict leads to.
pub(crate) fn exit(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Passed => Exit::Answered,
        Verdict::Failed => Exit::Tripped,
        Verdict::Undecided => Exit::Undecided,
        Verdict::Broken(_) => Exit::Usage,
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;

    #[test]
    fn a_gate_expects_the_contrary_of_a_failure() {
        let holds = |gate: Gate, rows| gate.expectation().holds(rows);
        assert!(holds(Gate::FailIfAny, 0) && !holds(Gate::FailIfAny, 1));
        assert!(!holds(Gate::FailIfNone, 0) && holds(Gate::FailIfNone, 1));
    }
}
