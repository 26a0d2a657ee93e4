//! Policies and settings of the tenant, kept as they are: each an object with its own JSON.
//!
//! What is wanted of them later (who may invite guests, who may create groups, which partner is
//! trusted) is asked by the names that Microsoft gives. Null is kept where other objects drop it: a
//! partner's null means that the default counts. Two kinds of setting lie deeper than a question
//! reaches, and are lifted: the pairs of a group setting, and what users may do by default.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/policy-overview>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/groupsetting>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/crosstenantaccesspolicy-overview>.

use super::kind::Kind;
use crate::decode::raw;
use crate::facts::id::Id;
use crate::facts::{Emitter, odd};
use crate::format::fields::Fields;
use enfilade_model::{Attribute, EntityKind, EntityRecord, Value};
use std::borrow::Cow;

/// How deep a policy may be nested.
const DEEPEST: u32 = 64;

/// Hands a policy on as an object.
pub(super) fn describe(kind: Kind, fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let policy_type = kind.resource();
    let Some(written) = id_of(kind, fields) else {
        return out.odd(odd::NO_ID, || format!("a record of {}", kind.plural()));
    };
    // Not every one has a GUID, and that is not odd.
    let Some(id) = Id::read(&written) else {
        return out.odd(odd::NO_ID, || format!("a record of {}", kind.plural()));
    };
    let mut rest = String::new();
    for name in fields.names().filter(|name| !is_stated_elsewhere(name)) {
        let Some(json) = fields.json(name) else {
            continue;
        };
        if raw::is_deeper(json, DEEPEST) {
            out.odd(odd::TOO_DEEP, || format!("`{name}`"));
        } else if kind == Kind::AuthorizationPolicy && name == "defaultUserRolePermissions" {
            lift(json, &mut rest);
        } else {
            raw::push_member(&mut rest, name, json);
        }
    }
    if matches!(kind, Kind::GroupSetting | Kind::DirectorySetting) {
        lift_pairs(fields, &mut rest);
    }
    let rest = match rest.is_empty() {
        true => rest,
        false => format!("{{{rest}}}"),
    };
    let name = fields
        .text("displayName")
        .or_else(|| fields.text("tenantId"));
    let name = name.as_deref().unwrap_or(policy_type);
    let mut attributes = vec![(Attribute::PolicyType, Value::Text(policy_type))];
    let description = fields.text("description");
    if let Some(description) = description.as_deref() {
        attributes.push((Attribute::Description, Value::Text(description)));
    }
    out.entity(EntityRecord {
        object: id.mention(Some(EntityKind::Policy)).with_name(Some(name)),
        kind: EntityKind::Policy,
        attributes: &attributes,
        rest: &rest,
        provenance: out.provenance,
    });
}

/// What a policy is known by: its own id, or what it is the only one of. The id of a partner is that of
/// its tenant, which is another object.
fn id_of<'de>(kind: Kind, fields: &Fields<'de>) -> Option<Cow<'de, str>> {
    match kind {
        Kind::CrossTenantPartner => {
            let tenant = fields.text("tenantId")?;
            Some(Cow::Owned(format!("{}/{tenant}", kind.resource())))
        }
        _ => match fields.text("id") {
            Some(id) if Id::read(&id).is_some_and(|id| id.text.is_none()) => Some(id),
            _ => Some(Cow::Borrowed(kind.resource())),
        },
    }
}

fn is_stated_elsewhere(key: &str) -> bool {
    matches!(key, "id" | "displayName" | "description") || key.as_bytes().contains(&b'@')
}

/// Adds the members of an object.
fn lift(json: &str, rest: &mut String) {
    let inner = Fields::of(json).unwrap_or_default();
    for name in inner.names() {
        if let Some(json) = inner.json(name) {
            raw::push_member(rest, name, json);
        }
    }
}

/// Adds the names and values of a setting.
fn lift_pairs(fields: &Fields<'_>, rest: &mut String) {
    let pairs = fields.objects("values").unwrap_or_default();
    for pair in pairs.into_iter().filter_map(Fields::of) {
        if let (Some(name), Some(value)) = (pair.text("name"), pair.json("value")) {
            let is_known = fields.has(&name);
            if !is_known {
                raw::push_member(rest, &name, value);
            }
        }
    }
}
