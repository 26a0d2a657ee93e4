//! Text encodings: UTF-8, and the UTF-16 that Windows PowerShell writes when a program's output
//! is redirected into a file.

use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, Read};

/// How a source encodes its text.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// Stands in decoded text for a unit of UTF-16 that is no character; no UTF-8 holds this byte.
const NO_CHARACTER: u8 = 0xff;

impl Encoding {
    /// The encoding of a source that begins with `head`, and how many bytes its mark takes.
    ///
    /// Without a mark, JSON in UTF-16 shows itself: every second byte of its ASCII is zero.
    pub(crate) fn of(head: &[u8]) -> (Encoding, usize) {
        match head {
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
            [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Be, 0),
            [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Le, 0),
            _ => (Encoding::Utf8, 0),
        }
    }

    /// How many bytes of the source `text` was decoded from.
    pub(crate) fn source_bytes(self, text: &[u8]) -> u64 {
        match self {
            Encoding::Utf8 => text.len() as u64,
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let units: usize = text
                    .iter()
                    .map(|&byte| match byte {
                        0x80..=0xbf => 0,
                        0xf0..=0xf7 => 2,
                        _ => 1,
                    })
                    .sum();
                2 * units as u64
            }
        }
    }

    /// A stream of UTF-8 from a stream in this encoding. What is no character in UTF-16 becomes a
    /// byte that is none in UTF-8, so that it is found and named where all such bytes are.
    pub(crate) fn decode<'a>(self, source: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
        let encoding = match self {
            Encoding::Utf8 => return source,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
        };
        Box::new(Utf16Reader {
            source,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; 64 << 10].into_boxed_slice(),
            start: 0,
            end: 0,
            is_odd: false,
            ended: false,
            finished: false,
            spare: Vec::new(),
        })
    }
}

/// UTF-16 in, UTF-8 out.
struct Utf16Reader<'a> {
    source: Box<dyn Read + 'a>,
    decoder: Decoder,
    raw: Box<[u8]>,
    start: usize,
    end: usize,
    /// Whether an odd number of bytes came in so far.
    is_odd: bool,
    ended: bool,
    /// Whether the decoder has given its last; it must not be asked again.
    finished: bool,
    /// Decoded bytes that did not fit the caller's buffer.
    spare: Vec<u8>,
}

/// The decoder wants room for at least one character.
const ROOM: usize = 16;

impl Read for Utf16Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.spare.is_empty() {
            let count = buffer.len().min(self.spare.len());
            buffer[..count].copy_from_slice(&self.spare[..count]);
            self.spare.drain(..count);
            return Ok(count);
        }
        if buffer.is_empty() {
            return Ok(0);
        }
        if buffer.len() < ROOM {
            let mut small = [0; 64];
            let count = self.decode(&mut small)?;
            let fits = buffer.len().min(count);
            buffer[..fits].copy_from_slice(&small[..fits]);
            self.spare.extend_from_slice(&small[fits..count]);
            return Ok(fits);
        }
        self.decode(buffer)
    }
}

impl Utf16Reader<'_> {
    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len() - 1;
        while !self.finished {
            if self.start == self.end && !self.ended {
                self.end = self.source.read(&mut self.raw)?;
                self.start = 0;
                self.ended = self.end == 0;
                self.is_odd ^= self.end % 2 == 1;
            }
            let (result, read, mut written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.start..self.end],
                &mut buffer[..room],
                self.ended,
            );
            self.start += read;
            match result {
                DecoderResult::InputEmpty => self.finished = self.ended,
                DecoderResult::OutputFull => {}
                // Half a unit at the end is where a copy was cut, and says nothing.
                DecoderResult::Malformed(..) if self.ended && self.is_odd => {}
                DecoderResult::Malformed(..) => {
                    buffer[written] = NO_CHARACTER;
                    written += 1;
                }
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    fn decoded(encoding: Encoding, raw: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        encoding
            .decode(Box::new(raw))
            .read_to_end(&mut whole)
            .unwrap();
        whole
    }

    #[test]
    fn the_first_bytes_tell_the_encoding() {
        let (le, be) = (utf16("{\"da", false), utf16("{\"da", true));
        assert_eq!(Encoding::of(b"\xef\xbb\xbf{"), (Encoding::Utf8, 3));
        assert_eq!(Encoding::of(b"\xff\xfe{\0"), (Encoding::Utf16Le, 2));
        assert_eq!(Encoding::of(&le), (Encoding::Utf16Le, 0));
        assert_eq!(Encoding::of(&be), (Encoding::Utf16Be, 0));
        assert_eq!(Encoding::of(b"{\"data\""), (Encoding::Utf8, 0));
        assert_eq!(Encoding::of(b""), (Encoding::Utf8, 0));
    }

    #[test]
    fn utf16_decodes_through_any_buffer_and_counts_back() {
        let text = "{\"Zoë\":\"日本 🎉\"}".repeat(9000);
        for big in [false, true] {
            let encoding = if big {
                Encoding::Utf16Be
            } else {
                Encoding::Utf16Le
            };
            let raw = utf16(&text, big);
            let whole = decoded(encoding, &raw);
            assert_eq!(whole, text.as_bytes());
            assert_eq!(encoding.source_bytes(&whole), raw.len() as u64);
            let mut slow = encoding.decode(Box::new(&raw[..400]));
            let (mut bytes, mut three) = (Vec::new(), [0; 3]);
            while let count @ 1.. = slow.read(&mut three).unwrap() {
                bytes.extend_from_slice(&three[..count]);
            }
            assert!(text.as_bytes().starts_with(&bytes) && bytes.len() > 200);
        }
    }

    #[test]
    fn half_characters_leave_a_mark_and_half_units_nothing() {
        let raw = [
            &utf16("a", false)[..],
            &0xd83c_u16.to_le_bytes(),
            &utf16("b", false),
            &0xdf89_u16.to_le_bytes(),
            &utf16("🎉c", false),
            b"d",
        ]
        .concat();
        let whole = decoded(Encoding::Utf16Le, &raw);
        assert_eq!(whole, b"a\xffb\xff\xf0\x9f\x8e\x89c");
        let read = Encoding::Utf16Le.source_bytes(&whole);
        assert_eq!(read, raw.len() as u64 - 1);
    }
}
