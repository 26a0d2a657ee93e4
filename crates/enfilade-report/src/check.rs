//! The verdicts of a gate, for people and for build servers, one file a format.

mod junit;
mod sarif;
mod text;

use crate::{Finding, Severity};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// How a check ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// What was expected holds.
    Passed,
    /// It does not.
    Failed,
    /// The export cannot hold what would decide it.
    Undecided,
    /// The query has no answer; why.
    Broken(String),
}

/// What a check found, as far as its expectation is about it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Found {
    /// So many rows.
    Rows(u64),
    /// This number, which the query counted itself.
    Number(u64),
}

impl Found {
    /// The number that is held against the expectation.
    #[must_use]
    pub fn count(self) -> u64 {
        match self {
            Found::Rows(count) | Found::Number(count) => count,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Rows(1) => f.write_str("found 1 row"),
            Found::Rows(rows) => write!(f, "found {rows} rows"),
            Found::Number(number) => write!(f, "counted {number}"),
        }
    }
}

/// A check that was run.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The saved query's name, `area/question`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it finds.
    pub description: String,
    /// Why that matters.
    pub why: String,
    /// How grave a failure is.
    pub severity: Severity,
    /// The file that holds it, as a path with `/`; none if it is bundled.
    pub file: Option<String>,
    /// What was expected ("none", "count < 5").
    pub expectation: String,
    /// How it ended.
    pub verdict: Verdict,
    /// What was found, without what is allowed.
    pub found: Found,
    /// How many rows were allowed.
    pub allowed: u64,
    /// The first rows that count; none if the query counts itself.
    pub findings: Vec<Finding>,
    /// What else should be known, such as an allowance that has run out.
    pub remarks: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Checked {
    /// What came out, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let found = self.found;
        let allowed = match self.allowed {
            0 => String::new(),
            allowed => format!(", {allowed} more allowed"),
        };
        match &self.verdict {
            Verdict::Broken(why) => why.clone(),
            Verdict::Undecided => format!(
                "expected {}, {found}{allowed}; the export cannot hold what would decide it",
                self.expectation
            ),
            _ => format!("expected {}, {found}{allowed}", self.expectation),
        }
    }

    /// The area, and the rest of the name.
    fn area_and_question(&self) -> (&str, &str) {
        self.name.rsplit_once('/').unwrap_or(("", &self.name))
    }
}

/// A format of verdicts.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// JUnit XML, which build servers show as test results.
    Junit,
    /// SARIF 2.1.0, which code scanning shows as alerts.
    Sarif,
}

/// There is no such format of verdicts.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no format `{0}`: use text, junit or sarif")]
pub struct UnknownCheckFormat(String);

impl CheckFormat {
    /// The format that a file's name stands for.
    #[must_use]
    pub fn from_extension(file: &Path) -> Option<CheckFormat> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(CheckFormat::Text),
            "xml" => Some(CheckFormat::Junit),
            "sarif" => Some(CheckFormat::Sarif),
            _ => None,
        }
    }
}

impl FromStr for CheckFormat {
    type Err = UnknownCheckFormat;

    fn from_str(name: &str) -> Result<CheckFormat, UnknownCheckFormat> {
        match name.to_ascii_lowercase().as_str() {
            "text" => Ok(CheckFormat::Text),
            "junit" => Ok(CheckFormat::Junit),
            "sarif" => Ok(CheckFormat::Sarif),
            _ => Err(UnknownCheckFormat(name.to_owned())),
        }
    }
}

/// Writes verdicts.
///
/// # Errors
///
/// The output refuses them.
pub fn write(checks: &[Checked], format: CheckFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        CheckFormat::Text => text::write(checks, out),
        CheckFormat::Junit => junit::write(checks, out),
        CheckFormat::Sarif => sarif::write(checks, out),
    }
}

/// How many checks ended so.
fn count(checks: &[Checked], is: impl Fn(&Verdict) -> bool) -> usize {
    checks.iter().filter(|check| is(&check.verdict)).count()
}

#[cfg(test)]
mod tests;
