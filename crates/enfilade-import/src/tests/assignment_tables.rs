//! Tables of what Privileged Identity Management keeps beside assignments: schedules, eligibility and
//! requests, none of which is a role that someone holds.

use super::support::{ANNA, BORIS, Outcome, import_bytes};

const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

#[test]
fn a_request_for_a_directory_role_is_no_role() {
    // Get-MgRoleManagementDirectoryRoleAssignmentScheduleRequest -All | Export-Csv
    let outcome = of(&format!(
        "\"Action\",\"AppScopeId\",\"ApprovalId\",\"CompletedDateTime\",\"DirectoryScopeId\",\"Id\",\"IsValidationOnly\",\"Justification\",\"PrincipalId\",\"RoleDefinitionId\",\"ScheduleInfo\",\"Status\",\"TargetScheduleId\"\r\n\
         \"adminRemove\",,,\"2026-01-02T00:00:00Z\",\"/\",\"r1\",\"False\",\"left\",\"{ANNA}\",\"{ROLE}\",\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphRequestSchedule\",\"Revoked\",\r\n\
         \"selfActivate\",,,,\"/\",\"r2\",\"False\",,\"{BORIS}\",\"{ROLE}\",,\"PendingApproval\",\r\n"
    ));
    assert_eq!(outcome.lines, [""; 0]);
    assert!(
        outcome.codes().contains(&"unused-kind"),
        "{:?}",
        outcome.codes()
    );
}

#[test]
fn a_schedule_of_eligibility_is_no_role_whatever_powershell_lost_of_it() {
    // Get-MgRoleManagementDirectoryRoleEligibilitySchedule -All | Export-Csv
    let outcome = of(&format!(
        "\"AppScopeId\",\"CreatedDateTime\",\"CreatedUsing\",\"DirectoryScopeId\",\"Id\",\"MemberType\",\"ModifiedDateTime\",\"PrincipalId\",\"RoleDefinitionId\",\"ScheduleInfo\",\"Status\"\r\n\
         ,\"2026-01-01T00:00:00Z\",\"c\",\"/\",\"s\",\"Direct\",,\"{ANNA}\",\"{ROLE}\",\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphRequestSchedule\",\"Provisioned\"\r\n"
    ));
    assert_eq!(outcome.lines, [""; 0]);
    assert!(outcome.codes().contains(&"unused-kind"));
}

#[test]
fn an_eligible_azure_role_stays_eligible() {
    // Get-AzRoleEligibilityScheduleInstance -Scope ... | Export-Csv
    let id = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/i"
    );
    let outcome = of(&format!(
        "\"Condition\",\"EndDateTime\",\"Id\",\"MemberType\",\"Name\",\"PrincipalDisplayName\",\"PrincipalId\",\"PrincipalType\",\"RoleDefinitionDisplayName\",\"RoleDefinitionId\",\"ScopeId\",\"StartDateTime\",\"Status\",\"Type\"\r\n\
         ,,\"{id}\",\"Direct\",\"i\",\"Anna\",\"{ANNA}\",\"User\",\"Owner\",\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}\",\"{SUBSCRIPTION}\",\"2026-01-01T00:00:00Z\",\"Provisioned\",\"Microsoft.Authorization/roleEligibilityScheduleInstances\"\r\n"
    ));
    let edges: Vec<&String> = outcome
        .lines
        .iter()
        .filter(|line| line.starts_with("azure-role"))
        .collect();
    assert_eq!(edges.len(), 1, "{:#?}", outcome.lines);
    assert!(edges[0].contains("state=eligible"), "{}", edges[0]);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_request_for_an_azure_role_is_no_role() {
    // Get-AzRoleAssignmentScheduleRequest -Scope ... | Export-Csv
    let id = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/r"
    );
    let outcome = of(&format!(
        "Id,Name,PrincipalId,PrincipalType,RequestType,RoleDefinitionId,Scope,Status,Type\n\
         {id},r,{ANNA},User,AdminRemove,{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OWNER},{SUBSCRIPTION},Revoked,Microsoft.Authorization/roleAssignmentScheduleRequests\n"
    ));
    assert_eq!(outcome.lines, [""; 0]);
    assert_eq!(outcome.codes(), ["not-held"]);
}

#[test]
fn what_a_table_for_people_says_of_a_role_counts() {
    let outcome = of(&format!(
        "Principal object ID,Principal display name,Principal type,Role,Scope,State,Status\n\
         {ANNA},Anna,User,Owner,{SUBSCRIPTION},Eligible,Provisioned\n\
         {BORIS},Boris,User,Owner,{SUBSCRIPTION},Active,Provisioned\n\
         {BORIS},Boris,User,Reader,{SUBSCRIPTION},Active,Revoked\n\
         {BORIS},Boris,User,Global Administrator,/,Active,Denied\n\
         {BORIS},Boris,User,Global Reader,/,Expired,\n"
    ));
    let edges: Vec<&String> = outcome
        .lines
        .iter()
        .filter(|line| line.contains("-role:"))
        .collect();
    assert_eq!(edges.len(), 2, "{:#?}", outcome.lines);
    assert!(edges[0].contains(ANNA) && edges[0].contains("state=eligible"));
    assert!(edges[1].contains(BORIS) && !edges[1].contains("state="));
    assert_eq!(outcome.codes(), ["not-held"]);
    assert_eq!(outcome.summary.warnings[0].count, 3);
}

#[test]
fn assignments_as_powershell_lists_them_are_held() {
    // Get-MgRoleManagementDirectoryRoleAssignmentScheduleInstance -All | Export-Csv
    let outcome = of(&format!(
        "\"AssignmentType\",\"DirectoryScopeId\",\"EndDateTime\",\"Id\",\"MemberType\",\"PrincipalId\",\"RoleAssignmentOriginId\",\"RoleAssignmentScheduleId\",\"RoleDefinitionId\",\"StartDateTime\"\r\n\
         \"Assigned\",\"/\",,\"i\",\"Direct\",\"{ANNA}\",\"o\",\"s\",\"{ROLE}\",\"2026-01-01T00:00:00Z\"\r\n"
    ));
    assert_eq!(outcome.lines.len(), 1, "{:#?}", outcome.lines);
    assert!(outcome.lines[0].starts_with("directory-role: "));
    assert!(!outcome.lines[0].contains("state="));
}
