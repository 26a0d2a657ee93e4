//! The clauses after `A reach B`: mechanisms, roles, what lies between, what counts.

use super::{Problem, Resolver};
use crate::diagnostic::{listed, similar_words};
use crate::plan::column::Kinds;
use crate::plan::logical::Set;
use crate::syntax::ast::{self, Clause};
use crate::syntax::span::{Span, Spanned};
use enfilade_access::{Mechanisms, Question, RoleFilter};
use enfilade_graph::RoleIndex;
use enfilade_model::{
    DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EntityKind, Layer, Mechanism,
};

/// What `with` adds: what is left out unless asked for, and for paths the states that count.
pub(crate) const WITH: &[&str] = &["disabled", "first-party", "limits", "eligible", "control"];

/// What the language promises after `with`, for later.
const WITH_LATER: &[&str] = &["mfa", "compliant device", "compliant devices"];

/// What grants access in a tenant but is not evaluated yet.
const MECHANISMS_LATER: &[&str] = &["application permission"];

/// What mechanisms are called elsewhere.
const OTHER_NAMES: &[(&str, Mechanism)] = &[
    ("license", Mechanism::Licence),
    ("sharepoint site permission", Mechanism::SitePermission),
    ("oauth2 delegated grant", Mechanism::DelegatedGrant),
    ("oauth2 permission grant", Mechanism::DelegatedGrant),
    ("group", Mechanism::GroupResources),
    ("m365 group", Mechanism::GroupResources),
    ("microsoft 365 group", Mechanism::GroupResources),
];

/// What the clauses of a question restrict.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    by: Option<Mechanisms>,
    without: Option<Mechanisms>,
    pub(super) roles: Option<Vec<RoleFilter>>,
    pub(super) via: Vec<Set>,
    pub(super) not_via: Vec<Set>,
    pub(super) only_via: Vec<Set>,
    /// How many steps a path may have.
    pub(super) within: Option<u64>,
    /// Where the first clause stands that asks for paths around something.
    pub(super) around: Option<Span>,
    pub(super) direct: bool,
    pub(super) with_disabled: bool,
    pub(super) with_first_party: bool,
    /// Whether the clauses are those of paths, which have no verb.
    pub(super) is_of_paths: bool,
    /// What `with eligible` and `with control` say instead of a verb.
    pub(super) layer: Option<Layer>,
    /// What is asked for with `with`, and said to be left out with `without`.
    with: Vec<String>,
    left_out: Vec<String>,
    pub(super) with_limits: Option<Span>,
    /// The clauses in English.
    pub(super) words: String,
    /// Where the clauses that restrict the mechanisms stand.
    pub(super) mechanisms_span: Option<Span>,
}

impl Clauses {
    /// The mechanisms that `by` and `not by` leave.
    pub(super) fn mechanisms(&self) -> Mechanisms {
        let by = self.by.unwrap_or_else(Mechanisms::usual);
        let without = self.without.unwrap_or(Mechanisms::NONE);
        by.iter()
            .filter(|&mechanism| !without.contains(mechanism))
            .collect()
    }
}

impl Resolver<'_> {
    /// Reads a clause into what the ones before it restrict.
    pub(super) fn clause(
        &mut self,
        clause: &Spanned<Clause>,
        into: &mut Clauses,
    ) -> Result<(), Problem> {
        match &clause.value {
            Clause::As(names) => {
                let names = &self.given_phrases(names)?;
                if into.roles.is_some() {
                    return Err(twice("as", "as Owner or Reader", clause.span));
                }
                let mut roles = Vec::new();
                for name in names {
                    roles.extend(self.roles(name)?);
                }
                roles.sort_unstable();
                roles.dedup();
                into.words.push_str(&format!(" as {}", either(names)));
                into.roles = Some(roles);
            }
            Clause::By(names) => {
                let names = &self.given_phrases(names)?;
                if into.by.is_some() {
                    return Err(twice("by", "by open app or azure role", clause.span));
                }
                into.by = Some(self.mechanisms(names)?);
                into.words.push_str(&format!(" by {}", either(names)));
                into.restricts_mechanisms(clause.span);
            }
            Clause::NotBy(names) => {
                let names = &self.given_phrases(names)?;
                let more = self.mechanisms(names)?;
                let before = into.without.unwrap_or(Mechanisms::NONE);
                into.without = Some(before.iter().chain(more.iter()).collect());
                into.words.push_str(&format!(" not by {}", either(names)));
                into.restricts_mechanisms(clause.span);
            }
            Clause::Via(set) => {
                if into.via.len() == Question::MAX_VIA {
                    return Err(too_many_via(clause.span));
                }
                let via = self.via(set, "via", into)?;
                into.via.push(via);
            }
            Clause::NotVia(set) => {
                let avoided = self.via(set, "not via", into)?;
                into.not_via.push(avoided);
                into.around.get_or_insert(clause.span);
            }
            Clause::OnlyVia(set) => {
                let only = self.via(set, "only via", into)?;
                into.only_via.push(only);
                into.around.get_or_insert(clause.span);
            }
            Clause::Within(count) => self.within(count, clause.span, into)?,
            Clause::Without(words) => self.without(&self.given_phrases(words)?, into)?,
            Clause::Directly => {
                into.words.push_str(" directly");
                into.direct = true;
            }
            Clause::With(words) => self.with(&self.given_phrases(words)?, into)?,
        }
        Ok(())
    }

    fn within(
        &self,
        count: &Spanned<ast::Count>,
        span: Span,
        into: &mut Clauses,
    ) -> Result<(), Problem> {
        if into.within.is_some() {
            return Err(Problem::new("twice", span, "`within` stands twice")
                .label("the second of them")
                .help("the smaller number says all"));
        }
        let most = self.given_count(count)?;
        if most == 0 {
            return Err(Problem::new("number", count.span, "no path has 0 hops")
                .label("at least 1")
                .help("what is given to the principal itself is 1 hop away"));
        }
        let hops = if most == 1 { "hop" } else { "hops" };
        into.words.push_str(&format!(" within {most} {hops}"));
        into.within = Some(most);
        Ok(())
    }

    /// The set of a clause about what lies between.
    fn via(&mut self, set: &ast::Set, word: &str, into: &mut Clauses) -> Result<Set, Problem> {
        let via = self.set(set, passed_through())?;
        if !via.kinds.is_empty() && via.kinds.and(passed_through()).is_empty() {
            let message = format!("no path passes through {}", via.description);
            return Err(Problem::new("no-way", set.span, message)
                .label("never between a principal and a resource")
                .help("paths pass through groups, through Azure scopes above a resource, and for the administrator override through the role"));
        }
        into.words.push_str(&format!(" {word} {}", via.nested()));
        Ok(via.set)
    }

    /// What is left out unless asked for may be said to be left out.
    fn without(&self, words: &[Spanned<String>], into: &mut Clauses) -> Result<(), Problem> {
        for word in words {
            let text = word.value.to_lowercase();
            let name =
                known_with(&text).ok_or_else(|| unknown_with("without", &text, word.span))?;
            into.refuse_both(name, word.span, &into.with)?;
            into.left_out.push(name.to_owned());
            into.words.push_str(&format!(" without {text}"));
        }
        Ok(())
    }

    fn with(&self, words: &[Spanned<String>], into: &mut Clauses) -> Result<(), Problem> {
        for word in words {
            let text = word.value.to_lowercase();
            if let Some(layer) = layer_of(&text) {
                if !into.is_of_paths {
                    return Err(only_with_paths(&text, layer, word.span));
                }
                into.layer = into.layer.max(Some(layer));
                into.words.push_str(&format!(" with {text}"));
                continue;
            }
            let name = known_with(&text).ok_or_else(|| unknown_with("with", &text, word.span))?;
            into.refuse_both(name, word.span, &into.left_out)?;
            into.with.push(name.to_owned());
            into.with_disabled |= name == "disabled";
            into.with_first_party |= name == "first-party";
            if name == "limits" {
                into.with_limits = Some(word.span);
            }
            into.words.push_str(&format!(" with {text}"));
        }
        Ok(())
    }

    fn mechanisms(&self, names: &[Spanned<String>]) -> Result<Mechanisms, Problem> {
        let mut found = Mechanisms::NONE;
        for name in names {
            let words: Vec<&str> = name.value.split_whitespace().collect();
            let text = words.join(" ").to_lowercase();
            let singular = text.strip_suffix('s').unwrap_or(&text);
            let mechanism = Mechanism::from_name(&text).or_else(|| Mechanism::from_name(singular));
            found = found.with(mechanism.ok_or_else(|| self.no_mechanism(&text, name.span))?);
        }
        Ok(found)
    }

    fn no_mechanism(&self, text: &str, span: Span) -> Problem {
        let all: Vec<&str> = self.catalog.mechanisms().collect();
        let there_are = format!("mechanisms are {}", listed(all.iter().copied(), "and"));
        let singular = text.strip_suffix('s').unwrap_or(text);
        if [text, singular]
            .iter()
            .any(|text| MECHANISMS_LATER.contains(text))
        {
            let message = format!("access by `{text}` is not evaluated yet");
            return Problem::not_built(span, message).help(there_are);
        }
        let other = OTHER_NAMES.iter().find(|(own, _)| *own == singular);
        let near = match other {
            Some((_, meant)) => vec![format!("`{}`", meant.name())],
            None => similar_words(text, all.iter().copied()),
        };
        let message = format!("`{text}` is no mechanism of access");
        let problem = Problem::new("unknown-mechanism", span, message);
        let problem = match near.is_empty() {
            true => problem.label("unknown mechanism"),
            false => problem,
        };
        problem.did_you_mean(near).help(there_are)
    }

    /// The roles that a name means: app roles and Azure roles by name or id, and directory roles.
    fn roles(&self, name: &Spanned<String>) -> Result<Vec<RoleFilter>, Problem> {
        let graph = &self.context.graph;
        let all = || (0..graph.role_count() as u32).map(RoleIndex);
        let wanted = name.value.to_lowercase();
        let is_default = wanted == DEFAULT_ACCESS_ROLE_NAME.to_lowercase();
        let mut found: Vec<RoleFilter> = all()
            .filter(|&index| {
                let role = graph.role(index);
                role.id == wanted
                    || role.name.to_lowercase() == wanted
                    || (is_default && role.id == DEFAULT_ACCESS_ROLE_ID)
            })
            .map(RoleFilter::Role)
            .collect();
        let directory = graph.named(EntityKind::DirectoryRole, &name.value);
        found.extend(directory.into_iter().map(RoleFilter::DirectoryRole));
        if !found.is_empty() {
            return Ok(found);
        }
        let directory = graph.entities(EntityKind::DirectoryRole);
        let mut names: Vec<&str> = all()
            .map(|index| graph.role(index).name)
            .chain(directory.names.iter().flatten())
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        let near = similar_words(&name.value, names.iter().copied());
        let message = format!("no role is called `{}`", name.value);
        let problem = Problem::new("unknown-role", name.span, message);
        Err(match near.is_empty() {
            true => problem.label("not found").help(
                "roles are those of apps, of Azure and of the directory, as the export names them",
            ),
            false => problem.did_you_mean(near),
        })
    }
}

impl Clauses {
    fn refuse_both(&self, name: &str, span: Span, others: &[String]) -> Result<(), Problem> {
        if others.iter().any(|other| other == name) {
            let message = format!("`with {name}` and `without {name}` contradict each other");
            return Err(Problem::new("contradiction", span, message).label("the second of them"));
        }
        Ok(())
    }

    fn restricts_mechanisms(&mut self, span: Span) {
        let before = self.mechanisms_span.unwrap_or(span);
        self.mechanisms_span = Some(before.to(span));
    }
}

/// The kinds that may lie between a principal and a resource.
fn passed_through() -> Kinds {
    let between = |kind: &EntityKind| {
        matches!(
            kind,
            EntityKind::Group
                | EntityKind::AccessPackage
                | EntityKind::Site
                | EntityKind::DirectoryRole
                | EntityKind::Unknown
        ) || kind.is_azure_scope()
    };
    EntityKind::ALL.iter().copied().filter(between).collect()
}

fn twice(word: &str, example: &str, span: Span) -> Problem {
    Problem::new("twice", span, format!("`{word}` stands twice"))
        .label("the second of them")
        .help(format!("several stand together: `{example}`"))
}

/// A head with a verb says by the verb which states count.
fn only_with_paths(text: &str, layer: Layer, span: Span) -> Problem {
    let message = format!("`with {text}` is for paths");
    Problem::new("with-verb", span, message)
        .label("the verb says this")
        .help(format!("write `{}`", layer.verb()))
}

fn too_many_via(span: Span) -> Problem {
    let message = format!("more than {} `via` clauses", Question::MAX_VIA);
    Problem::new("too-many", span, message)
        .label("one too many")
        .help("`via (A and B)` asks for one step that is in both sets")
}

/// What `with` and `without` know by this name.
fn known_with(text: &str) -> Option<&'static str> {
    let text = text.strip_suffix(" apps").unwrap_or(text);
    let mut known = WITH.iter().copied().filter(|own| layer_of(own).is_none());
    known.find(|own| *own == text)
}

/// The states that a word after `with` adds to those of paths.
fn layer_of(text: &str) -> Option<Layer> {
    match text {
        "eligible" => Some(Layer::CanReach),
        "control" => Some(Layer::CouldReach),
        _ => None,
    }
}

fn unknown_with(clause: &str, text: &str, span: Span) -> Problem {
    let there_are = "`with disabled`, `with first-party` and `with limits` are what can be added";
    if WITH_LATER.contains(&text) {
        return Problem::not_built(span, format!("`{clause} {text}` is not built yet"))
            .help(there_are);
    }
    let near = similar_words(text, WITH.iter().copied().filter(|own| *own != text));
    let problem = Problem::new(
        "unknown-with",
        span,
        format!("there is no `{clause} {text}`"),
    );
    let problem = match near.is_empty() {
        true => problem.label("unknown"),
        false => problem,
    };
    problem.did_you_mean(near).help(there_are)
}

fn either(names: &[Spanned<String>]) -> String {
    listed(names.iter().map(|name| name.value.as_str()), "or")
}
