//! A view of a text that moves forward over a stream.
//!
//! The view is a buffer that grows as far as one record needs and no further than a limit. What
//! is read at once, and how the stream cuts it, changes nothing that the view shows.

use super::encoding::Encoding;
use super::scan::{Extent, space};
use super::skip;
use std::io::{self, Read};
use std::ops::Range;

/// How much a [`Window`] holds.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Sizes {
    /// How many bytes the stream is asked for at the least.
    pub(crate) chunk: usize,
    /// How many bytes the view may hold; it does not grow past them.
    pub(crate) most: usize,
    /// How many bytes of whole lines are read at once on another thread.
    pub(crate) batch: usize,
}

impl Sizes {
    /// Views of records of up to `most` bytes; a view that holds nothing would show nothing.
    pub(crate) fn for_records(most: usize) -> Sizes {
        Sizes {
            chunk: 256 << 10,
            most: most.max(1 << 10),
            batch: 1 << 20,
        }
    }
}

/// How much room a buffer has before the view, for what stands before a part that is [taken](Window::take).
const MARGIN: usize = 64;

/// A part of a text that was taken out of a view, with the buffer in which it stands.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    buffer: Vec<u8>,
    part: Range<usize>,
}

impl Taken {
    /// The part.
    pub(crate) fn text(&self) -> &[u8] {
        self.buffer.get(self.part.clone()).unwrap_or_default()
    }

    fn copied(mut buffer: Vec<u8>, before: &[u8], bytes: &[u8], after: &[u8]) -> Taken {
        buffer.clear();
        for part in [before, bytes, after] {
            buffer.extend_from_slice(part);
        }
        let part = 0..buffer.len();
        Taken { buffer, part }
    }
}

/// A text, from the current place on. UTF-8, as far as the source is.
pub(crate) struct Window<'a> {
    reader: Box<dyn Read + 'a>,
    encoding: Encoding,
    sizes: Sizes,
    buffer: Vec<u8>,
    /// Where in the buffer the view begins and ends.
    start: usize,
    end: usize,
    /// Where in the source the view begins.
    offset: u64,
    ended: bool,
    failure: Option<io::Error>,
}

impl<'a> Window<'a> {
    /// A view of a source in `encoding`, whose first byte here is its byte `offset`.
    pub(crate) fn new(
        source: Box<dyn Read + 'a>,
        encoding: Encoding,
        offset: u64,
        sizes: Sizes,
    ) -> Window<'a> {
        Window {
            reader: encoding.decode(source),
            encoding,
            sizes,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            offset,
            ended: false,
            failure: None,
        }
    }

    /// What is in view.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Where in the source the view begins.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Where in the source the byte `ahead` of the view lies.
    pub(crate) fn offset_of(&self, ahead: usize) -> u64 {
        let rest = self.rest();
        self.offset + self.encoding.source_bytes(&rest[..ahead.min(rest.len())])
    }

    /// Whether the view holds as much as it may, so that what it begins with may go on.
    pub(crate) fn is_full(&self) -> bool {
        !self.ended && self.end - self.start >= self.sizes.most
    }

    /// Runs `look` with a view of at most `most` bytes.
    pub(crate) fn limited<T>(&mut self, most: usize, look: impl FnOnce(&mut Self) -> T) -> T {
        let own = self.sizes.most;
        self.sizes.most = own.min(most);
        let seen = look(self);
        self.sizes.most = own;
        seen
    }

    /// Brings more of the stream into view: at least as much again as is there, so that whoever
    /// starts over each time still takes linear time. False if there is no more, or no room.
    pub(crate) fn more(&mut self) -> bool {
        if self.ended || self.is_full() {
            return false;
        }
        let before = self.end - self.start;
        if self.start > MARGIN {
            self.buffer.copy_within(self.start..self.end, MARGIN);
            (self.start, self.end) = (MARGIN, MARGIN + before);
        }
        let wanted = before + self.sizes.chunk.max(before);
        let wanted = self.start + wanted.min(self.sizes.most);
        let ended_at = self.end;
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.end < wanted && !self.ended {
            match self.reader.read(&mut self.buffer[self.end..wanted]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end += read,
                Err(error) => {
                    self.ended = true;
                    self.failure = Some(error);
                }
            }
        }
        self.end > ended_at
    }

    /// Takes the first `len` bytes out of the view, between `before` and `after`. No more is copied than
    /// either of them or what follows them in the view; `spare` is where that goes.
    pub(crate) fn take(&mut self, len: usize, before: &[u8], after: &[u8], spare: Taken) -> Taken {
        let mut spare = spare.buffer;
        let (from, to) = (self.start, (self.start + len).min(self.end));
        self.offset = self.offset_of(to - from);
        let behind = to..self.end;
        if behind.len() > to - from || from < before.len() {
            self.start = to;
            return Taken::copied(spare, before, &self.buffer[from..to], after);
        }
        let end = MARGIN + behind.len();
        if spare.len() < end {
            spare.resize(end, 0);
        }
        spare[MARGIN..end].copy_from_slice(&self.buffer[behind]);
        (self.start, self.end) = (MARGIN, end);
        let mut buffer = std::mem::replace(&mut self.buffer, spare);
        let part = from - before.len()..to + after.len();
        buffer[part.start..from].copy_from_slice(before);
        if buffer.len() < part.end {
            buffer.resize(part.end, 0);
        }
        buffer[to..part.end].copy_from_slice(after);
        Taken { buffer, part }
    }

    /// Moves the view forward.
    pub(crate) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.rest().len());
        self.offset = self.offset_of(bytes);
        self.start += bytes;
    }

    /// Moves the view past white space, and past the byte order marks that files had which were joined. The
    /// byte it then begins with, if any.
    pub(crate) fn skip_space(&mut self) -> Option<u8> {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        loop {
            let count = space(self.rest());
            self.consume(count);
            match self.rest().first().copied() {
                Some(byte) if byte == MARK[0] && self.ahead(0, MARK.len()) == MARK => {
                    self.consume(MARK.len());
                }
                Some(byte) => return Some(byte),
                None if self.more() => {}
                None => return None,
            }
        }
    }

    /// Finds the end of the value that the view, or its byte `from`, begins with, bringing into
    /// view what that takes. Ends and places count from the start of the view.
    pub(crate) fn value_end(&mut self, from: usize) -> Extent {
        loop {
            let rest = self.rest().get(from..).unwrap_or_default();
            let in_view = rest.len();
            match skip::extent(rest) {
                Extent::Open if self.more() => {}
                // A number may go on.
                Extent::End(end) if end == in_view && self.more() => {}
                Extent::End(end) => return Extent::End(from + end),
                Extent::Broken(at) => return Extent::Broken(from + at),
                Extent::Open => return Extent::Open,
            }
        }
    }

    /// Moves the byte index `at` past white space, bringing into view what that takes. The byte
    /// there, if any.
    pub(crate) fn peek(&mut self, at: &mut usize) -> Option<u8> {
        loop {
            *at += space(self.rest().get(*at..).unwrap_or_default());
            match self.rest().get(*at).copied() {
                Some(byte) => return Some(byte),
                None if self.more() => {}
                None => return None,
            }
        }
    }

    /// The first `len` bytes from byte `at` of the view on, brought into view; fewer where the text
    /// ends.
    pub(crate) fn ahead(&mut self, at: usize, len: usize) -> &[u8] {
        while self.rest().len() < at + len && self.more() {}
        let rest = self.rest().get(at..).unwrap_or_default();
        &rest[..len.min(rest.len())]
    }

    /// Whether so many batches of lines fit into the view, and can be told apart: where the bytes of
    /// the source are those of the text.
    pub(crate) fn has_batches(&self, count: usize) -> bool {
        let fits = (count + 2).saturating_mul(self.sizes.batch) <= self.sizes.most;
        self.encoding == Encoding::Utf8 && fits
    }

    /// How many bytes at the start of the view are whole lines, up to about a batch; `None` if there is
    /// less than that in sight.
    pub(crate) fn batch(&mut self) -> Option<usize> {
        let begun = self.begun(self.sizes.batch);
        memchr::memrchr(b'\n', begun?).map(|end| end + 1)
    }

    /// The start of the view: at least `size` bytes, and what came into view with them.
    fn begun(&mut self, size: usize) -> Option<&[u8]> {
        let is_there = self.ahead(0, size).len() == size;
        let rest = self.rest();
        is_there.then(|| &rest[..rest.len().min(2 * size)])
    }

    /// How many bytes at the start of the view are members, up to about a batch, if `between` stands
    /// before the next one (its first byte ends the last of them); or those up to the end of the
    /// line, and true. `None` if neither is in sight.
    pub(crate) fn members(&mut self, between: &[u8]) -> Option<(usize, bool)> {
        let size = self.sizes.batch.max(2 * between.len());
        let in_view = self.ahead(0, size).len();
        let rest = self.rest();
        let begun = &rest[..rest.len().min(in_view.max(2 * size))];
        match memchr::memchr(b'\n', begun) {
            Some(end) => Some((end + 1, true)),
            None => Some((memchr::memmem::rfind(begun, between)? + 1, false)),
        }
    }

    /// Whether the view begins with `start` and holds a batch without the end of a line. No more is
    /// brought into view than it takes to tell.
    pub(crate) fn begins_long(&mut self, start: &[u8]) -> bool {
        let size = self.sizes.batch.max(2 * start.len());
        if self.ahead(0, start.len()) != start {
            return false;
        }
        let in_view = self.rest().len().min(size);
        if memchr::memchr(b'\n', &self.rest()[..in_view]).is_some() {
            return false;
        }
        let begun = self.ahead(0, size);
        begun.len() == size && memchr::memchr(b'\n', begun).is_none()
    }

    /// Brings bytes back that were just consumed, the first of which is byte `offset` of the source.
    pub(crate) fn put_back(&mut self, bytes: &[u8], offset: u64) {
        let rest = self.start..self.end;
        let mut buffer = Vec::with_capacity(bytes.len() + rest.len());
        buffer.extend_from_slice(bytes);
        buffer.extend_from_slice(&self.buffer[rest]);
        (self.start, self.end, self.offset) = (0, buffer.len(), offset);
        self.buffer = buffer;
    }

    /// Why the stream ended before its end, if it did.
    pub(crate) fn into_failure(self) -> Option<io::Error> {
        self.failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &[u8], chunk: usize, most: usize) -> Window<'_> {
        Window::new(
            Box::new(text),
            Encoding::Utf8,
            0,
            Sizes {
                chunk,
                most,
                batch: most,
            },
        )
    }

    #[test]
    fn a_value_is_found_whatever_comes_at_once() {
        let text = br#"  {"k":["a\\\"b",{"c":"\u00e9"}],"d":null} 125 "#;
        for chunk in 1..text.len() {
            let mut window = window(text, chunk, 1000);
            assert_eq!(window.skip_space(), Some(b'{'), "chunks of {chunk}");
            assert_eq!(window.value_end(0), Extent::End(text.len() - 7));
            window.consume(text.len() - 7);
            assert_eq!(window.skip_space(), Some(b'1'));
            assert_eq!(window.value_end(0), Extent::End(3));
            assert_eq!(window.offset(), text.len() as u64 - 4);
        }
    }

    #[test]
    fn a_view_grows_no_further_than_it_may() {
        let text = [b"[".repeat(100), b"]".repeat(100)].concat();
        let mut narrow = window(&text, 10, 100);
        assert_eq!(narrow.value_end(0), Extent::Open);
        assert!(narrow.is_full() && narrow.rest().len() == 100);
        let mut wide = window(&text, 10, 1000);
        assert_eq!(wide.limited(100, |view| view.value_end(0)), Extent::Open);
        assert_eq!(wide.value_end(0), Extent::End(200));
        let mut cut = window(&text[..150], 10, 1000);
        assert_eq!(cut.value_end(0), Extent::Open);
        assert!(!cut.is_full());
    }

    #[test]
    fn what_is_taken_out_and_what_is_left_make_the_text() {
        let text: Vec<u8> = (0..5000_u32).map(|at| b'a' + (at % 26) as u8).collect();
        let (before, after) = (&b"<before the part>"[..], &b"</>"[..]);
        for (chunk, len) in [(100, 40), (1000, 900), (1000, 30), (64, 64), (5000, 4999)] {
            let mut window = window(&text, chunk, 10_000);
            let (mut taken, mut at) = (Taken::default(), 0);
            while window.ahead(0, len).len() == len {
                taken = window.take(len, before, after, taken);
                let expected = [before, &text[at..at + len], after].concat();
                assert_eq!(taken.text(), expected, "chunks of {chunk}, byte {at}");
                at += len;
                assert_eq!(window.offset(), at as u64);
                // As the comma between two members.
                window.ahead(0, 1);
                window.consume(1);
                at += 1;
            }
            while window.more() {}
            assert_eq!(window.rest(), text.get(at..).unwrap_or_default());
        }
    }
}
