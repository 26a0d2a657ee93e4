//! What Privileged Identity Management shows of Azure roles: instances of schedules, from REST and tables.

use super::support::{ANNA, BORIS, Outcome, folder_of, import, import_bytes};
use crate::Options;

const S: &str = "/subscriptions/00000000-0000-0000-0000-0000000000aa";
const TOP: &str = "/providers/Microsoft.Management/managementGroups/top";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ELIGIBLE: &str = "roleEligibilityScheduleInstances";
const ACTIVE: &str = "roleAssignmentScheduleInstances";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

/// The role grants of a text.
fn grants(text: &str) -> Vec<String> {
    let lines = of(text).lines.into_iter();
    lines
        .filter(|line| line.starts_with("azure-role"))
        .collect()
}

/// An instance that the subscription lists, given at `scope`, as REST writes it.
fn instance(kind: &str, scope: &str, more: &str) -> String {
    format!(
        "{{\"value\":[{{\"id\":\"{S}/providers/Microsoft.Authorization/{kind}/i\",\"type\":\"Microsoft.Authorization/{kind}\",\"properties\":{{\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"{S}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}\",\"scope\":\"{scope}\"{more}}}}}]}}"
    )
}

#[test]
fn what_is_inherited_in_azure_comes_from_a_scope_above() {
    for kind in [ELIGIBLE, ACTIVE] {
        let direct = grants(&instance(kind, TOP, ",\"memberType\":\"Direct\""));
        assert_eq!(direct.len(), 1);
        assert!(direct[0].contains(&format!("-> management group {}", TOP.to_lowercase())));
        let inherited = instance(kind, TOP, ",\"memberType\":\"Inherited\"");
        assert_eq!(grants(&inherited), direct, "{kind}");
        assert_eq!(of(&inherited).codes(), [""; 0], "{kind}");
        let group = of(&instance(kind, TOP, ",\"memberType\":\"Group\""));
        assert_eq!(group.codes(), ["through-group"], "{kind}");
        assert_eq!(group.lines, [""; 0], "{kind}");
    }
    let activated = ",\"memberType\":\"Group\",\"assignmentType\":\"Activated\"";
    assert_eq!(grants(&instance(ACTIVE, S, activated)).len(), 1);
}

#[test]
fn what_a_table_says_is_inherited_counts_in_azure_and_not_in_the_directory() {
    // Get-AzRoleEligibilityScheduleInstance -Scope ... | Export-Csv
    let azure = of(&format!(
        "\"Id\",\"MemberType\",\"PrincipalId\",\"PrincipalType\",\"RoleDefinitionDisplayName\",\"RoleDefinitionId\",\"ScopeId\",\"Status\",\"Type\"\r\n\
         \"{S}/providers/Microsoft.Authorization/{ELIGIBLE}/i\",\"Inherited\",\"{ANNA}\",\"User\",\"Owner\",\"{S}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}\",\"{TOP}\",\"Provisioned\",\"Microsoft.Authorization/{ELIGIBLE}\"\r\n"
    ));
    assert_eq!(azure.codes(), [""; 0]);
    assert!(
        azure
            .lines
            .iter()
            .any(|line| line.contains("state=eligible")),
        "{:#?}",
        azure.lines
    );
    let directory = of(&format!(
        "Principal object ID,Role,Scope,Member type\n\
         {BORIS},Global Reader,/,Inherited\n"
    ));
    assert_eq!(directory.codes(), ["through-group"]);
}

#[test]
fn an_instance_that_is_refused_pending_or_over_is_not_held() {
    for kind in [ELIGIBLE, ACTIVE] {
        let with = |status: &str| instance(kind, S, &format!(",\"status\":\"{status}\""));
        for status in [
            "Revoked",
            "Denied",
            "AdminDenied",
            "Canceled",
            "Failed",
            "FailedAsResourceIsLocked",
            "TimedOut",
            "Invalid",
            "PendingApproval",
            "PendingProvisioning",
            "PendingAdminDecision",
        ] {
            let outcome = of(&with(status));
            assert_eq!(outcome.codes(), ["not-held"], "{status}");
            assert_eq!(outcome.lines, [""; 0], "{status}");
        }
        for status in [
            "Accepted",
            "Granted",
            "Provisioned",
            "ProvisioningStarted",
            "ScheduleCreated",
            "AdminApproved",
            "PendingRevocation",
        ] {
            let outcome = of(&with(status));
            assert_eq!(outcome.codes(), [""; 0], "{status}");
            assert_eq!(grants(&with(status)).len(), 1, "{status}");
        }
    }
}

/// What an instance says of the assignment that it is of.
fn activation(id: &str) -> String {
    format!(
        ",\"assignmentType\":\"Activated\",\"memberType\":\"Direct\",\"status\":\"Provisioned\",\"startDateTime\":\"2026-01-01T00:00:00Z\",\"endDateTime\":\"2026-01-01T08:00:00Z\",\"originRoleAssignmentId\":\"{id}\""
    )
}

#[test]
fn an_activation_is_the_assignment_that_it_made() {
    let id = format!("{S}/providers/Microsoft.Authorization/roleAssignments/r");
    let rest = instance(ACTIVE, S, &activation(&id));
    let plain = format!(
        "[{{\"id\":\"{id}\",\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"{OWNER}\",\"roleDefinitionName\":\"Owner\",\"scope\":\"{S}\",\"condition\":null}}]"
    );
    // Get-AzRoleAssignmentScheduleInstance -Scope ... | Export-Csv
    let table = format!(
        "\"AssignmentType\",\"EndDateTime\",\"Id\",\"MemberType\",\"OriginRoleAssignmentId\",\"PrincipalId\",\"PrincipalType\",\"RoleDefinitionDisplayName\",\"RoleDefinitionId\",\"ScopeId\",\"StartDateTime\",\"Status\",\"Type\"\r\n\
         \"Activated\",\"2026-01-01T08:00:00Z\",\"{S}/providers/Microsoft.Authorization/{ACTIVE}/i\",\"Direct\",\"{id}\",\"{ANNA}\",\"User\",\"Owner\",\"{OWNER}\",\"{S}\",\"2026-01-01T00:00:00Z\",\"Provisioned\",\"Microsoft.Authorization/{ACTIVE}\"\r\n"
    );
    let own = grants(&rest);
    assert_eq!(own.len(), 1);
    assert!(own[0].contains(&format!("assignment={id}")), "{}", own[0]);
    assert_eq!(grants(&table), own);
    // The graph tells by the id that they are one.
    let files = [("i.json", rest.as_bytes()), ("p.json", plain.as_bytes())];
    let both = import(folder_of(&files).path(), &Options::default()).unwrap();
    let named = format!("assignment={id}");
    let is_one = |line: &&String| line.contains(&named);
    assert_eq!(both.lines.iter().filter(is_one).count(), 2);
}

#[test]
fn statements_of_one_assignment_that_differ_in_time_both_come_in() {
    let id = format!("{S}/providers/Microsoft.Authorization/roleAssignments/r");
    let first = instance(ACTIVE, S, &activation(&id));
    let second = first.replace("2026-01-01T", "2026-01-02T");
    let inside = |text: &str| {
        let text = text.trim_start_matches("{\"value\":[");
        text.trim_end_matches("]}").to_owned()
    };
    let (first, second) = (inside(&first), inside(&second));
    let of_both = grants(&format!("{{\"value\":[{first},{second},{first}]}}"));
    assert_eq!(of_both.len(), 2, "{of_both:#?}");
}
