//! The head `A reach B`: its verb, its ends, and the columns of its rows.

use super::clauses::Clauses;
use super::ends::{holders, leading_to, reachable};
use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::diagnostic::listed;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::logical::{Access, AccessField, Plan, Set};
use crate::syntax::ast::{Noun, Reach, SetKind, Verb};
use crate::syntax::span::Span;
use enfilade_access::Mechanisms;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityKind, Layer, Mechanism, Relation};

/// A question of access in English, in parts.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) left: String,
    pub(super) left_is_one: bool,
    /// The verb after `that`.
    pub(super) verb: &'static str,
    pub(super) right: String,
    pub(super) clauses: String,
}

impl Resolver<'_> {
    /// Resolves the head `A reach B`.
    pub(super) fn reach(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let (access, words) = self.access_of(reach)?;
        let verb = reach.verb.value;
        let reading = match reach.right.kind {
            SetKind::Whatever => {
                let does = verb.auxiliary(words.left_is_one);
                format!("what {does} {} reach{}", words.left, words.clauses)
            }
            _ => format!(
                "{} that {} {}{}",
                words.left, words.verb, words.right, words.clauses
            ),
        };
        Ok((Plan::Access(Box::new(access)), reading))
    }

    /// Resolves who, what and how; all problems together, in the order of the text.
    pub(super) fn access_of(&mut self, reach: &Reach) -> Result<(Access, Words), Vec<Problem>> {
        let (left, right, clauses) = self.ends(reach, false)?;
        Ok(self.rows(reach, left, right, clauses))
    }

    /// Resolves what every head about access has: who, what, and the clauses.
    pub(super) fn ends(
        &mut self,
        reach: &Reach,
        is_of_paths: bool,
    ) -> Result<(ResolvedSet, ResolvedSet, Clauses), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut clauses = Clauses::default();
        clauses.is_of_paths = is_of_paths;
        for clause in &reach.clauses {
            if let Err(problem) = self.clause(clause, &mut clauses) {
                let again = problems.last().is_some_and(|last| problem.is_like(last));
                if !again {
                    problems.push(problem);
                }
            }
        }
        let layer = clauses.layer.unwrap_or(reach.verb.value.layer);
        if let (Layer::CouldReach, Some(span)) = (layer, clauses.around) {
            let message = "what could be reached around something is not built yet";
            let help = "`can reach` takes `not via` and `only via`";
            problems.push(Problem::not_built(span, message).help(help));
        }
        self.state.with_first_party = clauses.with_first_party;
        let mut side = |resolver: &mut Self, set, place| match resolver.set(set, place) {
            Ok(resolved) => Some(resolved),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let left = side(self, &reach.left, holders());
        let right = side(self, &reach.right, reachable());
        self.state.with_first_party = false;
        if let (Some(left), Some(right)) = (left, right) {
            let checks = [
                check_left(&left, reach.left.span),
                check_right(&right, reach.right.span, layer),
                check_mechanisms(&right, &clauses, layer),
            ];
            problems.extend(checks.into_iter().filter_map(Result::err));
            if problems.is_empty() {
                return Ok((left, right, clauses));
            }
        }
        problems.sort_by_key(Problem::start);
        Err(problems)
    }

    fn rows(
        &mut self,
        reach: &Reach,
        left: ResolvedSet,
        right: ResolvedSet,
        clauses: Clauses,
    ) -> (Access, Words) {
        let verb = reach.verb.value;
        let mechanisms = leading_to(clauses.mechanisms(), right.kinds, verb.layer);
        self.rests_on_mechanisms(mechanisms, verb.layer, &left);
        if clauses.with_limits.is_none() && !verb.negated {
            self.note_limits(mechanisms);
        }
        self.note_groups(&right);
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
            if clauses.with_limits.is_some() {
                fields.push(AccessField::Limits);
                columns.push(Column::new("limits", Type::Text));
            }
        }
        let words = Words {
            left: left.nested(),
            left_is_one: left.is_one,
            verb: verb.words(left.is_one),
            right: right.nested(),
            clauses: clauses.words.clone(),
        };
        let access = access(left, right, verb, mechanisms, clauses, fields, columns);
        (access, words)
    }

    /// Says that some grants may hold for less than they say, where some may.
    pub(super) fn note_limits(&mut self, mechanisms: Mechanisms) {
        let graph = self.catalog.graph();
        let granted = mechanisms.iter().filter_map(|own| own.rule().edge);
        let mut kinds = granted.collect::<Vec<EdgeKind>>();
        kinds.dedup();
        let is_conditional = |kind: &EdgeKind| graph.edges(*kind).columns.condition.is_some();
        let conditions = kinds.iter().any(is_conditional);
        let denied = graph.edge_count(EdgeKind::Denied) > 0;
        let denies = denied && kinds.contains(&EdgeKind::AzureRole);
        let what = match (conditions, denies) {
            (false, false) => return,
            (true, false) => "conditions on grants are not evaluated",
            (false, true) => "deny assignments take a row away only where they take all of it",
            (true, true) => {
                "conditions on grants are not evaluated, and deny assignments take a row away only where they take all of it"
            }
        };
        self.note(
            NoteKind::Assumption,
            format!("{what} (`with limits` marks the rows)"),
        );
    }

    /// Says what it is to reach a group.
    pub(super) fn note_groups(&self, right: &ResolvedSet) {
        let with_groups: Kinds = [EntityKind::Group, EntityKind::Site].into_iter().collect();
        let only_groups = right.kinds.and(with_groups) == right.kinds;
        if !only_groups || !right.kinds.contains(EntityKind::Group) {
            return;
        }
        let message = match right.noun {
            Some(Noun::Teams) => return,
            Some(Noun::Sites) => "`sites` read as those of Microsoft 365 groups, and those whose own permissions came in".to_owned(),
            Some(noun @ Noun::Mailboxes) => format!(
                "`{}` read as those of Microsoft 365 groups; no export that can be read yet holds others",
                noun.plural()
            ),
            _ => "a group is reached for the mailbox, site and team of a Microsoft 365 group; membership is asked for with `in`".to_owned(),
        };
        self.note(NoteKind::Reading, message);
    }

    pub(super) fn rests_on_mechanisms(
        &mut self,
        mechanisms: Mechanisms,
        layer: Layer,
        left: &ResolvedSet,
    ) {
        if layer == Layer::CouldReach {
            self.rests_on_control();
        }
        let groups = left.kinds.iter().any(EntityKind::is_principal);
        let is_held = |mechanism: &Mechanism| {
            let mut kinds = left.kinds.iter();
            kinds.any(|kind| mechanism.rule().holders.include(kind))
        };
        for mechanism in mechanisms.iter().filter(is_held) {
            match mechanism {
                Mechanism::AppAssignment => self.rests_on(Relation::AppAssignments),
                Mechanism::OpenApp => self.rests_on(Relation::Apps),
                Mechanism::AdministratorOverride | Mechanism::DirectoryRole => {
                    self.rests_on(Relation::DirectoryRoles);
                    if layer != Layer::Reach {
                        self.rests_on(Relation::EligibleDirectoryRoles);
                    }
                }
                Mechanism::GroupResources => {
                    self.rests_on(Relation::Groups);
                    self.rests_on(Relation::GroupOwners);
                }
                Mechanism::Licence => self.rests_on(Relation::Licences),
                Mechanism::DelegatedGrant => {
                    self.rests_on(Relation::DelegatedGrants);
                    continue;
                }
                Mechanism::AzureRole | Mechanism::VaultSecrets | Mechanism::StorageData => {
                    self.rests_on(Relation::AzureRoles);
                    self.rests_on(Relation::DenyAssignments);
                    if layer != Layer::Reach {
                        self.rests_on(Relation::EligibleAzureRoles);
                    }
                    // What is read off a role depends on what it allows, and so does control.
                    if mechanism != Mechanism::AzureRole || layer == Layer::CouldReach {
                        self.rests_on(Relation::AzureRoleDefinitions);
                    }
                    if mechanism == Mechanism::VaultSecrets {
                        self.rests_on(Relation::VaultPolicies);
                    }
                }
                Mechanism::VaultPolicy => self.rests_on(Relation::VaultPolicies),
                Mechanism::AccessPackage => self.rests_on(Relation::AccessPackages),
                Mechanism::SitePermission => self.rests_on(Relation::SharePoint),
            }
            if groups && mechanism != Mechanism::OpenApp {
                self.rests_on(Relation::GroupMembers);
                if layer != Layer::Reach {
                    self.rests_on(Relation::EligibleMemberships);
                    self.rests_on(Relation::AccessPackages);
                }
            }
        }
    }

    /// Control leads from anything to anything, so all that tells of it matters.
    fn rests_on_control(&mut self) {
        for relation in [
            Relation::GroupMembers,
            Relation::GroupOwners,
            Relation::AppOwners,
            Relation::AppAssignments,
            Relation::DirectoryRoles,
            Relation::EligibleDirectoryRoles,
            Relation::AdministrativeUnits,
            Relation::AzureRoles,
        ] {
            self.rests_on(relation);
        }
    }
}

/// The plan of access between two resolved ends.
pub(super) fn access(
    left: ResolvedSet,
    right: ResolvedSet,
    verb: Verb,
    mechanisms: Mechanisms,
    clauses: Clauses,
    fields: Vec<AccessField>,
    columns: Vec<Column>,
) -> Access {
    Access {
        needed: vec![true; fields.len()],
        kept_if: None,
        with_first_party: clauses.with_first_party || right.asks_for_first_party,
        left: left.into_start(("principal", "principals")),
        right: right.into_start(("resource", "resources")),
        layer: verb.layer,
        negated: verb.negated,
        mechanisms,
        roles: clauses.roles,
        via: clauses.via,
        not_via: clauses.not_via,
        only_via: clauses.only_via,
        within: clauses.within,
        direct: clauses.direct,
        with_disabled: clauses.with_disabled,
        fields,
        columns,
    }
}

/// Refuses a right side that no access leads to.
pub(super) fn check_right(right: &ResolvedSet, span: Span, layer: Layer) -> Result<(), Problem> {
    let only_group: Kinds = [EntityKind::Group].into_iter().collect();
    let are_any_groups = right.kinds == only_group && matches!(right.set, Set::Scan(_));
    // What can never have an element has a note of its own.
    let leads =
        right.kinds.is_empty() || !leading_to(Mechanisms::all(), right.kinds, layer).is_empty();
    if leads && !are_any_groups {
        return Ok(());
    }
    let help = if right.kinds.contains(EntityKind::Group) {
        "membership is asked for with `in`: `guests in group \"...\"`; what Microsoft 365 groups give with `reach mailboxes`"
    } else if right.kinds.contains(EntityKind::Registration) {
        "who signs in to an app is asked of the app: `guests reach apps`"
    } else {
        "apps, directory roles, Azure resources, sites, licences, access packages and Microsoft 365 groups can be reached"
    };
    let message = format!("no access leads to {}", right.description);
    Err(Problem::new("unreachable", span, message)
        .label("cannot be reached")
        .help(help))
}

/// Refuses a left side that cannot hold access.
pub(super) fn check_left(left: &ResolvedSet, span: Span) -> Result<(), Problem> {
    if left.kinds.is_empty() || !left.kinds.and(holders()).is_empty() {
        return Ok(());
    }
    let message = format!("{} cannot hold access", left.description);
    Err(Problem::new("no-principal", span, message)
        .label("reaches nothing")
        .help("users, groups, service principals and managed identities can"))
}

/// Refuses clauses that leave no mechanism.
fn check_mechanisms(right: &ResolvedSet, clauses: &Clauses, layer: Layer) -> Result<(), Problem> {
    let all = leading_to(Mechanisms::all(), right.kinds, layer);
    let Some(span) = clauses.mechanisms_span else {
        return Ok(());
    };
    if all.is_empty() || !leading_to(clauses.mechanisms(), right.kinds, layer).is_empty() {
        return Ok(());
    }
    let all: Vec<&str> = all.iter().map(Mechanism::name).collect();
    let message = format!("no mechanism that is left leads to {}", right.description);
    Err(Problem::new("no-mechanism", span, message)
        .label("leaves none")
        .help(format!(
            "{} would: {}",
            if all.len() == 1 { "this one" } else { "these" },
            listed(all, "and")
        )))
}

/// Named by the nouns, unless one is missing or both are the same.
pub(super) fn column_names(left: &ResolvedSet, right: &ResolvedSet) -> (String, String) {
    let (left, right) = (left.column_name("principal"), right.column_name("resource"));
    if left == right {
        ("principal".to_owned(), "resource".to_owned())
    } else {
        (left, right)
    }
}

/// The name for a column beside those of the two ends, whose nouns may be `role`.
pub(super) fn unused_name(columns: &[Column], name: &str) -> String {
    if columns.iter().any(|column| column.name == name) {
        format!("{name}_name")
    } else {
        name.to_owned()
    }
}
