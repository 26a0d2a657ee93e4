//! The clauses after `A reach B`: mechanisms, roles, what lies between, what counts.

use super::{Problem, Resolver};
use crate::diagnostic::{listed, similar_words};
use crate::plan::column::Kinds;
use crate::plan::logical::Set;
use crate::syntax::ast::{self, Clause};
use crate::syntax::span::{Span, Spanned};
use enfilade_access::{Mechanisms, Question, RoleFilter};
use enfilade_graph::RoleIndex;
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EntityKind, Mechanism};

/// What may be left out unless asked for, with what it is called in messages.
pub(crate) const WITH: &[&str] = &["disabled", "first-party", "limits"];

/// What the language promises after `with`, for later.
const WITH_LATER: &[&str] = &["mfa", "compliant device", "compliant devices"];

/// What grants access in a tenant but is not evaluated yet.
const MECHANISMS_LATER: &[&str] = &[
    "access package",
    "self-join",
    "licence",
    "license",
    "site permission",
    "sharepoint site permission",
    "delegated grant",
    "oauth2 delegated grant",
    "application permission",
    "group",
    "m365 group",
    "microsoft 365 group",
];

/// What the clauses of a question restrict.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    by: Option<Mechanisms>,
    without: Option<Mechanisms>,
    pub(super) roles: Option<Vec<RoleFilter>>,
    pub(super) via: Vec<Set>,
    pub(super) direct: bool,
    pub(super) with_disabled: bool,
    pub(super) with_first_party: bool,
    pub(super) with_limits: bool,
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
            Clause::Via(set) => self.via(set, clause.span, into)?,
            Clause::Directly => {
                into.words.push_str(" directly");
                into.direct = true;
            }
            Clause::With(words) => self.with(&self.given_phrases(words)?, into)?,
        }
        Ok(())
    }

    fn via(&mut self, set: &ast::Set, span: Span, into: &mut Clauses) -> Result<(), Problem> {
        if into.via.len() == Question::MAX_VIA {
            let message = format!("more than {} `via` clauses", Question::MAX_VIA);
            return Err(Problem::new("too-many", span, message)
                .label("one too many")
                .help("`via (A and B)` asks for one step that is in both sets"));
        }
        let via = self.set(set, passed_through())?;
        if !via.kinds.is_empty() && via.kinds.and(passed_through()).is_empty() {
            let message = format!("no path passes through {}", via.description);
            return Err(Problem::new("no-way", set.span, message)
                .label("never between a principal and a resource")
                .help("paths pass through groups, through Azure scopes above a resource, and for the administrator override through the role"));
        }
        into.words.push_str(&format!(" via {}", via.nested()));
        into.via.push(via.set);
        Ok(())
    }

    fn with(&self, words: &[Spanned<String>], into: &mut Clauses) -> Result<(), Problem> {
        for word in words {
            let text = word.value.to_lowercase();
            match text.as_str() {
                "disabled" => into.with_disabled = true,
                "first-party" | "first-party apps" => into.with_first_party = true,
                "limits" => into.with_limits = true,
                _ => return Err(unknown_with(&text, word.span)),
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
        let near = similar_words(text, all.iter().copied());
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
            EntityKind::Group | EntityKind::DirectoryRole | EntityKind::Unknown
        ) || kind.is_azure_scope()
    };
    EntityKind::ALL.iter().copied().filter(between).collect()
}

fn twice(word: &str, example: &str, span: Span) -> Problem {
    Problem::new("twice", span, format!("`{word}` stands twice"))
        .label("the second of them")
        .help(format!("several stand together: `{example}`"))
}

fn unknown_with(text: &str, span: Span) -> Problem {
    let there_are = "`with disabled`, `with first-party` and `with limits` are what can be added";
    if WITH_LATER.contains(&text) {
        return Problem::not_built(span, format!("`with {text}` is not built yet")).help(there_are);
    }
    let near = similar_words(text, WITH.iter().copied());
    let problem = Problem::new("unknown-with", span, format!("there is no `with {text}`"));
    let problem = match near.is_empty() {
        true => problem.label("unknown"),
        false => problem,
    };
    problem.did_you_mean(near).help(there_are)
}

fn either(names: &[Spanned<String>]) -> String {
    listed(names.iter().map(|name| name.value.as_str()), "or")
}
