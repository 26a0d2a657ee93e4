//! A diagnostic as text: annotate-snippets draws it, over a source made safe to print.

use super::safe::{stand_in, visible};
use super::{Diagnostic, Severity};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// A longer line than this is shown as the part around the span.
const SHOWN: usize = 240;

pub(super) fn render(diagnostic: &Diagnostic, source: &str, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let (shown, span) = excerpt(source, diagnostic.span.range());
    let mut annotation = AnnotationKind::Primary.span(span);
    let label = label(diagnostic);
    if !label.is_empty() {
        annotation = annotation.label(visible(&label).into_owned());
    }
    let mut group = level
        .primary_title(visible(&diagnostic.message))
        .element(Snippet::source(shown).annotation(annotation));
    if let Some((_, others @ [_, ..])) = diagnostic.candidates.split_first() {
        let others = format!("or {}?", others.join(", or "));
        group = group.element(Level::HELP.message(visible(&others).into_owned()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

/// What stands under the underlined piece: the label, and what was most likely meant.
fn label(diagnostic: &Diagnostic) -> String {
    match (diagnostic.label.as_str(), diagnostic.candidates.first()) {
        (label, None) => label.to_owned(),
        ("", Some(meant)) => format!("did you mean {meant}?"),
        (label, Some(meant)) => format!("{label}: did you mean {meant}?"),
    }
}

/// The source made safe to print, and where the span stands in it.
fn excerpt(source: &str, span: Range<usize>) -> (String, Range<usize>) {
    let start = source.floor_char_boundary(span.start.min(source.len()));
    let end = source.ceil_char_boundary(span.end.clamp(start, source.len()));
    let mut shown = String::with_capacity(source.len());
    let mut range = 0..0;
    let from = source.floor_char_boundary(start.saturating_sub(SHOWN));
    let from = if from == 0 || source[from..start].contains('\n') {
        0
    } else {
        from
    };
    let until = source.ceil_char_boundary((end + SHOWN).min(source.len()));
    if from > 0 {
        shown.push('…');
    }
    for (offset, character) in source[from..until].char_indices() {
        let offset = from + offset;
        if offset == start {
            range.start = shown.len();
        }
        if offset == end {
            range.end = shown.len();
        }
        if character == '\r' && source[offset..].starts_with("\r\n") {
            continue;
        }
        shown.push(stand_in(character).unwrap_or(character));
    }
    if start >= until {
        range.start = shown.len();
    }
    if end >= until {
        range.end = shown.len();
    }
    if until < source.len() {
        shown.push('…');
    }
    (shown, range)
}
