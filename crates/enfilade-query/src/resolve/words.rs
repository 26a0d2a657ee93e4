//! The words before a noun: adjectives first, then words of the name.

use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::catalog::adjectives::Adjective;
use crate::catalog::attributes::exported_by;
use crate::catalog::{nearest_of, words};
use crate::execute::set::evaluate;
use crate::plan::column::{Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::Set;
use crate::syntax::ast::Noun;
use crate::syntax::span::{Span, Spanned};
use enfilade_model::Attribute;
use std::collections::BTreeSet;

/// How many names are looked through for the words to suggest.
const NAMES: usize = 100_000;

/// The words before a noun, read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) adjectives: Vec<&'static str>,
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
            let texts: Vec<&str> = words[at..].iter().map(|word| word.value.as_str()).collect();
            let Some((adjective, count)) = Adjective::find(&texts, kinds) else {
                read.name_words.push(word.clone());
                at += 1;
                continue;
            };
            let last = words.get(at + count - 1).unwrap_or(word);
            let collected = |attribute: Attribute| self.catalog.collects(attribute, kinds);
            let condition = adjective.predicate(&collected).map_err(|attribute| {
                self.not_collected(attribute, kinds, word.span.to(last.span))
            })?;
            if let Some(relation) = adjective.relation(kinds) {
                self.rests_on(relation);
            }
            read.asks_for_first_party |=
                adjective.asks_for_first_party() && noun.value != Noun::Anything;
            read.adjectives.push(adjective.words);
            read.conditions.push(condition);
            at += count;
        }
        Ok(read)
    }

    /// Narrows a set to the entities whose name has a word, and says so.
    pub(super) fn name_words(
        &self,
        set: Set,
        word: &Spanned<String>,
        noun: &Spanned<Noun>,
    ) -> Result<(Set, String), Problem> {
        let wanted = words::wanted(&word.value);
        let what = noun.value.plural();
        let shown = match wanted.len() {
            1 => format!("word `{}`", word.value),
            _ => format!("words `{}`", word.value),
        };
        if self.strict_names {
            return Err(Problem::new(
                format!(
                    "`{}` is neither an adjective of {what} nor a defined name",
                    word.value
                ),
                word.span,
            )
            .label("would be read as part of the name")
            .help(format!(
                "names are strict here; write `{what} where name has \"{}\"`",
                word.value
            )));
        }
        let graph = &self.context.graph;
        let before = evaluate(&set, self.context, self.now)
            .map_err(|error| Problem::new(error.to_string(), noun.span))?;
        let (mut matching, mut inside) = (0, 0);
        let joined = word.value.to_lowercase();
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
            1 => format!("; 1 more contains `{}` inside a word", word.value),
            _ => format!("; {inside} more contain `{}` inside a word", word.value),
        };
        let one = if matching == 1 {
            noun.value.singular()
        } else {
            what
        };
        self.note(
            NoteKind::Reading,
            format!(
                "`{} {what}` read as {what} whose name has the {shown}: {matching} {one}{more}",
                word.value
            ),
        );
        let entity = Box::new(Expr::Column(0, Type::Entity));
        let condition = Expr::Property(entity, Property::NameWords(wanted));
        Ok((Set::Filter(Box::new(set), condition), shown))
    }

    fn no_such_word(
        &self,
        word: &Spanned<String>,
        noun: &Spanned<Noun>,
        inside: usize,
        among: &enfilade_access::EntitySet,
    ) -> Problem {
        let what = noun.value.plural();
        let graph = &self.context.graph;
        let mut known = BTreeSet::new();
        for id in among.iter().take(NAMES) {
            known.extend(words::of(graph.name(id)));
        }
        let kinds = crate::catalog::nouns::meaning(noun.value).map(|meaning| meaning.kinds);
        let adjectives = kinds.into_iter().flat_map(Adjective::of);
        known.extend(adjectives.map(str::to_owned));
        let near = nearest_of(&word.value, known.iter().map(String::as_str));
        let problem = Problem::new(
            format!(
                "no {} has the word `{}` in its name",
                noun.value.singular(),
                word.value
            ),
            word.span,
        )
        .label(format!(
            "neither an adjective of {what} nor a word of a name"
        ))
        .candidates(near);
        match inside {
            0 => match Adjective::described_by(&word.value) {
                Some(others) => problem.help(format!("`{}` describes {others}", word.value)),
                None => problem,
            },
            _ => problem.help(format!(
                "{inside} {what} contain it inside a word: `{what} where name contains \"{}\"`",
                word.value
            )),
        }
    }

    /// An attribute that no source collected.
    pub(super) fn not_collected(&self, attribute: Attribute, kinds: Kinds, span: Span) -> Problem {
        let of: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        Problem::new(
            format!("no source holds `{attribute}` of {}", of.join(", ")),
            span,
        )
        .label(format!("rests on `{attribute}`"))
        .help(format!("{} would hold it", exported_by(attribute, kinds)))
    }
}
