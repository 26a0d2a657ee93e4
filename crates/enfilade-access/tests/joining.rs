//! Joining is worked out once for all who may, and explained to each.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use enfilade_access::{AccessRow, Engine, EntitySet, Facts, Question, Step, StepKind};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{EntityId, EntityKind, Layer, Mechanism};
use enfilade_testkit::tiny;
use std::ops::ControlFlow;

fn named(graph: &Graph, kind: EntityKind, name: &str) -> EntityId {
    *graph.named(kind, name).first().unwrap()
}

fn listed(engine: &Engine<'_, Graph>, question: &Question) -> Vec<AccessRow> {
    let mut rows = Vec::new();
    let mut take = |block: &[AccessRow]| {
        rows.extend_from_slice(block);
        ControlFlow::Continue(())
    };
    engine.rows(question, &mut take).unwrap();
    rows
}

fn question(graph: &Graph, from: EntityKind) -> Question {
    let universe = graph.entity_count();
    let who = EntitySet::from_range(universe, graph.kind_range(from));
    let what = EntitySet::full(universe);
    Question::new(Layer::CanReach, who, what, graph.collected_at())
}

#[test]
fn a_witness_names_the_group_to_join() {
    let graph = tiny::graph(
        r#"
        why = "Anna joins Lunch."
        users = ["Anna"]
        microsoft_365 = ["Lunch"]
        public = ["Lunch"]
        [groups]
        Lunch = []
        [apps]
        Menu = { assigned = ["Lunch"] }
        "#,
    )
    .unwrap();
    let facts = Facts::new(&graph);
    let engine = Engine::new(&graph, &facts);
    let question = question(&graph, EntityKind::User);
    let rows = listed(&engine, &question);
    let witnesses = engine.witnesses(&question, &rows).unwrap();
    let lunch = named(&graph, EntityKind::Group, "Lunch");
    let menu = named(&graph, EntityKind::App, "Menu");
    let join = Step {
        kind: StepKind::SelfJoin,
        to: lunch,
    };
    let sign_in = Step {
        kind: StepKind::Grant(Mechanism::AppAssignment),
        to: menu,
    };
    let of = |resource| {
        let at = rows
            .iter()
            .position(|row| row.resource == resource)
            .unwrap();
        &witnesses[at]
    };
    assert_eq!(of(lunch).steps, [join]);
    assert_eq!((of(lunch).via, of(lunch).hops), (None, 1));
    assert_eq!(of(menu).steps, [join, sign_in]);
    assert_eq!((of(menu).via, of(menu).hops), (Some(lunch), 2));
}

/// A thousand public groups and a thousand users are a million rows, which a count does not make;
/// whoever has joined already is not counted twice.
#[test]
fn what_anyone_may_join_is_counted_by_arithmetic() {
    let many = |stem: &str, count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("\"{stem} {at}\"")).collect();
        names
    };
    let (users, groups) = (many("User", 1000), many("Group", 1000));
    let lines: Vec<String> = groups
        .iter()
        .map(|group| format!("{group} = [\"User 0\", \"User 1\"]"))
        .collect();
    let text = format!(
        "why = \"All is open.\"\nusers = [{0}]\nguests = [\"Gina\"]\nmicrosoft_365 = [{1}]\npublic = [{1}]\n[groups]\n{2}\n",
        users.join(","),
        groups.join(","),
        lines.join("\n"),
    );
    let graph = tiny::graph(&text).unwrap();
    let facts = Facts::new(&graph);
    let engine = Engine::new(&graph, &facts);
    let totals = engine.count(&question(&graph, EntityKind::User)).unwrap();
    assert_eq!(totals.rows, 1_000_000);
    assert_eq!((totals.pairs, totals.principals), (1_000_000, 1000));
}
