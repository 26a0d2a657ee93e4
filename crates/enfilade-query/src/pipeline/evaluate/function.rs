//! Functions applied row by row.

use super::{Values, calendar, choice, convert, list, number, text_function};
use crate::plan::function::Function;
use arrow::array::ArrayRef;
use arrow::error::ArrowError;

/// The function's value for each row.
pub(super) fn apply(
    function: &Function,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    match function {
        Function::Text(function) => text_function::apply(function, operands, rows),
        Function::List(function) => list::apply(function, operands, rows),
        Function::Number(function, ty) => number::apply(*function, *ty, operands, rows),
        Function::Time(function) => calendar::apply(function, operands, rows),
        Function::Convert(ty) => convert::apply(*ty, operands, rows),
        Function::Convert32 => convert::short(operands, rows),
        Function::Choose(choice, ty) => choice::apply(*choice, *ty, operands, rows),
    }
}
