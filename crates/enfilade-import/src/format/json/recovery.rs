//! Finding the next record behind a damaged one.
//!
//! JSON nests, and a damaged record hides how deep the reader is: the next `{` may well begin an
//! inner object, which must never pass for a record. So the records before are taken as a pattern. A
//! next record begins on a line of its own behind the same white space, as one object a line and
//! indented text do; or, in text without lines, it begins with the same two keys.

use crate::decode::scan;
use crate::decode::window::Window;
use crate::format::fields::Fields;
use memchr::{memchr, memmem};

/// How records are set in their text.
#[derive(Debug)]
pub(super) struct Setting {
    /// A line feed and the white space before a record.
    line: Option<Vec<u8>>,
    /// The first two keys of a record.
    keys: Option<(String, String)>,
    /// How many places may still be tried in text without lines.
    tries: usize,
}

impl Default for Setting {
    fn default() -> Setting {
        Setting {
            line: None,
            keys: None,
            tries: TRIES,
        }
    }
}

/// How many places are tried in text without lines, and how far each is looked at: damage that is
/// made to cost time must not.
const TRIES: usize = 2000;
const LOOK: usize = 64 << 10;

impl Setting {
    /// Learns from a record.
    pub(super) fn learn(&mut self, fields: &Fields<'_>) {
        if self.keys.is_none() {
            let mut names = fields.names();
            if let (Some(first), Some(second)) = (names.next(), names.next()) {
                self.keys = Some((first.to_owned(), second.to_owned()));
            }
        }
    }

    /// Learns how the next record is set from what stands between it and the one before, with which
    /// the view begins.
    pub(super) fn learn_line(&mut self, window: &mut Window<'_>) {
        if self.line.is_some() {
            return;
        }
        let mut at = 0;
        if window.peek(&mut at) == Some(b',') {
            at += 1;
        }
        if window.peek(&mut at) == Some(b'{') {
            let between = window.rest().get(..at).unwrap_or_default();
            self.line = indentation(between).map(<[u8]>::to_vec);
        }
    }

    /// Moves the view to the next record after its first byte; to the end of the text, and false
    /// then, if there is none. What comes into view at once plays no part.
    pub(super) fn skip_to_next(&mut self, window: &mut Window<'_>) -> bool {
        window.consume(1);
        match self.line.clone() {
            Some(line) => next_on_line(&line, window),
            None => self.next_alike(window),
        }
    }

    /// Moves the view to the next object that looks like a record.
    fn next_alike(&mut self, window: &mut Window<'_>) -> bool {
        loop {
            let Some(at) = memchr(b'{', window.rest()) else {
                window.consume(usize::MAX);
                if !window.more() {
                    return false;
                }
                continue;
            };
            window.consume(at);
            if self.tries == 0 {
                while !window.rest().is_empty() || window.more() {
                    window.consume(usize::MAX);
                }
                return false;
            }
            self.tries -= 1;
            if self.is_alike(window.ahead(0, LOOK)) {
                return true;
            }
            window.consume(1);
        }
    }

    /// Whether what `text` begins with looks like the records before; like any record if there were
    /// none.
    fn is_alike(&self, text: &[u8]) -> bool {
        let keys = self.keys.as_ref();
        match (Fields::read(text), keys) {
            (Ok((fields, _)), Some((first, second))) => {
                let mut names = fields.names();
                names.next() == Some(first) && names.next() == Some(second)
            }
            (Ok((fields, _)), None) => fields.has("id"),
            // It goes on behind the view.
            (Err(error), Some((first, _))) if error.is_eof() => text
                .strip_prefix(b"{\"")
                .is_some_and(|rest| rest.starts_with(first.as_bytes())),
            (Err(_), _) => false,
        }
    }
}

/// Moves the view to the next object that stands on a line of its own behind the same white space.
fn next_on_line(line: &[u8], window: &mut Window<'_>) -> bool {
    loop {
        let rest = window.rest();
        let found = memmem::find_iter(rest, line)
            .map(|at| at + line.len())
            .find(|at| rest.get(*at) == Some(&b'{'));
        if let Some(at) = found {
            window.consume(at);
            return true;
        }
        // The white space may straddle the end of the view.
        window.consume(rest.len().saturating_sub(line.len()));
        if !window.more() {
            window.consume(usize::MAX);
            return false;
        }
    }
}

/// The bytes of white space before the record that ends a view's `before`, from the last line feed.
fn indentation(before: &[u8]) -> Option<&[u8]> {
    let line = memchr::memrchr(b'\n', before)?;
    let indentation = &before[line..];
    (scan::space(indentation) == indentation.len()).then_some(indentation)
}
