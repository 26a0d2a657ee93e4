//! Cells of a CSV file (RFC 4180) that no spreadsheet runs as a formula.
//!
//! A spreadsheet treats a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as
//! a formula, quoted or not. Such *text* gets an apostrophe in front, as OWASP advises
//! (<https://owasp.org/www-community/attacks/CSV_Injection>, read 2026-11-24). Numbers are written
//! by the caller as they are: `-5` stays a number.
//!
//! A missing value is an empty cell and an empty text is `""`, so the two can be told apart.

/// Appends a text cell to a row.
pub fn text(out: &mut Vec<u8>, text: &str) {
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
    !starts_formula(text) && !is_quoted(text)
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
        assert_eq!(cell("\rx"), "\"'\rx\"");
        assert_eq!(cell("a=b"), "a=b");
    }
}
