//! What answers questions: a graph, its facts, and how to go about it.
//!
//! The work is done in the modules beside this one, each of which adds its part of it.

use crate::{AccessError, Facts};
use enfilade_graph::GraphView;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many principals are looked at between two looks at the flag that cancels.
pub(super) const CHECK_EVERY: usize = 256;

/// Which way an answer is worked out. The rows are the same; the work is not.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Direction {
    /// From each principal outward, group by group: for few principals.
    Walk,
    /// From each principal outward, over the closure of nested groups: for many principals and
    /// many resources.
    Closure,
    /// From the resources back to the principals: for few resources.
    Backward,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Direction; 3] = [Direction::Walk, Direction::Closure, Direction::Backward];
}

/// Answers questions about one graph.
#[derive(Copy, Clone, Debug)]
pub struct Engine<'v, V> {
    pub(super) view: &'v V,
    pub(super) facts: &'v Facts,
    cancel: Option<&'v AtomicBool>,
    pub(super) direction: Option<Direction>,
}

impl<'v, V: GraphView> Engine<'v, V> {
    /// An engine over a graph and its facts.
    #[must_use]
    pub fn new(view: &'v V, facts: &'v Facts) -> Engine<'v, V> {
        Engine {
            view,
            facts,
            cancel: None,
            direction: None,
        }
    }

    /// The same engine, made to work in one direction where it can instead of choosing: for tests
    /// and benches.
    #[must_use]
    pub fn with_direction(self, direction: Direction) -> Engine<'v, V> {
        Engine {
            direction: Some(direction),
            ..self
        }
    }

    /// The same engine, which gives up soon after `cancel` becomes true.
    #[must_use]
    pub fn with_cancel(self, cancel: &'v AtomicBool) -> Engine<'v, V> {
        Engine {
            cancel: Some(cancel),
            ..self
        }
    }

    pub(crate) fn view(&self) -> &'v V {
        self.view
    }

    pub(crate) fn facts(&self) -> &'v Facts {
        self.facts
    }

    pub(crate) fn check_cancelled(&self) -> Result<(), AccessError> {
        match self.cancel {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(AccessError::Cancelled),
            _ => Ok(()),
        }
    }
}
