//! Operands of functions, read row by row.

use super::Values;
use arrow::array::{Array, AsArray, Float64Array, Int64Array, ListArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;

/// A text; nothing counts as the empty text.
pub(super) fn text_at(array: &StringArray, at: usize) -> &str {
    if array.is_valid(at) {
        array.value(at)
    } else {
        ""
    }
}

/// An operand of texts.
pub(super) struct TextOperand<'a> {
    values: &'a Values,
    array: &'a StringArray,
}

impl<'a> TextOperand<'a> {
    pub(super) fn new(values: &'a Values) -> TextOperand<'a> {
        let array = values.array().as_string::<i32>();
        TextOperand { values, array }
    }

    pub(super) fn at(&self, row: usize) -> &'a str {
        text_at(self.array, self.values.at(row))
    }
}

/// An operand of whole numbers, or of times or spans in microseconds.
pub(super) struct WholeOperand<'a> {
    values: &'a Values,
    array: Int64Array,
}

impl<'a> WholeOperand<'a> {
    pub(super) fn new(values: &'a Values) -> Result<WholeOperand<'a>, ArrowError> {
        let array = cast(values.array(), &DataType::Int64)?;
        let array = array.as_primitive::<Int64Type>().clone();
        Ok(WholeOperand { values, array })
    }

    pub(super) fn at(&self, row: usize) -> Option<i64> {
        let at = self.values.at(row);
        self.array.is_valid(at).then(|| self.array.value(at))
    }
}

/// An operand of numbers.
pub(super) struct RealOperand<'a> {
    values: &'a Values,
    array: Float64Array,
}

impl<'a> RealOperand<'a> {
    pub(super) fn new(values: &'a Values) -> Result<RealOperand<'a>, ArrowError> {
        let array = cast(values.array(), &DataType::Float64)?;
        let array = array.as_primitive::<Float64Type>().clone();
        Ok(RealOperand { values, array })
    }

    pub(super) fn at(&self, row: usize) -> Option<f64> {
        let at = self.values.at(row);
        self.array.is_valid(at).then(|| self.array.value(at))
    }
}

/// An operand of lists.
pub(super) struct ListOperand<'a> {
    values: &'a Values,
    array: &'a ListArray,
    texts: &'a StringArray,
}

impl<'a> ListOperand<'a> {
    pub(super) fn new(values: &'a Values) -> ListOperand<'a> {
        let array = values.array().as_list::<i32>();
        ListOperand {
            values,
            array,
            texts: array.values().as_string::<i32>(),
        }
    }

    /// The elements of the list; `None` if there is no list.
    pub(super) fn at(&self, row: usize) -> Option<Elements<'a>> {
        let at = self.values.at(row);
        let offsets = self.array.value_offsets();
        self.array.is_valid(at).then(|| Elements {
            texts: self.texts,
            start: offsets[at] as usize,
            len: (offsets[at + 1] - offsets[at]) as usize,
        })
    }
}

/// The elements of one list.
#[derive(Copy, Clone)]
pub(super) struct Elements<'a> {
    texts: &'a StringArray,
    start: usize,
    pub(super) len: usize,
}

impl<'a> Elements<'a> {
    /// The element at a position, from the end if negative; none outside the list.
    pub(super) fn get(self, index: i64) -> Option<&'a str> {
        let index = if index < 0 {
            index + self.len as i64
        } else {
            index
        };
        let index = usize::try_from(index).ok().filter(|&at| at < self.len)?;
        let at = self.start + index;
        self.texts.is_valid(at).then(|| self.texts.value(at))
    }

    /// All elements, in order.
    pub(super) fn iter(self) -> impl Iterator<Item = Option<&'a str>> {
        let texts = self.texts;
        (self.start..self.start + self.len)
            .map(move |at| texts.is_valid(at).then(|| texts.value(at)))
    }
}
