//! What answering costs, counted in things looked at.
//!
//! Seconds say how fast a machine is today; counts say how much it was given to do, and are the same
//! on every machine and with any number of threads. They are gathered in plain numbers beside the
//! loops, and added up once a block.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much was looked at.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Work {
    /// Edges: memberships, grants, and groups within groups.
    pub edges: u64,
    /// Entries of the lists of what groups pass on, those that were made and those that were read.
    pub entries: u64,
    /// Words of 64 bits, one for each source of a search.
    pub words: u64,
}

impl Work {
    /// What was looked at between an earlier reading and this one.
    #[must_use]
    pub fn since(self, before: Work) -> Work {
        Work {
            edges: self.edges.saturating_sub(before.edges),
            entries: self.entries.saturating_sub(before.entries),
            words: self.words.saturating_sub(before.words),
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Work {
            edges,
            entries,
            words,
        } = self;
        write!(
            f,
            "edges looked at: {edges}; entries of lists: {entries}; words of bits: {words}"
        )
    }
}

/// The work of all questions put to one graph so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    edges: AtomicU64,
    entries: AtomicU64,
    words: AtomicU64,
}

impl Tally {
    /// Adds the work of a block.
    pub(crate) fn add(&self, work: Work) {
        self.edges.fetch_add(work.edges, Ordering::Relaxed);
        self.entries.fetch_add(work.entries, Ordering::Relaxed);
        self.words.fetch_add(work.words, Ordering::Relaxed);
    }

    /// The sum.
    pub(crate) fn sum(&self) -> Work {
        Work {
            edges: self.edges.load(Ordering::Relaxed),
            entries: self.entries.load(Ordering::Relaxed),
            words: self.words.load(Ordering::Relaxed),
        }
    }
}
