//! How a review differs from an earlier one: what is new, what is gone, what is as it was.

use crate::Severity;

/// What became of a finding since an earlier review.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// It was not there.
    New,
    /// It was there.
    Unchanged,
    /// The earlier review cannot tell.
    Unknown,
}

impl Change {
    /// Its name ("new").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Unchanged => "unchanged",
            Change::Unknown => "not known before",
        }
    }
}

/// How a review differs from an earlier one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Comparison {
    /// When the earlier one was made, as it says.
    pub made: String,
    /// How many findings are new, lightest severity first.
    pub new: [u64; Severity::ALL.len()],
    /// How many are as they were.
    pub unchanged: u64,
    /// Of how many the earlier review cannot tell.
    pub unknown: u64,
    /// What is no longer there.
    pub gone: Vec<Gone>,
    /// Of how many of the earlier findings this review cannot tell.
    pub unseen: u64,
}

impl Comparison {
    /// How many findings are new.
    #[must_use]
    pub fn all_new(&self) -> u64 {
        self.new.iter().sum()
    }

    /// How many findings of at least this severity are new.
    #[must_use]
    pub fn new_from(&self, least: Severity) -> u64 {
        let all = Severity::ALL.into_iter().zip(self.new);
        let grave = all.filter(|&(severity, _)| severity >= least);
        grave.map(|(_, count)| count).sum()
    }
}

/// A finding of the earlier review that is no longer there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Gone {
    /// Its id.
    pub id: String,
    /// The question that had found it.
    pub question: String,
    /// What the question asks.
    pub title: String,
    /// How grave it was.
    pub severity: Severity,
    /// The row, on one line.
    pub finding: String,
}
