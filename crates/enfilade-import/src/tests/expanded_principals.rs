//! Principals that came in with their assignments.

use super::support::{ANNA, Outcome, of_files};
use enfilade_model::{Attribute, EntityKind};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";

/// A page of one assignment with its principal expanded.
fn page(fragment: &str, members: &str, principal: &str) -> Outcome {
    let text = format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#{fragment}(principal())\",\"value\":[{{\"id\":\"x\",\"principalId\":\"{ANNA}\",{members},\"principal\":{principal}}}]}}"
    );
    of_files(&[("answer.json", &text)])
}

fn user(members: &str) -> String {
    format!(
        "{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\",\"displayName\":\"Anna\"{members}}}"
    )
}

fn role(principal: &str) -> Outcome {
    let members = format!("\"roleDefinitionId\":\"{ROLE}\",\"directoryScopeId\":\"/\"");
    page(
        "roleManagement/directory/roleAssignments",
        &members,
        principal,
    )
}

#[test]
fn the_principal_of_a_role_is_described_by_what_its_record_says() {
    let outcome = role(&user(",\"userType\":\"Guest\",\"accountEnabled\":false"));
    let described = outcome.lines.iter().find(|line| line.contains("Guest"));
    let described = described.unwrap_or_else(|| panic!("{:#?}", outcome.lines));
    assert!(described.contains("accountEnabled"), "{described}");
    // Of whom it was not asked nobody knows it.
    let ledger = &outcome.summary.completeness;
    assert!(!ledger.has_attribute(EntityKind::User, Attribute::UserType));
    assert!(ledger.has_partly(EntityKind::User, Attribute::UserType));
}

#[test]
fn who_may_join_a_group_is_what_the_expanded_record_says() {
    let members =
        format!("\"groupId\":\"{GROUP}\",\"accessId\":\"member\",\"memberType\":\"direct\"");
    for fragment in [
        "eligibilityScheduleInstances",
        "assignmentScheduleInstances",
    ] {
        let fragment = format!("identityGovernance/privilegedAccess/group/{fragment}");
        let outcome = page(&fragment, &members, &user(""));
        let edge = outcome.lines.iter().find(|line| line.contains("member"));
        let edge = edge.unwrap_or_else(|| panic!("{:#?}", outcome.lines));
        assert!(edge.contains("user") && edge.contains("Anna"), "{edge}");
    }
}

#[test]
fn powershell_keeps_what_a_principal_is_one_deeper() {
    let text = format!(
        "[{{\"DirectoryScopeId\":\"/\",\"Id\":\"ra1\",\"Principal\":{{\"DeletedDateTime\":null,\"Id\":\"{ANNA}\",\"AdditionalProperties\":{{\"@odata.type\":\"#microsoft.graph.user\",\"displayName\":\"Anna\"}}}},\"PrincipalId\":\"{ANNA}\",\"RoleDefinitionId\":\"{ROLE}\",\"AdditionalProperties\":{{}}}}]"
    );
    let outcome = of_files(&[("roles.json", &text)]);
    let edge = outcome
        .lines
        .iter()
        .find(|line| line.contains("directory-role"));
    let edge = edge.unwrap_or_else(|| panic!("{:#?}", outcome.lines));
    assert!(edge.contains("user") && edge.contains("Anna"), "{edge}");
}

#[test]
fn a_role_over_a_set_of_attributes_is_at_that_set() {
    let members = format!(
        "\"roleDefinitionId\":\"{ROLE}\",\"directoryScopeId\":\"/attributeSets/Engineering\""
    );
    let outcome = page(
        "roleManagement/directory/roleAssignments",
        &members,
        &user(""),
    );
    let edge = outcome
        .lines
        .iter()
        .find(|line| line.contains("directory-role"));
    let edge = edge.unwrap_or_else(|| panic!("{:#?}", outcome.lines));
    assert!(edge.contains("/attributesets/engineering"), "{edge}");
    assert!(edge.contains("\"Engineering\""), "{edge}");
    assert!(outcome.codes().is_empty(), "{:?}", outcome.codes());
}
