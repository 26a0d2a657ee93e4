//! Paths one by one, and the steps they begin with, on random tenants: there are some exactly where
//! there are rows, the shortest is as short as a witness, and each holds against the graph's edges.

use crate::{Ask, ask, listed, question};
use enfilade_access::{
    AccessRow, Engine, EntitySet, Facts, PathLimits, Question, Step, StepKind, reference,
};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Layer, Mechanism};
use enfilade_testkit::tenant::tenant;
use enfilade_testkit::tiny::Tiny;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const LIMITS: PathLimits = PathLimits {
    paths: 12,
    hops: 40,
    work: 200_000,
};

type Pair = (EntityId, EntityId);

/// The rows of a question by their ends.
fn by_pair(engine: &Engine<'_, Graph>, question: &Question) -> BTreeMap<Pair, Vec<AccessRow>> {
    let mut pairs: BTreeMap<Pair, Vec<AccessRow>> = BTreeMap::new();
    for row in listed(engine, question).0 {
        pairs
            .entry((row.principal, row.resource))
            .or_default()
            .push(row);
    }
    pairs
}

/// Whether being in a group or package is having it.
fn is_by_membership(mechanism: Mechanism) -> bool {
    matches!(
        mechanism,
        Mechanism::GroupResources | Mechanism::AccessPackage
    )
}

fn check(graph: &Graph, ask: &Ask) -> Result<(), TestCaseError> {
    let facts = Facts::new(graph);
    let question = question(graph, ask);
    let engine = Engine::new(graph, &facts);
    let pairs = by_pair(&engine, &question);
    for (&(principal, resource), rows) in pairs.iter().take(40) {
        // A group in a `via` set may be passed by going round itself, which no path does.
        let is_group = |row: &AccessRow| is_by_membership(row.mechanism);
        if !question.via.is_empty() && rows.iter().any(is_group) {
            continue;
        }
        let found = engine
            .paths(&question, principal, resource, LIMITS)
            .unwrap();
        let witnesses = engine.witnesses(&question, rows).unwrap();
        let context = || format!("{question:?} {rows:?} {witnesses:?} {found:?}");
        prop_assert!(!found.gave_up, "{}", context());
        let nearest = witnesses.iter().map(|witness| witness.hops).min();
        // A witness is of the row's best state; a path in a worse one may be shorter.
        let shortest = found.paths.first().map(|path| path.hops);
        prop_assert!(shortest.is_some() && shortest <= nearest, "{}", context());
        for (row, witness) in rows.iter().zip(&witnesses).filter(|_| !found.has_more) {
            let mut alike = found.paths.iter();
            let is_alike = alike.any(|path| path.state <= row.state && path.hops == witness.hops);
            prop_assert!(is_alike, "{:?} {}", witness, context());
        }
        let mut steps = BTreeSet::new();
        for pair in found.paths.windows(2) {
            let key = |path: &enfilade_access::Path| {
                (
                    path.hops,
                    path.steps
                        .iter()
                        .map(|step| (step.to, step.kind))
                        .collect::<Vec<_>>(),
                )
            };
            prop_assert!(key(&pair[0]) < key(&pair[1]), "{}", context());
        }
        for path in &found.paths {
            prop_assert!(steps.insert(path.steps.clone()), "twice: {}", context());
            let claim = reference::Claim {
                principal,
                resource,
                state: path.state,
                row: None,
            };
            let checked = reference::check(graph, &question, claim, &path.steps);
            prop_assert_eq!(checked, Ok(()), "{:?} {}", path, context());
        }
        // One path fewer says that there are more.
        if found.paths.len() > 1 {
            let fewer = PathLimits {
                paths: found.paths.len() - 1,
                ..LIMITS
            };
            let cut = engine.paths(&question, principal, resource, fewer).unwrap();
            prop_assert!(cut.has_more);
            prop_assert_eq!(&cut.paths[..], &found.paths[..found.paths.len() - 1]);
        }
        let (firsts, complete) = engine
            .first_steps(&question, principal, resource, 200_000)
            .unwrap();
        prop_assert!(complete);
        let best = rows.iter().map(|row| row.state).min();
        prop_assert_eq!(
            firsts.iter().map(|first| first.state).min(),
            best,
            "{:?} {}",
            firsts,
            context()
        );
        let begun: BTreeSet<_> = found.paths.iter().map(|path| path.steps[0]).collect();
        let listed: BTreeSet<_> = firsts.iter().map(|first| first.step).collect();
        prop_assert!(begun.is_subset(&listed), "{:?} {}", firsts, context());
        // With `via`, a way may go round a circle, which no path does.
        if !found.has_more && question.via.is_empty() {
            prop_assert_eq!(&begun, &listed, "{}", context());
        }
        let most = rows
            .iter()
            .zip(&witnesses)
            .filter(|(row, _)| row.state < AccessState::Controllable)
            // A group that is in itself is no second way into itself.
            .filter(|(row, _)| !is_by_membership(row.mechanism));
        for (row, witness) in most {
            let in_state = firsts
                .iter()
                .filter(|first| first.state <= row.state)
                .count();
            prop_assert!(
                witness.ways as usize <= in_state,
                "{:?} {:?} {}",
                row,
                firsts,
                context()
            );
        }
    }
    no_path_without_a_row(graph, &engine, &question, &pairs)
}

fn no_path_without_a_row(
    graph: &Graph,
    engine: &Engine<'_, Graph>,
    question: &Question,
    pairs: &BTreeMap<Pair, Vec<AccessRow>>,
) -> Result<(), TestCaseError> {
    // Could reach walks far; a sample is enough there.
    let most = if question.layer == Layer::CouldReach {
        4
    } else {
        60
    };
    let mut left = most;
    for principal in question.principals.iter() {
        for resource in question.resources.iter() {
            // An assignment of a role that is none counts as a row, but not as control.
            let is_odd = graph.kind_of(resource) != EntityKind::DirectoryRole
                && !graph.edges_to(EdgeKind::DirectoryRole, resource).is_empty();
            if is_odd || pairs.contains_key(&(principal, resource)) || left == 0 {
                continue;
            }
            left -= 1;
            let found = engine.paths(question, principal, resource, LIMITS).unwrap();
            prop_assert_eq!(&found.paths, &[], "{:?}", question);
            let kinds = (graph.kind_of(principal), graph.kind_of(resource));
            let (firsts, _) = engine
                .first_steps(question, principal, resource, 200_000)
                .unwrap();
            prop_assert_eq!(&firsts, &[], "{:?} {:?}", kinds, question);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn paths_are_there_where_rows_are(tenant in tenant(), ask in ask()) {
        check(&tenant.graph()?, &ask)?;
    }
}

/// A path through a nested group to a subscription, and one straight to an app.
const TENANT: &str = r#"
why = "Nested groups count for Azure roles."
users = ["Anna", "Boris"]
azure = "subscription Prod"
[groups]
Inner = ["Anna"]
Outer = ["Inner"]
[apps]
Ledger = { assigned = ["Outer", "Boris"] }
[azure_roles]
Prod = [{ to = "Outer", role = "Reader" }]
"#;

#[test]
fn a_path_that_is_none_is_refused() {
    let tiny = Tiny::parse(TENANT).unwrap();
    let graph = tiny.graph().unwrap();
    let id = |name: &str| graph.find(tiny.key(name).unwrap()).unwrap();
    let universe = graph.entity_count();
    let all = || EntitySet::full(universe);
    let question = Question::new(Layer::Reach, all(), all(), tiny.now);
    let member = |to| Step {
        kind: StepKind::Member,
        to: id(to),
    };
    let grant = |mechanism, to| Step {
        kind: StepKind::Grant(mechanism),
        to: id(to),
    };
    let refused = |who, what, steps: &[Step]| {
        let claim = reference::Claim {
            principal: id(who),
            resource: id(what),
            state: AccessState::Active,
            row: None,
        };
        reference::check(&graph, &question, claim, steps).err()
    };
    let azure = grant(Mechanism::AzureRole, "Prod");
    let app = grant(Mechanism::AppAssignment, "Ledger");
    let way = [member("Inner"), member("Outer")];
    assert_eq!(refused("Anna", "Prod", &[way[0], way[1], azure]), None);
    assert_eq!(refused("Boris", "Ledger", &[app]), None);
    for (who, what, steps) in [
        // A step is missing, another leads elsewhere, none grants.
        ("Anna", "Prod", vec![way[0], azure]),
        ("Anna", "Prod", vec![way[1], azure]),
        ("Anna", "Prod", vec![way[0], way[1]]),
        ("Anna", "Ledger", vec![way[0], way[1], azure]),
        // App assignment does not pass through nested groups.
        ("Anna", "Ledger", vec![way[0], way[1], app]),
        ("Anna", "Ledger", vec![app]),
        ("Boris", "Prod", vec![way[0], way[1], azure]),
        // What no edge says, and nobody opened.
        ("Anna", "Ledger", vec![grant(Mechanism::OpenApp, "Ledger")]),
        (
            "Anna",
            "Ledger",
            vec![grant(Mechanism::AdministratorOverride, "Ledger")],
        ),
        ("Anna", "Prod", vec![]),
    ] {
        assert!(
            refused(who, what, &steps).is_some(),
            "{who} {what} {steps:?}"
        );
    }
}
