//! Every tiny tenant in `tests/access` gives the access that it states: by the engine, in each
//! direction and on one thread and several, and by the reference.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use enfilade_access::{
    AccessRow, Direction, Engine, EntitySet, Facts, Limits, Mechanisms, Question, RoleFilter,
    reference,
};
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, EntityId, EntityKind};
use enfilade_testkit::records::OwnedRecord;
use enfilade_testkit::tiny::{Expectation, ExpectedRow, Tiny};
use std::ops::ControlFlow;
use std::path::Path;

fn set(tiny: &Tiny, graph: &Graph, names: &[String]) -> EntitySet {
    let keys = tiny.set(names).unwrap();
    let found = keys.into_iter().filter_map(|key| graph.find(key));
    EntitySet::from_ids(graph.entity_count(), found)
}

fn question(tiny: &Tiny, graph: &Graph, expectation: &Expectation) -> Question {
    let mut question = Question::new(
        expectation.layer,
        set(tiny, graph, &expectation.who),
        set(tiny, graph, &expectation.what),
        tiny.now,
    );
    let given: Mechanisms = expectation.by.iter().copied().collect();
    question.mechanisms = expectation.not_by.iter().fold(
        if given.is_empty() {
            Mechanisms::usual()
        } else {
            given
        },
        |mechanisms, &mechanism| mechanisms.without(mechanism),
    );
    if !expectation.roles.is_empty() {
        question.roles = Some(roles(tiny, graph, &expectation.roles));
    }
    if !expectation.via.is_empty() {
        question.via = vec![set(tiny, graph, &expectation.via)].into();
    }
    if !expectation.not_via.is_empty() {
        let avoided = set(tiny, graph, &expectation.not_via);
        question.via = std::mem::take(&mut question.via).avoiding(avoided);
    }
    question.direct_only = expectation.directly;
    question.with_disabled = expectation.with_disabled;
    question.with_first_party = expectation.with_first_party;
    question
}

fn roles(tiny: &Tiny, graph: &Graph, names: &[String]) -> Vec<RoleFilter> {
    let mut filters = Vec::new();
    for name in names {
        let numbers = (0..graph.role_count() as u32).map(RoleIndex);
        let named = numbers.filter(|&role| graph.role(role).name == name);
        filters.extend(named.map(RoleFilter::Role));
        let directory_role = tiny.key(name).and_then(|key| graph.find(key));
        filters.extend(directory_role.map(RoleFilter::DirectoryRole));
    }
    assert!(!filters.is_empty());
    filters
}

fn named(graph: &Graph, row: &AccessRow) -> ExpectedRow {
    let name = |id: EntityId| graph.name(id).to_owned();
    ExpectedRow {
        principal: name(row.principal),
        resource: name(row.resource),
        mechanism: row.mechanism,
        // The notation shows default access as no role.
        role: row
            .role
            .map(|role| graph.role(role))
            .filter(|role| role.id != DEFAULT_ACCESS_ROLE_ID)
            .map(|role| role.name.to_owned()),
        scope: row.scope.map(name),
        state: row.state,
        conditional: row.limits.contains(Limits::CONDITIONAL),
        restricted: row.limits.contains(Limits::RESTRICTED),
        disabled: row.disabled,
    }
}

fn engine_rows(
    graph: &Graph,
    facts: &Facts,
    question: &Question,
    direction: Direction,
) -> Vec<AccessRow> {
    let engine = Engine::new(graph, facts).with_direction(direction);
    let mut rows = Vec::new();
    let mut take = |block: &[AccessRow]| {
        rows.extend_from_slice(block);
        ControlFlow::Continue(())
    };
    let listed = engine.rows(question, &mut take).unwrap();
    assert_eq!(engine.count(question).unwrap(), listed);
    assert_eq!(rows.len() as u64, listed.rows);
    rows
}

#[test]
fn every_tiny_tenant_gives_the_access_it_states() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/access");
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let several = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let tiny = Tiny::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let graph = tiny.graph().unwrap();
        let facts = Facts::new(&graph);
        assert!(!tiny.expect.is_empty(), "{} states nothing", path.display());
        for (number, expectation) in tiny.expect.iter().enumerate() {
            let why = [&tiny.why, &expectation.why].map(String::as_str).join(" ");
            let place = format!("{} expectation {number}: {why}", path.display());
            let question = question(&tiny, &graph, expectation);
            let mut expected = expectation.rows.clone();
            expected.sort();
            let sorted = |rows: &[AccessRow]| {
                let mut rows: Vec<_> = rows.iter().map(|row| named(&graph, row)).collect();
                rows.sort();
                rows
            };
            let reference = reference::rows(&graph, &question);
            assert_eq!(sorted(&reference), expected, "reference, {place}");
            for direction in Direction::ALL {
                for pool in [&one, &several] {
                    let rows = pool.install(|| engine_rows(&graph, &facts, &question, direction));
                    assert_eq!(rows, reference, "{direction:?}, {place}");
                }
            }
        }
    }
}

#[test]
fn a_resource_that_is_known_by_its_id_only_is_of_the_type_that_the_id_tells() {
    let text = include_str!("../../../tests/access/storage_data.toml");
    let tiny = Tiny::parse(text).unwrap();
    let mut records = tiny.records().clone();
    for record in &mut records.0 {
        if let OwnedRecord::Entity(entity) = record
            && entity.kind == EntityKind::AzureResource
        {
            entity.attributes.clear();
        }
    }
    let graph = records.graph(&tiny.summary()).unwrap();
    let facts = Facts::new(&graph);
    for expectation in &tiny.expect {
        let question = question(&tiny, &graph, expectation);
        let reference = reference::rows(&graph, &question);
        assert_eq!(reference.len(), expectation.rows.len());
        for direction in Direction::ALL {
            let rows = engine_rows(&graph, &facts, &question, direction);
            assert_eq!(rows, reference, "{direction:?}");
        }
    }
}
