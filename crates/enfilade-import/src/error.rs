//! Why an import stopped.
//!
//! What is merely odd in an export never stops an import: it is counted as a warning. These are
//! the cases in which there is nothing to import, or going on would be unsafe.

use crate::options::Limit;
use enfilade_model::ImportSummary;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why an import stopped.
#[derive(Debug, Error)]
pub enum ImportError {
    /// No path was given.
    #[error("nothing to import: name an export file, a folder or a zip archive")]
    NoInput,
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that was named is no export that Enfilade reads.
    #[error("`{path}` is no export that Enfilade reads: {reason}")]
    NotAnExport {
        /// The file; for a member of an archive, `archive.zip!member`.
        path: String,
        /// What it looks like instead, and what to do.
        reason: String,
    },
    /// A folder or archive holds no export.
    #[error("`{path}` holds no export that Enfilade reads{}; looked at {looked_at} files{}", example.as_ref().map(|e| format!(" ({e})")).unwrap_or_default(), if *looked_at > 1 { ", and `enfilade import --dry-run` lists them" } else { "" })]
    NothingFound {
        /// The folder or archive.
        path: String,
        /// How many files were looked at.
        looked_at: u64,
        /// The first file that was passed over, and why.
        example: Option<String>,
    },
    /// What was named was read, and held nothing.
    #[error("{}", nothing_read(path, *others, format, *is_named, why.as_deref()))]
    NothingRead {
        /// The first file that was read.
        path: String,
        /// How many others were.
        others: usize,
        /// As what the first was read.
        format: String,
        /// Whether the caller named the format.
        is_named: bool,
        /// What was odd about them first, in words.
        why: Option<String>,
        /// All that can be said of them.
        summary: Box<ImportSummary>,
    },
    /// An archive could not be opened.
    #[error("cannot open the archive `{path}`: {reason}; export it again or unpack it yourself")]
    Archive {
        /// The archive.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A source went past one of the [`crate::Limits`].
    #[error(
        "`{path}` goes past a safety limit: {what}; if it is trustworthy, raise the limit: `enfilade import {}`", limit.option()
    )]
    Limit {
        /// The source.
        path: String,
        /// The limit.
        limit: Limit,
        /// The limit, in words.
        what: String,
    },
    /// The exports are of more than one tenant, and the caller did not say that they may be.
    #[error(
        "these exports are of {count} tenants: {tenants}; import each tenant into a snapshot of its own, or put them into one with `--allow-several-tenants`"
    )]
    SeveralTenants {
        /// How many tenants.
        count: usize,
        /// The tenants and their files, in words.
        tenants: String,
    },
    /// The caller asked to stop.
    #[error("the import was cancelled")]
    Cancelled,
}

/// Says that files were read in vain.
fn nothing_read(
    path: &str,
    others: usize,
    format: &str,
    is_named: bool,
    why: Option<&str>,
) -> String {
    let mut text = match others {
        0 => format!("`{path}`, read as `{format}`, holds nothing that Enfilade reads"),
        1 => format!(
            "`{path}`, read as `{format}`, and another file hold nothing that Enfilade reads"
        ),
        _ => format!(
            "`{path}`, read as `{format}`, and {others} other files hold nothing that Enfilade reads"
        ),
    };
    if let Some(why) = why {
        text = format!("{text}: {why}");
    }
    let what_to_do = match is_named {
        true => "leave out `--from`, and each file is recognised by its content",
        false => "look at what was saved, and collect users, groups or what they are assigned to",
    };
    format!("{text}; {what_to_do}")
}
