//! Finding the next record behind a damaged one.
//!
//! JSON nests, and a damaged record hides how deep the reader is: the next `{` may well begin an
//! inner object, which must never pass for a record. So the records before are taken as a pattern. A
//! next record begins on a line of its own behind the same white space, as one object a line and
//! indented text do; or, in text without lines, it begins with the same two keys.

use super::indentation;
use crate::decode::window::Window;
use crate::format::fields::Fields;
use memchr::{memchr_iter, memmem};

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

/// How much of a view is kept while a start is searched: it may straddle the end.
const STRADDLE: usize = 256;

/// How many places are tried in text without lines, and how far each is looked at: damage that is
/// made to cost time must not.
const TRIES: usize = 2000;
const LOOK: usize = 64 << 10;

impl Setting {
    /// Learns from a record that `rest` begins with and that ends before byte `end`.
    pub(super) fn learn(&mut self, rest: &[u8], fields: &Fields<'_>, end: usize) {
        if self.keys.is_none() {
            let mut names = fields.names();
            if let (Some(first), Some(second)) = (names.next(), names.next()) {
                self.keys = Some((first.to_owned(), second.to_owned()));
            }
        }
        // The next record's indentation is most likely this one's.
        if self.line.is_none() {
            let after = rest.get(end..).unwrap_or_default();
            let next = after.iter().position(|byte| *byte == b'{');
            let between = next.and_then(|next| after.get(..next));
            self.line = between.and_then(indentation).map(<[u8]>::to_vec);
        }
    }

    /// Moves the view to the next record after its first byte; to the end of the text, and false
    /// then, if there is none.
    pub(super) fn skip_to_next(&mut self, window: &mut Window<'_>) -> bool {
        window.consume(1);
        loop {
            let rest = window.rest();
            if let Some(at) = self.find(rest) {
                window.consume(at);
                return true;
            }
            window.consume(rest.len().saturating_sub(STRADDLE));
            if !window.more() {
                window.consume(STRADDLE);
                return false;
            }
        }
    }

    /// Where in `text` a record begins.
    fn find(&mut self, text: &[u8]) -> Option<usize> {
        if let Some(line) = &self.line {
            return memmem::find_iter(text, line.as_slice())
                .map(|at| at + line.len())
                .find(|at| text.get(*at) == Some(&b'{'));
        }
        for at in memchr_iter(b'{', text) {
            if self.tries == 0 {
                return None;
            }
            self.tries -= 1;
            let end = text.len().min(at + LOOK);
            if self.is_alike(&text[at..end]) {
                return Some(at);
            }
        }
        None
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
