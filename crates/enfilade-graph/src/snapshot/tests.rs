//! Snapshots written, opened, damaged and interrupted.

use super::layout::{self, LOCK, MANIFEST};
use super::write::{self, Step};
use super::*;
use crate::{Builder, GraphView};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EdgeRecord, EntityId, EntityKind, EntityRecord, ObjectKey,
    ObjectRef, Provenance, Record, RecordSink, RoleRecord, SourceId, Value,
};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

const NOWHERE: Provenance = Provenance {
    source: SourceId(0),
    offset: 0,
};

/// A graph with every kind of column: `users` of them, so that two generations differ.
fn sample(users: u128) -> (Graph, BuildReport) {
    let mut builder = Builder::new();
    let group = ObjectRef::object(ObjectKey(1000), Some(EntityKind::Group));
    for n in 0..users {
        let object = ObjectRef::object(ObjectKey(n), None).with_name(Some("Ümit"));
        builder.push(Record::Entity(EntityRecord {
            object,
            kind: EntityKind::User,
            attributes: &[
                (Attribute::UserType, Value::Text("Guest")),
                (Attribute::AccountEnabled, Value::Boolean(n % 2 == 0)),
                (Attribute::CreatedDateTime, Value::Time(7)),
            ],
            rest: r#"{"shoeSize":43}"#,
            provenance: NOWHERE,
        }));
        let member = EdgeRecord::plain(EdgeKind::Member, object, group, NOWHERE);
        builder.push(Record::Edge(member));
        builder.push(Record::Edge(EdgeRecord {
            state: AccessState::Eligible,
            role: Some(RoleRecord {
                id: "reader",
                name: Some("Reader"),
            }),
            scope: Some(group),
            assignment: Some("a1"),
            valid_from: Some(1),
            valid_to: Some(2),
            condition: Some("when it rains"),
            ..EdgeRecord::plain(
                EdgeKind::AzureRole,
                object,
                ObjectRef::object(ObjectKey::of_text("/vaults/v"), Some(EntityKind::Vault))
                    .with_text("/vaults/v"),
                NOWHERE,
            )
        }));
    }
    builder.push(Record::RolePermissions {
        role: "reader",
        definition: r#"{"permissions":[]}"#,
    });
    builder.finish(&ImportSummary::default()).unwrap()
}

fn write_sample(path: &Path, users: u128) -> Manifest {
    let (graph, report) = sample(users);
    Snapshot::write(path, &graph, &ImportSummary::default(), &report).unwrap()
}

fn users(path: &Path) -> Result<usize, SnapshotError> {
    let snapshot = Snapshot::open(path)?;
    snapshot.verify()?;
    Ok(snapshot.graph().entities(EntityKind::User).len())
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_of(&path));
        } else if path.file_name().unwrap() != LOCK {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn what_was_written_is_what_is_opened() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let (graph, report) = sample(3);
    let written = Snapshot::write(&path, &graph, &ImportSummary::default(), &report).unwrap();
    let snapshot = Snapshot::open(&path).unwrap();
    snapshot.verify().unwrap();
    assert_eq!(snapshot.manifest(), &written);
    assert_eq!(snapshot.manifest().report, report);
    assert_eq!(
        crate::describe::describe(snapshot.graph()),
        crate::describe::describe(&graph)
    );
    let vault = snapshot.graph().find(ObjectKey::of_text("/vaults/v"));
    assert_eq!(snapshot.graph().id_text(vault.unwrap()), "/vaults/v");
}

#[test]
fn an_empty_graph_is_a_snapshot_too() {
    let folder = TempDir::new().unwrap();
    let (graph, report) = Builder::new().finish(&ImportSummary::default()).unwrap();
    Snapshot::write(folder.path(), &graph, &ImportSummary::default(), &report).unwrap();
    let snapshot = Snapshot::open(folder.path()).unwrap();
    snapshot.verify().unwrap();
    assert_eq!(snapshot.graph().entity_count(), 0);
}

/// The error that a damaged file leads to: at opening, or when its content is asked for.
fn complaint(path: &Path) -> Option<SnapshotError> {
    let snapshot = match Snapshot::open(path) {
        Ok(snapshot) => snapshot,
        Err(error) => return Some(error),
    };
    let graph = snapshot.graph();
    let ids = (0..graph.entity_count()).map(EntityId);
    let rest = ids.map(|id| graph.rest(id)).find_map(Result::err);
    let nobody = EntityId(0);
    let kinds = EdgeKind::ALL.iter();
    let stated = kinds.map(|&kind| graph.edges(kind).stated(nobody, nobody));
    rest.or_else(|| stated.into_iter().find_map(Result::err))
}

fn names(error: &SnapshotError, file: &Path) -> bool {
    let name = file.file_name().unwrap().to_string_lossy();
    error.to_string().contains(&*name)
}

#[test]
fn every_file_that_is_cut_changed_or_gone_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    write_sample(&path, 3);
    let generation = path.join(layout::generation_folder(1));
    let files = files_of(&generation);
    assert_eq!(files.len(), 17);
    for file in &files {
        let whole = fs::read(file).unwrap();
        let mut versions = vec![
            Vec::new(),
            whole[..1].to_vec(),
            whole[..whole.len() / 2].to_vec(),
            whole[..whole.len() - 1].to_vec(),
            [&whole[..], b"x"].concat(),
        ];
        versions.extend((0..whole.len()).step_by(97).map(|at| {
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            flipped
        }));
        for version in versions {
            fs::write(file, version).unwrap();
            let error = complaint(&path).unwrap();
            assert!(names(&error, file), "{error}");
            assert!(matches!(error, SnapshotError::Damaged { .. }));
        }
        fs::remove_file(file).unwrap();
        let error = complaint(&path).unwrap();
        assert!(names(&error, file), "{error}");
        assert!(matches!(error, SnapshotError::Missing { .. }));
        fs::write(file, whole).unwrap();
        assert_eq!(complaint(&path), None);
    }
}

/// Users of which each has a mail address, so many that their file has several blocks.
fn write_users_with_mail(path: &Path) -> Manifest {
    let mut builder = Builder::new();
    for n in 0..12_000 {
        let mail = format!("{n:060}@contoso.com");
        builder.push(Record::Entity(EntityRecord {
            object: ObjectRef::object(ObjectKey(n), None).with_name(Some("Ümit")),
            kind: EntityKind::User,
            attributes: &[
                (Attribute::UserType, Value::Text("Guest")),
                (Attribute::Mail, Value::Text(&mail)),
            ],
            rest: "",
            provenance: NOWHERE,
        }));
    }
    let (graph, report) = builder.finish(&ImportSummary::default()).unwrap();
    Snapshot::write(path, &graph, &ImportSummary::default(), &report).unwrap()
}

#[test]
fn damage_to_what_nobody_asked_for_shows_when_it_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let written = write_users_with_mail(&path);
    let entry = written.file(&layout::entities(EntityKind::User)).unwrap();
    assert!(
        entry.blocks.len() >= 4 * 16,
        "{} blocks",
        entry.blocks.len()
    );
    let file = layout::absolute(&written.folder(&path), &entry.path);
    let whole = fs::read(&file).unwrap();
    let (mut at_once, mut late) = (0, 0);
    for at in (0..whole.len()).step_by(20_011).chain([whole.len() - 1]) {
        let mut flipped = whole.clone();
        flipped[at] ^= 128;
        fs::write(&file, flipped).unwrap();
        let snapshot = match Snapshot::open(&path) {
            Ok(snapshot) => snapshot,
            Err(error) => {
                at_once += 1;
                assert!(names(&error, &file), "{error}");
                continue;
            }
        };
        late += 1;
        let graph = snapshot.graph();
        let first = graph.id_at(EntityKind::User, 0);
        assert_eq!(graph.text(first, Attribute::UserType), Some("Guest"));
        assert!(
            graph
                .entities(EntityKind::User)
                .attributes
                .has(Attribute::Mail)
        );
        assert_eq!(graph.damage(), None);
        assert_eq!(graph.text(first, Attribute::Mail), None);
        assert!(names(graph.damage().unwrap(), &file));
        assert!(names(&snapshot.verify().unwrap_err(), &file));
        // Nor does it go into another snapshot as if it had never been there.
        let taken_in = Builder::new().take_in(graph).unwrap_err();
        assert!(taken_in.to_string().contains("user.arrow"), "{taken_in}");
        let other = folder.path().join("other.enf");
        let report = BuildReport::default();
        let copied = Snapshot::write(&other, graph, &ImportSummary::default(), &report);
        assert!(names(&copied.unwrap_err(), &file));
    }
    assert!(at_once > 2 && late > 20, "{at_once} at once, {late} late");
    fs::write(&file, &whole).unwrap();
    let snapshot = Snapshot::open(&path).unwrap();
    snapshot.verify().unwrap();
    let last = snapshot.graph().id_at(EntityKind::User, 11_999);
    let mail = snapshot.graph().text(last, Attribute::Mail).unwrap();
    assert!(mail.ends_with("11999@contoso.com"), "{mail}");
}

#[test]
fn a_snapshot_without_sums_of_blocks_is_checked_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let mut written = write_users_with_mail(&path);
    for file in &mut written.files {
        file.blocks = String::new();
    }
    fs::write(path.join(MANIFEST), written.to_json().unwrap()).unwrap();
    assert_eq!(users(&path), Ok(12_000));
    let user = layout::absolute(&written.folder(&path), &layout::entities(EntityKind::User));
    let mut bytes = fs::read(&user).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&user, bytes).unwrap();
    assert!(names(&Snapshot::open(&path).unwrap_err(), &user));
}

#[test]
fn every_change_of_the_manifest_is_noticed() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let written = write_sample(&path, 2);
    let file = path.join(MANIFEST);
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&file, &flipped).unwrap();
        match Snapshot::open(&path) {
            // White space between the parts says nothing.
            Ok(snapshot) => assert_eq!(snapshot.manifest(), &written, "byte {at}"),
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains("manifest.json"), "{text}");
            }
        }
        if at % 50 == 0 {
            fs::write(&file, &whole[..at]).unwrap();
            assert!(Snapshot::open(&path).is_err());
        }
    }
    for garbage in ["", "{}", "null", "[1]", "\u{0}\u{0}", "enfilade snapshot"] {
        fs::write(&file, garbage).unwrap();
        assert!(Snapshot::open(&path).is_err());
    }
}

/// Whoever makes a manifest can make its checksum.
#[test]
fn a_manifest_that_counts_a_kind_twice_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let mut manifest = write_sample(&path, 2);
    manifest.entities.push(EntityEntry {
        kind: EntityKind::User,
        count: 1000,
        rest: false,
    });
    fs::write(path.join(MANIFEST), manifest.to_json().unwrap()).unwrap();
    let error = Snapshot::open(&path).unwrap_err().to_string();
    assert!(error.contains("a kind of entities twice"), "{error}");
}

#[test]
fn a_manifest_that_names_files_elsewhere_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let written = write_sample(&path, 2);
    fs::write(folder.path().join("secret"), "x").unwrap();
    for elsewhere in [
        "../../secret",
        "/etc/passwd",
        "entities/../../../secret",
        "",
    ] {
        let mut manifest = written.clone();
        manifest.files.push(FileEntry {
            path: elsewhere.to_owned(),
            ..manifest.files[0].clone()
        });
        fs::write(path.join(MANIFEST), manifest.to_json().unwrap()).unwrap();
        let error = Snapshot::open(&path).unwrap().verify().unwrap_err();
        assert!(
            error.to_string().contains("outside of the snapshot"),
            "{error}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    write_sample(&path, 2);
    let file = path
        .join(layout::generation_folder(1))
        .join("entities/user.arrow");
    fs::remove_file(&file).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&file).status();
    assert!(made.unwrap().success());
    let error = Snapshot::open(&path).unwrap_err();
    assert!(error.to_string().contains("it is no file"), "{error}");
}

#[test]
fn versions_of_other_programs_are_told_apart() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    write_sample(&path, 2);
    let file = path.join(MANIFEST);
    let text = fs::read_to_string(&file).unwrap();
    let newer = text.replace("\"version\": 1", "\"version\": 2");
    fs::write(&file, newer.replace("\"snapshot\"", "\"something else\"")).unwrap();
    let error = Snapshot::open(&path).unwrap_err();
    assert!(matches!(error, SnapshotError::Newer { found: 2, .. }));
    assert!(error.to_string().contains("update enfilade"));
    fs::write(&file, text.replace("\"version\": 1", "\"version\": 0")).unwrap();
    let error = Snapshot::open(&path).unwrap_err();
    assert!(matches!(error, SnapshotError::Damaged { .. }));
}

#[test]
fn nothing_but_a_snapshot_is_opened_or_replaced() {
    let folder = TempDir::new().unwrap();
    let (graph, report) = sample(2);
    let write = |path: &Path| Snapshot::write(path, &graph, &ImportSummary::default(), &report);
    let missing = folder.path().join("missing");
    assert!(matches!(
        Snapshot::open(&missing),
        Err(SnapshotError::NotASnapshot { .. })
    ));

    let documents = folder.path().join("documents");
    fs::create_dir(&documents).unwrap();
    for (name, content) in [("letter.txt", "dear"), (MANIFEST, r#"{"name":"my app"}"#)] {
        let file = documents.join(name);
        fs::write(&file, content).unwrap();
        assert!(!Snapshot::is_snapshot(&documents));
        assert!(Snapshot::open(&documents).is_err());
        assert!(matches!(
            write(&documents),
            Err(SnapshotError::Occupied { .. })
        ));
        assert_eq!(files_of(&documents), [file.as_path()]);
        assert!(matches!(write(&file), Err(SnapshotError::Occupied { .. })));
        assert!(Snapshot::open(&file).is_err());
        fs::remove_file(&file).unwrap();
    }
    write(&documents).unwrap();
    assert!(Snapshot::is_snapshot(&documents));
}

#[test]
fn a_broken_manifest_is_mended_by_a_new_import() {
    let (graph, report) = sample(2);
    let write = |path: &Path| Snapshot::write(path, &graph, &ImportSummary::default(), &report);
    for broken in ["", "{\"form", "\u{0}\u{0}\u{0}"] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("s.enf");
        write_sample(&path, 3);
        fs::write(path.join(MANIFEST), broken).unwrap();
        assert!(Snapshot::open(&path).is_err());
        write(&path).unwrap();
        assert_eq!(users(&path), Ok(2), "{broken:?}");
        // Without a generation beside it, nothing says that the file was ours.
        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join(MANIFEST), broken).unwrap();
        assert!(matches!(write(&other), Err(SnapshotError::Occupied { .. })));
        // A whole manifest of something else is left alone, whatever lies beside it.
        fs::write(path.join(MANIFEST), "{}").unwrap();
        assert!(matches!(write(&path), Err(SnapshotError::Occupied { .. })));
    }
}

#[test]
fn a_new_import_replaces_the_generation() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    write_sample(&path, 2);
    let before = Snapshot::open(&path).unwrap();
    assert_eq!(write_sample(&path, 3).generation, 2);
    assert_eq!(users(&path), Ok(3));
    assert!(!path.join(layout::generation_folder(1)).exists());
    // Who opened the old one before still reads it, the part not looked at so far excepted.
    let graph = before.graph();
    assert_eq!(graph.entities(EntityKind::User).len(), 2);
    assert_eq!(graph.name(graph.id_at(EntityKind::User, 1)), "Ümit");
}

#[test]
fn a_kill_at_any_step_leaves_the_old_snapshot_or_the_new_one() {
    let (graph, report) = sample(3);
    let killed = || SnapshotError::Busy {
        path: PathBuf::new(),
    };
    for existing in [false, true] {
        for stop in 1.. {
            let folder = TempDir::new().unwrap();
            let path = folder.path().join("s.enf");
            if existing {
                write_sample(&path, 2);
            }
            let passed = AtomicUsize::new(0);
            let last = Mutex::new(Step::Folder);
            let checkpoint = |step| {
                *last.lock().unwrap() = step;
                if passed.fetch_add(1, Ordering::Relaxed) + 1 == stop {
                    return Err(killed());
                }
                Ok(())
            };
            let summary = ImportSummary::default();
            let result = write::write(
                &Snapshot::writer(&path).unwrap(),
                &graph,
                &summary,
                &report,
                &checkpoint,
            );
            let last = *last.lock().unwrap();
            let current = matches!(last, Step::Current | Step::Swept);
            match (current, existing) {
                (true, _) => assert_eq!(users(&path), Ok(3)),
                (false, true) => assert_eq!(users(&path), Ok(2)),
                (false, false) => assert!(matches!(
                    users(&path),
                    Err(SnapshotError::NotASnapshot { .. })
                )),
            }
            // The next import clears up.
            write_sample(&path, 4);
            assert_eq!(users(&path), Ok(4));
            let generations = fs::read_dir(&path).unwrap().flatten().filter(|entry| {
                layout::generation_number(&entry.file_name().to_string_lossy()).is_some()
            });
            assert_eq!(generations.count(), 1);
            if result.is_ok() {
                assert!(stop > 15, "only {stop} steps");
                break;
            }
        }
    }
}

#[test]
fn two_imports_into_one_folder_do_not_mix() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.enf");
    let (graph, report) = sample(2);
    let second = Mutex::new(None);
    let checkpoint = |step| {
        if step == Step::Files {
            let summary = ImportSummary::default();
            let result = Snapshot::write(&path, &graph, &summary, &report);
            *second.lock().unwrap() = Some(result);
        }
        Ok(())
    };
    let summary = ImportSummary::default();
    write::write(
        &Snapshot::writer(&path).unwrap(),
        &graph,
        &summary,
        &report,
        &checkpoint,
    )
    .unwrap();
    let second = second.into_inner().unwrap();
    assert!(matches!(second, Some(Err(SnapshotError::Busy { .. }))));
    assert_eq!(users(&path), Ok(2));
}
