//! A review: many questions asked of one tenant, written as one document.
//!
//! The questions are saved queries in sections; each answer is what was found, that nothing was, or why
//! it cannot be known from this export. One file a format; each escapes for its own channel.

mod csv;
mod drawing;
mod html;
mod json;
mod markdown;

use crate::Finding;
use crate::check::Severity;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

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
    /// What the export holds in part or not at all.
    pub gaps: Vec<Gap>,
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
    /// What should be known of the answer: how it was read, what it rests on.
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
    pub kept: Vec<Finding>,
    /// How many there are.
    pub count: u64,
    /// How many more were found and are allowed.
    pub allowed: u64,
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

/// The forms of a review.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum ReviewFormat {
    /// One self-contained page.
    Html,
    /// Text with headings and tables.
    Markdown,
    /// One object.
    Json,
    /// A line for each row that was found.
    Csv,
}

/// There is no such form of a review.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no review format `{0}`: use html, markdown, json or csv")]
pub struct UnknownReviewFormat(String);

impl FromStr for ReviewFormat {
    type Err = UnknownReviewFormat;

    /// By name or by the ending of a file's name.
    fn from_str(name: &str) -> Result<ReviewFormat, UnknownReviewFormat> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "html" | "htm" => ReviewFormat::Html,
            "markdown" | "md" => ReviewFormat::Markdown,
            "json" => ReviewFormat::Json,
            "csv" => ReviewFormat::Csv,
            _ => return Err(UnknownReviewFormat(name.to_owned())),
        })
    }
}

impl fmt::Display for ReviewFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReviewFormat::Html => "html",
            ReviewFormat::Markdown => "markdown",
            ReviewFormat::Json => "json",
            ReviewFormat::Csv => "csv",
        })
    }
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

    /// What came of it, in a few words.
    #[must_use]
    pub fn in_short(&self) -> String {
        match &self.outcome {
            Outcome::Found(rows) if rows.count == 1 => "1 row".to_owned(),
            Outcome::Found(rows) => format!("{} rows", rows.count),
            Outcome::Nothing => "nothing found".to_owned(),
            Outcome::NothingSeen => "nothing seen, and not all of it is in the export".to_owned(),
            Outcome::Unanswerable(_) => "not in this export".to_owned(),
        }
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
