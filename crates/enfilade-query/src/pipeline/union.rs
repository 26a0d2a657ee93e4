//! The rows of several streams, one stream after the other.

use super::rows::RowStream;

/// All rows of the first stream, then those of the next.
pub(crate) fn union(inputs: Vec<RowStream>) -> RowStream {
    Box::new(inputs.into_iter().flatten())
}
