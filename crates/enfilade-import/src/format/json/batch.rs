//! Pages inside of records: the answers of a batch, and pages that were put into a list.
//!
//! A batch answers in any order, each answer under the name that its request had. Many scripts name
//! a request after what it asks for (`/groups/<id>/members`) or after the object, so the name is
//! read as a path. An answer with a status other than 200 holds nothing: unknown, not empty.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/json-batching>.

use crate::facts::Emitter;
use crate::format::damage::{BROKEN, FAILED};
use crate::format::fields::{Fields, LOST, Objects};
use crate::format::listing::{Form, Listing, Records};
use std::borrow::Cow;

/// An answer of a batch.
pub(super) fn response(
    fields: &Fields<'_>,
    path: &str,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    let is_good = fields
        .json("status")
        .is_none_or(|status| matches!(status.trim_matches('"').as_bytes(), [b'2', ..]));
    let Some(json) = fields.json("body").filter(|_| is_good) else {
        return failed(&fields.object("body").unwrap_or_default(), out);
    };
    let name = fields.text("id").unwrap_or_default();
    // A name that holds no id (`1`) says nothing; the file's own path may. One that is an id says
    // whose list it is, and the file what it lists.
    let path = match name.len() < 36 {
        true => Cow::Borrowed(path),
        false => Cow::Owned(format!("{path}/{name}")),
    };
    body(json, &path, records, out);
}

/// What a request was answered with: a page, an object, or an error.
fn body(json: &str, path: &str, records: &mut impl Records, out: &mut Emitter<'_>) {
    let mut listing = None;
    let body = Fields::read_but(json, |before, name, rest| {
        let is_list = name == "value" && listing.is_none() && is_stated(before);
        let mut list = Objects::of(rest).filter(|_| is_list)?;
        let mut page = about(before, path);
        items(&mut list, &mut page, records, out);
        listing = Some(page);
        Some(list.len())
    });
    if let Some(mut listing) = listing {
        note(&body.unwrap_or_default(), &mut listing);
        return records.end(&listing, out);
    }
    let Ok(body) = body else {
        return failed(&Fields::default(), out);
    };
    if body.has("error") && !body.has("id") {
        return failed(&body, out);
    }
    if body.json("value").is_some_and(|json| json.starts_with('[')) {
        return page(&body, path, records, out);
    }
    let mut listing = Listing::new(path, Form::Loose);
    one(&body, &mut listing, records, out);
    records.end(&listing, out);
}

/// Whether what stands before a page's list says what it lists, so that it can be read where it stands.
/// The service writes the context first.
fn is_stated(before: &Fields<'_>) -> bool {
    before.has("@odata.context") && !before.has("value") && !before.has("error")
}

/// A page that is held whole.
pub(super) fn page(
    page: &Fields<'_>,
    path: &str,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    let mut listing = about(page, path);
    if let Some(mut list) = page.records("value") {
        items(&mut list, &mut listing, records, out);
    }
    records.end(&listing, out);
}

/// What a page says of its list.
fn about(page: &Fields<'_>, path: &str) -> Listing {
    let mut listing = Listing::new(path, Form::Page);
    note(page, &mut listing);
    listing
}

/// Notes what stands around a page's list and was not noted before it.
fn note(page: &Fields<'_>, listing: &mut Listing) {
    for (name, json) in page.iter() {
        let is_noted = listing.has_context && name == "@odata.context";
        if name != "value" && !is_noted {
            listing.note(name.as_bytes(), json.as_bytes());
        }
    }
}

fn items(
    list: &mut Objects<'_>,
    listing: &mut Listing,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    for fields in list {
        match fields {
            Ok(fields) => one(&fields, listing, records, out),
            Err(error) => out.odd(BROKEN, || error.to_string()),
        }
    }
}

/// A page of Resource Graph in its form as a table: the names of the columns, and rows of values.
///
/// Source: <https://learn.microsoft.com/en-us/azure/governance/resource-graph/concepts/work-with-data>.
pub(super) fn table(
    page: &Fields<'_>,
    path: &str,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    let data = page.object("data").unwrap_or_default();
    let columns = data.objects("columns").unwrap_or_default();
    let columns: Vec<_> = columns
        .into_iter()
        .map(|json| Fields::of(json).and_then(|column| column.text("name")))
        .collect();
    let mut listing = Listing::new(path, Form::Page);
    for name in page.names().filter(|name| *name != "data") {
        listing.note(
            name.as_bytes(),
            page.json(name).unwrap_or_default().as_bytes(),
        );
    }
    for row in data.objects("rows").unwrap_or_default() {
        let values: Vec<&serde_json::value::RawValue> =
            serde_json::from_str(row).unwrap_or_default();
        let mut fields = Fields::default();
        for (name, value) in columns.iter().zip(values) {
            if let Some(name) = name {
                fields.push(name.clone(), value.get());
            }
        }
        one(&fields, &mut listing, records, out);
    }
    records.end(&listing, out);
}

/// Whether a record is such a page.
pub(crate) fn is_table(fields: &Fields<'_>) -> bool {
    let data = fields.json("data").filter(|json| json.starts_with('{'));
    data.and_then(Fields::of)
        .is_some_and(|data| data.has("columns") && data.has("rows"))
}

fn one(
    fields: &Fields<'_>,
    listing: &mut Listing,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    if let Some(lost) = &fields.lost {
        out.odd(LOST, || format!("`{lost}`"));
    }
    listing.items += 1;
    records.record(fields, listing, out);
}

/// An error that the service answered with.
pub(super) fn failed(answer: &Fields<'_>, out: &mut Emitter<'_>) {
    out.odd(FAILED, || {
        let error = answer.object("error").unwrap_or_default();
        let code = error.text("code").or_else(|| error.text("message"));
        code.map_or_else(|| "no reason given".to_owned(), |code| code.into_owned())
    });
}
