//! Assignments of users, groups and service principals to apps, one a record.

use super::emitter::{Emitter, odd};
use super::id::lower;
use crate::decode::json::{Members, Object, Scalar, skip};
use enfilade_model::{
    DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EdgeKind, EdgeRecord, EntityKind, RoleRecord,
};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

#[derive(Default)]
struct Assignment<'de> {
    id: Option<Cow<'de, str>>,
    role: Option<Cow<'de, str>>,
    principal: Option<Cow<'de, str>>,
    principal_type: Option<Cow<'de, str>>,
    principal_name: Option<Cow<'de, str>>,
    resource: Option<Cow<'de, str>>,
    resource_name: Option<Cow<'de, str>>,
    misfit: bool,
}

impl<'de> Members<'de> for Assignment<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "id" => &mut self.id,
            "appRoleId" => &mut self.role,
            "principalId" => &mut self.principal,
            "principalType" => &mut self.principal_type,
            "principalDisplayName" => &mut self.principal_name,
            "resourceId" => &mut self.resource,
            "resourceDisplayName" => &mut self.resource_name,
            _ => return skip(map),
        };
        match map.next_value()? {
            Scalar::Text(text) => *slot = Some(text),
            Scalar::Null => {}
            Scalar::Boolean(_) | Scalar::Other => self.misfit = true,
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.misfit = true;
    }
}

/// Reads one assignment.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut read = Assignment::default();
    Object(&mut read).deserialize(data)?;
    if read.misfit {
        out.odd(odd::WRONG_TYPE, || "an app role assignment".to_owned());
    }
    let principal = out.object_id(
        read.principal.as_ref(),
        "the principal of an app assignment",
    );
    let app = out.object_id(read.resource.as_ref(), "the app of an app assignment");
    let (Some(principal), Some(app)) = (principal, app) else {
        return Ok(());
    };
    let kind = match read.principal_type.as_deref() {
        Some("User") => Some(EntityKind::User),
        Some("Group") => Some(EntityKind::Group),
        Some("ServicePrincipal") => Some(EntityKind::ServicePrincipal),
        None | Some("") => None,
        Some(other) => {
            out.odd(odd::UNKNOWN_TYPE, || other.to_owned());
            None
        }
    };
    // An absent role id is Go's zero value, and that is a role: default access.
    let role = read
        .role
        .as_deref()
        .filter(|id| !id.is_empty())
        .unwrap_or(DEFAULT_ACCESS_ROLE_ID);
    let role = lower(role);
    let name = (role == DEFAULT_ACCESS_ROLE_ID).then_some(DEFAULT_ACCESS_ROLE_NAME);
    // Managed identities expose no roles: what has an assignment is an app.
    let to = app
        .mention(Some(EntityKind::App))
        .with_name(read.resource_name.as_deref());
    let from = principal
        .mention(kind)
        .with_name(read.principal_name.as_deref());
    out.edge(EdgeRecord {
        role: Some(RoleRecord { id: &role, name }),
        assignment: read.id.as_deref(),
        ..EdgeRecord::plain(EdgeKind::AppAssignment, from, to, out.provenance)
    });
    Ok(())
}
