//! Objects of the directory as Graph describes them.
//!
//! The fields are AzureHound's, which asks Graph for them; what differs is what absence means.
//! Graph leaves out what was not selected, so an absent flag is unknown, and writes null for what has
//! no value. Which attributes were selected is told by the records themselves ([`stated`]).
//!
//! Source: <https://learn.microsoft.com/en-us/graph/query-parameters#select-parameter>.

use super::kind::Kind;
use crate::facts::Emitter;
use crate::facts::app;
use crate::facts::directory::{self, common};
use crate::facts::entity::{self, Field, Part, Shape};
use crate::facts::id::Id;
use crate::format::fields::Fields;
use enfilade_model::{Attribute, EntityKind, ObjectKey};
use std::borrow::Cow;

/// What is read elsewhere: expanded relations, and Graph's notes about the record.
fn is_read_elsewhere(key: &str) -> bool {
    matches!(
        key,
        "members"
            | "owners"
            | "memberOf"
            | "transitiveMembers"
            | "transitiveMemberOf"
            | "appRoleAssignedTo"
            | "appRoleAssignments"
            | "oauth2PermissionGrants"
            | "scopedRoleMembers"
            | "registeredOwners"
            | "registeredUsers"
            | "ownedObjects"
            | "deletedDateTime"
    ) || key.as_bytes().contains(&b'@')
}

macro_rules! shape {
    ($name:ident, $own:path) => {
        const $name: Shape = Shape {
            // Hardly any field is one of these, so the kind's own fields come first.
            field: |key| match ($own.field)(key) {
                Field::Rest if is_read_elsewhere(key) => Field::Drop,
                field => field,
            },
            flags: &[],
        };
    };
}

shape!(USER, directory::USER);
shape!(GROUP, directory::GROUP);
shape!(DEVICE, directory::DEVICE);
shape!(ROLE, directory::ROLE);
shape!(REGISTRATION, app::REGISTRATION);
shape!(SERVICE_PRINCIPAL, app::SERVICE_PRINCIPAL);

const UNIT: Shape = Shape {
    field: |key| match key {
        key if is_read_elsewhere(key) => Field::Drop,
        "visibility" => Field::Text(Attribute::Visibility),
        "membershipRule" => Field::Text(Attribute::MembershipRule),
        "membershipRuleProcessingState" => Field::Text(Attribute::MembershipRuleProcessingState),
        "isMemberManagementRestricted" => Field::Flag(Attribute::IsMemberManagementRestricted),
        other => common(other),
    },
    flags: &[],
};

const CONTACT: Shape = Shape {
    field: |key| match key {
        key if is_read_elsewhere(key) => Field::Drop,
        "mail" => Field::Text(Attribute::Mail),
        "companyName" => Field::Text(Attribute::CompanyName),
        "department" => Field::Text(Attribute::Department),
        "jobTitle" => Field::Text(Attribute::JobTitle),
        "onPremisesSyncEnabled" => Field::Flag(Attribute::OnPremisesSyncEnabled),
        other => common(other),
    },
    flags: &[],
};

/// Access packages, and connected organisations, each of which stands for its users, whom no export
/// lists.
const ENTITLEMENT: Shape = Shape {
    field: |key| match key {
        key if is_read_elsewhere(key) || super::entitlement::is_list(key) => Field::Drop,
        other => common(other),
    },
    flags: &[],
};

const TENANT: Shape = Shape {
    field: |key| match key {
        key if is_read_elsewhere(key) => Field::Drop,
        "countryLetterCode" => Field::Text(Attribute::Country),
        "country" => Field::Drop,
        other => common(other),
    },
    flags: &[],
};

fn shape(kind: Kind) -> Option<(&'static Shape, EntityKind, &'static str)> {
    Some(match kind {
        Kind::User => (&USER, EntityKind::User, "a user"),
        Kind::Group => (&GROUP, EntityKind::Group, "a group"),
        Kind::ServicePrincipal => (
            &SERVICE_PRINCIPAL,
            EntityKind::ServicePrincipal,
            "a service principal",
        ),
        Kind::Application => (&REGISTRATION, EntityKind::Registration, "an application"),
        Kind::Device => (&DEVICE, EntityKind::Device, "a device"),
        Kind::Contact => (&CONTACT, EntityKind::Contact, "a contact"),
        Kind::Unit => (
            &UNIT,
            EntityKind::AdministrativeUnit,
            "an administrative unit",
        ),
        Kind::RoleDefinition | Kind::DirectoryRole => {
            (&ROLE, EntityKind::DirectoryRole, "a directory role")
        }
        Kind::Organization => (&TENANT, EntityKind::Tenant, "a tenant"),
        Kind::AccessPackage => (&ENTITLEMENT, EntityKind::AccessPackage, "an access package"),
        Kind::ConnectedOrganization => (
            &ENTITLEMENT,
            EntityKind::UserClass,
            "a connected organization",
        ),
        _ => return None,
    })
}

/// The kind of entity that a record of this kind is.
pub(super) fn entity_kind(kind: Kind) -> Option<EntityKind> {
    shape(kind).map(|(_, kind, _)| kind)
}

/// The attributes that a record states, with a value or with null, one bit for each.
pub(super) fn stated(kind: Kind, fields: &Fields<'_>) -> u64 {
    let Some((shape, ..)) = shape(kind) else {
        return 0;
    };
    // PowerShell has null for sign-ins that nobody asked for.
    let is_said =
        |attribute: &Attribute, json| *attribute != Attribute::LastSignInDateTime || json != "null";
    fields
        .iter()
        .filter_map(|(name, json)| attribute(shape, name).filter(|own| is_said(own, json)))
        .fold(0, |bits, attribute| bits | 1 << attribute as u8)
        | if fields.has("assignedLicenses") {
            LICENCES
        } else {
            0
        }
}

/// Stands among the attributes for the licences of a user or group.
pub(super) const LICENCES: u64 = 1 << 63;

const _: () = assert!(Attribute::COUNT < 63, "the last bit stands for licences");

/// The attribute that a field states.
fn attribute(shape: &Shape, name: &str) -> Option<Attribute> {
    match (shape.field)(name) {
        Field::Text(attribute)
        | Field::Lower(attribute)
        | Field::Flag(attribute)
        | Field::Time(attribute)
        | Field::List(attribute) => Some(attribute),
        Field::Part(Part::SignIn) => Some(Attribute::LastSignInDateTime),
        // The domains tell which is the tenant's own.
        _ if name == "verifiedDomains" => Some(Attribute::DefaultDomain),
        _ => None,
    }
}

/// Whether a group is managed where Graph does not see its owners: synced from an on-premises directory,
/// or made in Exchange, as distribution lists and mail-enabled security groups are.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/group-list-owners>.
pub(super) fn is_owned_elsewhere(group: &Fields<'_>) -> bool {
    // A table and a list of PowerShell write `True`.
    let is = |name| {
        group
            .json(name)
            .is_some_and(|json| json.trim_matches('"').eq_ignore_ascii_case("true"))
    };
    let types = group.json("groupTypes");
    let is_unified = types.is_some_and(|types| types.to_lowercase().contains("unified"));
    is("onPremisesSyncEnabled") || is("mailEnabled") && types.is_some() && !is_unified
}

/// Whether a record says anything of its object beside its id and name. Of an object that the
/// caller may not read Graph gives the id, and null for everything else.
pub(super) fn says_more(kind: Kind, fields: &Fields<'_>) -> bool {
    let Some((shape, ..)) = shape(kind) else {
        return false;
    };
    fields.names().any(|name| {
        let is_null = fields.json(name) == Some("null");
        !is_null && attribute(shape, name).is_some()
    })
}

/// Hands on what a record says of its object.
pub(super) fn describe<'de>(
    kind: Kind,
    fields: &Fields<'de>,
    out: &mut Emitter<'_>,
) -> Result<Option<Id<'de>>, serde_json::Error> {
    let Some((shape, entity, what)) = shape(kind) else {
        return Ok(None);
    };
    match kind {
        Kind::User => directory::user_as(shape, fields, out),
        Kind::Application => app::registration_as(shape, fields, out),
        Kind::ServicePrincipal => app::service_principal_as(shape, fields, out),
        Kind::RoleDefinition => directory::role_as(shape, fields, out).map(|()| None),
        Kind::Organization => organization(shape, fields, out).map(|()| None),
        _ => {
            let object = entity::read(shape, fields, out)?;
            Ok(directory::emit(object, entity, what, out))
        }
    }
}

/// The tenant that the export was collected from.
fn organization(
    shape: &Shape,
    fields: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), serde_json::Error> {
    let mut tenant = entity::read(shape, fields, out)?;
    let Some(id) = out.object_id(tenant.id.as_ref(), "a tenant") else {
        return Ok(());
    };
    let domains = fields.objects("verifiedDomains").unwrap_or_default();
    let default = domains.into_iter().filter_map(Fields::of).find(|domain| {
        // Graph, PowerShell, Azure AD Graph.
        ["isDefault", "IsDefault", "default"]
            .iter()
            .any(|key| domain.json(key) == Some("true"))
    });
    if let Some(name) = default.and_then(|domain| domain.text("name")) {
        tenant.set_text(Attribute::DefaultDomain, name);
    }
    tenant.set_text(Attribute::TenantId, Cow::Owned(id.key.to_string()));
    tenant.set_flag(Attribute::Collected, true);
    out.hierarchy.state_tenant(out.provenance.source, id.key);
    tenant.emit(EntityKind::Tenant, &id, out);
    Ok(())
}

/// The key of a record.
pub(super) fn key_of(fields: &Fields<'_>) -> Option<ObjectKey> {
    fields
        .text("id")
        .and_then(|text| Id::read(&text))
        .map(|id| id.key)
}
