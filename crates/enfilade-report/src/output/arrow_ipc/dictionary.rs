//! One dictionary for all batches of a file.

use crate::output::entity::texts;
use arrow::array::builder::LargeStringDictionaryBuilder;
use arrow::array::{Array, ArrayRef, DictionaryArray, Int32Array};
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;
use std::sync::Arc;

/// What stands for a text without a number.
const NO_NUMBER: i32 = -1;

/// The texts of a column in the order in which they are met, each once.
///
/// Batches bring dictionaries of their own, long answers the same one again and again: what number
/// each of its texts has here is remembered, so that a row costs one look at that.
#[derive(Default)]
pub(super) struct Dictionary {
    texts: LargeStringDictionaryBuilder<Int32Type>,
    /// The dictionary of the batch before.
    last: Option<ArrayRef>,
    /// By position in that: the number of its text.
    numbers: Vec<i32>,
}

impl Dictionary {
    /// The column of a batch by the numbers that its texts have in the file.
    pub(super) fn numbers(
        &mut self,
        column: &DictionaryArray<Int32Type>,
    ) -> Result<Int32Array, ArrowError> {
        let values = column.values();
        if !self
            .last
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(last, values))
        {
            self.last = Some(Arc::clone(values));
            self.numbers.clear();
            self.numbers.resize(values.len(), NO_NUMBER);
        }
        let texts = texts(column);
        let keys = column.keys();
        let mut numbers = Vec::with_capacity(keys.len());
        for (row, &key) in keys.values().iter().enumerate() {
            // The keys of rows without a value may be anything.
            let known = self.numbers.get_mut(key as usize);
            numbers.push(match known {
                Some(known) if *known != NO_NUMBER => *known,
                Some(known) if keys.is_valid(row) => {
                    *known = self.texts.append(texts.value(key as usize))?;
                    *known
                }
                _ => 0,
            });
        }
        Int32Array::try_new(numbers.into(), keys.nulls().cloned())
    }

    /// The dictionary, in a column without rows.
    pub(super) fn finish(&mut self) -> ArrayRef {
        let all: DictionaryArray<Int32Type> = self.texts.finish();
        Arc::new(all.slice(0, 0))
    }
}
