//! Exports of Microsoft Entra ID and Azure, read as records.
//!
//! [`read`] takes files, folders and archives, recognises by content what each is, and pushes what
//! they say, fact by fact, into a [`enfilade_model::RecordSink`]. It never holds an export in
//! memory: files and archives are read as streams, record by record, and a fact borrows its text
//! from the record in view. What is odd is counted, what is damaged is skipped and named; neither
//! stops the import.
//!
//! Exports are hostile input. Archives that unpack to far more than their size, records without
//! an end, folders that link in circles and JSON nested without end meet the [`Limits`].

mod decode;
mod detect;
mod error;
mod facts;
mod format;
mod options;
mod read;
mod recorded;
mod source;
mod summary;
#[cfg(test)]
mod tests;

pub use error::ImportError;
pub use options::{Format, Limit, Limits, NoProgress, Options, Progress, UnknownFormat};
pub use read::{one_tenant, read, read_bytes, read_more};
