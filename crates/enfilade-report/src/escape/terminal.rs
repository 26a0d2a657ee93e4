//! Text for a terminal: nothing in it can move the cursor, recolour, or hide.
//!
//! Control characters become their visible pictures (`␛` for escape), so an ANSI or OSC sequence
//! stands there as plain text; characters that reverse or hide text become `\u{202e}`.

use super::is_deceptive;
use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every control and deceptive character made visible, on one line.
///
/// ```
/// use enfilade_report::escape::terminal::harmless;
/// assert_eq!(harmless("\u{1b}[31mred"), "␛[31mred");
/// assert_eq!(harmless("gnp.\u{202e}exe"), "gnp.\\u{202e}exe");
/// assert_eq!(harmless("Zoë 佐藤"), "Zoë 佐藤");
/// ```
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// Like [`harmless`], but keeps the line breaks and tabs of a text of several lines.
#[must_use]
pub fn harmless_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c == '\n' || c == '\t')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() || is_deceptive(c)) && !keep(c);
    let Some(first) = text.find(bad) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 8);
    shown.push_str(clean);
    for c in rest.chars() {
        if !bad(c) {
            shown.push(c);
        } else if let Some(picture) = picture(c) {
            shown.push(picture);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
    }
    Cow::Owned(shown)
}

/// Unicode's picture of an ASCII control character.
fn picture(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('\u{2421}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_text() {
        assert_eq!(
            harmless("a\u{1b}]0;owned\u{7}b"),
            "a\u{241b}]0;owned\u{2407}b"
        );
        assert_eq!(
            harmless("\u{9b}2J"),
            "\\u{9b}2J",
            "the one-character form of CSI"
        );
        assert_eq!(harmless("a\nb\tc\r"), "a␊b␉c␍");
    }

    #[test]
    fn invisible_text_becomes_visible() {
        assert_eq!(
            harmless("Fin\u{200b}ance\u{e0041}"),
            "Fin\\u{200b}ance\\u{e0041}"
        );
        assert_eq!(harmless("\u{2066}x\u{2069}"), "\\u{2066}x\\u{2069}");
    }

    #[test]
    fn lines_stay_lines_where_wanted() {
        assert_eq!(harmless_lines("one\n\ttwo\u{1b}c"), "one\n\ttwo\u{241b}c");
    }

    #[test]
    fn honest_text_is_not_copied() {
        assert!(matches!(harmless("Søren 🎉"), Cow::Borrowed(_)));
    }
}
