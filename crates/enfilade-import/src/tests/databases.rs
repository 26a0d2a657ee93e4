//! ROADrecon's databases, made from the texts in `tests/imports/roadrecon/`.

use super::golden::compare;
use super::support::{
    Outcome, describe, folder_of, gzip, import, import_bytes, import_within, refusal, sample_of,
    zip,
};
use crate::decode::sqlite;
use crate::{Format, Limits, NoProgress, Options, read};
use enfilade_model::{Record, RecordSink};
use proptest::prelude::*;
use rusqlite::Connection;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const SAMPLES: [&str; 3] = ["aad-graph.sql", "ms-graph.sql", "ms-graph-branch.sql"];
const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const GROUP: &str = "a0000000-0000-4000-8000-000000000010";

/// The statements of a sample.
fn sample(name: &str) -> String {
    fs::read_to_string(sample_of("roadrecon", name)).unwrap()
}

/// A database that these statements make, in a folder of its own.
fn database(statements: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roadrecon.db");
    let connection = Connection::open(&path).unwrap();
    // One transaction is one write to the disk.
    let statements = format!("BEGIN; {statements}; COMMIT");
    connection.execute_batch(&statements).unwrap();
    connection.close().unwrap();
    (folder, path)
}

fn import_database(statements: &str) -> Outcome {
    import(&database(statements).1.clone(), &Options::default()).unwrap()
}

/// The bytes of the database that these statements make.
fn bytes_of(statements: &str) -> Vec<u8> {
    let (_folder, path) = database(statements);
    fs::read(path).unwrap()
}

/// A database with these users; the other tables that tell a database of ROADrecon are empty.
fn with_users(users: &str) -> String {
    format!(
        "CREATE TABLE Users (objectId TEXT NOT NULL, displayName TEXT, PRIMARY KEY (objectId));
         CREATE TABLE lnk_group_member_user (\"Group\" TEXT, \"User\" TEXT);
         {users}"
    )
}

#[test]
fn each_schema_gives_the_facts_that_the_golden_text_says() {
    let texts: Vec<String> = SAMPLES
        .iter()
        .map(|name| {
            let (_folder, path) = database(&sample(name));
            describe(name, &path)
        })
        .collect();
    compare(
        &sample_of("roadrecon", "roadrecon.expected.txt"),
        &texts.join("\n"),
    );
}

#[test]
fn what_is_secret_is_never_read() {
    for name in SAMPLES {
        let outcome = import_database(&sample(name));
        assert!(!outcome.lines.iter().any(|line| line.contains("never-read")));
        assert!(outcome.lines.len() > 5);
    }
}

#[test]
fn a_database_is_read_where_it_lies_and_stays_as_it_is() {
    let (folder, path) = database(&sample("aad-graph.sql"));
    let before = fs::read(&path).unwrap();
    let outcome = import(&path, &Options::default()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let source = &outcome.summary.sources[0];
    let hash = blake3::hash(&before).to_hex().to_string();
    assert_eq!(source.blake3.as_deref(), Some(hash.as_str()));
    assert_eq!(
        (&*source.format, source.bytes),
        ("roadrecon", before.len() as u64)
    );
}

#[test]
fn a_name_with_odd_characters_is_a_name() {
    let (folder, path) = database(&sample("ms-graph-branch.sql"));
    let odd = folder.path().join("tenant #1?mode=rwc&x=50% ü.db");
    fs::rename(path, &odd).unwrap();
    assert!(!import(&odd, &Options::default()).unwrap().lines.is_empty());
}

#[test]
fn packed_databases_give_the_same_facts() {
    let bytes = bytes_of(&sample("aad-graph.sql"));
    let plain = import_bytes(&bytes).unwrap().lines;
    assert_eq!(plain, import_database(&sample("aad-graph.sql")).lines);
    let archive = zip(&[("tenant/roadrecon.db", &bytes), ("notes.txt", b"no export")]);
    for packed in [gzip(&bytes), archive.clone(), gzip(&archive)] {
        let outcome = import_bytes(&packed).unwrap();
        assert_eq!(outcome.lines, plain);
        assert!(outcome.summary.sources[0].blake3.is_some());
    }
}

/// The places of edges, each with the ids of its ends.
#[derive(Default)]
struct Places(Vec<(u64, String, String)>);

impl RecordSink for Places {
    fn push(&mut self, record: Record<'_>) {
        if let Record::Edge(edge) = record {
            let id = |object: &enfilade_model::ObjectRef<'_>| match object.id {
                enfilade_model::RefId::Object(key) | enfilade_model::RefId::Client(key) => {
                    key.to_string()
                }
            };
            let ends = (id(&edge.from), id(&edge.to));
            self.0.push((edge.provenance.offset, ends.0, ends.1));
        }
    }
}

#[test]
fn a_fact_stands_at_the_byte_where_its_row_begins() {
    let (_folder, path) = database(&with_users(&format!(
        "INSERT INTO lnk_group_member_user VALUES ('{GROUP}', '{ANNA}'), ('{GROUP}', 'a0000000-0000-4000-8000-000000000002')"
    )));
    let bytes = fs::read(&path).unwrap();
    let mut places = Places::default();
    read(&[path], &Options::default(), &NoProgress, &mut places).unwrap();
    assert_eq!(places.0.len(), 2);
    for (offset, from, to) in places.0 {
        let row = String::from_utf8_lossy(&bytes[offset as usize..]).into_owned();
        let at = |text: &str| row.find(text).unwrap();
        assert!(
            at(&to) < 8 && at(&from) == at(&to) + 36,
            "{offset}: {row:.80}"
        );
    }
}

#[test]
fn a_view_is_no_table() {
    let masked = "CREATE TABLE secrets (objectId TEXT);
        CREATE VIEW Users AS SELECT objectId FROM secrets;
        CREATE TABLE lnk_group_member_user (\"Group\" TEXT, \"User\" TEXT);";
    let error = refusal(&bytes_of(masked));
    assert!(
        error.contains("its `Users` is no table but a view"),
        "{error}"
    );
    let one = format!(
        "{} CREATE VIEW Groups AS SELECT objectId FROM Users;
         CREATE VIRTUAL TABLE Devices USING fts5(objectId);",
        with_users("")
    );
    let outcome = import_database(&one);
    assert_eq!(outcome.codes(), ["no-table"]);
    assert_eq!(outcome.example("no-table"), "`Groups` is a view");
    assert_eq!(outcome.summary.warnings[0].count, 2);
}

#[test]
fn a_column_that_is_computed_is_not_read() {
    let statements = "CREATE TABLE Users (objectId TEXT PRIMARY KEY, other TEXT,
            displayName TEXT GENERATED ALWAYS AS (other || ' computed'));
        CREATE TABLE lnk_group_member_user (\"Group\" TEXT, \"User\" TEXT);
        INSERT INTO Users (objectId, other) VALUES ('a0000000-0000-4000-8000-000000000001', 'x')";
    let outcome = import_database(statements);
    assert_eq!(outcome.lines, [format!("user {ANNA}")]);
}

#[test]
fn a_database_of_something_else_is_refused_in_words() {
    for (statements, says) in [
        (
            "CREATE TABLE moz_places (id INTEGER)",
            "something else than ROADrecon",
        ),
        (
            "CREATE TABLE Users (id TEXT)",
            "something else than ROADrecon",
        ),
        (
            "CREATE TABLE Users (name TEXT); CREATE TABLE lnk_group_member_user (a TEXT)",
            "its `Users` have no id",
        ),
    ] {
        let error = refusal(&bytes_of(statements));
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn what_only_begins_as_a_database_is_damage_and_the_rest_is_read() {
    let good = bytes_of(&sample("aad-graph.sql"));
    let page = fs::read(sample_of("graph", "users.json")).unwrap();
    let garbage: Vec<u8> = sqlite::MAGIC
        .iter()
        .copied()
        .chain((0..8192_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8))
        .collect();
    for bad in [&garbage[..], &garbage[..16], &good[..900], &good[..5000]] {
        let folder = folder_of(&[("a.db", bad), ("users.json", &page)]);
        let outcome = import(folder.path(), &Options::default()).unwrap();
        assert_eq!(
            outcome.codes()[0],
            "damaged-database",
            "{:?}",
            outcome.codes()
        );
        assert!(outcome.summary.records["users"] > 0);
        let alone = import_bytes(bad);
        let is_told = match &alone {
            Ok(outcome) => outcome.codes().contains(&"damaged-database"),
            Err(error) => error
                .to_string()
                .contains("begins as a SQLite database does"),
        };
        assert!(is_told);
    }
    let encrypted: Vec<u8> = garbage[16..].to_vec();
    assert!(refusal(&encrypted).contains("no export that Enfilade reads"));
}

#[test]
fn wherever_a_database_is_cut_or_changed_reading_comes_to_its_end() {
    let good = bytes_of(&sample("ms-graph.sql"));
    let whole = import_bytes(&good).unwrap();
    assert_eq!(whole.codes(), ["through-group"]);
    for cut in (1..good.len()).step_by(9001) {
        if let Ok(outcome) = import_bytes(&good[..cut]) {
            assert_eq!(outcome.codes()[0], "damaged-database", "cut at {cut}");
        }
        let mut changed = good.clone();
        changed[cut..]
            .iter_mut()
            .take(64)
            .for_each(|byte| *byte ^= 0xa5);
        let _ = import_bytes(&changed);
    }
}

#[test]
fn pages_that_lead_in_a_circle_come_to_an_end() {
    let users: Vec<String> = (0..2000)
        .map(|number| format!("('a0000000-0000-4000-8000-{number:012}', 'User {number}')"))
        .collect();
    let (_folder, path) = database(&with_users(&format!(
        "INSERT INTO Users VALUES {}",
        users.join(", ")
    )));
    let connection = Connection::open(&path).unwrap();
    let number = |sql: &str| -> usize {
        let number: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        number.try_into().unwrap()
    };
    let root = number("SELECT rootpage FROM sqlite_schema WHERE name = 'Users'");
    let size = number("PRAGMA page_size");
    let mut bytes = fs::read(&path).unwrap();
    let page = &mut bytes[(root - 1) * size..root * size];
    assert_eq!(page[0], 5, "an inner page of a table");
    let cells = usize::from(u16::from_be_bytes([page[3], page[4]]));
    assert!(cells > 10);
    let cell = |page: &[u8], number: usize| {
        usize::from(u16::from_be_bytes([
            page[12 + 2 * number],
            page[13 + 2 * number],
        ]))
    };
    let first: [u8; 4] = page[cell(page, 0)..][..4].try_into().unwrap();
    for number in 0..cells {
        let at = cell(page, number);
        page[at..at + 4].copy_from_slice(&first);
    }
    let outcome = import_bytes(&bytes).unwrap();
    assert_eq!(outcome.codes(), ["damaged-database"]);
    let users = outcome.lines.len();
    assert!(users > 10 && users < 2000, "{users}");
}

#[test]
fn a_row_that_is_too_long_is_left_out_and_those_after_it_are_read() {
    let long = "x".repeat(5000);
    let statements = with_users(&format!(
        "INSERT INTO Users VALUES ('{ANNA}', 'Anna'), ('{GROUP}', '{long}'),
            ('a0000000-0000-4000-8000-000000000002', 'Boris')"
    ));
    let limits = Limits {
        record_bytes: 4000,
        ..Limits::default()
    };
    let outcome = import_within(&bytes_of(&statements), limits).unwrap();
    assert_eq!(outcome.lines.len(), 2, "{:?}", outcome.lines);
    assert_eq!(outcome.codes(), ["record-too-long"]);
    assert_eq!(outcome.example("record-too-long"), "a row of `Users`");
}

#[test]
fn a_database_that_a_program_has_open_is_said_to_lack_what_it_wrote_last() {
    let (folder, path) = database(&sample("ms-graph-branch.sql"));
    fs::write(folder.path().join("roadrecon.db-wal"), b"frames").unwrap();
    let outcome = import(&path, &Options::default()).unwrap();
    assert_eq!(outcome.codes()[0], "open-database");
    let inside = import(folder.path(), &Options::default()).unwrap();
    assert_eq!(inside.lines, outcome.lines);
}

#[test]
fn values_of_the_wrong_type_are_counted_and_the_row_is_kept() {
    let statements = "CREATE TABLE Users (objectId TEXT, displayName TEXT, accountEnabled BOOLEAN,
            assignedLicenses TEXT, createdDateTime DATETIME, employeeId TEXT);
        CREATE TABLE lnk_group_member_user (\"Group\" TEXT, \"User\" TEXT);
        INSERT INTO Users VALUES ('a0000000-0000-4000-8000-000000000001', CAST(x'416e6e61ff' AS TEXT),
            'maybe', '[{\"skuId\":', x'00', 7);
        INSERT INTO Users VALUES (NULL, 'Nobody', 1, '[]', 'soon', NULL);
        INSERT INTO lnk_group_member_user VALUES ('', 'a0000000-0000-4000-8000-000000000001');";
    let outcome = import_database(statements);
    assert_eq!(
        outcome.lines,
        [format!("user {ANNA} \"Anna\u{fffd}\" employeeId=\"7\"")]
    );
    assert_eq!(
        outcome.codes(),
        ["bad-text", "bad-time", "no-id", "wrong-type"]
    );
}

#[test]
fn a_format_that_is_named_is_the_format() {
    let named = |format| Options {
        format: Some(format),
        ..Options::default()
    };
    let (_folder, path) = database(&sample("ms-graph-branch.sql"));
    assert!(import(&path, &named(Format::RoadRecon)).is_ok());
    assert!(import(&path, &named(Format::Graph)).is_ok_and(|outcome| outcome.lines.is_empty()));
    let error = import(&sample_of("graph", "users.json"), &named(Format::RoadRecon));
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("it is no SQLite database")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_rows_changes_nothing(
        order in Just(inserts("aad-graph.sql")).prop_shuffle(),
    ) {
        let text = sample("aad-graph.sql");
        let tables = &text[..text.find("INSERT").unwrap()];
        let shuffled = import_database(&format!("{tables}{}", order.join("")));
        let straight = import_database(&text);
        let ledger = straight.summary.completeness.clone();
        prop_assert_eq!(&shuffled.summary.completeness, &ledger);
        prop_assert_eq!(&shuffled.summary.records, &straight.summary.records);
        prop_assert_eq!(shuffled.sorted(), straight.sorted());
    }
}

/// The statements of a sample that insert rows.
fn inserts(name: &str) -> Vec<String> {
    let text = sample(name);
    let rows = &text[text.find("INSERT").unwrap()..];
    let inserts: Vec<String> = rows
        .split_inclusive(";\n")
        .filter(|statement| !statement.trim().is_empty())
        .map(str::to_owned)
        .collect();
    assert!(inserts.len() > 30);
    inserts
}
