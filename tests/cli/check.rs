//! `enfilade check`: saved queries as a gate.

use crate::export::Folder;
use crate::{enfilade, text};
use std::process::Output;

/// A tenant of three guests and a member, and a folder of checks.
struct Gate(Folder);

impl Gate {
    fn new(checks: &[(&str, &str, &str)]) -> Gate {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path("checks/area")).unwrap();
        for (name, more, query) in checks {
            let header = format!(
                "// title: The title of {name}\n// description: A.\n// why: B.\n// severity: high\n{more}"
            );
            std::fs::write(
                folder.path(&format!("checks/area/{name}.enq")),
                format!("{header}\n{query}\n"),
            )
            .unwrap();
        }
        Gate(folder)
    }

    fn check(&self, more: &[&str]) -> Output {
        let mut command = enfilade();
        command
            .arg("check")
            .arg(self.0.export())
            .arg(self.0.path("checks"))
            .args(more);
        command.output().unwrap()
    }
}

const GUESTS: &str = "guests | project guest";

#[test]
fn a_failure_is_an_exit_code_and_rows() {
    let gate = Gate::new(&[
        ("fails", "// expect: none", GUESTS),
        ("holds", "// expect: count < 5", GUESTS),
        ("says nothing", "// tags: x", "users"),
    ]);
    let output = gate.check(&["--accept-incomplete"]);
    let said = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{said}{}",
        text(&output.stderr)
    );
    assert!(
        said.contains(
            "FAIL  area/fails (high): The title of fails\n      expected none, found 3 rows\n"
        ),
        "{said}"
    );
    assert!(said.contains("      - guest Gina Guest\n"), "{said}");
    assert!(said.contains("pass  area/holds (high)"), "{said}");
    assert!(
        said.ends_with("2 checks: 1 passed, 1 failed, 0 open, 0 in error\n"),
        "{said}"
    );
    assert!(
        !said.contains('\u{1b}'),
        "a name steers the terminal: {said}"
    );
}

#[test]
fn what_holds_passes() {
    let gate = Gate::new(&[("holds", "// expect: count == 3", GUESTS)]);
    assert_eq!(gate.check(&["--accept-incomplete"]).status.code(), Some(0));
}

#[test]
fn an_allowance_holds_until_its_day() {
    let allow = "// expect: count < 3\n// allow: \"gina guest\" owner \"Ada\" until 2026-06-30";
    let gate = Gate::new(&[("fails", allow, GUESTS)]);
    let at = |day: &str| gate.check(&["--accept-incomplete", "--today", day]);
    let output = at("2026-06-30");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let output = at("2026-07-01");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(
            "note: the allowance of `gina guest` ended on 2026-06-30; Ada answers for it"
        ),
        "{said}"
    );
    let gate = Gate::new(&[(
        "holds",
        "// expect: none\n// allow: \"Nobody\" owner \"Ada\" until 2026-06-30",
        "guests where name == \"x\"",
    )]);
    let output = gate.check(&["--accept-incomplete", "--today", "2026-01-01"]);
    assert!(
        text(&output.stdout).contains("matches nothing that was found"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn what_the_export_cannot_decide_stays_open() {
    // AzureHound lacks some app assignments: who is found may not be all, but is found.
    let query = "which guests reach app \"Canteen\" by app assignment";
    let gate = Gate::new(&[("open", "// expect: none", query)]);
    let output = gate.check(&[]);
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stdout));
    assert!(
        text(&output.stdout).contains("open  area/open"),
        "{}",
        text(&output.stdout)
    );
    assert_eq!(gate.check(&["--accept-incomplete"]).status.code(), Some(0));
    let query = "which guests reach app \"Finance Portal\" by app assignment";
    let gate = Gate::new(&[("certain", "// expect: none", query)]);
    assert_eq!(gate.check(&[]).status.code(), Some(1));
}

#[test]
fn a_count_is_judged_by_its_number() {
    let gate = Gate::new(&[
        ("few", "// expect: count < 2", "guests | count"),
        (
            "none",
            "// expect: none",
            "guests where name == \"x\" | count",
        ),
    ]);
    let output = gate.check(&["--accept-incomplete"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("expected count < 2, counted 3\n"), "{said}");
    assert!(said.contains("pass  area/none"), "{said}");
    let sarif = text(
        &gate
            .check(&["--accept-incomplete", "--format", "sarif"])
            .stdout,
    );
    assert!(sarif.contains("expected count < 2, counted 3"), "{sarif}");
}

#[test]
fn no_check_hides_another() {
    let gate = Gate::new(&[("same", "// expect: none", "guests")]);
    let other = gate.0.path("others/area");
    std::fs::create_dir_all(&other).unwrap();
    let first = gate.0.path("checks/area/same.enq");
    std::fs::copy(&first, other.join("same.enq")).unwrap();
    let others = gate.0.path("others");
    let output = gate.check(&[others.to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`area/same`"), "{said}");
    for file in [first, other.join("same.enq")] {
        assert!(said.contains(file.to_str().unwrap()), "{said}");
    }
}

#[test]
fn a_deny_assignment_that_may_be_missing_leaves_azure_open() {
    // AzureHound holds no deny assignments: whoever has a role may yet be denied.
    let query = "which users reach subscriptions by azure role";
    let folder = crate::root().join("tests/tenants/contoso");
    let check = |query: &str, more: &[&str]| {
        let mut command = enfilade();
        command.arg("query").arg(&folder).arg(query).args(more);
        command.output().unwrap().status.code()
    };
    assert_eq!(check(query, &["--fail-if-any"]), Some(5));
    assert_eq!(
        check(query, &["--fail-if-any", "--accept-incomplete"]),
        Some(1)
    );
}

#[test]
fn a_query_that_is_wrong_is_no_verdict() {
    let gate = Gate::new(&[
        ("wrong", "// expect: none", "guets | count"),
        ("guess", "// expect: none", "finance apps"),
    ]);
    let output = gate.check(&[]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("ERROR area/wrong"), "{said}");
    assert!(
        said.contains("ERROR area/guess"),
        "names are strict: {said}"
    );
    let gate = Gate::new(&[("quiet", "// tags: x", "users")]);
    let output = gate.check(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("expects anything"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn verdicts_are_written_for_build_servers() {
    let gate = Gate::new(&[("fails", "// expect: none", GUESTS)]);
    let file = gate.0.path("checks.xml");
    let output = gate.check(&["-o", file.to_str().unwrap()]);
    assert!(output.stdout.is_empty());
    let xml = std::fs::read_to_string(file).unwrap();
    assert!(
        xml.contains("<testcase name=\"fails\" classname=\"area\""),
        "{xml}"
    );
    assert!(xml.contains("<failure type=\"high\""), "{xml}");
    let output = gate.check(&["-o", gate.0.path("checks.html").to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`.html`"), "{said}");
    let sarif = text(&gate.check(&["--format", "sarif"]).stdout);
    assert!(sarif.contains("\"version\": \"2.1.0\""), "{sarif}");
    assert!(sarif.contains("\"ruleId\": \"area/fails\""), "{sarif}");
    assert!(sarif.contains("checks/area/fails.enq"), "{sarif}");
}

#[test]
fn the_bundled_checks_run() {
    let folder = Folder::new();
    let mut command = enfilade();
    command
        .arg("check")
        .arg(folder.export())
        .arg("--accept-incomplete");
    let output = command.output().unwrap();
    let said = text(&output.stdout);
    // A tenant of a few people has nothing that is expected not to be.
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said}{}",
        text(&output.stderr)
    );
    assert!(
        said.contains("pass  roles/global_administrators (critical)"),
        "{said}"
    );
}
