//! Damaged answers and tables: a cut, a bad record amid good ones, keys that come twice, and what
//! PowerShell cut off.

use super::support::{ANNA, BORIS, Outcome, import_bytes, sample_of};
use crate::ImportError;
use std::collections::BTreeSet;
use std::fs;

const GOOD: &str = "c0000000-0000-4000-8000-000000000003";
const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

/// The samples whose records each speak for themselves, wherever they lie.
const SAMPLES: &[(&str, &str)] = &[
    ("graph", "users.json"),
    ("graph", "apps.json"),
    ("graph", "batch.json"),
    ("graph", "powershell-users.json"),
    ("arm", "rest-assignments.json"),
    ("arm", "cli-assignments.json"),
    ("arm", "definitions.json"),
    ("arm", "denies.json"),
    ("arm", "graph-query.json"),
    ("csv", "exportUsers_2026-1-10.csv"),
    ("csv", "get-azroleassignment.csv"),
    ("csv", "resource-graph.csv"),
    ("plain", "nodes.csv"),
    ("plain", "edges.csv"),
];

#[test]
fn a_cut_anywhere_gives_what_came_before_and_makes_nothing_up() {
    for (format, name) in SAMPLES {
        let bytes = fs::read(sample_of(format, name)).unwrap();
        let whole = import_bytes(&bytes).unwrap();
        let all: BTreeSet<&String> = whole.lines.iter().collect();
        let mut before = 0;
        for cut in (0..bytes.len()).step_by(7).chain([bytes.len()]) {
            let outcome = match import_bytes(&bytes[..cut]) {
                Ok(outcome) => outcome,
                Err(ImportError::NotAnExport { .. }) => continue,
                Err(other) => panic!("{name} cut at {cut}: {other}"),
            };
            // Nothing shows that the last cell of a table was longer.
            let is_table = matches!(*format, "csv" | "plain");
            let certain = outcome.lines.len() - usize::from(is_table && !outcome.lines.is_empty());
            for line in &outcome.lines[..certain] {
                assert!(all.contains(line), "{name} cut at {cut} makes up {line}");
            }
            let found = outcome.lines.len();
            assert!(
                found >= before,
                "{name} cut at {cut}: {before} before, now {found}"
            );
            before = found;
        }
        assert!(before > 0, "{name}");
    }
}

/// Three records in a form, the second of which is `bad`: what is left.
fn amid_good_ones(bad: &str) -> Vec<(&'static str, String)> {
    let user = |id: &str| format!("{{\"id\":\"{id}\",\"userPrincipalName\":\"u\"}}");
    let scope = |name: &str| {
        format!("{{\"id\":\"{SUBSCRIPTION}/resourceGroups/{name}\",\"name\":\"{name}\"}}")
    };
    let context = "https://graph.microsoft.com/beta/$metadata#users";
    let (a, c) = (user(ANNA), user(GOOD));
    let (x, z) = (scope("x"), scope("z"));
    vec![
        (
            "page",
            format!("{{\"@odata.context\":\"{context}\",\"value\":[\n{a},\n{bad},\n{c}\n]}}"),
        ),
        ("list", format!("[\n  {a},\n  {bad},\n  {c}\n]")),
        ("lines", format!("{a}\n{bad}\n{c}\n")),
        ("azure", format!("{{\"value\":[\n{x},\n{bad},\n{z}\n]}}")),
    ]
}

#[test]
fn a_bad_record_amid_good_ones_costs_itself() {
    for bad in [
        format!("{{\"id\":\"{BORIS}\",\"x\":tru}}"),
        format!("{{\"id\":\"{BORIS}\",\"x\":\"\t\"}}"),
        format!("{{\"id\":\"{BORIS}\" \"x\":1}}"),
        format!("{{\"id\":\"{BORIS}\",\"x\":\"\\x\"}}"),
        format!("{{\"id\":\"{BORIS}\",,}}"),
        format!("{{\"id\":\"{BORIS}\",\"x\":01}}"),
    ] {
        for (form, text) in amid_good_ones(&bad) {
            let outcome = of(&text);
            let described =
                |line: &&String| line.starts_with("user ") || line.starts_with("resource group ");
            let found = outcome.lines.iter().filter(described).count();
            assert_eq!(found, 2, "{form} with {bad}: {:#?}", outcome.lines);
            assert_eq!(outcome.codes(), ["broken-record"], "{form} with {bad}");
        }
    }
}

#[test]
fn a_bad_row_amid_good_ones_costs_itself() {
    for (header, row) in [
        (
            "userPrincipalName,displayName,objectId,userType",
            "u,U,<id>,Member",
        ),
        ("id,kind,name", "<id>,user,U"),
    ] {
        let good = |id: &str| row.replace("<id>", id);
        for bad in ["x", "a,b,c,d,e,f", "\"a,b\",c"] {
            let text = format!("{header}\n{}\n{bad}\n{}\n", good(ANNA), good(GOOD));
            let outcome = of(&text);
            assert_eq!(outcome.lines.len(), 2, "{bad}: {:#?}", outcome.lines);
            assert_eq!(outcome.codes(), ["odd-row"], "{bad}");
            assert_eq!(outcome.summary.damage().count(), 1);
        }
    }
}

#[test]
fn of_keys_that_come_twice_the_first_counts() {
    let text = format!(
        "[{{\"id\":\"{ANNA}\",\"id\":\"{BORIS}\",\"userPrincipalName\":\"first\",\"userPrincipalName\":\"second\",\"accountEnabled\":false,\"accountEnabled\":true}}]"
    );
    let outcome = of(&text);
    assert_eq!(
        outcome.lines,
        [format!(
            "user {ANNA} userPrincipalName=\"first\" accountEnabled=false"
        )]
    );
    let text = format!(
        "[{{\"id\":\"{SUBSCRIPTION}/resourceGroups/x\",\"id\":\"{SUBSCRIPTION}/resourceGroups/y\",\"name\":\"x\",\"name\":\"y\"}}]"
    );
    let lines = of(&text).lines;
    assert!(
        lines.iter().all(|line| !line.contains("resourcegroups/y")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("resourcegroups/x \"x\"")),
        "{lines:#?}"
    );
    // Of columns likewise.
    let text = format!(
        "objectId,userPrincipalName,displayName,userPrincipalName,userType\n{ANNA},first,A,second,Member\n"
    );
    let lines = of(&text).lines;
    assert!(
        lines[0].contains("userPrincipalName=\"first\""),
        "{}",
        lines[0]
    );
    assert!(!lines[0].contains("second"), "{}", lines[0]);
}

#[test]
fn what_powershell_cut_off_is_lost_detail_and_no_value() {
    for (lost, value) in [
        ("GroupTypes", "\"System.Object[]\""),
        ("GroupTypes", "\"System.String[]\""),
        (
            "AssignedLicenses",
            "\"System.Collections.Generic.List`1[Microsoft.Graph]\"",
        ),
        ("Extensions", "\"@{a=b}\""),
        (
            "Owners",
            "[\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject\"]",
        ),
    ] {
        let text = format!(
            "[{{\"Id\":\"{ANNA}\",\"DisplayName\":\"A\",\"MailEnabled\":true,\"SecurityEnabled\":true,\"{lost}\":{value}}}]"
        );
        let outcome = of(&text);
        assert_eq!(outcome.codes(), ["lost-detail"], "{lost}");
        assert!(outcome.example("lost-detail").contains(lost), "{lost}");
        let shown = format!("{:?}", outcome.lines);
        for mark in ["System.", "@{", "Microsoft.Graph"] {
            assert!(!shown.contains(mark), "{lost}: {shown}");
        }
    }
    let table = format!(
        "#TYPE Microsoft.Graph\n\"Id\",\"DisplayName\",\"GroupTypes\",\"SecurityEnabled\"\n\"{ANNA}\",\"A\",\"System.String[]\",\"True\"\n"
    );
    let outcome = of(&table);
    assert_eq!(outcome.codes(), ["lost-detail"]);
    assert!(
        !outcome.lines[0].contains("System."),
        "{}",
        outcome.lines[0]
    );
}

#[test]
fn times_of_powershell_are_read_in_every_form() {
    const SHOWN: &str = "createdDateTime=2025-01-01T00:00:00Z";
    for text in [
        format!(
            "[{{\"Id\":\"{ANNA}\",\"UserPrincipalName\":\"u\",\"CreatedDateTime\":\"\\/Date(1735689600000)\\/\"}}]"
        ),
        format!(
            "[{{\"id\":\"{ANNA}\",\"userPrincipalName\":\"u\",\"createdDateTime\":\"/Date(1735689600000)/\"}}]"
        ),
        format!("id,kind,createdDateTime\n{ANNA},user,/Date(1735689600000)/\n"),
    ] {
        let outcome = of(&text);
        assert!(outcome.lines[0].contains(SHOWN), "{}", outcome.lines[0]);
        assert_eq!(outcome.codes(), [""; 0]);
    }
}

#[test]
fn what_lies_within_an_object_is_read_in_powershells_spelling_too() {
    let text = format!(
        "[{{\"Id\":\"{ANNA}\",\"UserPrincipalName\":\"u\",\"SignInActivity\":{{\"LastSignInDateTime\":\"2025-01-01T00:00:00Z\",\"LastSignInRequestId\":\"x\",\"AdditionalProperties\":{{}}}}}}]"
    );
    let line = of(&text).lines.remove(0);
    assert!(
        line.contains("lastSignInDateTime=2025-01-01T00:00:00Z"),
        "{line}"
    );
    assert_eq!(line.matches("astSignInDateTime").count(), 1, "{line}");
}
