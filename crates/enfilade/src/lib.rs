#![cfg_attr(doc, doc = include_str!("../README.md"))]
//!
//! This crate is the wiring: records of an export go into a builder, the built graph into a
//! snapshot, the snapshot into an engine, and the engine's answers into a format. It prints
//! nothing and reads no environment; the command and any other program decide that for themselves.

mod check;
mod contents;
mod error;
mod import;
mod judge;
pub mod library;
mod monotony;
mod open;
mod review;
pub mod rules;

pub use check::{CheckOptions, check};
pub use contents::Contents;
pub use error::{Error, ErrorKind};
pub use import::{ImportOptions, Imported, dry_run, import, read};
pub use judge::{Outcome, judge};
pub use open::{Opened, Origin, open};
pub use review::{ReviewOptions, ReviewPlan, ReviewSettings, SettingsError, review};

pub use enfilade_graph::{Disagreement, Dispute, Graph, Snapshot};
pub use enfilade_import::{Format as ExportFormat, Limits, NoProgress, Progress, UnknownFormat};
pub use enfilade_model::{
    Completeness, EdgeKind, EntityKind, Level, ObjectKey, Relation, SourceFile, Warning, parse_guid,
};
pub use enfilade_query::{
    Answer, Catalog, CoverageNote, Definitions, Engine, Note, NoteKind, Proposal, Proposals,
    Proposed, QueryError, QueryOptions, Remembered, diagnostic, syntax,
};
pub use enfilade_report as report;
pub use enfilade_report::Severity;
pub use enfilade_report::check::{CheckFormat, Checked, Found, Verdict};
pub use enfilade_report::output::{Format, UnknownFormat as UnknownOutput, WriteOptions, Written};
pub use enfilade_report::review::{
    Baseline, BaselineError, Comparison, Review, ReviewFormat, UnknownReviewFormat,
};
pub use enfilade_report::{Finding, Object, check as verdicts, escape, output};
