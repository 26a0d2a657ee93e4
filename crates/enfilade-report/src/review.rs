//! A review: many questions asked of one tenant, written as one document.
//!
//! The questions are saved queries in sections; each answer is what was found, that nothing was, or why
//! it cannot be known from this export. One file a format; each escapes for its own channel.
//!
//! Each row that is found has an id that stays the same from review to review ([`identity`]), so that
//! two reviews can be compared ([`Baseline`]).

mod baseline;
mod comparison;
mod csv;
mod drawing;
mod flat;
mod format;
mod html;
pub mod identity;
mod json;
mod markdown;
mod parquet;
mod sarif;
mod xlsx;

pub use baseline::{Baseline, BaselineError};
pub use comparison::{Change, Comparison, Gone};
pub use format::{ReviewFormat, UnknownReviewFormat};

use crate::{Finding, Object, Severity};
use std::io::{self, Write};

/// A review of a tenant.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// Its name on the command line ("external-access").
    pub name: String,
    /// Its title.
    pub title: String,
    /// What the tenant is called, if the export says.
    pub tenant: Option<String>,
    /// When the data was collected, as it is shown.
    pub collected: String,
    /// When the review was made, as it is shown.
    pub made: String,
    /// What was asked.
    pub sections: Vec<Section>,
    /// What somebody answers for.
    pub suppressions: Vec<Suppression>,
    /// What the export holds in part or not at all.
    pub gaps: Vec<Gap>,
    /// How it differs from an earlier review, if one was compared.
    pub comparison: Option<Comparison>,
}

/// Questions about one thing.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What the questions have in common, in a sentence or two.
    pub about: String,
    /// The questions.
    pub questions: Vec<Question>,
}

/// A question and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The saved query's name, `area/question`.
    pub id: String,
    /// What it asks, in a few words.
    pub title: String,
    /// What it finds.
    pub description: String,
    /// Why that matters.
    pub why: String,
    /// Where that is said: a page, or empty.
    pub source: String,
    /// What to do about a row; may be empty.
    pub next: String,
    /// How grave a row is.
    pub severity: Severity,
    /// The query.
    pub query: String,
    /// What came of it.
    pub outcome: Outcome,
    /// How many more rows were found and are suppressed.
    pub allowed: u64,
    /// What the export lacks although the answer rests on it, and what to collect.
    pub missing: Vec<String>,
    /// What else should be known of the answer, such as how a word was read.
    pub remarks: Vec<String>,
}

/// What came of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Outcome {
    /// Something was found.
    Found(Rows),
    /// Nothing is there.
    #[default]
    Nothing,
    /// Nothing was seen, and the export lacks a part of what would show it.
    NothingSeen,
    /// The export cannot answer it; why, and what to collect.
    Unanswerable(String),
}

/// Rows that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The rows that were kept, in order.
    pub kept: Vec<Row>,
    /// How many there are.
    pub count: u64,
    /// Whether what the export lacks could take rows away.
    pub rests_on_gaps: bool,
}

/// A row that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What it is called from review to review.
    pub id: String,
    /// What the answer says.
    pub finding: Finding,
    /// The shortest way by which it is so, step by step; empty if the row is not about access, or if
    /// the question has so many rows that only the first were traced.
    pub evidence: Vec<Step>,
    /// What became of it since an earlier review, if one was compared.
    pub change: Option<Change>,
}

/// A step of the evidence.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Step {
    /// Whence.
    pub from: Object,
    /// By what ("member of").
    pub relation: String,
    /// Where to.
    pub to: Object,
    /// The step in words.
    pub sentence: String,
    /// The rule by which it carries.
    pub rule: String,
    /// The page that states the rule.
    pub source: String,
    /// The record of the export that says so; may be empty.
    pub record: String,
}

/// Findings that somebody answers for, and that are therefore not listed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Suppression {
    /// The question.
    pub question: String,
    /// What it suppresses: the name or id of an object, or the id of a finding.
    pub object: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it may be so.
    pub reason: String,
    /// The last day on which it holds.
    pub until: String,
    /// Whether that day is over.
    pub has_ended: bool,
}

/// A relation that the export holds in part or not at all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Gap {
    /// The relation.
    pub relation: String,
    /// Whether nothing of it is there.
    pub is_absent: bool,
    /// What is missing, or which export has it.
    pub why: String,
}

impl Review {
    /// Writes the review.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub fn write(&self, format: ReviewFormat, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ReviewFormat::Html => html::write(self, out),
            ReviewFormat::Markdown => markdown::write(self, out),
            ReviewFormat::Json => json::write(self, out),
            ReviewFormat::Csv => csv::write(self, out),
            ReviewFormat::Xlsx => xlsx::write(self, out),
            ReviewFormat::Sarif => sarif::write(self, out),
            ReviewFormat::Parquet => parquet::write(self, out),
        }
    }

    /// The questions, section by section.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// How many questions of this severity found something.
    #[must_use]
    pub fn found(&self, severity: Severity) -> usize {
        let questions = self.questions();
        questions
            .filter(|one| one.severity == severity && one.rows().is_some())
            .count()
    }
}

impl Question {
    /// What was found, if anything was.
    #[must_use]
    pub fn rows(&self) -> Option<&Rows> {
        match &self.outcome {
            Outcome::Found(rows) => Some(rows),
            _ => None,
        }
    }

    /// How sure the answer is, in a few words.
    #[must_use]
    pub fn certainty(&self) -> &'static str {
        match &self.outcome {
            Outcome::Found(rows) if rows.rests_on_gaps => {
                "as far as the export shows: what it lacks could take rows away"
            }
            Outcome::Found(_) if !self.missing.is_empty() => {
                "certain; there may be more, since the export lacks a part"
            }
            Outcome::Found(_) | Outcome::Nothing => "certain",
            Outcome::NothingSeen => "open: the export lacks a part",
            Outcome::Unanswerable(_) => "open: the export lacks what would answer it",
        }
    }

    /// What came of it, in a few words.
    #[must_use]
    pub fn in_short(&self) -> String {
        let short = match &self.outcome {
            Outcome::Found(rows) if rows.count == 1 => "1 row".to_owned(),
            Outcome::Found(rows) => format!("{} rows", rows.count),
            Outcome::Nothing => "nothing found".to_owned(),
            Outcome::NothingSeen => "nothing seen, and not all of it is in the export".to_owned(),
            Outcome::Unanswerable(_) => "not in this export".to_owned(),
        };
        match self.allowed {
            0 => short,
            allowed => format!("{short}, {allowed} suppressed"),
        }
    }
}

impl Rows {
    /// The rows of a question with their ids; none is traced or compared.
    #[must_use]
    pub fn new(columns: Vec<String>, named: Vec<(String, Finding)>, count: u64) -> Rows {
        let rows = named.into_iter().map(|(id, finding)| Row {
            id,
            finding,
            ..Row::default()
        });
        Rows {
            columns,
            kept: rows.collect(),
            count,
            ..Rows::default()
        }
    }

    /// How many rows were not kept.
    #[must_use]
    pub fn beyond(&self) -> u64 {
        self.count.saturating_sub(self.kept.len() as u64)
    }
}

impl Finding {
    /// The text in a column; empty if it holds nothing.
    #[must_use]
    pub fn cell(&self, column: &str) -> &str {
        let found = self.cells.iter().find(|(name, _)| name == column);
        found.map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
mod tests;
