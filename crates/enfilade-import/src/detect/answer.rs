//! Recognising answers of Microsoft's services among other JSON.
//!
//! A page says it itself (`@odata.context`, `value`); a list or an object without anything around
//! it is recognised by its first record.

use super::something_else;
use crate::decode::keys::Keys;
use crate::decode::scan::Extent;
use crate::decode::window::Window;
use crate::format::entra_exporter::Folder;
use crate::format::fields::Fields;
use crate::format::graph::{self, Place};
use crate::format::{json, resource_manager};
use crate::options::Format;
use enfilade_model::parse_guid;
use memchr::memmem;

/// What an answer is of.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// It is of this format.
    Of(Format),
    /// Graph and Azure both answer so: with nothing, or with the answers of a batch.
    OfEither,
    /// It is a log, which says this.
    Log(&'static str),
}

const GRAPH: Option<Answer> = Some(Answer::Of(Format::Graph));

/// What the answer in view is of; none if it is none.
pub(super) fn look(window: &mut Window<'_>, path: &str) -> Option<Answer> {
    let place = Place::of(path);
    match window.skip_space()? {
        b'{' => object(window, 0, &place),
        b'[' => {
            let mut at = 1;
            // Nothing tells what an empty list is of but its name.
            let is_named = graph::Kind::of_name(path).is_some()
                || place.relation.is_some() && place.owner.is_some();
            if window.peek(&mut at) == Some(b']') {
                return GRAPH.filter(|_| is_named);
            }
            while window.peek(&mut at) == Some(b'[') {
                at += 1;
            }
            first(window, at, &place)
        }
        _ => None,
    }
}

/// Whether the answer in view is one that EntraExporter wrote: an object of Graph or Azure in one of
/// its folders, or a setting there under the name of its own id.
pub(super) fn exported(
    window: &mut Window<'_>,
    path: &str,
    answer: Option<Format>,
) -> Option<Format> {
    let place = Folder::of(path)?;
    if window.skip_space() != Some(b'{') {
        // What is `Organization.json` for one tenant may be a list for another.
        let is_answer = answer == Some(Format::Graph) && place.id.is_none();
        return is_answer.then_some(Format::EntraExporter);
    }
    let Extent::End(end) = window.value_end(0) else {
        return None;
    };
    let (fields, _) = Fields::read(window.rest().get(..end)?).ok()?;
    let is_answer = matches!(answer, Some(Format::Graph | Format::ResourceManager));
    let is_named = fields.text("id").is_some_and(|id| Some(&*id) == place.id);
    // Settings without an id are named after their folder, schedules after something else.
    let is_other = place.id.is_none() || matches!(place.folder, Folder::Settings(_));
    let is_object = is_answer || is_named || is_other && !fields.has("error");
    is_object.then_some(Format::EntraExporter)
}

/// What the list is of whose first item begins at byte `at`.
fn first(window: &mut Window<'_>, mut at: usize, place: &Place) -> Option<Answer> {
    match window.peek(&mut at)? {
        b'{' => object(window, at, place),
        _ => None,
    }
}

/// What the object at byte `start` is: a page around records, or a record.
fn object(window: &mut Window<'_>, start: usize, place: &Place) -> Option<Answer> {
    let mut keys = Keys::at(start + 1);
    let (mut is_page, mut is_resource_graph) = (false, false);
    let (mut has_list, mut has_no_data) = (false, false);
    while let Some((key, value)) = keys.next(window) {
        let byte = window.rest().get(value).copied();
        match (key.as_slice(), byte) {
            (b"@odata.context", _) => {
                is_page = true;
                if let Some(what) = log(window, value) {
                    return Some(Answer::Log(what));
                }
                // PowerShell's hash tables have no order.
                if has_list {
                    return GRAPH;
                }
            }
            (b"@odata.nextLink" | b"@odata.deltaLink", _) => is_page = true,
            (b"value" | b"Value" | b"data" | b"Data", Some(b'[')) => {
                let mut at = value + 1;
                let first_byte = window.peek(&mut at);
                has_no_data |= key.eq_ignore_ascii_case(b"data") && first_byte == Some(b']');
                let found = match first_byte {
                    Some(b']') if is_resource_graph => Some(Answer::Of(Format::ResourceManager)),
                    Some(b']') if key == b"value" && !is_page => Some(Answer::OfEither),
                    _ if is_page => GRAPH,
                    _ => first(window, at, place),
                };
                if found.is_some() {
                    return found;
                }
                has_list = true;
            }
            (b"totalRecords" | b"total_records", _) if has_no_data => {
                return Some(Answer::Of(Format::ResourceManager));
            }
            (b"totalRecords" | b"total_records", _) => is_resource_graph = true,
            (b"responses", Some(b'[')) => return Some(Answer::OfEither),
            (b"graph", Some(b'{')) => return opengraph(window, value),
            (b"id", _) if is_page => return GRAPH,
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

/// Which log the context at byte `at` names, if it names one.
fn log(window: &mut Window<'_>, at: usize) -> Option<&'static str> {
    let Extent::End(end) = window.value_end(at) else {
        return None;
    };
    let context = window.rest().get(at..end)?;
    memmem::find(context, b"#auditLogs/")?;
    match memmem::find(context, b"/signIns") {
        Some(_) => Some(something_else::SIGN_INS),
        None => Some(something_else::AUDITS),
    }
}

/// Whether the object at byte `start` holds the nodes or edges of BloodHound's OpenGraph.
fn opengraph(window: &mut Window<'_>, start: usize) -> Option<Answer> {
    let mut keys = Keys::at(start + 1);
    while let Some((key, value)) = keys.next(window) {
        let byte = window.rest().get(value).copied();
        if matches!(&*key, b"nodes" | b"edges") && byte == Some(b'[') {
            return Some(Answer::Of(Format::OpenGraph));
        }
        if !keys.skip(window, value) {
            return None;
        }
    }
    None
}

/// What a record is. One that shows nothing but an id is an object of the directory if its path says
/// whose list it is in.
fn record(fields: &Fields<'_>, place: &Place) -> Option<Answer> {
    if let Some(what) = something_else::log(fields) {
        return Some(Answer::Log(what));
    }
    if resource_manager::Kind::of(fields).is_some() || json::is_table(fields) {
        return Some(Answer::Of(Format::ResourceManager));
    }
    let is_known = graph::Kind::of(fields, None).is_some();
    let id = fields.text("id");
    let is_listed = place.owner.is_some() && id.is_some_and(|id| parse_guid(&id).is_some());
    GRAPH.filter(|_| is_known || is_listed)
}
