//! How the command ends: the one table of exit codes, and what errors lead to which.

use enfilade::library::LibraryError;
use enfilade::{Error, ErrorKind};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// How the command ends.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// The question was answered.
    Answered = 0,
    /// The question was answered, and `--fail-if-any` or `--fail-if-none` tripped, or a check failed.
    Tripped = 1,
    /// The arguments or the query are wrong.
    Usage = 2,
    /// The export or snapshot is missing, damaged or something else.
    BadInput = 3,
    /// The machine or this program failed.
    Internal = 4,
    /// The export cannot hold what would decide the question.
    Undecided = 5,
    /// Ctrl-C, as shells number it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What stops a command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// The query has no answer; its text is kept, so that the place can be underlined.
    #[error("{error}")]
    Query {
        /// What is wrong with it.
        error: Error,
        /// Its text.
        text: String,
    },
    /// Anything the library reports.
    #[error(transparent)]
    Library(#[from] Error),
    /// The saved queries cannot be read, or none is called so.
    #[error(transparent)]
    Saved(#[from] LibraryError),
    /// The result cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Output {
        /// Where to.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Standard output or input failed.
    #[error("{0}")]
    Stream(#[from] io::Error),
}

impl CommandError {
    /// The exit that the error leads to.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            CommandError::Usage(_) | CommandError::Saved(_) => Exit::Usage,
            CommandError::Query { error, .. } | CommandError::Library(error) => {
                match error.kind() {
                    ErrorKind::Usage => Exit::Usage,
                    ErrorKind::BadInput => Exit::BadInput,
                    ErrorKind::Cancelled => Exit::Interrupted,
                    ErrorKind::Internal => Exit::Internal,
                }
            }
            // `enfilade info ... | head` has shown what was wanted.
            CommandError::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                Exit::Answered
            }
            CommandError::Output { .. } | CommandError::Stream(_) => Exit::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enfilade::QueryError;

    #[test]
    fn errors_lead_to_their_codes() {
        let code = |error: CommandError| error.exit() as u8;
        let query = |error: QueryError| CommandError::Query {
            error: error.into(),
            text: String::new(),
        };
        assert_eq!(code(CommandError::Usage(String::new())), 2);
        assert_eq!(code(query(QueryError::Diagnostics(Vec::new()))), 2);
        assert_eq!(code(query(QueryError::Cancelled)), 130);
        let missing = Error::NotFound {
            path: PathBuf::new(),
        };
        assert_eq!(code(missing.into()), 3);
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(code(pipe.into()), 0);
        assert_eq!(code(io::Error::other("disk full").into()), 4);
    }
}
