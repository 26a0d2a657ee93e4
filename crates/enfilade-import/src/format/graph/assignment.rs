//! Assignments: of apps, of directory roles, and of groups through Privileged Identity Management.
//!
//! The instances of role schedules tell more than role assignments do: when an assignment ends, and
//! whether it is standing or activated. Rows that are there because of a group (`memberType` Group
//! or Inherited) repeat the group's own row for each member; the group's row and its members say
//! the same, so they are left out and counted. An activation is its principal's own, be the
//! eligibility that it rests on that of a group: the group stays eligible, and nobody else is active.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/privilegedidentitymanagementv3-overview>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/privilegedaccessgroupassignmentscheduleinstance>.

use super::kind::Kind;
use super::object;
use super::roles::Roles;
use super::schedule;
use crate::facts::id::Id;
use crate::facts::mention::Mention;
use crate::facts::{Emitter, app_assignment, directory_role, odd};
use crate::format::fields::Fields;
use crate::summary::Oddity;
use enfilade_model::{AccessState, EdgeKind, EdgeRecord, EntityKind, ObjectRef, RoleRecord};

const THROUGH_GROUP: Oddity = Oddity::odd(
    "through-group",
    "assignments that repeat what a group's members have through the group; left out",
);

/// Whether a row only repeats what a group has. How an assignment came to be (`assignmentType`) and
/// through whom (`memberType`) are told apart, in Graph and in Azure.
///
/// Sources: <https://learn.microsoft.com/en-us/graph/api/resources/unifiedroleassignmentscheduleinstance>,
/// <https://learn.microsoft.com/en-us/rest/api/authorization/role-assignment-schedule-instances/list-for-scope>.
pub(crate) fn is_through_group(fields: &Fields<'_>, out: &mut Emitter<'_>) -> bool {
    let is = |name, word| {
        let text = fields.text(name);
        text.is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    if is("memberType", "direct") || is("assignmentType", "activated") {
        return false;
    }
    let through = fields.text("memberType");
    if let Some(kind) = &through {
        out.odd(THROUGH_GROUP, || kind.to_string());
    }
    through.is_some()
}

/// The principal of an assignment, as far as it was expanded (`$expand=principal`).
pub(super) struct Principal<'de> {
    pub(super) fields: Fields<'de>,
    pub(super) kind: Option<Kind>,
}

impl<'de> Principal<'de> {
    /// Whom an assignment expands.
    pub(super) fn of(assignment: &Fields<'de>) -> Principal<'de> {
        let fields = assignment.object("principal").unwrap_or_default();
        let kind = Kind::of(&fields, None);
        Principal { fields, kind }
    }

    fn mention(&self) -> Mention<'de> {
        let kind = self.kind.and_then(object::entity_kind);
        Mention::of(kind, self.fields.text("displayName"))
    }
}

/// An app role assignment.
pub(super) fn app(fields: &Fields<'_>, out: &mut Emitter<'_>) -> Result<(), serde_json::Error> {
    app_assignment::read(fields, out)
}

/// A directory role, active or eligible.
pub(super) fn directory(
    state: AccessState,
    principal: &Principal<'_>,
    fields: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), serde_json::Error> {
    if is_through_group(fields, out) {
        return Ok(());
    }
    let fields = schedule::flat(fields);
    directory_role::unified(state, principal.mention(), &*fields, out)
}

/// A membership or ownership of a group through Privileged Identity Management.
pub(super) fn group(
    state: AccessState,
    principal: &Principal<'_>,
    fields: &Fields<'_>,
    out: &mut Emitter<'_>,
) {
    if is_through_group(fields, out) {
        return;
    }
    let fields = schedule::flat(fields);
    let described = principal.mention();
    let principal = fields.text("principalId");
    let principal = out.object_id(principal.as_ref(), "the principal of a group assignment");
    let group = out.object_id(
        fields.text("groupId").as_ref(),
        "the group of an assignment",
    );
    let (Some(principal), Some(group)) = (principal, group) else {
        return;
    };
    let access = fields.text("accessId").unwrap_or_default();
    let kind = match access.to_ascii_lowercase().as_str() {
        "member" => EdgeKind::Member,
        "owner" => EdgeKind::Owner,
        _ => {
            return out.odd(odd::UNKNOWN_TYPE, || {
                format!("access to a group as `{access}`")
            });
        }
    };
    let mut instant = |name| out.instant(name, &fields.text(name)?);
    let (valid_from, valid_to) = (instant("startDateTime"), instant("endDateTime"));
    out.edge(EdgeRecord {
        state,
        assignment: fields.text("id").as_deref(),
        valid_from,
        valid_to,
        ..EdgeRecord::plain(
            kind,
            principal
                .mention(described.kind())
                .with_name(described.name()),
            group.mention(Some(EntityKind::Group)),
            out.provenance,
        )
    });
}

/// A permission of an app to act for users at another app: for one of them, or for all.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/oauth2permissiongrant>.
pub(super) fn delegated(fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let client = out.object_id(fields.text("clientId").as_ref(), "the client of a grant");
    let resource = out.object_id(fields.text("resourceId").as_ref(), "the app of a grant");
    let (Some(client), Some(resource)) = (client, resource) else {
        return;
    };
    let is_for_all = fields
        .text("consentType")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("AllPrincipals"));
    let user = fields.text("principalId").filter(|_| !is_for_all);
    let user = user.as_ref().and_then(Id::read);
    if user.is_none() && !is_for_all {
        return out.odd(odd::NO_ID, || {
            "a grant for one user without the user".to_owned()
        });
    }
    // The permissions stand in one text, in any order, perhaps with a space before the first.
    let text = fields.text("scope").unwrap_or_default();
    let mut permissions: Vec<&str> = text.split_whitespace().collect();
    permissions.sort_unstable();
    permissions.dedup();
    let name = permissions.join(" ");
    out.edge(EdgeRecord {
        role: Some(RoleRecord {
            id: &name.to_lowercase(),
            name: Some(&name),
        }),
        scope: user.as_ref().map(|id| id.mention(Some(EntityKind::User))),
        assignment: fields.text("id").as_deref(),
        ..EdgeRecord::plain(
            EdgeKind::DelegatedGrant,
            client.mention(Some(EntityKind::ServicePrincipal)),
            resource.mention(Some(EntityKind::ServicePrincipal)),
            out.provenance,
        )
    });
}

/// An administrator of an administrative unit, in the older form.
pub(super) fn in_unit(fields: &Fields<'_>, roles: &mut Roles, out: &mut Emitter<'_>) {
    let member = fields.object("roleMemberInfo").unwrap_or_default();
    let key = |text| Id::read(&text).map(|id| id.key);
    let role = fields.text("roleId").and_then(key);
    let unit = fields.text("administrativeUnitId").and_then(key);
    let (Some(role), Some(unit), Some(principal)) = (role, unit, member.text("id").and_then(key))
    else {
        return out.odd(odd::NO_ID, || {
            "an administrator of an administrative unit".to_owned()
        });
    };
    let name = member.text("displayName");
    let principal = ObjectRef::object(principal, None).with_name(name.as_deref());
    roles.member(role, &principal, Some(unit), out.provenance);
}
