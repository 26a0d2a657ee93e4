//! Instants as exports write them, in microseconds since 1970.

use jiff::Timestamp;

/// Reads `2026-01-10T10:00:00Z` with any fraction or offset, and `/Date(1735689600000)/` as
/// PowerShell 5.1 writes it. The year 1 is what Go writes for "never" and is no time.
pub(crate) fn micros(text: &str) -> Option<i64> {
    plain(text)
        .or_else(|| legacy(text))
        .or_else(|| {
            text.parse::<Timestamp>()
                .ok()
                .map(Timestamp::as_microsecond)
        })
        .filter(|_| !text.starts_with("0001-01-01"))
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
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "never",
            "0001-01-01T00:00:00Z",
            "/Date(9223372036854775)/",
            "2026-13-01T00:00:00Z",
            "2026-01-10",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
        assert_eq!(micros("2026-01-10T24:00:00Z"), None);
    }
}
