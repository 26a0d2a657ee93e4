//! `enfilade query`: where an answer goes, in what form, and how the command ends.

use crate::export::Folder;
use crate::{enfilade, files, root, text};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const QUERY: &str = "which guests reach finance apps";

fn ask(folder: &Folder, arguments: &[&str]) -> Output {
    let export = folder.export();
    let mut command = enfilade();
    command.arg("query").arg(export).args(arguments);
    command.output().unwrap()
}

#[test]
fn the_answer_is_on_stdout_and_the_rest_on_stderr() {
    let output = ask(&Folder::new(), &[QUERY]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let rows = text(&output.stdout);
    assert!(rows.starts_with("guest "), "{rows}");
    assert!(rows.contains("Gina Guest"), "{rows}");
    assert!(rows.contains("Finance Portal"), "{rows}");
    assert!(!rows.contains("Mia"), "members are no guests: {rows}");
    assert!(!rows.contains("Canteen"), "{rows}");
    assert_eq!(rows.lines().count(), 5, "header, rule, three rows: {rows}");
    assert!(!rows.contains("note:"), "{rows}");
    let said = text(&output.stderr);
    assert!(said.contains("note: imported "), "{said}");
    assert!(said.contains("`finance apps`"), "how it was read: {said}");
}

#[test]
fn hostile_names_reach_neither_terminal_nor_spreadsheet() {
    let folder = Folder::new();
    for format in ["table", "csv", "json", "ndjson"] {
        let output = ask(&folder, &[QUERY, "--format", format]);
        let written = text(&output.stdout) + &text(&output.stderr);
        assert!(
            !written.contains(['\u{1b}', '\u{202e}']),
            "{format}: {written}"
        );
        assert!(written.contains("Gus"), "{format}: {written}");
    }
    let csv = text(&ask(&folder, &[QUERY, "--format", "csv"]).stdout);
    assert!(csv.contains("\r\n'=HYPERLINK(1),"), "{csv}");
}

#[test]
fn csv_has_names_and_ids() {
    let csv = text(&ask(&Folder::new(), &[QUERY, "--format", "csv"]).stdout);
    let header = csv.lines().next().unwrap();
    assert!(header.starts_with("guest,guest.id,app,app.id,"), "{header}");
    let row = "\r\nGina Guest,20000000-0000-0000-0000-000000000002,Finance Portal,";
    assert!(csv.contains(row), "{csv}");
}

#[test]
fn json_carries_the_notes() {
    let output = ask(&Folder::new(), &[QUERY, "--format", "json"]);
    let json = text(&output.stdout);
    for key in ["reading", "columns", "rows", "notes", "coverage"] {
        assert!(json.contains(&format!("\n\"{key}\": ")), "{key}: {json}");
    }
    assert!(
        json.starts_with(&format!("{{\n\"query\": \"{QUERY}\"")),
        "{json}"
    );
}

#[test]
fn a_file_gets_the_format_of_its_name_and_appears_whole() {
    let folder = Folder::new();
    for (name, start) in [
        ("answer.csv", &b"guest,guest.id,"[..]),
        ("answer.json", b"{\n\"query\": "),
        ("answer.ndjson", b"{\"guest\":{\"id\":"),
        ("answer.arrow", b"ARROW1"),
        ("answer.parquet", b"PAR1"),
        ("answer.txt", b"guest "),
    ] {
        let path = folder.path(name);
        fs::write(&path, "what was there before").unwrap();
        let output = ask(&folder, &[QUERY, "-o", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        assert!(fs::read(&path).unwrap().starts_with(start), "{name}");
    }
    let left = folder.names();
    assert!(
        left.iter().all(|name| !name.contains("partial")),
        "{left:?}"
    );
}

#[test]
fn a_wrong_query_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.path("answer.csv");
    fs::write(&path, "before").unwrap();
    let output = ask(
        &folder,
        &["which gests reach apps", "-o", path.to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(folder.names(), ["answer.csv", "azurehound.json"]);
}

#[test]
fn a_wrong_query_is_shown_where_it_is_wrong() {
    let output = ask(&Folder::new(), &["which gests reach finance apps"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(said.contains("which gests reach finance apps"), "{said}");
    assert!(said.contains("^^^^^"), "underlined: {said}");
    assert!(said.contains("guests"), "the nearest noun: {said}");
}

#[test]
fn wrong_arguments_are_usage_errors() {
    let folder = Folder::new();
    for arguments in [
        &[][..],
        &[QUERY, "--format", "xml"],
        &[QUERY, "--as-of", "yesterday"],
        &[QUERY, "--fail-if-any", "--fail-if-none"],
        &[QUERY, "-o", "/no/such/folder/answer.csv"],
        &["--file", "no-such.enq"],
    ] {
        let output = ask(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_query_file_reads_names_strictly() {
    let folder = Folder::new();
    let file = folder.path("guests.enq");
    fs::write(
        &file,
        "// who gets in\nwhich guests reach app \"Finance Portal\"\n",
    )
    .unwrap();
    let argument = file.to_str().unwrap();
    let output = ask(&folder, &["--file", argument]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Gina Guest"));
    fs::write(&file, QUERY).unwrap();
    let output = ask(&folder, &["--file", argument]);
    assert_eq!(output.status.code(), Some(2), "a word match is a guess");
}

#[test]
fn gates_decide_the_exit_code() {
    let folder = Folder::new();
    let code = |arguments: &[&str]| ask(&folder, arguments).status.code();
    assert_eq!(code(&[QUERY, "--fail-if-any"]), Some(1), "found is found");
    assert_eq!(code(&[QUERY, "--fail-if-none"]), Some(0));
    let nobody = "which guests reach app \"Canteen\"";
    assert_eq!(code(&[nobody]), Some(0));
    assert_eq!(
        code(&[nobody, "--fail-if-any"]),
        Some(5),
        "an AzureHound export cannot hold every assignment"
    );
    let accept = "--accept-incomplete";
    assert_eq!(code(&[nobody, "--fail-if-any", accept]), Some(0));
    assert_eq!(code(&[nobody, "--fail-if-none", accept]), Some(1));
    // A count has one row even where it counts nothing: the number is what is judged.
    let (some, none) = (format!("{QUERY} | count"), format!("{nobody} | count"));
    assert_eq!(code(&[&some, "--fail-if-any"]), Some(1));
    assert_eq!(code(&[&some, "--fail-if-none"]), Some(0));
    assert_eq!(code(&[&none, "--fail-if-any"]), Some(5));
    assert_eq!(code(&[&none, "--fail-if-any", accept]), Some(0));
    assert_eq!(code(&[&none, "--fail-if-none", accept]), Some(1));
}

#[test]
fn an_empty_answer_says_why() {
    let output = ask(&Folder::new(), &["which guests reach app \"Canteen\""]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    // The first note is about the import.
    assert!(said.matches("note: ").count() > 1, "{said}");
}

#[test]
fn a_table_fits_the_terminal() {
    let folder = Folder::new();
    for width in [80, 200] {
        let mut command = enfilade();
        command.env("COLUMNS", width.to_string());
        let output = command
            .arg("query")
            .arg(folder.export())
            .arg(QUERY)
            .output()
            .unwrap();
        let table = text(&output.stdout);
        assert!(table.lines().count() > 2, "{}", text(&output.stderr));
        for line in table.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn what_is_no_export_is_bad_input() {
    let folder = Folder::new();
    let cases = [
        ("empty.json", ""),
        ("other.json", "{\"hello\": \"world\"}"),
        ("text.txt", "not an export\n"),
    ];
    for (name, content) in cases {
        let path = folder.path(name);
        fs::write(&path, content).unwrap();
        let output = enfilade()
            .arg("query")
            .arg(&path)
            .arg(QUERY)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{name}");
        let said = text(&output.stderr);
        assert!(said.starts_with("error: ") && said.contains(name), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_reader_that_leaves_is_success() {
    let folder = Folder::new();
    for format in ["table", "csv", "json", "arrow", "parquet"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_enfilade"))
            .arg("query")
            .arg(folder.export())
            .args([QUERY, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        let said = text(&output.stderr);
        assert!(!said.contains("error"), "{format}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_130() {
    let folder = Folder::new();
    // The query never comes, so the command waits for it.
    let mut child = Command::new(env!("CARGO_BIN_EXE_enfilade"))
        .arg("query")
        .arg(folder.export())
        .args(["--file", "-", "-o"])
        .arg(folder.path("answer.csv"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    // `wait` would close it, and then the empty query could be refused before the signal arrives.
    let stdin = child.stdin.take();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
    assert_eq!(folder.names(), ["azurehound.json"]);
}

#[test]
fn attributes_that_cannot_be_read_are_no_unknown_attributes() {
    let folder = Folder::new();
    let snapshot = folder.path("contoso.enf");
    let contoso = root().join("tests/tenants/contoso");
    let mut import = enfilade();
    import.arg("import").arg(contoso).arg("-o").arg(&snapshot);
    import.assert().success();
    let is_rest = |file: &&PathBuf| file.ends_with("entities/group.rest.arrow");
    let found = files(&snapshot);
    let rest = found.iter().find(is_rest).unwrap();
    let mut bytes = fs::read(rest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(rest, bytes).unwrap();

    let mut command = enfilade();
    let query = "groups where shoeSize == '43'";
    let output = command
        .arg("query")
        .arg(&snapshot)
        .arg(query)
        .output()
        .unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("group.rest.arrow` is damaged"), "{said}");
    assert!(!said.contains("no attribute"), "{said}");
    assert_ne!(output.status.code(), Some(0));
}
