//! Times and spans of time as people write them, in a query and in the data.

use jiff::{Timestamp, civil, tz::TimeZone};

/// A moment in microseconds since 1970; a time without an offset is in UTC.
pub(crate) fn time(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_microsecond());
    }
    let local: civil::DateTime = text.parse().ok()?;
    let moment = TimeZone::UTC.to_timestamp(local).ok()?;
    Some(moment.as_microsecond())
}

/// A duration in microseconds.
pub(crate) fn duration(text: &str, negative: bool) -> Option<i64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let unit = unit.to_ascii_lowercase();
    let scale: i128 = match unit.as_str() {
        "ms" | "millisecond" | "milliseconds" => 1_000,
        "microsecond" | "microseconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60_000_000,
        "s" | "sec" | "second" | "seconds" => 1_000_000,
        "h" | "hr" | "hour" | "hours" => 3_600_000_000,
        "d" | "day" | "days" => 86_400_000_000,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    // Beyond the microsecond nothing is kept.
    let part = part.get(..part.len().min(17)).unwrap_or_default();
    let whole: i128 = whole
        .parse()
        .ok()
        .filter(|whole| *whole <= i128::from(i64::MAX))?;
    let ten: i128 = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part: i128 = if part.is_empty() {
        0
    } else {
        part.parse().ok()?
    };
    let length = whole.checked_mul(scale)?.checked_add(part * scale / ten)?;
    i64::try_from(if negative { -length } else { length }).ok()
}
