//! Questions whose verb stands around its subject: `does A reach B`, `what can A reach`, `which B can
//! A reach`; and the quantifiers `all` and `no`.

use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Clause, Head, Quantifier, Reach, Set, SetKind, Verb};
use crate::syntax::grammar::Rule;
use crate::syntax::span::{Span, Spanned};
use enfilade_model::Layer;

/// The parts of such a question, as far as they could be read.
#[derive(Default)]
struct Asked<'t> {
    /// Where the question begins.
    start: usize,
    /// What stands before the auxiliary: the `what` or the set asked for.
    sought: Option<Set>,
    auxiliary: Option<Spanned<Verb>>,
    subject: Option<Set>,
    infinitive: Option<Span>,
    quantifier: Option<Spanned<Quantifier>>,
    object: Option<Set>,
    clauses: Vec<Spanned<Clause>>,
    // Where a set is missing after the auxiliary, and after the verb.
    no_subject: Option<Node<'t>>,
    unsound: bool,
}

impl<'t> Reader<'t> {
    /// `does A reach B`.
    pub(super) fn yes_no(&mut self, node: Node<'t>) -> Option<Head> {
        let asked = self.asked(node);
        let verb = self.verb_around(&asked, "reach app \"Payroll\"")?;
        let object = asked.object?;
        Some(Head::YesNo(Box::new(Reach {
            left: asked.subject?,
            verb,
            quantifier: asked.quantifier,
            right: object,
            clauses: asked.clauses,
        })))
        .filter(|_| !asked.unsound)
    }

    /// `what can A reach`, and `which B can A reach`.
    pub(super) fn what_can(&mut self, node: Node<'t>) -> Option<Head> {
        let asked = self.asked(node);
        let verb = self.verb_around(&asked, "reach")?;
        Some(Head::Reach(Box::new(Reach {
            left: asked.subject?,
            verb,
            quantifier: None,
            right: asked.sought?,
            clauses: asked.clauses,
        })))
        .filter(|_| !asked.unsound)
    }

    /// `which B can A reach`.
    pub(super) fn which_can(&mut self, node: Node<'t>) -> Option<Head> {
        self.what_can(node)
    }

    fn asked(&mut self, node: Node<'t>) -> Asked<'t> {
        let mut asked = Asked {
            start: self.span(&node).start,
            ..Asked::default()
        };
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::kw_what => {
                    let kind = SetKind::Whatever;
                    asked.sought = Some(Set { kind, span });
                }
                Rule::auxiliary => asked.auxiliary = Some(Spanned::new(layer(&part), span)),
                Rule::infinitive => asked.infinitive = Some(span),
                Rule::quantifier => asked.quantifier = self.quantifier(part),
                Rule::set => {
                    let set = self.set(part);
                    asked.unsound |= set.is_none();
                    *match (&asked.auxiliary, asked.infinitive) {
                        (None, _) => &mut asked.sought,
                        (_, None) => &mut asked.subject,
                        (_, Some(_)) => &mut asked.object,
                    } = set;
                }
                Rule::missing if asked.infinitive.is_none() => asked.no_subject = Some(part),
                Rule::missing => {
                    self.no_set(&part, "what is reached");
                    asked.unsound = true;
                }
                Rule::asker => {}
                _ => match self.clause(part) {
                    Some(clause) => asked.clauses.push(clause),
                    None => asked.unsound = true,
                },
            }
        }
        asked
    }

    /// The verb of such a question, both halves of which must be there with a subject between them.
    fn verb_around(&mut self, asked: &Asked<'t>, rest: &str) -> Option<Spanned<Verb>> {
        let auxiliary = asked.auxiliary.as_ref()?;
        if let Some(missing) = &asked.no_subject {
            self.no_set(missing, "a set");
            return None;
        }
        let Some(infinitive) = asked.infinitive else {
            if !asked.unsound {
                self.infinitive_missing(asked, auxiliary.span, rest);
            }
            return None;
        };
        let span = auxiliary.span.to(infinitive);
        Some(Spanned::new(auxiliary.value, span))
    }

    /// `does alice@contoso.com app "Payroll"`: half a verb.
    fn infinitive_missing(&mut self, asked: &Asked<'t>, auxiliary: Span, rest: &str) {
        let word = self.slice(auxiliary).to_lowercase();
        let subject = asked.subject.as_ref();
        let last = subject.map_or(auxiliary, |set| set.span);
        if let Some(SetKind::Words(words)) = subject.map(|set| &set.kind) {
            let found = crate::syntax::words_alone(words, last);
            self.report(found);
            return;
        }
        let after = self
            .token_at(last.end)
            .filter(|token| !self.ends_part(*token));
        if let Some(after) = after
            && self.slice(after.span).eq_ignore_ascii_case("not")
        {
            let message = format!("`{word} .. not reach` is no question of the language");
            let help = format!("ask `{word} .. reach`: the answer is yes or no");
            self.report(Diagnostic::error("not", after.span, message).help(help));
            return;
        }
        let so_far = Span {
            start: asked.start,
            end: last.end,
        };
        let message = format!("`{word}` is half a verb");
        let mut diagnostic = Diagnostic::error("verb", auxiliary, message);
        match after.and_then(|after| Some((after.span, self.near_verb(after)?))) {
            Some((span, _)) => {
                diagnostic.span = span;
                diagnostic = diagnostic.label("did you mean `reach`?");
            }
            None => {
                diagnostic = diagnostic
                    .label("the other half, `reach`, is missing")
                    .help(format!("for example `{} {rest}`", self.slice(so_far)));
            }
        }
        self.report(diagnostic);
    }

    /// `all`, `every` or `no` before what is reached.
    pub(super) fn quantifier(&mut self, node: Node<'t>) -> Option<Spanned<Quantifier>> {
        let span = self.span(&node);
        let quantifier = match node.into_inner().next()?.as_rule() {
            Rule::kw_no => Quantifier::No,
            _ => Quantifier::All,
        };
        Some(Spanned::new(quantifier, span))
    }

    /// `do not reach all apps` has two meanings.
    pub(super) fn negated_quantifier(&mut self, span: Span, right: Option<&Set>) {
        let words = self.words_in(span).join(" ").to_lowercase();
        let right = right.map_or("apps", |set| self.slice(set.span));
        let diagnostic = Diagnostic::error(
            "negated-quantifier",
            span,
            format!("`{words}` can be read in two ways"),
        );
        self.report(
            diagnostic
                .help(format!("those who reach none of them: `reach no {right}`"))
                .help(format!("each pair without access: `do not reach {right}`")),
        );
    }
}

/// The layer that an auxiliary asks about.
fn layer(node: &Node<'_>) -> Verb {
    let layer = match node.as_str().to_lowercase().as_str() {
        "can" => Layer::CanReach,
        "could" => Layer::CouldReach,
        _ => Layer::Reach,
    };
    Verb {
        layer,
        negated: false,
    }
}
