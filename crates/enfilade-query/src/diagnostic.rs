//! What is wrong with a query, said to the person who wrote it.
//!
//! A [`Diagnostic`] points at a piece of the query's text, says what is the matter there in the
//! user's words, and what to write instead. Names from an export may appear in it, so whatever
//! could steer a terminal is shown as a visible sign.

mod nearest;
mod render;
mod safe;
mod sentence;

pub use nearest::{nearest, similar, similar_words};
pub use safe::{is_deceptive, visible};
pub(crate) use sentence::{in_words, listed};

use crate::syntax::span::Span;

/// How grave a diagnostic is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Severity {
    /// The query cannot be answered.
    Error,
    /// The query can be answered, perhaps not as meant.
    Warning,
    /// How the query was read.
    Note,
}

/// Something to tell the author of a query, and where in its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// A short name of the kind of mistake, for tests and tools: `unclosed-string`.
    pub code: Option<&'static str>,
    /// What is the matter, in one line.
    pub message: String,
    /// The piece of the text that it is about.
    pub span: Span,
    /// What stands under the underlined piece; may be empty.
    pub label: String,
    /// What to do about it, one advice a line.
    pub help: Vec<String>,
    /// What may have been meant, the best first, as it is said: "app `Payroll`".
    pub candidates: Vec<String>,
}

impl Diagnostic {
    /// An error at a place of the text.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code: Some(code),
            message: message.into(),
            span,
            label: String::new(),
            help: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// That a part of the language is promised and not there yet.
    pub(crate) fn not_built(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error("not-built", span, message)
            .label("part of the language, but not of this version")
    }

    /// The same with words under the underlined piece.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// The same with one more piece of advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// The same with what may have been meant, the best first.
    #[must_use]
    pub fn did_you_mean(mut self, names: impl IntoIterator<Item = String>) -> Diagnostic {
        self.candidates.extend(names);
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Diagnostic {
        self.severity = Severity::Warning;
        self
    }

    /// The diagnostic with the line of the query that it is about, ready for a terminal.
    #[must_use]
    pub fn render(&self, source: &str, colour: bool) -> String {
        render::render(self, source, colour)
    }
}

/// Several diagnostics, one after the other.
#[must_use]
pub fn render_all(diagnostics: &[Diagnostic], source: &str, colour: bool) -> String {
    let rendered: Vec<String> = diagnostics
        .iter()
        .map(|one| one.render(source, colour))
        .collect();
    rendered.join("\n\n")
}
