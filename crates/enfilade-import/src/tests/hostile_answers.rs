//! Answers of services and tables that are made to do harm.

use super::hostile::OTHER_VALUES;
use super::support::{ANNA, BORIS, Outcome, import_bytes, import_within};
use crate::{Format, Limits, NoProgress, Options, read_bytes};

const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";

/// Records of Graph, each with a place for a value where one of another kind is due.
const GRAPH: &[(&str, &str)] = &[
    ("users", r#""userPrincipalName":"a","x":<N>"#),
    ("users", r#""userPrincipalName":"a","displayName":<N>"#),
    ("users", r#""userPrincipalName":"a","accountEnabled":<N>"#),
    ("users", r#""userPrincipalName":"a","createdDateTime":<N>"#),
    ("users", r#""userPrincipalName":"a","signInActivity":<N>"#),
    ("users", r#""userPrincipalName":"a","assignedLicenses":<N>"#),
    (
        "users",
        r#""userPrincipalName":"a","licenseAssignmentStates":[{"skuId":<N>}]"#,
    ),
    ("users", r#""userPrincipalName":"a","memberOf":[<N>]"#),
    ("users", r#""userPrincipalName":"a","@odata.type":<N>"#),
    ("users", r#""userPrincipalName":"a","error":<N>"#),
    ("users", r#""userPrincipalName":"a","value":<N>"#),
    ("groups", r#""groupTypes":<N>"#),
    ("groups", r#""members":<N>"#),
    ("groups", r#""members":[{"id":<N>}]"#),
    ("groups", r#""owners@delta":[{"@removed":<N>}]"#),
    ("servicePrincipals", r#""appRoles":<N>"#),
    ("servicePrincipals", r#""appRoles":[{"id":<N>}]"#),
    (
        "servicePrincipals",
        r#""appRoleAssignedTo":[{"principalId":<N>}]"#,
    ),
    (
        "servicePrincipals",
        r#""passwordCredentials":[{"secretText":<N>}]"#,
    ),
    ("applications", r#""keyCredentials":<N>"#),
    (
        "roleManagement/directory/roleDefinitions",
        r#""rolePermissions":<N>"#,
    ),
    (
        "roleManagement/directory/roleAssignments",
        r#""principalId":<N>"#,
    ),
    (
        "roleManagement/directory/roleAssignments",
        r#""directoryScope":<N>"#,
    ),
    ("oauth2PermissionGrants", r#""scope":<N>"#),
    ("organization", r#""verifiedDomains":<N>"#),
    (
        "subscribedSkus",
        r#""skuId":"a0000000-0000-4000-8000-000000000009","servicePlans":<N>"#,
    ),
    ("identity/conditionalAccess/policies", r#""conditions":<N>"#),
];

/// Records of Azure, likewise.
const AZURE: &[(&str, &str)] = &[
    (
        "providers/Microsoft.Authorization/roleAssignments/r",
        r#""properties":<N>"#,
    ),
    (
        "providers/Microsoft.Authorization/roleAssignments/r",
        r#""properties":{"principalId":<N>}"#,
    ),
    (
        "providers/Microsoft.Authorization/roleDefinitions/r",
        r#""properties":{"permissions":<N>}"#,
    ),
    (
        "providers/Microsoft.Authorization/denyAssignments/d",
        r#""properties":{"principals":<N>}"#,
    ),
    (
        "providers/Microsoft.Authorization/denyAssignments/d",
        r#""properties":{"principals":[{"id":<N>}],"permissions":<N>}"#,
    ),
    ("resourceGroups/g", r#""tags":<N>"#),
    (
        "resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
        r#""properties":<N>"#,
    ),
    (
        "resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
        r#""properties":{"accessPolicies":[{"permissions":<N>}]}"#,
    ),
    (
        "resourceGroups/g/providers/Microsoft.Web/sites/w",
        r#""identity":<N>"#,
    ),
    (
        "resourceGroups/g/providers/Microsoft.Web/sites/w",
        r#""identity":{"userAssignedIdentities":<N>}"#,
    ),
    ("", r#""properties":{"managementGroupAncestorsChain":<N>}"#),
    ("", r#""type":<N>"#),
];

/// JSON that is 10,000 deep, of lists and of objects.
fn deep() -> [String; 2] {
    [
        format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000)),
    ]
}

/// Imports `text` as `format`, which holds a record of Boris at its end, and looks for him.
fn spares_boris(format: Format, text: &str, what: &str) -> Outcome {
    let options = Options {
        format: Some(format),
        ..Options::default()
    };
    let mut lines = super::support::Lines::default();
    let read = read_bytes("x", text.as_bytes(), &options, &NoProgress, &mut lines);
    let outcome = Outcome {
        lines: lines.0,
        lists: lines.1,
        summary: read.unwrap(),
    };
    let boris = |line: &&String| line.contains("\"Boris\"");
    assert_eq!(outcome.lines.iter().filter(boris).count(), 1, "{what}");
    let is_short = |line: &String| line.len() < 2000;
    assert!(outcome.lines.iter().all(is_short), "{what}");
    assert_eq!(
        outcome.summary.damage().count(),
        0,
        "{what}: {:?}",
        outcome.codes()
    );
    outcome
}

fn graph_page(collection: &str, fields: &str) -> String {
    format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#{collection}\",\"value\":[{{\"id\":\"{ANNA}\",{fields}}}]}}\n\
         {{\"id\":\"{BORIS}\",\"userPrincipalName\":\"b\",\"displayName\":\"Boris\"}}"
    )
}

fn azure_page(path: &str, fields: &str) -> String {
    let id = format!("{SUBSCRIPTION}/{path}");
    let boris = format!("{SUBSCRIPTION}/resourceGroups/boris");
    format!(
        "{{\"value\":[{{\"id\":\"{}\",{fields}}},{{\"id\":\"{boris}\",\"name\":\"Boris\"}}]}}",
        id.trim_end_matches('/')
    )
}

#[test]
fn deep_nesting_anywhere_costs_only_what_is_nested() {
    for nested in deep() {
        for (collection, fields) in GRAPH {
            let text = graph_page(collection, &fields.replace("<N>", &nested));
            spares_boris(Format::Graph, &text, fields);
        }
        for (path, fields) in AZURE {
            let text = azure_page(path, &fields.replace("<N>", &nested));
            spares_boris(Format::ResourceManager, &text, fields);
        }
        // In a cell, as Resource Graph's tables have them, and in place of a record.
        let cell = nested.replace('"', "\"\"");
        let text = format!(
            "id,name,type,properties\n{SUBSCRIPTION}/resourceGroups/a,A,x,\"{cell}\"\n{SUBSCRIPTION}/resourceGroups/b,Boris,x,\n"
        );
        let options = Limits::default();
        let outcome = import_within(text.as_bytes(), options).unwrap();
        assert!(outcome.lines.iter().any(|line| line.contains("\"Boris\"")));
        assert_eq!(outcome.summary.damage().count(), 0);
    }
}

#[test]
fn values_of_other_kinds_cost_only_themselves() {
    let odd = [
        "\"\\u0000\"",
        "\"/Date(9223372036854775807)/\"",
        "\"+999999-01-01T00:00:00Z\"",
    ];
    for wrong in OTHER_VALUES.iter().chain(&odd) {
        for (collection, fields) in GRAPH {
            let text = graph_page(collection, &fields.replace("<N>", wrong));
            spares_boris(Format::Graph, &text, &format!("{fields} = {wrong}"));
        }
        for (path, fields) in AZURE {
            let text = azure_page(path, &fields.replace("<N>", wrong));
            spares_boris(
                Format::ResourceManager,
                &text,
                &format!("{fields} = {wrong}"),
            );
        }
    }
}

#[test]
fn a_time_that_no_calendar_has_is_none() {
    // In microseconds it still fits into 64 bits.
    for time in ["/Date(9223372036854775)/", "/Date(-9223372036854775)/"] {
        let text = graph_page(
            "users",
            &format!("\"userPrincipalName\":\"a\",\"createdDateTime\":\"{time}\""),
        );
        let outcome = spares_boris(Format::Graph, &text, time);
        assert_eq!(outcome.codes(), ["bad-time"], "{time}");
    }
}

#[test]
fn nul_and_what_a_terminal_or_a_spreadsheet_would_obey_is_data() {
    let name = "=cmd|' /C calc'!A0 \u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{200b}";
    let json = serde_json::Value::from(name).to_string();
    let fields = format!("\"userPrincipalName\":\"a\",\"displayName\":{json}");
    let outcome = spares_boris(Format::Graph, &graph_page("users", &fields), "graph");
    assert!(
        outcome.lines[0].contains(&format!("{name:?}")),
        "{}",
        outcome.lines[0]
    );
    let table = format!(
        "userPrincipalName,displayName,objectId,userType\na,\"{name}\",{ANNA},Member\nb,Boris,{BORIS},Member\n"
    );
    let outcome = import_bytes(table.as_bytes()).unwrap();
    assert!(
        outcome.lines[0].contains(&format!("{name:?}")),
        "{}",
        outcome.lines[0]
    );
    let plain = format!("id,kind,name\n{ANNA},user,\"{name}\"\n{BORIS},user,Boris\n");
    let outcome = import_bytes(plain.as_bytes()).unwrap();
    assert!(
        outcome.lines[0].contains(&format!("{name:?}")),
        "{}",
        outcome.lines[0]
    );
    // NUL is a character of a cell, and of JSON where it is escaped.
    let table = table.replace(name, "An\0na");
    let outcome = import_bytes(table.as_bytes()).unwrap();
    assert_eq!(outcome.lines.len(), 2);
    assert!(
        outcome.lines[0].contains("\"An\\0na\""),
        "{}",
        outcome.lines[0]
    );
}

#[test]
fn quotes_in_a_list_of_a_table_part_its_words() {
    let table = format!(
        "Id,DisplayName,GroupTypes,SecurityEnabled\n{ANNA},A,\"Uni\"\"fied\\,x\",True\n{BORIS},Boris,Unified,True\n"
    );
    let outcome = import_bytes(table.as_bytes()).unwrap();
    assert_eq!(outcome.lines.len(), 2, "{:#?}", outcome.lines);
    assert_eq!(outcome.codes(), [""; 0]);
    assert!(
        outcome.lines[0].contains(r#"groupTypes="Uni,fied\\,x""#),
        "{}",
        outcome.lines[0]
    );
}

#[test]
fn ids_that_collide_are_told_apart_by_what_they_are_or_are_one_object() {
    // A user and a group of one id: two descriptions of one object, for the graph to judge.
    let text = format!(
        "{}\n{{\"id\":\"{}\",\"groupTypes\":[],\"displayName\":\"G\"}}",
        graph_page("users", "\"userPrincipalName\":\"a\""),
        ANNA.to_uppercase()
    );
    let outcome = spares_boris(Format::Graph, &text, "one id");
    let of = |kind: &str| {
        let start = format!("{kind} {ANNA}");
        outcome
            .lines
            .iter()
            .filter(|line| line.starts_with(&start))
            .count()
    };
    assert_eq!((of("user"), of("group")), (1, 1), "{:#?}", outcome.lines);
    // A client id is no object id, though it be the same.
    let app = format!(
        "\"appId\":\"{ANNA}\",\"displayName\":\"P\",\"servicePrincipalType\":\"Application\""
    );
    let outcome = spares_boris(Format::Graph, &graph_page("servicePrincipals", &app), "app");
    assert!(
        outcome.lines[0].starts_with(&format!("app {ANNA} \"P\"")),
        "{}",
        outcome.lines[0]
    );
}

#[test]
fn keys_that_come_over_and_over_cost_no_more_than_their_length() {
    let members: Vec<String> = (0..1000)
        .map(|number| format!("{{\"id\":\"c0000000-0000-4000-8000-{number:012}\"}}"))
        .collect();
    let again = |times: usize| {
        let list = members.join(",");
        let fields = format!(
            "\"groupTypes\":[],\"members\":[{list}]{}",
            ",\"members\":[]".repeat(times)
        );
        import_bytes(graph_page("groups", &fields).as_bytes()).unwrap()
    };
    let of = |outcome: &Outcome| {
        let is_member = |line: &&String| line.starts_with("member: ");
        outcome.lines.iter().filter(is_member).count()
    };
    assert_eq!(of(&again(4000)), 1000);
    // A record of nothing but keys is none.
    let outcome = again(100_000);
    assert_eq!(of(&outcome), 0);
    assert_eq!(outcome.codes(), ["broken-record"]);
    assert!(
        outcome
            .example("broken-record")
            .contains("more than 4096 members")
    );
    assert!(outcome.lines.iter().any(|line| line.contains("\"Boris\"")));
    // In a batch likewise.
    let keys = ",\"x\":1".repeat(5000);
    let batch = format!(
        "{{\"responses\":[{{\"id\":\"1\",\"status\":200,\"body\":{{\"value\":[{{\"id\":\"{ANNA}\"{keys}}},{{\"id\":\"{BORIS}\",\"userPrincipalName\":\"b\"}},null,7]}}}}]}}"
    );
    let outcome = import_bytes(batch.as_bytes()).unwrap();
    assert_eq!(outcome.codes(), ["broken-record"]);
    assert_eq!(outcome.lines.len(), 1);
}

#[test]
fn a_row_of_nothing_but_separators_is_an_odd_row() {
    let table = format!(
        "userPrincipalName,displayName,objectId,userType\n{}\nb,Boris,{BORIS},Member\n",
        ",".repeat(8 << 20)
    );
    let outcome = import_bytes(table.as_bytes()).unwrap();
    assert_eq!(outcome.codes(), ["odd-row"]);
    assert_eq!(outcome.lines.len(), 1);
}

#[test]
fn a_very_long_cell_or_value_is_kept_whole_or_counted() {
    let long = "x".repeat(4 << 20);
    let table = format!(
        "userPrincipalName,displayName,objectId,userType\na,{long},{ANNA},Member\nb,Boris,{BORIS},Member\n"
    );
    let outcome = import_bytes(table.as_bytes()).unwrap();
    assert!(outcome.lines[0].contains(&long));
    let fields = format!("\"userPrincipalName\":\"a\",\"displayName\":\"{long}\"");
    let outcome = import_bytes(graph_page("users", &fields).as_bytes()).unwrap();
    assert!(outcome.lines[0].contains(&long));
    let limits = Limits {
        record_bytes: 1 << 20,
        ..Limits::default()
    };
    let outcome = import_within(table.as_bytes(), limits).unwrap();
    assert!(outcome.lines.iter().any(|line| line.contains("\"Boris\"")));
    assert_eq!(outcome.codes(), ["record-too-long"]);
}
