//! Management groups, subscriptions, resource groups and resources.
//!
//! Source, for the order of the groups above a scope:
//! <https://learn.microsoft.com/en-us/javascript/api/@azure/arm-managementgroups/managementgroupdetails>.

use super::kind::{Kind, parent};
use crate::decode::raw;
use crate::facts::id::Id;
use crate::facts::{Emitter, azure, directory};
use crate::format::fields::Fields;
use enfilade_model::{EntityKind, parse_guid};
use std::borrow::Cow;

const MANAGEMENT_GROUPS: &str = "/providers/Microsoft.Management/managementGroups/";

const GROUP_PROPERTIES: [&str; 5] = ["displayName", "details", "children", "parent", "parentId"];

/// Reads a scope.
pub(super) fn read(
    kind: Kind,
    fields: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), serde_json::Error> {
    match kind {
        Kind::ManagementGroup => {
            ancestors(fields, out)?;
            // The CLI and Az PowerShell write beside the id what REST has in `properties`.
            let text = with_properties(fields, &GROUP_PROPERTIES);
            azure::management_group(&mut serde_json::Deserializer::from_str(&text), out)
        }
        Kind::Descendant => descendant(fields, out),
        Kind::Subscription => subscription(fields, out),
        Kind::Tenant => directory::tenant(fields, out),
        // Az PowerShell writes beside the id what REST has in `properties`.
        Kind::Resource(EntityKind::Vault) if fields.has("accessPolicies") => {
            let text = with_properties(fields, &["accessPolicies", "enableRbacAuthorization"]);
            let mut deserializer = serde_json::Deserializer::from_str(&text);
            azure::listed_resource(EntityKind::Vault, &mut deserializer, out)
        }
        // A plain list of resources has no properties: what they would say is unknown then.
        Kind::Resource(kind) => azure::listed_resource(kind, fields, out),
        _ => Ok(()),
    }
}

/// Reads what lies below a management group, listed with the group above it: all of it as `descendants` and
/// `getEntities` have it, or the subscriptions right below, the ids of which lead through the group.
///
/// Sources: <https://learn.microsoft.com/en-us/javascript/api/@azure/arm-managementgroups/descendantinfo>,
/// <https://learn.microsoft.com/en-us/powershell/module/az.resources/get-azmanagementgroupsubscription>.
fn descendant(fields: &Fields<'_>, out: &mut Emitter<'_>) -> Result<(), serde_json::Error> {
    let id = fields.text("id").unwrap_or_default();
    let through = id.to_lowercase().rfind("/subscriptions/");
    let is_below = id.len() > MANAGEMENT_GROUPS.len()
        && id.is_char_boundary(MANAGEMENT_GROUPS.len())
        && id[..MANAGEMENT_GROUPS.len()].eq_ignore_ascii_case(MANAGEMENT_GROUPS);
    let own = match through.filter(|_| is_below) {
        Some(at) => id.get(at..).unwrap_or(&id),
        None => &id,
    };
    let name = |name| fields.object("properties")?.text(name);
    let name = name("displayName").or_else(|| fields.text("displayName"));
    let (mut members, mut inside) = (String::new(), String::new());
    for (key, text) in [("displayName", name), ("parent", parent(fields))] {
        let Some(text) = text else { continue };
        let mut json = String::new();
        raw::push_text(&mut json, &text);
        let json = match key {
            "parent" => format!("{{\"id\":{json}}}"),
            _ => json,
        };
        raw::push_member(&mut inside, key, &json);
    }
    let mut json = String::new();
    raw::push_text(&mut json, own);
    raw::push_member(&mut members, "id", &json);
    raw::push_member(&mut members, "properties", &format!("{{{inside}}}"));
    let text = format!("{{{members}}}");
    azure::descendant(
        &mut serde_json::Deserializer::from_str(&text),
        !is_below,
        out,
    )
}

/// Reads a subscription; the CLI and PowerShell write its bare id.
fn subscription(fields: &Fields<'_>, out: &mut Emitter<'_>) -> Result<(), serde_json::Error> {
    ancestors(fields, out)?;
    let id = fields.text("id").unwrap_or_default();
    if parse_guid(&id).is_none() {
        return azure::subscription(fields, out);
    }
    let mut inside = String::new();
    raw::push_member(&mut inside, "id", &format!("\"/subscriptions/{id}\""));
    // The tenant of whoever asks manages what customers delegate to it; theirs it stays.
    let tenant = match fields.text("homeTenantId") {
        Some(_) => "homeTenantId",
        None => "tenantId",
    };
    for (name, own) in [
        ("displayName", "name"),
        ("tenantId", tenant),
        ("state", "state"),
    ] {
        if let Some(json) = fields.json(own) {
            raw::push_member(&mut inside, name, json);
        }
    }
    let text = format!("{{{inside}}}");
    azure::subscription(&mut serde_json::Deserializer::from_str(&text), out)
}

/// The management groups above a scope as Resource Graph lists them, from the nearest to the root.
fn ancestors(fields: &Fields<'_>, out: &mut Emitter<'_>) -> Result<(), serde_json::Error> {
    let properties = fields.object("properties").unwrap_or_default();
    let details = properties.object("details").unwrap_or_default();
    let chain = properties
        .objects("managementGroupAncestorsChain")
        .or_else(|| details.objects("managementGroupAncestorsChain"));
    let Some(mut below) = fields.text("id").map(|id| id.into_owned()) else {
        return Ok(());
    };
    // Resource Graph says of every scope where it lies, so of every group what lies in it.
    if chain.is_some()
        && let Some(id) = Id::read(&Cow::Borrowed(&*below))
    {
        out.hierarchy.open_group(id.key);
    }
    for json in chain.unwrap_or_default() {
        let Some(name) = Fields::of(json).and_then(|group| group.text("name")) else {
            return Ok(());
        };
        let above = format!("{MANAGEMENT_GROUPS}{name}");
        let (mut child, mut parent) = (String::new(), String::new());
        raw::push_text(&mut child, &below);
        raw::push_text(&mut parent, &above);
        let text = format!("{{\"id\":{child},\"properties\":{{\"parent\":{{\"id\":{parent}}}}}}}");
        azure::descendant(&mut serde_json::Deserializer::from_str(&text), true, out)?;
        below = above;
    }
    Ok(())
}

/// The record with what it says beside its id in `properties`, and the tenant beside its id.
fn with_properties(fields: &Fields<'_>, inner: &[&str]) -> String {
    let properties = fields.object("properties").unwrap_or_default();
    let (mut outside, mut inside) = (String::new(), String::new());
    for name in fields.names().filter(|name| *name != "properties") {
        let target = match inner.contains(&name) {
            true => &mut inside,
            false => &mut outside,
        };
        raw::push_member(target, name, fields.json(name).unwrap_or("null"));
    }
    for name in properties.names() {
        let target = match name {
            "tenantId" => &mut outside,
            _ => &mut inside,
        };
        raw::push_member(target, name, properties.json(name).unwrap_or("null"));
    }
    raw::push_member(&mut outside, "properties", &format!("{{{inside}}}"));
    format!("{{{outside}}}")
}
