//! Texts put into an array that stays within what an array of texts can hold.
//!
//! Arrow's builder panics beyond two gigabytes. Names come from exports, and a name of a megabyte may
//! stand in every row of a batch; the array then is an error.

use arrow::array::{StringArray, StringBuilder};
use arrow::error::ArrowError;

/// The most bytes that the texts of one array may have together: what 32-bit offsets can point at.
pub(super) const MOST_BYTES: usize = i32::MAX as usize;

/// An array of texts in the making.
#[derive(Debug)]
pub(crate) struct Texts {
    builder: StringBuilder,
    most_bytes: usize,
}

impl Texts {
    /// Room for so many rows of an ordinary length.
    pub(crate) fn for_rows(rows: usize, length: usize) -> Texts {
        Texts {
            builder: StringBuilder::with_capacity(rows, rows * length),
            most_bytes: MOST_BYTES,
        }
    }

    /// Adds a text, or null.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Result<(), ArrowError> {
        let Some(text) = text else {
            self.builder.append_null();
            return Ok(());
        };
        let bytes = self.builder.values_slice().len() + text.len();
        if bytes > self.most_bytes {
            return Err(ArrowError::OffsetOverflowError(bytes));
        }
        self.builder.append_value(text);
        Ok(())
    }

    pub(crate) fn finish(mut self) -> StringArray {
        self.builder.finish()
    }
}

/// An array of what an iterator yields.
pub(crate) fn collect<T: AsRef<str>>(
    texts: impl ExactSizeIterator<Item = Option<T>>,
    length: usize,
) -> Result<StringArray, ArrowError> {
    let mut array = Texts::for_rows(texts.len(), length);
    for text in texts {
        array.push(text.as_ref().map(AsRef::as_ref))?;
    }
    Ok(array.finish())
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use arrow::array::Array;

    #[test]
    fn more_texts_than_fit_are_an_error() {
        let mut texts = Texts {
            most_bytes: 8,
            ..Texts::for_rows(3, 4)
        };
        assert!(texts.push(Some("four")).is_ok());
        assert!(texts.push(None).is_ok());
        assert!(texts.push(Some("five!")).is_err());
        assert!(texts.push(Some("more")).is_ok());
        assert_eq!(texts.finish().len(), 3);
    }
}
