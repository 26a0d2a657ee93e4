//! Arithmetic on numbers, times and spans of time.
//!
//! Whole numbers wrap around, as in KQL; a division of whole numbers by zero is null. A remainder is
//! never negative, whatever the signs
//! (<https://learn.microsoft.com/en-us/kusto/query/numerical-operators>).

use super::Values;
use crate::plan::column::Type;
use crate::plan::expression::Arithmetic;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use std::sync::Arc;

/// Applies an operator row by row. Times and spans of time are whole numbers of microseconds; one
/// operand with a fraction makes the calculation one of real numbers.
pub(super) fn apply(
    operator: Arithmetic,
    left: &Values,
    right: &Values,
    ty: Type,
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let is_real = |values: &Values| values.array().data_type() == &DataType::Float64;
    if ty == Type::Real || is_real(left) || is_real(right) {
        let (a, b) = (reals(left)?, reals(right)?);
        let (a, b) = (
            a.as_primitive::<Float64Type>(),
            b.as_primitive::<Float64Type>(),
        );
        let result: Float64Array = (0..rows)
            .map(|row| {
                let (i, j) = (left.at(row), right.at(row));
                (a.is_valid(i) && b.is_valid(j)).then(|| real(operator, a.value(i), b.value(j)))
            })
            .collect();
        return match ty {
            Type::Real => Ok(Arc::new(result)),
            // What is no span of time any more, since it is too long, becomes null.
            _ => cast(&cast(&result, &DataType::Int64)?, &ty.data_type()),
        };
    }
    let (a, b) = (integers(left)?, integers(right)?);
    let (a, b) = (a.as_primitive::<Int64Type>(), b.as_primitive::<Int64Type>());
    let result: Int64Array = (0..rows)
        .map(|row| {
            let (i, j) = (left.at(row), right.at(row));
            if a.is_null(i) || b.is_null(j) {
                return None;
            }
            integer(operator, a.value(i), b.value(j))
        })
        .collect();
    cast(&result, &ty.data_type())
}

fn reals(values: &Values) -> Result<ArrayRef, ArrowError> {
    // A span of time becomes a number only as an operand of a real operation.
    let array = match values.array().data_type() {
        DataType::Duration(_) => integers(values)?,
        _ => Arc::clone(values.array()),
    };
    cast(&array, &DataType::Float64)
}

fn integers(values: &Values) -> Result<ArrayRef, ArrowError> {
    cast(values.array(), &DataType::Int64)
}

fn real(operator: Arithmetic, a: f64, b: f64) -> f64 {
    match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::Modulo => a.rem_euclid(b),
    }
}

fn integer(operator: Arithmetic, a: i64, b: i64) -> Option<i64> {
    match operator {
        Arithmetic::Add => Some(a.wrapping_add(b)),
        Arithmetic::Subtract => Some(a.wrapping_sub(b)),
        Arithmetic::Multiply => Some(a.wrapping_mul(b)),
        Arithmetic::Divide => (b != 0).then(|| a.wrapping_div(b)),
        Arithmetic::Modulo => (b != 0).then(|| a.wrapping_rem_euclid(b)),
    }
}
