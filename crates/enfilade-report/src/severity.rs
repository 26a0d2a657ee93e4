//! How grave what a saved query finds is.

use std::fmt;
use std::str::FromStr;

/// How grave it is if a saved query finds something.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Ord, PartialOrd)]
pub enum Severity {
    /// Good to know.
    #[default]
    Info,
    /// Tidy it up some day.
    Low,
    /// Plan to change it.
    Medium,
    /// Change it soon.
    High,
    /// Change it today.
    Critical,
}

impl Severity {
    /// Every severity, the lightest first.
    pub const ALL: [Severity; 5] = [
        Severity::Info,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];

    /// Its name ("high").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no such severity.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no severity `{0}`: use info, low, medium, high or critical")]
pub struct UnknownSeverity(String);

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(name: &str) -> Result<Severity, UnknownSeverity> {
        let mut all = Severity::ALL.into_iter();
        all.find(|severity| severity.name() == name)
            .ok_or_else(|| UnknownSeverity(name.to_owned()))
    }
}
