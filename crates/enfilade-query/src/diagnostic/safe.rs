//! Characters that could steer a terminal or reorder a line, made visible.

use std::borrow::Cow;

/// What to show in place of a character, if it must not reach a terminal as it is.
pub(super) fn stand_in(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => None,
        // The control pictures: one for each control code.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        // Codes of the upper control block, marks that reorder or join text, line separators, invisible letters.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// A text that may be printed on one line: what steers a terminal is shown as a sign.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| c != '\n' && c != '\t' && stand_in(c).is_none();
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let sign = |c: char| match c {
        '\n' => '\u{240a}',
        '\t' => ' ',
        c => stand_in(c).unwrap_or(c),
    };
    Cow::Owned(text.chars().map(sign).collect())
}
