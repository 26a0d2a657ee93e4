//! Which way the rows of a question move: its sets, its verb, its clauses.

use super::names::Names;
use super::{Gaps, Monotony, access, stages};
use enfilade_model::{Layer, Relation};
use enfilade_query::Definitions;
use enfilade_query::syntax::ast::{
    Clause, Head, Noun, Quantifier, Query, Reach, Relative, Set, SetKind, SetOperator,
};
use enfilade_query::syntax::span::Spanned;

/// The relations of owners.
const OWNERS: &[Relation] = &[Relation::GroupOwners, Relation::AppOwners];

/// Which way the rows of a query move.
pub(super) fn of(query: &Query, definitions: &[Definitions], gaps: &Gaps) -> Monotony {
    if gaps.is_empty() {
        return Monotony::Fixed;
    }
    let question = Question {
        names: Names::new(&query.bindings, definitions),
        gaps,
    };
    stages::of(question.head(&query.head), &query.stages)
}

/// A question, or the part of one where other names hold.
#[derive(Copy, Clone)]
struct Question<'a> {
    names: Names<'a>,
    gaps: &'a Gaps,
}

impl Question<'_> {
    fn head(self, head: &Head) -> Monotony {
        match head {
            Head::Set(set) => self.set(set),
            Head::Reach(reach) => self.reach(reach),
            // Their rows are told of one pair, whatever else there is.
            Head::YesNo(_) | Head::Why(_) | Head::Ways(_) | Head::Paths(_) => Monotony::Unknown,
            // Another export may take a row away as well as add one.
            Head::Table(_) => Monotony::Unknown,
        }
    }

    fn reach(self, reach: &Reach) -> Monotony {
        let verb = reach.verb.value;
        let clauses = reach
            .clauses
            .iter()
            .map(|clause| self.clause(&clause.value));
        let own = access::of(verb.layer, self.gaps);
        let access = clauses.fold(own, Monotony::and);
        let access = match verb.negated {
            true => access.reversed(),
            false => access,
        };
        let (left, right) = (self.set(&reach.left), self.set(&reach.right));
        match reach.quantifier.as_ref().map(|own| own.value) {
            None => left.and(right).and(access),
            // One more to reach is one more to miss.
            Some(Quantifier::All) => left.and(right.reversed()).and(access),
            Some(Quantifier::No) => left.and(right.reversed()).and(access.reversed()),
        }
    }

    fn clause(self, clause: &Clause) -> Monotony {
        match clause {
            Clause::Via(set) => self.set(set),
            Clause::NotVia(set) => self.set(set).reversed(),
            // A path that more access adds may avoid what every path passed through.
            Clause::OnlyVia(_) => Monotony::Unknown,
            Clause::As(_)
            | Clause::By(_)
            | Clause::NotBy(_)
            | Clause::Within(_)
            | Clause::Directly
            | Clause::With(_)
            | Clause::Without(_) => Monotony::Fixed,
        }
    }

    fn set(self, set: &Set) -> Monotony {
        match &set.kind {
            // What is named is there, or the question is refused.
            SetKind::Named { .. } | SetKind::Name(_) => Monotony::Fixed,
            SetKind::Who => self.listed(Noun::Principals),
            SetKind::Whatever => self.listed(Noun::Resources),
            SetKind::Noun { words, noun, .. } => {
                let noun = noun.value;
                self.listed(noun).and(self.words(words, Some(noun)))
            }
            SetKind::Words(words) => self.words(words, None),
            SetKind::Related { set, relation, to } => {
                let own = self.set(set).and(self.set(to));
                own.and(self.related(relation.value))
            }
            SetKind::Algebra { operator, operands } => self.algebra(*operator, operands),
        }
    }

    /// All that a noun names: an export may lack some of them.
    fn listed(self, noun: Noun) -> Monotony {
        let relations: Vec<Relation> = enfilade_query::listed_by(noun).collect();
        self.grows_with(&relations)
    }

    /// Words before a noun, or alone: names of sets, and the one adjective that asks for what is not.
    fn words(self, words: &[Spanned<String>], noun: Option<Noun>) -> Monotony {
        let ownerless = words
            .iter()
            .any(|word| word.value.eq_ignore_ascii_case("ownerless"));
        let own = match ownerless {
            true => self.grows_with(OWNERS).reversed(),
            false => Monotony::Fixed,
        };
        let sets = self.names.within(words, noun).into_iter();
        let sets = sets.map(|(set, names)| match names.are_endless() {
            true => Monotony::Unknown,
            false => Question { names, ..self }.set(set),
        });
        sets.fold(own, Monotony::and)
    }

    fn related(self, relation: Relative) -> Monotony {
        match relation {
            Relative::In | Relative::DirectlyIn | Relative::Containing => {
                self.grows_with(&[Relation::GroupMembers])
            }
            Relative::OwnedBy | Relative::Owning => self.grows_with(OWNERS),
            Relative::Under => self.grows_with(&[Relation::AzureResources]),
            Relative::AssignedTo => self.grows_with(&[
                Relation::AppAssignments,
                Relation::DirectoryRoles,
                Relation::AzureRoles,
            ]),
            Relative::Reaching | Relative::ReachedBy => access::of(Layer::Reach, self.gaps),
            // Whom an uncollected attribute decides is left out, and a rule may ask for the contrary.
            Relative::Matching => Monotony::Unknown,
        }
    }

    fn algebra(self, operator: SetOperator, operands: &[Set]) -> Monotony {
        let taken_away = |at: usize| operator == SetOperator::Except && at > 0;
        let operands = operands.iter().enumerate().map(|(at, set)| {
            let own = self.set(set);
            match taken_away(at) {
                true => own.reversed(),
                false => own,
            }
        });
        operands.fold(Monotony::Fixed, Monotony::and)
    }

    fn grows_with(self, relations: &[Relation]) -> Monotony {
        match self.gaps.touch(relations) {
            true => Monotony::Growing,
            false => Monotony::Fixed,
        }
    }
}
