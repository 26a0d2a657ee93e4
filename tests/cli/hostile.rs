//! Exports made to do harm, met through the command: what names may not do to a terminal or a
//! spreadsheet, whichever way they get there, and the limits that a user can raise.

use crate::export::{Folder, document, records};
use crate::{enfilade, text};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

/// What clears a screen, sets a title, turns text around, and begins a line of its own.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}";

fn run<A: AsRef<OsStr>>(arguments: &[A]) -> Output {
    enfilade().args(arguments).output().unwrap()
}

/// Checks that nothing on either stream would be obeyed by a terminal.
fn assert_harmless(output: &Output, what: &str) {
    for stream in [&output.stdout, &output.stderr] {
        let written = text(stream);
        let is_obeyed = |c: char| {
            c.is_control() && !matches!(c, '\n' | '\r' | '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!written.contains(is_obeyed), "{what}: {written:?}");
    }
}

/// An export of the few people, one of whom has a hostile name, app role, department and mail.
fn hostile_records() -> Vec<String> {
    let evil = serde_json::Value::from(EVIL).to_string();
    let evil = evil.trim_matches('"');
    let mut all: Vec<String> = records()
        .into_iter()
        .map(|record| {
            record
                .replace("Gina Guest", evil)
                .replace("Finance Portal", &format!("Finance {evil}"))
        })
        .collect();
    // Things that are odd are named in the summary.
    all.push(format!("{{\"kind\":\"AZ{evil}\",\"data\":{{}}}}"));
    all.push(format!("{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"{evil}\",\"displayName\":\"{evil}\",\"{evil}\":1}}}}"));
    all
}

#[test]
fn no_name_of_an_object_is_obeyed_on_any_way_out() {
    let folder = Folder::new();
    fs::write(folder.export(), document(&hostile_records())).unwrap();
    let export = folder.export().to_string_lossy().into_owned();
    let (snapshot, imported) = folder.import();
    assert_harmless(&imported, "import");
    let snapshot = snapshot.to_string_lossy().into_owned();
    let questions = [
        "guests reach apps",
        "why do guests reach finance apps",
        "guests | project guest, jobTitle",
    ];
    for question in questions {
        for format in ["table", "csv", "json", "ndjson"] {
            let output = run(&["query", &snapshot, question, "--format", format]);
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            assert_harmless(&output, &format!("{question} as {format}"));
        }
        assert_harmless(&run(&["explain", &snapshot, question]), question);
    }
    for arguments in [
        &["import", "--dry-run", &export][..],
        &["info", &snapshot],
        &["info", "--verify", &snapshot],
        // What is not understood is shown, and what was perhaps meant as well.
        &["query", &snapshot, &format!("guests in group '{EVIL}'")],
        &["query", &snapshot, &format!("{EVIL} reach apps")],
        &[
            "query",
            &snapshot,
            "guests reach Financ apps",
            "--strict-names",
        ],
        &["check", &snapshot],
        &["check", &snapshot, "--format", "sarif"],
        &["check", &snapshot, "--format", "junit"],
    ] {
        assert_harmless(&run(arguments), &arguments.join(" "));
    }
    let mut prompt = enfilade();
    prompt.arg(&snapshot);
    prompt.write_stdin(
        "guests reach apps\nwhy does any guest reach any app\n.info\nguests in group 'x'\n",
    );
    assert_harmless(&prompt.output().unwrap(), "the prompt");
}

/// `cat` shows a file as it is, and so does a pipe: nothing but the cell itself can protect.
#[test]
fn no_csv_is_obeyed_when_it_is_shown_later() {
    let folder = Folder::new();
    fs::write(folder.export(), document(&hostile_records())).unwrap();
    let other = folder.path("users.json");
    let guest = "{\"id\":\"20000000-0000-0000-0000-000000000002\",\"userPrincipalName\":\"g@tiny.example\",\"userType\":\"Member\"}";
    let context = "https://graph.microsoft.com/v1.0/$metadata#users";
    let users = format!("{{\"@odata.context\":\"{context}\",\"value\":[{guest}]}}");
    fs::write(&other, users).unwrap();
    let snapshot = folder.path("x.enf");
    let mut import = enfilade();
    import.arg("import").arg(folder.export()).arg(&other);
    let imported = import.arg("-o").arg(&snapshot).output().unwrap();
    assert_eq!(
        imported.status.code(),
        Some(0),
        "{}",
        text(&imported.stderr)
    );
    let snapshot = snapshot.to_string_lossy().into_owned();
    for arguments in [
        &["query", &snapshot, "guests reach apps"][..],
        &["info", &snapshot, "--disagreements"],
        &["report", &snapshot, "external-access"],
    ] {
        let csv = folder.path("answer.csv");
        let shown = run(&[arguments, &["--format", "csv"]].concat());
        let csv_argument = csv.to_string_lossy().into_owned();
        run(&[arguments, &["-o", &csv_argument]].concat());
        let written = fs::read(&csv).unwrap();
        assert!(text(&written).contains("␛[2J"), "{arguments:?}");
        assert_harmless(&shown, &format!("{arguments:?} through a pipe"));
        let file = Output {
            stdout: written,
            ..shown
        };
        assert_harmless(&file, &format!("{arguments:?} in a file"));
    }
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_is_obeyed() {
    let folder = Folder::new();
    let good = folder.path(&format!("{EVIL}.json"));
    fs::write(&good, document(&records())).unwrap();
    let bad = folder.path(&format!("{EVIL}.txt"));
    fs::write(&bad, "no export").unwrap();
    let snapshot = folder.path("x.enf");
    for arguments in [
        vec![
            OsStr::new("import"),
            good.as_os_str(),
            OsStr::new("-o"),
            snapshot.as_os_str(),
        ],
        vec![
            OsStr::new("import"),
            OsStr::new("--dry-run"),
            good.as_os_str(),
        ],
        vec![
            OsStr::new("import"),
            OsStr::new("--dry-run"),
            bad.as_os_str(),
        ],
        vec![
            OsStr::new("import"),
            OsStr::new("--dry-run"),
            Path::new(EVIL).as_os_str(),
        ],
        vec![OsStr::new("info"), snapshot.as_os_str()],
        vec![OsStr::new("query"), good.as_os_str(), OsStr::new("users")],
        vec![OsStr::new("query"), bad.as_os_str(), OsStr::new("users")],
        vec![OsStr::new(EVIL)],
    ] {
        assert_harmless(&run(&arguments), &format!("{arguments:?}"));
    }
}

/// What starts a formula in a spreadsheet is text in a CSV answer, wherever it came from.
#[test]
fn no_cell_of_a_csv_answer_is_a_formula() {
    let folder = Folder::new();
    let starts = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r\n=1", "\n=1"];
    let mut all = records();
    for (number, start) in starts.iter().enumerate() {
        let name = serde_json::Value::from(format!("{start} {number}"));
        all.push(format!(
            "{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"20000000-0000-0000-0000-0000000009{number:02}\",\"displayName\":{name},\"jobTitle\":{name},\"userType\":\"Guest\",\"accountEnabled\":true}}}}"
        ));
    }
    fs::write(folder.export(), document(&all)).unwrap();
    let export = folder.export().to_string_lossy().into_owned();
    let csv = text(
        &run(&[
            "query",
            &export,
            "guests | project guest, jobTitle",
            "--format",
            "csv",
        ])
        .stdout,
    );
    for (number, start) in starts.iter().enumerate() {
        let plain = format!("{start} {number}");
        assert!(csv.contains(&format!("'{plain}")), "{plain:?}: {csv:?}");
        for before in ["\n", ",", "\n\"", ",\""] {
            assert!(
                !csv.contains(&format!("{before}{plain}")),
                "{plain:?}: {csv:?}"
            );
        }
    }
}

/// A gzip file of a text with a part that is repeated; each part is a stream of its own, so that a
/// file of any size is made at once.
fn gzip_of(before: &str, part: &str, times: usize, after: &str) -> Vec<u8> {
    let packed = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let part = packed(part);
    let mut all = packed(before);
    all.extend((0..times).flat_map(|_| &part));
    all.extend(packed(after));
    all
}

#[test]
fn a_bomb_is_stopped_by_a_limit_that_the_error_names_and_an_option_raises() {
    let folder = Folder::new();
    let file = folder.path("bomb.gz");
    let records = document(&records());
    fs::write(&file, gzip_of(&records, &" ".repeat(1 << 20), 80, "")).unwrap();
    let import = |more: &[&str]| {
        let mut command = enfilade();
        command.args(["import", "--dry-run"]).arg(&file).args(more);
        command.output().unwrap()
    };
    let output = import(&[]);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("more than 250 times its size"), "{said}");
    assert!(
        said.contains("`enfilade import --max-unpacked-ratio`"),
        "{said}"
    );
    let output = import(&["--max-unpacked-ratio", "5000"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = import(&["--max-unpacked-ratio", "5000", "--max-unpacked", "8MiB"]);
    let said = text(&output.stderr);
    assert!(said.contains("`enfilade import --max-unpacked`"), "{said}");
    let output = import(&["--max-unpacked", "much"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("4096, 64KiB, 10MiB or 2GiB"));
}

/// How long a string is that is too long, in MiB: more than the process may have.
#[cfg(unix)]
const STRING_MIB: usize = 512;

/// The memory of a process is bounded here by the system, not by its word.
#[cfg(unix)]
#[test]
fn a_string_longer_than_the_memory_costs_its_record_alone() {
    let folder = Folder::new();
    let file = folder.path("long.gz");
    let records = records();
    let long = "{\"kind\":\"AZUser\",\"data\":{\"displayName\":\"";
    let (before, after) = (records[..3].join("\n"), records[3..].join("\n"));
    let bytes = gzip_of(
        &format!("{before}\n{long}"),
        &"x".repeat(1 << 20),
        STRING_MIB,
        &format!("\"}}}}\n{after}\n"),
    );
    fs::write(&file, bytes).unwrap();
    let command = "ulimit -v 400000; exec \"$0\" import --dry-run --max-unpacked-ratio 100000 --max-record 4MiB \"$1\"";
    let output = std::process::Command::new("sh")
        .args(["-c", command, env!("CARGO_BIN_EXE_enfilade")])
        .arg(&file)
        .env("ENFILADE_CONFIG", "")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains(" 4  users"), "{summary}");
    assert!(
        text(&output.stderr).contains("--max-record"),
        "{}",
        text(&output.stderr)
    );
}
