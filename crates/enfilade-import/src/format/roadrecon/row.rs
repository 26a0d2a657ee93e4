//! A row as the record that Graph would have answered.

use super::schema::{Column, Form};
use crate::decode::{raw, sqlite};
use crate::facts::{Emitter, odd};
use crate::format::damage::BAD_TEXT;
use crate::format::fields::Fields;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::ops::Range;

/// Reads the rows of one table.
pub(super) struct Records {
    columns: Vec<Selected>,
    /// The JSON of the row in view, and where in it the value of each column stands.
    json: String,
    places: Vec<Range<usize>>,
}

/// A column that is read.
pub(super) struct Selected {
    pub(super) column: Column,
    /// Whether NULL says that there is no value; else it may as well not have been asked for.
    pub(super) null_is_none: bool,
}

impl Records {
    /// Reads these columns.
    pub(super) fn new(columns: Vec<Selected>) -> Records {
        Records {
            columns,
            json: String::new(),
            places: Vec::new(),
        }
    }

    /// The row as a record.
    pub(super) fn next(&mut self, row: &Row<'_>, out: &mut Emitter<'_>) -> Fields<'_> {
        self.json.clear();
        self.places.clear();
        for (at, selected) in self.columns.iter().enumerate() {
            let start = self.json.len();
            let value = row.get_ref(sqlite::FIRST + at).unwrap_or(ValueRef::Null);
            if !push(&mut self.json, selected, value, out) {
                out.odd(odd::WRONG_TYPE, || format!("`{}`", selected.column.field));
            }
            self.places.push(start..self.json.len());
        }
        let mut fields = Fields::default();
        for (selected, place) in self.columns.iter().zip(&self.places) {
            let json = self.json.get(place.clone()).unwrap_or_default();
            if !json.is_empty() {
                fields.push(Cow::Borrowed(selected.column.field), json);
            }
        }
        fields
    }
}

/// Appends a value as JSON, or nothing where it says nothing; false if it is none of its column's.
fn push(
    json: &mut String,
    selected: &Selected,
    value: ValueRef<'_>,
    out: &mut Emitter<'_>,
) -> bool {
    let form = selected.column.form;
    match (value, form) {
        (ValueRef::Null, _) => {
            if selected.null_is_none {
                json.push_str("null");
            }
        }
        (ValueRef::Integer(number), Form::Flag) => {
            json.push_str(if number == 0 { "false" } else { "true" });
        }
        (ValueRef::Integer(number), Form::Text) => raw::push_text(json, &number.to_string()),
        (ValueRef::Text(bytes), _) => {
            let text = String::from_utf8_lossy(bytes);
            if matches!(text, Cow::Owned(_)) {
                out.odd(BAD_TEXT, || text.chars().take(80).collect());
            }
            return push_text(json, form, &text);
        }
        (ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_), _) => return false,
    }
    true
}

fn push_text(json: &mut String, form: Form, text: &str) -> bool {
    let is_json = match form {
        Form::Json => true,
        Form::Scope => text.starts_with('"'),
        Form::Text | Form::Time => false,
        Form::Flag => return false,
    };
    if !is_json {
        match form {
            Form::Time => raw::push_text(json, &instant(text)),
            _ => raw::push_text(json, text),
        }
        return true;
    }
    let is_valid = serde_json::from_str::<IgnoredAny>(text).is_ok();
    if is_valid {
        json.push_str(text.trim());
    }
    is_valid
}

/// An instant as Graph writes it: `2026-01-10 10:00:00.000000` is in UTC and says so nowhere.
fn instant(text: &str) -> Cow<'_, str> {
    let Some((day, time)) = text.split_once(' ') else {
        return Cow::Borrowed(text);
    };
    let time = time.trim_end_matches(".000000");
    Cow::Owned(format!("{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_in_utc() {
        for (stored, written) in [
            ("2026-01-10 10:00:00.000000", "2026-01-10T10:00:00Z"),
            ("2026-01-10 10:00:00.123456", "2026-01-10T10:00:00.123456Z"),
            ("2026-01-10T10:00:00Z", "2026-01-10T10:00:00Z"),
        ] {
            assert_eq!(instant(stored), written);
        }
    }
}
