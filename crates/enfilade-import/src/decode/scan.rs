//! Finding where things end in JSON text without reading what they say.

use super::skip;
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
    /// How far the value reaches that `bytes` begins with.
    ///
    /// Where it does not end the parser itself decides, so that a lost quotation mark is noticed where
    /// the text stops making sense, and not when the rest of a file was taken for one string.
    pub(crate) fn of(bytes: &[u8]) -> Extent {
        // What shows where it ends can be passed over, if nothing about it is out of the ordinary.
        if matches!(bytes.first(), Some(b'{' | b'[' | b'"'))
            && let Some(end) = skip::value(bytes, 0)
        {
            return Extent::End(end);
        }
        Extent::parsed(bytes)
    }

    /// The same, as the parser says.
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
    fn a_value_ends_where_its_brackets_close() {
        for (text, expected) in [
            (r#"{"a":[1,{"b":"}]\""}]} tail"#, Extent::End(22)),
            (r#""x\"y","#, Extent::End(6)),
            ("12.5,", Extent::End(4)),
            ("null\n", Extent::End(4)),
            (r#"{"a":"#, Extent::Open),
            (r#""\u00"#, Extent::Open),
            ("", Extent::Open),
            ("\"a\nb\"", Extent::Broken(2)),
            ("{\"a\":\"b\0\"", Extent::Broken(7)),
            (r#"["\x"]"#, Extent::Broken(3)),
            ("]", Extent::Broken(0)),
            ("{\"a\":1,\n\"b\" 2}", Extent::Broken(12)),
        ] {
            assert_eq!(Extent::of(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = [b"[".repeat(1 << 20), b"]".repeat(1 << 20)].concat();
        assert_eq!(Extent::of(&deep), Extent::End(2 << 20));
        assert_eq!(Extent::of(&deep[..(2 << 20) - 1]), Extent::Open);
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hide_an_end() {
        assert_eq!(Extent::of(b"\"\xff\xfe\" ,"), Extent::End(4));
    }

    #[test]
    fn a_line_sheds_its_separators() {
        assert_eq!(line(b"{},\t\r\nnext"), Some((&b"{}"[..], 6)));
        assert_eq!(line(b"no end"), None);
        assert_eq!(trim_separators(b" , "), b"");
    }
}
