//! Which texts are cells as they are, without quotes or apostrophes.

use crate::escape;
use crate::output::entity::texts;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int32Type};
use std::sync::Arc;

/// What is known of the dictionaries of a batch.
#[derive(Default)]
pub(super) struct Bare {
    // Each dictionary, and whether each of its texts is bare.
    known: Vec<(ArrayRef, Vec<bool>)>,
}

impl Bare {
    /// Looks at the dictionaries of a batch, and forgets those that it does not have. Columns and
    /// batches that share one cost nothing more.
    pub(super) fn look_at(&mut self, columns: &[ArrayRef]) {
        let is_dictionary =
            |column: &&ArrayRef| matches!(column.data_type(), DataType::Dictionary(..));
        let columns = columns.iter().filter(is_dictionary);
        let parts: Vec<_> = columns
            .map(|column| column.as_dictionary::<Int32Type>())
            .collect();
        self.known
            .retain(|(known, _)| parts.iter().any(|part| Arc::ptr_eq(known, part.values())));
        for part in parts {
            if self.of(part.values()).is_empty() {
                let texts = texts(part).iter();
                let is_bare = texts.map(|text| text.is_some_and(escape::csv::is_bare));
                let is_bare = is_bare.collect();
                self.known.push((Arc::clone(part.values()), is_bare));
            }
        }
    }

    /// Whether each text of a dictionary is bare; empty if nobody looked at it.
    pub(super) fn of(&self, dictionary: &ArrayRef) -> &[bool] {
        let own = |(known, _): &&(ArrayRef, Vec<bool>)| Arc::ptr_eq(known, dictionary);
        self.known
            .iter()
            .find(own)
            .map_or(&[], |(_, is_bare)| is_bare)
    }
}
