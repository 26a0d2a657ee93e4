//! Names for sets: those that the query binds with `let`, then those of the definitions.
//!
//! A name that ends in a noun is meant where both are written (`crown apps`, also after other adjectives). One
//! without a noun stands alone, and before a noun it narrows what the noun means (`tier zero roles`).

use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::catalog::nouns::meaning;
use crate::definitions::Definitions;
use crate::diagnostic::{in_words, similar_words};
use crate::plan::column::Kinds;
use crate::syntax::ast::{Binding, Noun};
use crate::syntax::span::{Span, Spanned};
use std::cell::Cell;

/// A name that is bound or defined, with what it means here.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    words: Vec<String>,
    noun: Option<Noun>,
    set: ResolvedSet,
    /// The set in English.
    means: String,
    is_used: Cell<bool>,
    is_own: bool,
}

impl Resolver<'_> {
    /// Binds the names of the query, in order; each may use those before it.
    pub(super) fn bind(&mut self, bindings: &[Spanned<Binding>]) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for binding in bindings {
            if let Err(problem) = self.bind_one(&binding.value) {
                problems.push(problem);
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems),
        }
    }

    fn bind_one(&mut self, binding: &Binding) -> Result<(), Problem> {
        let span = name_span(binding);
        let is_same =
            |known: &Known| known.is_own && known.is(&words_of(binding), noun_of(binding));
        if self.state.known.iter().any(is_same) {
            let message = format!("`{}` is bound twice", binding.name());
            return Err(Problem::new("bound-twice", span, message)
                .label("the second of them")
                .help("give one of them another name"));
        }
        let known = self.known(binding, true)?;
        self.state.known.push(known);
        Ok(())
    }

    /// What a binding means.
    fn known(&mut self, binding: &Binding, is_own: bool) -> Result<Known, Problem> {
        let mut set = self.set(&binding.set, Kinds::all())?;
        if let Some(noun) = &binding.noun {
            let allowed = meaning(noun.value).kinds;
            if set.kinds.and(allowed) != set.kinds {
                let kinds: Vec<&str> = set.kinds.iter().map(|kind| kind.plural()).collect();
                let message = format!(
                    "`{}` would name {}",
                    binding.name(),
                    in_words(&kinds, "and")
                );
                return Err(Problem::new("bound-kind", noun.span, message)
                    .label(format!("not all of them are {}", noun.value.plural()))
                    .help("end the name in another noun, or in none"));
            }
            set.noun = Some(noun.value);
        }
        let means = std::mem::replace(&mut set.description, called(binding, set.is_one));
        set.is_one = false;
        set.is_compound = false;
        Ok(Known {
            words: words_of(binding),
            noun: noun_of(binding),
            set,
            means,
            is_used: Cell::new(false),
            is_own,
        })
    }

    /// What words mean as a bound or defined name, with a noun after them or without.
    pub(super) fn defined(
        &mut self,
        words: &[Spanned<String>],
        noun: Option<Noun>,
    ) -> Result<Option<ResolvedSet>, Problem> {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Ok(None);
        };
        let span = first.span.to(last.span);
        let words: Vec<String> = words.iter().map(|word| word.value.to_lowercase()).collect();
        if let Some(known) = self.state.known.iter().find(|known| known.is(&words, noun)) {
            if known.is_own && !known.is_used.replace(true) {
                let (name, means) = (&known.set.description, &known.means);
                self.note(NoteKind::Reading, format!("`{name}` stands for {means}"));
            }
            return Ok(Some(known.set.clone()));
        }
        let definitions = self.definitions;
        for own in definitions {
            let is_meant = |one: &&Spanned<Binding>| {
                words_of(&one.value) == words && noun_of(&one.value) == noun
            };
            if let Some(binding) = own.bindings().iter().find(is_meant) {
                let known = self.define(own, &binding.value, span)?;
                let set = known.set.clone();
                self.state.known.push(known);
                return Ok(Some(set));
            }
        }
        Ok(None)
    }

    /// Resolves a definition. It knows nothing of what the query binds.
    fn define(
        &mut self,
        definitions: &Definitions,
        binding: &Binding,
        used: Span,
    ) -> Result<Known, Problem> {
        let name = binding.name();
        if self.state.being_defined.contains(&name) {
            let message = format!("`{name}` is defined by itself");
            return Err(Problem::new("definition", used, message).label("defined in a circle"));
        }
        self.state.being_defined.push(name.clone());
        let mut within = Resolver {
            text: definitions.text(),
            strict_names: true,
            state: super::State {
                being_defined: std::mem::take(&mut self.state.being_defined),
                ..super::State::default()
            },
            notes: self.notes.clone(),
            ..*self
        };
        let known = within.known(binding, false);
        let (relations, mut being_defined) = (
            std::mem::take(&mut within.state.relations),
            std::mem::take(&mut within.state.being_defined),
        );
        let means = definitions.text().get(binding.set.span.range());
        let means = means
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        being_defined.pop();
        self.state.being_defined = being_defined;
        self.state.relations.extend(relations);
        let known = known.map_err(|problem| {
            let message = format!(
                "the definition of `{name}` does not hold here: {}",
                problem.message()
            );
            Problem::new("definition", used, message)
                .label("defined elsewhere")
                .help(format!("it is defined as `{means}`"))
        })?;
        self.note(
            NoteKind::Reading,
            format!("`{name}` is defined as `{means}`"),
        );
        Ok(known)
    }

    /// Says which names are bound and not used: perhaps they were meant somewhere.
    pub(super) fn note_unused(&self) {
        for known in &self.state.known {
            if known.is_own && !known.is_used.get() {
                let message = format!("`{}` is bound and not used", known.set.description);
                self.note(NoteKind::Reading, message);
            }
        }
    }

    /// Names without a noun that nearly are what was written.
    pub(super) fn near_defined(&self, written: &str) -> Vec<String> {
        let bound = self.state.known.iter().filter(|known| known.noun.is_none());
        let mut names: Vec<String> = bound.map(|known| known.words.join(" ")).collect();
        let defined = self.definitions.iter().flat_map(|own| own.bindings());
        let defined = defined.filter(|one| one.value.noun.is_none());
        names.extend(defined.map(|one| one.value.name()));
        similar_words(written, names.iter().map(String::as_str))
    }

    /// The words of bound and defined names that may stand before a noun.
    pub(super) fn defined_words(&self, noun: Noun) -> Vec<String> {
        let fits = |own: Option<Noun>| own.is_none_or(|own| own == noun);
        let bound = self.state.known.iter().filter(|known| fits(known.noun));
        let mut words: Vec<String> = bound.flat_map(|known| known.words.clone()).collect();
        let defined = self.definitions.iter().flat_map(|own| own.bindings());
        let defined = defined.filter(|one| fits(noun_of(&one.value)));
        words.extend(defined.flat_map(|one| words_of(&one.value)));
        words
    }

    /// Narrows a noun's set to what a name without a noun means.
    pub(super) fn note_disjoint(&self, defined: &ResolvedSet, noun: Noun) {
        let kinds = meaning(noun).kinds;
        if defined.kinds.and(kinds).is_empty() {
            let message = format!(
                "nothing in `{}` is among {}",
                defined.description,
                noun.plural()
            );
            self.note(NoteKind::Reading, message);
        }
    }
}

impl Known {
    fn is(&self, words: &[String], noun: Option<Noun>) -> bool {
        self.words == words && self.noun == noun
    }
}

/// The name, its noun for one or for several.
fn called(binding: &Binding, is_one: bool) -> String {
    match &binding.noun {
        Some(noun) if is_one => {
            let words = words_of(binding).into_iter();
            let words = words.chain([noun.value.singular().to_owned()]);
            words.collect::<Vec<_>>().join(" ")
        }
        _ => binding.name(),
    }
}

fn words_of(binding: &Binding) -> Vec<String> {
    let words = binding.words.iter();
    words.map(|word| word.value.to_lowercase()).collect()
}

fn noun_of(binding: &Binding) -> Option<Noun> {
    binding.noun.as_ref().map(|noun| noun.value)
}

fn name_span(binding: &Binding) -> Span {
    let words = binding.words.iter().map(|word| word.span);
    let spans = words.chain(binding.noun.as_ref().map(|noun| noun.span));
    spans.reduce(Span::to).unwrap_or_default()
}
