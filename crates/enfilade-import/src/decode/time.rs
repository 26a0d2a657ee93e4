//! Instants as exports write them, in microseconds since 1970.
//!
//! JSON has the standard's form. Tables of PowerShell and Excel have that of their country; what can be
//! one instant only is read, as one of UTC, which is what Graph's cmdlets write.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Reads `2026-01-10T10:00:00Z` with any fraction or offset, `/Date(1735689600000)/` as PowerShell
/// 5.1 writes it, and what tables hold: `1/10/2026 10:00:00 AM`, `10.01.2026 10:00:00`,
/// `2026-01-10 10:00:00`, or a day alone. What stands for [no time](is_never) is none.
pub(crate) fn micros(text: &str) -> Option<i64> {
    plain(text)
        .or_else(|| legacy(text))
        .or_else(|| {
            text.parse::<Timestamp>()
                .ok()
                .map(Timestamp::as_microsecond)
        })
        .or_else(|| of_table(text))
        .filter(|_| !is_never(text))
}

/// Whether a text is the first or last day there is, which Go and .NET write where there is no time: an
/// assignment without end may end at `9999-12-31T23:59:59.9999999Z`.
///
/// Sources: <https://learn.microsoft.com/en-us/dotnet/api/system.datetime.maxvalue>,
/// <https://pkg.go.dev/time#Time.IsZero>.
pub(crate) fn is_never(text: &str) -> bool {
    const DAYS: &[&str] = &[
        "0001-01-01",
        "1/1/0001",
        "01/01/0001",
        "01.01.0001",
        "/Date(-62135596800000",
        "9999-12-31",
        "12/31/9999",
        "31/12/9999",
        "31.12.9999",
        "/Date(253402300799",
    ];
    DAYS.iter().any(|day| text.starts_with(day))
}

/// The form that nearly all times have: UTC to the second.
fn plain(text: &str) -> Option<i64> {
    let b: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let digits = |from: usize, to: usize| {
        b[from..to].iter().try_fold(0_i64, |value, &byte| {
            byte.is_ascii_digit()
                .then(|| value * 10 + i64::from(byte - b'0'))
        })
    };
    let separators = (b[4], b[7], b[10], b[13], b[16], b[19]);
    if separators != (b'-', b'-', b'T', b':', b':', b'Z') {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    // Days past the 28th and leap seconds are left to the calendar library.
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(((days(year, month, day) * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (years counted from March).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// What a table holds. `1/2/2026` is a day of January or of February, and none here; with AM or PM it is
/// written as in the United States.
fn of_table(text: &str) -> Option<i64> {
    const AMERICAN: &str = "%m/%d/%Y %I:%M:%S %p";
    const FORMS: &[&str] = &[
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
    ];
    // What newer versions of .NET put before AM and PM.
    let text = text.trim().replace('\u{202f}', " ");
    let read = |form: &&str| DateTime::strptime(form, &text).ok();
    let of_day = |form: &str, other: &str| {
        let other = DateTime::strptime(other, &text).is_err();
        DateTime::strptime(form, &text).ok().filter(|_| other)
    };
    let (month_first, day_first) = ("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S");
    let time = FORMS
        .iter()
        .chain(&[AMERICAN])
        .find_map(read)
        .or_else(|| of_day(month_first, day_first))
        .or_else(|| of_day(day_first, month_first))
        .or_else(|| day(&text))?;
    let instant = TimeZone::UTC.to_timestamp(time).ok()?;
    Some(instant.as_microsecond())
}

/// A day without a time, which is its beginning.
fn day(text: &str) -> Option<DateTime> {
    let read = |form: &str| Date::strptime(form, text).ok();
    let (month_first, day_first) = (read("%m/%d/%Y"), read("%d/%m/%Y"));
    let day = read("%Y-%m-%d").or_else(|| read("%d.%m.%Y"));
    let day = day.or_else(|| match (month_first, day_first) {
        (Some(_), Some(_)) => None,
        (one, other) => one.or(other),
    })?;
    Some(day.at(0, 0, 0, 0))
}

fn legacy(text: &str) -> Option<i64> {
    let millis = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let instant = Timestamp::from_millisecond(millis.parse().ok()?);
    instant.ok().map(Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_the_calendar_says() {
        for text in [
            "2026-01-10T10:00:00Z",
            "1970-01-01T00:00:00Z",
            "1969-12-28T23:59:59Z",
            "2000-02-29T12:30:01Z",
            "2024-03-01T00:00:00Z",
            "1600-02-28T00:00:00Z",
        ] {
            let expected = text.parse::<Timestamp>().unwrap().as_microsecond();
            assert_eq!(micros(text), Some(expected), "{text}");
        }
        assert_eq!(
            micros("2026-01-10T10:00:00.1234567+02:00"),
            Some(1_768_032_000_123_456)
        );
        assert_eq!(micros("/Date(1735689600000)/"), Some(1_735_689_600_000_000));
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_time() {
        for text in [
            "0001-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "12/31/9999 11:59:59 PM",
            "31.12.9999 23:59:59",
            "/Date(253402300799999)/",
            "/Date(-62135596800000)/",
        ] {
            assert!(is_never(text), "{text}");
            assert_eq!(micros(text), None, "{text}");
        }
        assert!(!is_never("2099-12-31T00:00:00Z") && !is_never("+10000-01-01T00:00:00Z"));
    }

    #[test]
    fn times_of_tables_are_read_where_they_are_one_instant_only() {
        let first_of_june = micros("2026-06-01T00:00:00Z");
        for text in [
            "6/1/2026 12:00:00 AM",
            "06/01/2026 12:00:00\u{202f}AM",
            "01.06.2026 00:00:00",
            "01.06.2026 00:00",
            "2026-06-01 00:00:00",
            "2026-06-01T00:00:00",
            "2026-06-01",
            "01.06.2026",
        ] {
            assert_eq!(micros(text), first_of_june, "{text}");
        }
        let later = micros("2026-06-25T13:30:00Z");
        for text in [
            "25/06/2026 13:30:00",
            "6/25/2026 13:30:00",
            "6/25/2026 1:30:00 PM",
        ] {
            assert_eq!(micros(text), later, "{text}");
        }
        assert_eq!(micros("6/1/2026 00:00:00"), None);
        assert_eq!(micros("6/1/2026"), None);
        assert_eq!(micros("31/12/2020"), micros("2020-12-31T00:00:00Z"));
        assert_eq!(micros("12/31/2020"), micros("2020-12-31T00:00:00Z"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "never",
            "0001-01-01T00:00:00Z",
            "/Date(9223372036854775)/",
            "2026-13-01T00:00:00Z",
            "2026-01",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
        assert_eq!(micros("2026-01-10T24:00:00Z"), None);
    }
}
