//! One cell of a batch, as JSON or as plain text.
//!
//! A column is prepared once a batch: its type is looked at there, and what comes back writes a
//! row without looking again. The types are those that answers have: text, truth values, numbers,
//! times, entities, and lists of text.

use super::entity::Part;
use crate::escape;
use arrow::array::{Array, AsArray, ListArray};
use arrow::datatypes::{DataType, Field, Float64Type, TimeUnit, TimestampMicrosecondType};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use enfilade_query::is_entity;
use std::io::Write as _;

/// Appends the cell of a row.
pub(crate) type Cells<'a> = Box<dyn Fn(usize, &mut Vec<u8>) + 'a>;

/// Writes cells as JSON values: entities as objects, times as ISO 8601 text.
pub(super) fn json<'a>(array: &'a dyn Array, field: &Field) -> Result<Cells<'a>, ArrowError> {
    if is_entity(field) {
        return json_entity(array);
    }
    let value: Cells<'a> = match array.data_type() {
        DataType::Utf8 => {
            let text = array.as_string::<i32>();
            Box::new(move |row, out| escape::json::string(out, text.value(row)))
        }
        DataType::Boolean => {
            let values = array.as_boolean();
            Box::new(move |row, out| {
                out.extend_from_slice(if values.value(row) { b"true" } else { b"false" });
            })
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            Box::new(move |row, out| json_float(values.value(row), out))
        }
        kind if kind.is_integer() => scalar(array)?,
        DataType::List(item) => json_list(array.as_list::<i32>(), item)?,
        _ => {
            let text = scalar(array)?;
            Box::new(move |row, out| {
                let mut shown = Vec::new();
                text(row, &mut shown);
                escape::json::string(out, &String::from_utf8_lossy(&shown));
            })
        }
    };
    Ok(or_null(array, value, b"null"))
}

/// Writes cells as text a person reads: entities by name, lists separated by commas.
///
/// The text is as hostile as the export: the caller escapes it for its channel.
pub(crate) fn plain<'a>(array: &'a dyn Array, field: &Field) -> Result<Cells<'a>, ArrowError> {
    if is_entity(field) {
        let entities = array.as_struct();
        let name = Part::of(entities, "name")?;
        let id = Part::of(entities, "id")?;
        return Ok(Box::new(move |row, out| {
            let shown = name.value(row).filter(|name| !name.trim().is_empty());
            if let Some(text) = shown.or_else(|| id.value(row)) {
                out.extend_from_slice(text.as_bytes());
            }
        }));
    }
    let cells: Cells<'a> = match array.data_type() {
        DataType::Utf8 => {
            let text = array.as_string::<i32>();
            Box::new(move |row, out| out.extend_from_slice(text.value(row).as_bytes()))
        }
        DataType::List(item) => plain_list(array.as_list::<i32>(), item, b", ")?,
        _ => scalar(array)?,
    };
    Ok(or_null(array, cells, b""))
}

/// Writes cells as [`plain`] does, but the items of a list with `between` between them.
pub(super) fn joined<'a>(
    array: &'a dyn Array,
    field: &Field,
    between: &'static [u8],
) -> Result<Cells<'a>, ArrowError> {
    match array.data_type() {
        DataType::List(item) => {
            let cells = plain_list(array.as_list::<i32>(), item, between)?;
            Ok(or_null(array, cells, b""))
        }
        _ => plain(array, field),
    }
}

/// The cells of a row as text that is harmless to a terminal.
pub(super) fn harmless(columns: &[Cells<'_>], row: usize) -> Vec<String> {
    let mut text = Vec::new();
    let cells = columns.iter().map(|cells| {
        text.clear();
        cells(row, &mut text);
        escape::terminal::harmless(&String::from_utf8_lossy(&text)).into_owned()
    });
    cells.collect()
}

/// Writes times as ISO 8601 does, and everything else as Rust's `Display` would.
fn scalar<'a>(array: &'a dyn Array) -> Result<Cells<'a>, ArrowError> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new();
    // Arrow formats a time zone by name only with a database of them, which an instant in UTC
    // does not need.
    if let DataType::Timestamp(TimeUnit::Microsecond, Some(_)) = array.data_type() {
        let values = array.as_primitive::<TimestampMicrosecondType>();
        return Ok(Box::new(move |row, out| {
            let value = values.value(row);
            let _ = match jiff::Timestamp::from_microsecond(value) {
                Ok(instant) => write!(out, "{instant}"),
                Err(_) => write!(out, "{value}"),
            };
        }));
    }
    let formatted = ArrayFormatter::try_new(array, &OPTIONS)?;
    Ok(Box::new(move |row, out| {
        // Writing to a vector cannot fail.
        let _ = write!(out, "{}", formatted.value(row));
    }))
}

/// JSON has no infinity.
fn json_float(value: f64, out: &mut Vec<u8>) {
    let _ = if value.is_finite() {
        write!(out, "{value:?}")
    } else {
        write!(out, "null")
    };
}

/// A kind, an id, a name.
fn json_entity<'a>(array: &'a dyn Array) -> Result<Cells<'a>, ArrowError> {
    let entities = array.as_struct();
    let mut parts = Vec::new();
    for name in ["id", "kind", "name"] {
        parts.push((name, Part::of(entities, name)?));
    }
    let object: Cells<'a> = Box::new(move |row, out| {
        for (index, (name, column)) in parts.iter().enumerate() {
            out.push(if index == 0 { b'{' } else { b',' });
            escape::json::string(out, name);
            out.push(b':');
            match column.value(row) {
                Some(text) => escape::json::string(out, text),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
    });
    Ok(or_null(array, object, b"null"))
}

fn json_list<'a>(lists: &'a ListArray, item: &Field) -> Result<Cells<'a>, ArrowError> {
    let cells = json(lists.values().as_ref(), item)?;
    let offsets = lists.value_offsets();
    Ok(Box::new(move |row, out| {
        out.push(b'[');
        separated(offsets, row, b",", &cells, out);
        out.push(b']');
    }))
}

fn plain_list<'a>(
    lists: &'a ListArray,
    item: &Field,
    between: &'static [u8],
) -> Result<Cells<'a>, ArrowError> {
    let cells = plain(lists.values().as_ref(), item)?;
    let offsets = lists.value_offsets();
    Ok(Box::new(move |row, out| {
        separated(offsets, row, between, &cells, out);
    }))
}

/// Writes the items of one list with something between them.
fn separated(offsets: &[i32], row: usize, between: &[u8], cells: &Cells<'_>, out: &mut Vec<u8>) {
    let start = offsets[row] as usize;
    for item in start..offsets[row + 1] as usize {
        if item > start {
            out.extend_from_slice(between);
        }
        cells(item, out);
    }
}

/// Writes `missing` where the array has no value.
fn or_null<'a>(array: &'a dyn Array, cells: Cells<'a>, missing: &'static [u8]) -> Cells<'a> {
    let nulls = array.logical_nulls();
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else {
        return cells;
    };
    Box::new(move |row, out| {
        if nulls.is_null(row) {
            out.extend_from_slice(missing);
        } else {
            cells(row, out);
        }
    })
}
