//! When an assignment holds, where that is told as a schedule.
//!
//! An instance of a schedule has `startDateTime` and `endDateTime`; the schedule that it comes from
//! nests both in `scheduleInfo`, the end below `expiration`.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/requestschedule>.

use crate::format::fields::Fields;
use std::borrow::Cow;

/// The fields of an assignment with its start and end beside the others.
pub(super) fn flat<'f, 'de>(fields: &'f Fields<'de>) -> Cow<'f, Fields<'de>> {
    let Some(schedule) = fields.object("scheduleInfo") else {
        return Cow::Borrowed(fields);
    };
    let mut flat = fields.clone();
    let expiration = schedule.object("expiration").unwrap_or_default();
    for (name, json) in [
        ("startDateTime", schedule.json("startDateTime")),
        ("endDateTime", expiration.json("endDateTime")),
    ] {
        if let Some(json) = json.filter(|_| !fields.has(name)) {
            flat.push(Cow::Borrowed(name), json);
        }
    }
    Cow::Owned(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_says_when_it_begins_and_ends() {
        let json = r#"{"id":"x","scheduleInfo":{"startDateTime":"2026-01-01T00:00:00Z","expiration":{"type":"afterDateTime","endDateTime":"2026-07-01T00:00:00Z"}}}"#;
        let fields = Fields::of(json).unwrap();
        let flat = flat(&fields);
        assert_eq!(flat.text("startDateTime").unwrap(), "2026-01-01T00:00:00Z");
        assert_eq!(flat.text("endDateTime").unwrap(), "2026-07-01T00:00:00Z");
        let own =
            Fields::of(r#"{"startDateTime":"a","scheduleInfo":{"startDateTime":"b"}}"#).unwrap();
        assert_eq!(super::flat(&own).text("startDateTime").unwrap(), "a");
    }
}
