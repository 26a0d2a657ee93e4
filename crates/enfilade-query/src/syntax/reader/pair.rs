//! The heads about a pair: `why`, `how many ways`, and paths from one to the other.

use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Clause, Head, Paths, Reach, Set, Verb, Which};
use crate::syntax::grammar::Rule;
use crate::syntax::span::{Span, Spanned};
use enfilade_model::Layer;

const EXAMPLE: &str = "for example `why does alice@contoso.com reach app \"Payroll\"`";
const PATHS: &str = "for example `shortest path from alice@contoso.com to app \"Payroll\"`";

/// The parts of a head, as they come.
#[derive(Default)]
struct Parts {
    sets: Vec<Option<Set>>,
    clauses: Vec<Spanned<Clause>>,
    unsound: bool,
}

impl<'t> Reader<'t> {
    /// `why does A reach B`, `how many ways can A reach B`.
    pub(super) fn pair(&mut self, node: Node<'t>) -> Option<Head> {
        let is_why = node.as_rule() == Rule::why;
        let whole = self.span(&node);
        let mut parts = Parts::default();
        let mut opening = whole;
        let mut verb: Option<Spanned<Verb>> = None;
        let mut not: Option<Span> = None;
        let mut reach: Option<Span> = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::head_why | Rule::head_ways => opening = self.span(&part),
                Rule::modal => verb = self.auxiliary(part),
                Rule::kw_not => not = Some(self.span(&part)),
                Rule::reach => reach = Some(self.span(&part)),
                _ => self.part(part, &mut parts),
            }
        }
        let Some(mut verb) = verb else {
            self.auxiliary_missing(opening);
            return None;
        };
        let Some(reach) = reach else {
            if parts.sets.first().is_some_and(Option::is_some) {
                self.reach_missing(whole);
            }
            return None;
        };
        if let Some(not) = not {
            if verb.value.negated {
                let diagnostic = Diagnostic::error("twice", not, "`not` stands twice");
                self.report(diagnostic.label("the second of them"));
                return None;
            }
            verb.value.negated = true;
        }
        if !is_why && verb.value.negated {
            let span = not.unwrap_or(verb.span);
            let message = "ways that are not there cannot be counted";
            let help = "`why does .. not reach ..` says what is missing";
            self.report(Diagnostic::error("not", span, message).help(help));
            return None;
        }
        verb.span = verb.span.to(reach);
        let reach = Box::new(self.reach_of(parts, verb)?);
        Some(match is_why {
            true => Head::Why(reach),
            false => Head::Ways(reach),
        })
    }

    /// `shortest path from A to B`.
    pub(super) fn paths(&mut self, node: Node<'t>) -> Option<Head> {
        let whole = self.span(&node);
        let mut parts = Parts::default();
        let mut which: Option<Spanned<Which>> = None;
        let (mut from, mut to) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::article => {}
                Rule::head_paths => which = self.which(&part),
                Rule::kw_from => from = Some(self.span(&part)),
                Rule::kw_to => to = Some(self.span(&part)),
                _ => self.part(part, &mut parts),
            }
        }
        let which = which?;
        for (word, there) in [("from", from), ("to", to)] {
            if there.is_none() && !parts.unsound && !parts.sets.iter().any(Option::is_none) {
                self.word_missing(word, which.span, whole);
                return None;
            }
        }
        let verb = Verb {
            layer: Layer::Reach,
            negated: false,
        };
        let reach = self.reach_of(parts, Spanned::new(verb, which.span))?;
        Some(Head::Paths(Box::new(Paths { which, reach })))
    }

    /// A set, its absence, or a clause.
    fn part(&mut self, part: Node<'t>, parts: &mut Parts) {
        match part.as_rule() {
            Rule::set => {
                let set = self.set(part);
                parts.sets.push(set);
            }
            Rule::missing => {
                let what = match parts.sets.len() {
                    0 => "a set",
                    _ => "what is reached",
                };
                self.no_set(&part, what);
                parts.sets.push(None);
            }
            _ => match self.clause(part) {
                Some(clause) => parts.clauses.push(clause),
                None => parts.unsound = true,
            },
        }
    }

    fn reach_of(&mut self, parts: Parts, verb: Spanned<Verb>) -> Option<Reach> {
        let mut sets = parts.sets.into_iter();
        let (left, right) = (sets.next()??, sets.next()??);
        (!parts.unsound).then_some(Reach {
            left,
            verb,
            quantifier: None,
            right,
            clauses: parts.clauses,
        })
    }

    fn auxiliary(&mut self, node: Node<'t>) -> Option<Spanned<Verb>> {
        let span = self.span(&node);
        let (layer, negated) = match node.into_inner().next()?.as_rule() {
            Rule::does_not => (Layer::Reach, true),
            Rule::can_not => (Layer::CanReach, true),
            Rule::could_not => (Layer::CouldReach, true),
            Rule::can => (Layer::CanReach, false),
            Rule::could => (Layer::CouldReach, false),
            _ => (Layer::Reach, false),
        };
        Some(Spanned::new(Verb { layer, negated }, span))
    }

    fn auxiliary_missing(&mut self, opening: Span) {
        let text = self.slice(opening).to_lowercase();
        let message = format!("`{text}` is followed by `does`, `can` or `could`");
        let next = self
            .token_at(opening.end)
            .filter(|token| !self.ends_part(*token));
        let diagnostic = match next {
            Some(next) => Diagnostic::error("auxiliary", next.span, message)
                .label("one of these goes before this"),
            None => Diagnostic::error("auxiliary", opening, message),
        };
        let example = match text.as_str() {
            "why" => EXAMPLE,
            _ => "for example `how many ways does alice@contoso.com reach app \"Payroll\"`",
        };
        self.report(diagnostic.help(example));
    }

    fn reach_missing(&mut self, whole: Span) {
        let message = "`reach` is missing";
        let next = self
            .token_at(whole.end)
            .filter(|token| !self.ends_part(*token));
        let diagnostic = match next {
            Some(next) => Diagnostic::error("verb-missing", next.span, message)
                .label("`reach` is expected before this"),
            None => Diagnostic::error("verb-missing", whole, message)
                .label("`reach` and what is reached are expected after this"),
        };
        self.report(diagnostic.help(EXAMPLE));
    }

    fn word_missing(&mut self, word: &str, which: Span, whole: Span) {
        let after = if word == "from" { which } else { whole };
        let next = self
            .token_at(after.end)
            .filter(|token| !self.ends_part(*token));
        let message = format!("`{word}` is missing");
        let diagnostic = match next {
            Some(next) => Diagnostic::error("missing", next.span, message)
                .label(format!("`{word}` is expected before this")),
            None => Diagnostic::error("missing", after, message)
                .label(format!("`{word}` is expected after this")),
        };
        self.report(diagnostic.help(PATHS));
    }

    fn which(&mut self, node: &Node<'t>) -> Option<Spanned<Which>> {
        let span = self.span(node);
        let text = self.slice(span).to_lowercase();
        let first = text.split_whitespace().next().unwrap_or_default();
        let which = match first {
            "shortest" => Which::Shortest,
            "all" => Which::All,
            "path" | "paths" => {
                let diagnostic = Diagnostic::error("how-many", span, "how many paths?")
                    .label("`shortest`, `all` or a number goes before this");
                self.report(diagnostic.help(PATHS));
                return None;
            }
            number => match number.parse() {
                Ok(most) if most > 0 => Which::Some(most),
                _ => {
                    let message = format!("`{number}` is no number of paths");
                    self.report(Diagnostic::error("number", span, message).help(PATHS));
                    return None;
                }
            },
        };
        Some(Spanned::new(which, span))
    }
}
