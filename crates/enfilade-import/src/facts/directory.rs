//! Tenants, users, groups and devices.

use super::directory_role_names;
use super::emitter::Emitter;
use super::entity::{self, Described, Field, Part, Shape};
use super::id::Id;
use crate::decode::json::{Members, Object, Scalar, skip};
use crate::decode::{raw, shallow};
use enfilade_model::{Attribute, EntityKind, ObjectKey};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// What every directory object has.
pub(crate) fn common(key: &str) -> Field {
    match key {
        "id" => Field::Id,
        "displayName" => Field::Name,
        "tenantId" => Field::Lower(Attribute::TenantId),
        // Repeats the tenant's own name on every object.
        "tenantName" => Field::Drop,
        "createdDateTime" => Field::Time(Attribute::CreatedDateTime),
        "description" => Field::Text(Attribute::Description),
        "passwordCredentials" | "keyCredentials" => Field::Credentials,
        "passwordProfile" => Field::Drop,
        _ => Field::Rest,
    }
}

pub(crate) const TENANT: Shape = Shape {
    field: |key| match key {
        "tenantId" => Field::Lower(Attribute::TenantId),
        "id" => Field::Id,
        "displayName" => Field::Name,
        "defaultDomain" => Field::Text(Attribute::DefaultDomain),
        "country" => Field::Text(Attribute::Country),
        "collected" => Field::Flag(Attribute::Collected),
        _ => Field::Rest,
    },
    flags: &[Attribute::Collected],
};

/// A tenant: the one the export was collected from, or another that its collector could see.
pub(crate) fn tenant<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut tenant = entity::read(&TENANT, data, out)?;
    // `id` is a path around the tenant's id.
    let written = tenant
        .text(Attribute::TenantId)
        .map(|id| Cow::Owned(id.to_owned()))
        .or_else(|| {
            let id = tenant.id.as_deref()?;
            Some(Cow::Owned(id.rsplit('/').next()?.to_lowercase()))
        });
    let Some(id) = out.object_id(written.as_ref(), "a tenant") else {
        return Ok(());
    };
    if let Some(written) = written {
        tenant.set_text(Attribute::TenantId, written);
    }
    if tenant.flag(Attribute::Collected) {
        out.hierarchy.state_tenant(out.provenance.source, id.key);
    }
    tenant.emit(EntityKind::Tenant, &id, out);
    Ok(())
}

pub(crate) const USER: Shape = Shape {
    field: |key| match key {
        "accountEnabled" => Field::Flag(Attribute::AccountEnabled),
        "userPrincipalName" => Field::Text(Attribute::UserPrincipalName),
        "mail" => Field::Text(Attribute::Mail),
        "userType" => Field::Text(Attribute::UserType),
        "jobTitle" => Field::Text(Attribute::JobTitle),
        "lastPasswordChangeDateTime" => Field::Time(Attribute::LastPasswordChangeDateTime),
        "onPremisesSyncEnabled" => Field::Flag(Attribute::OnPremisesSyncEnabled),
        "onPremisesSecurityIdentifier" => Field::Text(Attribute::OnPremisesSecurityIdentifier),
        "signInActivity" => Field::Part(Part::SignIn),
        // Not asked for by today's AzureHound, but modelled should another version ask.
        "creationType" => Field::Text(Attribute::CreationType),
        "externalUserState" => Field::Text(Attribute::ExternalUserState),
        "companyName" => Field::Text(Attribute::CompanyName),
        "department" => Field::Text(Attribute::Department),
        "employeeId" => Field::Text(Attribute::EmployeeId),
        "employeeType" => Field::Text(Attribute::EmployeeType),
        "officeLocation" => Field::Text(Attribute::OfficeLocation),
        "country" => Field::Text(Attribute::Country),
        "city" => Field::Text(Attribute::City),
        "usageLocation" => Field::Text(Attribute::UsageLocation),
        other => common(other),
    },
    flags: &[Attribute::AccountEnabled, Attribute::OnPremisesSyncEnabled],
};

/// A user, member or guest.
pub(crate) fn user<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    user_as(&USER, data, out).map(drop)
}

/// A user whose record has this shape.
pub(crate) fn user_as<'de, D: Deserializer<'de>>(
    shape: &Shape,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<Option<Id<'de>>, D::Error> {
    let mut user = entity::read(shape, data, out)?;
    if let Some(json) = user.part(Part::SignIn) {
        sign_in(json, &mut user, out);
    }
    Ok(emit(user, EntityKind::User, "a user", out))
}

/// Takes the last interactive sign-in out of `signInActivity` and keeps the rest of it.
fn sign_in(json: &str, user: &mut Described<'_>, out: &mut Emitter<'_>) {
    let Some((last, others)) = plain_sign_in(json).or_else(|| parsed_sign_in(json)) else {
        return;
    };
    if let Some(instant) = last.and_then(|text| out.instant("lastSignInDateTime", &text)) {
        user.set_time(Attribute::LastSignInDateTime, instant);
    }
    if let Some(others) = others {
        raw::push_member(&mut user.rest, "signInActivity", &others);
    }
}

/// The last sign-in, and an object of what else there is.
type SignIn<'de> = (Option<Cow<'de, str>>, Option<String>);

/// The members that tell the last sign-in; PowerShell has capitals.
const LAST: &[&str] = &["lastSignInDateTime", "LastSignInDateTime"];

/// Reads `signInActivity` where nothing about it is out of the ordinary, as it is of nearly everyone.
fn plain_sign_in(json: &str) -> Option<SignIn<'_>> {
    // What is left is no longer than what there was.
    let (mut last, mut others, mut is_plain) = (None, String::with_capacity(json.len()), true);
    shallow::members_of_text(json, |key, value| {
        if LAST.contains(&key) {
            is_plain &= last.is_none();
            last = shallow::plain_text(value);
            is_plain &= last.is_some() || value == "null";
        } else {
            is_plain &= !LAST.iter().any(|last| last.eq_ignore_ascii_case(key));
            raw::push_member(&mut others, key, value);
        }
    })?;
    let others = (!others.is_empty()).then(|| {
        others.insert(0, '{');
        others.push('}');
        others
    });
    is_plain.then_some((last.map(Cow::Borrowed), others))
}

/// Reads `signInActivity`, whatever it is.
fn parsed_sign_in(json: &str) -> Option<SignIn<'_>> {
    #[derive(Default)]
    struct Activity<'de> {
        last: Option<Cow<'de, str>>,
        has_others: bool,
    }
    impl<'de> Members<'de> for Activity<'de> {
        fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
            if !LAST.contains(&key) {
                self.has_others = true;
                return skip(map);
            }
            if let Scalar::Text(text) = map.next_value()? {
                self.last = Some(text);
            }
            Ok(())
        }
    }
    let mut read = Activity::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Object(&mut read).deserialize(&mut deserializer).ok()?;
    let others = read.has_others.then(|| raw::without(json, LAST)).flatten();
    Some((read.last, others))
}

pub(crate) const GROUP: Shape = Shape {
    field: |key| match key {
        "groupTypes" => Field::List(Attribute::GroupTypes),
        "resourceProvisioningOptions" => Field::List(Attribute::ResourceProvisioningOptions),
        "securityEnabled" => Field::Flag(Attribute::SecurityEnabled),
        "mailEnabled" => Field::Flag(Attribute::MailEnabled),
        "isAssignableToRole" => Field::Flag(Attribute::IsAssignableToRole),
        "membershipRule" => Field::Text(Attribute::MembershipRule),
        "membershipRuleProcessingState" => Field::Text(Attribute::MembershipRuleProcessingState),
        "visibility" => Field::Text(Attribute::Visibility),
        "mail" => Field::Text(Attribute::Mail),
        "onPremisesSyncEnabled" => Field::Flag(Attribute::OnPremisesSyncEnabled),
        "onPremisesSecurityIdentifier" => Field::Text(Attribute::OnPremisesSecurityIdentifier),
        other => common(other),
    },
    flags: &[
        Attribute::SecurityEnabled,
        Attribute::MailEnabled,
        Attribute::IsAssignableToRole,
        Attribute::OnPremisesSyncEnabled,
    ],
};

/// A group. Only security-enabled ones are collected.
pub(crate) fn group<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let group = entity::read(&GROUP, data, out)?;
    emit(group, EntityKind::Group, "a group", out);
    Ok(())
}

pub(crate) const DEVICE: Shape = Shape {
    field: |key| match key {
        "accountEnabled" => Field::Flag(Attribute::AccountEnabled),
        "operatingSystem" => Field::Text(Attribute::OperatingSystem),
        "isCompliant" => Field::Flag(Attribute::IsCompliant),
        "isManaged" => Field::Flag(Attribute::IsManaged),
        "trustType" => Field::Text(Attribute::TrustType),
        "onPremisesSyncEnabled" => Field::Flag(Attribute::OnPremisesSyncEnabled),
        other => common(other),
    },
    // An absent `isCompliant` or `isManaged` may also mean that nobody knows.
    flags: &[Attribute::AccountEnabled, Attribute::OnPremisesSyncEnabled],
};

/// A device.
pub(crate) fn device<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let device = entity::read(&DEVICE, data, out)?;
    emit(device, EntityKind::Device, "a device", out);
    Ok(())
}

pub(crate) const ROLE: Shape = Shape {
    field: |key| match key {
        "templateId" => Field::Lower(Attribute::TemplateId),
        "isBuiltIn" => Field::Flag(Attribute::IsBuiltIn),
        "isEnabled" => Field::Flag(Attribute::IsEnabled),
        other => common(other),
    },
    flags: &[Attribute::IsBuiltIn, Attribute::IsEnabled],
};

/// A directory role.
pub(crate) fn role<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    role_as(&ROLE, data, out)
}

/// A directory role whose record has this shape.
pub(crate) fn role_as<'de, D: Deserializer<'de>>(
    shape: &Shape,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut role = entity::read(shape, data, out)?;
    let known = role
        .text(Attribute::TemplateId)
        .and_then(directory_role_names::of);
    role.spelling = role.spelling.or(known.map(Cow::Borrowed));
    emit(role, EntityKind::DirectoryRole, "a directory role", out);
    Ok(())
}

/// Hands on an object that its id and attributes say all of.
pub(crate) fn emit<'de>(
    mut object: Described<'de>,
    kind: EntityKind,
    what: &'static str,
    out: &mut Emitter<'_>,
) -> Option<Id<'de>> {
    let id = out.object_id(object.id.as_ref(), what)?;
    if let Some(tenant) = object.text(Attribute::TenantId) {
        out.hierarchy
            .guess_tenant(out.provenance.source, ObjectKey::of(tenant));
    }
    object.emit(kind, &id, out);
    Some(id)
}
