//! Keeps the first rows.

use super::rows::{RowStream, Rows};
use crate::QueryError;

/// The first `limit` rows. Nothing more is asked of the input once they are there.
pub(crate) fn take(input: RowStream, limit: u64) -> RowStream {
    Box::new(Take { input, left: limit })
}

struct Take {
    input: RowStream,
    left: u64,
}

impl Iterator for Take {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let rows = match self.input.next()? {
            Ok(rows) => rows,
            Err(error) => return Some(Err(error)),
        };
        let kept = self.left.min(rows.len as u64);
        self.left -= kept;
        Some(Ok(rows.slice(0, kept as usize)))
    }
}
