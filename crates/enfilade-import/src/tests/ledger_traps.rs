//! What an import only seems to hold completely, or seems not to.

use super::support::{ANNA, import_bytes, level, of_files};
use enfilade_model::{Attribute, EntityKind, Level, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const BETA: &str = "https://graph.microsoft.com/beta/$metadata#";
const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";

/// A page of Resource Graph of `count` resources from the `first` on, of `total` in all.
fn resources(first: usize, count: usize, total: usize, more: &str) -> String {
    let rows: Vec<String> = (first..first + count)
        .map(|number| {
            format!(
                "{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g/providers/a.b/c/d{number}\",\"type\":\"a.b/c\",\"identity\":null}}"
            )
        })
        .collect();
    format!(
        "{{\"totalRecords\":{total},\"count\":{count},\"data\":[{}],\"resultTruncated\":\"false\"{more}}}",
        rows.join(",")
    )
}

#[test]
fn pages_of_resource_graph_complete_each_other() {
    let first = resources(0, 2, 3, ",\"$skipToken\":\"x\"");
    let last = resources(2, 1, 3, "");
    let group = format!("{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g\"}}");
    let containers = format!("{{\"totalRecords\":1,\"data\":[{group}]}}");
    let above = ("above.json", &*containers);
    let both = of_files(&[("1.json", &first), ("2.json", &last), above]);
    assert_eq!(level(&both, Relation::AzureResources), &Level::Complete);
    let joined = of_files(&[("all.json", &format!("{first}\n{last}")), above]);
    assert_eq!(level(&joined, Relation::AzureResources), &Level::Complete);
    // One alone is none, and the last one knows how many there should be.
    for cut in [&first, &last] {
        let cut = of_files(&[("1.json", cut), above]);
        let level = level(&cut, Relation::AzureResources);
        assert!(matches!(level, Level::Partial(_)), "{level:?}");
    }
}

#[test]
fn an_answer_of_resource_graph_that_was_cut_short_is_not_whole_beside_one_that_was_not() {
    let whole = resources(0, 1, 1, "");
    let cut = resources(1, 1, 9, "").replace("\"false\"", "\"true\"");
    let both = of_files(&[("1.json", &whole), ("2.json", &cut)]);
    let level = level(&both, Relation::AzureResources);
    assert!(matches!(level, Level::Partial(_)), "{level:?}");
}

#[test]
fn an_empty_collection_that_came_to_its_end_is_complete() {
    for (fragment, relation) in [
        ("oauth2PermissionGrants", Relation::DelegatedGrants),
        (
            "roleManagement/directory/roleEligibilityScheduleInstances",
            Relation::EligibleDirectoryRoles,
        ),
        ("devices", Relation::Devices),
    ] {
        let page = format!("{{\"@odata.context\":\"{BETA}{fragment}\",\"value\":[]}}");
        let outcome = import_bytes(page.as_bytes()).unwrap();
        assert_eq!(level(&outcome, relation), &Level::Complete, "{fragment}");
    }
}

#[test]
fn an_empty_page_that_says_nothing_is_of_what_its_name_says() {
    const EMPTY: &str = "{\"value\":[]}";
    for (name, relation) in [
        ("oauth2PermissionGrants.json", Relation::DelegatedGrants),
        ("export/devices.json", Relation::Devices),
        ("administrativeUnits-1.json", Relation::AdministrativeUnits),
    ] {
        let outcome = of_files(&[(name, EMPTY)]);
        assert!(
            !matches!(level(&outcome, relation), Level::Absent(_)),
            "{name}"
        );
        let is_whole = level(&outcome, relation) == &Level::Complete;
        // The members of units are lists of their own.
        assert_eq!(
            is_whole,
            relation != Relation::AdministrativeUnits,
            "{name}"
        );
    }
    // A name that Azure has as well says nothing.
    let either = of_files(&[("roleEligibilityScheduleInstances.json", EMPTY)]);
    let level_of_either = level(&either, Relation::EligibleDirectoryRoles);
    assert!(
        matches!(level_of_either, Level::Absent(_)),
        "{level_of_either:?}"
    );
    // A list of one scope is no more than that, be it empty.
    let denies = of_files(&[("denyAssignments.json", EMPTY)]);
    let level_of_denies = level(&denies, Relation::DenyAssignments);
    assert!(
        matches!(level_of_denies, Level::Partial(_)),
        "{level_of_denies:?}"
    );
    let whole = "{\"totalRecords\":0,\"count\":0,\"data\":[],\"resultTruncated\":\"false\"}";
    let denies = of_files(&[("denyassignments.json", whole)]);
    assert_eq!(level(&denies, Relation::DenyAssignments), &Level::Complete);
    // A list without anything around it, as PowerShell writes it.
    let devices = of_files(&[("devices.json", "[]")]);
    assert_eq!(level(&devices, Relation::Devices), &Level::Complete);
    let members = format!("groups/{GROUP}/members.json");
    assert_eq!(
        of_files(&[(&members, "[ ]")]).lists,
        [format!("member of group {GROUP}: Whole in 0")]
    );
    assert!(import_bytes(b"[]").is_err());
    // Nor does a page with a next one end anything.
    let more = "{\"value\":[],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/devices?x\"}";
    let cut = of_files(&[("devices.json", more)]);
    assert!(matches!(level(&cut, Relation::Devices), Level::Partial(_)));
}

#[test]
fn a_table_of_members_is_no_whole_list() {
    let groups = format!(
        "{{\"@odata.context\":\"{BETA}groups\",\"value\":[{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}]}}"
    );
    let table = format!("id,userPrincipalName,displayName,objectType\n{ANNA},a@x,Anna,User\n");
    let name = format!("exportGroupMembers_{GROUP}.csv");
    let outcome = of_files(&[("groups.json", &groups), (&name, &table)]);
    let level = level(&outcome, Relation::GroupMembers);
    assert!(!matches!(level, Level::Complete), "{level:?}");
}

#[test]
fn plain_edges_are_in_the_ledger_as_what_they_are() {
    let edges = format!(
        "kind,from,to,fromKind,toKind,state\n\
         licence,{ANNA},sku,user,licence,\n\
         delegated-grant,{GROUP},https://app,app,app,\n\
         owner,{ANNA},{GROUP},user,app,\n\
         member,{ANNA},g,user,group,eligible\n\
         azure-role,{ANNA},{SUBSCRIPTION},user,subscription,eligible\n\
         directory-role,{ANNA},r,user,directory role,eligible\n"
    );
    let outcome = import_bytes(edges.as_bytes()).unwrap();
    let partial: Vec<Relation> = outcome
        .summary
        .completeness
        .relations
        .iter()
        .filter(|(_, level)| matches!(level, Level::Partial(_)))
        .map(|(relation, _)| *relation)
        .collect();
    assert_eq!(
        partial,
        [
            Relation::AppOwners,
            Relation::DelegatedGrants,
            Relation::EligibleDirectoryRoles,
            Relation::EligibleMemberships,
            Relation::EligibleAzureRoles,
            Relation::Licences,
        ]
    );
}

#[test]
fn a_collection_of_which_records_have_no_id_is_not_complete() {
    let page = |records: &str| {
        format!("{{\"@odata.context\":\"{BETA}users(displayName)\",\"value\":[{records}]}}")
    };
    let named = format!("{{\"id\":\"{ANNA}\",\"displayName\":\"Anna\"}}");
    let without = of_files(&[(
        "u.json",
        &page(&format!("{named},{{\"displayName\":\"B\"}}")),
    )]);
    assert_eq!(without.codes(), ["no-id"]);
    match level(&without, Relation::Users) {
        Level::Partial(why) => assert!(why.contains("(1)") && why.contains("$select"), "{why}"),
        other => panic!("{other:?}"),
    }
    let with = of_files(&[("u.json", &page(&named))]);
    assert_eq!(level(&with, Relation::Users), &Level::Complete);
}

#[test]
fn a_list_of_members_of_which_one_has_no_id_is_not_whole() {
    let group = format!(
        "{{\"@odata.context\":\"{BETA}groups\",\"value\":[{{\"id\":\"{GROUP}\",\"groupTypes\":[]}}]}}"
    );
    let path = format!("groups/{GROUP}/members.json");
    let list = |more: &str| {
        let member = format!("{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}");
        let list =
            format!("{{\"@odata.context\":\"{BETA}directoryObjects\",\"value\":[{member}{more}]}}");
        of_files(&[("groups.json", &group), (&path, &list)])
    };
    assert_eq!(level(&list(""), Relation::GroupMembers), &Level::Complete);
    let cut = list(",{\"@odata.type\":\"#microsoft.graph.user\"}");
    let level = level(&cut, Relation::GroupMembers);
    assert_ne!(level, &Level::Complete);
    assert!(
        cut.lists.iter().any(|list| list.contains("Part")),
        "{:?}",
        cut.lists
    );
}

#[test]
fn an_export_of_one_kind_of_azurehound_is_not_complete_of_the_others() {
    let user =
        format!("{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"{ANNA}\",\"displayName\":\"Anna\"}}}}");
    let users = of_files(&[("users.json", &user)]);
    assert_eq!(level(&users, Relation::Users), &Level::Complete);
    for relation in [Relation::Devices, Relation::Apps, Relation::DirectoryRoles] {
        let level = level(&users, relation);
        assert!(
            matches!(level, Level::Partial(why) if why.contains("not listed")),
            "{level:?}"
        );
    }
    // Beside devices of which Graph was not asked for it, nobody knows whether they comply.
    let device = format!(
        "{{\"@odata.context\":\"{BETA}devices\",\"value\":[{{\"id\":\"{GROUP}\",\"deviceId\":\"x\"}}]}}"
    );
    let both = of_files(&[("users.json", &user), ("devices.json", &device)]);
    let known = both
        .summary
        .completeness
        .has_attribute(EntityKind::Device, Attribute::IsCompliant);
    assert!(!known);
    // What every tenant has shows that all was listed, of the directory at least.
    let all = format!(
        "{user}\n{{\"kind\":\"AZRole\",\"data\":{{\"id\":\"{GROUP}\"}}}}\n{{\"kind\":\"AZServicePrincipal\",\"data\":{{\"id\":\"{GROUP}\"}}}}"
    );
    let all = of_files(&[("all.json", &all)]);
    assert_eq!(level(&all, Relation::Devices), &Level::Complete);
    assert!(
        all.summary
            .completeness
            .has_attribute(EntityKind::Device, Attribute::IsCompliant)
    );
    let vaults = level(&all, Relation::VaultPolicies);
    assert!(
        matches!(vaults, Level::Partial(why) if why.contains("subscription")),
        "{vaults:?}"
    );
}

#[test]
fn sign_ins_that_powershell_was_not_asked_for_are_not_known() {
    // Get-MgUser -All | ConvertTo-Json, without signInActivity among its properties.
    let of = |last: &str| {
        let text = format!(
            "[{{\"Id\":\"{ANNA}\",\"UserPrincipalName\":\"a@x\",\"SignInActivity\":{{\"LastSignInDateTime\":{last},\"LastNonInteractiveSignInDateTime\":null}}}}]"
        );
        let outcome = import_bytes(text.as_bytes()).unwrap();
        let ledger = outcome.summary.completeness;
        ledger.has_attribute(EntityKind::User, Attribute::LastSignInDateTime)
    };
    assert!(!of("null"));
    assert!(of("\"2026-01-10T08:00:00Z\""));
}
