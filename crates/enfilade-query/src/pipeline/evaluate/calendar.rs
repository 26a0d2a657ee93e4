//! Functions of times, on the calendar of UTC. A time that the calendar does not reach is null.

use super::Values;
use super::operand::WholeOperand;
use crate::pipeline::evaluate::texts;
use crate::plan::column::UTC;
use crate::plan::function::{FormatPart, Part, Period, TimeFunction};
use arrow::array::{ArrayRef, DurationMicrosecondArray, Int64Array, TimestampMicrosecondArray};
use arrow::error::ArrowError;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use std::fmt::Write;
use std::sync::Arc;

const DAY: i64 = 86_400_000_000;

pub(super) fn apply(
    function: &TimeFunction,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let operands: Result<Vec<WholeOperand<'_>>, ArrowError> =
        operands.iter().map(WholeOperand::new).collect();
    let operands = operands?;
    let at = |operand: usize, row: usize| operands.get(operand)?.at(row);
    let optional = |operand: usize, row: usize, otherwise| match operands.get(operand) {
        Some(own) => own.at(row),
        None => Some(otherwise),
    };
    let times = |time: &dyn Fn(usize) -> Option<i64>| -> ArrayRef {
        let times = (0..rows).map(time).collect::<TimestampMicrosecondArray>();
        Arc::new(times.with_timezone(UTC))
    };
    let numbers = |number: &dyn Fn(usize) -> Option<i64>| -> ArrayRef {
        Arc::new((0..rows).map(number).collect::<Int64Array>())
    };
    Ok(match function {
        TimeFunction::StartOf(period) => times(&|row| {
            start_of(
                *period,
                add(
                    *period,
                    optional(1, row, 0)?,
                    start_of(*period, at(0, row)?)?,
                )?,
            )
        }),
        TimeFunction::EndOf(period) => times(&|row| {
            let next = optional(1, row, 0)?.checked_add(1)?;
            add(*period, next, start_of(*period, at(0, row)?)?)?.checked_sub(1)
        }),
        TimeFunction::Add(period) => times(&|row| add(*period, at(0, row)?, at(1, row)?)),
        TimeFunction::Make => times(&|row| {
            let field = |operand, otherwise| i8::try_from(optional(operand, row, otherwise)?).ok();
            let year = i16::try_from(at(0, row)?).ok()?;
            let date = Date::new(year, field(1, 1)?, field(2, 1)?).ok()?;
            let time = jiff::civil::Time::new(field(3, 0)?, field(4, 0)?, field(5, 0)?, 0).ok()?;
            micros(DateTime::from_parts(date, time))
        }),
        TimeFunction::DayOfWeek => {
            let days = (0..rows).map(|row| Some(days_since_sunday(at(0, row)?) * DAY));
            Arc::new(days.collect::<DurationMicrosecondArray>())
        }
        TimeFunction::Part(part) => numbers(&|row| part_of(*part, at(0, row)?)),
        TimeFunction::Difference(period) => numbers(&|row| {
            Some(number_of(*period, at(0, row)?)? - number_of(*period, at(1, row)?)?)
        }),
        TimeFunction::Format(parts) => {
            let formatted = (0..rows).map(|row| format(at(0, row)?, parts));
            Arc::new(texts::collect(formatted, 20)?)
        }
    })
}

fn calendar(micros: i64) -> Option<DateTime> {
    Some(Offset::UTC.to_datetime(Timestamp::from_microsecond(micros).ok()?))
}

fn micros(time: DateTime) -> Option<i64> {
    Some(Offset::UTC.to_timestamp(time).ok()?.as_microsecond())
}

/// The length of a period that is always as long.
fn length(period: Period) -> Option<i64> {
    Some(match period {
        Period::Year | Period::Quarter | Period::Month => return None,
        Period::Week => 7 * DAY,
        Period::Day => DAY,
        Period::Hour => 3_600_000_000,
        Period::Minute => 60_000_000,
        Period::Second => 1_000_000,
        Period::Millisecond => 1_000,
        Period::Microsecond => 1,
    })
}

/// How many months a period has that is not always as long.
fn months(period: Period) -> i64 {
    match period {
        Period::Year => 12,
        Period::Quarter => 3,
        _ => 1,
    }
}

/// The first day of 1970 was a Thursday.
fn days_since_sunday(micros: i64) -> i64 {
    (micros.div_euclid(DAY) + 4).rem_euclid(7)
}

/// The number of the period that a time is in, counted from any fixed one.
fn number_of(period: Period, time: i64) -> Option<i64> {
    Some(match (period, length(period)) {
        (Period::Week, _) => (time.div_euclid(DAY) + 4).div_euclid(7),
        (_, Some(length)) => time.div_euclid(length),
        (_, None) => {
            let date = calendar(time)?;
            let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
            month.div_euclid(months(period))
        }
    })
}

fn start_of(period: Period, time: i64) -> Option<i64> {
    let number = number_of(period, time)?;
    match (period, length(period)) {
        (Period::Week, _) => number.checked_mul(7)?.checked_sub(4)?.checked_mul(DAY),
        (_, Some(length)) => number.checked_mul(length),
        (_, None) => {
            let month = number * months(period);
            let year = i16::try_from(month.div_euclid(12)).ok()?;
            let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
            micros(
                Date::new(year, month, 1)
                    .ok()?
                    .to_datetime(jiff::civil::Time::midnight()),
            )
        }
    }
}

/// So many periods later. A day that the month lacks becomes its last.
fn add(period: Period, count: i64, time: i64) -> Option<i64> {
    if let Some(length) = length(period) {
        return time.checked_add(count.checked_mul(length)?);
    }
    let own = calendar(time)?;
    let month = i64::from(own.year()) * 12 + i64::from(own.month()) - 1;
    let month = month.checked_add(count.checked_mul(months(period))?)?;
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    let date = Date::new(year, first.month(), own.day().min(first.days_in_month())).ok()?;
    micros(DateTime::from_parts(date, own.time()))
}

fn part_of(part: Part, time: i64) -> Option<i64> {
    let own = calendar(time)?;
    Some(match part {
        Part::Year => i64::from(own.year()),
        Part::Quarter => i64::from((own.month() - 1) / 3 + 1),
        Part::Month => i64::from(own.month()),
        Part::WeekOfYear => i64::from(own.date().iso_week_date().week()),
        Part::Day => i64::from(own.day()),
        Part::DayOfYear => i64::from(own.date().day_of_year()),
        Part::Hour => i64::from(own.hour()),
        Part::Minute => i64::from(own.minute()),
        Part::Second => i64::from(own.second()),
        Part::Millisecond => time.rem_euclid(1_000_000) / 1_000,
        Part::Microsecond => time.rem_euclid(1_000_000),
    })
}

fn format(time: i64, parts: &[FormatPart]) -> Option<String> {
    let own = calendar(time)?;
    let mut text = String::with_capacity(parts.len() * 2);
    for part in parts {
        let (letter, width) = match part {
            FormatPart::Sign(sign) => {
                text.push(*sign);
                continue;
            }
            FormatPart::Field(letter, width) => (*letter, *width),
        };
        let number = match letter {
            'y' if width > 2 => i64::from(own.year()),
            'y' => i64::from(own.year()).rem_euclid(100),
            'M' => i64::from(own.month()),
            'd' => i64::from(own.day()),
            'H' => i64::from(own.hour()),
            'h' => (i64::from(own.hour()) + 11) % 12 + 1,
            'm' => i64::from(own.minute()),
            's' => i64::from(own.second()),
            't' => {
                text.push_str(if own.hour() < 12 { "AM" } else { "PM" });
                continue;
            }
            _ => {
                // Tenths of microseconds, of which the last is not kept.
                let digits = format!("{:06}0", time.rem_euclid(1_000_000));
                let digits = digits.get(..width.min(7)).unwrap_or_default();
                text.push_str(match letter {
                    'F' => digits.trim_end_matches('0'),
                    _ => digits,
                });
                continue;
            }
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{number:0width$}");
    }
    Some(text)
}
