//! Sets, names, bindings and clauses as text.

use super::expression::{condition, quoted};
use crate::syntax::ast::{
    Binding, Clause, Count, Expr, Head, Name, Noun, Phrase, Relative, Set, SetKind, SetOperator,
};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::parse::parse;
use crate::syntax::span::Spanned;
use pest::Parser;

pub(super) fn binding(binding: &Binding) -> String {
    let words = binding.words.iter().map(|word| word.value.clone());
    let noun = binding
        .noun
        .as_ref()
        .map(|noun| noun.value.plural().to_owned());
    let name: Vec<String> = words.chain(noun).collect();
    format!("let {} = {};", name.join(" "), set(&binding.set))
}

/// A set where any may stand.
pub(super) fn set(one: &Set) -> String {
    match &one.kind {
        SetKind::Who => "who".to_owned(),
        SetKind::Whatever => "what".to_owned(),
        SetKind::Noun {
            words,
            noun,
            predicate,
        } => described(words, noun.value, predicate.as_deref()),
        SetKind::Named { noun, name: own } => {
            format!("{} {}", noun.value.singular(), name(&own.value))
        }
        SetKind::Name(own) => name(&own.value),
        SetKind::Words(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            words.join(" ")
        }
        SetKind::Related {
            set: own,
            relation: by,
            to,
        } => {
            let own = match own.kind {
                SetKind::Related { .. } => format!("({})", set(own)),
                _ => operand(own),
            };
            format!("{own} {} {}", relation(by.value), operand(to))
        }
        SetKind::Algebra { operator, operands } => {
            let word = match operator {
                SetOperator::Or => " or ",
                SetOperator::And => " and ",
                SetOperator::Except => " except ",
            };
            let operands: Vec<String> = operands.iter().map(operand).collect();
            operands.join(word)
        }
    }
}

/// A set where algebra needs parentheses.
fn operand(one: &Set) -> String {
    match one.kind {
        SetKind::Algebra { .. } => format!("({})", set(one)),
        _ => set(one),
    }
}

/// A noun with what stands before and after it. A word that reads otherwise without quotes has some.
fn described(words: &[Spanned<String>], noun: Noun, predicate: Option<&Spanned<Expr>>) -> String {
    let plain: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
    let ending = |words: &[String]| {
        let noun = noun.plural().to_owned();
        let all: Vec<String> = words.iter().cloned().chain([noun]).collect();
        all.join(" ")
    };
    let as_they_are: Vec<String> = plain.iter().map(|word| (*word).to_owned()).collect();
    let mut text = ending(&as_they_are);
    if !reads_as(&text, &plain, noun) {
        let quoted: Vec<String> = plain.iter().map(|word| quoted(word)).collect();
        text = ending(&quoted);
    }
    match predicate {
        None => text,
        Some(predicate) => format!("{text} where {}", condition(&predicate.value)),
    }
}

/// Whether a text reads as these words before this noun.
fn reads_as(text: &str, wanted: &[&str], noun: Noun) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let Ok(query) = parse(text) else {
        return false;
    };
    match query.head {
        Head::Set(Set {
            kind:
                SetKind::Noun {
                    words,
                    noun: read,
                    predicate: None,
                },
            ..
        }) => {
            let words = words.iter().map(|word| word.value.as_str());
            query.stages.is_empty() && read.value == noun && words.eq(wanted.iter().copied())
        }
        _ => false,
    }
}

fn name(name: &Name) -> String {
    match name {
        Name::Quoted(text) => quoted(text),
        Name::Upn(text) | Name::Guid(text) | Name::Path(text) => text.clone(),
        Name::Parameter(name) => format!("${name}"),
    }
}

fn relation(relation: Relative) -> &'static str {
    match relation {
        Relative::In => "in",
        Relative::DirectlyIn => "directly in",
        Relative::Containing => "containing",
        Relative::OwnedBy => "owned by",
        Relative::Owning => "owning",
        Relative::AssignedTo => "assigned to",
        Relative::Reaching => "reaching",
        Relative::ReachedBy => "reached by",
        Relative::Under => "under",
        Relative::Matching => "matching",
    }
}

pub(super) fn clause(clause: &Clause) -> String {
    match clause {
        Clause::As(names) => format!("as {}", phrases(names)),
        Clause::By(names) => format!("by {}", phrases(names)),
        Clause::NotBy(names) => format!("not by {}", phrases(names)),
        Clause::Via(set) => format!("via {}", operand(set)),
        Clause::NotVia(set) => format!("not via {}", operand(set)),
        Clause::OnlyVia(set) => format!("only via {}", operand(set)),
        Clause::Within(most) => format!("within {} hops", count(&most.value)),
        Clause::Directly => "directly".to_owned(),
        Clause::With(names) => format!("with {}", phrases(names)),
        Clause::Without(names) => format!("without {}", phrases(names)),
    }
}

pub(super) fn count(count: &Count) -> String {
    match count {
        Count::Number(number) => number.to_string(),
        Count::Parameter(name) => format!("${name}"),
    }
}

fn phrases(names: &[Spanned<Phrase>]) -> String {
    let names: Vec<String> = names.iter().map(|name| phrase(&name.value)).collect();
    names.join(" or ")
}

fn phrase(phrase: &Phrase) -> String {
    match phrase {
        Phrase::Parameter(name) => format!("${name}"),
        Phrase::Text(text) => {
            let read = Grammar::parse(Rule::phrase_words, text);
            let is_plain = read.is_ok_and(|read| read.as_str() == text)
                && text
                    .split(' ')
                    .all(|word| !word.is_empty() && word.trim() == word);
            match is_plain {
                true => text.clone(),
                false => quoted(text),
            }
        }
    }
}
