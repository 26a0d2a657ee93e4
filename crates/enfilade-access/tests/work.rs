//! How much the engine looks at, over a fixed generated tenant: bounds that no change may pass
//! unnoticed. Counts do not depend on the machine, so a regression fails without a clock.

#![expect(clippy::unwrap_used, reason = "a test")]

use enfilade_access::{
    Direction, Engine, EntitySet, Facts, Mechanisms, Question, Work, group_counts,
};
use enfilade_graph::{Builder, Graph, GraphView};
use enfilade_model::{
    EdgeKind, EdgeRecord, EntityKind, ImportSummary, Layer, Mechanism, ObjectRef, Provenance,
    Record, RecordSink, RoleRecord, SourceId,
};
use enfilade_testkit::large::{Holder, Large, Size, What};

const USERS: u32 = 5000;

/// The memberships, nested groups and role assignments of a generated tenant.
fn tenant() -> Graph {
    let large = Large::new(Size(USERS), 42);
    let mut builder = Builder::new();
    let place = Provenance {
        source: SourceId(0),
        offset: 0,
    };
    let object = |what, number, kind| ObjectRef::object(large.id(what, number), Some(kind));
    let user = |number| object(What::User, number, EntityKind::User);
    let group = |number| object(What::Group, number, EntityKind::Group);
    let mut groups = Vec::new();
    for number in 0..large.users {
        large.groups_of(number, &mut groups);
        for &of in &groups {
            let edge = EdgeRecord::plain(EdgeKind::Member, user(number), group(of), place);
            builder.push(Record::Edge(edge));
        }
    }
    for number in 0..large.groups {
        for parent in large.parents(number) {
            let edge = EdgeRecord::plain(EdgeKind::Member, group(number), group(parent), place);
            builder.push(Record::Edge(edge));
        }
    }
    for app in 0..large.apps {
        let name = format!("app-{app}");
        let resource = object(What::App, app, EntityKind::AzureResource).with_name(Some(&name));
        for holder in large.assigned(app) {
            let holder = match holder {
                Holder::Group(number) => group(number),
                Holder::User(number) => user(number),
            };
            let role = Some(RoleRecord {
                id: "reader",
                name: None,
            });
            let plain = EdgeRecord::plain(EdgeKind::AzureRole, holder, resource, place);
            builder.push(Record::Edge(EdgeRecord { role, ..plain }));
        }
    }
    builder.finish(&ImportSummary::default()).unwrap().0
}

/// What `run` made the engine look at.
fn work_of(facts: &Facts, run: impl FnOnce()) -> Work {
    let before = facts.work();
    run();
    facts.work().since(before)
}

struct Fixture {
    graph: Graph,
    facts: Facts,
    users: EntitySet,
    resources: EntitySet,
}

impl Fixture {
    fn new() -> Fixture {
        let graph = tenant();
        let all = graph.entity_count();
        Fixture {
            facts: Facts::new(&graph),
            users: EntitySet::from_range(all, graph.kind_range(EntityKind::User)),
            resources: EntitySet::from_range(all, graph.kind_range(EntityKind::AzureResource)),
            graph,
        }
    }

    fn count(&self, users: &EntitySet, resources: &EntitySet, way: Option<Direction>) -> u64 {
        let mut question = Question::new(Layer::Reach, users.clone(), resources.clone(), 0);
        question.mechanisms = Mechanisms::NONE.with(Mechanism::AzureRole);
        question.with_disabled = true;
        let mut engine = Engine::new(&self.graph, &self.facts);
        if let Some(way) = way {
            engine = engine.with_direction(way);
        }
        engine.count(&question).unwrap().pairs
    }

    fn memberships(&self) -> u64 {
        self.graph.edge_count(EdgeKind::Member) as u64
    }

    /// A few of a set, spread over it.
    fn few(&self, of: &EntitySet, count: usize) -> EntitySet {
        let every = of.len() / count;
        EntitySet::from_ids(of.universe(), of.iter().step_by(every).take(count))
    }
}

/// Fails if more is looked at than `most`; or less than half of it, so that the bounds follow what
/// they bound.
fn assert_within(found: Work, most: Work) {
    let parts = |work: Work| [work.edges, work.entries, work.words];
    let fits = parts(found).into_iter().zip(parts(most));
    for (found_part, most_part) in fits {
        assert!(
            found_part <= most_part && found_part >= most_part / 2,
            "{found:?}, where {most:?} is the bound"
        );
    }
}

#[test]
fn groups_of_everyone_cost_their_memberships_and_short_lists() {
    let tenant = Fixture::new();
    let users = tenant.graph.kind_range(EntityKind::User);
    let work = work_of(&tenant.facts, || {
        let counts = group_counts(&tenant.graph, &tenant.facts, users, 0);
        assert!(counts.iter().all(|&count| count > 0));
    });
    assert_within(
        work,
        Work {
            edges: 62_000,
            entries: 240_000,
            words: 0,
        },
    );
    assert!(work.edges < tenant.memberships());
}

#[test]
fn access_of_everyone_costs_each_membership_once() {
    let tenant = Fixture::new();
    let of_everyone = |way| {
        let mut pairs = 0;
        let work = work_of(&tenant.facts, || {
            pairs = tenant.count(&tenant.users, &tenant.resources, way);
        });
        assert!(pairs > 0);
        (work, pairs)
    };
    let (lists, pairs) = of_everyone(Some(Direction::Closure));
    assert_within(
        lists,
        Work {
            edges: 64_000,
            entries: 155_000,
            words: 0,
        },
    );
    // Grants are few enough here to be bits: each user adds up those of the groups that it is in.
    let (bits, same) = of_everyone(None);
    assert_within(
        bits,
        Work {
            edges: 64_000,
            entries: 0,
            words: 180_000,
        },
    );
    assert_eq!(pairs, same);
}

#[test]
fn a_selective_question_touches_what_its_grants_lead_to() {
    let tenant = Fixture::new();
    let few = tenant.few(&tenant.resources, 5);
    let work = work_of(&tenant.facts, || {
        tenant.count(&tenant.users, &few, Some(Direction::Backward));
    });
    let chosen = work_of(&tenant.facts, || {
        tenant.count(&tenant.users, &few, None);
    });
    assert_within(
        work,
        Work {
            edges: 1_800,
            entries: 0,
            words: 1_800,
        },
    );
    assert!(chosen.edges <= work.edges, "{chosen:?}, {work:?}");
}

#[test]
fn one_user_costs_what_it_is_in() {
    let tenant = Fixture::new();
    let one = tenant.few(&tenant.users, 1);
    let work = work_of(&tenant.facts, || {
        tenant.count(&one, &tenant.resources, None);
    });
    assert_within(
        work,
        Work {
            edges: 80,
            entries: 0,
            words: 0,
        },
    );
}

#[test]
fn work_is_the_same_with_any_number_of_threads() {
    let tenant = Fixture::new();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        work_of(&tenant.facts, || {
            pool.install(|| tenant.count(&tenant.users, &tenant.resources, None));
        })
    };
    let first = run(1);
    assert_eq!(first, run(3));
}
