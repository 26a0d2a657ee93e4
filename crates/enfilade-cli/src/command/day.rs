//! The day on which allowances must still hold.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day it is, in UTC.
pub(super) fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// A day, as an argument has it.
pub(super) fn read(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "write a date such as 2026-03-01".to_owned())
}
