//! Building a graph from records, writing it as a snapshot and opening it again.
//!
//! The tenant has the shape of size M of `benches/README.md` (100,000 users, 40,000 groups, 1.23
//! million memberships); `ENFILADE_BENCH_USERS` sets another number of users. Records are made
//! while they are pushed, so that neither a parser nor a store of records is part of a figure.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use enfilade_graph::{BuildReport, Builder, Graph, Snapshot};
use enfilade_model::{
    Attribute, EdgeKind, EdgeRecord, EntityKind, EntityRecord, ImportSummary, ObjectKey, ObjectRef,
    Provenance, Record, RecordSink, RoleRecord, SourceId, Value,
};
use std::hint::black_box;

const DEFAULT_USERS: u64 = 100_000;
const MEMBERSHIPS_PER_USER: f64 = 12.3;
const GROUPS_PER_USER: f64 = 0.4;

/// SplitMix64: a number for each position, so that runs are alike.
fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn key(kind: u64, n: u64) -> ObjectKey {
    let high = mix(kind << 40 | n);
    ObjectKey(u128::from(high) << 64 | u128::from(mix(high)))
}

fn at(offset: u64) -> Provenance {
    Provenance {
        source: SourceId(0),
        offset,
    }
}

/// Pushes a tenant; gives the number of edges.
fn push_tenant(sink: &mut impl RecordSink, users: u64) -> u64 {
    let groups = (users as f64 * GROUPS_PER_USER) as u64;
    let apps = (users / 100).max(1);
    for n in 0..users {
        let name = format!("USER NUMBER {n}");
        let upn = format!("user.{n}@contoso.example");
        sink.push(Record::Entity(EntityRecord {
            object: ObjectRef::object(key(0, n), None).with_name(Some(&name)),
            kind: EntityKind::User,
            attributes: &[
                (Attribute::UserPrincipalName, Value::Text(&upn)),
                (Attribute::Mail, Value::Text(&upn)),
                (
                    Attribute::UserType,
                    Value::Text(if n % 5 == 0 { "Guest" } else { "Member" }),
                ),
                (Attribute::AccountEnabled, Value::Boolean(n % 20 != 0)),
                (Attribute::CreatedDateTime, Value::Time(n as i64)),
                (Attribute::JobTitle, Value::Text("Engineer")),
            ],
            rest: r#"{"businessPhones":["+1 555 0100"],"preferredLanguage":"en","mailboxSettings":{}}"#,
            provenance: at(n),
        }));
    }
    for n in 0..groups {
        let name = format!("SECURE_ACCESS_{n}");
        sink.push(Record::Entity(EntityRecord {
            object: ObjectRef::object(key(1, n), None).with_name(Some(&name)),
            kind: EntityKind::Group,
            attributes: &[
                (Attribute::SecurityEnabled, Value::Boolean(true)),
                (Attribute::Description, Value::Text("Grants access")),
            ],
            rest: r#"{"proxyAddresses":[],"renewedDateTime":"2024-01-01T00:00:00Z"}"#,
            provenance: at(users + n),
        }));
    }
    // Group by group, as exports have it; the members' names come along.
    let per_group = (MEMBERSHIPS_PER_USER / GROUPS_PER_USER) as u64;
    let mut edges = 0;
    for n in 0..groups {
        let group = ObjectRef::object(key(1, n), Some(EntityKind::Group));
        for m in 0..per_group {
            let drawn = mix(n * per_group + m);
            let user = drawn % users;
            let name = format!("User Number {user}");
            let member = if m == 0 && n % 3 == 0 {
                ObjectRef::object(key(1, drawn % groups), Some(EntityKind::Group))
            } else {
                ObjectRef::object(key(0, user), Some(EntityKind::User)).with_name(Some(&name))
            };
            let edge = EdgeRecord::plain(EdgeKind::Member, member, group, at(n));
            sink.push(Record::Edge(edge));
            edges += 1;
        }
    }
    for n in 0..apps * 20 {
        let id = format!("assignment-{n}");
        let from = ObjectRef::object(key(1, mix(n) % groups), Some(EntityKind::Group));
        let app = ObjectRef::object(key(2, n % apps), Some(EntityKind::App));
        sink.push(Record::Edge(EdgeRecord {
            role: Some(RoleRecord {
                id: "b9632174-c057-4f7e-951b-be3adc52bfe6",
                name: None,
            }),
            assignment: Some(&id),
            ..EdgeRecord::plain(EdgeKind::AppAssignment, from, app, at(n))
        }));
        edges += 1;
    }
    edges
}

fn filled(users: u64) -> Builder {
    let mut builder = Builder::new();
    push_tenant(&mut builder, users);
    builder
}

fn graph(users: u64) -> Option<(Graph, BuildReport)> {
    filled(users).finish(&ImportSummary::default()).ok()
}

fn benches(criterion: &mut Criterion) {
    let users = std::env::var("ENFILADE_BENCH_USERS")
        .ok()
        .and_then(|users| users.parse().ok())
        .unwrap_or(DEFAULT_USERS);
    let edges = push_tenant(&mut Builder::new(), users);
    let mut group = criterion.benchmark_group("build");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(edges));
    group.bench_function("push", |bencher| bencher.iter(|| filled(users)));
    group.bench_function("finish", |bencher| {
        bencher.iter_batched(
            || filled(users),
            |builder| builder.finish(&ImportSummary::default()),
            BatchSize::PerIteration,
        );
    });
    if let (Some((graph, report)), Ok(folder)) = (graph(users), tempfile::tempdir()) {
        let path = folder.path().join("bench.enf");
        let summary = ImportSummary::default();
        group.bench_function("write", |bencher| {
            bencher.iter(|| Snapshot::write(&path, &graph, &summary, &report));
        });
        group.bench_function("open", |bencher| {
            bencher.iter(|| black_box(Snapshot::open(&path).map(drop)));
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
