//! Records read from exports in several forms, beside a bare visitor over JSON.
//!
//! The exports are those of a generated tenant; the sink counts facts and keeps nothing, so that a
//! figure is what reading alone costs. The bare visitor is what serde_json takes for the same bytes
//! if it looks at none of them.

#![expect(clippy::expect_used, reason = "a bench that cannot go on stops")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use enfilade_import::{NoProgress, Options, read};
use enfilade_model::{EdgeList, Record, RecordSink};
use enfilade_testkit::large::{Large, Size, What, azurehound};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

const USERS: u32 = 20_000;

/// How many records a page of Graph has.
const PAGE: usize = 999;

#[derive(Default)]
struct Count(u64);

impl RecordSink for Count {
    fn push(&mut self, record: Record<'_>) {
        black_box(&record);
        self.0 += 1;
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        black_box(edges);
        self.0 += edges.from.len() as u64;
    }
}

fn import(c: &mut Criterion) {
    let large = Large::new(Size(USERS), 42);
    let folder = tempfile::tempdir().expect("a folder for the exports");
    let mut export = Vec::new();
    azurehound::write(&large, &mut export).expect("an export");
    let mut bench = c.benchmark_group("import");
    bench.sample_size(10);
    for (form, text) in [
        ("azurehound.json", &export),
        ("graph-pages.json", &graph_pages(&large).into_bytes()),
        ("graph-lines.json", &graph_lines(&large).into_bytes()),
        ("powershell.json", &powershell(&large).into_bytes()),
        ("admin-centre.csv", &admin_centre(&large).into_bytes()),
        ("plain-edges.csv", &plain_edges(&large).into_bytes()),
    ] {
        let path = folder.path().join(form);
        std::fs::write(&path, text).expect("a file for the export");
        records(&mut bench, form, &path, text.len());
    }
    bench.throughput(Throughput::Bytes(export.len() as u64));
    bench.bench_function("bare visitor", |b| {
        b.iter(|| black_box(serde_json::from_slice::<IgnoredAny>(&export)).expect("JSON"));
    });
    bench.finish();
}

/// Reads the records of one file.
fn records(bench: &mut BenchmarkGroup<'_, WallTime>, form: &str, path: &Path, bytes: usize) {
    bench.throughput(Throughput::Bytes(bytes as u64));
    bench.bench_function(form, |b| {
        b.iter(|| {
            let mut count = Count::default();
            let paths = [path.to_owned()];
            let summary = read(&paths, &Options::default(), &NoProgress, &mut count);
            black_box((summary.expect("a summary"), count.0))
        });
    });
}

/// The records of all users as Graph writes them.
fn users(large: &Large) -> impl Iterator<Item = Value> + '_ {
    (0..large.users).map(|number| {
        let user = large.user(number);
        json!({
            "id": large.id(What::User, number).to_string(),
            "displayName": user.name,
            "userPrincipalName": user.upn,
            "mail": user.mail,
            "accountEnabled": user.enabled,
            "userType": if user.guest { "Guest" } else { "Member" },
            "jobTitle": user.title,
            "department": null,
            "companyName": null,
            "createdDateTime": "2024-02-03T04:05:06Z",
            "onPremisesSyncEnabled": null,
            "businessPhones": [],
        })
    })
}

/// The users in each group.
fn members(large: &Large) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); large.groups as usize];
    let mut groups = Vec::new();
    for user in 0..large.users {
        large.groups_of(user, &mut groups);
        for &group in &groups {
            members[group as usize].push(user);
        }
    }
    members
}

fn page(text: &mut String, of: &str, records: &[Value]) {
    let page = json!({
        "@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#{of}"),
        "value": records,
    });
    let _ = writeln!(text, "{page}");
}

/// Pages of users and of the members of each group.
fn graph_pages(large: &Large) -> String {
    let mut text = String::new();
    let users: Vec<Value> = users(large).collect();
    users
        .chunks(PAGE)
        .for_each(|users| page(&mut text, "users", users));
    for (members, group) in members(large).iter().zip(0..) {
        let member = |user: &u32| {
            json!({
                "@odata.type": "#microsoft.graph.user",
                "id": large.id(What::User, *user).to_string(),
                "displayName": large.user(*user).name,
            })
        };
        let members: Vec<Value> = members.iter().map(member).collect();
        let of = format!("groups('{}')/members", large.id(What::Group, group));
        members
            .chunks(PAGE)
            .for_each(|members| page(&mut text, &of, members));
    }
    text
}

/// A user a line.
fn graph_lines(large: &Large) -> String {
    users(large).fold(String::new(), |mut text, user| {
        let _ = writeln!(text, "{user}");
        text
    })
}

/// A list of users, set as `ConvertTo-Json` sets it, under the names of PowerShell.
fn powershell(large: &Large) -> String {
    let capital = |user: Value| -> Value {
        let fields = user.as_object().into_iter().flatten();
        let fields = fields.map(|(name, value)| {
            let (first, rest) = name.split_at(1);
            (format!("{}{rest}", first.to_uppercase()), value.clone())
        });
        fields.collect()
    };
    let list: Vec<Value> = users(large).map(capital).collect();
    format!("{:#}", Value::from(list))
}

/// The table of users that the admin centre writes.
fn admin_centre(large: &Large) -> String {
    let mut text = "userPrincipalName,displayName,mail,objectId,userType,jobTitle,accountEnabled,usageLocation,department,companyName,createdDateTime\n".to_owned();
    for number in 0..large.users {
        let user = large.user(number);
        let kind = if user.guest { "Guest" } else { "Member" };
        let id = large.id(What::User, number);
        let _ = writeln!(
            text,
            "{},{},{},{id},{kind},{},{},GB,,,2024-02-03T04:05:06Z",
            user.upn, user.name, user.mail, user.title, user.enabled
        );
    }
    text
}

/// All memberships in the plain form.
fn plain_edges(large: &Large) -> String {
    let mut text = "kind,from,to,fromKind,toKind\n".to_owned();
    for (members, group) in members(large).iter().zip(0..) {
        let group = large.id(What::Group, group);
        for user in members {
            let user = large.id(What::User, *user);
            let _ = writeln!(text, "member,{user},{group},user,group");
        }
    }
    text
}

criterion_group!(benches, import);
criterion_main!(benches);
