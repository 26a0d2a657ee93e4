//! What ends an import from within a stream.
//!
//! Bytes pass through decompressors, decoders and parsers before anyone asks for an error, and all
//! of them hand on an [`io::Error`] untouched. What must end the import, not just the stream, is
//! wrapped into one and found again at the end.

use crate::error::ImportError;
use crate::options::Limit;
use std::error::Error;
use std::fmt;
use std::io;

/// A reason to end the import, inside an [`io::Error`].
#[derive(Debug)]
pub(crate) enum Halt {
    /// A limit was passed; which one, and in words.
    Limit(Limit, String),
    /// The caller asked to stop.
    Cancelled,
    /// The disk or the network failed.
    Disk(io::Error),
}

impl Halt {
    /// Wrapped up.
    pub(crate) fn wrap(self) -> io::Error {
        io::Error::other(self)
    }

    /// The reason inside `error`; else the error itself.
    pub(crate) fn unwrap(error: io::Error) -> Result<Halt, io::Error> {
        error.downcast::<Halt>()
    }

    /// The error of an import that ended at the source `path`.
    pub(crate) fn into_error(self, path: &str) -> ImportError {
        match self {
            Halt::Limit(limit, what) => ImportError::Limit {
                path: path.to_owned(),
                limit,
                what,
            },
            Halt::Cancelled => ImportError::Cancelled,
            Halt::Disk(source) => ImportError::Io {
                path: path.into(),
                source,
            },
        }
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Halt::Limit(_, what) => f.write_str(what),
            Halt::Cancelled => f.write_str("cancelled"),
            Halt::Disk(error) => error.fmt(f),
        }
    }
}

impl Error for Halt {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wrapped_reason_ends_an_import() {
        let limit = Halt::Limit(Limit::Files, "too much".to_owned());
        let halt = Halt::unwrap(limit.wrap()).unwrap();
        let error = halt.into_error("x.zip").to_string();
        assert!(error.starts_with("`x.zip` goes past a safety limit: too much"));
        assert!(error.ends_with("`enfilade import --max-files`"), "{error}");
        let plain = io::Error::other("invalid gzip header");
        assert_eq!(
            Halt::unwrap(plain).unwrap_err().to_string(),
            "invalid gzip header"
        );
    }
}
