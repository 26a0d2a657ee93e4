//! What the format gets wrong or leaves out in the directory, rule by rule: each must be put right.

use super::support::{ANNA, BORIS, fact, facts, import_records, odd, one_of_each_kind, record};

const TENANT: &str = "11111111-aaaa-4bbb-8ccc-000000000001";
const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";

// What Go writes: absent is false, structures are never absent, the zero GUID is "not set".

#[test]
fn an_absent_flag_is_false_and_a_null_one_too() {
    for data in [
        format!("{{\"id\":\"{ANNA}\"}}"),
        format!("{{\"id\":\"{ANNA}\",\"accountEnabled\":null,\"onPremisesSyncEnabled\":null}}"),
        format!("{{\"id\":\"{ANNA}\",\"accountEnabled\":false}}"),
    ] {
        for kind in ["AZUser", "AZDevice"] {
            let line = fact(kind, &data);
            assert!(
                line.contains("accountEnabled=false onPremisesSyncEnabled=false"),
                "{line}"
            );
        }
    }
    let line = fact("AZServicePrincipal", &format!("{{\"id\":\"{ANNA}\"}}"));
    assert!(
        line.ends_with("accountEnabled=false appRoleAssignmentRequired=false"),
        "{line}"
    );
    let line = fact("AZGroup", &format!("{{\"id\":\"{ANNA}\"}}"));
    assert!(
        line.ends_with("securityEnabled=false mailEnabled=false isAssignableToRole=false onPremisesSyncEnabled=false"),
        "{line}"
    );
    let line = fact("AZRole", &format!("{{\"id\":\"{ROLE}\"}}"));
    assert!(line.ends_with("isBuiltIn=false isEnabled=false"), "{line}");
    let line = fact("AZTenant", &format!("{{\"tenantId\":\"{TENANT}\"}}"));
    assert!(line.ends_with("collected=false"), "{line}");
}

#[test]
fn what_may_mean_that_nobody_knows_stays_unknown() {
    let line = fact("AZDevice", &format!("{{\"id\":\"{ANNA}\"}}"));
    assert!(
        !line.contains("isCompliant") && !line.contains("isManaged"),
        "{line}"
    );
    let line = fact("AZUser", &format!("{{\"id\":\"{ANNA}\"}}"));
    assert!(
        !line.contains("department") && !line.contains("userType"),
        "{line}"
    );
}

#[test]
fn what_was_never_asked_for_is_not_in_the_ledger() {
    use enfilade_model::{Attribute, EntityKind};
    let of = |data: String| {
        import_records(&[record("AZUser", &data)])
            .summary
            .completeness
    };
    let plain = of(format!("{{\"id\":\"{ANNA}\"}}"));
    assert!(plain.has_attribute(EntityKind::User, Attribute::JobTitle));
    for attribute in [Attribute::Department, Attribute::LastSignInDateTime] {
        assert!(
            !plain.has_attribute(EntityKind::User, attribute),
            "{attribute}"
        );
    }
    let asked = of(format!(
        "{{\"id\":\"{ANNA}\",\"department\":\"Sales\",\"signInActivity\":{{\"lastSignInDateTime\":\"2026-01-10T10:00:00Z\"}}}}"
    ));
    for attribute in [Attribute::Department, Attribute::LastSignInDateTime] {
        assert!(
            asked.has_attribute(EntityKind::User, attribute),
            "{attribute}"
        );
    }
}

#[test]
fn structures_that_hold_nothing_are_not_kept() {
    let hollow = r#""employeeOrgData":{},"mailboxSettings":{"automaticRepliesSetting":{},"language":{}},"onPremisesExtensionAttributes":{},"passwordProfile":{},"signInActivity":{},"info":null,"x":[],"y":"""#;
    let line = fact("AZUser", &format!("{{\"id\":\"{ANNA}\",{hollow}}}"));
    assert!(!line.contains("rest="), "{line}");
    let kept = fact(
        "AZUser",
        &format!("{{\"id\":\"{ANNA}\",\"a\":{{\"b\":{{\"c\":0}}}},\"d\":false}}"),
    );
    assert!(
        kept.ends_with(r#"rest={"a":{"b":{"c":0}},"d":false}"#),
        "{kept}"
    );
}

#[test]
fn the_zero_guid_is_default_access_for_a_role_and_nothing_elsewhere() {
    let assignment = |role: &str| {
        fact(
            "AZAppRoleAssignment",
            &format!(
                "{{{role}\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"resourceId\":\"{GROUP}\",\"id\":\"x\"}}"
            ),
        )
    };
    let zero = "00000000-0000-0000-0000-000000000000";
    for role in [
        format!("\"appRoleId\":\"{zero}\","),
        String::new(),
        "\"appRoleId\":null,".to_owned(),
    ] {
        let line = assignment(&role);
        assert!(
            line.contains(&format!("role={zero} \"Default Access\"")),
            "{line}"
        );
    }
    let line = assignment("\"appRoleId\":\"E0000000-0000-4000-8000-000000000001\",");
    assert!(
        line.contains("role=e0000000-0000-4000-8000-000000000001 \"-\""),
        "{line}"
    );
    let line = fact(
        "AZServicePrincipal",
        &format!("{{\"id\":\"{ANNA}\",\"appOwnerOrganizationId\":\"{zero}\"}}"),
    );
    assert!(!line.contains(zero), "{line}");
    let (facts, codes) = odd(
        "AZAppRoleAssignment",
        &format!("{{\"principalId\":\"{zero}\",\"resourceId\":\"{GROUP}\"}}"),
    );
    assert_eq!((facts.len(), &codes[..]), (0, "no-id"));
}

#[test]
fn a_null_list_is_an_empty_one() {
    for (kind, list, key) in [
        ("AZGroupMember", "members", "groupId"),
        ("AZGroupOwner", "owners", "groupId"),
        ("AZAppOwner", "owners", "appId"),
        ("AZServicePrincipalOwner", "owners", "servicePrincipalId"),
        ("AZDeviceOwner", "owners", "deviceId"),
        ("AZFederatedIdentityCredential", "fics", "appId"),
        ("AZRoleAssignment", "roleAssignments", "roleDefinitionId"),
        ("AZStorageAccountRoleAssignment", "assignees", "objectId"),
        (
            "AZSubscriptionRoleAssignment",
            "roleAssignments",
            "subscriptionId",
        ),
        ("AZSubscriptionOwner", "owners", "subscriptionId"),
        (
            "AZSubscriptionContributor",
            "contributors",
            "subscriptionId",
        ),
        (
            "AZSubscriptionUserAccessAdmin",
            "userAccessAdmins",
            "subscriptionId",
        ),
        ("AZKeyVaultKVContributor", "kvContributors", "keyVaultId"),
        ("AZVMVMContributor", "vmContributors", "virtualMachineId"),
        (
            "AZVMAvereContributor",
            "avereContributors",
            "virtualMachineId",
        ),
        ("AZVMAdminLogin", "adminLogins", "virtualMachineId"),
    ] {
        for empty in ["null", "[]"] {
            let facts = facts(
                kind,
                &format!("{{\"{list}\":{empty},\"{key}\":\"{ANNA}\"}}"),
            );
            assert_eq!(facts, [""; 0], "{kind}");
        }
    }
}

#[test]
fn times_that_say_never_are_none() {
    let data = format!(
        "{{\"id\":\"{ANNA}\",\"createdDateTime\":\"0001-01-01T00:00:00Z\",\"lastPasswordChangeDateTime\":\"\",\"signInActivity\":{{\"lastSignInDateTime\":\"0001-01-01T00:00:00Z\"}}}}"
    );
    let line = fact("AZUser", &data);
    assert!(!line.contains("DateTime"), "{line}");
    let (_, codes) = odd(
        "AZUser",
        &format!("{{\"id\":\"{ANNA}\",\"createdDateTime\":\"yesterday\"}}"),
    );
    assert_eq!(codes, "bad-time");
}

#[test]
fn the_rest_of_the_sign_in_activity_is_kept() {
    let data = format!(
        "{{\"id\":\"{ANNA}\",\"signInActivity\":{{\"lastSignInDateTime\":\"2026-01-10T10:00:00Z\",\"lastNonInteractiveSignInDateTime\":\"2026-01-11T10:00:00Z\"}}}}"
    );
    let line = fact("AZUser", &data);
    assert!(
        line.contains(" lastSignInDateTime=2026-01-10T10:00:00Z ")
            && line.ends_with(r#" rest={"signInActivity":{"lastNonInteractiveSignInDateTime":"2026-01-11T10:00:00Z"}}"#),
        "{line}"
    );
}

// Ids and names, whose casing depends on the version and on the place.

#[test]
fn ids_compare_in_any_case() {
    for kind_of_case in [str::to_lowercase, str::to_uppercase] {
        for sample in one_of_each_kind() {
            let value: serde_json::Value = serde_json::from_str(&sample).unwrap();
            // Everything that is an id or a path, wherever it stands.
            let mut other = value.clone();
            recase(&mut other["data"], kind_of_case);
            let without_spelling = |record: String| -> Vec<String> {
                let lines = import_records(&[record]).lines;
                let mut lines: Vec<String> = lines
                    .iter()
                    .map(|line| line.split(" rest=").next().unwrap().to_lowercase())
                    .collect();
                lines.sort();
                lines
            };
            assert_eq!(
                without_spelling(value.to_string()),
                without_spelling(other.to_string()),
                "{sample}"
            );
        }
    }
}

fn recase(value: &mut serde_json::Value, case: fn(&str) -> String) {
    match value {
        serde_json::Value::String(text) => {
            let is_guid = text.len() == 36 && text.split('-').count() == 5;
            if is_guid || text.starts_with('/') {
                *text = case(text);
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| recase(item, case)),
        serde_json::Value::Object(members) => {
            members.values_mut().for_each(|member| recase(member, case));
        }
        _ => {}
    }
}

#[test]
fn opaque_ids_are_kept_as_they_are() {
    let line = fact(
        "AZRoleEligibilityScheduleInstance",
        &format!(
            "{{\"id\":\"Zm9vQmFy-_1\",\"roleDefinitionId\":\"{ROLE}\",\"principalId\":\"{ANNA}\",\"directoryScopeId\":\"/\"}}"
        ),
    );
    assert!(line.contains("assignment=Zm9vQmFy-_1"), "{line}");
}

#[test]
fn a_tenant_is_known_by_its_tenant_id() {
    for data in [
        format!("{{\"id\":\"/tenants/{TENANT}\",\"tenantId\":\"{TENANT}\"}}"),
        format!("{{\"id\":\"/TENANTS/{}\"}}", TENANT.to_uppercase()),
        format!("{{\"id\":\"{TENANT}\"}}"),
    ] {
        let line = fact("AZTenant", &data);
        assert!(
            line.starts_with(&format!("tenant {TENANT} tenantId=\"{TENANT}\"")),
            "{line}"
        );
    }
}

#[test]
fn the_name_is_shown_as_it_is_spoken() {
    let data =
        format!("{{\"id\":\"{ANNA}\",\"displayName\":\"PAYROLL\",\"appDisplayName\":\"Payroll\"}}");
    assert!(
        fact("AZServicePrincipal", &data)
            .starts_with(&format!("service principal {ANNA} \"Payroll\""))
    );
    let data =
        format!("{{\"id\":\"{ANNA}\",\"displayName\":\"PAYROLL\",\"appDisplayName\":\"Finance\"}}");
    assert!(
        fact("AZServicePrincipal", &data)
            .starts_with(&format!("service principal {ANNA} \"PAYROLL\""))
    );
    // The name in a mention did not lose its casing; the builder chooses.
    let data = format!(
        "{{\"members\":[{{\"member\":{{\"id\":\"{ANNA}\",\"displayName\":\"Anna Berg\"}},\"groupId\":\"{GROUP}\"}}],\"groupId\":\"{GROUP}\"}}"
    );
    assert!(fact("AZGroupMember", &data).contains(&format!("{ANNA} \"Anna Berg\"")));
}

// Members and owners.

#[test]
fn a_member_is_what_its_type_says() {
    for (class, kind) in [
        ("#microsoft.graph.user", "user"),
        ("#microsoft.graph.group", "group"),
        ("#microsoft.graph.servicePrincipal", "service principal"),
        ("#microsoft.graph.device", "device"),
        ("#microsoft.graph.orgContact", "contact"),
    ] {
        let data = format!(
            "{{\"members\":[{{\"member\":{{\"@odata.type\":\"{class}\",\"id\":\"{ANNA}\"}},\"groupId\":\"{GROUP}\"}}],\"groupId\":\"{GROUP}\"}}"
        );
        assert_eq!(
            fact("AZGroupMember", &data),
            format!("member: {kind} {ANNA} -> group {GROUP}")
        );
    }
    let data = format!(
        "{{\"members\":[{{\"member\":{{\"@odata.type\":\"#microsoft.graph.agent\",\"id\":\"{ANNA}\"}},\"groupId\":\"{GROUP}\"}}]}}"
    );
    let (facts, codes) = odd("AZGroupMember", &data);
    assert_eq!(facts, [format!("member: ? {ANNA} -> group {GROUP}")]);
    assert_eq!(codes, "unknown-type");
}

#[test]
fn a_list_is_read_whether_its_id_comes_first_or_last_or_in_its_items_only() {
    let item = format!("{{\"member\":{{\"id\":\"{ANNA}\"}},\"groupId\":\"{GROUP}\"}}");
    let bare = format!("{{\"member\":{{\"id\":\"{ANNA}\"}}}}");
    let group = format!("\"groupId\":\"{GROUP}\"");
    for data in [
        format!("{{\"members\":[{item}],{group}}}"),
        format!("{{{group},\"members\":[{item}]}}"),
        format!("{{\"members\":[{item}]}}"),
        format!("{{\"members\":[{bare}],{group}}}"),
    ] {
        assert_eq!(
            fact("AZGroupMember", &data),
            format!("member: ? {ANNA} -> group {GROUP}"),
            "{data}"
        );
    }
}

#[test]
fn the_app_of_an_app_owner_is_the_one_with_the_records_client_id() {
    let client = "a0000000-0000-4000-8000-000000000031";
    let data = format!(
        "{{\"owners\":[{{\"appId\":\"{GROUP}\",\"owner\":{{\"id\":\"{ANNA}\"}}}}],\"appId\":\"{client}\"}}"
    );
    assert_eq!(
        fact("AZAppOwner", &data),
        format!("owner: ? {ANNA} -> registration with client id {client}")
    );
    let (facts, codes) = odd(
        "AZAppOwner",
        &format!("{{\"owners\":[{{\"appId\":\"{GROUP}\",\"owner\":{{\"id\":\"{ANNA}\"}}}}]}}"),
    );
    assert_eq!(
        (facts.len(), &codes[..]),
        (0, "no-id"),
        "an object id is no client id"
    );
}

#[test]
fn owners_of_devices_are_read_from_older_exports() {
    let data = format!(
        "{{\"owners\":[{{\"owner\":{{\"id\":\"{ANNA}\"}},\"deviceId\":\"{GROUP}\"}}],\"deviceId\":\"{GROUP}\"}}"
    );
    assert_eq!(
        fact("AZDeviceOwner", &data),
        format!("owner: ? {ANNA} -> device {GROUP}")
    );
}

#[test]
fn a_kind_that_is_declared_and_never_written_is_counted_only() {
    let (facts, codes) = odd("AZAppMember", "{\"members\":[]}");
    assert_eq!((facts.len(), &codes[..]), (0, "unused-kind"));
}

// Directory roles and the scope that loses its object.

fn active(scope: &str, expanded: &str) -> (String, String) {
    let data = format!(
        "{{\"roleAssignments\":[{{\"id\":\"x\",\"roleDefinitionId\":\"{ROLE}\",\"principalId\":\"{ANNA}\"{scope},\"directoryScope\":{expanded}}}],\"roleDefinitionId\":\"{ROLE}\"}}"
    );
    let (mut facts, codes) = odd("AZRoleAssignment", &data);
    assert_eq!(facts.len(), 1, "{facts:?}");
    (facts.remove(0), codes)
}

#[test]
fn an_administrative_unit_is_not_taken_for_the_tenant() {
    let base = format!("directory-role: ? {ANNA} -> directory role {ROLE}");
    let unit = "b0000000-0000-4000-8000-000000000001";
    for (scope, expanded, expected, codes) in [
        // The tenant: nothing is expanded.
        (
            "/",
            "{\"id\":\"\",\"api\":{},\"info\":{}}",
            String::new(),
            "",
        ),
        ("/", "null", String::new(), ""),
        // A unit, a group, a device: they have no client id, so `/` is all that is left.
        (
            "/",
            &format!(
                "{{\"id\":\"{unit}\",\"@odata.type\":\"#microsoft.graph.administrativeUnit\"}}"
            ),
            format!(" scope=administrative unit {unit}"),
            "",
        ),
        (
            "/",
            &format!("{{\"id\":\"{}\",\"api\":{{}}}}", unit.to_uppercase()),
            format!(" scope=? {unit}"),
            "",
        ),
        (
            "/",
            &format!("{{\"id\":\"{unit}\",\"@odata.type\":\"#microsoft.graph.group\"}}"),
            format!(" scope=group {unit}"),
            "",
        ),
        // Only the type is left.
        (
            "/",
            "{\"id\":\"\",\"@odata.type\":\"#microsoft.graph.administrativeUnit\"}",
            " scope=? uncertain scope of assignment x".to_owned(),
            "uncertain-scope",
        ),
        // An application, with and without its object.
        (
            &format!("/{GROUP}"),
            "{\"id\":\"\"}",
            format!(" scope=registration with client id {GROUP}"),
            "",
        ),
        (
            &format!("/{GROUP}"),
            &format!("{{\"id\":\"{unit}\",\"appId\":\"{GROUP}\"}}"),
            format!(" scope=registration {unit}"),
            "",
        ),
        // Unchanged, as another version might write it.
        (
            &format!("/administrativeUnits/{unit}"),
            "{}",
            format!(" scope=administrative unit {unit}"),
            "",
        ),
        (
            "/x/y/z",
            "{}",
            " scope=? uncertain scope of assignment x".to_owned(),
            "uncertain-scope",
        ),
    ] {
        let what = format!("{scope} with {expanded}");
        let (fact, found) = active(&format!(",\"directoryScopeId\":\"{scope}\""), expanded);
        assert_eq!(fact, format!("{base}{expected} assignment=x"), "{what}");
        assert_eq!(found, codes, "{what}");
    }
    let (fact, codes) = active("", "{}");
    assert!(
        fact.contains("scope=? uncertain scope of assignment x"),
        "{fact}"
    );
    assert_eq!(codes, "uncertain-scope");
}

#[test]
fn eligible_scopes_are_graphs_own() {
    let unit = "b0000000-0000-4000-8000-000000000001";
    for (scope, expected) in [
        ("/".to_owned(), String::new()),
        (
            format!("/administrativeUnits/{unit}"),
            format!(" scope=administrative unit {unit}"),
        ),
        (
            format!("/ADMINISTRATIVEUNITS/{}", unit.to_uppercase()),
            format!(" scope=administrative unit {unit}"),
        ),
        (format!("/{unit}"), format!(" scope=? {unit}")),
    ] {
        let line = fact(
            "AZRoleEligibilityScheduleInstance",
            &format!(
                "{{\"id\":\"x\",\"roleDefinitionId\":\"{ROLE}\",\"principalId\":\"{ANNA}\",\"directoryScopeId\":\"{scope}\",\"startDateTime\":\"2026-01-01T00:00:00Z\"}}"
            ),
        );
        assert_eq!(
            line,
            format!(
                "directory-role: ? {ANNA} -> directory role {ROLE} state=eligible{expected} assignment=x from=2026-01-01T00:00:00Z"
            )
        );
    }
}

#[test]
fn the_principal_of_a_role_is_named_where_it_is_described() {
    let data = format!(
        "{{\"roleAssignments\":[{{\"principalId\":\"{ANNA}\",\"directoryScopeId\":\"/\",\"principal\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\",\"displayName\":\"Anna\"}}}}],\"roleDefinitionId\":\"{ROLE}\"}}"
    );
    assert_eq!(
        fact("AZRoleAssignment", &data),
        format!("directory-role: user {ANNA} \"Anna\" -> directory role {ROLE}")
    );
}

// Tenants and apps.

#[test]
fn foreign_tenants_and_foreign_apps_are_told_apart() {
    let other = "22222222-aaaa-4bbb-8ccc-000000000002";
    let home = fact(
        "AZTenant",
        &format!("{{\"tenantId\":\"{TENANT}\",\"collected\":true}}"),
    );
    let foreign = fact("AZTenant", &format!("{{\"tenantId\":\"{other}\"}}"));
    assert!(home.ends_with("collected=true") && foreign.ends_with("collected=false"));
    let app = fact(
        "AZServicePrincipal",
        &format!(
            "{{\"id\":\"{ANNA}\",\"servicePrincipalType\":\"Application\",\"appOwnerOrganizationId\":\"{}\",\"tenantId\":\"{TENANT}\"}}",
            other.to_uppercase()
        ),
    );
    for attribute in [
        format!("appOwnerOrganizationId=\"{other}\""),
        format!("tenantId=\"{TENANT}\""),
    ] {
        assert!(app.contains(&attribute), "{app}");
    }
}

#[test]
fn service_principals_are_apps_identities_or_others() {
    for (class, kind) in [
        ("Application", "app"),
        ("ManagedIdentity", "managed identity"),
        ("Legacy", "service principal"),
        ("SocialIdp", "service principal"),
        ("", "service principal"),
    ] {
        let line = fact(
            "AZServicePrincipal",
            &format!("{{\"id\":\"{ANNA}\",\"servicePrincipalType\":\"{class}\"}}"),
        );
        assert!(line.starts_with(&format!("{kind} {ANNA} ")), "{line}");
    }
}

// Secrets, and what is not known.

#[test]
fn secrets_are_dropped_wherever_they_stand() {
    let credentials = r#""passwordCredentials":[{"hint":"abc","secretText":"S3CRET"}],"keyCredentials":[{"key":"S3CRET","displayName":"cert"},{"KEY":{"a":"S3CRET"}}],"passwordProfile":{"password":"S3CRET"}"#;
    for kind in ["AZApp", "AZServicePrincipal", "AZMystery"] {
        let outcome = import_records(&[record(
            kind,
            &format!("{{\"id\":\"{ANNA}\",\"appId\":\"{BORIS}\",{credentials}}}"),
        )]);
        let all = outcome.lines.join("\n");
        assert!(!all.contains("S3CRET"), "{all}");
        assert!(
            all.contains(r#""hint":"abc""#) && all.contains(r#""displayName":"cert""#),
            "{all}"
        );
    }
    let user = fact(
        "AZUser",
        &format!("{{\"id\":\"{ANNA}\",\"passwordProfile\":{{\"password\":\"S3CRET\"}}}}"),
    );
    assert!(!user.contains("S3CRET"), "{user}");
    // Of another shape than expected: nothing of it is kept.
    let (facts, codes) = odd(
        "AZApp",
        &format!("{{\"id\":\"{ANNA}\",\"passwordCredentials\":\"S3CRET\"}}"),
    );
    assert!(!facts.concat().contains("S3CRET"));
    assert_eq!(codes, "wrong-type");
}

#[test]
fn unknown_kinds_are_kept_and_counted() {
    let outcome = import_records(&[
        record(
            "AZMystery",
            &format!("{{\"id\":\"{ANNA}\",\"displayName\":\"What\",\"x\":[1,{{}}]}}"),
        ),
        record("AZMystery", "{\"members\":null}"),
        record("AZRiddle", "{\"id\":\"/subscriptions/x\"}"),
    ]);
    assert_eq!(
        outcome.lines,
        [
            format!("unknown {ANNA} \"What\" rest={{\"x\":[1,{{}}]}}"),
            "unknown /subscriptions/x".to_owned(),
        ]
    );
    assert_eq!(outcome.codes(), ["unknown-kind"]);
    assert_eq!(outcome.summary.warnings[0].count, 3);
    assert_eq!(outcome.example("unknown-kind"), "AZMystery");
    assert_eq!(outcome.summary.records["AZMystery"], 2);
    assert_eq!(outcome.summary.records["AZRiddle"], 1);
}

#[test]
fn the_ledger_speaks_of_every_relation() {
    use enfilade_model::{Level, Relation};
    let ledger = import_records(&one_of_each_kind()).summary.completeness;
    for &relation in Relation::ALL {
        assert!(ledger.relations.contains_key(&relation), "{relation}");
    }
    let of = |relation| &ledger.relations[&relation];
    assert_eq!(*of(Relation::Users), Level::Complete);
    for (relation, says) in [
        (Relation::Groups, "security-enabled"),
        (Relation::AppAssignments, "no app roles"),
        (
            Relation::AzureRoles,
            "Owner, Contributor, User Access Administrator",
        ),
        (Relation::AzureResources, "Linux"),
        (Relation::EligibleDirectoryRoles, "end dates"),
    ] {
        assert!(
            matches!(of(relation), Level::Partial(why) if why.contains(says)),
            "{relation}"
        );
    }
    for relation in [
        Relation::AdministrativeUnits,
        Relation::DelegatedGrants,
        Relation::ConditionalAccess,
        Relation::EligibleMemberships,
        Relation::AccessPackages,
        Relation::EligibleAzureRoles,
        Relation::DenyAssignments,
    ] {
        assert!(
            matches!(of(relation), Level::Absent(why) if !why.is_empty()),
            "{relation}"
        );
    }
}
