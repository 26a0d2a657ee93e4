//! Input that is not an export, or is one made to do harm: files and records.

use super::support::{
    ANNA, BORIS, anna, boris, file_form, folder_of, import, import_bytes, import_records,
    import_within, one_of_each_kind, refusal, user,
};
use crate::{Limits, Options};

#[test]
fn what_is_no_export_is_refused_in_words() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "it is empty"),
        (b" \r\n\t ", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"\xff\xfe", "it is empty"),
        (b"\xfe\xff\n", "it is empty"),
        (b"\0\0\0\0\0\0\0\0", "it is no text"),
        (b"{}", "it is a JSON object without records"),
        (b"[]", "it is an empty list"),
        (b"null", "it is no JSON"),
        (b"{\"data\":[],\"meta\":{}}", "its `data` holds no records"),
        (b"{\"data\":null}", "its `data` holds no records"),
        (b"<!DOCTYPE html><html>Sign in", "a web page or XML"),
        (b"<?xml version=\"1.0\"?>", "a web page or XML"),
        (b"id,displayName,mail\n1,2,3\n", "a CSV table"),
        (
            b"{\"kind\":\"Deployment\",\"data\":{}}",
            "of no kind that AzureHound writes",
        ),
        (
            b"{\"graph\":{\"nodes\":{}}}",
            "no BloodHound OpenGraph file",
        ),
        (
            b"{\"data\":[{\"kind\"",
            "it ends too early, before its first record",
        ),
    ];
    for (bytes, says) in cases {
        let error = refusal(bytes);
        let shown = String::from_utf8_lossy(bytes);
        assert!(
            error.starts_with("`export.json` is no export that Enfilade reads: "),
            "{shown}: {error}"
        );
        assert!(error.contains(says), "{shown}: {error}");
    }
}

#[test]
fn an_on_premises_collection_is_refused_and_told_what_to_collect() {
    for text in [
        r#"{"data":[{"ObjectIdentifier":"S-1-5-21-1","Properties":{"name":"ANNA@CORP.LOCAL"}}],"meta":{"methods":0,"type":"users","count":1,"version":6}}"#,
        r#"{"data":[{"Properties":{},"Aces":[]}],"meta":{"type":"groups"}}"#,
        r#"{"data":[],"meta":{"methods":0,"type":"computers","count":0,"version":5}}"#,
        r#"{"meta":{"type":"domains","count":1,"version":5},"data":[{"ObjectIdentifier":"S-1-5-21-1"}]}"#,
        r#"{"users":[{"Properties":{}}],"meta":{"type":"users","count":1,"version":3}}"#,
    ] {
        let error = refusal(text.as_bytes());
        assert!(
            error.contains("on-premises BloodHound collection"),
            "{text}: {error}"
        );
        assert!(
            error.contains("`azurehound list -o file.json`"),
            "{text}: {error}"
        );
    }
}

#[test]
fn an_error_that_a_service_answered_with_is_refused_with_its_code() {
    for text in [
        r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired.","innerError":{}}}"#,
        r#"{"error":{"message":"InvalidAuthenticationToken"}}"#,
        "{\n  \"error\": \"InvalidAuthenticationToken\"\n}",
    ] {
        let error = refusal(text.as_bytes());
        assert!(
            error
                .contains("an error that the service answered with (`InvalidAuthenticationToken`)"),
            "{error}"
        );
    }
}

#[test]
fn a_large_text_that_is_something_else_is_not_searched_to_its_end() {
    let numbers = format!("{{\"log\":[{}", "0,".repeat(33 << 20));
    // A page whose first record may be one or not.
    let long = format!("{{\"value\":[{{\"id\":\"{}\"", "0".repeat(65 << 20));
    for text in [numbers, long] {
        let error = refusal(text.as_bytes());
        assert!(
            error.contains("no whole record stands in its first 64 MiB")
                && error.contains("`--from`"),
            "{error}"
        );
    }
}

#[test]
fn only_exports_of_a_folder_are_read_and_the_others_are_counted() {
    let folder = folder_of(&[
        ("a.json", anna().as_bytes()),
        ("empty.json", b""),
        ("error.json", br#"{"error":{"code":"Throttled"}}"#),
        ("users.json", br#"{"data":[],"meta":{"type":"users"}}"#),
    ]);
    let outcome = import(folder.path(), &Options::default()).unwrap();
    assert_eq!(outcome.codes(), ["lost-file", "passed-over"]);
    assert_eq!(outcome.summary.warnings[0].count, 2);
    let example = outcome.example("lost-file");
    assert!(example.ends_with("empty.json`: it is empty"), "{example}");
}

#[test]
fn a_format_that_is_forced_is_not_recognised_first() {
    let options = Options {
        format: Some(crate::Format::AzureHound),
        ..Options::default()
    };
    let folder = folder_of(&[(
        "x.json",
        b"# made by hand\n{\"kind\":\"AZTenant\",\"data\":{\"tenantId\":\"t\"}}",
    )]);
    let outcome = import(folder.path(), &options).unwrap();
    assert_eq!(outcome.summary.records["AZTenant"], 1);
    assert_eq!(outcome.codes(), ["stray-text", "odd-id"]);
}

#[test]
fn a_very_long_name_is_kept_whole() {
    let name = "x".repeat(20 << 20);
    let outcome = import_records(&[user(ANNA, &format!("\"{name}\"")), boris()]);
    assert_eq!(outcome.lines.len(), 2);
    assert!(outcome.lines[0].contains(&name));
}

#[test]
fn a_record_past_the_limit_costs_only_itself() {
    let limits = Limits {
        record_bytes: 1 << 20,
        ..Limits::default()
    };
    let long = user(ANNA, &format!("\"{}\"", "x".repeat(3 << 20)));
    for text in [
        file_form(&[boris(), long.clone(), boris(), boris()]),
        [boris(), long.clone(), boris(), boris()].join("\n"),
        format!("[{}]", [boris(), long, boris(), boris()].join(",")),
    ] {
        let outcome = import_within(text.as_bytes(), limits).unwrap();
        assert_eq!(outcome.summary.records["AZUser"], 3);
        assert!(outcome.lines.iter().all(|line| line.contains("Boris")));
        assert!(
            outcome.codes().contains(&"record-too-long"),
            "{:?}",
            outcome.codes()
        );
    }
}

#[test]
fn lists_of_members_before_a_limit_are_kept() {
    let member = |n: u32| {
        format!(
            "{{\"member\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"a0000000-0000-4000-8000-{n:012x}\"}},\"groupId\":\"{BORIS}\"}}"
        )
    };
    let members: Vec<String> = (1..=9000).map(member).collect();
    let record = format!(
        "{{\"kind\":\"AZGroupMember\",\"data\":{{\"members\":[{}],\"groupId\":\"{BORIS}\"}}}}",
        members.join(",")
    );
    let limits = Limits {
        record_bytes: 1 << 20,
        ..Limits::default()
    };
    assert!(record.len() > 1 << 20);
    let outcome = import_within(file_form(&[record, anna()]).as_bytes(), limits).unwrap();
    let of_kind = |kind: &str| {
        outcome
            .lines
            .iter()
            .filter(|line| line.starts_with(kind))
            .count()
    };
    assert!(
        (7000..9000).contains(&of_kind("member: ")),
        "{}",
        of_kind("member: ")
    );
    assert_eq!(of_kind("user "), 1);
}

#[test]
fn deep_nesting_costs_no_stack_and_only_what_is_nested() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for nested in [deep, objects] {
        let record =
            |data: &str| format!("{{\"kind\":\"AZUser\",\"data\":{{{data},\"id\":\"{ANNA}\"}}}}");
        for (data, odd) in [
            // Where nothing is known, where a flag is due, a text, an object.
            (record(&format!("\"x\":{nested}")), "too-deep"),
            (
                record(&format!("\"accountEnabled\":{nested}")),
                "wrong-type",
            ),
            (record(&format!("\"displayName\":{nested}")), "wrong-type"),
            (record(&format!("\"signInActivity\":{nested}")), "too-deep"),
        ] {
            let outcome = import_records(&[data, boris()]);
            assert_eq!(outcome.lines.len(), 2, "{odd}");
            assert_eq!(outcome.codes(), [odd]);
        }
        for (kind, key) in [
            ("AZApp", "passwordCredentials"),
            ("AZServicePrincipal", "appRoles"),
            ("AZKeyVault", "properties"),
            ("AZVM", "identity"),
            ("AZGroup", "groupTypes"),
            ("AZTenant", "domains"),
            ("AZGroupMember", "members"),
            ("AZSubscriptionOwner", "owners"),
            ("AZRoleAssignment", "roleAssignments"),
            ("AZAppRoleAssignment", "principalId"),
            ("AZFederatedIdentityCredential", "fics"),
            ("AZRoleManagementPolicyAssignment", "policy"),
            ("AZMystery", "x"),
        ] {
            let record = format!("{{\"kind\":\"{kind}\",\"data\":{{\"{key}\":{nested}}}}}");
            let outcome = import_records(&[record, boris()]);
            assert!(
                outcome.lines.iter().any(|line| line.contains("Boris")),
                "{kind}"
            );
            assert!(outcome.lines.iter().all(|line| line.len() < 1000), "{kind}");
            assert_eq!(
                outcome.summary.damage().count(),
                0,
                "{kind}: {:?}",
                outcome.codes()
            );
        }
        // In place of the data, and in place of the records.
        let record = format!("{{\"kind\":\"AZUser\",\"data\":{nested}}}");
        assert_eq!(import_records(&[record, boris()]).lines.len(), 1);
        let text = format!("{{\"data\":[{nested},{}]}}", boris());
        assert!(import_bytes(text.as_bytes()).is_err());
    }
    let unclosed = format!("{}\n{}", anna(), "[".repeat(1 << 20));
    assert_eq!(import_bytes(unclosed.as_bytes()).unwrap().lines.len(), 1);
    assert!(import_bytes("[".repeat(1 << 20).as_bytes()).is_err());
}

#[test]
fn records_that_pretend_to_begin_over_and_over_end_somewhere() {
    let trap = "{\"kind\":\"AZUser\",\"data\":[".repeat(2_000);
    let outcome = import_bytes(format!("{}\n{trap}", anna()).as_bytes()).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    assert!(outcome.summary.damage().count() > 0);
}

#[test]
fn nul_is_a_character_where_it_is_escaped_and_damage_where_it_is_not() {
    let outcome = import_records(&[user(ANNA, r#""An\u0000na""#)]);
    assert_eq!(outcome.codes(), [""; 0]);
    assert!(
        outcome.lines[0].contains("\"An\\0na\""),
        "{}",
        outcome.lines[0]
    );
    let text = file_form(&[anna().replace("Anna", "An\0na"), boris()]);
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    let place = text.find('\0').unwrap();
    assert!(
        outcome
            .example("broken-record")
            .starts_with(&format!("byte {place}: control character"))
    );
}

#[test]
fn a_tail_of_nul_bytes_is_a_cut() {
    let text = file_form(&[anna(), boris(), boris()]);
    let between = text.rfind("{\"kind\"").unwrap();
    let inside = between + 30;
    let tail = vec![0; 3 << 20];
    for (cut, users) in [(between, 2), (inside, 2), (text.len(), 3)] {
        let filled = [&text.as_bytes()[..cut], &tail].concat();
        let outcome = import_bytes(&filled).unwrap();
        assert_eq!(outcome.summary.records["AZUser"], users);
        assert_eq!(outcome.codes(), ["truncated"], "cut at {cut}");
        let example = outcome.example("truncated");
        assert!(example.starts_with(&format!("byte {cut}: ")), "{example}");
    }
}

#[test]
fn nul_bytes_in_the_midst_are_skipped() {
    let text = [
        anna().as_bytes(),
        b"\n",
        &[0; 4096],
        b"\n",
        boris().as_bytes(),
    ]
    .concat();
    let outcome = import_bytes(&text).unwrap();
    assert_eq!(outcome.lines.len(), 2);
    assert_eq!(outcome.codes(), ["stray-text"]);
}

#[test]
fn half_characters_are_replaced_and_named() {
    let outcome = import_records(&[user(ANNA, r#""An\ud83cna \ud83c\udf89""#), boris()]);
    assert_eq!(outcome.lines.len(), 2);
    assert!(
        outcome.lines[0].contains("\"An\u{fffd}na 🎉\""),
        "{}",
        outcome.lines[0]
    );
    assert_eq!(outcome.codes(), ["half-character"]);
    assert_eq!(outcome.summary.damage().count(), 0);
    // In what is kept as JSON as well: it must stay readable.
    let record = format!(r#"{{"kind":"AZUser","data":{{"id":"{ANNA}","x":["\udf89"]}}}}"#);
    assert!(import_records(&[record]).lines[0].ends_with(r#"rest={"x":["\ufffd"]}"#));
}

#[test]
fn half_characters_in_utf16_are_replaced_and_named() {
    let text = file_form(&[anna(), boris()]);
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let place = text.find("Anna").unwrap();
    units[place] = 0xd83c;
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let outcome = import_bytes(&bytes).unwrap();
    assert!(
        outcome.lines[0].contains("\"\u{fffd}nna\""),
        "{}",
        outcome.lines[0]
    );
    assert_eq!(outcome.codes(), ["bad-text"]);
    assert_eq!(outcome.example("bad-text"), format!("byte {}", 2 * place));
}

#[test]
fn bytes_that_are_no_text_do_not_reach_a_record() {
    for bad in [
        &b"\xff"[..],
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc0\xaf",
    ] {
        let text = file_form(&[anna(), boris()]);
        let place = text.find("Anna").unwrap();
        let bytes = [&text.as_bytes()[..place], bad, &text.as_bytes()[place..]].concat();
        let outcome = import_bytes(&bytes).unwrap();
        assert_eq!(outcome.lines.len(), 2);
        assert!(
            outcome.lines[0].contains("\u{fffd}Anna"),
            "{}",
            outcome.lines[0]
        );
        assert_eq!(outcome.example("bad-text"), format!("byte {place}"));
    }
}

#[test]
fn what_a_terminal_would_obey_is_data() {
    let name = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}evil\u{200b}\r\n";
    let record = user(ANNA, &serde_json::Value::from(name).to_string());
    let outcome = import_records(&[record]);
    assert_eq!(outcome.codes(), [""; 0]);
    assert!(
        outcome.lines[0].contains(&format!("{name:?}")),
        "{}",
        outcome.lines[0]
    );
    // Examples are put into words for people, and stay one harmless line.
    let record = r#"{"kind":"AZ\u001b[2J\n","data":{}}"#;
    let outcome = import_records(&[record]);
    assert_eq!(outcome.example("unknown-kind"), "AZ\u{fffd}[2J\u{fffd}");
}

#[test]
fn ids_that_are_no_guids_are_kept_as_text_and_counted() {
    for id in [
        "not-a-guid",
        "../../etc",
        "a0000000-0000-4000-8000-00000000000",
        "\u{1b}[31m",
        "日本",
    ] {
        let written = serde_json::Value::from(id).to_string();
        let record =
            format!("{{\"kind\":\"AZUser\",\"data\":{{\"id\":{written},\"displayName\":\"X\"}}}}");
        let outcome = import_records(&[record]);
        assert!(
            outcome.lines[0].starts_with(&format!("user {} \"X\"", id.to_lowercase())),
            "{}",
            outcome.lines[0]
        );
        assert_eq!(outcome.codes(), ["odd-id"], "{id}");
    }
    for id in ["", "00000000-0000-0000-0000-000000000000", "/"] {
        let outcome = import_records(&[user(id, "\"X\"")]);
        assert_eq!(outcome.lines, [""; 0]);
        assert_eq!(outcome.codes(), ["no-id"], "{id}");
    }
    for data in ["{}", r#"{"id":null}"#, r#"{"id":7}"#, r#"{"id":{"a":1}}"#] {
        let outcome = import_records(&[format!("{{\"kind\":\"AZUser\",\"data\":{data}}}")]);
        assert!(outcome.codes().contains(&"no-id"), "{data}");
    }
}

#[test]
fn of_keys_that_come_twice_the_first_counts() {
    let record = format!(
        r#"{{"kind":"AZUser","kind":"AZGroup","data":{{"id":"{ANNA}","userType":"Guest","userType":"Member"}},"data":{{"id":"{BORIS}"}}}}"#
    );
    let outcome = import_records(&[record]);
    assert_eq!(outcome.lines.len(), 1);
    assert!(
        outcome.lines[0].starts_with(&format!("user {ANNA} userType=\"Guest\"")),
        "{}",
        outcome.lines[0]
    );
    let record =
        format!(r#"{{"data":{{"id":"{ANNA}"}},"kind":"AZUser","data":{{"id":"{BORIS}"}}}}"#);
    let outcome = import_records(&[record]);
    assert_eq!(outcome.lines.len(), 1);
    assert!(outcome.lines[0].contains(ANNA));
    let record = format!(
        r#"{{"kind":"AZUser","data":{{"id":"{ANNA}","id":"{BORIS}","displayName":"A","displayName":"B","x":1,"x":2}}}}"#
    );
    let line = &import_records(&[record]).lines[0];
    assert!(line.starts_with(&format!("user {ANNA} \"A\"")), "{line}");
    // What is not modelled is kept as it was written.
    assert!(line.ends_with(r#"rest={"x":1,"x":2}"#), "{line}");
}

/// Values of each type, where others are due.
pub(super) const OTHER_VALUES: &[&str] = &[
    "null",
    "true",
    "7",
    "-1.5e300",
    "\"\"",
    "\"x\"",
    "[]",
    "[[null,{}]]",
    "{}",
    "{\"a\":[]}",
];

#[test]
fn values_of_other_types_cost_only_themselves() {
    for record in one_of_each_kind() {
        let value: serde_json::Value = serde_json::from_str(&record).unwrap();
        let data = value["data"].as_object().unwrap();
        for key in data.keys() {
            for wrong in OTHER_VALUES {
                let mut other = value.clone();
                other["data"][key] = serde_json::from_str(wrong).unwrap();
                let outcome = import_records(&[other.to_string(), boris()]);
                let what = format!("{} with {key} = {wrong}", value["kind"]);
                assert_eq!(
                    outcome.summary.damage().count(),
                    0,
                    "{what}: {:?}",
                    outcome.codes()
                );
                assert_eq!(outcome.summary.records.values().sum::<u64>(), 2, "{what}");
            }
        }
    }
}

#[test]
fn records_that_are_none_are_counted() {
    for (record, code) in [
        ("{}", "no-kind"),
        (r#"{"kind":7,"data":{}}"#, "wrong-type"),
        (r#"{"kind":null}"#, "wrong-type"),
        (r#"{"data":{"id":"x"}}"#, "no-kind"),
        (r#"{"kind":"AZUser"}"#, "no-data"),
        (r#"{"kind":"AZUser","data":[1]}"#, "wrong-type"),
        (r#"{"kind":"AZUser","data":"x"}"#, "wrong-type"),
        (r#"{"kind":"AZUser","data":null}"#, "no-id"),
    ] {
        let outcome = import_records(&[boris(), record.to_owned(), boris()]);
        assert_eq!(outcome.lines.len(), 2, "{record}");
        assert!(
            outcome.codes().contains(&code),
            "{record}: {:?}",
            outcome.codes()
        );
        assert_eq!(outcome.summary.damage().count(), 0, "{record}");
    }
}

#[test]
fn a_meta_that_lies_does_no_harm() {
    let text = file_form(&[anna(), boris()]);
    for (meta, codes) in [
        (r#"{"type":"azure","version":5,"count":2}"#, &[][..]),
        (
            r#"{"type":"azure","version":5,"count":0}"#,
            &["count-differs"],
        ),
        (
            r#"{"type":"azure","count":18446744073709551615}"#,
            &["count-differs"],
        ),
        (r#"{"type":"azure","count":-1}"#, &["odd-meta"]),
        (r#"{"type":"azure","count":1e300}"#, &["odd-meta"]),
        (r#"{"type":["azure"],"count":"2"}"#, &["odd-meta"]),
        (r#"{"type":"users","count":2}"#, &["foreign-meta"]),
        ("{}", &[]),
        ("null", &[]),
        ("[7]", &["odd-meta"]),
        (r#"{"count":2,"count":9}"#, &["odd-meta"]),
    ] {
        let at = text.find("{\"type\"").unwrap();
        let end = at + text[at..].find('}').unwrap() + 1;
        let mut lying = text.clone();
        lying.replace_range(at..end, meta);
        let outcome = import_bytes(lying.as_bytes()).unwrap();
        assert_eq!(outcome.lines.len(), 2, "{meta}");
        assert_eq!(outcome.codes(), codes, "{meta}");
    }
}

#[test]
fn many_unknown_kinds_cost_little() {
    let records: Vec<String> = (0..1000)
        .map(|n| format!("{{\"kind\":\"AZNew{n}\",\"data\":{{}}}}"))
        .chain([format!(
            "{{\"kind\":\"AZ{}\",\"data\":{{}}}}",
            "x".repeat(100_000)
        )])
        .collect();
    let outcome = import_records(&records);
    assert_eq!(outcome.summary.records.len(), 101);
    assert_eq!(outcome.summary.records["(other)"], 901);
    assert_eq!(outcome.summary.warnings[0].count, 1001);
}
