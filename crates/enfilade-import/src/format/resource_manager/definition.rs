//! What Azure roles allow and what deny assignments deny.
//!
//! The engine takes the `properties` that REST shows. The CLI writes their members beside the id, and
//! Az PowerShell writes one permission's lists in the place of `permissions`; both are brought back
//! into the form of REST.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions-list>,
//! <https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments>.

use crate::decode::raw;
use crate::facts::scope::scope_id;
use crate::facts::{Emitter, odd};
use crate::format::fields::Fields;
use enfilade_model::azure::ALL_PRINCIPALS_ID;
use enfilade_model::{
    EdgeKind, EdgeRecord, EntityKind, ObjectKey, ObjectRef, RoleRecord, parse_guid,
};

/// Reads the definition of a role.
pub(super) fn role(fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let Some(id) = own_id(fields) else {
        return out.odd(odd::NO_ID, || "an Azure role definition".to_owned());
    };
    let name = fields.text("roleName").or_else(|| fields.text("name"));
    permit(&id, &properties(fields, "roleName", name.as_deref()), out);
}

/// Hands on what a role allows. Of JSON that is nested without end nothing is kept: what the role
/// allows is unknown then, not nothing.
fn permit(id: &str, properties: &str, out: &mut Emitter<'_>) {
    match raw::is_deeper(properties, raw::DEEPEST) {
        true => out.odd(odd::TOO_DEEP, || format!("the permissions of `{id}`")),
        false => out.role_permissions(id, properties),
    }
}

/// Reads a deny assignment: whom it denies, whom it exempts, and what.
pub(super) fn deny(fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let scope = fields.text("scope");
    let (Some(id), Some(scope)) = (own_id(fields), &scope) else {
        return out.odd(odd::NO_ID, || {
            "a deny assignment without id or scope".to_owned()
        });
    };
    let name = fields.text("denyAssignmentName");
    let name = name.or_else(|| fields.text("displayName"));
    permit(
        &id,
        &properties(fields, "denyAssignmentName", name.as_deref()),
        out,
    );
    let scope = if &**scope == "/" {
        None
    } else {
        let read = scope_id(Some(scope), "a deny assignment", out);
        let Some(read) = read else {
            return;
        };
        out.place(&read, scope);
        Some(read)
    };
    let to = match &scope {
        Some(scope) => {
            let kind = scope.text.as_deref().and_then(crate::facts::arm::kind);
            scope.mention(kind)
        }
        None => ObjectRef::object(ObjectKey::of_text("/"), None).with_text("/"),
    };
    let role = RoleRecord {
        id: &id,
        name: name.as_deref(),
    };
    for (list, kind) in [
        ("principals", EdgeKind::Denied),
        ("excludePrincipals", EdgeKind::DenyExempt),
    ] {
        for json in fields.objects(list).unwrap_or_default() {
            let Some(principal) = Fields::of(json) else {
                continue;
            };
            let text = principal.text("id").or_else(|| principal.text("objectId"));
            let Some((from, name)) = text.as_ref().and_then(|text| {
                subject(text, &principal).map(|from| (from, principal.text("displayName")))
            }) else {
                out.odd(odd::NO_ID, || "a principal of a deny assignment".to_owned());
                continue;
            };
            out.edge(EdgeRecord {
                role: Some(role),
                assignment: Some(&id),
                ..EdgeRecord::plain(kind, from.with_name(name.as_deref()), to, out.provenance)
            });
        }
    }
}

/// Whom a deny assignment means; the id of zeros is everyone.
fn subject(id: &str, principal: &Fields<'_>) -> Option<ObjectRef<'static>> {
    if id == ALL_PRINCIPALS_ID {
        return Some(ObjectRef::object(ObjectKey::of(ALL_PRINCIPALS_ID), None));
    }
    let text = principal
        .text("type")
        .or_else(|| principal.text("objectType"));
    let kind = match text.as_deref() {
        Some("User") => Some(EntityKind::User),
        Some("Group") => Some(EntityKind::Group),
        Some("ServicePrincipal") => Some(EntityKind::ServicePrincipal),
        _ => None,
    };
    parse_guid(id).map(|guid| ObjectRef::object(ObjectKey(guid), kind))
}

/// The id that edges name a role by: the last part of the path, in lower case.
fn own_id(fields: &Fields<'_>) -> Option<String> {
    let id = fields.text("id")?;
    let last = id.rsplit('/').next().filter(|last| !last.is_empty())?;
    Some(last.to_lowercase())
}

/// The `properties` of REST, from whatever form.
fn properties(fields: &Fields<'_>, name_key: &str, name: Option<&str>) -> String {
    let mut inside = String::new();
    if let Some(name) = name {
        raw::push_member(&mut inside, name_key, &quoted(name));
    }
    for key in [
        "doNotApplyToChildScopes",
        "condition",
        "conditionVersion",
        "assignableScopes",
    ] {
        if let Some(json) = fields.json(key).filter(|json| *json != "null") {
            raw::push_member(&mut inside, key, json);
        }
    }
    let permissions = match fields.json("permissions") {
        Some(json) if json.starts_with('[') => json.to_owned(),
        _ => {
            let mut one = String::new();
            for key in ["actions", "notActions", "dataActions", "notDataActions"] {
                if let Some(json) = fields.json(key).filter(|json| json.starts_with('[')) {
                    raw::push_member(&mut one, key, json);
                }
            }
            format!("[{{{one}}}]")
        }
    };
    raw::push_member(&mut inside, "permissions", &permissions);
    format!("{{{inside}}}")
}

fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    raw::push_text(&mut quoted, text);
    quoted
}
