//! Finding where a JSON value ends without understanding it.
//!
//! The scanner only counts brackets outside strings. It can stop at the end of what has arrived
//! and go on when more has, and a line feed inside a string (which JSON forbids) tells it that the
//! text is damaged, so that one lost quotation mark does not swallow the rest of a file.

use memchr::{memchr, memchr3};

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

/// What a [`Scanner`] found.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Scanned {
    /// The value ends before this byte.
    End(usize),
    /// The value goes on past the bytes given.
    More,
    /// The text cannot be JSON from about this byte on.
    Broken(usize),
}

/// A scan for the end of one value, which can be continued when more bytes have arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scanner {
    at: usize,
    depth: u64,
    in_string: bool,
}

impl Scanner {
    /// Scans on. `bytes` starts where the value starts and only ever grows between calls.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Scanned {
        loop {
            if self.in_string {
                let Some(found) = memchr3(b'"', b'\\', b'\n', &bytes[self.at..]) else {
                    self.at = bytes.len();
                    return Scanned::More;
                };
                let here = self.at + found;
                match bytes[here] {
                    b'"' => {
                        self.in_string = false;
                        self.at = here + 1;
                        if self.depth == 0 {
                            return Scanned::End(self.at);
                        }
                    }
                    b'\\' if here + 1 >= bytes.len() => {
                        self.at = here;
                        return Scanned::More;
                    }
                    b'\\' => self.at = here + 2,
                    _ => return Scanned::Broken(here),
                }
                continue;
            }
            let Some(&byte) = bytes.get(self.at) else {
                return Scanned::More;
            };
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' | b',' if self.depth == 0 => {
                    return if self.at == 0 {
                        Scanned::Broken(0)
                    } else {
                        Scanned::End(self.at)
                    };
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Scanned::End(self.at + 1);
                    }
                }
                b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => {
                    return Scanned::End(self.at);
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Scanned {
        Scanner::default().scan(text.as_bytes())
    }

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        assert_eq!(end(r#"{"a":[1,{"b":"}]\""}]} tail"#), Scanned::End(22));
        assert_eq!(end(r#""x\"y","#), Scanned::End(6));
        assert_eq!(end("12.5,"), Scanned::End(4));
        assert_eq!(end("null\n"), Scanned::End(4));
        assert_eq!(end(r#"{"a":"#), Scanned::More);
        assert_eq!(end("\"a\nb\""), Scanned::Broken(2));
        assert_eq!(end("]"), Scanned::Broken(0));
    }

    #[test]
    fn a_scan_continues_at_any_byte() {
        let text = r#"{"k":["a\\\"b",{"c":"\u00e9"}],"d":null}"#.as_bytes();
        for cut in 0..text.len() {
            let mut scanner = Scanner::default();
            assert_eq!(scanner.scan(&text[..cut]), Scanned::More, "at {cut}");
            assert_eq!(scanner.scan(text), Scanned::End(text.len()), "after {cut}");
        }
    }

    #[test]
    fn a_line_sheds_its_separators() {
        assert_eq!(line(b"{},\t\r\nnext"), Some((&b"{}"[..], 6)));
        assert_eq!(line(b"no end"), None);
        assert_eq!(trim_separators(b" , "), b"");
    }
}
