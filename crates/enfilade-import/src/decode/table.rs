//! Tables as text: rows of cells between separators, cells with separators or line ends in quotes.
//!
//! A quotation mark has a meaning only where a cell begins; inside a quoted cell it is written twice.
//! Spreadsheets write with a comma or, where the comma is the decimal sign, a semicolon, or a tab.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc4180>.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// The separators that are tried, the likeliest first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The separator of a header line: the one that occurs most; none if none occurs.
pub(crate) fn separator(line: &[u8]) -> Option<u8> {
    let count = |separator| line.iter().filter(|byte| **byte == separator).count();
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .filter(|separator| count(*separator) > 0)
}

/// How far the row reaches that `bytes` begins with, its line end included. None if it goes on.
pub(crate) fn row_end(bytes: &[u8], separator: u8) -> Option<usize> {
    // Most rows are a line without quotation marks.
    let special = memchr::memchr2(b'\n', b'"', bytes)?;
    if bytes.get(special) == Some(&b'\n') {
        return Some(special + 1);
    }
    quoted_row_end(bytes, separator)
}

fn quoted_row_end(bytes: &[u8], separator: u8) -> Option<usize> {
    let (mut at, mut begins) = (0, true);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' && begins {
            at = quoted_end(bytes, at)?;
            begins = false;
            continue;
        }
        at += 1;
        if byte == b'\n' {
            return Some(at);
        }
        begins = byte == separator;
    }
    None
}

/// Where the quoted cell that begins at byte `at` ends: after its closing quotation mark.
fn quoted_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    loop {
        let close = from + memchr::memchr(b'"', bytes.get(from..)?)?;
        match bytes.get(close + 1) {
            Some(b'"') => from = close + 2,
            Some(_) => return Some(close + 1),
            // The next byte decides.
            None => return None,
        }
    }
}

/// The first `most` cells of a row, without white space around them. A row of nothing but separators
/// would else take many times its length.
pub(crate) fn cells(row: &str, separator: u8, most: usize) -> Vec<Cow<'_, str>> {
    let mut rest = Some(row.trim_end_matches(['\r', '\n']));
    let mut cells = Vec::with_capacity(most.min(32));
    while let Some(row) = rest.filter(|_| cells.len() < most) {
        let (cell, after) = cell(row, separator);
        cells.push(cell);
        rest = after;
    }
    cells
}

/// The first cell of `text`, and what follows its separator.
fn cell(text: &str, separator: u8) -> (Cow<'_, str>, Option<&str>) {
    let after = |text: &str, at: usize| -> Option<usize> {
        memchr::memchr(separator, text.as_bytes().get(at..)?).map(|found| at + found)
    };
    if text.starts_with('"') {
        let bytes = text.as_bytes();
        let end = quoted_end(bytes, 0).unwrap_or(bytes.len());
        let closed = end > 1 && bytes.get(end - 1) == Some(&b'"');
        let inside = &text[1..end - usize::from(closed)];
        let value = match inside.contains("\"\"") {
            true => Cow::Owned(inside.replace("\"\"", "\"")),
            false => Cow::Borrowed(inside),
        };
        let next = after(text, end).map(|at| &text[at + 1..]);
        return (value, next);
    }
    match after(text, 0) {
        Some(at) => (Cow::Borrowed(text[..at].trim()), Some(&text[at + 1..])),
        None => (Cow::Borrowed(text.trim()), None),
    }
}

/// The text of a row: UTF-8, else what a spreadsheet on Windows writes.
pub(crate) fn text(row: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(row) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(row).0,
    }
}

/// A column's name without signs, in lower case.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_at_line_ends_outside_quotes() {
        for (text, end) in [
            ("a,b\nc", Some(4)),
            ("a,\"b\nc\"\r\nd", Some(9)),
            ("a,\"b\"\"\n\"\nd", Some(9)),
            ("5\" pipe,\nx", Some(9)),
            ("a,\"b\n", None),
            ("a,\"b\"", None),
            ("a", None),
        ] {
            assert_eq!(row_end(text.as_bytes(), b','), end, "{text}");
        }
    }

    #[test]
    fn cells_are_unquoted_and_trimmed() {
        let all = |text| cells(text, b',', 9).join("|");
        assert_eq!(all("a, b ,\"c, \"\"d\"\"\",\r\n"), "a|b|c, \"d\"|");
        assert_eq!(all("\"open"), "open");
        assert_eq!(all("\"\",x"), "|x");
        assert_eq!(all("\""), "");
        assert_eq!(all(""), "");
        assert_eq!(cells(",,,,", b',', 2), ["", ""]);
    }

    #[test]
    fn the_separator_is_the_one_that_occurs_most() {
        assert_eq!(separator(b"a;b;c,d"), Some(b';'));
        assert_eq!(separator(b"a,b"), Some(b','));
        assert_eq!(separator(b"a\tb\tc"), Some(b'\t'));
        assert_eq!(separator(b"abc"), None);
    }

    #[test]
    fn an_old_code_page_is_read() {
        assert_eq!(text(b"J\xfcrgen \x80"), "Jürgen €");
        assert_eq!(text("Jürgen".as_bytes()), "Jürgen");
    }
}
