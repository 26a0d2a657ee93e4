//! The names of the formats.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format that answers are written in.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// Comma-separated values, as RFC 4180 has them, with formulas disarmed.
    Csv,
    /// One JSON document: the query, its reading, columns, rows, notes and coverage.
    Json,
    /// One JSON object a row.
    Ndjson,
    /// An Arrow IPC file (Feather, version 2).
    Arrow,
    /// A Parquet file.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[
        Format::Table,
        Format::Csv,
        Format::Json,
        Format::Ndjson,
        Format::Arrow,
        Format::Parquet,
    ];

    /// The format's name ("ndjson").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Arrow => "arrow",
            Format::Parquet => "parquet",
        }
    }

    /// The format that a file's extension stands for.
    #[must_use]
    pub fn from_extension(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "txt" => Format::Table,
            "csv" => Format::Csv,
            "json" => Format::Json,
            "ndjson" | "jsonl" => Format::Ndjson,
            "arrow" | "feather" | "ipc" => Format::Arrow,
            "parquet" | "pq" => Format::Parquet,
            _ => return None,
        })
    }

    /// Whether the format is bytes that mean nothing on a terminal.
    #[must_use]
    pub fn is_binary(self) -> bool {
        matches!(self, Format::Arrow | Format::Parquet)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format that does not exist was asked for.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no format `{0}`: use table, csv, json, ndjson, arrow or parquet")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Format, UnknownFormat> {
        Format::ALL
            .iter()
            .copied()
            .find(|format| format.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for &format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("CSV".parse(), Ok(Format::Csv));
        let error = "xml".parse::<Format>().unwrap_err().to_string();
        for format in Format::ALL {
            assert!(error.contains(format.name()), "{error}");
        }
    }

    #[test]
    fn extensions() {
        let of = |path: &str| Format::from_extension(Path::new(path));
        assert_eq!(of("a/b.CSV"), Some(Format::Csv));
        assert_eq!(of("x.jsonl"), Some(Format::Ndjson));
        assert_eq!(of("x"), None);
        assert_eq!(of("x.docx"), None);
    }
}
