//! What words of a question stand for: names that it binds with `let`, and definitions.

use enfilade_query::Definitions;
use enfilade_query::syntax::ast::{Binding, Noun, Set};
use enfilade_query::syntax::span::Spanned;

/// How many names may stand for each other: a definition that is defined by itself has no end.
const MOST_DEPTH: usize = 32;

/// The names that words may stand for, those that win first.
#[derive(Copy, Clone)]
pub(super) struct Names<'a> {
    /// Bound in the question; each may stand for those before it.
    bound: &'a [Spanned<Binding>],
    /// Those of the tenant first.
    definitions: &'a [Definitions],
    depth: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(bound: &'a [Spanned<Binding>], definitions: &'a [Definitions]) -> Names<'a> {
        Names {
            bound,
            definitions,
            depth: 0,
        }
    }

    /// Whether names stand for names without an end.
    pub(super) fn are_endless(self) -> bool {
        self.depth > MOST_DEPTH
    }

    /// The sets that words before a noun, or words alone, may stand for, each with the names that its
    /// own words may stand for. Which of the words form a name is not settled here: all that could.
    pub(super) fn within(
        self,
        words: &[Spanned<String>],
        noun: Option<Noun>,
    ) -> Vec<(&'a Set, Names<'a>)> {
        let words: Vec<String> = words.iter().map(|word| word.value.to_lowercase()).collect();
        let mut met: Vec<(Vec<String>, Option<Noun>)> = Vec::new();
        let mut sets = Vec::new();
        for (binding, names) in self.all() {
            let own: Vec<String> = binding
                .words
                .iter()
                .map(|word| word.value.to_lowercase())
                .collect();
            let own_noun = binding.noun.as_ref().map(|noun| noun.value);
            let is_written = words.windows(own.len().max(1)).any(|part| part == own);
            let fits = own_noun.is_none() || own_noun == noun;
            // The first of a name hides the others.
            if is_written && fits && !met.contains(&(own.clone(), own_noun)) {
                met.push((own, own_noun));
                sets.push((&binding.set, names));
            }
        }
        sets
    }

    /// Every name, with those that it may stand for itself.
    fn all(self) -> impl Iterator<Item = (&'a Binding, Names<'a>)> {
        let deeper = move |bound| Names {
            bound,
            depth: self.depth + 1,
            ..self
        };
        let bound = self.bound.iter().enumerate();
        let bound = bound.map(move |(at, binding)| {
            let before = self.bound.get(..at).unwrap_or_default();
            (&binding.value, deeper(before))
        });
        let defined = self.definitions.iter().flat_map(|own| own.bindings());
        // A definition knows nothing of what the question binds.
        let defined = defined.map(move |binding| (&binding.value, deeper(&[])));
        bound.chain(defined)
    }
}
