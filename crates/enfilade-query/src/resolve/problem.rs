//! What is wrong with a question, on its way to the author of the query.

use crate::diagnostic::Diagnostic;
use crate::syntax::span::Span;

/// A mistake in a question: a diagnostic, boxed, since most questions have none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem(Box<Diagnostic>);

impl Problem {
    /// What is wrong, in lower case and without a final stop; `code` names the kind of mistake.
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Diagnostic::error(code, span, message).into()
    }

    /// That a part of the language is promised and not there yet.
    pub(crate) fn not_built(span: Span, message: impl Into<String>) -> Problem {
        Diagnostic::not_built(span, message).into()
    }

    /// The same with words under the underlined piece.
    pub(crate) fn label(self, label: impl Into<String>) -> Problem {
        self.0.label(label).into()
    }

    /// The same with one more piece of advice.
    pub(crate) fn help(self, help: impl Into<String>) -> Problem {
        self.0.help(help).into()
    }

    /// The same with what may have been meant, the best first.
    pub(crate) fn did_you_mean(self, names: impl IntoIterator<Item = String>) -> Problem {
        self.0.did_you_mean(names).into()
    }

    /// Whether anything is there that may have been meant.
    pub(crate) fn has_candidates(&self) -> bool {
        !self.0.candidates.is_empty()
    }

    /// Whether another problem is of the same kind and says the same.
    pub(crate) fn is_like(&self, other: &Problem) -> bool {
        self.0.code == other.0.code && self.0.message == other.0.message
    }

    /// Whether it is a mistake of this kind.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.0.code == Some(code)
    }

    /// What is wrong.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Where it stands in the text.
    pub(crate) fn start(&self) -> usize {
        self.0.span.start
    }

    /// The problem as the author of the query sees it.
    pub(crate) fn into_diagnostic(self) -> Diagnostic {
        *self.0
    }
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Problem {
        Problem(Box::new(diagnostic))
    }
}
