//! How far values lie apart, in one pass: the mean and the sum of squares are corrected with each
//! value (Welford), so that no difference of large numbers loses the small one.

use crate::plan::logical::Spread;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::error::ArrowError;
use std::sync::Arc;

/// The values of each group so far.
pub(super) struct Spreads {
    measure: Spread,
    groups: Vec<Moments>,
}

#[derive(Copy, Clone, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Spreads {
    pub(super) fn new(measure: Spread) -> Spreads {
        Spreads {
            measure,
            groups: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        values: &ArrayRef,
        numbers: &[u32],
        groups: usize,
    ) -> Result<(), ArrowError> {
        self.groups.resize(groups, Moments::default());
        let values = cast(values, &DataType::Float64)?;
        let values = values.as_primitive::<Float64Type>();
        for (row, &group) in numbers
            .iter()
            .enumerate()
            .filter(|(row, _)| values.is_valid(*row))
        {
            let (value, own) = (values.value(row), &mut self.groups[group as usize]);
            own.count += 1.0;
            let before = value - own.mean;
            own.mean += before / own.count;
            own.squares += before * (value - own.mean);
        }
        Ok(())
    }

    /// One value or none lies nowhere apart.
    pub(super) fn finish(mut self, groups: usize) -> ArrayRef {
        self.groups.resize(groups, Moments::default());
        let values = self.groups.iter().map(|own| {
            let variance = match own.count > 1.0 {
                true => own.squares / (own.count - 1.0),
                false => 0.0,
            };
            match self.measure {
                Spread::Variance => variance,
                Spread::StandardDeviation => variance.sqrt(),
            }
        });
        Arc::new(Float64Array::from_iter_values(values))
    }
}
