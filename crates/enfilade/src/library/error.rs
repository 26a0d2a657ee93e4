//! What can be wrong with a library.

use super::HeaderError;
use std::io;
use std::path::PathBuf;

/// What is wrong with a library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// A folder or file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is longer than any query.
    #[error("`{}` is too long to be a saved query", path.display())]
    TooLong {
        /// Which.
        path: PathBuf,
    },
    /// A folder holds no saved query.
    #[error("there is no saved query (`*.enq`) in `{}`", folder.display())]
    Empty {
        /// Which.
        folder: PathBuf,
    },
    /// A header breaks its grammar.
    #[error("{file}:{}: {}", error.line, error.message)]
    Header {
        /// The file, or the name of a bundled query.
        file: String,
        /// What is wrong, and in which line.
        error: HeaderError,
    },
    /// Two files hold queries of one name.
    #[error("`{}` and `{}` are both called `{name}`: rename one, or leave one out", first.display(), second.display())]
    Twice {
        /// The name.
        name: String,
        /// The file that was read first.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// No query is called so.
    #[error("no saved query is called `{name}`{}", did_you_mean(similar))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What may have been meant, in backticks.
        similar: Vec<String>,
    },
    /// Several queries of different areas are called so.
    #[error("`{name}` is the name of several saved queries: {}", names.join(", "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// Their whole names.
        names: Vec<String>,
    },
}

fn did_you_mean(similar: &[String]) -> String {
    match similar {
        [] => "; `enfilade queries` lists them".to_owned(),
        similar => format!("; did you mean {}?", similar.join(" or ")),
    }
}
