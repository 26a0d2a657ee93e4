//! Names: the one entity that a name means, or why there is none or more than one.

use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::catalog::nouns::{Meaning, Narrowing, meaning};
use crate::execute::set::evaluate;
use crate::plan::column::Kinds;
use crate::plan::logical::Set;
use crate::syntax::ast::{Name, Noun};
use crate::syntax::span::{Span, Spanned};
use crate::syntax::words_alone;
use enfilade_graph::GraphView;
use enfilade_model::{Attribute, EntityId, EntityKind, parse_guid};

/// How many candidates an ambiguous name lists.
const LISTED: usize = 10;

impl Resolver<'_> {
    pub(super) fn named(
        &mut self,
        noun: Option<&Spanned<Noun>>,
        name: &Spanned<Name>,
        place: Kinds,
    ) -> Result<ResolvedSet, Problem> {
        let name = &self.given_name(name)?;
        if text_of(&name.value).trim().is_empty() {
            return Err(Problem::new("empty-name", name.span, "the name is empty")
                .label("nothing stands between the quotes")
                .help("for example `app \"Payroll\"`"));
        }
        let found = match noun {
            Some(noun) => {
                let meaning = meaning(noun.value);
                self.of_noun(meaning, noun, name)?
            }
            None => match self.catalog.find(&name.value, place) {
                fitting if fitting.is_empty() => self.catalog.find(&name.value, Kinds::all()),
                fitting => fitting,
            },
        };
        match found.as_slice() {
            [only] => {
                let kind = self.context.graph.kind_of(*only);
                Ok(ResolvedSet {
                    set: Set::These(found.clone()),
                    kinds: [kind].into_iter().collect(),
                    noun: noun.map(|noun| noun.value),
                    asks_for_first_party: true,
                    description: format!("the {kind} `{}`", self.context.graph.label(*only)),
                    is_one: true,
                    is_compound: false,
                })
            }
            [] => Err(self.not_found(noun, name)),
            several => Err(self.ambiguous(text_of(&name.value), several, name.span)),
        }
    }

    /// The entities of a noun that a name means.
    fn of_noun(
        &self,
        meaning: Meaning,
        noun: &Spanned<Noun>,
        name: &Spanned<Name>,
    ) -> Result<Vec<EntityId>, Problem> {
        let found = self.catalog.find(&name.value, meaning.kinds);
        // Microsoft's own apps may be named; a member may not be called a guest.
        if found.is_empty() || meaning.narrowing == Narrowing::NotFirstParty {
            return Ok(found);
        }
        let Some(condition) = self.narrowing(meaning.narrowing, meaning.kinds, noun.span)? else {
            return Ok(found);
        };
        let narrowed = Set::Filter(Box::new(Set::These(found.clone())), condition);
        let narrowed = evaluate(&narrowed, self.context, self.asking()).map_err(|error| {
            let message = error.to_string();
            Problem::new("evaluation", noun.span, message)
        })?;
        match (narrowed.is_empty(), found.first()) {
            (true, Some(&first)) => {
                let kind = self.context.graph.kind_of(first);
                let (text, one) = (text_of(&name.value), noun.value.singular());
                let message = format!("the {kind} `{text}` is no {one}");
                Err(Problem::new("wrong-kind", noun.span, message)
                    .label(format!("it is a {kind}, but no {one}"))
                    .help(format!("write `{kind} \"{text}\"`")))
            }
            _ => Ok(narrowed.iter().collect()),
        }
    }

    fn not_found(&self, noun: Option<&Spanned<Noun>>, name: &Spanned<Name>) -> Problem {
        let text = text_of(&name.value);
        let kinds = noun.map_or(Kinds::all(), |noun| meaning(noun.value).kinds);
        let is_id = matches!(name.value, Name::Guid(_) | Name::Path(_))
            || parse_guid(text).is_some()
            || text.starts_with('/');
        let is_upn = text.contains('@') && !is_id;
        let none = match noun {
            Some(noun) => format!("no {}", noun.value.singular()),
            None if is_upn => "no user".to_owned(),
            None => "nothing".to_owned(),
        };
        let (message, so) = match (is_id, is_upn) {
            (true, _) => (format!("{none} has the id `{text}`"), "has it"),
            (false, true) => (format!("{none} has the sign-in name `{text}`"), "has it"),
            (false, false) => (format!("{none} is called `{text}`"), "is called so"),
        };
        let problem = Problem::new("unknown-name", name.span, message);
        if let Some(&other) = self.catalog.find(&name.value, Kinds::all()).first() {
            let written = self.reference(other, text, &[other]);
            let near = self.catalog.nearest(text, kinds);
            let other = format!("{} {so}", a(self.context.graph.kind_of(other)));
            return match near.is_empty() {
                true => problem.label(other).help(format!("write `{written}`")),
                false => problem
                    .did_you_mean(near)
                    .help(format!("{other}: `{written}`")),
            };
        }
        let mut near = self.catalog.nearest(text, kinds);
        if near.is_empty() && noun.is_some() {
            near = self.catalog.nearest(text, Kinds::all());
        }
        if !near.is_empty() {
            return problem.did_you_mean(near);
        }
        let problem = problem.label("not found");
        let what = noun.map_or(if is_upn { "users" } else { "anything" }, |noun| {
            noun.value.plural()
        });
        if is_id {
            return problem.help(
                "an id is an object id, the client id of an app, or the id of an Azure resource",
            );
        }
        let (attribute, part) = match text.split_once('@') {
            Some((local, _)) => ("upn", local),
            None => ("name", text.split_whitespace().next().unwrap_or(text)),
        };
        problem.help(format!(
            "to look for a part of it: `{what} where {attribute} contains \"{part}\"`"
        ))
    }

    fn ambiguous(&self, text: &str, several: &[EntityId], span: Span) -> Problem {
        let message = format!("`{text}` is the name of {} things", several.len());
        let mut problem =
            Problem::new("ambiguous-name", span, message).label("which one is meant?");
        for (at, &id) in several.iter().take(LISTED).enumerate() {
            let written = self.reference(id, text, several);
            let about = self.context.graph.text(id, Attribute::Description);
            let about = about.map_or(String::new(), |about| format!(" ({about})"));
            let start = if at == 0 { "write" } else { "or" };
            problem = problem.help(format!("{start} `{written}`{about}"));
        }
        match several.len().checked_sub(LISTED) {
            None | Some(0) => problem,
            Some(more) => problem.help(format!("{more} more are called so")),
        }
    }

    /// How to write an entity so that no other of the same name is meant.
    fn reference(&self, id: EntityId, text: &str, among: &[EntityId]) -> String {
        let graph = &self.context.graph;
        let kind = graph.kind_of(id);
        let is_alone = among
            .iter()
            .filter(|&&other| graph.kind_of(other) == kind)
            .count()
            == 1;
        let Some(noun) = noun_of(kind) else {
            return format!("\"{}\"", graph.id_text(id));
        };
        let noun = noun.singular();
        if is_alone {
            return format!("{noun} \"{text}\"");
        }
        match graph.text(id, Attribute::UserPrincipalName) {
            Some(upn) => format!("{noun} \"{upn}\""),
            None => format!("{noun} \"{}\"", graph.id_text(id)),
        }
    }

    /// Words that no noun follows.
    pub(super) fn words_alone(&self, words: &[Spanned<String>], span: Span) -> Problem {
        let texts: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
        let text = texts.join(" ");
        let found = self.catalog.find(&Name::Quoted(text.clone()), Kinds::all());
        let near = self.near_defined(&text);
        if found.is_empty() && !near.is_empty() {
            let message = format!("`{text}` is bound by no `let` and has no definition");
            return Problem::new("unknown-name", span, message).did_you_mean(near);
        }
        let Some(&first) = found.first() else {
            return words_alone(words, span).into();
        };
        let message = format!("the name `{text}` is not in quotes");
        let kind = self.context.graph.kind_of(first);
        let problem =
            Problem::new("unquoted-name", span, message).label(format!("{} is called so", a(kind)));
        problem
            .help(format!("write `{}`", self.reference(first, &text, &found)))
            .help(format!("or end with a noun: `{text} {}`", kind.plural()))
    }
}

/// The noun that means entities of a kind and no others.
fn noun_of(kind: EntityKind) -> Option<Noun> {
    let only: Kinds = [kind].into_iter().collect();
    let means = |noun: &&Noun| {
        let meaning = meaning(**noun);
        let is_plain = matches!(
            meaning.narrowing,
            Narrowing::None | Narrowing::NotFirstParty
        );
        meaning.kinds == only && is_plain
    };
    match kind {
        // `azure resource` means vaults too, and that is no harm to a name.
        EntityKind::AzureResource => Some(Noun::AzureResources),
        // Nor is it that `site` means those of groups too.
        EntityKind::Site => Some(Noun::Sites),
        _ => Noun::ALL.iter().find(means).copied(),
    }
}

/// The kind with its article.
fn a(kind: EntityKind) -> String {
    let article = match kind.name().starts_with(['a', 'e', 'i', 'o']) {
        true => "an",
        false => "a",
    };
    format!("{article} {kind}")
}

fn text_of(name: &Name) -> &str {
    match name {
        Name::Quoted(text)
        | Name::Upn(text)
        | Name::Guid(text)
        | Name::Path(text)
        | Name::Parameter(text) => text,
    }
}
