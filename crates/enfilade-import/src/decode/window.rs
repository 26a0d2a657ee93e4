//! A view of a text that moves forward, over mapped memory or over a stream.
//!
//! Over mapped memory the view is the whole rest of the file and nothing is copied. Over a stream
//! (an archive, another encoding) it is a buffer that grows as far as one record needs.

use super::encoding::Encoding;
use super::scan::{Scanned, Scanner, space};
use std::io::{self, Read};

/// How much a stream is asked for at the least.
const CHUNK: usize = 256 << 10;

/// A text, from the current place on. UTF-8, as far as the source is.
pub(crate) struct Window<'a> {
    text: Text<'a>,
    /// Where in the text the view begins.
    start: usize,
    /// Where in the source the view begins.
    offset: u64,
    encoding: Encoding,
}

enum Text<'a> {
    Mapped(&'a [u8]),
    Stream {
        reader: Box<dyn Read + 'a>,
        buffer: Vec<u8>,
        ended: bool,
        failure: Option<io::Error>,
        most: usize,
    },
}

impl<'a> Window<'a> {
    /// A view of mapped UTF-8 text, whose first byte is byte `offset` of the source.
    pub(crate) fn mapped(text: &'a [u8], offset: u64) -> Window<'a> {
        Window {
            text: Text::Mapped(text),
            start: 0,
            offset,
            encoding: Encoding::Utf8,
        }
    }

    /// A view of a stream of UTF-8 that was decoded from `encoding`. A record longer than `most`
    /// bytes ends the stream with an error.
    pub(crate) fn stream(
        reader: Box<dyn Read + 'a>,
        encoding: Encoding,
        offset: u64,
        most: usize,
    ) -> Window<'a> {
        let text = Text::Stream {
            reader,
            buffer: Vec::new(),
            ended: false,
            failure: None,
            most,
        };
        Window {
            text,
            start: 0,
            offset,
            encoding,
        }
    }

    /// What is in view.
    pub(crate) fn rest(&self) -> &[u8] {
        match &self.text {
            Text::Mapped(text) => &text[self.start..],
            Text::Stream { buffer, .. } => &buffer[self.start..],
        }
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

    /// Brings more of a stream into view; false if there is no more.
    pub(crate) fn more(&mut self) -> bool {
        let Text::Stream {
            reader,
            buffer,
            ended,
            failure,
            most,
        } = &mut self.text
        else {
            return false;
        };
        if *ended {
            return false;
        }
        buffer.drain(..self.start);
        self.start = 0;
        if buffer.len() > *most {
            *ended = true;
            *failure = Some(io::Error::other(crate::source::unpack::PastLimit(format!(
                "a record is longer than {most} bytes"
            ))));
            return false;
        }
        let before = buffer.len();
        let wanted = before.max(CHUNK);
        match reader.by_ref().take(wanted as u64).read_to_end(buffer) {
            Ok(read) => *ended = read < wanted,
            Err(error) => {
                *ended = true;
                *failure = Some(error);
            }
        }
        buffer.len() > before
    }

    /// Moves the view forward.
    pub(crate) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.rest().len());
        self.offset = self.offset_of(bytes);
        self.start += bytes;
    }

    /// Moves the view past white space. The byte it then begins with, if any.
    pub(crate) fn skip_space(&mut self) -> Option<u8> {
        loop {
            let count = space(self.rest());
            self.consume(count);
            match self.rest().first().copied() {
                Some(byte) => return Some(byte),
                None if self.more() => {}
                None => return None,
            }
        }
    }

    /// Finds the end of the value that the view, or its byte `from`, begins with, bringing into
    /// view what that takes. Ends and places count from the start of the view.
    pub(crate) fn value_end(&mut self, from: usize) -> Scanned {
        let mut scanner = Scanner::default();
        loop {
            match scanner.scan(self.rest().get(from..).unwrap_or_default()) {
                Scanned::More if self.more() => {}
                Scanned::End(end) => return Scanned::End(from + end),
                Scanned::Broken(at) => return Scanned::Broken(from + at),
                Scanned::More => return Scanned::More,
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

    /// Why the stream ended before its end, if it did.
    pub(crate) fn into_failure(self) -> Option<io::Error> {
        match self.text {
            Text::Mapped(_) => None,
            Text::Stream { failure, .. } => failure,
        }
    }
}
