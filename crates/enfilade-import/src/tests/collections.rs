//! Lists that look like a whole collection and are none: of deleted objects, of reports that name
//! users, with pages missing.

use super::support::{ANNA, BORIS, Outcome, level, of_files};
use enfilade_model::{Level, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const V1: &str = "https://graph.microsoft.com/v1.0/$metadata#";

fn page(context: &str, records: &str) -> String {
    format!("{{\"@odata.context\":\"{V1}{context}\",\"value\":[{records}]}}")
}

fn user(id: &str, more: &str) -> String {
    format!("{{\"id\":\"{id}\",\"userPrincipalName\":\"x@example.com\"{more}}}")
}

/// Why a relation is there in part.
fn partial(outcome: &Outcome, relation: Relation) -> &str {
    match level(outcome, relation) {
        Level::Partial(why) => why,
        other => panic!("{relation:?} is {other:?}"),
    }
}

fn described(outcome: &Outcome) -> usize {
    let is_object = |line: &&String| line.starts_with("user ") || line.starts_with("app ");
    outcome.lines.iter().filter(is_object).count()
}

#[test]
fn what_is_deleted_is_left_out_and_makes_no_collection() {
    let gone = user(ANNA, ",\"deletedDateTime\":\"2026-01-02T03:04:05Z\"");
    for context in ["users", "directoryObjects"] {
        let outcome = of_files(&[("deletedItems.json", &page(context, &gone))]);
        assert_eq!(described(&outcome), 0, "{:#?}", outcome.lines);
        assert_eq!(outcome.codes(), ["deleted"]);
        let users = level(&outcome, Relation::Users);
        assert!(matches!(users, Level::Absent(_)), "{users:?}");
    }
    let table = format!(
        "\"DeletedDateTime\",\"DisplayName\",\"Id\",\"UserPrincipalName\"\r\n\"1/2/2026 3:04:05 AM\",\"Anna\",\"{ANNA}\",\"anna@x\"\r\n,\"Boris\",\"{BORIS}\",\"boris@x\"\r\n"
    );
    let outcome = of_files(&[("users.csv", &table)]);
    assert_eq!(described(&outcome), 1, "{:#?}", outcome.lines);
    assert_eq!(outcome.codes(), ["deleted"]);
    // A live object says that it was never deleted.
    let live = of_files(&[(
        "users.json",
        &page("users", &user(ANNA, ",\"deletedDateTime\":null")),
    )]);
    assert_eq!(described(&live), 1);
    assert_eq!(level(&live, Relation::Users), &Level::Complete);
}

#[test]
fn reports_about_users_describe_none_and_are_no_list_of_them() {
    let risky = user(ANNA, ",\"riskLevel\":\"high\",\"riskState\":\"atRisk\"");
    let methods = user(ANNA, ",\"isMfaCapable\":true,\"userType\":\"member\"");
    let person = user(
        ANNA,
        ",\"displayName\":\"Anna\",\"scoredEmailAddresses\":[]",
    );
    let risky_app = format!(
        "{{\"id\":\"{BORIS}\",\"appId\":\"{ANNA}\",\"servicePrincipalType\":\"Application\",\"riskLevel\":\"high\"}}"
    );
    for (context, record) in [
        ("identityProtection/riskyUsers", &risky),
        (
            "reports/authenticationMethods/userRegistrationDetails",
            &methods,
        ),
        ("users('x')/people", &person),
        ("identityProtection/riskyServicePrincipals", &risky_app),
    ] {
        let bare = format!("[{record}]");
        let group = page(
            "groups",
            &format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}"),
        );
        for text in [page(context, record), bare] {
            let outcome = of_files(&[("groups.json", &group), ("list.json", &text)]);
            assert_eq!(described(&outcome), 0, "{context}: {:#?}", outcome.lines);
            for relation in [Relation::Users, Relation::Apps] {
                let level = level(&outcome, relation);
                assert!(matches!(level, Level::Absent(_)), "{context}: {level:?}");
            }
        }
    }
}

#[test]
fn a_context_that_casts_is_that_of_what_it_casts_to() {
    for context in [
        "directoryObjects/microsoft.graph.user",
        "users/microsoft.graph.user",
        "groups('x')/members/microsoft.graph.user",
    ] {
        let outcome = of_files(&[("list.json", &page(context, &user(ANNA, "")))]);
        assert_eq!(described(&outcome), 1, "{context}");
    }
    // What the older Azure AD Graph wrote.
    let older = "{\"odata.metadata\":\"x\",\"@odata.context\":\"https://graph.windows.net/t/$metadata#directoryObjects/Microsoft.DirectoryServices.User\",\"value\":[<U>]}";
    let older = older.replace("<U>", &user(ANNA, ""));
    assert_eq!(described(&of_files(&[("list.json", &older)])), 1);
}

#[test]
fn a_page_that_counts_more_than_came_in_is_not_all() {
    let counted = |count: u32| {
        page("users", &user(ANNA, "")).replacen(
            "\"value\"",
            &format!("\"@odata.count\":{count},\"value\""),
            1,
        )
    };
    let cut = of_files(&[("users.json", &counted(57))]);
    let why = partial(&cut, Relation::Users);
    assert!(why.contains("57"), "{why}");
    let batch = format!(
        "{{\"responses\":[{{\"id\":\"1\",\"status\":200,\"body\":{}}}]}}",
        counted(57)
    );
    let cut = of_files(&[("users.json", &batch)]);
    assert!(partial(&cut, Relation::Users).contains("57"));
    let whole = of_files(&[("users.json", &counted(1))]);
    assert_eq!(level(&whole, Relation::Users), &Level::Complete);
    // The count stands in the first of several pages.
    let first = counted(2).replacen(
        "\"value\"",
        "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/users?$skiptoken=x\",\"value\"",
        1,
    );
    let last = page("users", &user(BORIS, ""));
    let both = of_files(&[("1.json", &first), ("2.json", &last)]);
    assert_eq!(level(&both, Relation::Users), &Level::Complete);
    // Of a list that an object has, too.
    let groups = page(
        "groups",
        &format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}"),
    );
    let members = counted(9).replace("#users", "#directoryObjects");
    let name = format!("groups/{GROUP}/members.json");
    let outcome = of_files(&[("groups.json", &groups), (&name, &members)]);
    assert!(partial(&outcome, Relation::GroupMembers).contains("missing or cut"));
}

#[test]
fn the_end_of_one_list_ends_no_other() {
    let first = page("users(id,displayName)", &user(ANNA, "")).replacen(
        "\"value\"",
        "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/users?$skiptoken=x\",\"value\"",
        1,
    );
    let other = page("users(id,department)", &user(BORIS, ""));
    let outcome = of_files(&[("1.json", &first), ("2.json", &other)]);
    assert!(partial(&outcome, Relation::Users).contains("page"));
    let last = page("users(id,displayName)", &user(BORIS, ""));
    let outcome = of_files(&[("1.json", &first), ("2.json", &other), ("3.json", &last)]);
    assert_eq!(level(&outcome, Relation::Users), &Level::Complete);
}

#[test]
fn a_list_as_long_as_a_page_may_be_one() {
    let list = |count: u32| {
        let one = |number| {
            let id = format!("a0000000-0000-4000-8000-{number:012}");
            user(&id, "")
        };
        let users: Vec<String> = (0..count).map(one).collect();
        format!("[{}]", users.join(","))
    };
    for (count, is_page) in [(99, false), (100, true), (998, false), (999, true)] {
        let outcome = of_files(&[("users.json", &list(count))]);
        let is_whole = level(&outcome, Relation::Users) == &Level::Complete;
        assert_eq!(is_whole, !is_page, "{count}");
    }
}

#[test]
fn what_is_there_in_part_is_not_said_to_be_missing() {
    let member = format!("{{\"@odata.type\":\"#microsoft.graph.group\",\"id\":\"{GROUP}\"}}");
    let groups = page(
        "groups",
        &format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}"),
    );
    // What a user is a member of.
    let path = format!("users/{ANNA}/memberOf.json");
    let outcome = of_files(&[
        ("groups.json", &groups),
        (&path, &page("directoryObjects", &member)),
    ]);
    partial(&outcome, Relation::GroupMembers);
    // A delta, which may hold changes only.
    let delta = format!(
        "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members@delta\":[{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}]}}"
    );
    let outcome = of_files(&[("groups.json", &page("groups(id)/$delta", &delta))]);
    partial(&outcome, Relation::GroupMembers);
    // An expansion that was cut.
    let twenty: Vec<String> = (0..20)
        .map(|number| format!("{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"a0000000-0000-4000-8000-{number:012}\"}}"))
        .collect();
    let expanded = format!(
        "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members\":[{}]}}",
        twenty.join(",")
    );
    let outcome = of_files(&[("groups.json", &page("groups(id,members())", &expanded))]);
    partial(&outcome, Relation::GroupMembers);
    // `az account list` and `az group list` are resources, too.
    let subscription = "b0000000-0000-4000-8000-000000000001";
    let accounts = format!(
        "[{{\"id\":\"{subscription}\",\"tenantId\":\"{GROUP}\",\"homeTenantId\":\"{GROUP}\",\"name\":\"Pay\",\"cloudName\":\"AzureCloud\",\"state\":\"Enabled\"}}]"
    );
    let outcome = of_files(&[("accounts.json", &accounts)]);
    partial(&outcome, Relation::AzureResources);
    let resource_groups =
        format!("[{{\"id\":\"/subscriptions/{subscription}/resourceGroups/g\",\"name\":\"g\"}}]");
    let outcome = of_files(&[("groups.json", &resource_groups)]);
    partial(&outcome, Relation::AzureResources);
}

#[test]
fn a_list_whose_records_state_their_types_is_of_members_and_completes_nothing() {
    let typed = |class: &str, id: &str| {
        format!(
            "{{\"@odata.type\":\"#microsoft.graph.{class}\",\"id\":\"{id}\",\"displayName\":\"X\"}}"
        )
    };
    // `az ad group member list`
    let members = format!("[{},{}]", typed("user", ANNA), typed("group", GROUP));
    // `Get-MgGroupMember | ConvertTo-Json`
    let powershell = format!(
        "[{{\"Id\":\"{ANNA}\",\"DeletedDateTime\":null,\"AdditionalProperties\":{{\"@odata.type\":\"#microsoft.graph.user\",\"displayName\":\"Anna\"}}}}]"
    );
    for text in [members, powershell] {
        let outcome = of_files(&[("Finance.json", &text)]);
        assert_eq!(outcome.codes(), ["whose-list"], "{text}");
        for relation in [Relation::Users, Relation::Groups] {
            let level = level(&outcome, relation);
            assert!(matches!(level, Level::Absent(_)), "{level:?}");
        }
    }
}

#[test]
fn a_list_of_members_that_was_narrowed_is_not_all_of_them() {
    let groups = page(
        "groups",
        &format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}"),
    );
    let path = format!("groups/{GROUP}/members.json");
    let beta = |text: String| text.replace("v1.0", "beta");
    let narrowed = [
        // `/groups/{id}/members/microsoft.graph.user`
        beta(page("users", &user(ANNA, ""))),
        // `Get-MgGroupMemberAsUser`
        format!("[{{\"Id\":\"{ANNA}\",\"UserPrincipalName\":\"a@x\",\"UserType\":\"Member\"}}]"),
    ];
    for text in narrowed {
        let outcome = of_files(&[("groups.json", &groups), (&path, &text)]);
        partial(&outcome, Relation::GroupMembers);
        assert!(outcome.lists[0].contains("Part"), "{:?}", outcome.lists);
    }
    let all = beta(page(
        "directoryObjects",
        &format!("{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}"),
    ));
    let outcome = of_files(&[("groups.json", &groups), (&path, &all)]);
    assert_eq!(level(&outcome, Relation::GroupMembers), &Level::Complete);
}

#[test]
fn a_collection_that_lacks_what_access_hangs_on_is_not_complete() {
    let app = |more: &str| format!("{{\"id\":\"{GROUP}\",\"appId\":\"{ANNA}\"{more}}}");
    let kinds = ",\"servicePrincipalType\":\"Application\"";
    let applications = page("applications", &app(",\"signInAudience\":\"x\""));
    for (more, lacks) in [
        ("", Some("servicePrincipalType")),
        (kinds, Some("appRoleAssignmentRequired")),
        (
            &*format!("{kinds},\"appRoleAssignmentRequired\":false"),
            None,
        ),
    ] {
        let apps = page("servicePrincipals", &app(more));
        let outcome = of_files(&[("apps.json", &apps), ("registrations.json", &applications)]);
        match lacks {
            Some(lacks) => assert!(partial(&outcome, Relation::Apps).contains(lacks)),
            None => assert_eq!(level(&outcome, Relation::Apps), &Level::Complete),
        }
    }
    let groups = page(
        "groups",
        &format!("{{\"id\":\"{GROUP}\",\"securityEnabled\":true}}"),
    );
    let outcome = of_files(&[("groups.json", &groups)]);
    assert!(partial(&outcome, Relation::Groups).contains("groupTypes"));
    let assignment = |scope: &str| {
        let record = format!(
            "{{\"id\":\"x\",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"62e90394-69f5-4237-9190-012177145e10\"{scope}}}"
        );
        of_files(&[(
            "roles.json",
            &page("roleManagement/directory/roleAssignments", &record),
        )])
    };
    let roles = assignment("");
    assert!(partial(&roles, Relation::DirectoryRoles).contains("directoryScopeId"));
    let roles = assignment(",\"directoryScopeId\":\"/\"");
    assert_eq!(level(&roles, Relation::DirectoryRoles), &Level::Complete);
}

#[test]
fn a_custom_role_without_its_permissions_leaves_the_roles_in_part() {
    let held = page(
        "roleManagement/directory/roleAssignments",
        &format!(
            "{{\"id\":\"x\",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"{GROUP}\",\"directoryScopeId\":\"/\"}}"
        ),
    );
    let definition = |more: &str| {
        page(
            "roleManagement/directory/roleDefinitions",
            &format!("{{\"id\":\"{GROUP}\",\"displayName\":\"Helper\",\"isBuiltIn\":false{more}}}"),
        )
    };
    let without = definition("");
    for files in [
        vec![("held.json", &*held)],
        vec![("held.json", &*held), ("roles.json", &*without)],
    ] {
        assert!(partial(&of_files(&files), Relation::DirectoryRoles).contains("custom roles"));
    }
    let with = definition(",\"rolePermissions\":[{\"allowedResourceActions\":[]}]");
    let outcome = of_files(&[("held.json", &held), ("roles.json", &with)]);
    assert_eq!(level(&outcome, Relation::DirectoryRoles), &Level::Complete);
}

#[test]
fn a_single_owner_is_there_in_part() {
    let group = page(
        "groups",
        &format!("{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}"),
    );
    // `Get-MgGroupOwner | ConvertTo-Json` of one owner.
    let owner = format!(
        "{{\"Id\":\"{ANNA}\",\"AdditionalProperties\":{{\"@odata.type\":\"#microsoft.graph.user\"}}}}"
    );
    let path = format!("owners_{GROUP}.json");
    let outcome = of_files(&[("groups.json", &group), (&path, &owner)]);
    partial(&outcome, Relation::GroupOwners);
}

#[test]
fn a_list_that_names_group_and_member_says_who_is_in_which() {
    let edge = format!("member: user {ANNA} \"Anna\" -> group {GROUP} \"Finance\"");
    let json = format!(
        "[{{\"GroupId\":\"{GROUP}\",\"GroupName\":\"Finance\",\"Id\":\"{ANNA}\",\"DisplayName\":\"Anna\",\"UserPrincipalName\":\"a@x\"}}]"
    );
    let powershell = format!(
        "\"GroupId\",\"GroupName\",\"Id\",\"DisplayName\",\"UserPrincipalName\"\r\n\"{GROUP}\",\"Finance\",\"{ANNA}\",\"Anna\",\"a@x\"\r\n"
    );
    let table = format!(
        "Group ID,Group name,userId,displayName,userPrincipalName\n{GROUP},Finance,{ANNA},Anna,a@x\n"
    );
    for (name, text) in [
        ("members.json", json),
        ("members.csv", powershell),
        ("who.csv", table),
    ] {
        let outcome = of_files(&[(name, &text)]);
        assert_eq!(outcome.lines, std::slice::from_ref(&edge), "{text}");
        assert_eq!(outcome.codes(), [""; 0], "{text}");
        partial(&outcome, Relation::GroupMembers);
        let users = level(&outcome, Relation::Users);
        assert!(matches!(users, Level::Absent(_)), "{users:?}");
    }
}

#[test]
fn an_end_that_cannot_be_read_leaves_the_assignments_in_part() {
    let eligible = |end: &str| {
        let record = format!(
            "{{\"id\":\"x\",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"62e90394-69f5-4237-9190-012177145e10\",\"directoryScopeId\":\"/\",\"roleEligibilityScheduleId\":\"s\",\"endDateTime\":\"{end}\"}}"
        );
        let context = "roleManagement/directory/roleEligibilityScheduleInstances";
        of_files(&[("eligible.json", &page(context, &record))])
    };
    let unread = eligible("6/1/2026 00:00:00");
    assert_eq!(unread.codes(), ["bad-time"]);
    assert!(partial(&unread, Relation::EligibleDirectoryRoles).contains("ended"));
    let read = eligible("6/1/2026 12:00:00 AM");
    let level = level(&read, Relation::EligibleDirectoryRoles);
    assert_eq!(level, &Level::Complete);
}

#[test]
fn details_of_a_users_licences_are_what_the_user_has() {
    const SKU: &str = "c7df2760-2c81-4ef7-b578-5b5392b571df";
    let details = format!(
        "{{\"id\":\"x\",\"skuId\":\"{SKU}\",\"skuPartNumber\":\"ENTERPRISEPREMIUM\",\"servicePlans\":[]}}"
    );
    let path = format!("users/{ANNA}/licenseDetails.json");
    let of_context = page(&format!("users('{ANNA}')/licenseDetails"), &details);
    let of_path = format!("{{\"value\":[{details}]}}");
    for (path, text) in [("a.json", &of_context), (&*path, &of_path)] {
        let outcome = of_files(&[(path, text)]);
        let edge = outcome.lines.iter().find(|line| line.contains("licence"));
        let has = |line: &&String| line.contains(ANNA) && line.contains(SKU);
        assert!(outcome.lines.iter().any(|line| has(&line)), "{edge:?}");
    }
    // Products of the tenant are nobody's.
    let products = of_files(&[("skus.json", &page("subscribedSkus", &details))]);
    assert!(!products.lines.iter().any(|line| line.contains(ANNA)));
}
