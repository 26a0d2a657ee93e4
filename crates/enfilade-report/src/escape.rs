//! Text of an export made safe for where it is written to.
//!
//! Names in an export are chosen by whoever could create a guest account or an app, so they are
//! hostile until shown otherwise: a name may hold terminal escape sequences, spreadsheet formulas
//! or characters that reverse the direction of the line. Each channel has its own dangers and its
//! own file here, and each writer in [`crate::output`] escapes for the channel it writes.

pub mod csv;
pub mod json;
pub mod terminal;

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
        | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' // Mongolian selectors and separator
        | '\u{200B}'..='\u{200F}' // zero widths, direction marks
        | '\u{2028}' | '\u{2029}' // line and paragraph separators
        | '\u{202A}'..='\u{202E}' // embeddings and overrides
        | '\u{2060}'..='\u{206F}' // word joiner, invisible operators, isolates
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' // interlinear annotations
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' // tags and supplementary selectors
    )
}
