//! Heads and clauses.

use super::binding::parameter;
use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Clause, Count, Head, Phrase, Reach, Set, SetKind, Verb};
use crate::syntax::grammar::Rule;
use crate::syntax::span::{Span, Spanned};
use enfilade_model::Layer;

impl<'t> Reader<'t> {
    pub(super) fn refuse_head(&mut self, node: Node<'t>) {
        if let Some(opening) = node.into_inner().next() {
            let span = self.span(&opening);
            self.refuse(
                span,
                "between parentheses stands a set, or who reaches what: `(guests reach apps)`",
            );
        }
    }

    pub(super) fn question(&mut self, node: Node<'t>) -> Option<Head> {
        let span = self.span(&node);
        let mut asker = None;
        let mut left = None;
        let mut subject = None;
        let mut tail = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::asker => asker = Some(self.span(&part)),
                Rule::who | Rule::anyone => {
                    let span = self.span(&part);
                    asker = Some(span);
                    left = Some(Set {
                        kind: SetKind::Who,
                        span,
                    });
                }
                Rule::set => left = self.set(part),
                Rule::missing => subject = Some(part),
                Rule::tail => tail = Some(part),
                _ => {}
            }
        }
        let before = self.diagnostics.len();
        if let Some(missing) = subject {
            self.subject_missing(&missing, span, tail.is_some());
        }
        let Some(tail) = tail else {
            if let Some(asker) = asker
                && self.diagnostics.len() == before
            {
                self.verb_missing(asker, left.as_ref());
                return None;
            }
            return left.map(Head::Set);
        };
        let reach = self.tail(tail, left);
        reach.map(|reach| Head::Reach(Box::new(reach)))
    }

    /// Nothing stands where the question starts.
    fn subject_missing(&mut self, node: &Node<'t>, question: Span, has_tail: bool) {
        let example =
            "for example `which guests reach finance apps`, or a set alone: `disabled users`";
        let diagnostic = if self.tokens.is_empty() {
            Diagnostic::error("empty", Span::default(), "nothing is asked").help(example)
        } else if self
            .token_before(node.as_span().start())
            .is_some_and(|token| self.slice(token.span) == ";")
            && question.is_empty()
        {
            let last = self.token_before(node.as_span().start());
            let span = last.map_or(question, |token| token.span);
            Diagnostic::error("empty", span, "`let` gives a name, and nothing is asked")
                .label("a question goes after this")
                .help(example)
        } else if has_tail {
            let next = self
                .token_at(node.as_span().start())
                .map_or(question, |token| token.span);
            let message = format!("who? a set is missing before `{}`", self.slice(next));
            Diagnostic::error("subject-missing", next, message)
                .label("a set goes before this")
                .help(
                    "for example `which guests reach finance apps`, or `who reaches finance apps`",
                )
        } else {
            self.no_set(node, "a set");
            return;
        };
        self.report(diagnostic);
    }

    fn verb_missing(&mut self, asker: Span, left: Option<&Set>) {
        let word = self.slice(asker).to_lowercase();
        let last = left.map_or(asker, |set| set.span);
        let rest = self
            .token_at(last.end)
            .filter(|token| !self.ends_part(*token));
        if let Some(turned) = rest.and_then(|rest| self.question_turned(rest)) {
            self.report(turned);
            return;
        }
        let asked = if word == "who" {
            word.clone()
        } else {
            format!("{word} {}", self.slice(last))
        };
        let mut diagnostic =
            Diagnostic::error("verb-missing", last, format!("`{asked}` lacks a verb"))
                .label("`reach` is expected after this");
        if let Some(rest) = rest
            && let Some(verb) = self.near_verb(rest)
        {
            diagnostic.span = rest.span;
            diagnostic.label = format!("did you mean `{verb}`?");
        } else if left.is_some_and(|set| set.kind != SetKind::Who) {
            let set = self.slice(last);
            diagnostic = diagnostic.help(format!("to list the set, leave `{word}` away: `{set}`"));
        }
        let example = match left {
            Some(set) if set.kind == SetKind::Who => {
                format!("{} reaches finance apps", self.slice(asker))
            }
            _ => format!("{asked} reach finance apps"),
        };
        self.report(diagnostic.help(format!("to ask for access, say to what: `{example}`")));
    }

    fn tail(&mut self, node: Node<'t>, left: Option<Set>) -> Option<Reach> {
        let mut verb = None;
        let mut quantifier = None;
        let mut right = None;
        let mut clauses = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::verb => verb = self.verb(part),
                Rule::quantifier => quantifier = self.quantifier(part),
                Rule::set => right = self.set(part),
                Rule::missing => {
                    self.no_set(&part, "what is reached");
                }
                _ => match self.clause(part) {
                    Some(clause) => clauses.push(clause),
                    None => sound = false,
                },
            }
        }
        if let (Some(verb), Some(quantifier)) = (&verb, &quantifier)
            && verb.value.negated
        {
            self.negated_quantifier(verb.span.to(quantifier.span), right.as_ref());
            return None;
        }
        let (left, verb, right) = (left?, verb?, right?);
        sound.then_some(Reach {
            left,
            verb,
            quantifier,
            right,
            clauses,
        })
    }

    fn verb(&mut self, node: Node<'t>) -> Option<Spanned<Verb>> {
        let span = self.span(&node);
        let (layer, negated) = match node.into_inner().next()?.as_rule() {
            Rule::do_not_reach => (Layer::Reach, true),
            Rule::cannot_reach => (Layer::CanReach, true),
            Rule::could_not_reach => (Layer::CouldReach, true),
            Rule::can_reach => (Layer::CanReach, false),
            Rule::could_reach => (Layer::CouldReach, false),
            _ => (Layer::Reach, false),
        };
        Some(Spanned::new(Verb { layer, negated }, span))
    }

    pub(super) fn clause(&mut self, node: Node<'t>) -> Option<Spanned<Clause>> {
        let span = self.span(&node);
        let rule = node.as_rule();
        let mut parts = node.into_inner();
        let opening = self.span(&parts.next()?);
        let clause = match rule {
            Rule::directly_clause => Clause::Directly,
            Rule::as_clause => {
                Clause::As(self.phrases(parts.next()?, "a role", "for example `as Owner`")?)
            }
            Rule::by_clause => Clause::By(self.phrases(parts.next()?, "a mechanism", MECHANISM)?),
            Rule::not_by_clause => {
                Clause::NotBy(self.phrases(parts.next()?, "a mechanism", MECHANISM)?)
            }
            Rule::with_clause => {
                let help = "`with disabled` keeps disabled accounts and apps, `with first-party` Microsoft's own apps";
                Clause::With(self.phrases(parts.next()?, "what to keep", help)?)
            }
            Rule::via_clause => Clause::Via(self.operand_or_missing(parts.next()?)?),
            Rule::not_via_clause => Clause::NotVia(self.operand_or_missing(parts.next()?)?),
            Rule::only_via_clause => Clause::OnlyVia(self.operand_or_missing(parts.next()?)?),
            Rule::within_clause => Clause::Within(self.within(opening, parts)?),
            Rule::without_clause => {
                let help = "`without disabled` says what holds unless `with disabled` is written";
                Clause::Without(self.phrases(parts.next()?, "what to leave out", help)?)
            }
            _ => {
                let help = "leave the clause away: Conditional Access is not looked at yet";
                self.refuse(opening, help);
                return None;
            }
        };
        Some(Spanned::new(clause, span))
    }

    /// The number of `within 3 hops`.
    fn within(
        &mut self,
        opening: Span,
        parts: impl Iterator<Item = Node<'t>>,
    ) -> Option<Spanned<Count>> {
        let (mut count, mut last, mut has_hops) = (None, opening, false);
        for part in parts {
            let span = self.span(&part);
            last = last.to(span);
            match part.as_rule() {
                Rule::integer => count = Some(self.count(&part)?),
                Rule::parameter => {
                    count = Some(Spanned::new(Count::Parameter(parameter(&part)), span));
                }
                Rule::word => {
                    let message = format!("`{}` is no number", part.as_str());
                    let help = "write the number in digits: `within 3 hops`";
                    self.report(Diagnostic::error("number", span, message).help(help));
                    return None;
                }
                _ => has_hops = true,
            }
        }
        if count.is_none() || !has_hops {
            let what = if count.is_none() {
                "a number"
            } else {
                "`hops`"
            };
            let message = format!("{what} is missing after `{}`", self.slice(last));
            self.report(
                Diagnostic::error("missing", last, message)
                    .label(format!("{what} goes after this"))
                    .help("for example `within 3 hops`"),
            );
            return None;
        }
        count
    }

    /// One phrase or several, joined by `,` or `or`.
    fn phrases(&mut self, node: Node<'t>, what: &str, help: &str) -> Option<Vec<Spanned<Phrase>>> {
        if node.as_rule() == Rule::missing {
            self.missing(&node, what, help);
            return None;
        }
        let mut phrases = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::phrase => match self.phrase(part) {
                    Some(phrase) => phrases.push(phrase),
                    None => sound = false,
                },
                Rule::missing => {
                    self.missing(&part, what, help);
                    sound = false;
                }
                _ => {}
            }
        }
        sound.then_some(phrases)
    }

    fn phrase(&mut self, node: Node<'t>) -> Option<Spanned<Phrase>> {
        let span = self.span(&node);
        let inner = node.into_inner().next()?;
        let text = match inner.as_rule() {
            Rule::phrase_words => {
                let words: Vec<&str> = self.words_in(span);
                Phrase::Text(words.join(" "))
            }
            Rule::parameter => Phrase::Parameter(parameter(&inner)),
            _ => Phrase::Text(self.string(inner)?),
        };
        Some(Spanned::new(text, span))
    }

    /// The words inside a place, comments left out.
    pub(super) fn words_in(&self, span: Span) -> Vec<&'t str> {
        let first = self
            .tokens
            .partition_point(|token| token.span.start < span.start);
        let tokens = self.tokens[first..].iter();
        tokens
            .take_while(|token| token.span.end <= span.end)
            .map(|token| self.slice(token.span))
            .collect()
    }
}

const MECHANISM: &str = "for example `by app assignment`, or `not by open app`";
