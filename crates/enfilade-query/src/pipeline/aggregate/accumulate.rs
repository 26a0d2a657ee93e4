//! The aggregates, each over all groups at once.

mod best;
mod collect;
mod distinct;
mod percentile;
mod spread;

use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::Rows;
use crate::plan::column::Type;
use crate::plan::expression::Expr;
use crate::plan::logical::Aggregate;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use arrow::row::{OwnedRow, RowConverter, SortField};
use best::Best;
use collect::Collected;
use distinct::Distinct;
use percentile::Percentiles;
use spread::Spreads;
use std::sync::Arc;

/// An aggregate in the making.
pub(super) struct Accumulator {
    value: Option<Expr>,
    state: State,
}

enum State {
    /// Rows, or rows for which the value is true.
    Count(Vec<i64>),
    /// The smallest, greatest or first value, encoded.
    Pick(Pick, RowConverter, Vec<Option<OwnedRow>>),
    /// Sum of whole numbers or of microseconds, and how many.
    Whole(Vec<(i64, i64)>, Finish),
    /// Sum of real numbers, and how many.
    Real(Vec<(f64, i64)>, Finish),
    Distinct(Distinct),
    Collect(Collected),
    Spread(Spreads),
    Percentile(Percentiles),
    /// What decides, and the state.
    Best(Expr, Best),
}

#[derive(Copy, Clone, Eq, PartialEq)]
enum Pick {
    Smallest,
    Greatest,
    First,
}

/// What becomes of a sum.
#[derive(Copy, Clone)]
enum Finish {
    Sum(Type),
    Average(Type),
}

impl Accumulator {
    pub(super) fn new(aggregate: &Aggregate) -> Result<Accumulator, ArrowError> {
        let converter =
            |expr: &Expr| RowConverter::new(vec![SortField::new(expr.ty().data_type())]);
        let pick = |pick, expr: &Expr| -> Result<State, ArrowError> {
            Ok(State::Pick(pick, converter(expr)?, Vec::new()))
        };
        let (value, state) = match aggregate {
            Aggregate::Count => (None, State::Count(Vec::new())),
            Aggregate::CountIf(expr) => (Some(expr), State::Count(Vec::new())),
            Aggregate::DistinctCount(expr) => {
                (Some(expr), State::Distinct(Distinct::new(expr.ty())?))
            }
            Aggregate::Min(expr) => (Some(expr), pick(Pick::Smallest, expr)?),
            Aggregate::Max(expr) => (Some(expr), pick(Pick::Greatest, expr)?),
            Aggregate::Any(expr) => (Some(expr), pick(Pick::First, expr)?),
            Aggregate::Sum(expr) => {
                let finish = Finish::Sum(expr.ty());
                (Some(expr), sum(expr.ty(), finish))
            }
            Aggregate::Average(expr) => {
                let result = match expr.ty() {
                    Type::Duration => Type::Duration,
                    _ => Type::Real,
                };
                (Some(expr), sum(expr.ty(), Finish::Average(result)))
            }
            Aggregate::Spread(measure, expr) => (Some(expr), State::Spread(Spreads::new(*measure))),
            Aggregate::Percentile(share, expr) => {
                let percentiles = Percentiles::new(*share, expr.ty());
                (Some(expr), State::Percentile(percentiles))
            }
            Aggregate::Best {
                greatest,
                key,
                value,
            } => {
                let best = Best::new(*greatest, key.ty(), value.ty())?;
                (Some(value), State::Best(key.clone(), best))
            }
            Aggregate::Set(expr, most) | Aggregate::List(expr, most) => {
                let text = match expr.ty() {
                    Type::Text => expr.clone(),
                    _ => Expr::ToText(Box::new(expr.clone())),
                };
                let distinct = matches!(aggregate, Aggregate::Set(..));
                return Ok(Accumulator {
                    value: Some(text),
                    state: State::Collect(Collected::new(distinct, *most)),
                });
            }
        };
        Ok(Accumulator {
            value: value.cloned(),
            state,
        })
    }

    /// Adds rows, whose groups are `numbers`; there are `groups` groups by now.
    pub(super) fn add(
        &mut self,
        rows: &Rows,
        numbers: &[u32],
        groups: usize,
        context: &Context,
    ) -> Result<(), ArrowError> {
        let values = match &self.value {
            Some(expr) => Some(context.evaluate(expr, rows)?),
            None => None,
        };
        let each = || numbers.iter().map(|&group| group as usize).enumerate();
        match (&mut self.state, values) {
            (State::Count(counts), None) => {
                counts.resize(groups, 0);
                each().for_each(|(_, group)| counts[group] += 1);
            }
            (State::Count(counts), Some(values)) => {
                counts.resize(groups, 0);
                let values = values.as_boolean();
                for (row, group) in each() {
                    counts[group] += i64::from(values.is_valid(row) && values.value(row));
                }
            }
            (State::Pick(pick, converter, best), Some(values)) => {
                best.resize(groups, None);
                let encoded = converter.convert_columns(std::slice::from_ref(&values))?;
                for (row, group) in each().filter(|(row, _)| values.is_valid(*row)) {
                    let own = encoded.row(row);
                    let wins = match &best[group] {
                        None => true,
                        Some(best) => match pick {
                            Pick::Smallest => own < best.row(),
                            Pick::Greatest => own > best.row(),
                            Pick::First => false,
                        },
                    };
                    if wins {
                        best[group] = Some(own.owned());
                    }
                }
            }
            (State::Whole(sums, _), Some(values)) => {
                sums.resize(groups, (0, 0));
                let values = cast(&values, &DataType::Int64)?;
                let values = values.as_primitive::<Int64Type>();
                for (row, group) in each().filter(|(row, _)| values.is_valid(*row)) {
                    let (sum, count) = &mut sums[group];
                    *sum = sum.wrapping_add(values.value(row));
                    *count += 1;
                }
            }
            (State::Real(sums, _), Some(values)) => {
                sums.resize(groups, (0.0, 0));
                let values = values.as_primitive::<Float64Type>();
                for (row, group) in each().filter(|(row, _)| values.is_valid(*row)) {
                    let (sum, count) = &mut sums[group];
                    *sum += values.value(row);
                    *count += 1;
                }
            }
            (State::Distinct(distinct), Some(values)) => distinct.add(&values, numbers, groups)?,
            (State::Collect(collected), Some(values)) => collected.add(&values, numbers, groups),
            (State::Spread(spreads), Some(values)) => spreads.add(&values, numbers, groups)?,
            (State::Percentile(percentiles), Some(values)) => {
                percentiles.add(&values, numbers, groups)?;
            }
            (State::Best(key, best), Some(values)) => {
                let keys = context.evaluate(key, rows)?;
                best.add(&keys, &values, numbers, groups)?;
            }
            // Every other state was made with a value.
            (_, None) => {}
        }
        Ok(())
    }

    /// The aggregate of each of `groups` groups.
    pub(super) fn finish(self, groups: usize) -> Result<ArrayRef, ArrowError> {
        Ok(match self.state {
            State::Count(mut counts) => {
                counts.resize(groups, 0);
                Arc::new(Int64Array::from(counts))
            }
            State::Pick(_, converter, mut best) => {
                best.resize(groups, None);
                let ty = self.value.as_ref().map_or(Type::Integer, Expr::ty);
                let none = arrow::array::new_null_array(&ty.data_type(), 1);
                let none = converter.convert_columns(&[none])?;
                let rows = best.iter().map(|best| match best {
                    Some(best) => best.row(),
                    None => none.row(0),
                });
                converter.convert_rows(rows)?.remove(0)
            }
            State::Whole(mut sums, finish) => {
                sums.resize(groups, (0, 0));
                match finish {
                    Finish::Sum(ty) => {
                        let sums = sums.into_iter().map(|(sum, _)| sum);
                        cast(&Int64Array::from_iter_values(sums), &ty.data_type())?
                    }
                    Finish::Average(Type::Duration) => {
                        let means = sums.into_iter().map(|(sum, n)| (n > 0).then(|| sum / n));
                        let means: Int64Array = means.collect();
                        cast(&means, &Type::Duration.data_type())?
                    }
                    Finish::Average(_) => {
                        let means = sums
                            .into_iter()
                            .map(|(sum, n)| (n > 0).then(|| sum as f64 / n as f64));
                        Arc::new(means.collect::<Float64Array>())
                    }
                }
            }
            State::Real(mut sums, finish) => {
                sums.resize(groups, (0.0, 0));
                let result = sums.into_iter().map(|(sum, n)| match finish {
                    Finish::Sum(_) => Some(sum),
                    Finish::Average(_) => (n > 0).then(|| sum / n as f64),
                });
                Arc::new(result.collect::<Float64Array>())
            }
            State::Distinct(distinct) => distinct.finish(groups),
            State::Collect(collected) => collected.finish(groups)?,
            State::Spread(spreads) => spreads.finish(groups),
            State::Percentile(percentiles) => percentiles.finish(groups)?,
            State::Best(_, best) => best.finish(groups)?,
        })
    }
}

fn sum(ty: Type, finish: Finish) -> State {
    match ty {
        Type::Real => State::Real(Vec::new(), finish),
        _ => State::Whole(Vec::new(), finish),
    }
}
