//! Why an answer could not be written.

use enfilade_query::QueryError;
use std::io;

/// Why an answer could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The rows could not be computed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The output refused the bytes.
    #[error("cannot write the answer: {0}")]
    Io(#[from] io::Error),
    /// A column cannot be written in the format.
    #[error("cannot write the answer: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A column cannot be written as Parquet.
    #[error("cannot write the answer: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}
