//! From the grammar's tree to the syntax tree, noting what is wrong on the way.
//!
//! Each function reads one node. Where the node holds a mistake it says so and returns nothing; its
//! callers go on with the rest, so that a mistake in the head does not hide one in a stage.

mod ask;
mod binding;
mod expression;
mod head;
mod leftover;
mod literal;
mod missing;
mod pair;
mod place;
mod set;
mod stage;
mod table;
mod tabular;

pub(crate) use self::literal::{instant, plain};
use self::place::Place;
use super::ast::{Binding, Query};
use super::grammar::Rule;
use super::span::{Span, Spanned};
use super::tokens::Token;
use crate::diagnostic::Diagnostic;
use pest::iterators::Pair;

pub(crate) use stage::STAGES;

pub(super) type Node<'t> = Pair<'t, Rule>;

/// Reads the tree of one text.
pub(super) struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
    /// Whether an example that a diagnostic would show is a query. None in an example: the mistakes of
    /// one need no examples of their own, each of which would hold the one before it.
    is_query: Option<fn(&str) -> bool>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(
        text: &'t str,
        tokens: Vec<Token>,
        is_query: Option<fn(&str) -> bool>,
    ) -> Reader<'t> {
        Reader {
            text,
            tokens,
            diagnostics: Vec::new(),
            is_query,
        }
    }

    /// What was wrong, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics
            .sort_by_key(|one| (one.span.start, one.span.end));
        self.diagnostics
    }

    pub(super) fn query(&mut self, tree: Node<'t>) -> Option<Query> {
        let mut head = None;
        let mut stages = Vec::new();
        // How many mistakes there were before the present part of the pipeline.
        let mut before = 0;
        let mut bindings = Vec::new();
        let mut bound_in_vain = false;
        // The word that opens the present stage.
        let mut opening = None;
        for node in tree.into_inner() {
            match node.as_rule() {
                Rule::binding => {
                    match self.binding(node) {
                        Some(binding) => bindings.push(binding),
                        None => bound_in_vain = true,
                    }
                    before = self.diagnostics.len();
                }
                Rule::question if bound_in_vain && self.span(&node).is_empty() => {}
                Rule::question => head = self.question(node),
                Rule::yes_no => head = self.yes_no(node),
                Rule::what_can => head = self.what_can(node),
                Rule::which_can => head = self.which_can(node),
                Rule::why | Rule::ways => head = self.pair(node),
                Rule::paths => head = self.paths(node),
                Rule::table => head = self.table(node),
                Rule::leftover => {
                    if self.diagnostics.len() == before && !bound_in_vain {
                        let place = match opening {
                            Some(opening) => Place::Stage(self.slice(opening)),
                            None => Place::Head(head.as_ref()),
                        };
                        self.leftover(&node, place);
                    }
                }
                Rule::EOI | Rule::opening_comment => {}
                _ => {
                    before = self.diagnostics.len();
                    opening = self
                        .token_at(node.as_span().start())
                        .map(|token| token.span);
                    stages.push(self.stage(node));
                }
            }
        }
        let stages = stages.into_iter().collect::<Option<Vec<_>>>()?;
        let query = Query {
            bindings,
            head: head?,
            stages,
        };
        (!bound_in_vain).then_some(query)
    }

    /// The bindings of a file of definitions.
    pub(super) fn definitions(&mut self, tree: Node<'t>) -> Vec<Spanned<Binding>> {
        let mut bindings = Vec::new();
        for node in tree.into_inner() {
            match node.as_rule() {
                Rule::binding => bindings.extend(self.binding(node)),
                Rule::leftover => {
                    let message = "a file of definitions holds nothing but `let`";
                    let diagnostic = Diagnostic::error("definition", self.span(&node), message);
                    self.report(diagnostic.help(binding::EXAMPLE));
                }
                _ => {}
            }
        }
        bindings
    }

    /// Where a node stands, without the white space and comments that the grammar took with it.
    fn span(&self, node: &Node<'t>) -> Span {
        let span = node.as_span();
        self.trimmed(Span {
            start: span.start(),
            end: span.end(),
        })
    }

    fn trimmed(&self, span: Span) -> Span {
        let next = self
            .tokens
            .partition_point(|token| token.span.start < span.end);
        let end = match next.checked_sub(1).map(|last| self.tokens[last].span.end) {
            Some(end) if end < span.end => end.max(span.start),
            _ => span.end,
        };
        Span {
            start: span.start,
            end,
        }
    }

    /// The text at a place.
    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The token that starts at or after a place.
    fn token_at(&self, offset: usize) -> Option<Token> {
        let next = self
            .tokens
            .partition_point(|token| token.span.start < offset);
        self.tokens.get(next).copied()
    }

    /// The token that ends at or before a place.
    fn token_before(&self, offset: usize) -> Option<Token> {
        let next = self
            .tokens
            .partition_point(|token| token.span.end <= offset);
        next.checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .copied()
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Refuses a part of the language that is promised for later, by the words that open it.
    fn refuse(&mut self, span: Span, help: impl Into<String>) {
        let diagnostic = self.not_built(span, help);
        self.report(diagnostic);
    }

    /// That a part of the language is promised for later.
    fn not_built(&self, span: Span, help: impl Into<String>) -> Diagnostic {
        let words: Vec<&str> = self.slice(span).split_whitespace().collect();
        let message = format!("`{}` is not built yet", words.join(" ").to_lowercase());
        Diagnostic::not_built(span, message).help(help)
    }

    /// Whether a token ends a part of the query, so that nothing of that part follows.
    fn ends_part(&self, token: Token) -> bool {
        matches!(self.slice(token.span), "|" | ")" | ";" | "?")
    }
}
