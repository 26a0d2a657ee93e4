//! Puts rows in order.
//!
//! Keys are encoded as bytes that compare as the values do, so that any number of keys of any type
//! is one comparison. Rows with equal keys stay in their order. With a limit, no more than a few
//! times as many rows are ever held.

use super::evaluate::Context;
use super::rows::{BATCH_ROWS, RowStream, Rows};
use crate::QueryError;
use crate::plan::column::Type;
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::SortKey;
use arrow::array::{Array, ArrayRef, AsArray, Int64Array, UInt32Array};
use arrow::compute::SortOptions;
use arrow::datatypes::Float64Type;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};
use std::sync::Arc;

/// The rows of `input` in order, at most `limit` of them.
pub(crate) fn sort(
    input: RowStream,
    keys: Vec<SortKey>,
    limit: Option<u64>,
    context: Context,
) -> RowStream {
    let mut input = Some(input);
    let mut sorted = Vec::new().into_iter();
    Box::new(std::iter::from_fn(move || {
        if let Some(input) = input.take() {
            match collect(input, &keys, limit, &context) {
                Ok(rows) => sorted = cut(rows).into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        sorted.next().map(Ok)
    }))
}

fn collect(
    input: RowStream,
    keys: &[SortKey],
    limit: Option<u64>,
    context: &Context,
) -> Result<Option<Rows>, QueryError> {
    // An id of a row is 32 bits wide here and in Arrow's kernels.
    const MOST: usize = u32::MAX as usize;
    let limit = limit.map_or(MOST, |limit| usize::try_from(limit).unwrap_or(MOST));
    let compact_at = limit.saturating_mul(2).max(BATCH_ROWS * 8);
    let mut held = Vec::new();
    let mut count = 0_usize;
    for rows in input {
        let rows = rows?;
        count += rows.len;
        held.push(rows);
        if count > MOST {
            return Err(QueryError::TooManyRows);
        }
        if count > compact_at {
            held = ordered(&held, keys, limit, context)?.into_iter().collect();
            count = held.iter().map(|rows| rows.len).sum();
        }
    }
    Ok(ordered(&held, keys, limit, context)?)
}

fn ordered(
    batches: &[Rows],
    keys: &[SortKey],
    limit: usize,
    context: &Context,
) -> Result<Option<Rows>, ArrowError> {
    let Some(rows) = Rows::concat(batches)? else {
        return Ok(None);
    };
    let mut fields = Vec::new();
    let mut values: Vec<ArrayRef> = Vec::new();
    for key in keys {
        let array = match key.value.ty() {
            // Entities come in the order of their names.
            Type::Entity => {
                let label = Expr::Property(Box::new(key.value.clone()), Property::Label);
                context.evaluate(&label, &rows)?
            }
            _ => context.evaluate(&key.value, &rows)?,
        };
        if let Some(ranks) = ranks_of_unordered(&array, key.nulls_first) {
            fields.push(SortField::new(ranks.data_type().clone()));
            values.push(ranks);
        }
        let options = SortOptions {
            descending: !key.ascending,
            nulls_first: key.nulls_first,
        };
        fields.push(SortField::new_with_options(
            array.data_type().clone(),
            options,
        ));
        values.push(array);
    }
    let encoded = RowConverter::new(fields)?.convert_columns(&values)?;
    let mut order: Vec<u32> = (0..rows.len as u32).collect();
    let by_key = |a: &u32, b: &u32| {
        let keys = encoded.row(*a as usize).cmp(&encoded.row(*b as usize));
        keys.then(a.cmp(b))
    };
    if limit == 0 {
        order.clear();
    } else if limit < order.len() {
        order.select_nth_unstable_by(limit - 1, by_key);
        order.truncate(limit);
    }
    order.sort_unstable_by(by_key);
    Ok(Some(rows.take(&UInt32Array::from(order))?))
}

/// What is not a number stands beside the nulls, whatever the order of the numbers
/// (<https://learn.microsoft.com/en-us/kusto/query/sort-operator>): a key that comes before the
/// values, if there is such a thing among them.
fn ranks_of_unordered(array: &ArrayRef, nulls_first: bool) -> Option<ArrayRef> {
    let values = array.as_primitive_opt::<Float64Type>()?;
    if !values.iter().flatten().any(f64::is_nan) {
        return None;
    }
    let (null, nan, number) = if nulls_first { (0, 1, 2) } else { (2, 1, 0) };
    let ranks = values.iter().map(|value| match value {
        None => null,
        Some(value) if value.is_nan() => nan,
        Some(_) => number,
    });
    Some(Arc::new(Int64Array::from_iter_values(ranks)))
}

fn cut(rows: Option<Rows>) -> Vec<Rows> {
    let Some(rows) = rows else {
        return Vec::new();
    };
    (0..rows.len)
        .step_by(BATCH_ROWS)
        .map(|start| rows.slice(start, BATCH_ROWS.min(rows.len - start)))
        .collect()
}
