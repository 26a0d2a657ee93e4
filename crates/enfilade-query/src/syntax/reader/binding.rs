//! `let`: names for sets; and parameters, names for values.

use super::place::Place;
use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Binding, Noun, Set, Table};
use crate::syntax::grammar::Rule;
use crate::syntax::span::{Span, Spanned};

pub(super) const EXAMPLE: &str = "for example `let crown apps = apps where name has \"payroll\";`";

/// The name of a parameter, without its sign.
pub(super) fn parameter(node: &Node<'_>) -> String {
    node.as_str().trim_start_matches('$').to_owned()
}

/// A binding, as far as it could be read.
#[derive(Default)]
struct Parts<'t> {
    name: Option<Name>,
    has_equals: bool,
    set: Option<Set>,
    /// What follows the set, or what stands where `=` must.
    rest: Option<Node<'t>>,
    ends: bool,
}

/// What stands before the `=`.
struct Name {
    words: Vec<Spanned<String>>,
    noun: Option<Spanned<Noun>>,
    span: Span,
}

impl<'t> Reader<'t> {
    /// One `let`.
    pub(super) fn binding(&mut self, node: Node<'t>) -> Option<Spanned<Binding>> {
        let span = self.span(&node);
        let before = self.diagnostics.len();
        let mut word = span;
        let mut parts = Parts::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_let => word = self.span(&part),
                Rule::binding_name => parts.name = Some(self.binding_name(part)),
                Rule::set => {
                    parts.has_equals = true;
                    parts.set = self.set(part);
                }
                Rule::missing => {
                    parts.has_equals = true;
                    self.no_set(&part, "a set");
                }
                Rule::binding_rest => parts.rest = Some(part),
                _ => parts.ends = true,
            }
        }
        if self.diagnostics.len() == before {
            match &parts.name {
                Some(name) => self.check_binding(name, &parts),
                None => self.name_missing(word),
            }
        }
        if self.diagnostics.len() > before {
            return None;
        }
        let name = parts.name?;
        let binding = Binding {
            words: name.words,
            noun: name.noun,
            set: parts.set?,
        };
        Some(Spanned::new(binding, span))
    }

    /// What is wrong with a binding whose parts could be read.
    fn check_binding(&mut self, name: &Name, parts: &Parts<'t>) {
        let rest = parts.rest.as_ref();
        let first = rest.and_then(|rest| self.token_at(rest.as_span().start()));
        let written = self.slice(name.span);
        if let Some(table) = Table::named(written) {
            self.report(self.table_name(table, name.span));
        } else if name.words.is_empty() {
            let message = format!("`{written}` is a noun of the language and keeps its meaning");
            let diagnostic = Diagnostic::error("binding-noun", name.span, message)
                .label("a word goes before this");
            self.report(diagnostic.help(format!("for example `let crown {written} = ...;`")));
        } else if !parts.has_equals {
            let message = format!("`=` is missing after `let {written}`");
            let at = first.map(|token| token.span);
            self.sign_missing("=", at, name.span, message);
        } else if !parts.ends
            && first.is_none()
            && let Some(at) = self.bar_after(parts)
        {
            let message = "`let` names a set, and stages make no set";
            self.report(
                Diagnostic::error("binding-stage", at, message)
                    .label("a `;` or a `where` without its bar is expected here")
                    .help(EXAMPLE),
            );
        } else if !parts.ends {
            let message = format!("`;` is missing at the end of `let {written}`");
            let last = parts.set.as_ref().map_or(name.span, |set| set.span);
            self.sign_missing(";", first.map(|token| token.span), last, message);
        } else if let Some(rest) = rest {
            self.leftover(rest, Place::Set);
        }
    }

    /// The bar that follows the set of a binding.
    fn bar_after(&self, parts: &Parts<'t>) -> Option<Span> {
        let next = self.token_at(parts.set.as_ref()?.span.end)?;
        (self.slice(next.span) == "|").then_some(next.span)
    }

    fn sign_missing(&mut self, sign: &str, before: Option<Span>, after: Span, message: String) {
        let (at, side) = match before {
            Some(next) => (next, "before"),
            None => (after, "after"),
        };
        let diagnostic = Diagnostic::error("sign-missing", at, message)
            .label(format!("`{sign}` goes {side} this"));
        self.report(diagnostic.help(EXAMPLE));
    }

    fn name_missing(&mut self, word: Span) {
        let next = self
            .token_at(word.end)
            .filter(|token| !self.ends_part(*token));
        let diagnostic = match next {
            Some(next) => {
                let message = format!("`{}` is no name that `let` can give", self.slice(next.span));
                Diagnostic::error("binding-name", next.span, message)
                    .label("words that are not of the language are expected here")
            }
            None => Diagnostic::error("binding-name", word, "`let` needs a name")
                .label("a name goes after this"),
        };
        self.report(diagnostic.help(EXAMPLE));
    }

    fn binding_name(&mut self, node: Node<'t>) -> Name {
        let mut name = Name {
            words: Vec::new(),
            noun: None,
            span: self.span(&node),
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_tier_zero => name.words = self.tier_zero_words(&part),
                Rule::binding_noun => {
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::noun => name.noun = self.noun(&part),
                            _ => name.words.push(self.word(&part)),
                        }
                    }
                }
                _ => name.words.extend(self.bare(part)),
            }
        }
        name
    }

    /// The two words of `tier zero`.
    pub(super) fn tier_zero_words(&self, node: &Node<'t>) -> Vec<Spanned<String>> {
        let span = self.span(node);
        let first = self
            .tokens
            .partition_point(|token| token.span.start < span.start);
        let tokens = self.tokens[first..].iter();
        tokens
            .take_while(|token| token.span.end <= span.end)
            .map(|token| Spanned::new(self.slice(token.span).to_owned(), token.span))
            .collect()
    }

    /// Words that no noun follows.
    pub(super) fn bare(&self, node: Node<'t>) -> Vec<Spanned<String>> {
        node.into_inner().map(|word| self.word(&word)).collect()
    }

    fn word(&self, node: &Node<'t>) -> Spanned<String> {
        Spanned::new(node.as_str().to_owned(), self.span(node))
    }
}
