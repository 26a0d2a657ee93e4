//! Azure role assignments, active and eligible, as REST, the Azure CLI and Az PowerShell write them.
//!
//! REST has what an assignment says in `properties`, the CLI beside the id, PowerShell under names of
//! its own. All list an assignment again for each scope asked for; it is one grant, known by its id. An
//! instance of a schedule names the assignment that it is of (`originRoleAssignmentId`), and is known by that.
//!
//! Of a role that only its name tells, the id is known if it is a built-in one:
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles>.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-assignments-list-rest>,
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-assignments-list-cli>,
//! <https://learn.microsoft.com/en-us/rest/api/authorization/role-assignment-schedule-instances/list-for-scope>,
//! <https://learn.microsoft.com/en-us/powershell/module/az.resources/get-azroleassignment>.

use crate::facts::azure_role::{self, Grant};
use crate::facts::{Emitter, azure_role_names};
use crate::format::fields::Fields;
use crate::format::graph::is_through_group;
use crate::format::held::{NOT_HELD, is_held};
use crate::summary::Oddity;
use enfilade_model::{ObjectKey, parse_guid};
use std::borrow::Cow;

const CLASSIC: Oddity = Oddity::odd(
    "classic-administrator",
    "classic administrators, which Azure has retired; left out",
);

/// Reads an assignment.
pub(super) fn read(fields: &Fields<'_>, is_eligible: bool, out: &mut Emitter<'_>) {
    let text = |names: &[&str]| names.iter().find_map(|name| fields.text(name));
    let id = text(&["id", "roleAssignmentId"]);
    if let Some(id) = id.as_deref().filter(|id| id.starts_with("NA(")) {
        return out.odd(CLASSIC, || id.to_owned());
    }
    let role_name = text(&["roleDefinitionName"]);
    // Az PowerShell gives those no id, and joins what they are.
    if let Some(roles) = role_name.as_deref().filter(|roles| is_classic(roles))
        && id.is_none()
    {
        return out.odd(CLASSIC, || roles.to_owned());
    }
    if let Some(status) = fields.text("status").filter(|status| !is_held(status)) {
        return out.odd(NOT_HELD, || format!("status `{status}`"));
    }
    if repeats_group(fields, out) {
        return;
    }
    let scope = scope(fields);
    let mut instant = |name| out.instant(name, &fields.text(name)?);
    // Who cannot read the directory gets empty ones.
    let name = |name| fields.text(name).filter(|text| !text.trim().is_empty());
    let names = ["principalDisplayName", "displayName", "signInName"];
    let name = names.into_iter().find_map(name).or_else(|| {
        // The CLI gives a user's sign-in name, a group's name, and an app's client id, which is no name.
        name("principalName").filter(|name| parse_guid(name).is_none())
    });
    // Who chose the columns may have left the id out.
    let built_in = role_name.as_deref().and_then(azure_role_names::id_of);
    let built_in = built_in.map(Cow::Borrowed);
    // What Privileged Identity Management shows is how long an assignment holds that has an id of its own.
    let origin = text(&["originRoleAssignmentId"]).filter(|id| !id.is_empty());
    let grant = Grant {
        principal: text(&["principalId", "objectId"]),
        principal_type: text(&["principalType", "objectType"]),
        principal_name: name,
        role: text(&["roleDefinitionId"]).or(built_in),
        role_name,
        condition: text(&["condition"]),
        valid_from: instant("startDateTime"),
        valid_to: instant("endDateTime"),
        // Resource Graph says it of each row.
        tenant: fields.text("tenantId").map(|id| ObjectKey::of(&id)),
        is_eligible,
        id: origin.or(id),
        scope,
        ..Grant::default()
    };
    azure_role::emit(grant, &mut None, out);
}

/// Whether a row only repeats what a group has. `Inherited` means in Azure that the role is given at a scope
/// above, which the row states; through a group it means in Entra ID only.
///
/// Sources: <https://learn.microsoft.com/en-us/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope>,
/// <https://github.com/kayasax/EasyPIM/issues/23>.
fn repeats_group(fields: &Fields<'_>, out: &mut Emitter<'_>) -> bool {
    let kind = fields.text("memberType");
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("group")) && is_through_group(fields, out)
}

fn is_classic(roles: &str) -> bool {
    const ROLES: [&str; 3] = [
        "ServiceAdministrator",
        "AccountAdministrator",
        "CoAdministrator",
    ];
    roles.split(';').all(|role| ROLES.contains(&role.trim()))
}

/// The scope of an assignment.
pub(super) fn scope<'de>(fields: &Fields<'de>) -> Option<Cow<'de, str>> {
    let text = |name| fields.text(name);
    let id = || text("id").or_else(|| text("roleAssignmentId"));
    text("scope").or_else(|| scope_of(&id()?).map(Cow::Owned))
}

/// The scope of an assignment that states none: what its id stands below.
fn scope_of(id: &str) -> Option<String> {
    let at = id
        .to_lowercase()
        .rfind("/providers/microsoft.authorization/")?;
    Some(match id.get(..at)? {
        "" => "/".to_owned(),
        scope => scope.to_owned(),
    })
}
