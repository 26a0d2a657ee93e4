//! JSON strings that are also safe to look at.
//!
//! JSON must escape quotes, backslashes and the ASCII controls. It may escape anything, so the
//! rest of the control characters and the deceptive ones are escaped too: nothing is lost, and
//! `--format json` on a terminal shows them instead of obeying them.

use super::is_deceptive;
use std::io::Write as _;

/// Appends a JSON string, quotes included.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut clean = 0;
    for (at, c) in text.char_indices() {
        // The common case costs two comparisons.
        if (' '..'\u{7f}').contains(&c) && c != '"' && c != '\\' {
            continue;
        }
        let escape: &[u8] = match c {
            '"' => b"\\\"",
            '\\' => b"\\\\",
            '\n' => b"\\n",
            '\r' => b"\\r",
            '\t' => b"\\t",
            c if c.is_control() || is_deceptive(c) => b"",
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[clean..at]);
        clean = at + c.len_utf8();
        if escape.is_empty() {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a vector cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.extend_from_slice(escape);
        }
    }
    out.extend_from_slice(&text.as_bytes()[clean..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    fn string(text: &str) -> String {
        let mut out = Vec::new();
        super::string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn reads_back_as_it_was() {
        for text in [
            "",
            "plain",
            "quote \" and \\",
            "\u{0}\u{1b}[0m\u{7f}\u{9b}",
            "a\u{202e}b\u{feff}",
            "\u{e0041}😀é",
            "line\r\n\ttab",
        ] {
            let read: String = serde_json::from_str(&string(text)).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn nothing_reaches_a_terminal() {
        assert_eq!(string("\u{1b}]\u{9b}"), "\"\\u001b]\\u009b\"");
        assert_eq!(string("\u{202e}"), "\"\\u202e\"");
        assert_eq!(string("\u{e0041}"), "\"\\udb40\\udc41\"");
        assert_eq!(string("é"), "\"é\"");
    }
}
