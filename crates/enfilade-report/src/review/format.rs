//! The forms of a review, and the names they go by.

use std::fmt;
use std::str::FromStr;

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
    /// A workbook: a sheet of all rows, and one for each question.
    Xlsx,
    /// SARIF 2.1.0, a result for each row.
    Sarif,
    /// A table of the rows.
    Parquet,
}

impl ReviewFormat {
    /// Every form.
    pub const ALL: [ReviewFormat; 7] = [
        ReviewFormat::Html,
        ReviewFormat::Markdown,
        ReviewFormat::Json,
        ReviewFormat::Csv,
        ReviewFormat::Xlsx,
        ReviewFormat::Sarif,
        ReviewFormat::Parquet,
    ];

    /// Its name ("html").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ReviewFormat::Html => "html",
            ReviewFormat::Markdown => "markdown",
            ReviewFormat::Json => "json",
            ReviewFormat::Csv => "csv",
            ReviewFormat::Xlsx => "xlsx",
            ReviewFormat::Sarif => "sarif",
            ReviewFormat::Parquet => "parquet",
        }
    }

    /// Whether a terminal can show it.
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(self, ReviewFormat::Xlsx | ReviewFormat::Parquet)
    }
}

/// There is no such form of a review.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no review format `{0}`: use html, markdown, json, csv, xlsx, sarif or parquet")]
pub struct UnknownReviewFormat(String);

impl FromStr for ReviewFormat {
    type Err = UnknownReviewFormat;

    /// By name or by the ending of a file's name.
    fn from_str(name: &str) -> Result<ReviewFormat, UnknownReviewFormat> {
        let lower = name.to_ascii_lowercase();
        let short = match lower.as_str() {
            "htm" => "html",
            "md" => "markdown",
            other => other,
        };
        let mut all = ReviewFormat::ALL.into_iter();
        all.find(|format| format.name() == short)
            .ok_or_else(|| UnknownReviewFormat(name.to_owned()))
    }
}

impl fmt::Display for ReviewFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
