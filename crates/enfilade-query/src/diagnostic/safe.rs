//! Characters that could steer a terminal or reorder a line, made visible.

use std::borrow::Cow;

/// Whether a character is invisible or changes how its neighbours are shown.
///
/// These are Unicode's bidirectional controls, zero-width characters, fillers, line separators and
/// tags. In a name they serve to make one thing look like another.
#[must_use]
pub fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{00AD}' // soft hyphen
        | '\u{034F}' // combining grapheme joiner
        | '\u{061C}' // Arabic letter mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // Hangul fillers
        | '\u{17B4}' | '\u{17B5}' // Khmer inherent vowels
        | '\u{180B}'..='\u{180F}' // Mongolian selectors and separator
        | '\u{200B}'..='\u{200F}' // zero widths, direction marks
        | '\u{2028}' | '\u{2029}' // line and paragraph separators
        | '\u{202A}'..='\u{202E}' // embeddings and overrides
        | '\u{2060}'..='\u{206F}' // word joiner, invisible operators, isolates
        | '\u{FEFF}' // byte order mark
        | '\u{FFF9}'..='\u{FFFB}' // interlinear annotations
        | '\u{1D173}'..='\u{1D17A}' // musical beams and slurs
        | '\u{E0000}'..='\u{E0FFF}' // tags and supplementary selectors
    )
}

/// What to show in place of a character, if it must not reach a terminal as it is.
pub(super) fn stand_in(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => None,
        // The control pictures: one for each control code.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        c if c.is_control() || is_deceptive(c) => Some('\u{fffd}'),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::syntax::span::Span;

    /// Every character that may not reach a terminal.
    fn hostile() -> impl Iterator<Item = char> {
        ('\0'..=char::MAX).filter(|&c| c.is_control() || is_deceptive(c))
    }

    #[test]
    fn what_steers_or_deceives_is_shown_as_a_sign() {
        let text: String = hostile().collect();
        let shown = visible(&text);
        assert_eq!(shown.chars().count(), text.chars().count());
        assert!(shown.chars().all(|c| !c.is_control() && !is_deceptive(c)));
        assert_eq!(visible("Zoë 佐藤"), "Zoë 佐藤");
    }

    #[test]
    fn a_drawn_diagnostic_holds_nothing_hostile() {
        let text: String = hostile().filter(|&c| c != '\n').collect();
        let whole = Span {
            start: 0,
            end: text.len(),
        };
        let diagnostic = Diagnostic::error("x", whole, text.as_str())
            .label(text.as_str())
            .help(text.as_str())
            .did_you_mean([text.clone(), text.clone()]);
        let drawn = diagnostic.render(&text, false);
        let harmless = |c: char| c == '\n' || !c.is_control() && !is_deceptive(c);
        assert!(drawn.chars().all(harmless));
    }
}
