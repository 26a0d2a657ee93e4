//! Rules of dynamic groups beside their members and each other: drift, overlaps, and who may change what
//! they rest on.

use crate::answers::{csv, shown};
use enfilade::rules::{By, ChangeError, Truth};
use enfilade_query::{Engine, QueryOptions};
use std::fmt::Write;
use std::fs;
use tempfile::TempDir;

/// People: name, department, type, mobile phone.
const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("Ada", "\"Sales\"", "Member", "\"+41 1\""),
    ("Bo", "\"Legal\"", "Member", "null"),
    ("Cy", "\"sales\"", "Guest", "null"),
    ("Di", "null", "Member", "null"),
];

fn person(at: usize) -> String {
    format!("20000000-0000-4000-8000-{at:012}")
}

fn group(at: usize) -> String {
    format!("30000000-0000-4000-8000-{at:012}")
}

/// An export with the people, and groups by name, rule, state and numbers of members.
fn export(groups: &[(&str, &str, &str, &[usize])]) -> (TempDir, Engine) {
    let folder = TempDir::new().unwrap();
    let page = |name: &str, collection: &str, records: &[String]| {
        let context = format!("https://graph.microsoft.com/v1.0/$metadata#{collection}");
        let text = format!(
            "{{\"@odata.context\":\"{context}\",\"value\":[{}]}}",
            records.join(",")
        );
        fs::write(folder.path().join(name), text).unwrap();
    };
    let people = PEOPLE.iter().enumerate().map(|(at, (name, department, kind, mobile))| {
        format!(
            r#"{{"id":"{}","displayName":"{name}","userPrincipalName":"{name}@contoso.example","department":{department},
            "userType":"{kind}","mobilePhone":{mobile},"onPremisesSyncEnabled":{}}}"#,
            person(at),
            *name == "Bo"
        )
    });
    page("users.json", "users", &people.collect::<Vec<_>>());
    let groups = groups.iter().enumerate().map(|(at, (name, rule, state, members))| {
        let members: Vec<String> = (members.iter())
            .map(|&at| format!(r##"{{"@odata.type":"#microsoft.graph.user","id":"{}"}}"##, person(at)))
            .collect();
        let mut text = String::new();
        write!(
            text,
            r#"{{"id":"{}","displayName":{},"groupTypes":["DynamicMembership"],"securityEnabled":true,"membershipRule":{},
            "membershipRuleProcessingState":"{state}","members":[{}]}}"#,
            group(at),
            serde_json::to_string(name).unwrap(),
            serde_json::to_string(rule).unwrap(),
            members.join(",")
        )
        .unwrap();
        text
    });
    page(
        "groups.json",
        "groups(members())",
        &groups.collect::<Vec<_>>(),
    );
    let opened = enfilade::open(folder.path(), &enfilade::NoProgress).unwrap();
    (folder, opened.engine)
}

fn answered(engine: &Engine, query: &str) -> String {
    let mut answer = engine.query(query, &QueryOptions::default()).unwrap();
    csv(&mut answer)
}

const SALES: &str = "user.department -eq \"Sales\"";

#[test]
fn members_that_are_not_those_of_the_rule_are_listed_with_why() {
    let of_group = format!("user.memberOf -any (group.objectId -in ['{}'])", group(0));
    let (_folder, engine) = export(&[
        ("Sales", SALES, "On", &[0, 1]),
        ("Exact", SALES, "On", &[0, 2]),
        ("Paused", "user.userType -eq \"Guest\"", "Paused", &[]),
        ("By city", "user.city -eq \"Oslo\"", "On", &[0]),
        ("Broken", "user.town -eq \"Oslo\"", "On", &[0, 1]),
        ("Of devices", "device.objectId -ne null", "On", &[3]),
        (
            "Looks around",
            "user.displayName -match \"^(?!A)\"",
            "On",
            &[0],
        ),
        ("Of a group", &of_group, "On", &[]),
    ]);
    let drift = answered(&engine, "drift | sort by group asc, drift asc, member asc");
    let expected = "\
group,drift,member,members,why
Broken,the rule cannot be read,,2,a user has no property `town` in rules
By city,unknown,,4,no source collected user.city
Looks around,unknown,,4,a regular expression looks around or is too big
Of a group,\"by the rule, not listed\",Ada,1,memberOf is not processed since 3 November 2026
Of a group,\"by the rule, not listed\",Bo,1,memberOf is not processed since 3 November 2026
Of devices,\"listed, not by the rule\",Di,1,the rule is about devices
Paused,\"by the rule, not listed\",Cy,1,the rule is not processed (`Paused`)
Sales,\"by the rule, not listed\",Cy,1,
Sales,\"listed, not by the rule\",Bo,1,";
    assert_eq!(drift, expected);
    // Before memberOf ended nothing held it up.
    let options = QueryOptions {
        as_of: Some(1_780_000_000_000_000),
        ..QueryOptions::default()
    };
    let mut answer = engine
        .query(
            "drift | where group.name == \"Of a group\" and isnotempty(why)",
            &options,
        )
        .unwrap();
    assert_eq!(csv(&mut answer).lines().count(), 1);
}

#[test]
fn a_tenant_without_drift_or_rules_says_so() {
    let (_folder, engine) = export(&[("Exact", SALES, "On", &[0, 2])]);
    let (rows, remarks) = shown(&engine, "drift", &QueryOptions::default());
    assert_eq!(rows.lines().count(), 1, "{rows}");
    assert!(
        remarks.contains("lists exactly those of whom its rule holds"),
        "{remarks}"
    );
    let (_folder, engine) = export(&[]);
    for table in ["drift", "overlapping rules", "rule attributes"] {
        let (rows, remarks) = shown(&engine, table, &QueryOptions::default());
        assert_eq!(rows.lines().count(), 1, "{rows}");
        assert!(remarks.contains("empty: no "), "{remarks}");
    }
}

#[test]
fn rules_that_overlap_are_found_and_what_decided_is_said() {
    let (_folder, engine) = export(&[
        ("Sales", SALES, "On", &[]),
        ("Sales again", "(user.department -in ['SALES'])", "On", &[]),
        (
            "By name",
            "user.displayName -in [\"Ada\", \"Cy\"]",
            "On",
            &[],
        ),
        (
            "Guests of sales",
            "user.userType -eq \"Guest\" -and user.department -eq \"Sales\"",
            "On",
            &[],
        ),
        (
            "Nobody",
            "user.department -eq \"A\" -and user.department -eq \"B\"",
            "On",
            &[],
        ),
        ("Nobody here", "user.department -eq \"A\"", "On", &[]),
        ("All", "user.objectId -ne null", "On", &[]),
        ("All here", "user.displayName -ne \"Zoe\"", "On", &[]),
        ("By city", "user.city -eq \"Oslo\"", "On", &[]),
        (
            "Guests of a city",
            "user.city -eq \"Oslo\" -and user.userType -eq \"Guest\"",
            "On",
            &[],
        ),
        ("Guests", "user.userType -eq \"Guest\"", "On", &[]),
    ]);
    let table = "overlapping rules | project group, overlap, other, decided_by, members, members_of_other, shared";
    let expected = "\
group,overlap,other,decided_by,members,members_of_other,shared
All,holds of everybody,,the text of the rules,,,
All here,holds of everybody,,the people of the tenant,4,,
By name,equal,Sales,the people of the tenant,2,2,2
Guests,equal,Guests of sales,the people of the tenant,1,1,1
Guests of a city,within,By city,the text of the rules,,,
Guests of sales,within,Sales,the text of the rules,1,2,1
Nobody,holds of nobody,,the text of the rules,,,
Nobody here,holds of nobody,,the people of the tenant,0,,
Sales again,equal,Sales,the text of the rules,,,";
    assert_eq!(
        answered(&engine, &format!("{table} | sort by group asc")),
        expected
    );
    let (_, remarks) = shown(&engine, table, &QueryOptions::default());
    assert!(
        remarks.contains("2 rules were compared by text only"),
        "{remarks}"
    );
}

#[test]
fn whoever_may_change_what_a_rule_rests_on_is_named_with_the_page() {
    let (_folder, engine) = export(&[
        ("Phones", "user.mobile -startsWith \"+41\"", "On", &[]),
        (
            "Members",
            "user.userType -eq \"Member\" -and user.mail -endsWith \"@a.example\"",
            "On",
            &[],
        ),
        ("Partners", "user.mail -endsWith \"@a.example\"", "On", &[]),
        (
            "Reports",
            &format!("Direct Reports for \"{}\"", person(0)),
            "On",
            &[],
        ),
    ]);
    let query = "rule attributes | where changed_by in (\"itself\", \"inviter\") | project group, attribute, enough, changed_by | sort by group asc";
    // An invited guest is no member, whatever address it has.
    let expected = "\
group,attribute,enough,changed_by
Partners,user.mail,true,inviter
Phones,user.mobile,true,itself";
    assert_eq!(answered(&engine, query), expected);
    let all = answered(
        &engine,
        "rule attributes | where source startswith \"https://learn.microsoft.com/\" | summarize n = dcount(group)",
    );
    assert_eq!(all, "n\n4");
    let enough = "rule attributes | where group.name == \"Members\" and enough == true | count";
    assert_eq!(answered(&engine, enough), "Count\n0");
}

#[test]
fn the_fewest_changes_into_a_group_come_first() {
    let rule = "(user.department -eq \"Sales\" -and user.userType -eq \"Member\" -and user.mobile -ne null) \
                -or (user.department -eq \"Board\") \
                -or (user.department -eq \"Board\" -and user.userType -eq \"Guest\") \
                -or (user.objectId -eq null -and user.mobile -eq null)";
    let (_folder, engine) = export(&[
        ("Either", rule, "On", &[]),
        ("Assigned", "", "On", &[]),
        ("Of devices", "device.objectId -ne null", "On", &[]),
        ("Never", "user.city -in []", "Paused", &[]),
    ]);
    let change = |who: &str, group: &str| engine.change_to_enter(who, group, None);
    let di = change("di@contoso.example", "either").unwrap();
    assert_eq!(
        (di.now, di.is_whole, di.held_up.is_none()),
        (Truth::DoesNot, true, true)
    );
    let ways: Vec<Vec<String>> = (di.ways.iter())
        .map(|way| {
            way.changes
                .iter()
                .flat_map(|one| one.wanted.clone())
                .collect()
        })
        .collect();
    assert_eq!(
        ways,
        [vec!["user.department -eq \"Board\"".to_owned()]],
        "what asks for more is left out"
    );
    let one = &di.ways[0].changes[0];
    assert_eq!(
        (one.attribute.as_str(), one.now.as_deref()),
        ("department", Some("nothing"))
    );
    assert_eq!(one.authorities[0].by, By::Role);
    // Bo is synced: nobody changes the department in the cloud.
    let bo = change("Bo", "Either").unwrap();
    let who: Vec<By> = bo.ways[0].changes[0]
        .authorities
        .iter()
        .map(|one| one.by)
        .collect();
    assert_eq!(who, [By::OnPremises]);
    assert_eq!(change("Ada", "Either").unwrap().now, Truth::Matches);
    let never = change("Ada", "Never").unwrap();
    assert!(never.ways.is_empty() && never.is_whole && never.held_up.is_some());

    assert!(
        matches!(change("Adda", "Either"), Err(ChangeError::NotFound { near, .. }) if near.contains("Ada"))
    );
    assert!(matches!(
        change("Ada", "Assigned"),
        Err(ChangeError::NoRule(_))
    ));
    assert!(matches!(
        change("Ada", "Of devices"),
        Err(ChangeError::OtherKind { .. })
    ));
}
