//! Values read as another type. What cannot be read so is null.

use super::Values;
use super::operand::{RealOperand, TextOperand, WholeOperand};
use crate::plan::column::{Type, UTC};
use crate::syntax::moment;
use arrow::array::{
    ArrayRef, AsArray, BooleanArray, DurationMicrosecondArray, Float64Array, Int64Array,
    TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use std::sync::Arc;

pub(super) fn apply(ty: Type, operands: &[Values], rows: usize) -> Result<ArrayRef, ArrowError> {
    let Some(values) = operands.first() else {
        return Err(ArrowError::ComputeError("nothing to convert".to_owned()));
    };
    let from = values.array().data_type();
    let text = || TextOperand::new(values);
    Ok(match (ty, from) {
        (Type::Integer, DataType::Utf8) => {
            let text = text();
            Arc::new(
                (0..rows)
                    .map(|row| whole(text.at(row)))
                    .collect::<Int64Array>(),
            )
        }
        (Type::Integer, DataType::Float64) => {
            let own = RealOperand::new(values)?;
            Arc::new(
                (0..rows)
                    .map(|row| cut(own.at(row)?))
                    .collect::<Int64Array>(),
            )
        }
        (Type::Integer, _) => {
            let own = WholeOperand::new(values)?;
            Arc::new((0..rows).map(|row| own.at(row)).collect::<Int64Array>())
        }
        (Type::Real, DataType::Utf8) => {
            let text = text();
            let read = |row| text.at(row).trim().parse::<f64>().ok();
            Arc::new((0..rows).map(read).collect::<Float64Array>())
        }
        (Type::Real, _) => {
            let own = RealOperand::new(values)?;
            Arc::new((0..rows).map(|row| own.at(row)).collect::<Float64Array>())
        }
        (Type::Boolean, DataType::Utf8) => {
            let text = text();
            Arc::new(
                (0..rows)
                    .map(|row| truth(text.at(row)))
                    .collect::<BooleanArray>(),
            )
        }
        (Type::Boolean, DataType::Boolean) => values.clone().into_array(rows)?,
        (Type::Boolean, _) => {
            let own = RealOperand::new(values)?;
            let read = (0..rows).map(|row| own.at(row).map(|number| number != 0.0));
            Arc::new(read.collect::<BooleanArray>())
        }
        (Type::Time, DataType::Utf8) => {
            let text = text();
            let read = (0..rows).map(|row| moment::time(text.at(row).trim()));
            Arc::new(
                read.collect::<TimestampMicrosecondArray>()
                    .with_timezone(UTC),
            )
        }
        (Type::Duration, DataType::Utf8) => {
            let text = text();
            let read = (0..rows).map(|row| span(text.at(row).trim()));
            Arc::new(read.collect::<DurationMicrosecondArray>())
        }
        _ => values.clone().into_array(rows)?,
    })
}

/// Whole numbers that fit 32 bits.
pub(super) fn short(operands: &[Values], rows: usize) -> Result<ArrayRef, ArrowError> {
    let whole = apply(Type::Integer, operands, rows)?;
    let whole = whole.as_primitive::<arrow::datatypes::Int64Type>();
    let fitting = whole
        .iter()
        .map(|one| one.filter(|one| i32::try_from(*one).is_ok()));
    Ok(Arc::new(fitting.collect::<Int64Array>()))
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The number without its fraction, if it is within the range of whole numbers.
fn cut(number: f64) -> Option<i64> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    (-BOUND..BOUND).contains(&number).then_some(number as i64)
}

fn truth(text: &str) -> Option<bool> {
    let text = text.trim();
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => text.parse::<i64>().ok().map(|number| number != 0),
    }
}

/// `1.02:03:04.5` (days, hours, minutes, seconds) or `90d`, in microseconds.
fn span(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !text.contains(':') {
        return moment::duration(text, negative);
    }
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if !days.contains(':') => (days.parse::<i64>().ok()?, clock),
        _ => (0, text),
    };
    let mut fields = clock.split(':');
    let hours: i64 = fields
        .next()?
        .parse()
        .ok()
        .filter(|hours| (0..24).contains(hours))?;
    let minutes: i64 = fields
        .next()?
        .parse()
        .ok()
        .filter(|minutes| (0..60).contains(minutes))?;
    let seconds = match fields.next() {
        Some(seconds) if seconds.starts_with(|c: char| c.is_ascii_digit()) => {
            moment::duration(&format!("{seconds}s"), false).filter(|micros| *micros < 60_000_000)?
        }
        Some(_) => return None,
        None => 0,
    };
    if fields.next().is_some() || days < 0 {
        return None;
    }
    let minutes = days
        .checked_mul(24)?
        .checked_add(hours)?
        .checked_mul(60)?
        .checked_add(minutes)?;
    let micros = minutes.checked_mul(60_000_000)?.checked_add(seconds)?;
    Some(if negative { -micros } else { micros })
}
