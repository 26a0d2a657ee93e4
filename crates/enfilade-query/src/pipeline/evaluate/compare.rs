//! Order and equality of values of one type.

use super::Values;
use crate::plan::expression::Comparison;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Datum, Scalar, StringArray};
use arrow::compute::kernels::cmp;
use arrow::compute::{and, is_null, nullif};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use std::sync::Arc;

/// Compares values row by row.
pub(super) fn compare(
    comparison: Comparison,
    left: &Values,
    right: &Values,
    rows: usize,
) -> Result<BooleanArray, ArrowError> {
    // Two constants would give one row, whatever the number of rows.
    let left = match (left, right) {
        (Values::Same(_), Values::Same(_)) => &Values::Each(left.clone().into_array(rows)?),
        _ => left,
    };
    let (left, right) = (without_null_texts(left), without_null_texts(right));
    let (a, b) = (datum(&left), datum(&right));
    let (a, b) = (a.as_ref(), b.as_ref());
    match comparison {
        Comparison::Equal => both_null_is_null(cmp::not_distinct(a, b)?, &left, &right),
        Comparison::NotEqual => both_null_is_null(cmp::distinct(a, b)?, &left, &right),
        Comparison::Less => cmp::lt(a, b),
        Comparison::LessOrEqual => cmp::lt_eq(a, b),
        Comparison::Greater => cmp::gt(a, b),
        Comparison::GreaterOrEqual => cmp::gt_eq(a, b),
    }
}

fn datum(values: &Values) -> Box<dyn Datum> {
    match values {
        Values::Each(array) => Box::new(Arc::clone(array)),
        Values::Same(one) => Box::new(Scalar::new(Arc::clone(one))),
    }
}

fn without_null_texts(values: &Values) -> Values {
    let fill = |array: &ArrayRef| -> ArrayRef {
        if array.data_type() != &DataType::Utf8 || array.null_count() == 0 {
            return Arc::clone(array);
        }
        let filled = array.as_string::<i32>().iter();
        let filled: StringArray = filled.map(|text| Some(text.unwrap_or(""))).collect();
        Arc::new(filled)
    };
    match values {
        Values::Each(array) => Values::Each(fill(array)),
        Values::Same(array) => Values::Same(fill(array)),
    }
}

/// Whether nothing equals nothing is unknown.
fn both_null_is_null(
    result: BooleanArray,
    left: &Values,
    right: &Values,
) -> Result<BooleanArray, ArrowError> {
    if left.array().null_count() == 0 || right.array().null_count() == 0 {
        return Ok(result);
    }
    let nulls = |values: &Values| is_null(&values.clone().into_array(result.len())?);
    let both = and(&nulls(left)?, &nulls(right)?)?;
    Ok(nullif(&result, &both)?.as_boolean().clone())
}
