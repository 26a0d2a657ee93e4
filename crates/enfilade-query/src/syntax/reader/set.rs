//! Sets: nouns, names, relations, algebra.

use super::binding::parameter;
use super::place::Place;
use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Expr, Name, Relative, Set, SetKind, SetOperator};
use crate::syntax::grammar::Rule;
use crate::syntax::nouns;
use crate::syntax::parse::MOST_NESTING;
use crate::syntax::span::Spanned;

impl<'t> Reader<'t> {
    pub(super) fn set(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        let mut operands = Vec::new();
        let mut operators: Vec<Spanned<SetOperator>> = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            let operator = match part.as_rule() {
                Rule::kw_or => SetOperator::Or,
                Rule::kw_and => SetOperator::And,
                Rule::kw_except => SetOperator::Except,
                _ => {
                    match self.operand_or_missing(part) {
                        Some(operand) => operands.push(operand),
                        None => sound = false,
                    }
                    continue;
                }
            };
            operators.push(Spanned::new(operator, self.span(&part)));
        }
        if !sound {
            return None;
        }
        let Some(first) = operators.first() else {
            return operands.pop();
        };
        if let Some(at) = operators.iter().position(|one| one.value != first.value) {
            self.mixed(&operands, &operators, at);
            return None;
        }
        let operator = first.value;
        Some(Set {
            kind: SetKind::Algebra { operator, operands },
            span,
        })
    }

    /// Two operators side by side without parentheses.
    fn mixed(&mut self, operands: &[Set], operators: &[Spanned<SetOperator>], at: usize) {
        let (first, second) = (operators[0].span, operators[at].span);
        let left = self.slice(operands[0].span.to(operands[at].span));
        let right = self.slice(operands[at].span.to(operands[at + 1].span));
        let before = self.slice(operands[0].span.to(operators[at - 1].span));
        let (one, other) = (
            self.slice(first).to_lowercase(),
            self.slice(second).to_lowercase(),
        );
        let message = format!("`{one}` and `{other}` are mixed without parentheses");
        let end = self.slice(operands[at + 1].span);
        let diagnostic = Diagnostic::error("mixed", second, message)
            .label(format!("`{one}` came before"))
            .help(format!("write `({left}) {other} {end}`"))
            .help(format!("or `{before} ({right})`"));
        self.report(diagnostic);
    }

    pub(super) fn operand_or_missing(&mut self, node: Node<'t>) -> Option<Set> {
        if node.as_rule() == Rule::missing {
            self.no_set(&node, "a set");
            return None;
        }
        self.operand(node)
    }

    /// A set with its relations: each relation's right side takes all that follows.
    fn operand(&mut self, node: Node<'t>) -> Option<Set> {
        let mut sets = Vec::new();
        let mut relations = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::relation => match Self::relation(part) {
                    Some(relation) => relations.push(Spanned::new(relation, span)),
                    None => sound = false,
                },
                Rule::missing => {
                    self.no_set(&part, "a set");
                    sound = false;
                }
                _ => match self.primary(part) {
                    Some(set) => sets.push(set),
                    None => sound = false,
                },
            }
        }
        if let Some(one) = relations.get(MOST_NESTING) {
            let message = format!("more than {MOST_NESTING} relations follow one another");
            self.report(
                Diagnostic::error("too-deep", one.span, message).help("ask in several queries"),
            );
            sound = false;
        }
        if !sound {
            return None;
        }
        let mut right = sets.pop()?;
        while let (Some(left), Some(relation)) = (sets.pop(), relations.pop()) {
            let span = left.span.to(right.span);
            let kind = SetKind::Related {
                set: Box::new(left),
                relation,
                to: Box::new(right),
            };
            right = Set { kind, span };
        }
        Some(right)
    }

    fn relation(node: Node<'t>) -> Option<Relative> {
        match node.into_inner().next()?.as_rule() {
            Rule::kw_in => Some(Relative::In),
            Rule::kw_directly_in => Some(Relative::DirectlyIn),
            Rule::kw_containing => Some(Relative::Containing),
            Rule::kw_owned_by => Some(Relative::OwnedBy),
            Rule::kw_owning => Some(Relative::Owning),
            Rule::kw_assigned_to => Some(Relative::AssignedTo),
            Rule::kw_reaching => Some(Relative::Reaching),
            Rule::kw_reached_by => Some(Relative::ReachedBy),
            Rule::kw_under => Some(Relative::Under),
            Rule::kw_matching => Some(Relative::Matching),
            _ => None,
        }
    }

    fn primary(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::parenthesised => self.parenthesised(node),
            Rule::tier_zero => self.tier_zero(node),
            Rule::named => self.named(node),
            Rule::described => self.described(node),
            Rule::name => {
                let name = self.name(node)?;
                Some(Set {
                    kind: SetKind::Name(name),
                    span,
                })
            }
            Rule::parameter => {
                let name = Name::Parameter(parameter(&node));
                Some(Set {
                    kind: SetKind::Name(Spanned::new(name, span)),
                    span,
                })
            }
            _ => Some(Set {
                kind: SetKind::Words(self.bare(node)),
                span,
            }),
        }
    }

    /// The set inside parentheses; its span takes them in.
    fn parenthesised(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        let mut set = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::set => set = self.set(part),
                rule => self.parenthesis_mistake(rule, &part, span, Place::Set),
            }
        }
        set.map(|set| Set { span, ..set })
    }

    /// `tier zero`, a name that the query library defines, and `tier zero roles`.
    fn tier_zero(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let mut words = self.tier_zero_words(&inner.next()?);
        let Some(described) = inner.next() else {
            let kind = SetKind::Words(words);
            return Some(Set { kind, span });
        };
        let mut set = self.described(described)?;
        if let SetKind::Noun { words: own, .. } = &mut set.kind {
            words.append(own);
            *own = words;
        }
        Some(Set { span, ..set })
    }

    fn named(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        let mut noun = None;
        let mut name = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::noun => noun = self.noun(&part),
                Rule::name => name = self.name(part),
                Rule::parameter => {
                    let span = self.span(&part);
                    name = Some(Spanned::new(Name::Parameter(parameter(&part)), span));
                }
                _ => {}
            }
        }
        Some(Set {
            kind: SetKind::Named {
                noun: noun?,
                name: name?,
            },
            span,
        })
    }

    pub(super) fn noun(&mut self, node: &Node<'t>) -> Option<Spanned<crate::syntax::ast::Noun>> {
        let noun = nouns::noun(&self.words_in(self.span(node)).join(" "))?;
        Some(Spanned::new(noun, self.span(node)))
    }

    fn described(&mut self, node: Node<'t>) -> Option<Set> {
        let span = self.span(&node);
        let mut words = Vec::new();
        let mut noun = None;
        let mut predicate = None;
        let mut sound = true;
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::described_word => words.push(Spanned::new(part.as_str().to_owned(), span)),
                Rule::string => match self.string(part) {
                    Some(word) => words.push(Spanned::new(word, span)),
                    None => sound = false,
                },
                Rule::noun => noun = self.noun(&part),
                Rule::where_part => match self.where_part(part) {
                    Some(expr) => predicate = Some(Box::new(expr)),
                    None => sound = false,
                },
                _ => {}
            }
        }
        let noun = noun?;
        sound.then_some(Set {
            kind: SetKind::Noun {
                words,
                noun,
                predicate,
            },
            span,
        })
    }

    /// What stands after a noun's `where`.
    fn where_part(&mut self, node: Node<'t>) -> Option<Spanned<Expr>> {
        let body = node.into_inner().nth(1)?;
        match body.as_rule() {
            Rule::where_predicate => self.group(body.into_inner().next()?),
            Rule::comparison => self.comparison(body),
            Rule::lone_operand => {
                let span = self.span(&body);
                let written = self.slice(span);
                let message = format!("`{written}` alone is no comparison");
                let diagnostic = Diagnostic::error("no-comparison", span, message)
                    .label("an operator and a value are expected after this")
                    .help(format!(
                        "write `{written} == true`, or put it in parentheses: `where ({written})`"
                    ));
                self.report(diagnostic);
                None
            }
            _ => {
                self.missing(
                    &body,
                    "a comparison",
                    "for example `guests where company == \"Fabrikam\"`",
                );
                None
            }
        }
    }

    fn name(&mut self, node: Node<'t>) -> Option<Spanned<Name>> {
        let span = self.span(&node);
        let inner = node.into_inner().next()?;
        let text = || inner.as_str().to_owned();
        let name = match inner.as_rule() {
            Rule::upn => Name::Upn(text()),
            Rule::guid => Name::Guid(text()),
            Rule::path => Name::Path(text()),
            _ => Name::Quoted(self.string(inner)?),
        };
        Some(Spanned::new(name, span))
    }
}
