//! Licences: of users and of groups, and what the products are called.
//!
//! A user's `assignedLicenses` holds what the user has, in person or through a group; which of the two,
//! `licenseAssignmentStates` tells where it was asked for. Then only what was given in person is the
//! user's own, and the rest comes through the group's licence.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/licenseassignmentstate>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/subscribedsku>,
//! <https://learn.microsoft.com/en-us/graph/api/user-list-licensedetails>.

use crate::decode::raw;
use crate::facts::id::Id;
use crate::facts::{Emitter, odd};
use crate::format::fields::Fields;
use enfilade_model::{EdgeKind, EntityKind, EntityRecord, ObjectKey, ObjectRef};
use std::borrow::Cow;

/// Hands on the licences that the record of a user or group names.
pub(super) fn of_holder(holder: ObjectRef<'_>, fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let states = fields.objects("licenseAssignmentStates");
    let list = match &states {
        Some(states) => states.clone(),
        None => fields.objects("assignedLicenses").unwrap_or_default(),
    };
    for json in list {
        let Some(licence) = Fields::of(json) else {
            continue;
        };
        let is_through_group = licence.text("assignedByGroup").is_some();
        let state = licence.text("state");
        let is_active = state.is_none_or(|state| state.to_lowercase().starts_with("active"));
        if is_through_group || !is_active {
            continue;
        }
        if let Some(id) = licence.text("skuId").and_then(|text| Id::read(&text)) {
            let licence = id.mention(Some(EntityKind::Licence));
            out.plain_edge(EdgeKind::Licence, holder, licence);
        }
    }
}

/// A product that the tenant has licences of; in the details of a user's licences one that the user has.
pub(super) fn product(user: Option<ObjectKey>, fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let written: Option<Cow<'_, str>> = fields.text("skuId");
    let Some(id) = out.object_id(written.as_ref(), "a licence") else {
        return;
    };
    if let Some(user) = user {
        let holder = ObjectRef::object(user, Some(EntityKind::User));
        out.plain_edge(
            EdgeKind::Licence,
            holder,
            id.mention(Some(EntityKind::Licence)),
        );
    }
    let mut rest = String::new();
    for key in [
        "servicePlans",
        "consumedUnits",
        "prepaidUnits",
        "capabilityStatus",
    ] {
        let Some(json) = fields.json(key).filter(|json| !raw::is_hollow(json)) else {
            continue;
        };
        match raw::is_deeper(json, raw::DEEPEST) {
            true => out.odd(odd::TOO_DEEP, || format!("`{key}`")),
            false => raw::push_member(&mut rest, key, json),
        }
    }
    if !rest.is_empty() {
        rest = format!("{{{rest}}}");
    }
    let name = fields.text("skuPartNumber");
    out.entity(EntityRecord {
        object: id
            .mention(Some(EntityKind::Licence))
            .with_name(name.as_deref()),
        kind: EntityKind::Licence,
        attributes: &[],
        rest: &rest,
        provenance: out.provenance,
    });
}
