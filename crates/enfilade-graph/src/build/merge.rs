//! What several records of one object state between them.
//!
//! The earliest record's value stands. A later one fills what is missing, and spells the same text
//! better; one that says something else is a conflict, which is counted.

use super::spelling;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Two rows that state different values.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) struct Conflict {
    /// The row whose value stands.
    pub(super) stands: u32,
    /// The row whose value is dropped.
    pub(super) row: u32,
}

/// The row whose text stands; `rows` come from the earliest on.
pub(super) fn text<'a>(
    rows: &[u32],
    text: impl Fn(u32) -> Option<&'a str>,
    mut conflict: impl FnMut(Conflict),
) -> Option<u32> {
    let mut standing: Option<(u32, &str)> = None;
    for &row in rows {
        let Some(other) = text(row) else { continue };
        match standing {
            None => standing = Some((row, other)),
            Some((_, own)) if own == other => {}
            Some((_, own)) if spelling::same(own, other) => {
                if spelling::is_better(own, other) {
                    standing = Some((row, other));
                }
            }
            Some((stands, _)) => conflict(Conflict { stands, row }),
        }
    }
    standing.map(|(row, _)| row)
}

/// The value that stands; `rows` come from the earliest on.
pub(super) fn value<T: PartialEq>(
    rows: &[u32],
    value: impl Fn(u32) -> Option<T>,
    mut conflict: impl FnMut(Conflict),
) -> Option<T> {
    let mut standing: Option<(u32, T)> = None;
    for &row in rows {
        let Some(other) = value(row) else { continue };
        match &standing {
            None => standing = Some((row, other)),
            Some((_, own)) if *own == other => {}
            Some((stands, _)) => conflict(Conflict {
                stands: *stands,
                row,
            }),
        }
    }
    standing.map(|(_, value)| value)
}

/// The members of all JSON objects, of two of one name the earlier one.
pub(super) fn rest<'a>(
    rows: &[u32],
    text: impl Fn(u32) -> Option<&'a str>,
) -> Option<Cow<'a, str>> {
    let mut all = rows.iter().filter_map(|&row| text(row));
    let mut merged = Cow::Borrowed(all.next()?);
    for other in all {
        if merged != other
            && let Some(both) = members_of_both(&merged, other)
        {
            merged = Cow::Owned(both);
        }
    }
    Some(merged)
}

fn members_of_both(own: &str, other: &str) -> Option<String> {
    type Members<'j> = BTreeMap<Cow<'j, str>, &'j RawValue>;
    let mut own: Members<'_> = serde_json::from_str(own).ok()?;
    let other: Members<'_> = serde_json::from_str(other).ok()?;
    for (name, value) in other {
        own.entry(name).or_insert(value);
    }
    serde_json::to_string(&own).ok()
}
