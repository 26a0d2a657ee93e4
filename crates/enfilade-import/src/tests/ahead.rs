//! Files read ahead by other threads: an import says the same, to the byte, with any number of them.

use super::support::{ANNA, BORIS, boris, folder_of, gzip, sample, sample_of, zip};
use crate::{ImportError, NoProgress, Options, Progress, read};
use enfilade_model::{EdgeList, ImportSummary, ListRecord, Record, RecordSink};
use rayon::ThreadPoolBuilder;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// All that is handed on, in its order: facts, and lists by themselves.
#[derive(Debug, Default, Eq, PartialEq)]
struct Told(Vec<String>, Vec<String>);

impl RecordSink for Told {
    fn push(&mut self, record: Record<'_>) {
        self.0.push(format!("{record:?}"));
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        self.0.push(format!("{edges:?}"));
    }

    fn list(&mut self, list: ListRecord<'_>) {
        self.1.push(format!("{list:?}"));
    }
}

/// Counts the bytes that are done, and cancels after as many.
struct Until(AtomicU64, u64);

impl Progress for Until {
    fn advance(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) > self.1
    }
}

type Said = Result<(Told, ImportSummary), String>;

/// What an import says that has this many threads, and how many bytes were done.
fn with_threads(threads: usize, paths: &[PathBuf], most: u64) -> (Said, u64) {
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| {
        let mut told = Told::default();
        let options = Options {
            several_tenants: true,
            ..Options::default()
        };
        let until = Until(AtomicU64::new(0), most);
        let said = match read(paths, &options, &until, &mut told) {
            Ok(summary) => Ok((told, summary)),
            Err(error) => Err(error.to_string()),
        };
        (said, until.0.load(Ordering::Relaxed))
    })
}

/// What an import says, be it with one thread or with several.
fn said(paths: &[PathBuf]) -> Said {
    let (one, done) = with_threads(1, paths, u64::MAX);
    for threads in [2, 3, 8] {
        let (several, done_by_several) = with_threads(threads, paths, u64::MAX);
        assert!(one == several, "{threads} threads say something else");
        if one.is_ok() {
            assert_eq!(done, done_by_several, "bytes done with {threads} threads");
        }
    }
    one
}

/// A page of so many users.
fn page(users: usize) -> String {
    let mut page =
        "{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#users\",\"value\":["
            .to_owned();
    for number in 0..users {
        let comma = if number == 0 { "" } else { "," };
        write!(
            page,
            "{comma}{{\"id\":\"b0000000-0000-4000-8000-{number:012}\",\"userPrincipalName\":\"u{number}@x\",\"displayName\":\"User {number}\",\"accountEnabled\":true}}"
        )
        .unwrap();
    }
    page + "]}"
}

/// Assignments of Azure roles below a subscription: the same in each file that has them.
fn assignments() -> String {
    let one = |number: usize, principal: &str| {
        let scope = format!(
            "/subscriptions/a0000000-0000-4000-8000-0000000000ff/resourceGroups/g{}",
            number % 7
        );
        format!(
            "{{\"id\":\"{scope}/providers/Microsoft.Authorization/roleAssignments/c0000000-0000-4000-8000-{number:012}\",\"type\":\"Microsoft.Authorization/roleAssignments\",\"properties\":{{\"scope\":\"{scope}\",\"principalId\":\"{principal}\",\"principalType\":\"User\",\"roleDefinitionId\":\"/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7\"}}}}"
        )
    };
    let all: Vec<String> = (0..900)
        .map(|number| one(number % 300, if number % 2 == 0 { ANNA } else { BORIS }))
        .collect();
    format!("{{\"value\":[{}]}}", all.join(","))
}

/// A folder of files that all say the same.
fn copies(files: usize, text: &str) -> TempDir {
    let names: Vec<String> = (0..files).map(|number| format!("{number}.json")).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (&**name, text.as_bytes()))
        .collect();
    folder_of(&files)
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
}

#[test]
fn exports_of_every_format_say_the_same_with_any_number_of_threads() {
    let (page, assignments) = (page(20_000), assignments());
    let members = (0..9000).map(|n| format!("member,b0000000-0000-4000-8000-{n:012},{BORIS}\n"));
    let edges = format!("kind,from,to\n{}", members.collect::<String>());
    let folder = folder_of(&[
        ("0/readme.txt", b"nothing"),
        ("1/users.json", page.as_bytes()),
        ("2/assignments.json", assignments.as_bytes()),
        ("3/again.json", assignments.as_bytes()),
        (
            "4/packed.zip",
            &zip(&[("u.json", page.as_bytes()), ("x", b"?")]),
        ),
        ("5/packed.json.gz", &gzip(assignments.as_bytes())),
        ("6/cut.json", &page.as_bytes()[..page.len() / 2]),
        ("6/edges.csv", edges.as_bytes()),
        ("7/azurehound.json", boris().as_bytes()),
        ("8/error.json", br#"{"error":{"code":"Forbidden"}}"#),
        (
            "9/users.json",
            page.to_uppercase()
                .replace("ODATA.CONTEXT", "odata.context")
                .as_bytes(),
        ),
    ]);
    for format in [
        "azurehound",
        "graph",
        "arm",
        "csv",
        "entraexporter",
        "opengraph",
        "plain",
    ] {
        let to = folder.path().join(format!("9/{format}"));
        fs::create_dir_all(&to).unwrap();
        copy(&sample_of(format, ""), &to);
    }
    let (told, summary) = said(&[folder.path().to_owned()]).unwrap();
    assert!(told.0.len() > 50_000, "{}", told.0.len());
    assert!(summary.sources.len() > 60, "{}", summary.sources.len());
    let codes: Vec<&str> = summary
        .warnings
        .iter()
        .map(|warning| &*warning.code)
        .collect();
    assert!(
        codes.contains(&"truncated") && codes.contains(&"passed-over"),
        "{codes:?}"
    );
}

#[test]
fn many_small_files_and_files_that_were_named_say_the_same() {
    let page = page(3000);
    let texts: Vec<(String, String)> = (0..300)
        .map(|number| {
            let id = format!("a0000000-0000-4000-8000-{number:012}");
            let members = format!(
                "{{\"value\":[{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}]}}"
            );
            (format!("groups/{id}/members.json"), members)
        })
        .chain([
            ("users.json".to_owned(), page.clone()),
            ("more.json".to_owned(), page.clone()),
            ("z.json".to_owned(), page),
        ])
        .collect();
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (&**name, text.as_bytes()))
        .collect();
    let folder = folder_of(&files);
    let (told, summary) = said(&[folder.path().to_owned()]).unwrap();
    assert_eq!(told.0.len(), 300 + 9000);
    assert_eq!(told.1.len(), 300);
    assert_eq!(summary.sources.len(), 303);
    let named: Vec<PathBuf> = ["z.json", "groups", "more.json", "users.json", "z.json"]
        .iter()
        .map(|name| folder.path().join(name))
        .chain(
            [sample("anna.json")]
                .into_iter()
                .filter(|path| path.exists()),
        )
        .collect();
    let (again, _) = said(&named).unwrap();
    assert_eq!(again.0.len(), told.0.len());
}

#[test]
fn of_several_errors_that_of_the_first_file_stands() {
    let page = page(9000);
    let folder = folder_of(&[
        ("a.json", page.as_bytes()),
        ("b.json", b"nothing"),
        ("c.json", page.as_bytes()),
        ("d.json", b"<html>"),
        ("e/none.txt", b"nothing"),
    ]);
    let path = |name| folder.path().join(name);
    let named: Vec<PathBuf> = ["a.json", "b.json", "c.json", "d.json"].map(path).to_vec();
    let error = said(&named).unwrap_err();
    assert!(error.contains("b.json"), "{error}");
    let error = said(&[path("a.json"), path("e"), path("c.json"), path("d.json")]).unwrap_err();
    assert!(
        error.contains("holds no export") && error.contains("1 files"),
        "{error}"
    );
}

#[test]
fn a_cancelled_import_ends_whatever_is_on_its_way() {
    let folder = copies(40, &page(9000));
    let paths = [folder.path().to_owned()];
    for most in [0, 1 << 20, 20 << 20] {
        let (said, _) = with_threads(3, &paths, most);
        assert_eq!(said.unwrap_err(), ImportError::Cancelled.to_string());
    }
}

/// A sink that has enough after some facts.
struct Panics(usize);

impl RecordSink for Panics {
    fn push(&mut self, _: Record<'_>) {
        self.0 = self.0.checked_sub(1).expect("enough");
    }
}

#[test]
fn a_sink_that_panics_leaves_nobody_waiting() {
    let folder = copies(12, &page(60_000));
    let paths = [folder.path().to_owned()];
    let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        pool.install(|| {
            read(
                &paths,
                &Options::default(),
                &NoProgress,
                &mut Panics(100_000),
            )
            .is_ok()
        })
    }));
    assert!(ended.is_err());
}
