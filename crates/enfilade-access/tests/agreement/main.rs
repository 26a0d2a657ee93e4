//! The engine and the reference agree on random tenants and random questions: on the rows, in each
//! direction; on the counts; and on why each row holds.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod paths;

use enfilade_access::{
    AccessRow, Control, Direction, Engine, EntitySet, Facts, Limits, Mechanisms, Question,
    RoleFilter, StepKind, Totals, Via, group_counts, groups_with_members_in, reference,
};
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::control::GRAPH_APP_IDS;
use enfilade_model::{AccessState, Attribute, EdgeKind, EntityId, EntityKind, Layer, Mechanism};
use enfilade_testkit::tenant::{NOW, tenant};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// The bits from which a question about whatever graph is made.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    layer: Layer,
    principals: (u8, u64),
    resources: (u8, u64),
    without: Option<u32>,
    roles: Option<Vec<u8>>,
    via: Vec<u64>,
    avoided: Option<u64>,
    direct_only: bool,
    with_disabled: bool,
    with_first_party: bool,
}

pub(crate) fn ask() -> impl Strategy<Value = Ask> {
    (
        prop_oneof![
            Just(Layer::Reach),
            Just(Layer::CanReach),
            Just(Layer::CouldReach)
        ],
        (0..6u8, any::<u64>()),
        (0..6u8, any::<u64>()),
        prop_oneof![
            2 => Just(None),
            2 => Just(Some(0)),
            1 => any::<u32>().prop_map(Some)
        ],
        prop_oneof![4 => Just(None), 1 => vec(0..9u8, 1..3).prop_map(Some)],
        prop_oneof![4 => Just(vec![]), 2 => vec(any::<u64>(), 1..2), 1 => vec(any::<u64>(), 2..4)],
        (
            prop_oneof![3 => Just(None), 1 => any::<u64>().prop_map(Some)],
            prop::bool::weighted(0.15),
            any::<bool>(),
            prop::bool::weighted(0.3),
        ),
    )
        .prop_map(
            |(
                layer,
                principals,
                resources,
                without,
                roles,
                via,
                (avoided, direct, disabled, first),
            )| Ask {
                layer,
                principals,
                resources,
                without,
                roles,
                via,
                // What could be brought about avoids nothing yet.
                avoided: avoided.filter(|_| layer != Layer::CouldReach),
                direct_only: direct,
                with_disabled: disabled,
                with_first_party: first,
            },
        )
}

fn ids(graph: &Graph) -> impl Iterator<Item = EntityId> + use<> {
    (0..graph.entity_count()).map(EntityId)
}

fn some(graph: &Graph, (shape, bits): (u8, u64), narrow: EntityKind) -> EntitySet {
    let universe = graph.entity_count();
    match shape {
        0 => EntitySet::from_range(universe, graph.kind_range(narrow)),
        1 => EntitySet::from_ids(
            universe,
            ids(graph).filter(|id| bits >> (id.0 % 64) & 1 == 1),
        ),
        2 => EntitySet::from_ids(universe, [EntityId((bits % u64::from(universe)) as u32)]),
        _ => EntitySet::full(universe),
    }
}

pub(crate) fn question(graph: &Graph, ask: &Ask) -> Question {
    let mut question = Question::new(
        ask.layer,
        some(graph, ask.principals, EntityKind::User),
        some(graph, ask.resources, EntityKind::App),
        NOW,
    );
    // The usual mechanisms, or those that are named: the rest is left out.
    if let Some(without) = ask.without {
        question.mechanisms = Mechanism::ALL
            .into_iter()
            .enumerate()
            .filter(|(number, _)| without >> number & 1 == 0)
            .map(|(_, mechanism)| mechanism)
            .collect();
    }
    question.roles = ask.roles.as_ref().map(|roles| {
        let roles = roles.iter().map(|&role| match role {
            0..6 => RoleFilter::Role(RoleIndex(u32::from(role))),
            _ => RoleFilter::DirectoryRole(graph.id_at(EntityKind::DirectoryRole, 0)),
        });
        roles.collect()
    });
    question.via = ask
        .via
        .iter()
        .map(|&bits| some(graph, (1, bits), EntityKind::Group))
        .collect::<Vec<_>>()
        .into();
    if let Some(bits) = ask.avoided {
        let avoided = some(graph, (1, bits & bits.rotate_left(7)), EntityKind::Group);
        question.via = std::mem::take(&mut question.via).avoiding(avoided);
    }
    question.direct_only = ask.direct_only;
    question.with_disabled = ask.with_disabled;
    question.with_first_party = ask.with_first_party;
    question
}

pub(crate) fn listed(engine: &Engine<'_, Graph>, question: &Question) -> (Vec<AccessRow>, Totals) {
    let mut rows = Vec::new();
    let mut take = |block: &[AccessRow]| {
        rows.extend_from_slice(block);
        ControlFlow::Continue(())
    };
    let totals = engine.rows(question, &mut take).unwrap();
    (rows, totals)
}

/// The counts that the reference implies.
fn counts(graph: &Graph, question: &Question, rows: &[AccessRow]) -> Totals {
    let pairs: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.principal, row.resource))
        .collect();
    let otherwise: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.mechanism != Mechanism::OpenApp)
        .map(|row| (row.principal, row.resource))
        .collect();
    let principals: BTreeSet<_> = rows.iter().map(|row| row.principal).collect();
    let is_switched = |id: EntityId| {
        matches!(
            graph.kind_of(id),
            EntityKind::User
                | EntityKind::Device
                | EntityKind::App
                | EntityKind::ManagedIdentity
                | EntityKind::ServicePrincipal
        )
    };
    let enabled = |id| graph.boolean(id, enfilade_model::Attribute::AccountEnabled);
    let unknown = |id: &&EntityId| is_switched(**id) && enabled(**id).is_none();
    // What was left out is what comes back when it is asked for.
    let all = reference::rows(
        graph,
        &Question {
            with_disabled: true,
            layer: question.layer.max(Layer::CanReach),
            ..question.clone()
        },
    );
    let with_disabled = reference::rows(
        graph,
        &Question {
            with_disabled: true,
            ..question.clone()
        },
    );
    let off = |id: EntityId| enabled(id) == Some(false);
    let is_pending = |id: EntityId| {
        graph.text(id, enfilade_model::Attribute::ExternalUserState) == Some("PendingAcceptance")
    };
    // Pending principals have no rows on the layer `reach`; their active grants show on the next.
    let held_by_pending = all.iter().filter(|row| {
        question.layer == Layer::Reach
            && is_pending(row.principal)
            && row.state == AccessState::Pending
    });
    let pending: BTreeSet<_> = held_by_pending
        .clone()
        .filter(|row| question.with_disabled || (!off(row.principal) && !off(row.resource)))
        .map(|row| row.principal)
        .collect();
    let disabled_principals: BTreeSet<_> = with_disabled
        .iter()
        .chain(held_by_pending)
        .filter(|row| !question.with_disabled && off(row.principal) && !off(row.resource))
        .map(|row| row.principal)
        .collect();
    let disabled_resources: BTreeSet<_> = with_disabled
        .iter()
        .filter(|row| !question.with_disabled && !off(row.principal) && off(row.resource))
        .map(|row| row.resource)
        .collect();
    Totals {
        rows: rows.len() as u64,
        pairs: pairs.len() as u64,
        pairs_only_open_app: (pairs.len() - otherwise.len()) as u64,
        principals: principals.len() as u64,
        principals_of_unknown_state: principals.iter().filter(unknown).count() as u64,
        disabled_principals_left_out: disabled_principals.len() as u64,
        disabled_resources_left_out: disabled_resources.len() as u64,
        pending_principals_left_out: pending.len() as u64,
        stopped: false,
    }
}

/// Whether a step that takes control begins at something that can give it.
fn takes_control(graph: &Graph, at: EntityId, control: Control, to: EntityId) -> bool {
    let owns = |owned: EntityId| {
        graph
            .edges_from(EdgeKind::Owner, at)
            .ends()
            .contains(&owned)
    };
    let runs_as = |from: EntityId| {
        graph
            .edges_from(EdgeKind::RunsAs, from)
            .ends()
            .contains(&to)
    };
    // Whoever has given itself a role at a restricted unit stands at the unit.
    let from_role = matches!(
        graph.kind_of(at),
        EntityKind::DirectoryRole | EntityKind::AdministrativeUnit
    );
    let from_graph = graph.text(at, Attribute::AppId) == Some(GRAPH_APP_IDS[0]);
    let kind = graph.kind_of(to);
    match control {
        Control::Own => {
            owns(to)
                || graph
                    .ids(EntityKind::Registration)
                    .any(|r| owns(r) && runs_as(r))
        }
        Control::RunCode => runs_as(at),
        Control::AddMember | Control::EditRule => {
            (from_role || from_graph) && kind == EntityKind::Group
        }
        Control::ResetPassword => (from_role || from_graph) && kind == EntityKind::User,
        Control::AssignRole => {
            from_role
                && matches!(
                    kind,
                    EntityKind::DirectoryRole | EntityKind::AdministrativeUnit
                )
        }
        Control::ManageApp => {
            (from_role || from_graph) && kind.is_principal() && kind != EntityKind::User
        }
        Control::Elevate => from_role && (kind.is_azure_scope() || kind == EntityKind::Tenant),
    }
}

/// Whether a policy of a package lets everyone ask, or all members or all outsiders.
fn is_offered(graph: &Graph, package: EntityId, is_guest: bool) -> bool {
    let ends = graph.edges_to(EdgeKind::Member, package).ends();
    let mut classes = ends.iter().map(|&class| graph.id_text(class));
    classes.any(|id| match is_guest {
        _ if id == "class:everyone" => true,
        true => id == "class:outsiders",
        false => id == "class:members",
    })
}

/// Every step of a witness must be in the graph and the path must lead to the row.
fn check_path(graph: &Graph, row: &AccessRow, steps: &[enfilade_access::Step]) {
    let mut at = row.principal;
    for step in steps {
        let holds = |kind: EdgeKind| {
            graph
                .edges_from(kind, at)
                .iter()
                .any(|edge| edge.end == step.to && edge.state <= row.state)
        };
        let is_there = match step.kind {
            StepKind::Member => holds(EdgeKind::Member),
            StepKind::Contains => holds(EdgeKind::Contains),
            StepKind::Grant(Mechanism::OpenApp | Mechanism::AdministratorOverride) => true,
            StepKind::Grant(Mechanism::VaultSecrets) => {
                holds(EdgeKind::AzureRole) || holds(EdgeKind::VaultPolicy)
            }
            StepKind::Grant(Mechanism::GroupResources) => {
                holds(EdgeKind::Member) || holds(EdgeKind::Owner)
            }
            StepKind::Grant(Mechanism::AccessPackage) => {
                holds(EdgeKind::Member) || holds(EdgeKind::PackageAssignment)
            }
            // Whatever the edge says, such a grant counts as control.
            StepKind::Grant(mechanism) => holds(mechanism.rule().edge.unwrap()),
            StepKind::SelfJoin => {
                let is_guest = graph.text(at, Attribute::UserType) == Some("Guest");
                let is_public = graph.text(step.to, Attribute::Visibility) == Some("Public");
                let joins = (is_public && !is_guest) || is_offered(graph, step.to, is_guest);
                graph.kind_of(at) == EntityKind::User
                    && joins
                    && row.state >= AccessState::Requestable
            }
            StepKind::Control(control) => takes_control(graph, at, control, step.to),
        };
        assert!(is_there, "{step:?} of {steps:?} for {row:?}");
        at = step.to;
    }
    assert_eq!(at, row.resource, "{steps:?} for {row:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn engine_and_reference_agree(tenant in tenant(), asks in vec(ask(), 1..4)) {
        let graph = tenant.graph()?;
        let facts = Facts::new(&graph);
        for ask in &asks {
            let question = question(&graph, ask);
            let expected = reference::rows(&graph, &question);
            let expected_counts = counts(&graph, &question, &expected);
            for direction in Direction::ALL {
                let engine = Engine::new(&graph, &facts).with_direction(direction);
                let (rows, totals) = listed(&engine, &question);
                prop_assert_eq!(&rows, &expected, "{:?} {:?}", direction, question);
                prop_assert_eq!(totals, expected_counts, "{:?} {:?}", direction, question);
                prop_assert_eq!(engine.count(&question).unwrap(), expected_counts);
            }
        }
    }

    #[test]
    fn a_witness_is_a_shortest_path(tenant in tenant(), ask in ask()) {
        let graph = tenant.graph()?;
        let facts = Facts::new(&graph);
        let question = question(&graph, &ask);
        let engine = Engine::new(&graph, &facts);
        let paths = reference::paths(&graph, &question);
        let rows = reference::rows(&graph, &question);
        let hops_of_controlled = reference::controlled_hops(&graph, &question);
        let witnesses = engine.witnesses(&question, &rows).unwrap();
        prop_assert_eq!(witnesses.len(), rows.len());
        for (row, witness) in rows.iter().zip(&witnesses) {
            check_path(&graph, row, &witness.steps);
            let checked = reference::check(&graph, &question, row.into(), &witness.steps);
            prop_assert_eq!(checked, Ok(()), "{:?} {:?}", row, witness);
            let key = (row.principal, row.resource, row.mechanism, row.role, row.scope);
            if row.state == AccessState::Controllable && hops_of_controlled.contains_key(&key) {
                let plain = paths.get(&key).into_iter().flatten().map(|path| path.hops).min();
                let plain = plain.filter(|_| row.mechanism == Mechanism::DelegatedGrant);
                let fewest = plain.map_or(hops_of_controlled[&key], |plain| plain.min(hops_of_controlled[&key]));
                prop_assert_eq!(witness.hops, fewest, "{:?} {:?}", row, witness);
                prop_assert!(witness.ways >= 1);
                continue;
            }
            let conditional = row.limits.contains(Limits::CONDITIONAL);
            let is_best = |path: &&reference::Path| {
                (path.state, path.conditional) == (row.state, conditional)
            };
            let best: Vec<_> = paths[&key].iter().filter(is_best).collect();
            let hops = best.iter().map(|path| path.hops).min().unwrap();
            let firsts: BTreeSet<_> = best.iter().map(|path| path.first).collect();
            prop_assert_eq!(witness.hops, hops, "{:?} {:?}", row, witness);
            prop_assert_eq!(witness.ways as usize, firsts.len(), "{:?} {:?}", row, witness);
            let shortest = best.iter().filter(|path| path.hops == hops);
            let lowest = shortest.filter_map(|path| path.first).min();
            if row.mechanism != Mechanism::AdministratorOverride {
                prop_assert_eq!(witness.via, lowest, "{:?} {:?}", row, witness);
            }
        }
    }

    #[test]
    fn groups_are_counted_as_a_walk_finds_them(tenant in tenant()) {
        let graph = tenant.graph()?;
        let facts = Facts::new(&graph);
        let users = graph.kind_range(EntityKind::User);
        let counts = group_counts(&graph, &facts, users.clone(), NOW);
        for (user, count) in users.map(EntityId).zip(counts) {
            let only = EntitySet::from_ids(graph.entity_count(), [user]);
            let walked = groups_with_members_in(&graph, &only, NOW);
            prop_assert_eq!(count as usize, walked.len());
        }
    }

    #[test]
    fn what_avoids_a_set_and_what_passes_it_make_up_the_whole(tenant in tenant(), ask in ask(), bits in any::<u64>()) {
        let graph = tenant.graph()?;
        let layer = ask.layer.min(Layer::CanReach);
        let ask = Ask { layer, avoided: None, via: Vec::new(), ..ask };
        let facts = Facts::new(&graph);
        let engine = Engine::new(&graph, &facts);
        let plain = question(&graph, &ask);
        let set = some(&graph, (1, bits), EntityKind::Group);
        let with = |via: Via| listed(&engine, &Question { via, ..plain.clone() }).0;
        // Which rows there are, in whatever state.
        let keys = |rows: Vec<AccessRow>| -> BTreeSet<_> {
            rows.iter().map(|row| (row.principal, row.resource, row.mechanism, row.role, row.scope)).collect()
        };
        let all = keys(with(Via::default()));
        let through = keys(with(vec![set.clone()].into()));
        let around = keys(with(Via::default().avoiding(set.clone())));
        let both: BTreeSet<_> = through.union(&around).copied().collect();
        prop_assert_eq!(both, all);
        // No path both passes a set and avoids it.
        let neither = with(Via::from(vec![set.clone()]).avoiding(set));
        prop_assert!(neither.is_empty());
    }

    #[test]
    fn each_verb_finds_all_pairs_of_the_one_before(tenant in tenant()) {
        let graph = tenant.graph()?;
        let facts = Facts::new(&graph);
        let engine = Engine::new(&graph, &facts);
        let everything = EntitySet::full(graph.entity_count());
        let best = |layer| {
            let question = Question::new(layer, everything.clone(), everything.clone(), NOW);
            let mut best: BTreeMap<(EntityId, EntityId), AccessState> = BTreeMap::new();
            for row in listed(&engine, &question).0 {
                let state = best.entry((row.principal, row.resource)).or_insert(row.state);
                *state = row.state.min(*state);
            }
            best
        };
        let layers = [Layer::Reach, Layer::CanReach, Layer::CouldReach].map(best);
        for pair in layers.windows(2) {
            for (ends, state) in &pair[0] {
                let weaker = pair[1].get(ends);
                prop_assert!(weaker.is_some_and(|weaker| weaker <= state), "{:?}", ends);
            }
        }
    }

    #[test]
    fn a_weaker_verb_never_answers_less(tenant in tenant(), ask in ask()) {
        let graph = tenant.graph()?;
        // What could be brought about avoids nothing yet.
        let ask = Ask { avoided: None, ..ask };
        let question = Question { layer: Layer::Reach, ..question(&graph, &ask) };
        let facts = Facts::new(&graph);
        let engine = Engine::new(&graph, &facts);
        let now = listed(&engine, &question).0;
        let question = Question { layer: Layer::CanReach, ..question };
        let can = listed(&engine, &question).0;
        let could = listed(&engine, &Question { layer: Layer::CouldReach, ..question }).0;
        for row in now {
            prop_assert_eq!(row.state, AccessState::Active);
            prop_assert!(can.binary_search(&row).is_ok(), "{:?}", row);
        }
        for row in can {
            prop_assert!(row.state < AccessState::Controllable);
            prop_assert!(could.binary_search(&row).is_ok(), "{:?}", row);
        }
    }
}

#[test]
fn mechanisms_are_taken_out_one_by_one() {
    assert!(Mechanisms::all().iter().count() == Mechanism::ALL.len());
    let none = Mechanism::ALL
        .into_iter()
        .fold(Mechanisms::all(), Mechanisms::without);
    assert!(none.is_empty());
}

// Agreement about what never occurs would say nothing.
#[test]
fn random_tenants_have_all_that_azure_may_do_to_a_row() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::new();
    let tenants = 400;
    for _ in 0..tenants {
        let tenant = tenant().new_tree(&mut runner).unwrap().current();
        let graph = tenant.graph().unwrap();
        let all = EntitySet::full(graph.entity_count());
        let question = Question {
            mechanisms: Mechanisms::all(),
            ..Question::new(Layer::CouldReach, all.clone(), all, NOW)
        };
        let rows = reference::rows(&graph, &question);
        let mut met: BTreeSet<String> = BTreeSet::new();
        for row in &rows {
            let control = match row.state {
                AccessState::Controllable => "by control",
                _ => "",
            };
            met.insert(format!("{} {control}", row.mechanism).trim().to_owned());
            met.extend(row.limits.name().map(str::to_owned));
        }
        // A tenant without its denies has more rows where these take some away.
        let mut without = tenant.clone();
        without.records.0.retain(|record| {
            let kind = match record {
                enfilade_testkit::records::OwnedRecord::Edge(edge) => edge.kind,
                _ => EdgeKind::Member,
            };
            kind != EdgeKind::Denied
        });
        let graph = without.graph().unwrap();
        let all = EntitySet::full(graph.entity_count());
        let question = Question {
            mechanisms: Mechanisms::all(),
            ..Question::new(Layer::CanReach, all.clone(), all, NOW)
        };
        let can = |rows: &[AccessRow]| {
            let can = rows
                .iter()
                .filter(|row| row.state < AccessState::Controllable);
            can.count()
        };
        if can(&reference::rows(&graph, &question)) > can(&rows) {
            met.insert("denied".to_owned());
        }
        for name in met {
            *seen.entry(name).or_insert(0) += 1;
        }
    }
    for name in [
        "vault access policy",
        "vault access policy by control",
        "vault secrets",
        "vault secrets by control",
        "storage data",
        "storage data by control",
        "conditional",
        "restricted",
        "conditional, restricted",
        "denied",
    ] {
        let times = seen.get(name).copied().unwrap_or(0);
        assert!(times >= tenants / 100, "`{name}` {times} times: {seen:?}");
    }
}
