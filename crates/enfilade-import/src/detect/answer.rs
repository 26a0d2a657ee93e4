//! Recognising answers of Microsoft's services among other JSON.
//!
//! A page says it itself (`@odata.context`, `value`); a list or an object without anything around
//! it is recognised by its first record.

use super::Keys;
use crate::decode::scan::Extent;
use crate::decode::window::Window;
use crate::format::fields::Fields;
use crate::format::graph::{self, Place};
use crate::format::{json, resource_manager};
use crate::options::Format;
use enfilade_model::parse_guid;

/// The format of an answer; none if the text in view is none.
pub(super) fn format(window: &mut Window<'_>, path: &str) -> Option<Format> {
    let place = Place::of(path);
    match window.skip_space()? {
        b'{' => object(window, 0, &place),
        b'[' => {
            let mut at = 1;
            // Nothing tells what an empty list is of but its name.
            let is_named = graph::Kind::of_name(path).is_some()
                || place.relation.is_some() && place.owner.is_some();
            if window.peek(&mut at) == Some(b']') {
                return is_named.then_some(Format::Graph);
            }
            while window.peek(&mut at) == Some(b'[') {
                at += 1;
            }
            first(window, at, &place)
        }
        _ => None,
    }
}

/// The format of the list whose first item begins at byte `at`.
fn first(window: &mut Window<'_>, mut at: usize, place: &Place) -> Option<Format> {
    match window.peek(&mut at)? {
        b'{' => object(window, at, place),
        _ => None,
    }
}

/// What the object at byte `start` is: a page around records, or a record.
fn object(window: &mut Window<'_>, start: usize, place: &Place) -> Option<Format> {
    let mut keys = Keys::at(start + 1);
    let (mut is_page, mut is_resource_graph) = (false, false);
    while let Some((key, value)) = keys.next(window) {
        let byte = window.rest().get(value).copied();
        match (key.as_slice(), byte) {
            (b"@odata.context" | b"@odata.nextLink" | b"@odata.deltaLink", _) => is_page = true,
            (b"value" | b"Value" | b"data" | b"Data", Some(b'[')) => {
                let mut at = value + 1;
                return match window.peek(&mut at) {
                    Some(b']') if is_resource_graph => Some(Format::ResourceManager),
                    Some(b']') if is_page || key == b"value" => Some(Format::Graph),
                    _ if is_page => Some(Format::Graph),
                    _ => first(window, at, place),
                };
            }
            (b"totalRecords" | b"total_records", _) => is_resource_graph = true,
            (b"responses", Some(b'[')) => return Some(Format::Graph),
            (b"id", _) if is_page => return Some(Format::Graph),
            _ => {}
        }
        if !keys.skip(window, value) {
            return None;
        }
    }
    let Extent::End(end) = window.value_end(start) else {
        return None;
    };
    let (fields, _) = Fields::read(window.rest().get(start..end)?).ok()?;
    record(&fields, place)
}

/// What a record is. One that shows nothing but an id is an object of the directory if its path says
/// whose list it is in.
fn record(fields: &Fields<'_>, place: &Place) -> Option<Format> {
    if resource_manager::Kind::of(fields).is_some() || json::is_table(fields) {
        return Some(Format::ResourceManager);
    }
    let is_known = graph::Kind::of(fields, None).is_some();
    let id = fields.text("id");
    let is_listed = place.owner.is_some() && id.is_some_and(|id| parse_guid(&id).is_some());
    (is_known || is_listed).then_some(Format::Graph)
}
