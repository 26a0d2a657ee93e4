//! Hostile checks, in each format.

use super::*;
use crate::Object;
use serde_json::Value;

/// A check of every verdict, full of signs that mean something to some format.
fn checks() -> Vec<Checked> {
    let name = "<b>&\"'\u{1b}[2J\u{202e}]]>".to_owned();
    let finding = Finding {
        cells: vec![
            ("guest".to_owned(), name.clone()),
            ("n".to_owned(), "2".to_owned()),
        ],
        objects: vec![Object {
            name: name.clone(),
            id: "id-1".to_owned(),
            kind: "user".to_owned(),
            column: "guest".to_owned(),
        }],
    };
    let check = |question: &str, verdict| Checked {
        name: format!("guests/{question}"),
        title: name.clone(),
        description: "What it finds".to_owned(),
        why: "Why\nit matters".to_owned(),
        severity: Severity::High,
        file: Some("my queries/é.enq".to_owned()),
        expectation: "count < 5".to_owned(),
        verdict,
        found: Found::Rows(12),
        allowed: 1,
        findings: vec![finding.clone(); 12],
        remarks: vec!["the allowance of `<x>` ended on 2026-01-01".to_owned()],
        took: Duration::from_millis(1500),
    };
    let mut other = check("d", Verdict::Passed);
    other.name = "apps/d".to_owned();
    vec![
        check("a", Verdict::Failed),
        check("b", Verdict::Undecided),
        check("c", Verdict::Broken("no app is called `<x>`".to_owned())),
        other,
    ]
}

fn written(format: CheckFormat) -> String {
    let mut out = Vec::new();
    write(&checks(), format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn text_shows_what_failed_and_steers_no_terminal() {
    let text = written(CheckFormat::Text);
    assert!(
        text.contains("FAIL  guests/a (high): <b>&\"'␛[2J\\u{202e}]]>\n"),
        "{text}"
    );
    assert!(
        text.contains("expected count < 5, found 12 rows, 1 more allowed"),
        "{text}"
    );
    assert!(text.contains("and 2 more"), "{text}");
    assert!(
        text.ends_with("4 checks: 1 passed, 1 failed, 1 open, 1 in error\n"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));
}

/// Reads XML as far as JUnit needs it: every tag closes the one it should, every attribute is
/// quoted, no sign stands where it may not.
fn elements(xml: &str) -> Vec<String> {
    let (mut open, mut seen) = (Vec::new(), Vec::new());
    let body = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains(['<', '>', '"']), "{text}");
        for reference in text.split('&').skip(1).chain(tag.split('&').skip(1)) {
            let (name, _) = reference.split_once(';').unwrap();
            assert!(
                ["lt", "gt", "amp", "quot", "apos", "#10", "#9"].contains(&name),
                "{name}"
            );
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
        seen.push(name.to_owned());
        open.push(name.to_owned());
    }
    assert!(open.is_empty(), "{open:?}");
    seen
}

#[test]
fn junit_is_well_formed_and_counts() {
    let xml = written(CheckFormat::Junit);
    let elements = elements(&xml);
    let count = |name: &str| elements.iter().filter(|own| *own == name).count();
    assert_eq!(
        ["testsuites", "testsuite", "testcase", "failure", "error"].map(count),
        [1, 2, 4, 1, 2]
    );
    assert!(
        xml.contains(
            "<testsuites name=\"enfilade\" tests=\"4\" failures=\"1\" errors=\"2\" time=\"6.000\">"
        ),
        "{xml}"
    );
    assert!(
        xml.contains("<testsuite name=\"apps\" tests=\"1\" failures=\"0\" errors=\"0\""),
        "{xml}"
    );
    assert!(
        xml.contains("<testcase name=\"a\" classname=\"guests\" time=\"1.500\">"),
        "{xml}"
    );
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let log: Value = serde_json::from_str(&written(CheckFormat::Sarif)).unwrap();
    // sarifLog: version and runs; run: tool; tool: driver; toolComponent: name.
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "enfilade");
    // reportingDescriptor: id. Of each check, in its order, since results point at it by number.
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["guests/a", "guests/b", "guests/c", "apps/d"]);
    let results = run["results"].as_array().unwrap();
    assert_eq!(
        results.len(),
        13,
        "a result a row, and one for what is open"
    );
    for result in results {
        // result: message; message: text. The level is `none` unless the kind is `fail`.
        assert!(result["message"]["text"].is_string());
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(result["ruleId"], rule["id"]);
        assert_eq!(result["kind"] == "fail", result["level"] != "none");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20queries/%C3%A9.enq");
    }
    let of = &results[0]["locations"][0]["logicalLocations"][0];
    assert_eq!(of["fullyQualifiedName"], "id-1");
    assert_eq!(of["name"], "<b>&\"'␛[2J\\u{202e}]]>");
    // invocation: executionSuccessful; notification: message.
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 5, "four remarks and what is broken");
    assert!(notes.iter().all(|note| note["message"]["text"].is_string()));
}

#[test]
fn names_are_those_of_files_and_arguments() {
    for severity in Severity::ALL {
        assert_eq!(severity.name().parse(), Ok(severity));
    }
    assert!(
        "High".parse::<Severity>().is_err(),
        "a header is written one way"
    );
    assert_eq!("SARIF".parse(), Ok(CheckFormat::Sarif));
    assert!("xml".parse::<CheckFormat>().is_err());
    let of = |file: &str| CheckFormat::from_extension(file.as_ref());
    assert_eq!(of("a/checks.XML"), Some(CheckFormat::Junit));
    assert_eq!(of("checks.sarif"), Some(CheckFormat::Sarif));
    assert_eq!(of("checks.txt"), Some(CheckFormat::Text));
    assert_eq!([of("checks.csv"), of("xml")], [None, None]);
}
