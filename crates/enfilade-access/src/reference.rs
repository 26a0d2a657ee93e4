//! The slow, obvious answer, which the engine is held equal to.
//!
//! For every principal, everything it is in is walked step by step, keeping each combination of
//! place, state and sets passed; then every grant there is read, and followed down. Nothing is
//! shared with the engine but the types of the question and of its rows, not even the facts about
//! which app is open. Use it on small graphs only: tests, and a second opinion on one principal.

mod azure;
mod check;
mod collaboration;
mod control;

pub use check::{Claim, check};

use crate::{AccessRow, EntitySet, Limits, Question, RoleFilter};
use enfilade_graph::{Edge, Edges, Graph, GraphView, RoleIndex};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, GLOBAL_ADMINISTRATOR_TEMPLATE, Layer,
    MICROSOFT_CORPORATE_TENANT, MICROSOFT_SERVICES_TENANT, Mechanism,
};
use std::collections::{BTreeMap, BTreeSet};

/// How a principal stands to a place on its walk.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
enum Standing {
    Itself,
    DirectMember,
    NestedMember,
}

/// Somewhere a principal's walk leads: itself or a group.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
struct Place {
    at: EntityId,
    standing: Standing,
    worst: AccessState,
    passed: BTreeSet<usize>,
    steps: u32,
    first: Option<EntityId>,
}

/// One path to a row: how long it is, and the group it begins with, if any.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Path {
    /// The worst step.
    pub state: AccessState,
    /// Whether the grant holds under a condition.
    pub conditional: bool,
    /// Steps, containment not counted.
    pub hops: u32,
    /// The first group; none if the principal holds the grant itself.
    pub first: Option<EntityId>,
}

type Key = (
    EntityId,
    EntityId,
    Mechanism,
    Option<RoleIndex>,
    Option<EntityId>,
);

/// What tells a row from every other.
fn key_of(row: &AccessRow) -> Key {
    (
        row.principal,
        row.resource,
        row.mechanism,
        row.role,
        row.scope,
    )
}

/// The rows of an answer, sorted.
#[must_use]
pub fn rows(graph: &Graph, question: &Question) -> Vec<AccessRow> {
    let mut rows = Vec::new();
    for ((principal, resource, mechanism, role, scope), paths) in paths(graph, question) {
        let qualities = paths.iter().map(|path| (path.state, path.conditional));
        let Some((state, conditional)) = qualities.min() else {
            continue;
        };
        let key = (principal, resource, mechanism, role, scope);
        let denied = azure::left(graph, question, &key, AccessState::Active);
        let conditional = Limits::CONDITIONAL.only_if(conditional);
        rows.push(AccessRow {
            principal,
            resource,
            mechanism,
            role,
            scope,
            state,
            limits: conditional.and(denied.unwrap_or_default()),
            disabled: is_disabled(graph, principal) || is_disabled(graph, resource),
        });
    }
    if question.layer == Layer::CouldReach {
        add_controlled(graph, question, &mut rows);
    }
    rows
}

/// Adds what control leads to and nothing better does.
fn add_controlled(graph: &Graph, question: &Question, rows: &mut Vec<AccessRow>) {
    for principal in question.principals.iter() {
        if question.with_disabled || !is_disabled(graph, principal) {
            let controlled = control::rows(graph, question, principal);
            rows.extend(controlled.into_iter().map(|(row, _)| row));
        }
    }
    rows.sort_by_key(|row| (key_of(row), row.state, row.limits));
    rows.dedup_by_key(|row| key_of(row));
}

/// For each row, the kinds of path that lead to it: for every state and first step, the shortest.
#[must_use]
pub fn paths(graph: &Graph, question: &Question) -> BTreeMap<Key, BTreeSet<Path>> {
    let mut found = BTreeMap::new();
    for principal in question.principals.iter() {
        let pending = graph.kind_of(principal) == EntityKind::User
            && has_text(
                graph,
                principal,
                Attribute::ExternalUserState,
                "PendingAcceptance",
            );
        if (pending && question.layer == Layer::Reach)
            || (is_disabled(graph, principal) && !question.with_disabled)
        {
            continue;
        }
        let mut own: BTreeMap<Key, BTreeSet<Path>> = BTreeMap::new();
        for place in places(graph, question, principal) {
            grants_at(graph, question, principal, &place, &mut own);
            collaboration::grants_at(graph, question, principal, &place, &mut own);
        }
        open_apps(graph, question, principal, &mut own);
        own.retain(|key, _| azure::left(graph, question, key, AccessState::Active).is_some());
        for (key, paths) in own {
            let best = |state: AccessState| {
                if pending {
                    state.max(AccessState::Pending)
                } else {
                    state
                }
            };
            let paths = paths.into_iter().map(|path| Path {
                state: best(path.state),
                ..path
            });
            if question.with_disabled || !is_disabled(graph, key.1) {
                found.insert(key, paths.collect());
            }
        }
    }
    found
}

/// For each row that control leads to, the fewest steps in which it does with as few limits as the
/// row shows.
#[must_use]
pub fn controlled_hops(graph: &Graph, question: &Question) -> BTreeMap<Key, u32> {
    let mut best: BTreeMap<Key, (Limits, u32)> = BTreeMap::new();
    for principal in question.principals.iter() {
        for (row, hops) in control::rows(graph, question, principal) {
            let (key, limits) = (key_of(&row), row.limits);
            let known = best.entry(key).or_insert((limits, hops));
            *known = (*known).min((limits, hops));
        }
    }
    let hops = |(key, (_, hops))| (key, hops);
    best.into_iter().map(hops).collect()
}

/// Everything that a principal is in.
fn places(graph: &Graph, question: &Question, principal: EntityId) -> Vec<Place> {
    let start = Place {
        at: principal,
        standing: Standing::Itself,
        worst: AccessState::Active,
        passed: BTreeSet::new(),
        steps: 0,
        first: None,
    };
    let mut places = vec![start];
    let mut seen = BTreeSet::new();
    let mut next = 0;
    while next < places.len() {
        let here = places[next].clone();
        next += 1;
        if question.direct_only {
            continue;
        }
        for (group, state) in collaboration::memberships(graph, question, here.at) {
            let mut standings = vec![Standing::NestedMember];
            let itself =
                here.standing == Standing::Itself && !graph.kind_of(principal).is_carrier();
            // Whoever activates a membership of a group's becomes a direct member.
            let activates = here.standing == Standing::DirectMember && state > AccessState::Active;
            if itself || activates {
                standings.push(Standing::DirectMember);
            }
            for standing in standings {
                let mut place = Place {
                    at: group,
                    standing,
                    worst: here.worst.max(state),
                    passed: here.passed.clone(),
                    steps: here.steps + 1,
                    first: here.first.or(Some(group)),
                };
                pass(question, group, &mut place.passed);
                // The walk goes outward step by step, so the first visit is the shortest.
                let mark = Place {
                    steps: 0,
                    ..place.clone()
                };
                if seen.insert(mark) {
                    places.push(place);
                }
            }
        }
    }
    places
}

fn grants_at(
    graph: &Graph,
    question: &Question,
    principal: EntityId,
    place: &Place,
    found: &mut BTreeMap<Key, BTreeSet<Path>>,
) {
    let path = |edge: &Edge, hops: u32| Path {
        state: place.worst.max(edge.state),
        conditional: edge.conditional,
        hops: place.steps + hops,
        first: place.first,
    };
    let direct = place.standing != Standing::NestedMember;
    for edge in counted(
        question,
        graph.edges_from(EdgeKind::AppAssignment, place.at),
    ) {
        let key = (
            principal,
            edge.end,
            Mechanism::AppAssignment,
            edge.role,
            None,
        );
        if direct && complete(question, &place.passed) && asks(question, &key) {
            found.entry(key).or_default().insert(path(&edge, 1));
        }
    }
    for edge in counted(
        question,
        graph.edges_from(EdgeKind::DirectoryRole, place.at),
    ) {
        let scope = edge
            .scope
            .filter(|&scope| graph.kind_of(scope) != EntityKind::Tenant);
        let key = (principal, edge.end, Mechanism::DirectoryRole, None, scope);
        if direct && complete(question, &place.passed) && asks(question, &key) {
            found.entry(key).or_default().insert(path(&edge, 1));
        }
        let is_global_administrator = graph.id_text(edge.end) == GLOBAL_ADMINISTRATOR_TEMPLATE
            || has_text(
                graph,
                edge.end,
                Attribute::TemplateId,
                GLOBAL_ADMINISTRATOR_TEMPLATE,
            );
        let mut passed = place.passed.clone();
        pass(question, edge.end, &mut passed);
        if direct
            && is_global_administrator
            && scope.is_none()
            && complete(question, &passed)
            && !question.direct_only
            && graph.kind_of(principal) == EntityKind::User
        {
            for app in graph.ids(EntityKind::App) {
                let key = (principal, app, Mechanism::AdministratorOverride, None, None);
                if asks(question, &key) && (question.with_first_party || !is_microsofts(graph, app))
                {
                    found.entry(key).or_default().insert(path(&edge, 2));
                }
            }
        }
    }
    for given in azure::given(graph, question, place.at) {
        let all: BTreeSet<usize> = given.passed.union(&place.passed).copied().collect();
        let key = (
            principal,
            given.resource,
            given.mechanism,
            given.role,
            given.scope,
        );
        if complete(question, &all) && asks(question, &key) {
            found.entry(key).or_default().insert(Path {
                state: place.worst.max(given.state),
                conditional: given.conditional,
                hops: place.steps + 1,
                first: place.first,
            });
        }
    }
}

/// A scope and all it contains, each with the sets passed on a way down before it.
fn below(
    graph: &Graph,
    question: &Question,
    scope: EntityId,
) -> BTreeSet<(EntityId, BTreeSet<usize>)> {
    let mut found = BTreeSet::new();
    let mut open = vec![(scope, BTreeSet::new())];
    while let Some((at, passed)) = open.pop() {
        if !found.insert((at, passed.clone())) {
            continue;
        }
        let mut through = passed;
        pass(question, at, &mut through);
        for edge in counted(question, graph.edges_from(EdgeKind::Contains, at)) {
            open.push((edge.end, through.clone()));
        }
    }
    found
}

fn open_apps(
    graph: &Graph,
    question: &Question,
    principal: EntityId,
    found: &mut BTreeMap<Key, BTreeSet<Path>>,
) {
    if graph.kind_of(principal) != EntityKind::User || question.via.required() > 0 {
        return;
    }
    for app in graph.ids(EntityKind::App) {
        let open = graph.boolean(app, Attribute::AppRoleAssignmentRequired) == Some(false);
        let key = (principal, app, Mechanism::OpenApp, None, None);
        if open && asks(question, &key) && (question.with_first_party || !is_microsofts(graph, app))
        {
            let path = Path {
                state: AccessState::Active,
                conditional: false,
                hops: 1,
                first: None,
            };
            found.entry(key).or_default().insert(path);
        }
    }
}

/// Whether the question asks for rows like this one.
fn asks(question: &Question, key: &Key) -> bool {
    let &(_, resource, mechanism, role, _) = key;
    let named = |filter: &RoleFilter| match *filter {
        RoleFilter::Role(wanted) => role == Some(wanted),
        RoleFilter::DirectoryRole(wanted) => {
            mechanism == Mechanism::DirectoryRole && wanted == resource
        }
    };
    question.resources.contains(resource)
        && question.mechanisms.contains(mechanism)
        && question
            .roles
            .as_ref()
            .is_none_or(|roles| roles.iter().any(named))
}

/// The edges that count on the question's layer at its time.
fn counted<'a>(question: &Question, edges: Edges<'a>) -> Vec<Edge> {
    let in_force = |edge: &Edge| {
        edge.index
            .is_none_or(|index| edges.columns().is_valid_at(index, question.now))
    };
    edges
        .iter()
        .filter(|edge| question.layer.admits(edge.state) && in_force(edge))
        .collect()
}

fn pass(question: &Question, through: EntityId, passed: &mut BTreeSet<usize>) {
    let holds = |set: &EntitySet| set.contains(through);
    passed.extend((0..question.via.len()).filter(|&at| holds(&question.via[at])));
}

/// Whether all was passed that must be, and nothing that must not. What must not comes last.
fn complete(question: &Question, passed: &BTreeSet<usize>) -> bool {
    passed.iter().copied().eq(0..question.via.required())
}

fn is_disabled(graph: &Graph, id: EntityId) -> bool {
    graph.boolean(id, Attribute::AccountEnabled) == Some(false)
}

fn is_microsofts(graph: &Graph, app: EntityId) -> bool {
    [MICROSOFT_SERVICES_TENANT, MICROSOFT_CORPORATE_TENANT]
        .iter()
        .any(|tenant| has_text(graph, app, Attribute::AppOwnerOrganizationId, tenant))
}

fn has_text(graph: &Graph, id: EntityId, attribute: Attribute, wanted: &str) -> bool {
    graph
        .text(id, attribute)
        .is_some_and(|text| text.eq_ignore_ascii_case(wanted))
}
