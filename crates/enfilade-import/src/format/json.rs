//! Answers of Microsoft's services, saved as JSON in any of the ways in which people save them.
//!
//! A text is a sequence of values: one page or object, pages one after the other, one object a
//! line, a list. [`Texts`] finds the records in it and hands them on one by one, with what is known
//! of the list that they come from ([`Listing`]); what a record is, is for its reader to tell. Only
//! one record is ever held.
//!
//! Where a record is damaged, reading goes on at the next one that is set as those before it are
//! ([`recovery`]), so that nothing inside a damaged record is taken for a record of its own.

mod batch;
mod recovery;

pub(crate) use batch::is_table;

use super::damage::{
    BAD_TEXT, BROKEN, GIVEN_UP, HALF_CHARACTER, PATIENCE, STRAY, TOO_LONG, TRUNCATED,
};
use super::fields::{Fields, LOST};
use super::listing::{Form, Listing, Records};
use super::resource_manager;
use crate::decode::keys::Keys;
use crate::decode::raw;
use crate::decode::scan::Extent;
use crate::decode::window::Window;
use crate::facts::Emitter;
use memchr::memmem;
use recovery::Setting;
use std::borrow::Cow;

/// How far ahead the context of a page is looked for that stands behind its list.
const CONTEXT_AHEAD: usize = 16 << 20;

/// How deep lists may lie in lists.
const DEEPEST_LIST: u32 = 16;

/// Reads the records of the text in view into `records`; `path` is where the text lies.
pub(crate) fn read(
    window: &mut Window<'_>,
    path: &str,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    let mut texts = Texts {
        window,
        path,
        records,
        out,
        setting: Setting::default(),
        in_graph: false,
        damaged: false,
        wasted: 0,
    };
    texts.read();
}

struct Texts<'t, 'a, 's, R> {
    window: &'t mut Window<'a>,
    path: &'t str,
    records: &'t mut R,
    out: &'t mut Emitter<'s>,
    /// How the records before were set.
    setting: Setting,
    /// Whether the page is the graph of BloodHound's OpenGraph, which holds two lists.
    in_graph: bool,
    damaged: bool,
    /// Bytes searched for a record's end that never came.
    wasted: u64,
}

/// What an object is, as its keys tell.
enum Shape {
    /// It wraps a list: where the list's key and the list begin.
    Envelope,
    /// It is a record.
    Record,
}

impl<R: Records> Texts<'_, '_, '_, R> {
    fn read(&mut self) {
        // Records that stand in no list, as in one object a line, are one list together.
        let mut loose = Listing::new(self.path, Form::Loose);
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' => match self.shape() {
                    Shape::Envelope => self.envelope(),
                    Shape::Record => self.record(&mut loose),
                },
                b'[' => {
                    self.window.consume(1);
                    let mut listing = Listing::new(self.path, Form::List);
                    self.items(&mut listing, 0);
                    self.end(&listing);
                }
                b',' => self.window.consume(1),
                // The end of an envelope whose start was damaged.
                b']' | b'}' if self.damaged => self.window.consume(1),
                _ => self.stray(),
            }
        }
        if loose.items > 0 {
            self.end(&loose);
        }
    }

    fn end(&mut self, listing: &Listing) {
        if let Some(tenant) = listing.tenant {
            let source = self.out.provenance.source;
            self.out.hierarchy.state_tenant(source, tenant);
        }
        self.records.end(listing, self.out);
    }

    /// What the object is that the view begins with.
    fn shape(&mut self) -> Shape {
        let mut keys = Keys::after_brace();
        while let Some((key, value)) = keys.next(self.window) {
            let byte = self.window.rest().get(value).copied();
            if byte == Some(b'[') && is_list_key(&key) || byte == Some(b'{') && key == b"graph" {
                return Shape::Envelope;
            }
            if key == b"id" {
                break;
            }
            if !keys.skip(self.window, value) {
                break;
            }
        }
        Shape::Record
    }

    /// Reads a page: its list, and what stands around it.
    fn envelope(&mut self) {
        self.window.consume(1);
        let form = match self.in_graph {
            true => Form::OpenGraph,
            false => Form::Page,
        };
        let mut listing = Listing::new(self.path, form);
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    self.end(&listing);
                    return;
                }
                b'"' => {
                    if !self.envelope_member(&mut listing) {
                        break;
                    }
                }
                _ => {
                    self.stray();
                    break;
                }
            }
        }
        if self.window.skip_space().is_none() {
            self.cut();
        }
        // What came in belongs to the page, but its end is missing.
        listing.has_more = true;
        self.end(&listing);
    }

    /// Reads a member of a page; false if the page is damaged there.
    fn envelope_member(&mut self, listing: &mut Listing) -> bool {
        let mut keys = Keys::at(0);
        let Some((key, value)) = keys.next(self.window) else {
            self.stray();
            return false;
        };
        let byte = self.window.rest().get(value).copied();
        if key == b"graph" && byte == Some(b'{') && !self.in_graph {
            self.window.consume(value);
            self.in_graph = true;
            self.envelope();
            self.in_graph = false;
            return true;
        }
        let is_list = match self.in_graph {
            true => matches!(&*key, b"nodes" | b"edges"),
            false => is_list_key(&key),
        };
        if is_list && byte == Some(b'[') {
            if key == b"responses" {
                self.window.consume(value + 1);
                self.responses();
            } else {
                // Only Graph's pages have a context.
                if key.eq_ignore_ascii_case(b"value") && !self.is_azure(value) {
                    self.look_behind(listing, value);
                }
                self.window.consume(value + 1);
                self.items(listing, 0);
            }
            return true;
        }
        let Extent::End(end) = self.window.value_end(value) else {
            self.stray();
            return false;
        };
        let json = self.window.rest().get(value..end).unwrap_or_default();
        listing.note(&key, json);
        self.window.consume(end);
        true
    }

    /// Whether the list that begins at byte `value` of the view begins with a record of Azure's.
    fn is_azure(&mut self, value: usize) -> bool {
        let mut at = value + 1;
        if self.window.peek(&mut at) != Some(b'{') {
            return false;
        }
        let Extent::End(end) = self.window.value_end(at) else {
            return false;
        };
        let record = self.window.rest().get(at..end).unwrap_or_default();
        Fields::read(record).is_ok_and(|(fields, _)| resource_manager::Kind::of(&fields).is_some())
    }

    /// Notes what stands behind the list that begins at byte `value` of the view: an answer that
    /// PowerShell kept as a hash table has its members in any order.
    fn look_behind(&mut self, listing: &mut Listing, value: usize) {
        if listing.has_context {
            return;
        }
        self.window.limited(CONTEXT_AHEAD, |window| {
            let Extent::End(end) = window.value_end(value) else {
                return;
            };
            let mut keys = Keys::at(end);
            while let Some((key, value)) = keys.next(window) {
                let Extent::End(end) = window.value_end(value) else {
                    return;
                };
                if key == b"@odata.context" {
                    listing.note(&key, window.rest().get(value..end).unwrap_or_default());
                }
                keys = Keys::at(end);
            }
        });
    }

    /// The records of a list, after its opening bracket.
    fn items(&mut self, listing: &mut Listing, depth: u32) {
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' => self.record(listing),
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    return;
                }
                // Lists of lists: PowerShell's `$pages | ConvertTo-Json`.
                b'[' if depth < DEEPEST_LIST => {
                    self.window.consume(1);
                    self.items(listing, depth + 1);
                }
                b'n' if self.window.ahead(0, 4) == b"null" => self.window.consume(4),
                _ => self.stray(),
            }
        }
        listing.has_more = true;
        self.cut();
    }

    /// The answers of a batch, after the list's opening bracket.
    fn responses(&mut self) {
        let mut listing = Listing::new(self.path, Form::Batch);
        self.items(&mut listing, 0);
    }

    /// Reads the record that the view begins with.
    fn record(&mut self, listing: &mut Listing) {
        let offset = self.window.offset();
        self.out.provenance.offset = offset;
        loop {
            let rest = self.window.rest();
            let error = match Fields::read(rest) {
                Ok((fields, end)) => {
                    self.setting.learn(&fields);
                    if has_half_characters(&rest[..end]) {
                        self.take(end, listing);
                    } else {
                        hand_on(&fields, listing, self.path, self.records, self.out);
                        self.window.consume(end);
                    }
                    return self.setting.learn_line(self.window);
                }
                Err(error) => error,
            };
            if error.is_eof() && self.window.more() {
                continue;
            }
            match self.window.value_end(0) {
                // The object is whole, but not all of it is text.
                Extent::End(end) => self.take(end, listing),
                extent => self.damaged_record(extent, &error),
            }
            return;
        }
    }

    /// Takes the record that is the first `end` bytes of the view, once its text is mended.
    fn take(&mut self, end: usize, listing: &mut Listing) {
        let bytes = &self.window.rest()[..end];
        let text = String::from_utf8_lossy(bytes);
        let is_text = matches!(text, Cow::Borrowed(_));
        let mended = raw::mend_surrogates(&text);
        if !is_text {
            self.out.odd(BAD_TEXT, || start_of(&text));
        }
        if matches!(mended, Cow::Owned(_)) {
            self.out.odd(HALF_CHARACTER, || start_of(&text));
        }
        match Fields::read(mended.as_bytes()) {
            Ok((fields, _)) => hand_on(&fields, listing, self.path, self.records, self.out),
            Err(error) => self.out.odd(BROKEN, || error.to_string()),
        }
        self.window.consume(end);
    }

    fn damaged_record(&mut self, extent: Extent, error: &serde_json::Error) {
        let at = match extent {
            Extent::Broken(at) | Extent::End(at) => self.window.offset_of(at),
            Extent::Open => self.window.offset(),
        };
        let is_full = extent == Extent::Open && self.window.is_full();
        if extent == Extent::Open {
            self.wasted += self.window.rest().len() as u64;
        }
        let has_next = self.setting.skip_to_next(self.window);
        let oddity = match extent {
            Extent::Open if is_full => TOO_LONG,
            Extent::Open if !has_next => TRUNCATED,
            _ => BROKEN,
        };
        self.damaged = true;
        let what = error.to_string();
        let what = what
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned();
        self.out.odd(oddity, || format!("byte {at}: {what}"));
        if self.wasted > PATIENCE {
            self.out.odd(GIVEN_UP, || format!("from byte {at} on"));
            while !self.window.rest().is_empty() || self.window.more() {
                self.window.consume(usize::MAX);
            }
        }
    }

    /// Skips text that is no record.
    fn stray(&mut self) {
        let at = self.window.offset();
        let start = self.window.ahead(0, 40);
        let is_nul = start.first() == Some(&0);
        let text = String::from_utf8_lossy(start).into_owned();
        let has_next = self.setting.skip_to_next(self.window);
        self.damaged = true;
        if is_nul && !has_next {
            self.out
                .odd(TRUNCATED, || format!("byte {at}: NUL bytes to the end"));
        } else {
            self.out.odd(STRAY, || format!("byte {at}: `{text}`"));
        }
    }

    /// The text ends inside a list or a page.
    fn cut(&mut self) {
        if !self.damaged {
            let at = self.window.offset();
            self.damaged = true;
            self.out.odd(TRUNCATED, || {
                format!("byte {at}: the file ends before its list does")
            });
        }
    }
}

/// Hands a record on; one that is a page, an answer of a batch or an error is taken apart first.
fn hand_on(
    fields: &Fields<'_>,
    listing: &mut Listing,
    path: &str,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    if listing.form == Form::Batch {
        return batch::response(fields, path, records, out);
    }
    if fields.has("error") && !fields.has("id") {
        return batch::failed(fields, out);
    }
    if fields
        .json("value")
        .is_some_and(|json| json.starts_with('['))
    {
        return batch::page(fields, path, records, out);
    }
    if batch::is_table(fields) {
        return batch::table(fields, path, records, out);
    }
    if let Some(lost) = &fields.lost {
        out.odd(LOST, || format!("`{lost}`"));
    }
    listing.items += 1;
    records.record(fields, listing, out);
}

/// Whether a key names the list of a page.
fn is_list_key(key: &[u8]) -> bool {
    matches!(key, b"value" | b"Value" | b"data" | b"Data" | b"responses")
}

/// Whether a text may hold escapes that are half a character.
fn has_half_characters(bytes: &[u8]) -> bool {
    if memchr::memchr(b'\\', bytes).is_none() {
        return false;
    }
    [&b"\\ud"[..], b"\\uD"]
        .iter()
        .any(|escape| memmem::find(bytes, escape).is_some())
}

fn start_of(text: &str) -> String {
    text.chars().take(80).collect()
}
