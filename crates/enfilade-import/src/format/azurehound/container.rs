//! The text around the records: the file form with its envelope, or one record a line.
//!
//! While each record stands on a line of its own, as AzureHound writes them, the next line feed
//! ends it; else the parser is asked first how far it reaches. Where the text is damaged, reading
//! goes on at the next thing that looks like the start of a record, and what the damaged record
//! held before the damage is kept. Long stretches of sound lines are read in batches, on all
//! threads ([`super::batch`]).

use super::batch::{BETWEEN, Batches, LONG, Shape};
use super::record;
use crate::decode::raw;
use crate::decode::scan::{self, Extent};
use crate::decode::window::Window;
use crate::facts::Emitter;
use crate::format::damage::{
    BAD_TEXT, BROKEN, GIVEN_UP, HALF_CHARACTER, PATIENCE, STRAY, TOO_LONG, TRUNCATED,
};
use crate::summary::Oddity;
use memchr::memmem;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::ops::Range;

const COUNT: Oddity = Oddity::damage(
    "count-differs",
    "files whose own count of records differs from the records found",
);
const ODD_META: Oddity = Oddity::odd(
    "odd-meta",
    "files whose `meta` cannot be read, so that their count of records was not checked",
);
const FOREIGN_META: Oddity = Oddity::odd(
    "foreign-meta",
    "files that hold AzureHound records under another collector's name",
);

/// How a record begins, as AzureHound writes it.
const RECORD_START: &[u8] = b"\"kind\"";

/// How much of a view is kept while the start of a record is searched: it may straddle the end.
const STRADDLE: usize = 64;

/// Reads one text.
pub(crate) fn read(window: &mut Window<'_>, out: &mut Emitter<'_>) {
    Container {
        window,
        out,
        lines: false,
        wasted: 0,
        records: 0,
        damaged: false,
        end_is_lost: false,
        in_order_until: 0,
        resumed: None,
    }
    .read();
}

struct Container<'c, 'a, 's> {
    window: &'c mut Window<'a>,
    out: &'c mut Emitter<'s>,
    /// Whether the record before stood on a line of its own.
    lines: bool,
    /// Bytes searched for a record's end that never came.
    wasted: u64,
    /// Records of the present envelope.
    records: u64,
    damaged: bool,
    /// Whether the end of the text was skipped with what was damaged.
    end_is_lost: bool,
    /// Where the text may be read in batches again.
    in_order_until: u64,
    /// Where the record begins whose rest the view begins with.
    resumed: Option<u64>,
}

/// How reading a record went.
#[derive(Copy, Clone, Eq, PartialEq)]
enum Parsed {
    /// The text was one record.
    Whole,
    /// The text begins with a record, and goes on.
    WithMore,
    /// The text is no record, or a damaged one.
    Broken,
}

/// A key of the envelope.
#[derive(Copy, Clone, Eq, PartialEq)]
enum Key {
    Data,
    Meta,
    Other,
}

/// What `meta` says.
#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default, rename = "type")]
    collector: Option<String>,
    #[serde(default)]
    count: Option<u64>,
}

impl Container<'_, '_, '_> {
    fn read(mut self) {
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' if self.batches() => {}
                b'{' if self.begins_envelope() => self.envelope(),
                b'{' => self.record(),
                b'[' => {
                    self.window.consume(1);
                    self.items();
                }
                b',' => self.window.consume(1),
                // The end of an envelope whose start was damaged.
                b']' | b'}' if self.damaged => self.window.consume(1),
                b'"' if self.damaged && self.skip_member() => {}
                _ => self.stray(),
            }
        }
    }

    /// Whether the object that the view begins with is the file form's envelope.
    fn begins_envelope(&mut self) -> bool {
        let mut at = 1;
        loop {
            match self.window.peek(&mut at) {
                Some(b',') => at += 1,
                Some(b'"') => {
                    let Extent::End(end) = self.window.value_end(at) else {
                        return false;
                    };
                    let key = at..end;
                    at = end;
                    if self.window.peek(&mut at) != Some(b':') {
                        return false;
                    }
                    at += 1;
                    let value = self.window.peek(&mut at);
                    match self.window.rest().get(key) {
                        Some(b"\"kind\"") => return false,
                        Some(b"\"data\"") if matches!(value, Some(b'[' | b'n')) => return true,
                        Some(b"\"meta\"") => return true,
                        _ => {}
                    }
                    let Extent::End(end) = self.window.value_end(at) else {
                        return false;
                    };
                    at = end;
                }
                _ => return false,
            }
        }
    }

    fn envelope(&mut self) {
        self.window.consume(1);
        self.records = 0;
        let mut meta = Meta::default();
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    self.check(&meta);
                    return;
                }
                b'"' => match self.envelope_member(&mut meta) {
                    Ok(()) => {}
                    // The text ends in the midst of it.
                    Err(Extent::Open) if !self.window.is_full() => {
                        self.window.consume(usize::MAX);
                        return self.cut();
                    }
                    Err(_) => return self.stray(),
                },
                _ => return self.stray(),
            }
        }
        self.cut();
    }

    /// Reads a member of the envelope; if it does not end, says how far it reaches.
    fn envelope_member(&mut self, meta: &mut Meta) -> Result<(), Extent> {
        let (key, value) = self.key()?;
        let is_list = self.window.rest().get(value) == Some(&b'[');
        if is_list && (key == Key::Data || self.lists_records(value)) {
            self.window.consume(value + 1);
            self.items();
            return Ok(());
        }
        let extent = self.window.value_end(value);
        let Extent::End(end) = extent else {
            return Err(extent);
        };
        if key == Key::Meta {
            *meta = self.meta(value..end);
        }
        self.window.consume(end);
        Ok(())
    }

    /// What the bytes `at` of the view say as `meta`.
    fn meta(&mut self, at: Range<usize>) -> Meta {
        let json = &self.window.rest()[at];
        let meta: Result<Option<Meta>, _> = serde_json::from_slice(json);
        meta.unwrap_or_else(|error| {
            self.out.odd(ODD_META, || reason(&error));
            None
        })
        .unwrap_or_default()
    }

    /// The key that the view begins with, and where its value begins; if there is none, how far
    /// what is there reaches.
    fn key(&mut self) -> Result<(Key, usize), Extent> {
        let extent = self.window.value_end(0);
        let Extent::End(end) = extent else {
            return Err(extent);
        };
        let key = match &self.window.rest()[..end] {
            b"\"data\"" => Key::Data,
            b"\"meta\"" => Key::Meta,
            _ => Key::Other,
        };
        let mut at = end;
        match self.window.peek(&mut at) {
            Some(b':') => at += 1,
            Some(_) => return Err(Extent::Broken(at)),
            None => return Err(Extent::Open),
        }
        self.window.peek(&mut at).ok_or(Extent::Open)?;
        Ok((key, at))
    }

    /// Skips `"meta": {...}` behind records whose envelope's start was damaged.
    fn skip_member(&mut self) -> bool {
        let Ok((_, value)) = self.key() else {
            return false;
        };
        let Extent::End(end) = self.window.value_end(value) else {
            return false;
        };
        self.window.consume(end);
        true
    }

    /// Whether a list of records begins at byte `at` of the view, whatever its key.
    fn lists_records(&mut self, mut at: usize) -> bool {
        for expected in [b'[', b'{'] {
            if self.window.peek(&mut at) != Some(expected) {
                return false;
            }
            at += 1;
        }
        self.window.peek(&mut at);
        let start = self.window.ahead(at, STRADDLE);
        start.strip_prefix(RECORD_START).is_some_and(begins_record)
    }

    /// The records of a list, after its opening bracket.
    fn items(&mut self) {
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' if self.batches() => {}
                b'{' => self.record(),
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    return;
                }
                _ => self.stray(),
            }
        }
        self.cut();
    }

    /// Reads what can be read in batches; false if that is nothing.
    fn batches(&mut self) -> bool {
        let start = self.window.offset();
        if !self.lines || start < self.in_order_until || !self.window.has_batches(Batches::most()) {
            return false;
        }
        let mut batches = Batches::default();
        // The record of which members are being sent.
        let mut open = None;
        let mut has_read = false;
        loop {
            while batches.have_room() && self.send(&mut batches, &mut open) {}
            let Some(mut batch) = batches.next() else {
                break;
            };
            if let Some(records) = batch.hand_on(self.out) {
                self.records += records;
                has_read = true;
                batches.reuse(batch);
                continue;
            }
            self.in_order_until = batch.range.end;
            let mut unread = Vec::new();
            let offset = batch.give_back(true, &mut unread);
            if let Shape::Piece { record, .. } = batch.shape {
                self.resumed = Some(record);
            }
            while let Some(later) = batches.next() {
                later.give_back(false, &mut unread);
            }
            self.window.put_back(&unread, offset);
            return has_read;
        }
        // A record whose next member is not in sight.
        if let Some(record) = open {
            let offset = self.window.offset();
            self.in_order_until = offset + 1;
            self.resumed = Some(record);
            self.window.put_back(LONG, offset - LONG.len() as u64);
        }
        has_read
    }

    /// Sends the next batch on its way, or begins with the members of the record `open`; false if
    /// there is none.
    fn send(&mut self, batches: &mut Batches, open: &mut Option<u64>) -> bool {
        let source = self.out.provenance.source;
        if let Some(record) = *open {
            let Some((members, last)) = self.window.members(BETWEEN) else {
                return false;
            };
            let piece = Shape::Piece { record, last };
            batches.send(self.window, members, piece, source);
            // The comma between two members is in neither piece.
            self.window.consume(usize::from(!last));
            if last {
                *open = None;
            }
            return true;
        }
        // What a batch holds is kept and handed on later, which only another thread makes up for.
        if rayon::current_num_threads() > 1
            && let Some(lines) = self.window.batch()
        {
            batches.send(self.window, lines, Shape::Lines, source);
            return true;
        }
        // The white space before a long record is in no batch: nothing before it may come back.
        if !batches.is_empty() {
            return false;
        }
        self.window.skip_space();
        let offset = self.window.offset();
        let is_long = self.window.begins_long(LONG);
        if is_long {
            self.window.consume(LONG.len());
            *open = Some(offset);
        }
        is_long
    }

    /// Compares what `meta` says with what was found.
    fn check(&mut self, meta: &Meta) {
        let records = self.records;
        if let Some(count) = meta.count
            && count != records
        {
            self.count(COUNT, || format!("{count} stated, {records} found"));
        }
        if let Some(collector) = &meta.collector
            && collector != "azure"
        {
            self.count(FOREIGN_META, || collector.clone());
        }
    }

    /// Reads the record that the view begins with.
    fn record(&mut self) {
        let own = self.window.offset();
        self.out.provenance.offset = self.resumed.take().unwrap_or(own);
        let line = if self.lines { self.line() } else { None };
        if let Some((line, whole)) = line {
            match self.parse(line) {
                Parsed::Whole => self.read_up_to(whole),
                Parsed::WithMore => match self.window.value_end(0) {
                    Extent::End(end) => self.read_up_to(end),
                    _ => self.damaged_line(line, whole),
                },
                Parsed::Broken => self.damaged_line(line, whole),
            }
            return;
        }
        match self.window.value_end(0) {
            Extent::End(end) if self.parse(end) != Parsed::Broken => {
                let after = self.window.rest().get(end..).unwrap_or_default();
                self.lines = scan::line(after).is_some_and(|(between, _)| between.is_empty());
                self.read_up_to(end);
            }
            extent => self.damaged_record(extent),
        }
    }

    /// A record was read and ends, with what separates it from the next, before byte `end`.
    fn read_up_to(&mut self, end: usize) {
        self.window.consume(end);
        self.records += 1;
    }

    /// The length of the line that the view begins with, if it looks like a whole record: without
    /// and with what separates it from the next.
    fn line(&mut self) -> Option<(usize, usize)> {
        loop {
            let rest = self.window.rest();
            if let Some((line, whole)) = scan::line(rest) {
                return line.ends_with(b"}").then_some((line.len(), whole));
            }
            // A file that was not written to its end may be filled up with NUL bytes.
            if rest.last() == Some(&0) || !self.window.more() {
                return None;
            }
        }
    }

    /// Reads the first `len` bytes of the view as a record.
    fn parse(&mut self, len: usize) -> Parsed {
        let bytes = &self.window.rest()[..len];
        let (text, bad) = match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => {
                let at = self.window.offset_of(error.valid_up_to());
                (String::from_utf8_lossy(bytes), Some(at))
            }
        };
        let mended = raw::mend_surrogates(&text);
        let parsed = match record::read(&mended, self.out) {
            Ok(true) => Parsed::Whole,
            Ok(false) => Parsed::WithMore,
            Err(_) => Parsed::Broken,
        };
        if matches!(mended, Cow::Owned(_)) && parsed == Parsed::Whole {
            let start = || text.chars().take(80).collect();
            self.out.odd(HALF_CHARACTER, start);
        }
        if let Some(at) = bad {
            self.count(BAD_TEXT, || format!("byte {at}"));
        }
        parsed
    }

    /// Moves past a damaged line of `whole` bytes, or to a record in the midst of it. What the
    /// line held before the damage was read already.
    fn damaged_line(&mut self, line: usize, whole: usize) {
        let bytes = &self.window.rest()[..line];
        let (place, what) = damage(bytes);
        let at = self.window.offset_of(place);
        let next = find_start(&bytes[1..]).map_or(whole, |next| next + 1);
        self.count(BROKEN, || format!("byte {at}: {what}"));
        self.window.consume(next);
    }

    /// Keeps what a damaged record held before the damage, and moves to the next record.
    fn damaged_record(&mut self, extent: Extent) {
        let rest = self.window.rest();
        let own = match extent {
            Extent::End(end) => &rest[..end],
            Extent::Broken(_) | Extent::Open => rest,
        };
        let (place, what) = damage(own);
        let at = self.window.offset_of(place);
        let is_nul = own.get(place) == Some(&0);
        let (len, searched) = (own.len(), rest.len());
        let is_full = self.window.is_full();
        let has_next = match extent {
            Extent::End(end) => {
                self.window.consume(end);
                true
            }
            Extent::Broken(_) | Extent::Open => {
                self.parse_start(len);
                self.skip_to_record(1)
            }
        };
        let oddity = match extent {
            Extent::Open if is_full => TOO_LONG,
            Extent::Open if !has_next => TRUNCATED,
            Extent::Broken(_) if is_nul && !has_next => TRUNCATED,
            _ => BROKEN,
        };
        self.count(oddity, || format!("byte {at}: {what}"));
        if extent == Extent::Open {
            self.wasted += searched as u64;
            self.give_up();
        }
    }

    /// Reads as much as is whole of a record that ends, or is damaged, within the first `len`
    /// bytes of the view.
    fn parse_start(&mut self, len: usize) {
        let bytes = &self.window.rest()[..len];
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
        };
        record::read(&raw::mend_surrogates(text), self.out).ok();
    }

    /// Moves to where the next record seems to begin, from byte `from` of the view on; to the end
    /// of the text if there is none, and false then.
    fn skip_to_record(&mut self, from: usize) -> bool {
        self.window.consume(from);
        loop {
            let rest = self.window.rest();
            if let Some(start) = find_start(rest) {
                self.window.consume(start);
                return true;
            }
            self.window.consume(rest.len().saturating_sub(STRADDLE));
            if !self.window.more() {
                self.window.consume(STRADDLE);
                self.end_is_lost = true;
                return false;
            }
        }
    }

    /// Skips text that is no record.
    fn stray(&mut self) {
        let at = self.window.offset();
        let start = self.window.ahead(0, 40);
        let is_nul = start.first() == Some(&0);
        let text = String::from_utf8_lossy(start).into_owned();
        let has_next = self.skip_to_record(0);
        if is_nul && !has_next {
            self.count(TRUNCATED, || format!("byte {at}: NUL bytes to the end"));
        } else {
            self.count(STRAY, || format!("byte {at}: `{text}`"));
        }
    }

    /// The text ends inside a list or an envelope.
    fn cut(&mut self) {
        if !self.end_is_lost {
            let at = self.window.offset();
            self.count(TRUNCATED, || {
                format!("byte {at}: the file ends before its list does")
            });
        }
    }

    fn count(&mut self, oddity: Oddity, example: impl FnOnce() -> String) {
        self.damaged |= oddity.damage;
        self.out.odd(oddity, example);
    }

    /// Drops the rest of a file that costs more than it gives.
    fn give_up(&mut self) {
        if self.wasted <= PATIENCE {
            return;
        }
        let at = self.window.offset();
        self.count(GIVEN_UP, || format!("from byte {at} on"));
        self.end_is_lost = true;
        while !self.window.rest().is_empty() {
            let len = self.window.rest().len();
            self.window.consume(len);
            self.window.more();
        }
    }
}

/// Where in `text` a record seems to begin.
fn find_start(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, RECORD_START).find_map(|at| {
        let brace = text[..at]
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace())?;
        let begins = text[brace] == b'{' && begins_record(&text[at + RECORD_START.len()..]);
        begins.then_some(brace)
    })
}

/// Whether `: "AZ` stands at the start of `after`.
fn begins_record(after: &[u8]) -> bool {
    let mut rest = after;
    [&b":"[..], b"\"AZ"].iter().all(|expected| {
        rest = &rest[scan::space(rest)..];
        let more = rest.strip_prefix(*expected);
        rest = more.unwrap_or_default();
        more.is_some()
    })
}

/// Where `bytes` stop being a record, and why.
fn damage(bytes: &[u8]) -> (usize, String) {
    match serde_json::from_slice::<IgnoredAny>(bytes) {
        Ok(_) => (bytes.len(), "something that no record may hold".to_owned()),
        Err(error) => (scan::place(bytes, &error), reason(&error)),
    }
}

/// What the parser said, without its line and column.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
