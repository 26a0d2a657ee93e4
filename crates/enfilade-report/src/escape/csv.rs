//! Cells of a CSV file (RFC 4180) that no spreadsheet runs as a formula and no terminal obeys.
//!
//! A CSV file is looked at in a terminal sooner or later (`cat`, `less -R`, a mail), so what could
//! move the cursor, hide text or turn it around is made visible as [terminal](super::terminal) does
//! it. Line breaks and tabs are what a quoted cell may hold, and stay. Programs that need each
//! character of a name take JSON, Arrow or Parquet.
//!
//! A spreadsheet treats a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as
//! a formula, quoted or not. Such *text* gets an apostrophe in front, as OWASP advises
//! (<https://owasp.org/www-community/attacks/CSV_Injection>, read 2026-11-24). Numbers are written
//! by the caller as they are: `-5` stays a number.
//!
//! A missing value is an empty cell and an empty text is `""`, so the two can be told apart.

use super::terminal::harmless_lines;
use std::borrow::Cow;

/// Appends a text cell to a row.
pub fn text(out: &mut Vec<u8>, text: &str) {
    let text = &*visible(text);
    let formula = starts_formula(text);
    let quoted = is_quoted(text);
    if quoted {
        out.push(b'"');
    }
    if formula {
        out.push(b'\'');
    }
    if quoted {
        for byte in text.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Whether a cell is the text as it is.
#[must_use]
pub fn is_bare(text: &str) -> bool {
    !starts_formula(text) && !is_quoted(text) && matches!(visible(text), Cow::Borrowed(_))
}

/// The text with all visible but its line breaks and tabs. A carriage return alone is no line
/// break: it lets a terminal write over the line.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return harmless_lines(text);
    }
    let lines: Vec<_> = text.split("\r\n").map(harmless_lines).collect();
    Cow::Owned(lines.join("\r\n"))
}

fn is_quoted(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(' ')
        || text.ends_with(' ')
        || text
            .bytes()
            .any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'))
}

/// Whether a spreadsheet would read the text as a formula, full-width operators included.
#[must_use]
pub fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    fn cell(text: &str) -> String {
        let mut out = Vec::new();
        super::text(&mut out, text);
        let cell = String::from_utf8(out).unwrap();
        assert_eq!(super::is_bare(text), cell == text);
        cell
    }

    #[test]
    fn quotes_as_rfc_4180_asks() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(cell("two\r\nlines"), "\"two\r\nlines\"");
        assert_eq!(cell(""), "\"\"");
        assert_eq!(cell(" padded"), "\" padded\"");
    }

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
        for start in ["+", "-", "@", "\t"] {
            assert_eq!(cell(&format!("{start}x")), format!("'{start}x"));
        }
        assert_eq!(cell("\r\n=x"), "\"'\r\n=x\"");
        assert_eq!(cell("a=b"), "a=b");
    }

    #[test]
    fn what_a_terminal_would_obey_is_visible() {
        assert_eq!(cell("\u{1b}]0;owned\u{7}\u{9b}2J"), "␛]0;owned␇\\u{9b}2J");
        assert_eq!(cell("gnp.\u{202e}exe"), "gnp.\\u{202e}exe");
        assert_eq!(cell("a\tb"), "a\tb");
        assert_eq!(cell("real\rfake"), "real␍fake");
        assert_eq!(cell("two\r\nlines\u{0}"), "\"two\r\nlines␀\"");
        // The sign is what the terminal and the spreadsheet would have begun with.
        assert_eq!(cell("\u{200b}=1"), "\\u{200b}=1");
    }
}
