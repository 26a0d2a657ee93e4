//! Rules of dynamic membership over what a Graph export states, columns and kept attributes alike.

use crate::answers::csv;
use crate::golden;
use enfilade::{ImportOptions, NoProgress};
use enfilade_query::{Engine, QueryOptions};
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;

const ANNA: &str = r#"{"id":"a0000000-0000-4000-8000-000000000001","displayName":"Anna","userPrincipalName":"anna@contoso.example",
    "userType":"Member","department":"Sales","city":null,"mobilePhone":"+41 1","businessPhones":["+41 2"],
    "proxyAddresses":["SMTP:anna@contoso.example","smtp:a@contoso.example"],"employeeHireDate":"2020-02-01T00:00:00Z",
    "onPremisesExtensionAttributes":{"extensionAttribute3":"blue","extensionAttribute4":null},
    "assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled","servicePlanId":"9aaf7827-d63c-4b61-89c3-182f06f82e5c"}],
    "manager":{"id":"A0000000-0000-4000-8000-000000000002"}}"#;

const BORIS: &str = r#"{"id":"a0000000-0000-4000-8000-000000000002","displayName":"Boris","userPrincipalName":"boris@contoso.example",
    "userType":"Member","department":null,"city":"Bern","mobilePhone":null,"businessPhones":[],"proxyAddresses":[],
    "employeeHireDate":null,"assignedPlans":[]}"#;

const GROUP: &str = r#"{"id":"a0000000-0000-4000-8000-000000000010","displayName":"Sellers","groupTypes":["DynamicMembership"],
    "securityEnabled":true,"mailEnabled":false,"membershipRule":"user.department -eq \"sales\"",
    "membershipRuleProcessingState":"On"}"#;

const BLUE: &str = r#"{"id":"a0000000-0000-4000-8000-000000000011","displayName":"Blue","groupTypes":["DynamicMembership"],
    "securityEnabled":true,"mailEnabled":false,"membershipRule":"user.extensionAttribute3 -eq \"blue\"",
    "membershipRuleProcessingState":"On"}"#;

/// A folder with the export.
fn export() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = |collection: &str, records: &str| {
        let context = format!("https://graph.microsoft.com/v1.0/$metadata#{collection}");
        format!("{{\"@odata.context\":\"{context}\",\"value\":[{records}]}}")
    };
    let users = page("users", &format!("{ANNA},{BORIS}"));
    fs::write(folder.path().join("users.json"), users).unwrap();
    fs::write(
        folder.path().join("groups.json"),
        page("groups", &format!("{GROUP},{BLUE}")),
    )
    .unwrap();
    folder
}

fn engine() -> Engine {
    let folder = export();
    let paths = [folder.path().to_owned()];
    let read = enfilade::read(&paths, &ImportOptions::default(), &NoProgress).unwrap();
    Engine::new(Arc::new(read.graph))
}

/// The names of the users of whom a rule holds, and whether something is unknown.
fn matching(engine: &Engine, rule: &str) -> (String, bool) {
    let options = QueryOptions {
        parameters: [("rule".to_owned(), rule.to_owned())].into(),
        ..QueryOptions::default()
    };
    let query = "users matching $rule | project user | sort by user asc";
    let mut answer = engine.query(query, &options).unwrap();
    let rows = csv(&mut answer);
    let names: Vec<&str> = rows.lines().skip(1).collect();
    let notes = answer.notes.list();
    let is_unknown = notes
        .iter()
        .any(|note| note.message.contains("no source collected"));
    (names.join(","), is_unknown)
}

#[test]
fn properties_are_found_under_the_names_that_graph_gives_them() {
    let engine = engine();
    for (rule, wanted) in [
        ("user.department -eq \"SALES\"", "Anna"),
        ("user.department -eq null", "Boris"),
        ("user.city -eq \"Bern\"", "Boris"),
        ("user.mobile -ne null", "Anna"),
        ("user.telephoneNumber -eq \"+41 2\"", "Anna"),
        (
            "user.proxyAddresses -any (_ -startsWith \"smtp:a@\")",
            "Anna",
        ),
        ("user.extensionAttribute3 -eq \"blue\"", "Anna"),
        ("user.extensionAttribute3 -ne \"blue\"", "Boris"),
        ("user.employeeHireDate -le system.now -minus p1d", "Anna"),
        (
            "user.assignedPlans -any (assignedPlan.service -eq \"exchange\" -and assignedPlan.capabilityStatus -eq \"Enabled\")",
            "Anna",
        ),
        (
            "Direct Reports for \"a0000000-0000-4000-8000-000000000002\"",
            "Anna",
        ),
        ("user.objectId -ne null", "Anna,Boris"),
    ] {
        assert_eq!(
            matching(&engine, rule),
            (wanted.to_owned(), false),
            "{rule}"
        );
    }
}

#[test]
fn what_was_not_collected_is_unknown_in_both_directions() {
    let engine = engine();
    for rule in [
        "user.jobTitle -eq \"x\"",
        "user.jobTitle -ne \"x\"",
        "user.surname -eq null",
    ] {
        assert_eq!(matching(&engine, rule), (String::new(), true), "{rule}");
    }
    // What is known decides where it suffices.
    let rule = "user.jobTitle -eq \"x\" -or user.city -eq \"Bern\"";
    assert_eq!(matching(&engine, rule), ("Boris".to_owned(), true));
}

#[test]
fn the_rule_of_a_group_is_asked_whoever_is_a_member() {
    let engine = engine();
    let query = "users matching group \"Sellers\" | project user";
    let mut answer = engine.query(query, &QueryOptions::default()).unwrap();
    assert_eq!(csv(&mut answer), "user\nAnna");
}

#[test]
fn a_rule_that_a_damaged_part_decides_is_an_error_and_holds_of_nobody() {
    let (folder, place) = (export(), tempfile::tempdir().unwrap());
    let snapshot = place.path().join("contoso.enf");
    let paths = [folder.path().to_owned()];
    enfilade::import(&paths, &snapshot, &ImportOptions::default(), &NoProgress).unwrap();
    let asked = |group: &str| {
        let opened = enfilade::open(&snapshot, &NoProgress).unwrap();
        let query = format!("users matching group \"{group}\" | project user");
        let answer = opened.engine.query(&query, &QueryOptions::default());
        answer.map(|mut answer| csv(&mut answer))
    };
    assert_eq!(asked("Blue").unwrap(), "user\nAnna");
    let kept = golden::files(&snapshot, "arrow")
        .into_iter()
        .find(|file| file.ends_with("entities/user.rest.arrow"));
    let kept = kept.unwrap();
    let mut bytes = fs::read(&kept).unwrap();
    let blue = bytes.windows(4).position(|four| four == b"blue").unwrap();
    bytes[blue] = b'g';
    fs::write(&kept, bytes).unwrap();
    let error = asked("Blue").unwrap_err().to_string();
    assert!(error.contains("user.rest.arrow"), "{error}");
    // Who needs nothing of it is answered.
    assert_eq!(asked("Sellers").unwrap(), "user\nAnna");
}
