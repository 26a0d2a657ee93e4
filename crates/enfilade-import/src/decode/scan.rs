//! Finding where things end in JSON text without reading what they say.

use memchr::memchr;
use serde::de::IgnoredAny;

/// How many bytes of JSON white space `bytes` begins with.
pub(crate) fn space(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .unwrap_or(bytes.len())
}

/// The line that `bytes` begins with, without its end and without the white space and commas
/// before that; and how long the line is with its end. `None` if no line feed is in sight.
pub(crate) fn line(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let end = memchr(b'\n', bytes)?;
    Some((trim_separators(&bytes[..end]), end + 1))
}

/// `bytes` without the white space and commas at its end.
pub(crate) fn trim_separators(bytes: &[u8]) -> &[u8] {
    let kept = bytes
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b','))
        .map_or(0, |last| last + 1);
    &bytes[..kept]
}

/// How far a JSON value reaches.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    /// It ends before this byte.
    End(usize),
    /// It goes on past the bytes given.
    Open,
    /// It stops being JSON at this byte.
    Broken(usize),
}

impl Extent {
    /// How far the value reaches that `bytes` begins with, as the parser says.
    pub(super) fn parsed(bytes: &[u8]) -> Extent {
        let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => Extent::End(values.byte_offset()),
            Some(Err(error)) if !error.is_eof() => Extent::Broken(place(bytes, &error)),
            Some(Err(_)) | None => Extent::Open,
        }
    }
}

/// The byte of `bytes` at which the parser stopped.
pub(crate) fn place(bytes: &[u8], error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', bytes)
            .nth(line - 2)
            .map_or(0, |at| at + 1),
    };
    // A column counts the bytes up to and with the one that is wrong. At the end of the text there
    // is none, and one that may not be in a string is not counted yet.
    let uncounted = error.is_eof() || error.to_string().starts_with("control character");
    let back = usize::from(!uncounted);
    (line_start + error.column().saturating_sub(back)).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_sheds_its_separators() {
        assert_eq!(line(b"{},\t\r\nnext"), Some((&b"{}"[..], 6)));
        assert_eq!(line(b"no end"), None);
        assert_eq!(trim_separators(b" , "), b"");
    }
}
