//! Sets of entities: nouns, names, relations to other sets, and set algebra.

use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::catalog::adjectives::{external, guest};
use crate::catalog::nouns::{Meaning, Narrowing, column_name, meaning, relation_of};
use crate::plan::column::{Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::{Expand, Set};
use crate::syntax::ast::{self, Name, Noun, Relative, SetKind, SetOperator};
use crate::syntax::span::{Span, Spanned};
use enfilade_graph::GraphView;
use enfilade_model::{Attribute, EdgeKind, EntityId, EntityKind, Relation};

/// How many candidates an ambiguous name lists.
const LISTED: usize = 10;

/// A set with what its words said about it.
#[derive(Clone, Debug)]
pub(super) struct ResolvedSet {
    pub(super) set: Set,
    pub(super) kinds: Kinds,
    /// The noun that names its column; none if there was none, or several.
    pub(super) noun: Option<Noun>,
    /// Whether Microsoft's own apps were asked for.
    pub(super) asks_for_first_party: bool,
    /// The set in English, as understood.
    pub(super) description: String,
}

impl ResolvedSet {
    /// What its entities are called in notes.
    pub(super) fn plural(&self, otherwise: &str) -> String {
        let noun = self.noun.map(|noun| noun.plural().to_owned());
        noun.unwrap_or_else(|| otherwise.to_owned())
    }

    /// The column that holds its entities.
    pub(super) fn column_name(&self, otherwise: &str) -> String {
        self.noun.map_or_else(|| otherwise.to_owned(), column_name)
    }
}

impl Resolver<'_> {
    /// Resolves a set. Recursion is bounded by the parser's limit on nesting.
    pub(super) fn set(&mut self, set: &ast::Set) -> Result<ResolvedSet, Problem> {
        match &set.kind {
            SetKind::Who => self.who(set.span),
            SetKind::Noun {
                words,
                noun,
                predicate,
            } => self.noun(words, noun, predicate.as_deref()),
            SetKind::Named { noun, name } => self.named(Some(noun), name),
            SetKind::Name(name) => self.named(None, name),
            SetKind::Words(words) => Err(self.words_alone(words, set.span)),
            SetKind::Related { set, relation, to } => self.related(set, relation, to),
            SetKind::Algebra { operator, operands } => self.algebra(*operator, operands),
        }
    }

    fn who(&mut self, span: Span) -> Result<ResolvedSet, Problem> {
        let meaning = self.meaning(Noun::Principals, span)?;
        Ok(ResolvedSet {
            set: Set::Scan(meaning.kinds),
            kinds: meaning.kinds,
            noun: Some(Noun::Principals),
            asks_for_first_party: false,
            description: "all principals".to_owned(),
        })
    }

    pub(super) fn meaning(&mut self, noun: Noun, span: Span) -> Result<Meaning, Problem> {
        let meaning = meaning(noun).map_err(|missing| {
            let what = noun.plural();
            Problem::new(
                format!("`{what}` are not in any export that can be read yet"),
                span,
            )
            .label("no data of this kind")
            .help(format!("{} would hold them", missing.export))
        })?;
        // A set of all kinds rests on everything, which says nothing.
        if noun != Noun::Anything {
            for relation in meaning.kinds.iter().filter_map(relation_of) {
                let is_role = relation == Relation::DirectoryRoles;
                if !is_role {
                    self.rests_on(relation);
                }
            }
        }
        Ok(meaning)
    }

    fn noun(
        &mut self,
        words: &[Spanned<String>],
        noun: &Spanned<Noun>,
        predicate: Option<&Spanned<ast::Expr>>,
    ) -> Result<ResolvedSet, Problem> {
        let meaning = self.meaning(noun.value, noun.span)?;
        let kinds = meaning.kinds;
        let read = self.adjectives(words, noun, kinds)?;
        let mut set = Set::Scan(kinds);
        let narrowing = match meaning.narrowing {
            Narrowing::NotFirstParty if read.asks_for_first_party || self.with_first_party => {
                Narrowing::None
            }
            narrowing => narrowing,
        };
        if let Some(condition) = self.narrowing(narrowing, kinds, noun)? {
            set = Set::Filter(Box::new(set), condition);
        }
        for condition in read.conditions {
            set = Set::Filter(Box::new(set), condition);
        }
        let mut description = String::new();
        for adjective in &read.adjectives {
            description.push_str(adjective);
            description.push(' ');
        }
        description.push_str(noun.value.plural());
        for words in &read.name_words {
            let (narrowed, words) = self.name_words(set, words, noun)?;
            set = narrowed;
            let join = if description.contains("whose name") {
                " and"
            } else {
                " whose name has"
            };
            description.push_str(&format!("{join} the {words}"));
        }
        if let Some(predicate) = predicate {
            let condition = self.condition_on_entity(predicate, kinds)?;
            set = Set::Filter(Box::new(set), condition);
            description.push_str(" that satisfy the predicate");
        }
        Ok(ResolvedSet {
            set,
            kinds,
            noun: Some(noun.value),
            asks_for_first_party: read.asks_for_first_party,
            description,
        })
    }

    /// The test that a noun makes by itself.
    fn narrowing(
        &self,
        narrowing: Narrowing,
        kinds: Kinds,
        noun: &Spanned<Noun>,
    ) -> Result<Option<Expr>, Problem> {
        let collected = |attribute: Attribute| self.catalog.collects(attribute, kinds);
        let missing = |attribute| self.not_collected(attribute, kinds, noun.span);
        match narrowing {
            Narrowing::None => Ok(None),
            Narrowing::Guest => guest(&collected).map(Some).map_err(missing),
            Narrowing::External => external(&collected).map(Some).map_err(missing),
            Narrowing::Employee => {
                let is_guest = guest(&collected).map_err(missing)?;
                let is_external = external(&collected).map_err(missing)?;
                self.note(
                    NoteKind::Assumption,
                    "a user without a userType counts as a member, as in Microsoft Entra",
                );
                Ok(Some(Expr::Not(Box::new(Expr::Or(vec![
                    is_guest,
                    is_external,
                ])))))
            }
            Narrowing::NotFirstParty => Ok(Some(Expr::Not(Box::new(Expr::Property(
                Box::new(Expr::Column(0, Type::Entity)),
                Property::FirstParty,
            ))))),
        }
    }

    fn named(
        &mut self,
        noun: Option<&Spanned<Noun>>,
        name: &Spanned<Name>,
    ) -> Result<ResolvedSet, Problem> {
        let kinds = match noun {
            Some(noun) => self.meaning(noun.value, noun.span)?.kinds,
            None => Kinds::all(),
        };
        let text = text_of(&name.value);
        let found = self.catalog.find(&name.value, kinds);
        let what = noun.map_or("nothing", |_| "no");
        let of = noun.map_or(String::new(), |noun| format!(" {}", noun.value.singular()));
        match found.as_slice() {
            [only] => {
                let kind = self.context.graph.kind_of(*only);
                Ok(ResolvedSet {
                    set: Set::These(found.clone()),
                    kinds: [kind].into_iter().collect(),
                    noun: noun.map(|noun| noun.value),
                    asks_for_first_party: true,
                    description: format!("the {kind} `{}`", self.context.graph.label(*only)),
                })
            }
            [] => {
                let mut near = self.catalog.nearest(text, kinds);
                let mut problem = Problem::new(format!("{what}{of} is called `{text}`"), name.span)
                    .label("not found");
                if near.is_empty() && noun.is_some() {
                    problem = self.elsewhere(problem, &name.value);
                    near = self.catalog.nearest(text, Kinds::all());
                }
                Err(problem.candidates(near))
            }
            several => Err(self.ambiguous(text, several, name.span)),
        }
    }

    /// Says where the name does occur if not among the entities of the noun.
    fn elsewhere(&self, problem: Problem, name: &Name) -> Problem {
        match self.catalog.find(name, Kinds::all()).first() {
            Some(&other) => {
                let kind = self.context.graph.kind_of(other);
                problem.help(format!("there is a {kind} of that name"))
            }
            None => problem,
        }
    }

    fn ambiguous(&self, text: &str, several: &[EntityId], span: Span) -> Problem {
        let graph = &self.context.graph;
        let mut lines: Vec<String> = several
            .iter()
            .take(LISTED)
            .map(|&id| {
                format!(
                    "{} `{}` {}",
                    graph.kind_of(id),
                    graph.label(id),
                    graph.id_text(id)
                )
            })
            .collect();
        if several.len() > LISTED {
            lines.push(format!("and {} more", several.len() - LISTED));
        }
        Problem::new(
            format!("`{text}` is the name of {} objects", several.len()),
            span,
        )
        .label("which one is meant?")
        .help(format!("use the id of one of these: {}", lines.join("; ")))
    }

    /// Words that no noun follows.
    fn words_alone(&self, words: &[Spanned<String>], span: Span) -> Problem {
        let texts: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
        let text = texts.join(" ");
        let nouns = Noun::ALL
            .iter()
            .flat_map(|noun| [noun.singular(), noun.plural()]);
        let last = texts.last().copied().unwrap_or("");
        let mut near = crate::catalog::nearest_of(last, nouns);
        near.extend(crate::catalog::nearest_of(&text, self.catalog.nouns()));
        near.dedup();
        let problem = Problem::new(
            format!("`{text}` does not say what kind of thing it is"),
            span,
        )
        .label("no noun")
        .candidates(near);
        let quoted = Name::Quoted(text.clone());
        match self.catalog.find(&quoted, Kinds::all()).first() {
            Some(&id) => {
                let kind = self.context.graph.kind_of(id);
                problem.help(format!("to name the {kind}, quote it: \"{text}\""))
            }
            None => problem
                .help("end with a noun, such as `guests`, `groups` or `apps`, or quote a name"),
        }
    }

    fn related(
        &mut self,
        set: &ast::Set,
        relation: &Spanned<Relative>,
        to: &ast::Set,
    ) -> Result<ResolvedSet, Problem> {
        let own = self.set(set)?;
        let other = self.set(to)?;
        let group: Kinds = [EntityKind::Group].into_iter().collect();
        let (edges, forward, most, words) = match relation.value {
            Relative::In => (EdgeKind::Member, false, None, "in"),
            Relative::DirectlyIn => (EdgeKind::Member, false, Some(1), "directly in"),
            Relative::OwnedBy => (EdgeKind::Owner, true, Some(1), "owned by"),
        };
        if edges == EdgeKind::Member {
            if other.kinds.and(group).is_empty() {
                return Err(Problem::new(
                    format!(
                        "`{words}` needs groups on its right, not {}",
                        other.description
                    ),
                    to.span,
                )
                .label("has no members")
                .help("write `in group \"...\"`, or `in` with a set of groups"));
            }
            self.rests_on(Relation::GroupMembers);
        } else {
            let relation = if own.kinds == group {
                Relation::GroupOwners
            } else {
                Relation::AppOwners
            };
            self.rests_on(relation);
        }
        let expand = Set::Expand(Expand {
            from: Box::new(other.set),
            edges: vec![edges],
            forward,
            most,
        });
        Ok(ResolvedSet {
            description: format!("{} {words} {}", own.description, other.description),
            set: Set::Intersection(vec![own.set, expand]),
            kinds: own.kinds,
            noun: own.noun,
            asks_for_first_party: own.asks_for_first_party,
        })
    }

    fn algebra(
        &mut self,
        operator: SetOperator,
        operands: &[ast::Set],
    ) -> Result<ResolvedSet, Problem> {
        let resolved: Result<Vec<ResolvedSet>, Problem> =
            operands.iter().map(|operand| self.set(operand)).collect();
        let resolved = resolved?;
        let noun = match resolved.split_first() {
            Some((first, rest)) if rest.iter().all(|set| set.noun == first.noun) => first.noun,
            Some((first, _)) if operator == SetOperator::Except => first.noun,
            _ => None,
        };
        let all = resolved.iter().map(|set| set.kinds);
        let kinds = match operator {
            SetOperator::Or => all.fold(Kinds::default(), Kinds::or),
            SetOperator::And => all.fold(Kinds::all(), Kinds::and),
            SetOperator::Except => resolved.first().map_or(Kinds::default(), |set| set.kinds),
        };
        let word = match operator {
            SetOperator::Or => " or ",
            SetOperator::And => " and ",
            SetOperator::Except => " except ",
        };
        if operator == SetOperator::And && kinds.is_empty() {
            self.note(
                NoteKind::Reading,
                "`and` keeps what is in both sets, and these can never overlap; `or` may have been meant",
            );
        }
        let descriptions: Vec<&str> = resolved
            .iter()
            .map(|set| set.description.as_str())
            .collect();
        let description = format!("({})", descriptions.join(word));
        let asks_for_first_party = resolved.iter().any(|set| set.asks_for_first_party);
        let sets = resolved.into_iter().map(|set| set.set).collect();
        Ok(ResolvedSet {
            set: match operator {
                SetOperator::Or => Set::Union(sets),
                SetOperator::And => Set::Intersection(sets),
                SetOperator::Except => Set::Difference(sets),
            },
            kinds,
            noun,
            asks_for_first_party,
            description,
        })
    }
}

fn text_of(name: &Name) -> &str {
    match name {
        Name::Quoted(text) | Name::Upn(text) | Name::Guid(text) | Name::Path(text) => text,
    }
}
