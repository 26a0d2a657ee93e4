//! Where an answer goes and as what: the arguments that `query` and `run` have in common.

use crate::exit::CommandError;
use crate::terminal::Terminal;
use enfilade::Format;
use std::path::{Path, PathBuf};

/// Where an answer goes and as what.
#[derive(Debug, clap::Args)]
pub(super) struct Destination {
    /// table, csv, json, ndjson, arrow or parquet [default: by the output file's name, else table]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// Write the answer to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Destination {
    /// Whether a format or a file was named.
    pub(super) fn is_named(&self) -> bool {
        self.format.is_some() || self.output.is_some()
    }

    /// The file; stdout if absent.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// The format that was named, or that the file's name stands for.
    pub(super) fn format(&self, terminal: &Terminal) -> Result<Format, CommandError> {
        let format = match (self.format, self.file()) {
            (Some(format), _) => format,
            (None, Some(file)) => by_name(file)?,
            (None, None) => Format::default(),
        };
        if format.is_binary() && self.output.is_none() && terminal.out {
            return Err(CommandError::Usage(format!(
                "{format} is no text for a terminal: name a file with `-o`, or pipe it on"
            )));
        }
        Ok(format)
    }
}

/// The format that a file's name stands for: a table if it has no ending. An ending that stands for
/// none is refused, since whoever opens the file would expect what it says.
pub(crate) fn by_name(file: &Path) -> Result<Format, CommandError> {
    match (Format::from_extension(file), file.extension()) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::default()),
        (None, Some(extension)) => Err(CommandError::Usage(format!(
            "no format is known for `.{}` files: use .txt, .csv, .json, .ndjson, .jsonl, .arrow, \
             .feather or .parquet, or say which with `--format`",
            extension.to_string_lossy()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_promises_another_format_is_refused() {
        assert_eq!(by_name(Path::new("a.csv")).unwrap(), Format::Csv);
        assert_eq!(by_name(Path::new("/dev/stdout")).unwrap(), Format::Table);
        let error = by_name(Path::new("a.xlsx")).unwrap_err().to_string();
        assert!(
            error.contains("`.xlsx`") && error.contains(".parquet"),
            "{error}"
        );
    }
}
