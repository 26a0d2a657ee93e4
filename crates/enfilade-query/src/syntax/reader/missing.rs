//! Mistakes where something must stand and nothing does.

use super::place::Place;
use super::{Node, Reader, Token};
use crate::diagnostic::Diagnostic;
use crate::syntax::grammar::Rule;
use crate::syntax::span::Span;
use crate::syntax::tokens::is_reserved;

const SET: &str = "for example `finance apps`, `group \"Finance\"` or `alice@contoso.com`";

impl<'t> Reader<'t> {
    /// Says that something is missing where a `missing` node stands.
    pub(super) fn missing(&mut self, node: &Node<'t>, what: &str, help: impl Into<String>) {
        let offset = node.as_span().start();
        let next = self
            .token_at(offset)
            .filter(|token| !self.ends_part(*token));
        let diagnostic = match (next, self.token_before(offset)) {
            (Some(next), _) => {
                let message = format!("expected {what}, found `{}`", self.slice(next.span));
                Diagnostic::error("missing", next.span, message)
                    .label(format!("{what} goes before this"))
            }
            (None, Some(last)) => {
                let message = format!("{what} is missing after `{}`", self.slice(last.span));
                Diagnostic::error("missing", last.span, message)
                    .label(format!("{what} goes after this"))
            }
            (None, None) => {
                Diagnostic::error("missing", Span::default(), format!("{what} is missing"))
            }
        };
        self.report(diagnostic.help(help));
    }

    /// No set stands where one must.
    pub(super) fn no_set(&mut self, node: &Node<'t>, what: &str) {
        let next = self
            .token_at(node.as_span().start())
            .filter(|token| !self.ends_part(*token));
        let Some(next) = next else {
            self.missing(node, what, SET);
            return;
        };
        let text = self.slice(next.span);
        let reserved = next.rule == Rule::word && is_reserved(text);
        if reserved {
            let message = format!("`{text}` is a word of the language and names no set");
            let help = format!("where it is part of a name, quote it: `\"{text}\" apps`");
            self.report(
                Diagnostic::error("reserved", next.span, message)
                    .label(format!("expected {what}"))
                    .help(help),
            );
        } else if next.rule == Rule::word {
            self.missing(node, what, SET);
        } else {
            match self.stray_token(next, Place::Set) {
                Some(diagnostic) => self.report(diagnostic),
                None => self.missing(node, what, SET),
            }
        }
    }

    /// What is wrong between parentheses, if this node is a mistake.
    pub(super) fn parenthesis_mistake(
        &mut self,
        rule: Rule,
        node: &Node<'t>,
        whole: Span,
        place: Place<'_>,
    ) {
        let what = if matches!(place, Place::Set) {
            "a set"
        } else {
            "an expression"
        };
        match rule {
            Rule::missing => {
                let follows = self.token_at(node.as_span().start());
                if follows.is_none_or(|token| self.ends_part(token)) {
                    self.missing(node, what, "put it between the parentheses");
                }
            }
            Rule::unclosed => {
                let opens = |token: &&Token| {
                    token.span.start >= whole.start && self.slice(token.span) == "("
                };
                let open = self.tokens.iter().find(opens);
                let open = open.map_or(whole, |token| token.span);
                let diagnostic = Diagnostic::error(
                    "unclosed-parenthesis",
                    open,
                    "the parenthesis is not closed",
                )
                .label("this one");
                self.report(diagnostic.help("add `)` where it ends"));
            }
            Rule::inner_leftover => self.leftover(node, place),
            _ => {}
        }
    }
}
