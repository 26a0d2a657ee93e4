//! Answers written out: as a table for people, as CSV, JSON, Arrow and Parquet for programs.
//!
//! [`output`] turns the batches of an answer into one of the [`output::Format`]s, streaming
//! wherever the format allows it. [`escape`] makes the text of an export, which anybody could have
//! chosen, harmless in each of them.
//!
//! [`check`] writes the verdicts of a gate, as text, JUnit XML or SARIF, from the [`Finding`]s that an
//! answer's rows are.
//!
//! [`review`] writes many answers as one document: a page, Markdown, JSON, CSV, a workbook, SARIF or Parquet.
//!
//! You want the `enfilade` crate unless you write another output format.

pub mod check;
pub mod escape;
mod finding;
pub mod output;
pub mod review;
mod sarif;
mod severity;

pub use finding::{Finding, Object, findings};
pub use severity::{Severity, UnknownSeverity};
