//! Text for XML 1.0: no markup in it, and no character that XML forbids.
//!
//! XML has no way to write most control characters, not even as a reference
//! (<https://www.w3.org/TR/xml/#charsets>), so they become their visible pictures as for a terminal.

use super::terminal::harmless_lines;
use std::borrow::Cow;

/// The text for the content of an element or for an attribute in either quote.
///
/// ```
/// use enfilade_report::escape::xml::escaped;
/// assert_eq!(escaped("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;");
/// assert_eq!(escaped("]]>\u{1b}"), "]]&gt;␛");
/// ```
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    let text = harmless_lines(text);
    let forbidden = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let marked = |c: char| matches!(c, '<' | '>' | '&' | '"' | '\'' | '\n' | '\t') || forbidden(c);
    if !text.contains(marked) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // An attribute would turn them into spaces.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if forbidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_forbidden_is_left() {
        let all: String = (0..0x3000)
            .chain([0xfffe, 0xffff, 0x1f600])
            .filter_map(char::from_u32)
            .collect();
        let text = escaped(&all);
        let allowed = |c: char| matches!(u32::from(c), 0x20..=0xd7ff | 0xe000..=0xfffd | 0x10000..);
        assert!(text.chars().all(allowed));
        assert!(!text.contains(['<', '>', '"', '\'']));
    }

    #[test]
    fn lines_survive_attributes() {
        assert_eq!(escaped("a\n\tb"), "a&#10;&#9;b");
        assert_eq!(escaped("plain"), "plain");
    }
}
