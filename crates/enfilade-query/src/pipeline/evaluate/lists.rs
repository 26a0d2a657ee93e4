//! Lists of texts put into an array that stays within what such an array can hold.

use super::texts::MOST_BYTES;
use arrow::array::{ListArray, ListBuilder, StringBuilder};
use arrow::error::ArrowError;

/// An array of lists in the making.
#[derive(Debug)]
pub(crate) struct Lists {
    builder: ListBuilder<StringBuilder>,
    bytes: usize,
    elements: usize,
}

impl Lists {
    /// Room for so many rows.
    pub(crate) fn for_rows(rows: usize) -> Lists {
        Lists {
            builder: ListBuilder::with_capacity(StringBuilder::new(), rows),
            bytes: 0,
            elements: 0,
        }
    }

    /// Adds an element to the list in the making.
    pub(crate) fn element(&mut self, text: Option<&str>) -> Result<(), ArrowError> {
        self.bytes += text.map_or(0, str::len);
        self.elements += 1;
        let most = self.bytes.max(self.elements);
        if most > MOST_BYTES {
            return Err(ArrowError::OffsetOverflowError(most));
        }
        self.builder.values().append_option(text);
        Ok(())
    }

    /// Ends the list in the making.
    pub(crate) fn end(&mut self) {
        self.builder.append(true);
    }

    /// Adds a row without a list.
    pub(crate) fn none(&mut self) {
        self.builder.append(false);
    }

    pub(crate) fn finish(mut self) -> ListArray {
        self.builder.finish()
    }
}
