//! Azure role assignments, in the three shapes in which AzureHound lists them by scope.
//!
//! The same assignment comes again at every resource below its scope and in several kinds of
//! list: in a large estate a thousand times. It is handed on once. What counts is the scope that
//! the assignment itself states; the list's own id is only a substitute.

use super::arm;
use super::azure_role_names;
use super::emitter::{Emitter, odd};
use super::id::{Id, lower};
use super::scope::scope_id;
use crate::decode::json::{Members, Object, Objects, Scalar, skip};
use enfilade_model::{AccessState, EdgeKind, EdgeRecord, EntityKind, ObjectKey, RoleRecord};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// One assignment.
#[derive(Default)]
pub(crate) struct Grant<'de> {
    pub(crate) id: Option<Cow<'de, str>>,
    pub(crate) principal: Option<Cow<'de, str>>,
    pub(crate) principal_type: Option<Cow<'de, str>>,
    pub(crate) principal_name: Option<Cow<'de, str>>,
    pub(crate) role: Option<Cow<'de, str>>,
    pub(crate) role_name: Option<Cow<'de, str>>,
    pub(crate) scope: Option<Cow<'de, str>>,
    /// The tenant that the record says it is of.
    pub(crate) tenant: Option<ObjectKey>,
    pub(crate) condition: Option<Cow<'de, str>>,
    pub(crate) is_eligible: bool,
    pub(crate) valid_from: Option<i64>,
    pub(crate) valid_to: Option<i64>,
    pub(crate) misfit: bool,
}

/// The scope of the assignment before, which is often the next one's too.
pub(crate) type LastScope<'de> = Option<(Cow<'de, str>, Id<'de>)>;

impl<'de> Members<'de> for Grant<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "properties" => return map.next_value_seed(Object(&mut Properties(self))),
            "id" => &mut self.id,
            _ => return skip(map),
        };
        if let Scalar::Text(text) = map.next_value()? {
            *slot = Some(text);
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.misfit = true;
    }
}

struct Properties<'g, 'de>(&'g mut Grant<'de>);

impl<'de> Members<'de> for Properties<'_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "principalId" => &mut self.0.principal,
            "principalType" => &mut self.0.principal_type,
            "roleDefinitionId" => &mut self.0.role,
            "scope" => &mut self.0.scope,
            "condition" => &mut self.0.condition,
            _ => return skip(map),
        };
        match map.next_value()? {
            Scalar::Text(text) => *slot = Some(text),
            Scalar::Null => {}
            _ => self.0.misfit = true,
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.0.misfit = true;
    }
}

/// Reads one list of assignments.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut list = List {
        item: Item {
            grant: Grant::default(),
            outer_role: None,
            outer_scope: None,
            waiting: Vec::new(),
            last: None,
            out,
        },
        scope: None,
    };
    let read = Object(&mut list).deserialize(data);
    list.finish();
    read
}

struct List<'e, 's, 'de> {
    item: Item<'e, 's, 'de>,
    /// The id of the resource whose assignments these are.
    scope: Option<Cow<'de, str>>,
}

/// The keys of what is listed, in the record and in each item.
fn is_list(key: &str) -> bool {
    matches!(
        key,
        "assignees"
            | "roleAssignments"
            | "owners"
            | "contributors"
            | "userAccessAdmins"
            | "kvContributors"
            | "vmContributors"
            | "avereContributors"
            | "adminLogins"
    )
}

fn is_item(key: &str) -> bool {
    matches!(
        key,
        "assignee"
            | "roleAssignment"
            | "owner"
            | "contributor"
            | "userAccessAdmin"
            | "kvContributor"
            | "vmContributor"
            | "avereContributor"
            | "adminLogin"
    )
}

/// The key of the resource's id; lists of vault assignments call it `virtualMachineId`.
fn is_scope(key: &str) -> bool {
    matches!(
        key,
        "objectId"
            | "managementGroupId"
            | "subscriptionId"
            | "resourceGroupId"
            | "virtualMachineId"
            | "keyVaultId"
    )
}

impl<'de> Members<'de> for List<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if is_list(key) {
            return map.next_value_seed(Objects(&mut self.item));
        }
        if !is_scope(key) {
            return skip(map);
        }
        if let Scalar::Text(text) = map.next_value()? {
            self.scope = Some(text);
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.item.misfit();
    }
}

impl List<'_, '_, '_> {
    /// Hands on the assignments that did not state their own scope.
    fn finish(mut self) {
        for mut grant in std::mem::take(&mut self.item.waiting) {
            grant.scope.clone_from(&self.scope);
            self.item.emit(grant);
        }
    }
}

struct Item<'e, 's, 'de> {
    grant: Grant<'de>,
    outer_role: Option<Cow<'de, str>>,
    outer_scope: Option<Cow<'de, str>>,
    waiting: Vec<Grant<'de>>,
    last: LastScope<'de>,
    out: &'e mut Emitter<'s>,
}

impl<'de> Members<'de> for Item<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if is_item(key) {
            return map.next_value_seed(Object(&mut self.grant));
        }
        let slot = match key {
            "roleDefinitionId" => &mut self.outer_role,
            _ if is_scope(key) => &mut self.outer_scope,
            _ => return skip(map),
        };
        if let Scalar::Text(text) = map.next_value()? {
            *slot = Some(text);
        }
        Ok(())
    }

    fn complete(&mut self) {
        let mut grant = std::mem::take(&mut self.grant);
        let (outer_role, outer_scope) = (self.outer_role.take(), self.outer_scope.take());
        grant.role = grant.role.or(outer_role);
        grant.scope = grant.scope.or(outer_scope);
        if grant.scope.is_some() {
            self.emit(grant);
        } else {
            self.waiting.push(grant);
        }
    }

    fn misfit(&mut self) {
        self.out.odd(odd::WRONG_TYPE, || {
            "a list of Azure role assignments".to_owned()
        });
    }
}

impl<'de> Item<'_, '_, 'de> {
    fn emit(&mut self, grant: Grant<'de>) {
        if grant.misfit {
            self.misfit();
        }
        emit(grant, &mut self.last, self.out);
    }
}

/// Hands on one assignment.
pub(crate) fn emit<'de>(grant: Grant<'de>, last: &mut LastScope<'de>, out: &mut Emitter<'_>) {
    let principal = out.object_id(
        grant.principal.as_ref(),
        "the principal of an Azure role assignment",
    );
    let role = grant
        .role
        .as_deref()
        .and_then(|path| path.rsplit('/').next());
    let role = role.filter(|role| !role.is_empty());
    let (Some(principal), Some(role)) = (principal, role) else {
        if role.is_none() {
            out.odd(odd::NO_ID, || {
                "an Azure role assignment without a role".to_owned()
            });
        }
        return;
    };
    let kind = match grant.principal_type.as_deref() {
        Some("User") => Some(EntityKind::User),
        Some("Group") => Some(EntityKind::Group),
        Some("ServicePrincipal") => Some(EntityKind::ServicePrincipal),
        Some("Device") => Some(EntityKind::Device),
        _ => None,
    };
    let role = lower(role);
    let name = azure_role_names::of(&role).or(grant.role_name.as_deref());
    let from = principal
        .mention(kind)
        .with_name(grant.principal_name.as_deref());
    let edge = EdgeRecord {
        role: Some(RoleRecord { id: &role, name }),
        state: match grant.is_eligible {
            true => AccessState::Eligible,
            false => AccessState::Active,
        },
        assignment: grant.id.as_deref(),
        condition: grant
            .condition
            .as_deref()
            .filter(|condition| !condition.is_empty()),
        valid_from: grant.valid_from,
        valid_to: grant.valid_to,
        ..EdgeRecord::plain(EdgeKind::AzureRole, from, from, out.provenance)
    };
    if grant.scope.as_deref() == Some("/") {
        out.hierarchy.grant_at_root(&edge, grant.tenant);
        return;
    }
    let same = match (&*last, &grant.scope) {
        (Some((last, _)), Some(scope)) => last == scope,
        _ => false,
    };
    if !same {
        let Some(id) = scope_id(grant.scope.as_ref(), "an Azure role assignment", out) else {
            return;
        };
        let written = grant.scope.unwrap_or_default();
        out.place(&id, &written);
        *last = Some((written, id));
    }
    if let Some((_, id)) = last
        && out.is_new_grant(&edge, principal.key, id.key)
    {
        let kind = id.text.as_deref().and_then(arm::kind);
        if kind == Some(EntityKind::ManagementGroup) {
            out.hierarchy.grant_at_group(id.key);
        }
        out.edge(EdgeRecord {
            to: id.mention(kind),
            ..edge
        });
    }
}
