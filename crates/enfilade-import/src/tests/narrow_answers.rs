//! Answers that hold less than the collection that they seem to be of.

use super::support::{ANNA, Outcome, import_bytes, level, of_files};
use enfilade_model::{Attribute, Completeness, EntityKind, Level, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const V1: &str = "https://graph.microsoft.com/v1.0/$metadata#";
const BETA: &str = "https://graph.microsoft.com/beta/$metadata#";

/// A page of so many objects, each with these members.
fn page(context: &str, count: usize, members: &str) -> String {
    let rows: Vec<String> = (0..count)
        .map(|number| format!("{{\"id\":\"a0000000-0000-4000-8000-{number:012}\"{members}}}"))
        .collect();
    format!("{{{context}\"value\":[{}]}}", rows.join(","))
}

fn context(fragment: &str) -> String {
    format!("\"@odata.context\":\"{V1}{fragment}\",")
}

fn is_partial(outcome: &Outcome, relation: Relation) -> bool {
    matches!(level(outcome, relation), Level::Partial(_))
}

fn holds(ledger: &Completeness, attribute: Attribute) -> (bool, bool) {
    (
        ledger.has_attribute(EntityKind::User, attribute),
        ledger.has_partly(EntityKind::User, attribute),
    )
}

#[test]
fn what_one_user_states_was_not_collected_of_all() {
    let users = page(&context("users"), 5, ",\"userPrincipalName\":\"a@x\"");
    let me = format!(
        "{{\"@odata.context\":\"{V1}users/$entity\",\"id\":\"{ANNA}\",\"userPrincipalName\":\"a@x\",\"userType\":\"Guest\"}}"
    );
    let both = of_files(&[("users.json", &users), ("me.json", &me)]);
    assert_eq!(level(&both, Relation::Users), &Level::Complete);
    let ledger = &both.summary.completeness;
    assert_eq!(holds(ledger, Attribute::UserPrincipalName), (true, false));
    assert_eq!(holds(ledger, Attribute::UserType), (false, true));
    // Nor of those whom a table shows.
    let table = format!("userPrincipalName,displayName,id,userType\na@x,Anna,{ANNA},Guest\n");
    let both = of_files(&[("users.json", &users), ("exportUsers.csv", &table)]);
    let ledger = &both.summary.completeness;
    assert_eq!(holds(ledger, Attribute::UserType), (false, true));
    // Another list of all states it of all.
    let types = page(&context("users(id,userType)"), 5, ",\"userType\":\"Guest\"");
    let both = of_files(&[("users.json", &users), ("types.json", &types)]);
    let ledger = &both.summary.completeness;
    assert_eq!(holds(ledger, Attribute::UserType), (true, false));
}

#[test]
fn a_list_is_complete_if_it_states_of_all_what_access_hangs_on() {
    let apps = page(
        &context("servicePrincipals(id,appId)"),
        3,
        ",\"appId\":\"x\"",
    );
    let one = format!(
        "{{\"@odata.context\":\"{V1}servicePrincipals/$entity\",\"id\":\"{ANNA}\",\"appId\":\"x\",\"servicePrincipalType\":\"Application\",\"appRoleAssignmentRequired\":true}}"
    );
    let applications = page(&context("applications"), 1, ",\"appId\":\"x\"");
    let outcome = of_files(&[
        ("servicePrincipals.json", &apps),
        ("one.json", &one),
        ("applications.json", &applications),
    ]);
    assert!(is_partial(&outcome, Relation::Apps));
}

#[test]
fn answers_about_whoever_asked_are_not_those_of_all() {
    let role = format!(
        ",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"62e90394-69f5-4237-9190-012177145e10\",\"directoryScopeId\":\"/\""
    );
    for (fragment, relation) in [
        (
            "Collection(unifiedRoleAssignmentScheduleInstance)",
            Relation::DirectoryRoles,
        ),
        (
            "Collection(unifiedRoleEligibilityScheduleInstance)",
            Relation::EligibleDirectoryRoles,
        ),
        (
            "roleManagement/directory/transitiveRoleAssignments",
            Relation::DirectoryRoles,
        ),
    ] {
        let outcome = import_bytes(page(&context(fragment), 1, &role).as_bytes()).unwrap();
        assert!(is_partial(&outcome, relation), "{fragment}");
    }
}

#[test]
fn lists_of_one_object_are_not_those_of_all() {
    let grant = format!(
        ",\"clientId\":\"{ANNA}\",\"resourceId\":\"{GROUP}\",\"consentType\":\"AllPrincipals\",\"scope\":\"User.Read\""
    );
    let grants = page(&context("oauth2PermissionGrants"), 1, &grant);
    let of_one = format!("servicePrincipals/{ANNA}/oauth2PermissionGrants.json");
    let outcome = of_files(&[(&of_one, &grants)]);
    assert!(is_partial(&outcome, Relation::DelegatedGrants));
    let outcome = of_files(&[("oauth2PermissionGrants.json", &grants)]);
    assert_eq!(level(&outcome, Relation::DelegatedGrants), &Level::Complete);
}

#[test]
fn settings_are_complete_if_none_of_their_lists_is_cut_or_of_one_group() {
    let all = |partners: &str, settings: &str| {
        let object = |fragment: &str| {
            format!("{{\"@odata.context\":\"{V1}{fragment}/$entity\",\"id\":\"x\"}}")
        };
        let policies = [
            "policies/authorizationPolicy",
            "policies/crossTenantAccessPolicy/default",
        ]
        .map(object);
        let lifecycle = page(&context("groupLifecyclePolicies"), 0, "");
        let partners = format!(
            "{{\"@odata.context\":\"{V1}policies/crossTenantAccessPolicy/partners\",\"value\":[{{\"tenantId\":\"{ANNA}\"}}]{partners}}}"
        );
        let rows = page(
            &context("groupSettings"),
            1,
            ",\"templateId\":\"x\",\"values\":[]",
        );
        of_files(&[
            ("authorization.json", &policies[0]),
            ("default.json", &policies[1]),
            ("lifecycle.json", &lifecycle),
            ("partners.json", &partners),
            (settings, &rows),
        ])
    };
    let whole = all("", "groupSettings.json");
    assert_eq!(level(&whole, Relation::TenantSettings), &Level::Complete);
    let cut = all(
        ",\"@odata.nextLink\":\"https://graph.microsoft.com/x\"",
        "groupSettings.json",
    );
    assert!(is_partial(&cut, Relation::TenantSettings));
    let of_one = all("", &format!("groups/{GROUP}/settings.json"));
    assert!(is_partial(&of_one, Relation::TenantSettings));
}

#[test]
fn a_list_as_long_as_a_page_may_go_on() {
    for (text, is_whole) in [
        (page(&context("users"), 100, ""), true),
        // PowerShell wraps what it lists, and leaves the context out.
        (page("", 100, ",\"userPrincipalName\":\"a@x\""), false),
        (page("", 99, ",\"userPrincipalName\":\"a@x\""), true),
        // With sign-ins a page holds 500.
        (page("", 500, ",\"userPrincipalName\":\"a@x\""), false),
    ] {
        let outcome = of_files(&[("users.json", &text)]);
        let level = level(&outcome, Relation::Users);
        assert_eq!(level == &Level::Complete, is_whole, "{level:?}");
    }
}

#[test]
fn changes_beside_a_whole_list_take_nothing_away() {
    let users = page(&context("users"), 3, "");
    let delta = format!(
        "{{\"@odata.context\":\"{V1}users/$delta\",\"@odata.deltaLink\":\"https://graph.microsoft.com/x\",\"value\":[{{\"id\":\"{ANNA}\"}}]}}"
    );
    let both = of_files(&[("users.json", &users), ("delta.json", &delta)]);
    assert_eq!(level(&both, Relation::Users), &Level::Complete);
    let alone = of_files(&[("delta.json", &delta)]);
    assert!(is_partial(&alone, Relation::Users));
}

#[test]
fn owners_of_version_one_leave_service_principals_out() {
    let group = |members: &str| {
        format!(
            "{{\"@odata.context\":\"{V1}groups\",\"value\":[{{\"id\":\"{GROUP}\",\"groupTypes\":[]{members}}}]}}"
        )
    };
    let name = format!("groups/{GROUP}/owners.json");
    let owners = |version: &str| {
        format!("{{\"@odata.context\":\"{version}directoryObjects\",\"value\":[]}}")
    };
    let of = |members: &str, version: &str| {
        let files = [
            ("groups.json", &*group(members)),
            (&*name, &*owners(version)),
        ];
        of_files(&files)
    };
    assert_eq!(
        level(&of("", BETA), Relation::GroupOwners),
        &Level::Complete
    );
    assert!(is_partial(&of("", V1), Relation::GroupOwners));
    // Graph has none of groups that Exchange or Active Directory manages.
    for elsewhere in [",\"onPremisesSyncEnabled\":true", ",\"mailEnabled\":true"] {
        assert!(is_partial(&of(elsewhere, BETA), Relation::GroupOwners));
    }
}

#[test]
fn every_package_has_to_say_what_it_gives() {
    let package = |number: u8, lists: &str| {
        format!(
            "{{\"id\":\"c0000000-0000-4000-8000-00000000000{number}\",\"displayName\":\"P\",\"catalogId\":\"x\"{lists}}}"
        )
    };
    let at = "identityGovernance/entitlementManagement/";
    let of = |rows: &[String]| {
        let listed = |fragment: &str, rows: &[String]| {
            format!(
                "{{{}\"value\":[{}]}}",
                context(&format!("{at}{fragment}")),
                rows.join(",")
            )
        };
        of_files(&[
            ("packages.json", &listed("accessPackages", rows)),
            ("assignments.json", &listed("assignments", &[])),
            ("policies.json", &listed("assignmentPolicies", &[])),
        ])
    };
    let all = ",\"resourceRoleScopes\":[]";
    let cut = ",\"resourceRoleScopes\":[],\"resourceRoleScopes@odata.nextLink\":\"https://graph.microsoft.com/x\"";
    let whole = of(&[package(1, all), package(2, all)]);
    assert_eq!(level(&whole, Relation::AccessPackages), &Level::Complete);
    for lists in ["", cut] {
        let outcome = of(&[package(1, all), package(2, lists)]);
        assert!(is_partial(&outcome, Relation::AccessPackages), "{lists}");
    }
}

#[test]
fn a_page_whose_context_comes_last_is_a_page() {
    let page = format!(
        "{{\"value\":[{{\"id\":\"{GROUP}\",\"displayName\":\"Staff\"}}],\"@odata.context\":\"{V1}groups(id,displayName)\"}}"
    );
    let outcome = import_bytes(page.as_bytes()).unwrap();
    assert_eq!(outcome.summary.records.get("groups"), Some(&1));
}

#[test]
fn settings_of_one_group_are_not_the_tenants() {
    let rows = page(
        &context("settings"),
        1,
        ",\"displayName\":\"Group.Unified.Guest\",\"templateId\":\"08d542b9-071f-4e16-94b0-74abb372e3d9\",\"values\":[{\"name\":\"AllowToAddGuests\",\"value\":\"False\"}]",
    );
    let of_one = of_files(&[(&format!("groups/{GROUP}/settings.json"), &rows)]);
    assert_eq!(of_one.codes(), ["unused-kind"]);
    assert!(of_one.lines.is_empty(), "{:?}", of_one.lines);
    assert!(!of_files(&[("groupSettings.json", &rows)]).lines.is_empty());
}
