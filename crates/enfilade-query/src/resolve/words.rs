//! The words before a noun: adjectives first, then words of the name.

use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::catalog::adjectives::Adjective;
use crate::catalog::nouns::meaning;
use crate::catalog::words;
use crate::diagnostic::{in_words, similar_words};
use crate::execute::notes::{counted, thousands};
use crate::execute::set::evaluate;
use crate::plan::column::{Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::Set;
use crate::syntax::ast::Noun;
use crate::syntax::span::Spanned;
use enfilade_access::EntitySet;
use enfilade_model::Attribute;
use std::collections::BTreeSet;

/// How many names are looked through for the words to suggest.
const NAMES: usize = 100_000;

/// The words before a noun, read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) adjectives: Vec<String>,
    /// What bound or defined names narrow the noun to.
    pub(super) defined: Vec<Set>,
    /// The tests of the adjectives.
    pub(super) conditions: Vec<Expr>,
    /// The words that are left to be found in the name.
    pub(super) name_words: Vec<Spanned<String>>,
    pub(super) asks_for_first_party: bool,
}

impl Resolver<'_> {
    /// Reads the adjectives among the words before a noun.
    pub(super) fn adjectives(
        &mut self,
        words: &[Spanned<String>],
        noun: &Spanned<Noun>,
        kinds: Kinds,
    ) -> Result<Read, Problem> {
        let mut read = Read::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if let Some((defined, count)) = self.defined_first(&words[at..])? {
                self.note_disjoint(&defined, noun.value);
                read.asks_for_first_party |= defined.asks_for_first_party;
                read.adjectives.push(defined.description);
                read.defined.push(defined.set);
                at += count;
                continue;
            }
            let texts: Vec<&str> = words[at..].iter().map(|word| word.value.as_str()).collect();
            let Some((adjective, count)) = Adjective::find(&texts, kinds) else {
                read.name_words.push(word.clone());
                at += 1;
                continue;
            };
            let last = words.get(at + count - 1).unwrap_or(word);
            let collected = |attribute: Attribute| self.rests_on_attribute(attribute, kinds);
            let condition = adjective.predicate(&collected).map_err(|attribute| {
                self.not_collected(attribute, kinds, word.span.to(last.span))
            })?;
            if let Some(relation) = adjective.relation(kinds) {
                self.rests_on(relation);
            }
            read.asks_for_first_party |=
                adjective.asks_for_first_party() && noun.value != Noun::Anything;
            read.adjectives.push(adjective.words.to_owned());
            read.conditions.push(condition);
            at += count;
        }
        Ok(read)
    }

    /// The longest bound or defined name that some words begin with, and how many it takes.
    fn defined_first(
        &mut self,
        words: &[Spanned<String>],
    ) -> Result<Option<(ResolvedSet, usize)>, Problem> {
        for count in (1..=words.len()).rev() {
            if let Some(defined) = self.defined(&words[..count], None)? {
                return Ok(Some((defined, count)));
            }
        }
        Ok(None)
    }

    /// Narrows a set to the entities whose name has a word, and says so.
    pub(super) fn name_words(
        &self,
        set: Set,
        word: &Spanned<String>,
        noun: &Spanned<Noun>,
    ) -> Result<(Set, String), Problem> {
        let wanted = words::wanted(&word.value);
        let (what, text) = (noun.value.plural(), word.value.as_str());
        let shown = match wanted.len() {
            1 => format!("word `{text}`"),
            _ => format!("words `{text}`"),
        };
        let graph = &self.context.graph;
        let before = evaluate(&set, self.context, self.asking())
            .map_err(|error| Problem::new("evaluation", noun.span, error.to_string()))?;
        let (mut matching, mut inside) = (0, 0);
        let joined = text.to_lowercase();
        for id in before.iter() {
            let name = graph.name(id);
            if words::has_words(name, &wanted) {
                matching += 1;
            } else if words::contains(name, &joined) {
                inside += 1;
            }
        }
        if matching == 0 {
            return Err(self.no_such_word(word, noun, inside, &before));
        }
        let more = match inside {
            0 => String::new(),
            1 => format!("; 1 more contains `{text}` inside a word"),
            _ => format!(
                "; {} more contain `{text}` inside a word",
                thousands(inside)
            ),
        };
        self.note(
            NoteKind::Reading,
            format!(
                "`{text} {what}` read as {what} whose name has the {shown}: {}{more}",
                counted(matching, noun.value.singular(), what)
            ),
        );
        let entity = Box::new(Expr::Column(0, Type::Entity));
        let condition = Expr::Property(entity, Property::NameWords(wanted));
        Ok((Set::Filter(Box::new(set), condition), shown))
    }

    /// Words that would be read as part of the name, where nothing may be guessed.
    pub(super) fn guess(&self, read: &Read, noun: &Spanned<Noun>) -> Option<Problem> {
        let (first, last) = (read.name_words.first()?, read.name_words.last()?);
        let what = noun.value.plural();
        let texts: Vec<&str> = read
            .name_words
            .iter()
            .map(|word| word.value.as_str())
            .collect();
        let message = match texts.as_slice() {
            [text] => format!("`{text}` is no adjective of {what}"),
            several => format!("`{}` are no adjectives of {what}", several.join(" ")),
        };
        let problem = Problem::new("strict-name", first.span.to(last.span), message);
        let near = texts
            .iter()
            .map(|text| similar_words(text, adjectives_of(noun.value)))
            .find(|near| !near.is_empty());
        let problem = match near {
            Some(near) => problem.did_you_mean(near),
            None => problem.label("a guess at the name"),
        };
        let tests: Vec<String> = texts
            .iter()
            .map(|text| format!("name has \"{text}\""))
            .collect();
        let predicate = match tests.as_slice() {
            [test] => test.clone(),
            tests => format!("({})", tests.join(" and ")),
        };
        let adjectives: String = read
            .adjectives
            .iter()
            .map(|own| format!("{own} "))
            .collect();
        Some(problem.help(format!(
            "names are strict here: write `{adjectives}{what} where {predicate}`"
        )))
    }

    fn no_such_word(
        &self,
        word: &Spanned<String>,
        noun: &Spanned<Noun>,
        inside: u64,
        among: &EntitySet,
    ) -> Problem {
        let (what, text) = (noun.value.plural(), &word.value);
        let others = Adjective::kinds_of(text);
        if !others.is_empty() {
            let message = format!("`{text}` is no adjective of `{what}`");
            let others: Vec<&str> = others.iter().map(|kind| kind.plural()).collect();
            let written = others
                .iter()
                .take(3)
                .map(|other| format!("`{text} {other}`"));
            return Problem::new("unknown-word", word.span, message)
                .label(format!("describes {}", in_words(&others, "and")))
                .help(format!(
                    "write {}",
                    in_words(&written.collect::<Vec<_>>(), "or")
                ));
        }
        let message =
            format!("`{text}` is neither an adjective of {what} nor a word of their names");
        let problem = Problem::new("unknown-word", word.span, message);
        let graph = &self.context.graph;
        let mut known: BTreeSet<String> = adjectives_of(noun.value).map(str::to_owned).collect();
        known.extend(self.defined_words(noun.value));
        for id in among.iter().take(NAMES) {
            known.extend(words::of(graph.name(id)));
        }
        let mut near = similar_words(text, known.iter().map(String::as_str));
        if near.is_empty() && self.text[..word.span.start].trim().is_empty() {
            near = similar_words(text, ["which", "what", "who"]);
        }
        let problem = match near.is_empty() {
            true => problem.label("unknown word"),
            false => problem,
        };
        let problem = problem.did_you_mean(near);
        if inside > 0 {
            let has = if inside == 1 { "has" } else { "have" };
            return problem.help(format!(
                "{} {has} it inside a word: `{what} where name contains \"{text}\"`",
                counted(inside, noun.value.singular(), what)
            ));
        }
        if problem.has_candidates() {
            return problem;
        }
        let adjectives: Vec<&str> = adjectives_of(noun.value).collect();
        match adjectives.is_empty() {
            true => problem,
            false => problem.help(format!(
                "adjectives of {what} are {}",
                in_words(&adjectives, "and")
            )),
        }
    }
}

fn adjectives_of(noun: Noun) -> impl Iterator<Item = &'static str> {
    Adjective::of(meaning(noun).kinds)
}
