//! The aggregates, each over all groups at once.

use super::numbering::Numbering;
use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::Rows;
use crate::plan::column::Type;
use crate::plan::expression::Expr;
use crate::plan::logical::Aggregate;
use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, ListBuilder, StringBuilder,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use arrow::row::{OwnedRow, RowConverter, SortField};
use rustc_hash::FxHashSet;
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
    /// Distinct values, encoded; which of them each group has, and how many.
    Distinct(RowConverter, Numbering, FxHashSet<(u32, u32)>, Vec<i64>),
    /// Distinct texts; which of them each group has, in the order of their appearance.
    Set(Texts, FxHashSet<(u32, u32)>, Vec<Vec<u32>>),
}

/// Distinct texts by their numbers.
#[derive(Default)]
struct Texts {
    numbers: Numbering,
    texts: Vec<String>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        let (number, is_new) = self.numbers.number(text.as_bytes());
        if is_new {
            self.texts.push(text.to_owned());
        }
        number
    }

    fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }
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
                let (numbers, seen) = (Numbering::default(), FxHashSet::default());
                let state = State::Distinct(converter(expr)?, numbers, seen, Vec::new());
                (Some(expr), state)
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
            Aggregate::Set(expr) => {
                let text = match expr.ty() {
                    Type::Text => expr.clone(),
                    _ => Expr::ToText(Box::new(expr.clone())),
                };
                let state = State::Set(Texts::default(), FxHashSet::default(), Vec::new());
                return Ok(Accumulator {
                    value: Some(text),
                    state,
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
            (State::Distinct(converter, distinct, seen, counts), Some(values)) => {
                counts.resize(groups, 0);
                let encoded = converter.convert_columns(std::slice::from_ref(&values))?;
                for (row, group) in each().filter(|(row, _)| values.is_valid(*row)) {
                    let (number, _) = distinct.number(encoded.row(row).as_ref());
                    counts[group] += i64::from(seen.insert((group as u32, number)));
                }
            }
            (State::Set(texts, seen, sets), Some(values)) => {
                sets.resize(groups, Vec::new());
                let values = values.as_string::<i32>();
                for (row, group) in each().filter(|(row, _)| values.is_valid(*row)) {
                    let number = texts.number(values.value(row));
                    if seen.insert((group as u32, number)) {
                        sets[group].push(number);
                    }
                }
            }
            // Every other state was made with a value.
            (_, None) => {}
        }
        Ok(())
    }

    /// The aggregate of each of `groups` groups.
    pub(super) fn finish(self, groups: usize) -> Result<ArrayRef, ArrowError> {
        Ok(match self.state {
            State::Count(mut counts) | State::Distinct(_, _, _, mut counts) => {
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
            State::Set(texts, _, mut sets) => {
                sets.resize(groups, Vec::new());
                let all = sets.iter().flatten().map(|&number| texts.get(number).len());
                let bytes: usize = all.sum();
                if bytes > i32::MAX as usize {
                    return Err(ArrowError::OffsetOverflowError(bytes));
                }
                let mut builder = ListBuilder::new(StringBuilder::new());
                for set in sets {
                    set.iter()
                        .for_each(|&number| builder.values().append_value(texts.get(number)));
                    builder.append(true);
                }
                Arc::new(builder.finish())
            }
        })
    }
}

fn sum(ty: Type, finish: Finish) -> State {
    match ty {
        Type::Real => State::Real(Vec::new(), finish),
        _ => State::Whole(Vec::new(), finish),
    }
}
