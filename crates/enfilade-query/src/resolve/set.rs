//! Sets of entities: nouns with their words and predicates, and set algebra.

use super::ends::reachable;
use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::catalog::adjectives::{external, guest, microsoft_365, resource, team};
use crate::catalog::attributes::exported_by;
use crate::catalog::nouns::{Meaning, Narrowing, column_name, meaning, relation_of};
use crate::diagnostic::{in_words, listed};
use crate::execute::notes::counted;
use crate::plan::column::{Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::{Called, Set, Start};
use crate::remembered::Remembered;
use crate::syntax::ast::{self, Noun, SetKind, SetOperator};
use crate::syntax::span::{Span, Spanned};
use arrow::array::Array;
use enfilade_graph::AttributeColumn;
use enfilade_model::{Attribute, EntityKind, Relation};

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
    /// Whether the description is of one thing, for the verb after it.
    pub(super) is_one: bool,
    /// Whether the description needs parentheses within another.
    pub(super) is_compound: bool,
}

impl ResolvedSet {
    /// The column that holds its entities.
    pub(super) fn column_name(&self, otherwise: &str) -> String {
        self.noun.map_or_else(|| otherwise.to_owned(), column_name)
    }

    /// The description as a part of another.
    pub(super) fn nested(&self) -> String {
        match self.is_compound {
            true => format!("({})", self.description),
            false => self.description.clone(),
        }
    }

    /// The set as rows start from it. Without a noun, its entities are called `otherwise`, for one
    /// and for several.
    pub(super) fn into_start(self, otherwise: (&str, &str)) -> Start {
        let (one, several) = self
            .noun
            .map_or(otherwise, |noun| (noun.singular(), noun.plural()));
        Start {
            set: self.set,
            conditions: Vec::new(),
            called: Called {
                one: one.to_owned(),
                several: several.to_owned(),
            },
            description: self.description,
        }
    }
}

/// Whether the words are this one, in any case.
fn words_are(words: &[Spanned<String>], word: &str) -> bool {
    matches!(words, [only] if only.value.eq_ignore_ascii_case(word))
}

/// All that access leads to.
fn whatever() -> ResolvedSet {
    // What groups have counts here, where no name could be mistaken for their members.
    let kinds = reachable().or([EntityKind::Group].into_iter().collect());
    ResolvedSet {
        set: Set::Scan(kinds),
        kinds,
        noun: Some(Noun::Resources),
        asks_for_first_party: false,
        description: "whatever access leads to".to_owned(),
        is_one: true,
        is_compound: false,
    }
}

impl Resolver<'_> {
    /// Resolves a set. A name without a noun means one of the kinds that can stand in its place, if
    /// any of these is called so. Recursion is bounded by the parser's limit on nesting.
    pub(super) fn set(&mut self, set: &ast::Set, place: Kinds) -> Result<ResolvedSet, Problem> {
        match &set.kind {
            SetKind::Who => Ok(self.who()),
            SetKind::Whatever => Ok(whatever()),
            SetKind::Noun {
                words,
                noun,
                predicate,
            } => self.noun(words, noun, predicate.as_deref()),
            SetKind::Named { noun, name } => self.named(Some(noun), name, place),
            SetKind::Name(name) => self.named(None, name, place),
            SetKind::Words(words) => match self.defined(words, None)? {
                Some(defined) => Ok(defined),
                None if words_are(words, "last") => self.last(set.span),
                None => Err(self.words_alone(words, set.span)),
            },
            SetKind::Related { set, relation, to } => self.related(set, relation, to, place),
            SetKind::Algebra { operator, operands } => self.algebra(*operator, operands, place),
        }
    }

    /// The entities of the last result, in a conversation.
    fn last(&self, span: Span) -> Result<ResolvedSet, Problem> {
        let message = "`last` names the last result, and there is none with entities";
        let recalled = self.last.and_then(Remembered::recall).ok_or_else(|| {
            Problem::new("no-last", span, message)
                .label("nothing to name yet")
                .help("in a conversation it names what the query before this one found")
        })?;
        let counted = counted(recalled.ids.len() as u64, "entity", "entities");
        Ok(ResolvedSet {
            set: Set::These(recalled.ids),
            kinds: recalled.kinds,
            noun: recalled.noun,
            asks_for_first_party: true,
            description: format!("the last result ({counted})"),
            is_one: true,
            is_compound: false,
        })
    }

    fn who(&mut self) -> ResolvedSet {
        let meaning = self.all(Noun::Principals);
        ResolvedSet {
            set: Set::Scan(meaning.kinds),
            kinds: meaning.kinds,
            noun: Some(Noun::Principals),
            asks_for_first_party: false,
            description: "principals".to_owned(),
            is_one: false,
            is_compound: false,
        }
    }

    /// What a noun means for a list of all that it names.
    fn all(&mut self, noun: Noun) -> Meaning {
        let meaning = meaning(noun);
        // A set of all kinds rests on everything, which says nothing.
        if noun != Noun::Anything {
            for relation in meaning.kinds.iter().filter_map(relation_of) {
                let is_role = relation == Relation::DirectoryRoles;
                if !is_role {
                    self.rests_on(relation);
                }
            }
        }
        meaning
    }

    fn noun(
        &mut self,
        words: &[Spanned<String>],
        noun: &Spanned<Noun>,
        predicate: Option<&Spanned<ast::Expr>>,
    ) -> Result<ResolvedSet, Problem> {
        let meaning = self.all(noun.value);
        let kinds = meaning.kinds;
        let (words, base) = self.base(words, noun.value)?;
        let read = self.adjectives(words, noun, kinds)?;
        if self.strict_names
            && let Some(guess) = self.guess(&read, noun)
        {
            return Err(guess);
        }
        let is_plain = base.is_none();
        let asks_for_first_party = read.asks_for_first_party
            || base.as_ref().is_some_and(|base| base.asks_for_first_party);
        let (mut set, called) = match base {
            Some(base) => (base.set, base.description),
            None => (Set::Scan(kinds), noun.value.plural().to_owned()),
        };
        let narrowing = match meaning.narrowing {
            Narrowing::NotFirstParty
                if read.asks_for_first_party || self.state.with_first_party =>
            {
                Narrowing::None
            }
            narrowing => narrowing,
        };
        if is_plain && let Some(condition) = self.narrowing(narrowing, kinds, noun.span)? {
            set = Set::Filter(Box::new(set), condition);
        }
        if !read.defined.is_empty() {
            let all = [set].into_iter().chain(read.defined);
            set = Set::Intersection(all.collect());
        }
        for condition in read.conditions {
            set = Set::Filter(Box::new(set), condition);
        }
        let mut description = String::new();
        for adjective in &read.adjectives {
            description.push_str(adjective);
            description.push(' ');
        }
        description.push_str(&called);
        for (at, words) in read.name_words.iter().enumerate() {
            let (narrowed, words) = self.name_words(set, words, noun)?;
            set = narrowed;
            let join = if at == 0 { "whose name has" } else { "and" };
            description.push_str(&format!(" {join} the {words}"));
        }
        if let Some(predicate) = predicate {
            let condition = self.condition_on_entity(predicate, kinds)?;
            set = Set::Filter(Box::new(set), condition);
            let written = self.written(predicate.span);
            description.push_str(&format!(" where `{written}`"));
        }
        Ok(ResolvedSet {
            set,
            kinds,
            noun: Some(noun.value),
            asks_for_first_party,
            description,
            is_one: noun.value == Noun::Anything,
            is_compound: false,
        })
    }

    /// The words before a noun that no bound or defined name takes, and what that name means: the
    /// longest one that ends in the noun.
    fn base<'w>(
        &mut self,
        words: &'w [Spanned<String>],
        noun: Noun,
    ) -> Result<(&'w [Spanned<String>], Option<ResolvedSet>), Problem> {
        for start in 0..words.len() {
            let (rest, name) = words.split_at(start);
            if let Some(base) = self.defined(name, Some(noun))? {
                return Ok((rest, Some(base)));
            }
        }
        Ok((words, None))
    }

    /// The test that a noun makes by itself.
    pub(super) fn narrowing(
        &self,
        narrowing: Narrowing,
        kinds: Kinds,
        span: Span,
    ) -> Result<Option<Expr>, Problem> {
        let collected = |attribute: Attribute| self.rests_on_attribute(attribute, kinds);
        let missing = |attribute| self.not_collected(attribute, kinds, span);
        match narrowing {
            Narrowing::None => Ok(None),
            Narrowing::Guest => guest(&collected).map(Some).map_err(missing),
            Narrowing::External => external(&collected).map(Some).map_err(missing),
            Narrowing::Employee => {
                let is_guest = guest(&collected).map_err(missing)?;
                let is_external = external(&collected).map_err(missing)?;
                self.note_unstated_user_types();
                Ok(Some(Expr::Not(Box::new(Expr::Or(vec![
                    is_guest,
                    is_external,
                ])))))
            }
            Narrowing::Microsoft365 => microsoft_365(&collected).map(Some).map_err(missing),
            Narrowing::Team => team(&collected).map(Some).map_err(missing),
            Narrowing::Resource => Ok(Some(resource(&collected))),
            Narrowing::NotFirstParty => Ok(Some(Expr::Not(Box::new(Expr::Property(
                Box::new(Expr::Column(0, Type::Entity)),
                Property::FirstParty,
            ))))),
        }
    }

    /// Microsoft Entra takes an account without a userType for a member.
    fn note_unstated_user_types(&self) {
        let users = self.catalog.graph().entities(EntityKind::User);
        let unstated = match users.attribute(Attribute::UserType) {
            Some(AttributeColumn::Text(column)) => column.null_count() as u64,
            _ => 0,
        };
        if unstated > 0 {
            let count = if unstated == 1 { "counts" } else { "count" };
            let users = counted(unstated, "user", "users");
            self.note(
                NoteKind::Assumption,
                format!("{users} without a userType {count} as employees, if not external"),
            );
        }
    }

    fn algebra(
        &mut self,
        operator: SetOperator,
        operands: &[ast::Set],
        place: Kinds,
    ) -> Result<ResolvedSet, Problem> {
        let resolved: Result<Vec<ResolvedSet>, Problem> = operands
            .iter()
            .map(|operand| self.set(operand, place))
            .collect();
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
            SetOperator::Or => "or",
            SetOperator::And => "and",
            SetOperator::Except => "except",
        };
        if operator == SetOperator::And && kinds.is_empty() {
            let sets: Vec<String> = resolved.iter().map(ResolvedSet::nested).collect();
            self.note(
                NoteKind::Reading,
                format!(
                    "nothing is in {} at once, since they are different kinds of things; `or` joins sets",
                    in_words(&sets, "and")
                ),
            );
        }
        let descriptions: Vec<String> = resolved.iter().map(ResolvedSet::nested).collect();
        let description = descriptions.join(&format!(" {word} "));
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
            is_one: false,
            is_compound: true,
        })
    }

    /// Whether some source collected an attribute that the question asks for. That it came in for some of
    /// the kinds' entities only is said beside the answer.
    pub(super) fn rests_on_attribute(&self, attribute: Attribute, kinds: Kinds) -> bool {
        let is_there = self.catalog.collects(attribute, kinds);
        let partly = self.catalog.collected_partly(attribute, kinds);
        if is_there && !partly.is_empty() {
            let of: Vec<&str> = partly.iter().map(|kind| kind.plural()).collect();
            let message = format!(
                "`{attribute}` came in for some {} only, and of the others nobody knows it: {} has it",
                in_words(&of, "or"),
                exported_by(attribute, partly)
            );
            self.note(NoteKind::Assumption, message);
        }
        is_there
    }

    /// An attribute that no source collected.
    pub(super) fn not_collected(&self, attribute: Attribute, kinds: Kinds, span: Span) -> Problem {
        let of: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        let of = in_words(&of, "or");
        let message = format!("no source holds `{attribute}` of {of}");
        let problem = Problem::new("not-collected", span, message)
            .help(format!("{} has it", exported_by(attribute, kinds)));
        match self.written(span).eq_ignore_ascii_case(attribute.name()) {
            true => problem.label("not collected"),
            false => problem.label(format!("rests on {}", listed([attribute.name()], "and"))),
        }
    }
}
