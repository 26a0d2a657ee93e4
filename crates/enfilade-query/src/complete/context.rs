//! Where the cursor stands: in quotes, after a dot, at a word; in the head or in a stage.

use crate::syntax::ast::Noun;
use crate::syntax::{Piece, noun_of, pieces};

/// What kind of place the cursor stands at.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Place<'t> {
    /// In a quote that is open.
    Quote {
        /// The sign that opened it.
        quote: char,
        /// The noun before it.
        noun: Option<Noun>,
    },
    /// After the dot behind a column.
    Attribute {
        /// The column.
        owner: &'t str,
    },
    /// At the start of a word, or in one.
    Word,
}

/// Where the cursor stands.
#[derive(Clone, Debug)]
pub(super) struct Context<'t> {
    pub(super) place: Place<'t>,
    /// What precedes the word at the cursor.
    pub(super) stem: &'t str,
    /// Where that word starts.
    pub(super) start: usize,
    /// What of the word, or of the quote, was typed.
    pub(super) typed: &'t str,
    /// Whether a bar precedes.
    pub(super) in_stages: bool,
    /// What precedes the last bar.
    pub(super) before_stage: &'t str,
    /// Whether aggregates may be called.
    pub(super) aggregates: bool,
    /// The last noun before the cursor.
    pub(super) noun: Option<Noun>,
}

impl<'t> Context<'t> {
    pub(super) fn of(text: &'t str) -> Context<'t> {
        let pieces = pieces(text);
        let bar = pieces.iter().rposition(|piece| piece.text == "|");
        let before_stage = bar.map_or("", |bar| &text[..pieces[bar].start]);
        let of_stage = bar.map_or(&pieces[..], |bar| &pieces[bar + 1..]);
        let is = |at: usize, word: &str| {
            of_stage
                .get(at)
                .is_some_and(|piece| piece.text.eq_ignore_ascii_case(word))
        };
        let has_by = of_stage
            .iter()
            .any(|piece| piece.text.eq_ignore_ascii_case("by"));
        let aggregates = bar.is_some() && (is(0, "summarize") || is(0, "summarise")) && !has_by;
        let context = |place, start, typed| Context {
            place,
            stem: &text[..start],
            start,
            typed,
            in_stages: bar.is_some(),
            before_stage,
            aggregates,
            noun: last_noun(text, &pieces, start),
        };
        if let Some(open) = pieces.last().filter(|piece| piece.is_open_quote) {
            let before = &pieces[..pieces.len() - 1];
            let quote = open.text.chars().next().unwrap_or('"');
            let noun = noun_before(text, before);
            let typed = &open.text[quote.len_utf8()..];
            return context(Place::Quote { quote, noun }, open.start, typed);
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '&');
        let start = text
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_part(*c))
            .last()
            .map_or(text.len(), |(at, _)| at);
        let word = &text[start..];
        if let (true, Some((owner, typed))) = (bar.is_some(), word.rsplit_once('.')) {
            let start = text.len() - typed.len();
            return context(Place::Attribute { owner }, start, typed);
        }
        context(Place::Word, start, word)
    }

    /// Whether the word before the cursor's is this one, or one that it joins to by `or`.
    pub(super) fn after(&self, word: &str) -> bool {
        let pieces = pieces(self.stem);
        let mut words = pieces.iter().rev();
        words
            .find(|piece| {
                ["by", "as", "with", "via"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(piece.text))
            })
            .is_some_and(|piece| piece.text.eq_ignore_ascii_case(word))
    }
}

/// The last noun that ends before `end`.
fn last_noun(text: &str, pieces: &[Piece<'_>], end: usize) -> Option<Noun> {
    let before = pieces
        .iter()
        .filter(|piece| piece.start + piece.text.len() <= end)
        .count();
    (1..=before)
        .rev()
        .find_map(|count| noun_before(text, &pieces[..count]))
}

/// The noun that the last pieces spell: the longest.
fn noun_before(text: &str, pieces: &[Piece<'_>]) -> Option<Noun> {
    let last = pieces.last()?;
    [3, 2, 1].into_iter().find_map(|count| {
        let first = pieces.get(pieces.len().checked_sub(count)?)?;
        noun_of(&text[first.start..last.start + last.text.len()])
    })
}
