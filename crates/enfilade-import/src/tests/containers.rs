//! One set of records in every form, encoding and wrapping gives the same facts.

use super::support::{
    Outcome, encodings, file_form, folder_of, gzip, import, import_bytes, import_records,
    one_of_each_kind, zip,
};
use crate::{Format, ImportError, NoProgress, Options, Progress, read};
use std::path::Path;
use std::sync::Mutex;

/// The records in every form in which they may lie in a text.
fn forms(records: &[String]) -> Vec<(&'static str, String)> {
    let file = file_form(records);
    let one_line = format!(
        "{{\"data\":[{}],\"meta\":{{\"type\":\"azure\",\"version\":5,\"count\":{}}}}}",
        records.join(","),
        records.len()
    );
    let values: Vec<serde_json::Value> = records
        .iter()
        .map(|record| serde_json::from_str(record).unwrap())
        .collect();
    // `serde_json::Value` sorts keys, so this form also has `data` before `kind`.
    let pretty = serde_json::to_string_pretty(&serde_json::json!({
        "data": values, "meta": {"type": "azure", "version": 5, "count": records.len()}
    }))
    .unwrap();
    vec![
        ("file, Windows line ends", file.replace('\n', "\r\n")),
        (
            "meta first",
            format!(
                "{{\"meta\":{{\"type\":\"azure\",\"count\":{}}},\n\"data\":[\n{}]}}",
                records.len(),
                records.join(",\n")
            ),
        ),
        ("lines", records.join("\n")),
        ("lines and a last line feed", records.join("\n") + "\n"),
        ("one line", one_line),
        ("pretty", pretty),
        ("list", format!("[{}]", records.join(",\n"))),
        ("two files after each other", {
            let (first, second) = records.split_at(records.len() / 2);
            file_form(first) + &file_form(second)
        }),
        ("file", file),
    ]
}

fn wrappings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("gzip", gzip(bytes)),
        ("zip", zip(&[("export.json", bytes)])),
        ("gzip in zip", zip(&[("export.json.gz", &gzip(bytes))])),
        (
            "zip in zip",
            zip(&[("inner.zip", &zip(&[("../../x.json", bytes)]))]),
        ),
        ("zip in gzip", gzip(&zip(&[("x", bytes)]))),
        ("plain", bytes.to_vec()),
    ]
}

/// Records with characters that take two, three and four bytes, and escapes.
fn records() -> Vec<String> {
    let mut records = one_of_each_kind();
    records.push(r#"{"kind":"AZGroup","data":{"id":"A0000000-0000-4000-8000-0000000000AA","displayName":"Größe 日本 🎉 \"A\\B\" \u003c\u00e9","description":"line\nfeed"}}"#.to_owned());
    records
}

#[test]
fn forms_encodings_and_wrappings_change_nothing() {
    let records = records();
    let expected = import_records(&records).sorted();
    assert!(expected.iter().any(|line| line.contains("🎉")));
    for (form, text) in forms(&records) {
        for (encoding, bytes) in encodings(&text) {
            let wrapped = if form == "file" {
                wrappings(&bytes)
            } else {
                vec![("plain", bytes)]
            };
            for (wrapping, bytes) in wrapped {
                let what = format!("{form}, {encoding}, {wrapping}");
                let outcome = import_bytes(&bytes).unwrap_or_else(|e| panic!("{what}: {e}"));
                assert!(
                    outcome.codes().is_empty(),
                    "{what}: {:?}",
                    outcome.summary.warnings
                );
                let mut lines = outcome.sorted();
                if form == "pretty" {
                    // The JSON that is kept differs by its white space alone.
                    lines
                        .iter_mut()
                        .for_each(|line| line.retain(|c| !c.is_whitespace()));
                    lines.sort();
                    let mut tight = expected.clone();
                    tight
                        .iter_mut()
                        .for_each(|line| line.retain(|c| !c.is_whitespace()));
                    let ends = |line: &String| line.split("rest=").next().unwrap().to_owned();
                    let sorted = |lines: Vec<String>| {
                        let mut ends: Vec<String> =
                            lines.iter().map(ends).map(sort_words).collect();
                        ends.sort();
                        ends
                    };
                    assert_eq!(sorted(lines), sorted(tight), "{what}");
                } else {
                    assert_eq!(lines, expected, "{what}");
                }
            }
        }
    }
}

/// The characters of a line in order: equal for lines whose attributes are in another order.
fn sort_words(line: String) -> String {
    let mut chars: Vec<char> = line.chars().collect();
    chars.sort_unstable();
    chars.into_iter().collect()
}

#[test]
fn places_count_bytes_of_the_unpacked_source() {
    let record = r#"{"kind":"AZMystery","data":{"id":"x"}}"#;
    let text = format!("{{\"kind\":\"AZDeviceOwner\",\"data\":{{}},\"ö🎉\":1}}\n{record}");
    let place = |bytes: &[u8]| {
        let outcome = import_bytes(bytes).unwrap();
        assert_eq!(outcome.codes(), ["unknown-kind"]);
        outcome.summary.warnings[0].provenance.unwrap().offset
    };
    let start = text.find(record).unwrap() as u64;
    let units = text[..start as usize].encode_utf16().count() as u64;
    for (encoding, bytes) in encodings(&text) {
        let expected = match encoding {
            "UTF-8" => start,
            "UTF-8 with mark" => start + 3,
            "UTF-16LE" | "UTF-16BE" => 2 * units,
            _ => 2 * units + 2,
        };
        assert_eq!(place(&bytes), expected, "{encoding}");
        assert_eq!(place(&gzip(&bytes)), expected, "{encoding}, packed");
    }
}

fn import_folder(folder: &Path) -> Result<Outcome, ImportError> {
    import(folder, &Options::default())
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let records = records();
    let (a, b) = records.split_at(10);
    let folder = folder_of(&[
        ("b/deep/users.json", file_form(b).as_bytes()),
        (
            "a.zip",
            &zip(&[
                ("part.json", file_form(a).as_bytes()),
                ("note.txt", b"hello there"),
            ]),
        ),
        (".hidden.json", b"{"),
        ("README.md", b"# what this is"),
    ]);
    let outcome = import_folder(folder.path()).unwrap();
    let names: Vec<&str> = outcome
        .summary
        .sources
        .iter()
        .map(|s| s.path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["a.zip!part.json", "users.json"]);
    assert_eq!(outcome.codes(), ["passed-over"]);
    assert_eq!(outcome.summary.warnings[0].count, 2);
    assert!(
        outcome
            .summary
            .sources
            .iter()
            .all(|s| s.blake3.as_ref().unwrap().len() == 64)
    );
    assert!(
        outcome
            .summary
            .sources
            .iter()
            .all(|s| s.collected_at > 1_600_000_000_000_000)
    );
    assert_eq!(outcome.sorted(), import_records(&records).sorted());
}

#[cfg(unix)]
#[test]
fn links_in_folders_are_not_followed() {
    let outside = folder_of(&[("secret.json", file_form(&records()).as_bytes())]);
    let folder = folder_of(&[("note.txt", b"text")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("circle")).unwrap();
    std::os::unix::fs::symlink(
        outside.path().join("secret.json"),
        folder.path().join("x.json"),
    )
    .unwrap();
    let error = import_folder(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("holds no export that Enfilade reads") && error.contains("1 files"),
        "{error}"
    );
    // A link that the user names is followed.
    assert!(import_folder(&folder.path().join("x.json")).is_ok());
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = folder_of(&[("x.json", file_form(&records()).as_bytes())]);
    let paths = [folder.path().join("x.json"), folder.path().to_owned()];
    let mut lines = super::support::Lines::default();
    let summary = read(&paths, &Options::default(), &NoProgress, &mut lines);
    // The folder then holds nothing new, which is no error.
    let summary = summary.unwrap();
    assert_eq!(summary.sources.len(), 1);
    assert_eq!(summary.warnings[0].code, "named-twice");
}

#[test]
fn hashes_are_those_of_the_files_and_of_the_members() {
    let text = file_form(&records());
    let packed = gzip(text.as_bytes());
    let hash = |bytes: &[u8]| {
        let outcome = import_bytes(bytes).unwrap();
        outcome.summary.sources[0].blake3.clone().unwrap()
    };
    let plain = blake3::hash(text.as_bytes()).to_hex().to_string();
    assert_eq!(hash(text.as_bytes()), plain);
    assert_eq!(hash(&packed), blake3::hash(&packed).to_hex().to_string());
    assert_eq!(hash(&zip(&[("x", text.as_bytes())])), plain);
}

/// Remembers what it was told.
#[derive(Default)]
struct Watcher {
    total: Mutex<u64>,
    done: Mutex<u64>,
    calls: Mutex<u32>,
    stop_after: Option<u32>,
}

impl Progress for Watcher {
    fn total(&self, bytes: u64) {
        *self.total.lock().unwrap() += bytes;
    }
    fn advance(&self, bytes: u64) {
        *self.done.lock().unwrap() += bytes;
    }
    fn is_cancelled(&self) -> bool {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        self.stop_after.is_some_and(|most| *calls > most)
    }
}

#[test]
fn progress_adds_up_and_cancelling_stops() {
    let records: Vec<String> = std::iter::repeat_n(one_of_each_kind(), 60)
        .flatten()
        .collect();
    let text = file_form(&records);
    assert!(text.len() > 2 << 20);
    for bytes in [
        text.as_bytes().to_vec(),
        gzip(text.as_bytes()),
        zip(&[("x", text.as_bytes())]),
    ] {
        let folder = folder_of(&[("x.json", &bytes)]);
        let path = [folder.path().join("x.json")];
        let mut lines = super::support::Lines::default();
        let watcher = Watcher::default();
        read(&path, &Options::default(), &watcher, &mut lines).unwrap();
        assert_eq!(*watcher.total.lock().unwrap(), bytes.len() as u64);
        assert_eq!(*watcher.done.lock().unwrap(), bytes.len() as u64);
        assert!(*watcher.calls.lock().unwrap() >= 3);
        let watcher = Watcher {
            stop_after: Some(2),
            ..Watcher::default()
        };
        let stopped = read(&path, &Options::default(), &watcher, &mut lines);
        assert!(matches!(stopped, Err(ImportError::Cancelled)));
    }
}

#[test]
fn the_format_has_a_name() {
    assert_eq!("AzureHound".parse(), Ok(Format::AzureHound));
    assert_eq!(Format::AzureHound.to_string(), "azurehound");
    let error = "xml".parse::<Format>().unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("unknown format `xml`: use `azurehound` or "));
}

#[test]
fn no_path_is_an_error_that_says_what_to_name() {
    let mut lines = super::support::Lines::default();
    let error = read(&[], &Options::default(), &NoProgress, &mut lines).unwrap_err();
    assert!(error.to_string().contains("name an export file"));
    let missing = import(Path::new("/nonexistent/x.json"), &Options::default()).unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("cannot read `/nonexistent/x.json`")
    );
}
