//! What roles and groups in Privileged Identity Management are easily taken for.

use super::support::{ANNA, Outcome, import_bytes, level};
use enfilade_model::{Attribute, EntityKind, Level, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";
const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";
const FROM: &str = "2026-01-10T08:00:00Z";
const TO: &str = "2026-01-10T16:00:00Z";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

/// A page of `roleManagement/directory` or another collection.
fn page(collection: &str, record: &str) -> String {
    format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#{collection}\",\"value\":[{record}]}}"
    )
}

/// An instance of Anna's active role, membership and Azure role, as this type through a group.
fn instances(kind: &str) -> [String; 4] {
    let time = format!("\"startDateTime\":\"{FROM}\",\"endDateTime\":\"{TO}\"");
    [
        page(
            "roleManagement/directory/roleAssignmentScheduleInstances",
            &format!(
                "{{\"id\":\"i\",\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"{ROLE}\",\"directoryScopeId\":\"/\",\"memberType\":\"Group\",\"assignmentType\":\"{kind}\",\"roleAssignmentScheduleId\":\"s\",{time}}}"
            ),
        ),
        page(
            "identityGovernance/privilegedAccess/group/assignmentScheduleInstances",
            &format!(
                "{{\"id\":\"i\",\"principalId\":\"{ANNA}\",\"groupId\":\"{GROUP}\",\"accessId\":\"member\",\"memberType\":\"group\",\"assignmentType\":\"{}\",\"assignmentScheduleId\":\"s\",{time}}}",
                kind.to_lowercase()
            ),
        ),
        format!(
            "{{\"value\":[{{\"id\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/i\",\"type\":\"Microsoft.Authorization/roleAssignmentScheduleInstances\",\"properties\":{{\"assignmentType\":\"{kind}\",\"memberType\":\"Group\",\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635\",\"scope\":\"{SUBSCRIPTION}\",{time}}}}}]}}"
        ),
        // Get-MgRoleManagementDirectoryRoleAssignmentScheduleInstance -All | Export-Csv
        format!(
            "\"AssignmentType\",\"DirectoryScopeId\",\"EndDateTime\",\"Id\",\"MemberType\",\"PrincipalId\",\"RoleAssignmentScheduleId\",\"RoleDefinitionId\",\"StartDateTime\"\r\n\"{kind}\",\"/\",\"{TO}\",\"i\",\"Group\",\"{ANNA}\",\"s\",\"{ROLE}\",\"{FROM}\"\r\n"
        ),
    ]
}

#[test]
fn who_activated_what_a_group_is_eligible_for_is_active_until_it_ends() {
    for text in instances("Activated") {
        let outcome = of(&text);
        let edges: Vec<_> = outcome.lines.iter().filter(|l| l.contains(ANNA)).collect();
        let [edge] = edges.as_slice() else {
            panic!("{text}: {:#?}", outcome.lines);
        };
        assert!(!edge.contains("state="), "{edge}");
        assert!(edge.ends_with(&format!("from={FROM} to={TO}")), "{edge}");
        assert_eq!(outcome.codes(), [""; 0], "{text}");
    }
}

#[test]
fn what_is_assigned_through_a_group_repeats_the_groups_own() {
    for text in instances("Assigned") {
        let outcome = of(&text);
        assert_eq!(outcome.lines, [""; 0], "{text}");
        assert_eq!(outcome.codes(), ["through-group"], "{text}");
    }
}

#[test]
fn a_table_for_people_says_activated_too() {
    for (state, count) in [("Activated", 1), ("Assigned", 0)] {
        let outcome = of(&format!(
            "Principal object ID,Principal type,Role,Scope,Member type,State,End time\n{ANNA},User,Global Administrator,/,Group,{state},{TO}\n"
        ));
        assert_eq!(outcome.lines.len(), count, "{state}: {:#?}", outcome.lines);
    }
}

/// What a page of each collection says of these members of a record beside whom and what it is about.
fn held(more: &str) -> Vec<Outcome> {
    let role = format!("\"roleDefinitionId\":\"{ROLE}\",\"directoryScopeId\":\"/\"");
    let group = format!("\"groupId\":\"{GROUP}\",\"accessId\":\"member\"");
    let at = "roleManagement/directory/";
    let of_group = "identityGovernance/privilegedAccess/group/";
    let collections = [
        (format!("{at}roleAssignments"), &role),
        (format!("{at}roleAssignmentScheduleInstances"), &role),
        (format!("{at}roleEligibilityScheduleInstances"), &role),
        (format!("{of_group}assignmentScheduleInstances"), &group),
        (format!("{of_group}eligibilityScheduleInstances"), &group),
    ];
    let read = |(collection, what): &(String, &String)| {
        let record = format!("{{\"id\":\"i\",\"principalId\":\"{ANNA}\",{what}{more}}}");
        of(&page(&format!("{collection}(principal())"), &record))
    };
    collections.iter().map(read).collect()
}

#[test]
fn an_expanded_principal_has_its_kind_and_name_everywhere() {
    for outcome in held(&format!(
        ",\"principal\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\",\"displayName\":\"Anna\"}}"
    )) {
        let [edge] = outcome.lines.as_slice() else {
            panic!("{:#?}", outcome.lines);
        };
        assert!(
            edge.contains(&format!(": user {ANNA} \"Anna\" -> ")),
            "{edge}"
        );
    }
}

#[test]
fn what_an_expanded_principal_states_of_itself_is_known() {
    let principal = format!(
        ",\"principal\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\",\"displayName\":\"Anna\",\"userType\":\"Guest\",\"accountEnabled\":false}}"
    );
    for outcome in held(&principal) {
        let [_, user] = outcome.lines.as_slice() else {
            panic!("{:#?}", outcome.lines);
        };
        assert_eq!(
            *user,
            format!("user {ANNA} \"Anna\" userType=\"Guest\" accountEnabled=false")
        );
        assert_eq!(outcome.codes(), [""; 0]);
        // It is one user of many.
        let ledger = &outcome.summary.completeness;
        assert!(!ledger.has_attribute(EntityKind::User, Attribute::UserType));
        assert!(matches!(level(&outcome, Relation::Users), Level::Absent(_)));
    }
}

#[test]
fn powershell_keeps_the_principal_among_additional_properties() {
    // Get-MgRoleManagementDirectoryRoleAssignment -ExpandProperty principal | ConvertTo-Json -Depth 9
    let outcome = of(&format!(
        "[{{\"DirectoryScope\":{{\"DeletedDateTime\":null,\"Id\":null}},\"DirectoryScopeId\":\"/\",\"Id\":\"i\",\"Principal\":{{\"DeletedDateTime\":null,\"Id\":\"{ANNA}\",\"AdditionalProperties\":{{\"@odata.type\":\"#microsoft.graph.user\",\"displayName\":\"Anna\"}}}},\"PrincipalId\":\"{ANNA}\",\"RoleDefinitionId\":\"{ROLE}\",\"AdditionalProperties\":{{}}}}]"
    ));
    assert!(
        outcome.lines[0].starts_with(&format!("directory-role: user {ANNA} \"Anna\" -> ")),
        "{:#?}",
        outcome.lines
    );
}
