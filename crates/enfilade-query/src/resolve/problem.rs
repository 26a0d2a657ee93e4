//! What is wrong with a question, before it is rendered.

use crate::diagnostic::Diagnostic;
use crate::syntax::span::Span;

/// A mistake in a question: what, where, and what would do instead.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem {
    /// What is wrong, lower case, without a final stop.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Span,
    /// What the marked text is.
    pub(crate) label: String,
    /// What to do next.
    pub(crate) help: Option<String>,
    /// What may have been meant.
    pub(crate) candidates: Vec<String>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Problem {
        Problem {
            message: message.into(),
            span,
            label: String::new(),
            help: None,
            candidates: Vec::new(),
        }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Problem {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    /// The same with a help line, where it helps.
    pub(crate) fn help_if(self, helps: bool, help: impl FnOnce() -> String) -> Problem {
        if helps { self.help(help()) } else { self }
    }

    /// Names that may have been meant, best first.
    pub(crate) fn candidates(mut self, candidates: Vec<String>) -> Problem {
        self.candidates = candidates;
        self
    }

    /// The problem as the author of the query sees it.
    pub(crate) fn into_diagnostic(self) -> Diagnostic {
        let diagnostic = Diagnostic::error("unresolved", self.span, self.message)
            .label(self.label)
            .candidates(self.candidates);
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}
