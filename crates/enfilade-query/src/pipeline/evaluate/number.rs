//! Functions of numbers, times and spans of time.

use super::Values;
use super::operand::{RealOperand, WholeOperand};
use crate::plan::column::Type;
use crate::plan::function::NumberFunction;
use arrow::array::{ArrayRef, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::error::ArrowError;
use std::sync::Arc;

/// The first instant of the calendar that KQL counts times from, in microseconds since 1970: bins of
/// seven days begin on a Monday.
const FIRST: i64 = -62_135_596_800_000_000;

pub(super) fn apply(
    function: NumberFunction,
    ty: Type,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    if ty == Type::Real {
        let operands: Result<Vec<RealOperand<'_>>, ArrowError> =
            operands.iter().map(RealOperand::new).collect();
        let operands = operands?;
        let at = |operand: usize, row: usize| operands.get(operand)?.at(row);
        let values = (0..rows).map(|row| real(function, at(0, row)?, || at(1, row)));
        return Ok(Arc::new(values.collect::<Float64Array>()));
    }
    let operands: Result<Vec<WholeOperand<'_>>, ArrowError> =
        operands.iter().map(WholeOperand::new).collect();
    let operands = operands?;
    let at = |operand: usize, row: usize| operands.get(operand)?.at(row);
    let first = if ty == Type::Time { FIRST } else { 0 };
    let values = (0..rows).map(|row| whole(function, at(0, row)?, || at(1, row), first));
    cast(&values.collect::<Int64Array>(), &ty.data_type())
}

fn real(function: NumberFunction, value: f64, second: impl Fn() -> Option<f64>) -> Option<f64> {
    Some(match function {
        NumberFunction::Absolute => value.abs(),
        NumberFunction::Ceiling => value.ceil(),
        NumberFunction::Round(digits) => {
            let scale = 10_f64.powi(digits.clamp(-300, 300));
            let scaled = value * scale;
            if scaled.is_finite() {
                scaled.round() / scale
            } else {
                value
            }
        }
        NumberFunction::Bin => {
            let size = second().filter(|size| *size > 0.0)?;
            (value / size).floor() * size
        }
    })
}

fn whole(
    function: NumberFunction,
    value: i64,
    second: impl Fn() -> Option<i64>,
    first: i64,
) -> Option<i64> {
    match function {
        NumberFunction::Absolute => Some(value.wrapping_abs()),
        NumberFunction::Ceiling => Some(value),
        NumberFunction::Round(0..) => Some(value),
        NumberFunction::Round(digits) => {
            let Some(size) = 10_i64.checked_pow(digits.unsigned_abs()) else {
                return Some(0);
            };
            let half = if value < 0 { -(size / 2) } else { size / 2 };
            Some(value.checked_add(half)? / size * size)
        }
        NumberFunction::Bin => {
            let size = second().filter(|size| *size > 0)?;
            let from = value.checked_sub(first)?;
            value.checked_sub(from.rem_euclid(size))
        }
    }
}
