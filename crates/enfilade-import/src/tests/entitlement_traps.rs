//! Access packages and settings, in the shapes in which they are saved.

use super::support::{ANNA, Outcome, folder_of, import, import_bytes, level};
use crate::Options;
use enfilade_model::{Level, Relation, UserClass};

const PACKAGE: &str = "c1000000-0000-4000-8000-000000000001";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

/// A policy of the package, as version 1.0 writes it.
fn policy(more: &str) -> String {
    format!(
        "{{\"id\":\"c2000000-0000-4000-8000-000000000001\",\"displayName\":\"P\",\"accessPackage\":{{\"id\":\"{PACKAGE}\"}},{more}}}"
    )
}

/// A page of a collection of entitlement management.
fn page(collection: &str, record: &str) -> String {
    format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/{collection}\",\"value\":[{record}]}}"
    )
}

fn package() -> String {
    format!("{{\"id\":\"{PACKAGE}\",\"displayName\":\"P\",\"resourceRoleScopes\":[]}}")
}

/// The package, and no policies.
fn all_but_assignments() -> String {
    [
        page("accessPackages", &package()),
        page("assignmentPolicies", ""),
    ]
    .join("\n")
}

/// The edges among the facts.
fn edges(outcome: &Outcome) -> Vec<&str> {
    let lines = outcome.lines.iter().map(String::as_str);
    lines.filter(|line| line.contains(" -> ")).collect()
}

#[test]
fn a_scope_of_targets_is_a_class_of_users_in_both_versions() {
    for (scope, beta, class) in [
        (
            "allMemberUsers",
            "AllExistingDirectoryMemberUsers",
            UserClass::Members,
        ),
        (
            "allDirectoryUsers",
            "AllExistingDirectorySubjects",
            UserClass::Everyone,
        ),
        (
            "allExternalUsers",
            "AllExternalSubjects",
            UserClass::Outsiders,
        ),
        (
            "allConfiguredConnectedOrganizationUsers",
            "AllConfiguredConnectedOrganizationSubjects",
            UserClass::ConnectedOrganisations,
        ),
    ] {
        let current = policy(&format!(
            "\"allowedTargetScope\":\"{scope}\",\"specificAllowedTargets\":[]"
        ));
        let older = policy(&format!(
            "\"requestorSettings\":{{\"scopeType\":\"{beta}\",\"acceptRequests\":true,\"allowedRequestors\":[]}}"
        ));
        for text in [current, older] {
            let outcome = of(&text);
            let edges = edges(&outcome);
            let [edge] = edges.as_slice() else {
                panic!("{text}: {edges:?}");
            };
            assert!(
                edge.contains(class.id()) && edge.contains(PACKAGE),
                "{edge}"
            );
            assert!(edge.contains("requestable"), "{edge}");
        }
    }
}

#[test]
fn nobody_asks_by_a_policy_that_administrators_or_rules_use_or_that_is_switched_off() {
    for more in [
        "\"allowedTargetScope\":\"notSpecified\"",
        "\"allowedTargetScope\":\"allMemberUsers\",\"requestorSettings\":{\"enableTargetsToSelfAddAccess\":false}",
        "\"allowedTargetScope\":\"allMemberUsers\",\"automaticRequestSettings\":{\"requestAccessForAllowedTargets\":true}",
        "\"requestorSettings\":{\"scopeType\":\"AllExistingDirectoryMemberUsers\",\"acceptRequests\":false}",
        "\"requestorSettings\":{\"scopeType\":\"NoSubjects\",\"acceptRequests\":true}",
    ] {
        let outcome = of(&policy(more));
        assert!(edges(&outcome).is_empty(), "{more}: {:?}", outcome.lines);
        // The policy itself is kept.
        assert_eq!(outcome.lines.len(), 1, "{more}");
    }
}

#[test]
fn a_policy_for_others_than_enfilade_knows_is_counted() {
    let with = |scope: &str| {
        let policy = policy(&format!(
            "\"allowedTargetScope\":\"{scope}\",\"specificAllowedTargets\":[]"
        ));
        let pages = [
            page("accessPackages", &package()),
            page("assignmentPolicies", &policy),
            page("assignments", ""),
        ];
        of(&pages.join("\n"))
    };
    for scope in ["allDirectoryServicePrincipals", "somethingNew"] {
        let outcome = with(scope);
        assert!(edges(&outcome).is_empty(), "{scope}: {:?}", outcome.lines);
        assert_eq!(outcome.codes(), ["other-targets"], "{scope}");
        let level = level(&outcome, Relation::AccessPackages);
        assert!(
            matches!(level, Level::Partial(why) if why.contains("service principals")),
            "{level:?}"
        );
    }
    for scope in ["notSpecified", "specificDirectoryServicePrincipals"] {
        let outcome = with(scope);
        assert_eq!(outcome.codes(), [""; 0], "{scope}");
        assert_eq!(level(&outcome, Relation::AccessPackages), &Level::Complete);
    }
}

#[test]
fn a_policy_as_powershell_writes_it_lets_its_targets_ask() {
    // Get-MgEntitlementManagementAssignmentPolicy -All -ExpandProperty accessPackage | ConvertTo-Json -Depth 9
    let with = |automatic: &str| {
        of(&format!(
            "[{{\"AccessPackage\":{{\"Id\":\"{PACKAGE}\",\"AdditionalProperties\":{{}}}},\"AllowedTargetScope\":\"allMemberUsers\",\"AutomaticRequestSettings\":{{\"GracePeriodBeforeAccessRemoval\":null,\"RemoveAccessWhenTargetLeavesAllowedTargets\":null,\"RequestAccessForAllowedTargets\":{automatic}}},\"DisplayName\":\"P\",\"Id\":\"c2000000-0000-4000-8000-000000000001\",\"ReviewSettings\":{{\"IsEnabled\":null}}}}]"
        ))
    };
    let outcome = with("null");
    assert_eq!(edges(&outcome).len(), 1, "{:?}", outcome.lines);
    assert!(outcome.lines[0].contains("\"reviewSettings\":null"));
    assert_eq!(edges(&with("true")), [""; 0]);
}

#[test]
fn an_assignment_counts_once_it_is_delivered_and_until_it_ends() {
    for (state, counts) in [
        ("delivered", true),
        ("partiallyDelivered", true),
        ("Delivered", true),
        ("delivering", false),
        ("expired", false),
        ("deliveryFailed", false),
    ] {
        for text in [
            format!(
                "{{\"id\":\"x\",\"state\":\"{state}\",\"status\":\"s\",\"expiredDateTime\":null,\"target\":{{\"objectId\":\"{ANNA}\"}},\"accessPackage\":{{\"id\":\"{PACKAGE}\"}}}}"
            ),
            format!(
                "{{\"id\":\"x\",\"assignmentState\":\"{state}\",\"targetId\":\"s\",\"target\":{{\"id\":\"s\",\"objectId\":\"{ANNA}\",\"type\":\"User\"}},\"accessPackageId\":\"{PACKAGE}\"}}"
            ),
        ] {
            let outcome = of(&text);
            assert_eq!(edges(&outcome).len(), usize::from(counts), "{text}");
            let codes = outcome.codes();
            assert_eq!(codes.contains(&"undelivered-assignment"), !counts, "{text}");
        }
    }
}

#[test]
fn what_does_not_say_its_package_says_what_to_ask_for() {
    let policy =
        "{\"id\":\"p\",\"allowedTargetScope\":\"allMemberUsers\",\"specificAllowedTargets\":[]}";
    let assignment =
        format!("{{\"id\":\"a\",\"state\":\"delivered\",\"target\":{{\"objectId\":\"{ANNA}\"}}}}");
    for (policy, assignment) in [(policy, ""), ("", &assignment)] {
        let pages = [
            page("accessPackages", &package()),
            page("assignmentPolicies", policy),
            page("assignments", assignment),
        ];
        let outcome = of(&pages.join("\n"));
        assert!(edges(&outcome).is_empty(), "{:?}", outcome.lines);
        assert_eq!(outcome.codes(), ["no-package"]);
        let level = level(&outcome, Relation::AccessPackages);
        assert!(
            matches!(level, Level::Partial(why) if why.contains("$expand=accessPackage")),
            "{level:?}"
        );
    }
    // Nobody asks by this one, whatever its package is.
    let off = policy.replace(
        '}',
        ",\"requestorSettings\":{\"enableTargetsToSelfAddAccess\":false}}",
    );
    assert_eq!(of(&page("assignmentPolicies", &off)).codes(), [""; 0]);
}

#[test]
fn an_assignment_is_of_the_user_whom_its_subject_stands_for() {
    const SUBJECT: &str = "c5000000-0000-4000-8000-000000000001";
    let assigned = |target: &str| {
        let record = format!(
            "{{\"id\":\"x\",\"assignmentState\":\"Delivered\",\"targetId\":\"{SUBJECT}\",\"accessPackageId\":\"{PACKAGE}\"{target}}}"
        );
        of(&[all_but_assignments(), page("assignments", &record)].join("\n"))
    };
    for lost in [
        "",
        ",\"target\":null",
        // Somebody of a connected organisation who is no user yet.
        &format!(",\"target\":{{\"id\":\"{SUBJECT}\",\"objectId\":null}}"),
    ] {
        let outcome = assigned(lost);
        assert!(edges(&outcome).is_empty(), "{lost}: {:?}", outcome.lines);
        assert_eq!(outcome.codes(), ["whose-package"], "{lost}");
        let Level::Partial(why) = level(&outcome, Relation::AccessPackages) else {
            panic!("{lost}");
        };
        assert!(why.contains("$expand=target"), "{why}");
    }
    let outcome = assigned(&format!(",\"target\":{{\"objectId\":\"{ANNA}\"}}"));
    assert_eq!(edges(&outcome).len(), 1, "{:?}", outcome.lines);
    assert_eq!(level(&outcome, Relation::AccessPackages), &Level::Complete);
}

#[test]
fn roles_in_a_list_of_their_own_need_the_package_in_its_path() {
    let role = "{\"id\":\"r\",\"role\":{\"originSystem\":\"AadGroup\",\"originId\":\"Member_x\"},\"scope\":{\"originSystem\":\"AadGroup\",\"originId\":\"a0000000-0000-4000-8000-000000000010\"}}";
    let list = format!("[{role}]");
    let at = |path: &str| {
        let folder = folder_of(&[(path, list.as_bytes())]);
        import(folder.path(), &Options::default()).unwrap()
    };
    let known = at(&format!("accessPackages/{PACKAGE}/resourceRoleScopes.json"));
    assert_eq!(edges(&known).len(), 1);
    let lost = at("resourceRoleScopes.json");
    assert!(edges(&lost).is_empty());
    assert_eq!(lost.codes(), ["whose-roles"]);
}

#[test]
fn null_stays_apart_from_absent_in_a_policy() {
    let outcome = of(
        "{\"tenantId\":\"c8000000-0000-4000-8000-000000000001\",\"b2bCollaborationInbound\":null}",
    );
    let [line] = outcome.lines.as_slice() else {
        panic!("{:?}", outcome.lines);
    };
    assert!(line.contains("\"b2bCollaborationInbound\":null"), "{line}");
    assert!(!line.contains("inboundTrust"), "{line}");
}

#[test]
fn the_ledger_says_what_of_the_packages_is_missing() {
    let outcome = of(&page("accessPackages", &package()));
    assert!(
        matches!(level(&outcome, Relation::AccessPackages), Level::Partial(why) if why.contains("assignmentPolicies"))
    );
    let all = [all_but_assignments(), page("assignments", "")].join("\n");
    let outcome = of(&all);
    assert_eq!(level(&outcome, Relation::AccessPackages), &Level::Complete);
}
