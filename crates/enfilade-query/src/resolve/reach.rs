//! The head `A reach B`, its verb and its clauses.

use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::catalog::nearest_of;
use crate::catalog::nouns::meaning;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::logical::{Access, AccessField, Plan, Set};
use crate::syntax::ast::{Clause, Noun, Reach};
use crate::syntax::span::Spanned;
use enfilade_access::{Mechanisms, RoleFilter};
use enfilade_graph::RoleIndex;
use enfilade_model::{
    DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EntityKind, Layer, Mechanism, Relation,
};

/// What the clauses of a question restrict.
#[derive(Debug, Default)]
struct Clauses {
    by: Option<Mechanisms>,
    not_by: Option<Mechanisms>,
    roles: Option<Vec<RoleFilter>>,
    via: Vec<Set>,
    direct: bool,
    with_disabled: bool,
    with_first_party: bool,
    words: String,
}

impl Resolver<'_> {
    /// Resolves the head; all of its problems together.
    pub(super) fn reach(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let mut problems = Vec::new();
        if reach.verb.value.layer == Layer::CouldReach {
            let negated = if reach.verb.value.negated { "not " } else { "" };
            problems.push(
                Problem::new(
                    format!("`could {negated}reach` is not built yet"),
                    reach.verb.span,
                )
                .label("asks what control over other objects leads to")
                .help("`reach` is access now, `can reach` adds what may be activated"),
            );
        }
        let mut clauses = Clauses::default();
        for clause in &reach.clauses {
            if let Err(problem) = self.clause(clause, &mut clauses) {
                problems.push(problem);
            }
        }
        self.with_first_party = clauses.with_first_party;
        let mut side = |resolver: &mut Self, set| match resolver.set(set) {
            Ok(resolved) => Some(resolved),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let left = side(self, &reach.left);
        let right = side(self, &reach.right);
        self.with_first_party = false;
        let (Some(left), Some(right)) = (left, right) else {
            return Err(problems);
        };
        if let Err(problem) = check_ends(&left, &right, reach) {
            problems.push(problem);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(self.access(reach, left, right, clauses))
    }

    fn access(
        &mut self,
        reach: &Reach,
        left: ResolvedSet,
        right: ResolvedSet,
        clauses: Clauses,
    ) -> (Plan, String) {
        let verb = reach.verb.value;
        let by = clauses.by.unwrap_or_else(Mechanisms::all);
        let without = clauses.not_by.unwrap_or(Mechanisms::NONE);
        // Only mechanisms that can lead to the right side are worth a look.
        let mechanisms: Mechanisms = by
            .iter()
            .filter(|&mechanism| !without.contains(mechanism))
            .filter(|&mechanism| !resources_of(mechanism).and(right.kinds).is_empty())
            .collect();
        self.rests_on_mechanisms(mechanisms, verb.layer, &left);
        let (left_name, right_name) = column_names(&left, &right);
        let mut columns = vec![
            AccessField::Principal.column(&left_name, left.kinds),
            AccessField::Resource.column(&right_name, right.kinds),
        ];
        let mut fields = vec![AccessField::Principal, AccessField::Resource];
        if !verb.negated {
            for (name, field) in [
                ("role", AccessField::Role),
                ("mechanism", AccessField::Mechanism),
                ("scope", AccessField::Scope),
                ("state", AccessField::State),
                ("via", AccessField::Via),
                ("ways", AccessField::Ways),
                ("hops", AccessField::Hops),
            ] {
                fields.push(field);
                columns.push(field.column(&unused_name(&columns, name), Kinds::all()));
            }
            if clauses.with_disabled {
                fields.push(AccessField::Disabled);
                columns.push(Column::new("disabled", Type::Boolean));
            }
        }
        let words = match (verb.layer, verb.negated) {
            (Layer::Reach, false) => "that reach",
            (Layer::Reach, true) => "that do not reach",
            (_, false) => "that can reach",
            (_, true) => "that cannot reach",
        };
        let reading = format!(
            "{} {words} {}{}",
            left.description, right.description, clauses.words
        );
        let asks_for_first_party = clauses.with_first_party || right.asks_for_first_party;
        let access = Access {
            needed: vec![true; fields.len()],
            left_noun: left.plural("principals"),
            right_noun: right.plural("resources"),
            left: left.set,
            right: right.set,
            layer: verb.layer,
            negated: verb.negated,
            mechanisms,
            roles: clauses.roles,
            via: clauses.via,
            direct: clauses.direct,
            with_disabled: clauses.with_disabled,
            with_first_party: asks_for_first_party,
            fields,
            columns,
        };
        (Plan::Access(Box::new(access)), reading)
    }

    fn clause(&mut self, clause: &Spanned<Clause>, into: &mut Clauses) -> Result<(), Problem> {
        match &clause.value {
            Clause::As(names) => {
                let mut roles = Vec::new();
                for name in names {
                    roles.extend(self.roles(name)?);
                }
                roles.sort_unstable();
                roles.dedup();
                into.words.push_str(&format!(" as {}", listed(names)));
                into.roles = Some(roles);
            }
            Clause::By(names) => {
                into.words.push_str(&format!(" by {}", listed(names)));
                into.by = Some(self.mechanisms(names)?);
            }
            Clause::NotBy(names) => {
                into.words.push_str(&format!(" not by {}", listed(names)));
                let more = self.mechanisms(names)?;
                let all = into
                    .not_by
                    .unwrap_or(Mechanisms::NONE)
                    .iter()
                    .chain(more.iter());
                into.not_by = Some(all.collect());
            }
            Clause::Via(set) => {
                if into.via.len() == enfilade_access::Question::MAX_VIA {
                    return Err(Problem::new(
                        format!(
                            "more than {} `via` clauses",
                            enfilade_access::Question::MAX_VIA
                        ),
                        clause.span,
                    )
                    .label("one too many"));
                }
                let via = self.set(set)?;
                into.words.push_str(&format!(" via {}", via.description));
                into.via.push(via.set);
            }
            Clause::Directly => {
                into.words.push_str(" directly");
                into.direct = true;
            }
            Clause::With(words) => {
                let texts: Vec<String> = words.iter().map(|w| w.value.to_lowercase()).collect();
                let text = texts.join(" ");
                match text.as_str() {
                    "disabled" => into.with_disabled = true,
                    "first-party" | "first-party apps" => into.with_first_party = true,
                    _ => {
                        return Err(Problem::new(
                            format!("`with {text}` is not evaluated yet"),
                            clause.span,
                        )
                        .label("unknown clause")
                        .help("`with disabled` and `with first-party` are")
                        .candidates(nearest_of(&text, ["disabled", "first-party"])));
                    }
                }
                into.words.push_str(&format!(" with {text}"));
            }
        }
        Ok(())
    }

    fn mechanisms(&self, names: &[Spanned<String>]) -> Result<Mechanisms, Problem> {
        let mut found = Mechanisms::NONE;
        for name in names {
            let words: Vec<&str> = name.value.split_whitespace().collect();
            let text = words.join(" ");
            let singular = text.strip_suffix('s').unwrap_or(&text);
            let mechanism = Mechanism::from_name(&text).or_else(|| Mechanism::from_name(singular));
            found = found.with(mechanism.ok_or_else(|| {
                let all: Vec<&str> = self.catalog.mechanisms().collect();
                Problem::new(format!("`{text}` is no mechanism of access"), name.span)
                    .label("unknown mechanism")
                    .help(format!("there are: {}", all.join(", ")))
                    .candidates(nearest_of(&text, all))
            })?);
        }
        Ok(found)
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
        let directory = graph
            .entities(EntityKind::DirectoryRole)
            .names
            .iter()
            .flatten();
        let near = nearest_of(
            &wanted,
            all().map(|index| graph.role(index).name).chain(directory),
        );
        Err(
            Problem::new(format!("no role is called `{}`", name.value), name.span)
                .label("not found")
                .candidates(near),
        )
    }

    fn rests_on_mechanisms(&mut self, mechanisms: Mechanisms, layer: Layer, left: &ResolvedSet) {
        let groups = left.kinds.iter().any(EntityKind::is_principal);
        for mechanism in mechanisms.iter() {
            match mechanism {
                Mechanism::AppAssignment => self.rests_on(Relation::AppAssignments),
                Mechanism::OpenApp => self.rests_on(Relation::Apps),
                Mechanism::AdministratorOverride | Mechanism::DirectoryRole => {
                    self.rests_on(Relation::DirectoryRoles);
                    if layer != Layer::Reach {
                        self.rests_on(Relation::EligibleDirectoryRoles);
                    }
                }
                Mechanism::AzureRole => {
                    self.rests_on(Relation::AzureRoles);
                    self.rests_on(Relation::DenyAssignments);
                    if layer != Layer::Reach {
                        self.rests_on(Relation::EligibleAzureRoles);
                    }
                }
            }
            if groups && mechanism != Mechanism::OpenApp {
                self.rests_on(Relation::GroupMembers);
                if layer != Layer::Reach {
                    self.rests_on(Relation::EligibleMemberships);
                }
            }
        }
    }
}

/// The kinds that a mechanism leads to.
fn resources_of(mechanism: Mechanism) -> Kinds {
    match mechanism {
        Mechanism::AppAssignment => [
            EntityKind::App,
            EntityKind::ServicePrincipal,
            EntityKind::ManagedIdentity,
            EntityKind::Unknown,
        ]
        .into_iter()
        .collect(),
        Mechanism::OpenApp | Mechanism::AdministratorOverride => {
            [EntityKind::App].into_iter().collect()
        }
        Mechanism::DirectoryRole => [EntityKind::DirectoryRole].into_iter().collect(),
        Mechanism::AzureRole => EntityKind::ALL
            .iter()
            .copied()
            .filter(|kind| kind.is_azure_scope() || *kind == EntityKind::Unknown)
            .collect(),
    }
}

/// Refuses ends that no access can join.
fn check_ends(left: &ResolvedSet, right: &ResolvedSet, reach: &Reach) -> Result<(), Problem> {
    let reachable = Mechanism::ALL
        .into_iter()
        .map(resources_of)
        .fold(Kinds::default(), Kinds::or);
    if right.kinds.and(reachable).is_empty() && !right.kinds.is_empty() {
        let help = if right.kinds.contains(EntityKind::Group) {
            "membership is asked for with `in`: `guests in group \"...\"`"
        } else {
            "apps, directory roles and Azure resources can be reached"
        };
        return Err(Problem::new(
            format!("no mechanism of access leads to {}", right.description),
            reach.right.span,
        )
        .label("cannot be reached")
        .help(help));
    }
    let holders = meaning(Noun::Principals).map_or(Kinds::default(), |meaning| meaning.kinds);
    let holders = holders.or([EntityKind::Group, EntityKind::Unknown]
        .into_iter()
        .collect());
    if left.kinds.and(holders).is_empty() && !left.kinds.is_empty() {
        return Err(Problem::new(
            format!("{} cannot hold access", left.description),
            reach.left.span,
        )
        .label("cannot reach anything")
        .help("users, groups, service principals and managed identities can"));
    }
    Ok(())
}

/// Named by the nouns, unless one is missing or both are the same.
fn column_names(left: &ResolvedSet, right: &ResolvedSet) -> (String, String) {
    let (left, right) = (left.column_name("principal"), right.column_name("resource"));
    if left == right {
        ("principal".to_owned(), "resource".to_owned())
    } else {
        (left, right)
    }
}

/// The name for a column beside those of the two ends, whose nouns may be `role`.
fn unused_name(columns: &[Column], name: &str) -> String {
    if columns.iter().any(|column| column.name == name) {
        format!("{name}_name")
    } else {
        name.to_owned()
    }
}

fn listed(names: &[Spanned<String>]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.value))
        .collect();
    names.join(" or ")
}
