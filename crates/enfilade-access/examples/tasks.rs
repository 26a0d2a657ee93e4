//! The tasks of `benches/README.md` over a snapshot of a generated tenant, timed warm.
//!
//! `tasks SNAPSHOT SAMPLES.json` prints a JSON line for each: the best of five runs in seconds of a
//! clock and, from the run that took least, of processors; how much it looked at; and what was found,
//! which for T1 to T3 the peers of `benches/peers` must find too. Users and apps are known to the peers by the number
//! at the end of their names.

#![expect(clippy::print_stdout, reason = "the results are what it is for")]

use enfilade_access::{AccessRow, Engine, EntitySet, Facts, Mechanisms, Question, group_counts};
use enfilade_graph::{Graph, GraphView, Snapshot};
use enfilade_model::{Attribute, EntityId, EntityKind, Layer, Mechanism};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(snapshot), Some(samples)) = (arguments.next(), arguments.next()) else {
        return Err("usage: tasks SNAPSHOT SAMPLES.json".into());
    };
    let samples: Value = serde_json::from_str(&std::fs::read_to_string(samples)?)?;
    let started = Instant::now();
    let snapshot = Snapshot::open(Path::new(&snapshot))?;
    let tasks = Tasks::new(snapshot.graph());
    let load = started.elapsed().as_secs_f64();
    tasks.report("T1", load, &|| tasks.groups_of_users());
    tasks.report("T2", load, &|| tasks.pairs(&tasks.users, &tasks.apps));
    tasks.report("T3", load, &|| tasks.pairs(&tasks.guests, &tasks.finance));
    let users = sampled(&tasks.users, &tasks.numbers, &samples["users"]);
    let apps: Vec<u32> = tasks.apps.iter().map(|app| tasks.number(app)).collect();
    let apps = sampled(&tasks.apps, &apps, &samples["apps"]);
    let reached = tasks.reached(&users);
    tasks.report("T4", load, &|| tasks.witnesses(&reached));
    tasks.report("T5", load, &|| tasks.of_each_user(&users));
    tasks.report("T6", load, &|| tasks.of_each_app(&apps));
    tasks.report("everything", load, &|| tasks.everything());
    Ok(())
}

/// How long the threads of this process have run, where the system says so: on a machine that others
/// use, it says more than a clock.
fn busy_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// Those of `ids`, which have `numbers`, whose numbers are listed.
fn sampled(ids: &EntitySet, numbers: &[u32], list: &Value) -> Vec<EntityId> {
    let by_number: HashMap<u32, EntityId> = numbers.iter().copied().zip(ids.iter()).collect();
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|number| by_number.get(&u32::try_from(number.as_u64()?).ok()?))
        .copied()
        .collect()
}

/// The number at the end of a user's name.
fn number(name: &str) -> u32 {
    let last = name.rsplit(' ').next();
    last.and_then(|number| number.parse().ok()).unwrap_or(0)
}

struct Tasks<'g> {
    graph: &'g Graph,
    facts: Facts,
    // By position among the users: the number by which the peers know them.
    numbers: Vec<u32>,
    users: EntitySet,
    guests: EntitySet,
    // One resource an app, on which nesting counts as the peers count it.
    apps: EntitySet,
    finance: EntitySet,
}

impl<'g> Tasks<'g> {
    fn new(graph: &'g Graph) -> Tasks<'g> {
        let all = graph.entity_count();
        let named = |start: &'static str| {
            let resources = graph.ids(EntityKind::AzureResource);
            EntitySet::from_ids(
                all,
                resources.filter(|&id| graph.name(id).starts_with(start)),
            )
        };
        let guest = |id: &EntityId| graph.text(*id, Attribute::UserType) == Some("Guest");
        Tasks {
            graph,
            facts: Facts::new(graph),
            numbers: graph
                .ids(EntityKind::User)
                .map(|user| number(graph.name(user)))
                .collect(),
            users: EntitySet::from_range(all, graph.kind_range(EntityKind::User)),
            guests: EntitySet::from_ids(all, graph.ids(EntityKind::User).filter(guest)),
            apps: named("app-"),
            finance: named("app-finance-"),
        }
    }

    /// The number at the end of a resource's name.
    fn number(&self, app: EntityId) -> u32 {
        let last = self.graph.name(app).rsplit(['-', ' ']).next();
        last.and_then(|number| number.parse().ok())
            .unwrap_or(u32::MAX)
    }

    fn one(&self, id: EntityId) -> EntitySet {
        EntitySet::from_ids(self.graph.entity_count(), [id])
    }

    fn report(&self, task: &str, load: f64, run: &dyn Fn() -> Value) {
        let (mut best, mut least) = (f64::INFINITY, f64::INFINITY);
        let (mut result, mut work) = (Value::Null, Value::Null);
        for _ in 0..5 {
            let before = self.facts.work();
            let (started, busy) = (Instant::now(), busy_seconds());
            result = run();
            best = best.min(started.elapsed().as_secs_f64());
            least = least.min(busy_seconds() - busy);
            let done = self.facts.work().since(before);
            work = json!({"edges": done.edges, "entries": done.entries, "words": done.words});
        }
        let line = json!({
            "peer": "enfilade", "task": task, "load_s": load, "q_s": best, "cpu_s": least, "work": work, "res": result,
        });
        println!("{line}");
    }

    /// T1: transitive groups of every user.
    fn groups_of_users(&self) -> Value {
        let users = self.graph.kind_range(EntityKind::User);
        let now = self.graph.collected_at();
        let counts = group_counts(self.graph, &self.facts, users, now);
        let (mut sum, mut check) = (0u64, 0u64);
        for (&number, count) in self.numbers.iter().zip(counts) {
            sum += u64::from(count);
            check += u64::from(count) * (u64::from(number) + 1);
        }
        json!({"sum": sum, "chk": check})
    }

    fn question(&self, who: &EntitySet, what: &EntitySet) -> Question {
        let now = self.graph.collected_at();
        let mut question = Question::new(Layer::Reach, who.clone(), what.clone(), now);
        question.mechanisms = Mechanisms::NONE.with(Mechanism::AzureRole);
        question.with_disabled = true;
        question
    }

    /// T2, T3: who reaches what, counted.
    fn pairs(&self, who: &EntitySet, what: &EntitySet) -> Value {
        let engine = Engine::new(self.graph, &self.facts);
        let totals = engine.count(&self.question(who, what)).unwrap_or_default();
        json!({"pairs": totals.pairs})
    }

    /// T5: everything that each of some users reaches, one user at a time.
    fn of_each_user(&self, users: &[EntityId]) -> Value {
        let engine = Engine::new(self.graph, &self.facts);
        let pairs = users.iter().map(|&user| {
            let question = self.question(&self.one(user), &self.apps);
            engine.count(&question).map_or(0, |totals| totals.pairs)
        });
        json!({"n": pairs.sum::<u64>(), "users": users.len()})
    }

    /// T6: everyone who reaches each of some resources, one resource at a time.
    fn of_each_app(&self, apps: &[EntityId]) -> Value {
        let engine = Engine::new(self.graph, &self.facts);
        let pairs = apps.iter().map(|&app| {
            let question = self.question(&self.users, &self.one(app));
            engine.count(&question).map_or(0, |totals| totals.pairs)
        });
        json!({"n": pairs.sum::<u64>(), "apps": apps.len()})
    }

    /// Ten rows of each of some users.
    fn reached(&self, users: &[EntityId]) -> Vec<(Question, Vec<AccessRow>)> {
        let engine = Engine::new(self.graph, &self.facts);
        let rows = |&user: &EntityId| {
            let question = self.question(&self.one(user), &self.apps);
            let mut found = Vec::new();
            let done = engine.rows(&question, &mut |rows| {
                found.extend_from_slice(rows);
                ControlFlow::Continue(())
            });
            found.truncate(10);
            done.is_ok().then_some((question, found))
        };
        users.iter().filter_map(rows).collect()
    }

    /// T4: a shortest path for each row.
    fn witnesses(&self, reached: &[(Question, Vec<AccessRow>)]) -> Value {
        let engine = Engine::new(self.graph, &self.facts);
        let (mut paths, mut hops) = (0, 0);
        for (question, rows) in reached {
            for witness in engine.witnesses(question, rows).unwrap_or_default() {
                paths += 1;
                hops += witness.hops;
            }
        }
        json!({"paths": paths, "hops": hops})
    }

    /// Every mechanism, every resource: what no peer answers.
    fn everything(&self) -> Value {
        let engine = Engine::new(self.graph, &self.facts);
        let all = EntitySet::full(self.graph.entity_count());
        let now = self.graph.collected_at();
        let question = Question::new(Layer::Reach, self.users.clone(), all, now);
        let totals = engine.count(&question).unwrap_or_default();
        json!({"rows": totals.rows, "pairs": totals.pairs})
    }
}
