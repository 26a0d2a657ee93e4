//! Words that no noun follows: as long as nothing can define them, a mistake.

use super::ast::Table;
use super::nouns;
use super::span::{Span, Spanned};
use crate::diagnostic::{Diagnostic, nearest};

/// What is wrong with words that stand alone as a set.
///
/// Who knows the names of an export may add them as candidates.
#[must_use]
pub fn words_alone(words: &[Spanned<String>], span: Span) -> Diagnostic {
    before_name(words, span, None)
}

/// The same where a quoted name follows the words.
pub(super) fn before_name(words: &[Spanned<String>], span: Span, name: Option<&str>) -> Diagnostic {
    let texts: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
    let text = texts.join(" ");
    let Some(last) = words.last() else {
        return Diagnostic::error("no-noun", span, "a set is missing");
    };
    // `users in group Finance`, `group Finance`: a name without its quotes.
    if let (Some(noun), [_, rest @ ..]) = (nouns::noun(texts[0]), texts.as_slice())
        && !rest.is_empty()
    {
        let plain = rest.join(" ");
        let name = words[1].span.to(last.span);
        return Diagnostic::error(
            "unquoted-name",
            name,
            format!("the name `{plain}` is not in quotes"),
        )
        .label("a name stands in quotes")
        .help(format!("write `{} \"{plain}\"`", noun.singular()));
    }
    if let Some(problem) = members(words, span, name) {
        return problem;
    }
    if let Some(problem) = table(&text, span) {
        return problem;
    }
    let meant = nearest(&last.value, nouns::words().map(|(word, _)| word));
    if let Some(meant) = meant {
        return Diagnostic::error(
            "unknown-noun",
            last.span,
            format!("`{}` is no noun of the language", last.value),
        )
        .label(format!("did you mean `{meant}`?"));
    }
    let diagnostic = Diagnostic::error(
        "no-noun",
        span,
        format!("`{text}` does not say what kind of thing it is"),
    )
    .label("a noun is expected after this");
    if let Some(name) = name {
        return diagnostic.help(format!(
            "a name takes a noun such as `group {name}`, or none: `{name}`"
        ));
    }
    diagnostic
        .help(format!("end with a noun: `{text} apps`, `{text} groups`"))
        .help(format!("or quote a name: `\"{text}\"`, `user \"{text}\"`"))
}

/// A table where a set belongs, or words that are nearly the name of one.
fn table(text: &str, span: Span) -> Option<Diagnostic> {
    if let Some(table) = Table::named(text) {
        let message = format!("`{}` is a table, and no set", table.text());
        let help = "a query starts with it, and stages follow";
        return Some(Diagnostic::error("table", span, message).help(help));
    }
    let meant = nearest(text, Table::WRITTEN.iter().map(|&(_, name)| name))?;
    let message = format!("`{text}` is no table of the language");
    let diagnostic = Diagnostic::error("unknown-table", span, message);
    Some(diagnostic.label(format!("did you mean `{meant}`?")))
}

/// `members of Finance`, or the words of `members of group "Finance"` before the noun.
pub(super) fn members(
    words: &[Spanned<String>],
    span: Span,
    name: Option<&str>,
) -> Option<Diagnostic> {
    let texts: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
    let is_member = |word: &&str| ["member", "members"].contains(&word.to_lowercase().as_str());
    if !texts.iter().any(is_member) {
        return None;
    }
    let (text, name) = (texts.join(" "), name.unwrap_or("\"Finance\""));
    let diagnostic = Diagnostic::error("no-noun", span, format!("`{text}` is no set"));
    Some(diagnostic.help(format!(
        "members of a group are written `users in group {name}`, or `principals in ..`"
    )))
}
