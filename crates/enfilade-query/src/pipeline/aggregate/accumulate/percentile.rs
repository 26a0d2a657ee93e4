//! Percentiles by nearest rank: exact, so that the values of a group are kept.
//! <https://learn.microsoft.com/en-us/kusto/query/percentiles-aggregation-function>

use crate::plan::column::Type;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use std::sync::Arc;

/// The values of each group so far, as whole numbers in the same order as the values.
pub(super) struct Percentiles {
    share: f64,
    ty: Type,
    groups: Vec<Vec<i64>>,
}

impl Percentiles {
    pub(super) fn new(share: f64, ty: Type) -> Percentiles {
        Percentiles {
            share,
            ty,
            groups: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        values: &ArrayRef,
        numbers: &[u32],
        groups: usize,
    ) -> Result<(), ArrowError> {
        self.groups.resize(groups, Vec::new());
        let whole: Int64Array = match self.ty {
            Type::Real => {
                let values = values.as_primitive::<Float64Type>();
                values.iter().map(|value| value.map(ordered)).collect()
            }
            _ => cast(values, &DataType::Int64)?
                .as_primitive::<Int64Type>()
                .clone(),
        };
        for (row, &group) in numbers
            .iter()
            .enumerate()
            .filter(|(row, _)| whole.is_valid(*row))
        {
            self.groups[group as usize].push(whole.value(row));
        }
        Ok(())
    }

    pub(super) fn finish(mut self, groups: usize) -> Result<ArrayRef, ArrowError> {
        self.groups.resize(groups, Vec::new());
        let share = self.share;
        let values = self.groups.into_iter().map(|mut values| {
            let rank = (share * values.len() as f64 / 100.0).ceil() as usize;
            let at = rank.max(1) - 1;
            (at < values.len()).then(|| *values.select_nth_unstable(at).1)
        });
        Ok(match self.ty {
            Type::Real => Arc::new(
                values
                    .map(|value| value.map(number))
                    .collect::<Float64Array>(),
            ),
            ty => cast(&values.collect::<Int64Array>(), &ty.data_type())?,
        })
    }
}

/// A whole number that has the place among others that the number has.
fn ordered(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The way back: the same exchange of bits.
fn number(ordered: i64) -> f64 {
    let bits = ordered ^ ((ordered >> 63).cast_unsigned() >> 1).cast_signed();
    f64::from_bits(bits.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_order() {
        let numbers = [
            f64::NEG_INFINITY,
            -2.5,
            -1.0,
            -0.0,
            0.0,
            1e-9,
            3.0,
            f64::INFINITY,
        ];
        let whole = numbers.map(ordered);
        assert!(whole.is_sorted());
        assert!(
            whole
                .map(number)
                .iter()
                .zip(numbers)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
    }
}
