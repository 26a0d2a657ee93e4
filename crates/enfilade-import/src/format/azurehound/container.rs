//! The text around the records: the file form with its envelope, or one record a line.
//!
//! Records are found without parsing. While each stands on a line of its own, as AzureHound
//! writes them, the next line feed ends it; else its brackets are counted. Where the text is
//! damaged, reading goes on at the next thing that looks like the start of a record, and what the
//! damaged record held before the damage is kept.

use super::emitter::Emitter;
use super::record;
use crate::decode::scan::{self, Scanned};
use crate::decode::window::Window;
use crate::error::ImportError;
use crate::summary::Oddity;
use memchr::memmem;
use serde::Deserialize;

const TRUNCATED: Oddity = Oddity::damage(
    "truncated",
    "files that end too early: the collector was stopped, or the copy is incomplete; what came after is missing",
);
const BROKEN: Oddity = Oddity::damage(
    "broken-record",
    "records that are no JSON; what they held past the damage is missing",
);
const BAD_TEXT: Oddity = Oddity::damage(
    "bad-text",
    "records that are not UTF-8; the bytes that are none were replaced",
);
const STRAY: Oddity = Oddity::damage(
    "stray-text",
    "text between records that belongs to none; skipped",
);
const COUNT: Oddity = Oddity::damage(
    "count-differs",
    "files whose own count of records differs from the records found",
);
const HOPELESS: Oddity = Oddity::damage(
    "given-up",
    "files damaged so often that the rest of them was not read",
);
const FOREIGN_META: Oddity = Oddity::odd(
    "foreign-meta",
    "files that hold AzureHound records under another collector's name",
);

/// How many bytes may be looked at in vain before a file is given up.
const PATIENCE: u64 = 1 << 30;

/// How a record begins, as AzureHound writes it.
const RECORD_START: &[u8] = b"\"kind\"";

/// Reads one text. `watch` is told the place of each record.
pub(crate) fn read(
    window: &mut Window<'_>,
    out: &mut Emitter<'_>,
    watch: &mut dyn FnMut(u64) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    Container {
        window,
        out,
        watch,
        lines: false,
        wasted: 0,
        records: 0,
        damaged: false,
    }
    .read()
}

struct Container<'c, 'a, 's> {
    window: &'c mut Window<'a>,
    out: &'c mut Emitter<'s>,
    watch: &'c mut dyn FnMut(u64) -> Result<(), ImportError>,
    /// Whether the record before stood on a line of its own.
    lines: bool,
    /// Bytes scanned for a record's end that never came.
    wasted: u64,
    /// Records of the present envelope.
    records: u64,
    damaged: bool,
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
    fn read(mut self) -> Result<(), ImportError> {
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' if self.begins_envelope() => self.envelope()?,
                b'{' => self.record()?,
                b'[' => {
                    self.window.consume(1);
                    self.items()?;
                }
                b',' => self.window.consume(1),
                // The end of an envelope whose start was damaged.
                b']' | b'}' if self.damaged => self.window.consume(1),
                b'"' if self.damaged && self.skip_member() => {}
                _ => self.stray(),
            }
        }
        Ok(())
    }

    /// Whether the object that the view begins with is the file form's envelope.
    fn begins_envelope(&mut self) -> bool {
        let mut at = 1;
        loop {
            match self.window.peek(&mut at) {
                Some(b',') => at += 1,
                Some(b'"') => {
                    let Scanned::End(end) = self.window.value_end(at) else {
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
                    let Scanned::End(end) = self.window.value_end(at) else {
                        return false;
                    };
                    at = end;
                }
                _ => return false,
            }
        }
    }

    fn envelope(&mut self) -> Result<(), ImportError> {
        self.window.consume(1);
        self.records = 0;
        let mut meta = Meta::default();
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    self.check(&meta);
                    return Ok(());
                }
                b'"' => match self.key() {
                    Some((key, value)) if key == Key::Data || self.lists_records(value) => {
                        let (first, is_null) = self.list_at(value);
                        self.window.consume(value);
                        if first == b'[' {
                            self.window.consume(1);
                            self.items()?;
                        } else if !is_null || !self.skip_value() {
                            break;
                        }
                    }
                    Some((key, value)) => {
                        let Scanned::End(end) = self.window.value_end(value) else {
                            break;
                        };
                        if key == Key::Meta {
                            let json = &self.window.rest()[value..end];
                            meta = serde_json::from_slice(json).unwrap_or_default();
                        }
                        self.window.consume(end);
                    }
                    None => break,
                },
                _ => break,
            }
        }
        if self.window.rest().is_empty() {
            self.cut();
        } else {
            self.stray();
        }
        Ok(())
    }

    /// The key that the view begins with, and where its value begins.
    fn key(&mut self) -> Option<(Key, usize)> {
        let Scanned::End(end) = self.window.value_end(0) else {
            return None;
        };
        let key = match &self.window.rest()[..end] {
            b"\"data\"" => Key::Data,
            b"\"meta\"" => Key::Meta,
            _ => Key::Other,
        };
        let mut at = end;
        if self.window.peek(&mut at) != Some(b':') {
            return None;
        }
        at += 1;
        self.window.peek(&mut at)?;
        Some((key, at))
    }

    /// Skips `"meta": {...}` behind records whose envelope's start was damaged.
    fn skip_member(&mut self) -> bool {
        let Some((_, value)) = self.key() else {
            return false;
        };
        self.window.consume(value);
        self.skip_value()
    }

    /// Skips the value that the view begins with.
    fn skip_value(&mut self) -> bool {
        let Scanned::End(end) = self.window.value_end(0) else {
            return false;
        };
        self.window.consume(end);
        true
    }

    /// The first byte of the value at byte `at` of the view, and whether it is null.
    fn list_at(&self, at: usize) -> (u8, bool) {
        let value = self.window.rest().get(at..).unwrap_or_default();
        (
            value.first().copied().unwrap_or_default(),
            value.starts_with(b"null"),
        )
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
        let rest = self.window.rest().get(at..).unwrap_or_default();
        rest.strip_prefix(RECORD_START).and_then(begins_record) == Some(true)
    }

    /// The records of a list, after its opening bracket.
    fn items(&mut self) -> Result<(), ImportError> {
        while let Some(byte) = self.window.skip_space() {
            match byte {
                b'{' => self.record()?,
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    return Ok(());
                }
                _ => self.stray(),
            }
        }
        self.cut();
        Ok(())
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
    fn record(&mut self) -> Result<(), ImportError> {
        let place = self.window.offset();
        (self.watch)(place)?;
        self.out.provenance.offset = place;
        let mut tried = false;
        if self.lines
            && let Some((line, whole)) = self.line()
        {
            if self.parse(line) {
                self.window.consume(whole);
                self.records += 1;
                return Ok(());
            }
            tried = true;
        }
        let scanned = self.window.value_end(0);
        if let Scanned::End(end) = scanned {
            // A line that held more than one record was read up to the first one's end.
            let is_read = if tried {
                self.first_is_whole(end)
            } else {
                self.parse(end)
            };
            if is_read {
                let after = self.window.rest().get(end..).unwrap_or_default();
                self.lines = scan::line(after).is_some_and(|(between, _)| between.is_empty());
                self.window.consume(end);
                self.records += 1;
                return Ok(());
            }
        }
        self.damaged_record(scanned, tried);
        Ok(())
    }

    /// The length of the line that the view begins with, if it looks like a whole record: without
    /// and with what separates it from the next.
    fn line(&mut self) -> Option<(usize, usize)> {
        loop {
            if let Some((line, whole)) = scan::line(self.window.rest()) {
                return line.ends_with(b"}").then_some((line.len(), whole));
            }
            if !self.window.more() {
                return None;
            }
        }
    }

    /// Reads the first `len` bytes of the view as a record; false if they are none.
    fn parse(&mut self, len: usize) -> bool {
        let bytes = &self.window.rest()[..len];
        match std::str::from_utf8(bytes) {
            Ok(text) => record::read(text, self.out).is_ok(),
            Err(error) => {
                let text = String::from_utf8_lossy(bytes);
                let is_read = record::read(&text, self.out).is_ok();
                let at = self.window.offset_of(error.valid_up_to());
                self.out.odd(BAD_TEXT, || format!("byte {at}"));
                is_read
            }
        }
    }

    /// Whether the first `len` bytes of the view are JSON. They were handed on already.
    fn first_is_whole(&self, len: usize) -> bool {
        let bytes = &self.window.rest()[..len];
        serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
    }

    /// Keeps what a damaged record held before the damage, and moves to the next record.
    fn damaged_record(&mut self, scanned: Scanned, tried: bool) {
        let next = self.next_start(1);
        let own = match (scanned, next) {
            // Its brackets close before the next record begins.
            (Scanned::End(end), Some(next)) if end <= next => end,
            (Scanned::End(end), None) => end,
            (_, Some(next)) => next,
            (_, None) => self.window.rest().len(),
        };
        if !tried {
            let bytes = &self.window.rest()[..own];
            let valid = match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
            };
            record::read(valid, self.out).ok();
        }
        let bytes = &self.window.rest()[..own];
        let (place, what) = match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
            Ok(_) => (own, "something that no record may hold".to_owned()),
            Err(error) => (place_of(bytes, &error), reason(&error)),
        };
        let at = self.window.offset_of(place);
        let is_cut = next.is_none() && scanned == Scanned::More;
        self.count(if is_cut { TRUNCATED } else { BROKEN }, || {
            format!("byte {at}: {what}")
        });
        self.wasted += own as u64;
        if scanned == Scanned::More {
            self.wasted += self.window.rest().len() as u64;
        }
        self.window.consume(own);
        self.give_up();
    }

    /// Where the next record seems to begin, from byte `from` of the view on.
    fn next_start(&mut self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let rest = self.window.rest();
            while let Some(found) = memmem::find(rest.get(from..)?, RECORD_START) {
                let at = from + found;
                let after = rest.get(at + RECORD_START.len()..).unwrap_or_default();
                match begins_record(after) {
                    Some(true) => {
                        let before = rest[..at]
                            .iter()
                            .rposition(|byte| !byte.is_ascii_whitespace());
                        if let Some(brace) = before.filter(|&before| rest[before] == b'{')
                            && brace > 0
                        {
                            return Some(brace);
                        }
                        from = at + 1;
                    }
                    Some(false) => from = at + 1,
                    None => break,
                }
            }
            let searched = rest.len();
            if !self.window.more() {
                return None;
            }
            from = from.max(searched.saturating_sub(RECORD_START.len()));
        }
    }

    /// Skips text that is no record.
    fn stray(&mut self) {
        let at = self.window.offset();
        let rest = self.window.rest();
        let text = String::from_utf8_lossy(&rest[..rest.len().min(40)]).into_owned();
        let next = self.next_start(0);
        let skipped = next.unwrap_or(self.window.rest().len()).max(1);
        self.count(STRAY, || format!("byte {at}: `{text}`"));
        self.wasted += skipped as u64;
        self.window.consume(skipped);
        self.give_up();
    }

    /// The text ends inside a list or an envelope.
    fn cut(&mut self) {
        if !self.damaged {
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
        self.count(HOPELESS, || format!("from byte {at} on"));
        while !self.window.rest().is_empty() {
            let len = self.window.rest().len();
            self.window.consume(len);
            self.window.more();
        }
    }
}

/// Whether `: "AZ` stands at the start of `after`; none if too little of it is there.
fn begins_record(after: &[u8]) -> Option<bool> {
    let mut rest = &after[scan::space(after)..];
    for expected in [&b":"[..], b"\"AZ"] {
        rest = &rest[scan::space(rest)..];
        if rest.len() < expected.len() {
            return None;
        }
        let Some(more) = rest.strip_prefix(expected) else {
            return Some(false);
        };
        rest = more;
    }
    Some(true)
}

/// The byte at which the parser stopped.
fn place_of(bytes: &[u8], error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', bytes)
            .nth(line - 2)
            .map_or(0, |at| at + 1),
    };
    // A column names the byte that is wrong, and at the end of the text the byte before.
    let back = usize::from(!error.is_eof());
    (line_start + error.column().saturating_sub(back)).min(bytes.len())
}

/// What the parser said, without its line and column.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
