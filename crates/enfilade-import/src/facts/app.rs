//! Registrations, service principals, and what belongs to them.

use super::directory::{common, emit};
use super::emitter::Emitter;
use super::entity::{self, Field, Part, Shape};
use super::id::{Id, lower};
use crate::decode::json::{Members, Object, Objects, Scalar, skip, verbatim};
use crate::decode::raw;
use enfilade_model::{Attribute, EdgeKind, EntityKind, EntityRecord, ObjectRef, RefId, RoleRecord};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

pub(crate) const REGISTRATION: Shape = Shape {
    field: |key| match key {
        "appId" => Field::Lower(Attribute::AppId),
        "signInAudience" => Field::Text(Attribute::SignInAudience),
        other => common(other),
    },
    flags: &[],
};

/// An application registration; it acts through the service principal of the same client id.
pub(crate) fn registration<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    registration_as(&REGISTRATION, data, out).map(drop)
}

/// A registration whose record has this shape.
pub(crate) fn registration_as<'de, D: Deserializer<'de>>(
    shape: &Shape,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<Option<Id<'de>>, D::Error> {
    let app = entity::read(shape, data, out)?;
    let client = app
        .text(Attribute::AppId)
        .and_then(|id| Id::read(&Cow::Borrowed(id)))
        .map(|id| id.key);
    let id = emit(app, EntityKind::Registration, "an application", out);
    if let (Some(id), Some(client)) = (&id, client) {
        let from = id.mention(Some(EntityKind::Registration));
        out.plain_edge(
            EdgeKind::RunsAs,
            from,
            ObjectRef::client(client, EntityKind::App),
        );
    }
    Ok(id)
}

pub(crate) const SERVICE_PRINCIPAL: Shape = Shape {
    field: |key| match key {
        "appId" => Field::Lower(Attribute::AppId),
        "accountEnabled" => Field::Flag(Attribute::AccountEnabled),
        "appDisplayName" => Field::Text(Attribute::AppDisplayName),
        "appOwnerOrganizationId" => Field::Lower(Attribute::AppOwnerOrganizationId),
        "appRoleAssignmentRequired" => Field::Flag(Attribute::AppRoleAssignmentRequired),
        "servicePrincipalType" => Field::Text(Attribute::ServicePrincipalType),
        "preferredSingleSignOnMode" => Field::Text(Attribute::PreferredSingleSignOnMode),
        "signInAudience" => Field::Text(Attribute::SignInAudience),
        "appRoles" => Field::Part(Part::AppRoles),
        other => common(other),
    },
    flags: &[
        Attribute::AccountEnabled,
        Attribute::AppRoleAssignmentRequired,
    ],
};

/// A service principal: an app, a managed identity, or another account of a program.
pub(crate) fn service_principal<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    service_principal_as(&SERVICE_PRINCIPAL, data, out).map(drop)
}

/// A service principal whose record has this shape.
pub(crate) fn service_principal_as<'de, D: Deserializer<'de>>(
    shape: &Shape,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<Option<Id<'de>>, D::Error> {
    let mut principal = entity::read(shape, data, out)?;
    principal.spelling = principal
        .text(Attribute::AppDisplayName)
        .map(|name| Cow::Owned(name.to_owned()));
    let kind = match principal.text(Attribute::ServicePrincipalType) {
        Some(name) if name.eq_ignore_ascii_case("Application") => EntityKind::App,
        Some(name) if name.eq_ignore_ascii_case("ManagedIdentity") => EntityKind::ManagedIdentity,
        _ => EntityKind::ServicePrincipal,
    };
    let roles = principal.part(Part::AppRoles);
    let id = emit(principal, kind, "a service principal", out);
    if let (Some(id), Some(json)) = (&id, roles) {
        let mut reader = AppRoles {
            app: id.mention(Some(kind)),
            role: AppRole::default(),
            out,
        };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        Objects(&mut reader).deserialize(&mut deserializer).ok();
    }
    Ok(id)
}

/// The roles that an app defines, for the names that its assignments do not carry.
struct AppRoles<'e, 's, 'a> {
    app: ObjectRef<'a>,
    role: AppRole<'a>,
    out: &'e mut Emitter<'s>,
}

#[derive(Default)]
struct AppRole<'a> {
    id: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    value: Option<Cow<'a, str>>,
}

impl<'de> Members<'de> for AppRoles<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            // PowerShell has capitals.
            "id" | "Id" => &mut self.role.id,
            "displayName" | "DisplayName" => &mut self.role.name,
            "value" | "Value" => &mut self.role.value,
            _ => return skip(map),
        };
        if let Scalar::Text(text) = map.next_value()? {
            *slot = Some(text);
        }
        Ok(())
    }

    fn complete(&mut self) {
        let role = std::mem::take(&mut self.role);
        let name = role.name.filter(|name| !name.is_empty()).or(role.value);
        if let Some(id) = role.id.filter(|id| !id.is_empty()) {
            let role = RoleRecord {
                id: &lower(&id),
                name: name.as_deref(),
            };
            self.out.role_definition(self.app, role);
        }
    }
}

/// The federated credentials of a registration: kept beside what the registration's own record
/// says.
pub(crate) fn federated_credentials<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    #[derive(Default)]
    struct Credentials<'de> {
        app: Option<Cow<'de, str>>,
        list: Option<&'de str>,
    }
    impl<'de> Members<'de> for Credentials<'de> {
        fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
            match key {
                "appId" => {
                    if let Scalar::Text(text) = map.next_value()? {
                        self.app = Some(text);
                    }
                }
                "fics" => self.list = Some(verbatim(map)?),
                _ => skip(map)?,
            }
            Ok(())
        }
    }
    let mut read = Credentials::default();
    Object(&mut read).deserialize(data)?;
    let Some(id) = out.object_id(read.app.as_ref(), "a federated credential") else {
        return Ok(());
    };
    let list = read
        .list
        .filter(|list| !raw::is_hollow(list))
        .filter(|list| !raw::is_deeper(list, raw::DEEPEST));
    if let Some(list) = list {
        let mut rest = String::new();
        raw::push_member(&mut rest, "federatedIdentityCredentials", list);
        out.entity(EntityRecord {
            object: ObjectRef {
                id: RefId::Client(id.key),
                ..id.mention(Some(EntityKind::Registration))
            },
            kind: EntityKind::Registration,
            attributes: &[],
            rest: &format!("{{{rest}}}"),
            provenance: out.provenance,
        });
    }
    Ok(())
}
