//! A large tenant is the same on every machine, and its two forms say the same.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::Int64Type;
use enfilade_graph::{Builder, Graph, GraphView};
use enfilade_import::{NoProgress, Options};
use enfilade_model::{Attribute, EdgeKind, EntityId, EntityKind, ObjectKey};
use enfilade_testkit::large::{Large, Size, azurehound, edges};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

const USERS: u32 = 2_000;

fn export(seed: u64) -> String {
    let mut file = Vec::new();
    azurehound::write(&Large::new(Size(USERS), seed), &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

// Figures of different months are compared with each other, so a change here says that those
// measured before no longer compare.
#[test]
fn the_tenant_of_a_seed_never_changes() {
    let first = export(42);
    assert!(first == export(42));
    assert_eq!(
        ObjectKey::of_text(&first.to_lowercase()).to_string(),
        "54329d88-266e-23da-711c-8345f872668f"
    );
    assert!(first != export(43));
}

/// The export, imported.
fn imported() -> Graph {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenant.json");
    std::fs::write(&path, export(42)).unwrap();
    let mut builder = Builder::new();
    let options = Options::default();
    let summary = enfilade_import::read(&[path], &options, &NoProgress, &mut builder).unwrap();
    assert_eq!(summary.damage().count(), 0);
    builder.finish(&summary).unwrap().0
}

fn table(folder: &Path, name: &str) -> RecordBatch {
    let file = File::open(folder.join(format!("{name}.parquet"))).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn numbers(table: &RecordBatch, column: &str) -> Vec<u32> {
    let column = table.column_by_name(column).unwrap();
    let values = column.as_primitive::<Int64Type>().values().iter();
    values
        .map(|&number| u32::try_from(number).unwrap())
        .collect()
}

fn pairs(table: &RecordBatch, from: &str, to: &str) -> BTreeSet<(u32, u32)> {
    let pairs = numbers(table, from).into_iter().zip(numbers(table, to));
    let set: BTreeSet<_> = pairs.collect();
    assert_eq!(set.len(), table.num_rows());
    set
}

/// The edges of a kind between entities of two kinds, by their positions.
fn edges_between(
    graph: &Graph,
    kind: EdgeKind,
    from: EntityKind,
    to: EntityKind,
) -> BTreeSet<(u32, u32)> {
    let (from, to) = (graph.kind_range(from), graph.kind_range(to));
    let ends = |id: u32| graph.edges_from(kind, EntityId(id)).ends().iter();
    let all = from
        .clone()
        .flat_map(|id| ends(id).map(move |end| (id, end.0)));
    all.filter(|(_, end)| to.contains(end))
        .map(|(id, end)| (id - from.start, end - to.start))
        .collect()
}

fn number_in(name: &str) -> u32 {
    name.rsplit(['-', ' ', '_'])
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn the_export_and_the_edge_lists_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    edges::write(&Large::new(Size(USERS), 42), folder.path()).unwrap();
    let table = |name| table(folder.path(), name);
    let graph = imported();

    let users = table("users");
    assert_eq!(numbers(&users, "id"), (0..USERS).collect::<Vec<_>>());
    assert_eq!(graph.ids(EntityKind::User).len(), users.num_rows());
    let text = |table: &RecordBatch, column: &str, at: usize| {
        let column = table.column_by_name(column).unwrap();
        column.as_string::<i32>().value(at).to_owned()
    };
    let flag = |table: &RecordBatch, column: &str, at: usize| {
        table.column_by_name(column).unwrap().as_boolean().value(at)
    };
    for (at, id) in graph.ids(EntityKind::User).enumerate() {
        let upn = graph.text(id, Attribute::UserPrincipalName).unwrap();
        assert_eq!(upn, text(&users, "upn", at));
        let is_guest = graph.text(id, Attribute::UserType) == Some("Guest");
        assert_eq!(is_guest, flag(&users, "guest", at));
        let enabled = graph.boolean(id, Attribute::AccountEnabled);
        assert_eq!(enabled, Some(flag(&users, "enabled", at)));
    }
    let groups = table("groups");
    for (at, id) in graph.ids(EntityKind::Group).enumerate() {
        assert!(
            graph
                .name(id)
                .eq_ignore_ascii_case(&text(&groups, "name", at))
        );
    }
    let apps = table("apps");
    assert_eq!(graph.ids(EntityKind::App).len(), apps.num_rows());
    for (at, id) in graph.ids(EntityKind::App).enumerate() {
        assert_eq!(graph.name(id), text(&apps, "name", at));
        let required = graph.boolean(id, Attribute::AppRoleAssignmentRequired);
        assert_eq!(required, Some(flag(&apps, "required", at)));
        let enabled = graph.boolean(id, Attribute::AccountEnabled);
        assert_eq!(enabled, Some(flag(&apps, "enabled", at)));
    }

    let between = |kind, from, to| edges_between(&graph, kind, from, to);
    let (user, group) = (EntityKind::User, EntityKind::Group);
    let members = between(EdgeKind::Member, user, group);
    assert_eq!(members, pairs(&table("member"), "user", "group"));
    let nested = between(EdgeKind::Member, group, group);
    assert_eq!(nested, pairs(&table("nest"), "child_group", "parent_group"));

    let assign = table("assign");
    let kinds = assign
        .column_by_name("kind")
        .unwrap()
        .as_string::<i32>()
        .clone();
    let resources = graph.kind_range(EntityKind::AzureResource);
    for (kind, holder) in [("user", user), ("group", group)] {
        let rows = numbers(&assign, "id")
            .into_iter()
            .zip(numbers(&assign, "app"));
        let of_kind = (0..kinds.len()).map(|at| kinds.value(at) == kind);
        let expected: BTreeSet<_> = rows
            .zip(of_kind)
            .filter(|(_, is)| *is)
            .map(|(row, _)| row)
            .collect();
        assert!(!expected.is_empty());
        let assigned = between(EdgeKind::AppAssignment, holder, EntityKind::App);
        assert_eq!(assigned, expected, "{kind}s assigned to apps");
        let held = between(EdgeKind::AzureRole, holder, EntityKind::AzureResource);
        let name = |resource: u32| graph.name(EntityId(resources.start + resource));
        let on_apps: BTreeSet<_> = held
            .into_iter()
            .filter(|(_, resource)| name(*resource).starts_with("app-"))
            .map(|(holder, resource)| (holder, number_in(name(resource))))
            .collect();
        assert_eq!(on_apps, expected, "{kind}s with a role on apps' resources");
    }
}

#[test]
fn nothing_is_inherited_into_the_apps_resources() {
    let graph = imported();
    let mut seen = 0;
    for id in graph.ids(EntityKind::AzureResource) {
        let mut scope = Some(id);
        let is_apps = graph.name(id).starts_with("app-");
        let mut above = 0;
        while let Some(at) = scope {
            scope = graph
                .edges_to(EdgeKind::Contains, at)
                .ends()
                .first()
                .copied();
            let granted = scope.map_or(0, |s| graph.edges_to(EdgeKind::AzureRole, s).len());
            above += granted;
        }
        assert_eq!(above == 0, is_apps, "{}", graph.name(id));
        seen += usize::from(is_apps);
    }
    assert_eq!(seen, graph.ids(EntityKind::App).len());
}

/// What lies in a folder, imported.
fn imported_folder(folder: &Path) -> Graph {
    let mut builder = Builder::new();
    let options = Options::default();
    let paths = [folder.to_owned()];
    let summary = enfilade_import::read(&paths, &options, &NoProgress, &mut builder).unwrap();
    assert_eq!(summary.damage().count(), 0, "{:?}", summary.warnings);
    builder.finish(&summary).unwrap().0
}

/// The edges of a kind between entities of two kinds, by their ids.
fn ids_between(
    graph: &Graph,
    kind: EdgeKind,
    from: EntityKind,
    to: EntityKind,
) -> BTreeSet<(ObjectKey, ObjectKey)> {
    let (starts, ends) = (graph.kind_range(from).start, graph.kind_range(to).start);
    let id = |number: u32| graph.key(EntityId(number));
    let edges = edges_between(graph, kind, from, to).into_iter();
    edges
        .map(|(from, to)| (id(starts + from), id(ends + to)))
        .collect()
}

#[test]
fn pages_and_tables_say_the_same_of_the_directory() {
    let (one, large) = (imported(), Large::new(Size(USERS), 42));
    let folder = tempfile::tempdir().unwrap();
    let (pages, tables) = (folder.path().join("pages"), folder.path().join("tables"));
    enfilade_testkit::large::pages::write(&large, &pages).unwrap();
    enfilade_testkit::large::tables::write(&large, &tables).unwrap();
    let (pages, tables) = (imported_folder(&pages), imported_folder(&tables));
    let (user, group, app) = (EntityKind::User, EntityKind::Group, EntityKind::App);
    for (kind, from, to) in [
        (EdgeKind::Member, user, group),
        (EdgeKind::Member, group, group),
        (EdgeKind::AppAssignment, user, app),
        (EdgeKind::AppAssignment, group, app),
        (EdgeKind::DirectoryRole, user, EntityKind::DirectoryRole),
    ] {
        let own = ids_between(&one, kind, from, to);
        assert!(!own.is_empty());
        assert_eq!(ids_between(&pages, kind, from, to), own, "{kind}");
        if kind == EdgeKind::Member && from == user {
            assert_eq!(ids_between(&tables, kind, from, to), own, "{kind}");
        }
    }
    for (other, name) in [(&pages, "pages"), (&tables, "tables")] {
        for (own_id, id) in one.ids(user).zip(other.ids(user)) {
            assert_eq!(one.key(own_id), other.key(id), "{name}");
            for attribute in [Attribute::UserPrincipalName, Attribute::UserType] {
                assert_eq!(
                    one.text(own_id, attribute),
                    other.text(id, attribute),
                    "{name}"
                );
            }
            let enabled = Attribute::AccountEnabled;
            assert_eq!(
                one.boolean(own_id, enabled),
                other.boolean(id, enabled),
                "{name}"
            );
        }
    }
}
