//! What answers of Microsoft Graph get wrong, leave out or only seem to say.

use super::support::{
    ANNA, BORIS, Lines, Outcome, encodings, folder_of, gzip, import, import_bytes, refusal,
    summary_of, zip,
};
use crate::{Format, NoProgress, Options, read_bytes};
use enfilade_model::{Attribute, EntityKind, Level, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const CONTEXT: &str = "https://graph.microsoft.com/beta/$metadata#";

/// A page with a context.
fn page(fragment: &str, records: &[String]) -> String {
    format!(
        "{{\"@odata.context\":\"{CONTEXT}{fragment}\",\"value\":[{}]}}",
        records.join(",")
    )
}

/// A typed object as a list of members holds it.
fn member(id: &str) -> String {
    format!("{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{id}\"}}")
}

fn user(id: &str, more: &str) -> String {
    format!("{{\"id\":\"{id}\",\"userPrincipalName\":\"x@contoso.example\"{more}}}")
}

/// The `number`th id.
fn id(number: usize) -> String {
    format!("b0000000-0000-4000-8000-{number:012}")
}

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

fn of_files(files: &[(&str, &str)]) -> Outcome {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    import(folder_of(&files).path(), &Options::default()).unwrap()
}

fn level(outcome: &Outcome, relation: Relation) -> &Level {
    &outcome.summary.completeness.relations[&relation]
}

fn partial(outcome: &Outcome, relation: Relation) -> &str {
    match level(outcome, relation) {
        Level::Partial(why) => why,
        other => panic!("{relation}: {other:?}"),
    }
}

#[test]
fn absent_is_unknown_and_null_is_no_value_that_was_asked_for() {
    let outcome = of(&page(
        "users",
        &[
            user(ANNA, ""),
            user(BORIS, ",\"accountEnabled\":null,\"department\":null"),
        ],
    ));
    for line in &outcome.lines {
        assert!(
            !line.contains("accountEnabled") && !line.contains("department"),
            "{line}"
        );
    }
    let has = |outcome: &Outcome, attribute| {
        outcome
            .summary
            .completeness
            .has_attribute(EntityKind::User, attribute)
    };
    // One of the two was not asked for its department, so nobody knows what the absence means.
    assert!(!has(&outcome, Attribute::Department));
    assert!(has(&outcome, Attribute::UserPrincipalName));
    let asked = of(&page("users", &[user(ANNA, ",\"department\":null")]));
    assert!(has(&asked, Attribute::Department));
    assert!(!asked.lines[0].contains("department"));
}

#[test]
fn a_disabled_account_is_disabled() {
    let outcome = of(&page("users", &[user(ANNA, ",\"accountEnabled\":false")]));
    assert!(outcome.lines[0].contains("accountEnabled=false"));
}

#[test]
fn a_next_link_that_was_not_fetched_leaves_the_collection_partial() {
    let first = page("users", &[user(ANNA, "")]).replace(
        "\"value\"",
        "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/users?$skiptoken=x\",\"value\"",
    );
    let last = page("users", &[user(BORIS, "")]);
    let cut = of(&first);
    assert!(partial(&cut, Relation::Users).contains("last page"));
    let both = of_files(&[("1.json", &first), ("2.json", &last)]);
    assert_eq!(level(&both, Relation::Users), &Level::Complete);
    let joined = of(&format!("{first}\n{last}"));
    assert_eq!(level(&joined, Relation::Users), &Level::Complete);
    assert_eq!(joined.lines.len(), 2);
}

#[test]
fn a_list_as_long_as_a_page_may_be_one_page() {
    for (count, is_complete) in [(99, true), (100, false), (101, true)] {
        let users: Vec<String> = (0..count).map(|number| user(&id(number), "")).collect();
        let outcome = of(&format!("[{}]", users.join(",")));
        assert_eq!(
            level(&outcome, Relation::Users) == &Level::Complete,
            is_complete,
            "{count}"
        );
    }
}

#[test]
fn an_expanded_list_of_twenty_is_taken_for_cut() {
    for (count, is_complete) in [(0, true), (19, true), (20, false), (21, true)] {
        let members: Vec<String> = (0..count).map(|number| member(&id(number))).collect();
        let group = format!(
            "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members\":[{}]}}",
            members.join(",")
        );
        let outcome = of(&page("groups(members())", &[group]));
        let is_whole = level(&outcome, Relation::GroupMembers) == &Level::Complete;
        assert_eq!(is_whole, is_complete, "{count}");
        assert_eq!(
            outcome.codes().contains(&"cut-expansion"),
            !is_complete,
            "{count}"
        );
        assert_eq!(outcome.lines.len(), count + 1);
    }
}

#[test]
fn a_list_of_its_own_completes_an_expanded_one() {
    let members: Vec<String> = (0..20).map(|number| member(&id(number))).collect();
    let group = format!(
        "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members\":[{}]}}",
        members.join(",")
    );
    let groups = page("groups(members())", &[group]);
    let list = page("directoryObjects", &members);
    let outcome = of_files(&[
        ("groups.json", &groups),
        (&format!("groups/{GROUP}/members.json"), &list),
    ]);
    assert_eq!(level(&outcome, Relation::GroupMembers), &Level::Complete);
}

#[test]
fn the_group_of_a_list_stands_in_its_path_or_the_list_is_counted() {
    let list = page("directoryObjects", &[member(ANNA)]);
    let edge = format!("member: user {ANNA} -> group {GROUP}");
    for path in [
        format!("groups/{GROUP}/members.json"),
        format!("groups/members/{GROUP}.json"),
        format!("members_{GROUP}.json"),
        format!("groups/{GROUP}.json"),
    ] {
        let outcome = of_files(&[(&path, &list)]);
        assert_eq!(outcome.lines, [edge.as_str()], "{path}");
    }
    let archive = zip(&[(
        &format!("groups/{GROUP}/members.json"),
        gzip(list.as_bytes()).as_slice(),
    )]);
    assert_eq!(import_bytes(&archive).unwrap().lines, [edge.as_str()]);
    let lost = of_files(&[("members.json", &list)]);
    assert_eq!(lost.codes(), ["whose-list"]);
    assert!(lost.lines.iter().all(|line| !line.starts_with("member")));
}

#[test]
fn a_context_that_names_the_group_needs_no_path() {
    let list = page(&format!("groups('{GROUP}')/members"), &[member(ANNA)]);
    assert_eq!(
        of(&list).lines,
        [format!("member: user {ANNA} -> group {GROUP}")]
    );
    // Where a hash table put the context last, too.
    let turned = format!(
        "{{\"value\":[{}],\"@odata.context\":\"{CONTEXT}groups('{GROUP}')/members\"}}",
        member(ANNA)
    );
    assert_eq!(of(&turned).lines, of(&list).lines);
}

#[test]
fn members_of_nested_groups_are_no_direct_members() {
    let list = page("directoryObjects", &[member(ANNA)]);
    let outcome = of_files(&[(&format!("groups/{GROUP}/transitiveMembers.json"), &list)]);
    assert_eq!(outcome.codes(), ["transitive-list"]);
    assert_eq!(outcome.lines, [""; 0]);
}

#[test]
fn memberships_of_a_user_are_read_in_their_own_direction() {
    let list = page(
        "directoryObjects",
        &[
            format!("{{\"@odata.type\":\"#microsoft.graph.group\",\"id\":\"{GROUP}\"}}"),
            format!(
                "{{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"{}\",\"roleTemplateId\":\"62e90394-69f5-4237-9190-012177145e10\"}}",
                id(1)
            ),
            format!(
                "{{\"@odata.type\":\"#microsoft.graph.administrativeUnit\",\"id\":\"{}\"}}",
                id(2)
            ),
        ],
    );
    let outcome = of_files(&[(&format!("users/{ANNA}/memberOf.json"), &list)]);
    assert_eq!(
        outcome.sorted(),
        [
            format!(
                "directory-role: user {ANNA} -> directory role 62e90394-69f5-4237-9190-012177145e10 \"Global Administrator\""
            ),
            format!("member: user {ANNA} -> group {GROUP}"),
            format!("unit-member: user {ANNA} -> administrative unit {}", id(2)),
        ]
    );
}

#[test]
fn roles_of_other_services_are_no_directory_roles() {
    let assignment = format!(
        "{{\"id\":\"x\",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"{}\",\"directoryScopeId\":\"/\"}}",
        id(1)
    );
    for provider in [
        "exchange",
        "deviceManagement",
        "entitlementManagement",
        "cloudPC",
    ] {
        let outcome = of(&page(
            &format!("roleManagement/{provider}/roleAssignments"),
            std::slice::from_ref(&assignment),
        ));
        assert_eq!(outcome.lines, [""; 0], "{provider}");
        assert_eq!(outcome.codes(), ["unused-kind"], "{provider}");
    }
    assert_eq!(
        of(&page(
            "roleManagement/directory/roleAssignments",
            &[assignment]
        ))
        .lines
        .len(),
        1
    );
}

#[test]
fn what_a_delta_query_removed_is_left_out() {
    let gone = format!("{{\"id\":\"{BORIS}\",\"@removed\":{{\"reason\":\"deleted\"}}}}");
    let group = format!(
        "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members@delta\":[{},{gone}]}}",
        member(ANNA)
    );
    let text = page("groups/$delta", &[group, gone.clone()]).replace(
        "\"value\"",
        "\"@odata.deltaLink\":\"https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=x\",\"value\"",
    );
    let outcome = of(&text);
    assert_eq!(outcome.codes(), ["removed"]);
    assert_eq!(outcome.summary.warnings[0].count, 2);
    assert_eq!(outcome.lines.len(), 2);
    assert!(partial(&outcome, Relation::Groups).contains("delta"));
}

#[test]
fn a_failed_answer_of_a_batch_is_unknown_and_not_empty() {
    let ok = format!(
        "{{\"id\":\"/groups/{GROUP}/members\",\"status\":200,\"body\":{}}}",
        page("directoryObjects", &[member(ANNA)])
    );
    let failed = format!(
        "{{\"id\":\"/groups/{}/members\",\"status\":429,\"body\":{{\"error\":{{\"code\":\"TooManyRequests\"}}}}}}",
        id(1)
    );
    let outcome = of(&format!("{{\"responses\":[{failed},{ok}]}}"));
    assert_eq!(
        outcome.lines,
        [format!("member: user {ANNA} -> group {GROUP}")]
    );
    assert_eq!(outcome.codes(), ["failed-request"]);
    assert!(outcome.summary.damage().next().is_some());
}

#[test]
fn an_answer_of_a_batch_reads_the_same_in_any_order_of_its_members() {
    let context =
        r#""@odata.context":"https://graph.microsoft.com/beta/$metadata#directoryObjects""#;
    let next = r#""@odata.nextLink":"https://graph.microsoft.com/v1.0/next""#;
    let list = format!(
        r#""value":[{}, null , 7,"x",[],{}]"#,
        member(ANNA),
        member(BORIS)
    );
    let of_body = |members: &[&str]| {
        let body = members.join(" , ");
        of(&format!(
            r#"{{"responses":[{{"id":"/groups/{GROUP}/members","status":200,"body":{{ {body} }}}}]}}"#
        ))
    };
    let first = of_body(&[context, &list, next]);
    assert_eq!(first.lines.len(), 2, "{:?}", first.lines);
    let is_partial =
        |outcome: &Outcome| matches!(level(outcome, Relation::GroupMembers), Level::Partial(_));
    assert!(is_partial(&first));
    // A key with an escape is nothing to pass over plainly.
    let escaped = next.replace("@odata", "\\u0040odata");
    for members in [
        &[context, next, &list][..],
        &[&list, context, next],
        &[next, &list, context],
        &[context, &list, &escaped],
        &[&list, context, &escaped],
        // Of keys that stand twice the first counts.
        &[context, &list, next, &list],
        &[context, &list, next, "\"value\":[]"],
    ] {
        let outcome = of_body(members);
        assert_eq!(outcome.lines, first.lines, "{members:?}");
        assert_eq!(outcome.codes(), first.codes(), "{members:?}");
        assert_eq!(outcome.lists, first.lists, "{members:?}");
    }
    let whole = of_body(&[context, &list]);
    assert_ne!(whole.lists, first.lists, "what has a next page is a part");
    let failed = of_body(&["\"error\":{\"code\":\"Gone\"}", context, &list]);
    assert_eq!(failed.codes(), ["failed-request"]);
    assert!(failed.lines.is_empty());
}

#[test]
fn an_empty_list_is_a_list_without_members() {
    let group = format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}");
    let outcome = of_files(&[
        ("groups.json", &page("groups", &[group])),
        (
            &format!("groups/{GROUP}/members.json"),
            &page("directoryObjects", &[]),
        ),
    ]);
    assert_eq!(level(&outcome, Relation::GroupMembers), &Level::Complete);
}

#[test]
fn every_form_of_a_collection_gives_the_same_facts() {
    let users = [
        user(ANNA, ",\"accountEnabled\":true"),
        user(BORIS, ",\"accountEnabled\":false"),
    ];
    let expected = of(&page("users", &users)).lines;
    let spaced: Vec<String> = users
        .iter()
        .map(|user| user.replace(":", ": ").replace(",", ",\r\n    "))
        .collect();
    let capital = |text: &String| {
        text.replace("\"id\"", "\"Id\"")
            .replace("\"userP", "\"UserP")
            .replace("\"accountE", "\"AccountE")
            .replace('}', ",\"Mail\":null,\"AdditionalProperties\":{}}")
    };
    for (form, text) in [
        ("list", format!("[{}]", users.join(","))),
        (
            "indented list",
            format!("[\r\n  {}\r\n]\r\n", spaced.join(",\r\n  ")),
        ),
        ("one a line", users.join("\n")),
        ("one after the other", users.join(" ")),
        ("lists of pages", format!("[{}]", page("users", &users))),
        ("lists of lists", format!("[[{}],[{}]]", users[0], users[1])),
        (
            "page of a hash table",
            format!(
                "{{\"value\":[{}],\"@odata.context\":\"{CONTEXT}users\"}}",
                users.join(",")
            ),
        ),
        (
            "powershell",
            format!("[{}]", users.each_ref().map(capital).join(",")),
        ),
    ] {
        for (encoding, bytes) in encodings(&text) {
            let outcome = import_bytes(&bytes).unwrap();
            assert_eq!(outcome.lines, expected, "{form} in {encoding}");
            assert_eq!(outcome.codes(), [""; 0], "{form} in {encoding}");
        }
    }
}

#[test]
fn a_damaged_record_costs_no_other_and_nothing_in_it_passes_for_a_record() {
    let bad = format!(
        "{{\"id\":\"{GROUP}\",\"userPrincipalName\":\"b\",\"broken\":\"\0\",\"inner\":[{{\"id\":\"{}\",\"userPrincipalName\":\"i\",\"x\":1}}]}}",
        id(9)
    );
    let first = [user(ANNA, ""), bad, user(BORIS, "")];
    // Indented records are told by their indentation.
    let text = format!("[\n  {}\n]", first.join(",\n  "));
    let outcome = of(&text);
    assert_eq!(outcome.codes(), ["broken-record"]);
    let ids: Vec<&str> = outcome.lines.iter().map(|line| &line[5..41]).collect();
    assert_eq!(ids, [ANNA, BORIS]);
}

#[test]
fn a_cut_file_gives_what_came_before() {
    let users: Vec<String> = (0..50).map(|number| user(&id(number), "")).collect();
    let text = page("users", &users);
    for cut in (200..text.len()).step_by(97) {
        let outcome = of(&text[..cut]);
        let whole = users
            .iter()
            .filter(|user| text[..cut].contains(user.as_str()))
            .count();
        assert_eq!(outcome.lines.len(), whole, "cut at {cut}");
        assert_eq!(outcome.codes(), ["truncated"], "cut at {cut}");
        assert!(matches!(
            level(&outcome, Relation::Users),
            Level::Partial(_)
        ));
    }
}

#[test]
fn hostile_nesting_ends() {
    let deep = format!("[{}", "[".repeat(200_000));
    assert!(import_bytes(deep.as_bytes()).is_err());
    let mut lines = Lines::default();
    let options = Options {
        format: Some(Format::Graph),
        ..Options::default()
    };
    for text in [
        deep,
        format!("{{\"value\":[{}", "{\"id\":[".repeat(100_000)),
        format!("{{\"value\":[{}", "{\"a\":".repeat(100_000)),
        format!("{{\"value\":[{}", "{\n".repeat(100_000)),
    ] {
        let read = read_bytes("x.json", text.as_bytes(), &options, &NoProgress, &mut lines);
        let summary = summary_of(read).unwrap();
        assert!(summary.damage().next().is_some());
    }
}

#[test]
fn a_deeply_nested_attribute_is_left_out_and_the_rest_is_read() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let outcome = of(&page(
        "users",
        &[user(ANNA, &format!(",\"custom\":{deep}"))],
    ));
    assert_eq!(outcome.codes(), ["too-deep"]);
    assert!(outcome.lines[0].contains("x@contoso.example"));
}

#[test]
fn secrets_do_not_pass() {
    let app = format!(
        "{{\"id\":\"{GROUP}\",\"appId\":\"{ANNA}\",\"signInAudience\":\"x\",\"passwordCredentials\":[{{\"SecretText\":\"hunter2\"}}],\"keyCredentials\":[{{\"key\":\"c2VjcmV0\"}}]}}"
    );
    let text = format!("{:?}", of(&page("applications", &[app])));
    assert!(!text.contains("hunter2") && !text.contains("c2VjcmV0"));
}

#[test]
fn other_json_is_no_answer() {
    for text in [
        "{\"value\":[{\"name\":\"x\"}]}",
        "[{\"id\":\"x\",\"displayName\":\"y\"}]",
        "{\"id\":1}",
        "{\"error\":{\"code\":\"Unauthorized\"}}",
    ] {
        refusal(text.as_bytes());
    }
}

const E5: &str = "c7df2760-2c81-4ef7-b578-5b5392b571df";

#[test]
fn a_licence_through_a_group_is_the_groups() {
    let edge = |holder: &str| format!("licence: user {holder} -> licence {E5}");
    let states = |group: &str, state: &str| {
        user(
            ANNA,
            &format!(
                ",\"assignedLicenses\":[{{\"skuId\":\"{E5}\"}}],\"licenseAssignmentStates\":[{{\"skuId\":\"{E5}\",\"assignedByGroup\":{group},\"state\":\"{state}\"}}]"
            ),
        )
    };
    let has = |user: String| of(&page("users", &[user])).lines.contains(&edge(ANNA));
    assert!(has(states("null", "Active")));
    assert!(has(states("null", "ActiveWithError")));
    assert!(!has(states(&format!("\"{GROUP}\""), "Active")));
    assert!(!has(states("null", "Error")));
    // Where nothing tells how it was given, the user has it all the same.
    assert!(has(user(
        ANNA,
        &format!(",\"assignedLicenses\":[{{\"skuId\":\"{E5}\"}}]")
    )));
    let group = format!(
        "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"assignedLicenses\":[{{\"skuId\":\"{E5}\"}}]}}"
    );
    let outcome = of(&page("groups", &[group]));
    assert!(
        outcome
            .lines
            .contains(&format!("licence: group {GROUP} -> licence {E5}"))
    );
    assert!(partial(&outcome, Relation::Licences).contains("of groups only"));
}

#[test]
fn v1_lists_of_members_may_lack_service_principals() {
    let groups = page(
        "groups",
        &[format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}")],
    );
    let path = format!("groups/{GROUP}/members.json");
    let beta = page("directoryObjects", &[member(ANNA)]);
    let v1 = beta.replace("/beta/", "/v1.0/");
    let outcome = of_files(&[("groups.json", &groups), (&path, &v1)]);
    assert!(partial(&outcome, Relation::GroupMembers).contains("service principals"));
    let outcome = of_files(&[("groups.json", &groups), (&path, &beta)]);
    assert_eq!(level(&outcome, Relation::GroupMembers), &Level::Complete);
}

#[test]
fn each_list_of_an_object_is_read_by_its_path() {
    let list = page("directoryObjects", &[member(ANNA)]);
    let role = format!(
        "{{\"id\":\"{GROUP}\",\"displayName\":\"x\",\"roleTemplateId\":\"62e90394-69f5-4237-9190-012177145e10\"}}"
    );
    let roles = page("directoryRoles", &[role]);
    for (path, edge) in [
        ("groups/<G>/owners.json", "owner: user <A> -> group <G>"),
        (
            "applications/<G>/owners.json",
            "owner: user <A> -> registration <G>",
        ),
        (
            "servicePrincipals/<G>/owners.json",
            "owner: user <A> -> service principal <G>",
        ),
        (
            "devices/<G>/registeredOwners.json",
            "owner: user <A> -> device <G>",
        ),
        ("owners_<G>.json", "owner: user <A> -> ? <G>"),
        (
            "administrativeUnits/<G>/members.json",
            "unit-member: user <A> -> administrative unit <G>",
        ),
        // The role's own record comes later than its members.
        (
            "directoryRoles/<G>/members.json",
            "directory-role: user <A> -> directory role 62e90394-69f5-4237-9190-012177145e10 \"Global Administrator\"",
        ),
    ] {
        let path = path.replace("<G>", GROUP);
        let edge = edge.replace("<G>", GROUP).replace("<A>", ANNA);
        let outcome = of_files(&[(&path, &list), ("zz/roles.json", &roles)]);
        assert_eq!(outcome.lines, [edge], "{path}");
    }
    let used = of_files(&[(&format!("devices/{GROUP}/registeredUsers.json"), &list)]);
    assert_eq!(used.lines, [""; 0]);
    assert_eq!(used.codes(), ["unused-kind"]);
}

#[test]
fn a_record_without_an_end_within_the_limit_costs_no_other() {
    let long = user(BORIS, &format!(",\"long\":\"{}\"", "x".repeat(10_000)));
    let text = format!("[\n{},\n{long},\n{}\n]", user(ANNA, ""), user(&id(1), ""));
    let limits = crate::Limits {
        record_bytes: 4096,
        ..crate::Limits::default()
    };
    let outcome = super::support::import_within(text.as_bytes(), limits).unwrap();
    assert_eq!(outcome.codes(), ["record-too-long"]);
    let ids: Vec<&str> = outcome.lines.iter().map(|line| &line[5..41]).collect();
    assert_eq!(ids, [ANNA, &id(1)]);
}

#[test]
fn a_damaged_first_record_costs_no_other_though_nothing_shows_how_records_are_set() {
    let bad = user(ANNA, ",\"x\":\"\\q\",\"inner\":{\"name\":\"i\"}");
    let more: Vec<String> = (0..3).map(|number| user(&id(number), "")).collect();
    let text = page("users", &[&[bad], &more[..]].concat());
    let outcome = of(&text);
    assert_eq!(outcome.codes(), ["broken-record"]);
    assert_eq!(outcome.lines.len(), 3);
}

#[test]
fn a_directory_role_that_someone_belongs_to_is_its_template_and_nothing_else() {
    let role = format!(
        "{{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"{}\",\"displayName\":\"Global Administrator\",\"description\":\"Can manage all\",\"roleTemplateId\":\"62e90394-69f5-4237-9190-012177145e10\"}}",
        id(1)
    );
    let edge = format!(
        "directory-role: user {ANNA} -> directory role 62e90394-69f5-4237-9190-012177145e10 \"Global Administrator\""
    );
    let list = page("directoryObjects", std::slice::from_ref(&role));
    let listed = of_files(&[(&format!("users/{ANNA}/memberOf.json"), &list)]);
    assert_eq!(listed.lines, [edge.as_str()]);
    let expanded = of(&page(
        "users(memberOf())",
        &[user(ANNA, &format!(",\"memberOf\":[{role}]"))],
    ));
    assert_eq!(expanded.lines.len(), 2, "{:#?}", expanded.lines);
    assert_eq!(expanded.lines[1], edge);
}

#[test]
fn names_that_look_like_powershell_types_are_names() {
    let app = format!(
        "{{\"id\":\"{ANNA}\",\"appId\":\"{BORIS}\",\"servicePrincipalType\":\"Application\",\"appDisplayName\":\"Microsoft.Azure.SyncFabric\",\"displayName\":\"Microsoft.Azure.SyncFabric\",\"tags\":\"System.Object[]\"}}"
    );
    let outcome = of(&page("servicePrincipals", &[app]));
    assert!(
        outcome.lines[0].contains("appDisplayName=\"Microsoft.Azure.SyncFabric\""),
        "{:#?}",
        outcome.lines
    );
    assert_eq!(outcome.codes(), ["lost-detail"]);
    assert_eq!(outcome.summary.warnings[0].count, 1);
}

#[test]
fn a_list_that_powershell_wrote_as_one_text_is_its_words() {
    let lists = |types: &str, options: &str| {
        let group = format!(
            "{{\"id\":\"{GROUP}\",\"groupTypes\":{types},\"resourceProvisioningOptions\":{options}}}"
        );
        let outcome = of(&page("groups", &[group]));
        assert_eq!(outcome.codes(), [""; 0]);
        assert_eq!(level(&outcome, Relation::Groups), &Level::Complete);
        outcome.lines
    };
    for (text, list) in [
        ("\"Unified\"", "[\"Unified\"]"),
        (
            "\"DynamicMembership Unified\"",
            "[\"DynamicMembership\",\"Unified\"]",
        ),
        ("\"\"", "[]"),
    ] {
        assert_eq!(lists(text, "\"Team\""), lists(list, "[\"Team\"]"), "{text}");
    }
}

#[test]
fn an_object_of_the_older_graph_goes_by_its_object_id() {
    let older = format!(
        "[{{\"ObjectId\":\"{ANNA}\",\"ObjectType\":\"User\",\"UserPrincipalName\":\"anna@x\",\"DisplayName\":\"Anna\"}}]"
    );
    let outcome = of(&older);
    assert_eq!(outcome.codes(), [""; 0]);
    assert!(
        outcome.lines[0].starts_with(&format!(
            "user {ANNA} \"Anna\" userPrincipalName=\"anna@x\""
        )),
        "{:#?}",
        outcome.lines
    );
}

#[test]
fn a_request_of_a_batch_that_is_named_after_an_object_is_of_the_list_that_the_file_is_named_after()
{
    let batch = format!(
        "{{\"responses\":[{{\"id\":\"{GROUP}\",\"status\":200,\"body\":{{\"value\":[{}]}}}}]}}",
        member(ANNA)
    );
    let edge = format!("member: user {ANNA} -> group {GROUP}");
    let named = of_files(&[("group-members.json", &batch)]);
    assert!(named.lines.contains(&edge), "{:#?}", named.lines);
    let nameless = of_files(&[("batch.json", &batch)]);
    assert!(!nameless.lines.contains(&edge), "{:#?}", nameless.lines);
}
