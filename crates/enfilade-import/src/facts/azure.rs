//! Azure's scopes: management groups, subscriptions, resource groups and resources.

use super::arm;
use super::emitter::Emitter;
use super::entity::{self, Described, Field, Part, Shape};
use super::id::Id;
use super::scope::scope_id;
use crate::decode::json::{Members, Object, Objects, Scalar, skip};
use crate::format::fields::LOST;
use enfilade_model::{Attribute, EdgeKind, EntityKind, ObjectKey};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// What every Azure resource has.
fn common(key: &str) -> Field {
    match key {
        "id" => Field::Id,
        "name" => Field::Spelling,
        "displayName" => Field::Name,
        "type" => Field::Text(Attribute::ResourceType),
        "location" => Field::Text(Attribute::Location),
        "tenantId" => Field::Lower(Attribute::TenantId),
        "tenantName" => Field::Drop,
        "identity" => Field::Part(Part::Identity),
        "properties" => Field::Part(Part::Properties),
        // All in the resource's own id, and doubled or bare in some kinds.
        "subscriptionId" | "resourceGroupId" | "resourceGroup" | "resourceGroupName"
        | "storageAccountId" => Field::Drop,
        _ => Field::Rest,
    }
}

const RESOURCE: Shape = Shape {
    field: common,
    flags: &[],
};

const VAULT: Shape = Shape {
    field: common,
    flags: &[Attribute::EnableRbacAuthorization],
};

/// The members of `properties`, or of an object in it, that say something about the hierarchy.
#[derive(Default)]
pub(super) struct Properties<'de> {
    display_name: Option<Cow<'de, str>>,
    parent: Option<Cow<'de, str>>,
    children: Option<Children<'de>>,
    rbac: bool,
    /// How far inside `details` and `parent` the reader is.
    inside: &'static str,
}

/// The children of a management group, each with its own.
#[derive(Default)]
struct Children<'de> {
    one: Child<'de>,
    all: Vec<Child<'de>>,
    /// Whether PowerShell wrote the name of a type in place of what is too deep for it.
    is_cut_off: bool,
}

#[derive(Default)]
struct Child<'de> {
    id: Option<Cow<'de, str>>,
    name: Option<Cow<'de, str>>,
    children: Option<Box<Children<'de>>>,
}

impl<'de> Members<'de> for Properties<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match (self.inside, key) {
            ("", "details") | ("" | "details", "parent") => {
                let before = self.inside;
                self.inside = if key == "parent" { "parent" } else { "details" };
                map.next_value_seed(Object(&mut *self))?;
                self.inside = before;
            }
            ("", "displayName" | "display_name") => {
                if let Scalar::Text(text) = map.next_value()? {
                    self.display_name = Some(text);
                }
            }
            // Az PowerShell has the parent's id beside the group's own.
            ("parent", "id") | ("", "parentId") => {
                if let Scalar::Text(text) = map.next_value()? {
                    self.parent = Some(text);
                }
            }
            ("", "children") => {
                map.next_value_seed(Objects(self.children.get_or_insert_default()))?;
            }
            ("", "enableRbacAuthorization") => {
                self.rbac = map.next_value::<Scalar<'de>>()? == Scalar::Boolean(true);
            }
            _ => skip(map)?,
        }
        Ok(())
    }
}

impl<'de> Members<'de> for Children<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        // Az PowerShell begins its names with capitals.
        let slot = match key {
            "id" | "Id" => &mut self.one.id,
            "displayName" | "DisplayName" => &mut self.one.name,
            // They have an end: properties nested deeper than [`crate::decode::raw::DEEPEST`] were left
            // out before.
            "children" | "Children" => {
                let below = self.one.children.get_or_insert_default();
                return map.next_value_seed(Objects(&mut **below));
            }
            _ => return skip(map),
        };
        if let Scalar::Text(text) = map.next_value()? {
            *slot = Some(text);
        }
        Ok(())
    }

    fn complete(&mut self) {
        self.all.push(std::mem::take(&mut self.one));
    }

    fn misfit(&mut self) {
        self.is_cut_off = true;
    }
}

fn properties<'de>(object: &Described<'de>) -> Properties<'de> {
    let mut properties = Properties::default();
    if let Some(json) = object.part(Part::Properties) {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        Object(&mut properties).deserialize(&mut deserializer).ok();
    }
    properties
}

/// A management group.
pub(crate) fn management_group<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut group = entity::read(&RESOURCE, data, out)?;
    let properties = properties(&group);
    group.name = properties.display_name.or(group.name);
    let Some(id) = scope_id(group.id.as_ref(), "a management group", out) else {
        return Ok(());
    };
    top(&group, &id, out);
    if let Some(parent) = properties.parent.filter(|parent| !parent.is_empty()) {
        contains(&parent, &id, None, out);
    }
    if let (Some(written), Some(children)) = (group.id.clone(), properties.children) {
        tree(written, children, out);
    }
    group.emit(EntityKind::ManagementGroup, &id, out);
    Ok(())
}

/// Says what lies below a management group: its children, theirs, and so on.
fn tree<'de>(top: Cow<'de, str>, children: Children<'de>, out: &mut Emitter<'_>) {
    let mut waiting = vec![(top, children)];
    while let Some((above, children)) = waiting.pop() {
        if children.is_cut_off {
            out.odd(LOST, || format!("the children of `{above}`"));
        } else if !children.all.is_empty()
            && let Some(group) = Id::read(&above)
        {
            // The CLI writes null for children that it was not asked for.
            out.hierarchy.open_group(group.key);
        }
        for child in children.all {
            let below = scope_id(child.id.as_ref(), "a child of a management group", out);
            if let (Some(below), Some(written)) = (below, child.id) {
                contains(&above, &below, child.name.as_deref(), out);
                waiting.extend(child.children.map(|children| (written, *children)));
            }
        }
    }
}

/// A management group or subscription and the management group directly above it; `is_all` if it is one of all
/// that lies below that.
pub(crate) fn descendant<'de, D: Deserializer<'de>>(
    data: D,
    is_all: bool,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let object = entity::read(&RESOURCE, data, out)?;
    let properties = properties(&object);
    let id = scope_id(
        object.id.as_ref(),
        "a descendant of a management group",
        out,
    );
    if let (Some(id), Some(parent)) = (id, properties.parent) {
        let name = properties.display_name.or(object.name);
        // Whoever lists the descendants of a group lists those of the groups in it too.
        for group in Id::read(&parent).iter().chain([&id]).filter(|_| is_all) {
            out.hierarchy.open_group(group.key);
        }
        contains(&parent, &id, name.as_deref(), out);
    }
    Ok(())
}

/// Says that the management group `parent` contains `child`.
fn contains(parent: &str, child: &Id<'_>, name: Option<&str>, out: &mut Emitter<'_>) {
    let Some(above) = scope_id(Some(&Cow::Borrowed(parent)), "a management group", out) else {
        return;
    };
    out.hierarchy.has_parent(child.key);
    let kind = child.text.as_deref().and_then(arm::kind);
    let from = above.mention(Some(EntityKind::ManagementGroup));
    out.plain_edge(
        EdgeKind::Contains,
        from,
        child.mention(kind).with_name(name),
    );
}

/// Remembers a scope that lies directly below the tenant unless a management group claims it.
fn top(object: &Described<'_>, id: &Id<'_>, out: &mut Emitter<'_>) {
    let tenant = object.text(Attribute::TenantId).map(ObjectKey::of);
    if let (Some(tenant), Some(path)) = (tenant, &id.text) {
        out.hierarchy.guess_tenant(out.provenance.source, tenant);
        out.hierarchy.top(id.key, path, tenant, out.provenance);
    }
}

/// A subscription.
pub(crate) fn subscription<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut subscription = entity::read(&RESOURCE, data, out)?;
    let Some(id) = scope_id(subscription.id.as_ref(), "a subscription", out) else {
        return Ok(());
    };
    top(&subscription, &id, out);
    subscription.emit(EntityKind::Subscription, &id, out);
    Ok(())
}

/// A resource group or resource: its place is in its id, and it may carry managed identities.
pub(crate) fn resource<'de, D: Deserializer<'de>>(
    kind: EntityKind,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let shape = if kind == EntityKind::Vault {
        &VAULT
    } else {
        &RESOURCE
    };
    resource_as(shape, kind, data, out)
}

/// A resource of a list that may leave its properties out.
pub(crate) fn listed_resource<'de, D: Deserializer<'de>>(
    kind: EntityKind,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    resource_as(&RESOURCE, kind, data, out)
}

fn resource_as<'de, D: Deserializer<'de>>(
    shape: &Shape,
    kind: EntityKind,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut resource = entity::read(shape, data, out)?;
    let written = resource.id.clone();
    let Some(id) = scope_id(written.as_ref(), "an Azure resource", out) else {
        return Ok(());
    };
    if kind == EntityKind::Vault
        && let Some(json) = resource.part(Part::Properties)
    {
        let properties = properties(&resource);
        resource.set_flag(Attribute::EnableRbacAuthorization, properties.rbac);
        super::vault::policies_of(json, &id, out);
    }
    if let Some(tenant) = resource.text(Attribute::TenantId) {
        out.hierarchy
            .guess_tenant(out.provenance.source, ObjectKey::of(tenant));
    }
    out.place(&id, written.as_deref().unwrap_or_default());
    if let Some(json) = resource.part(Part::Identity) {
        let mut identities = Identities {
            resource: &id,
            kind,
            one: None,
            out: &mut *out,
        };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        Object(&mut identities).deserialize(&mut deserializer).ok();
    }
    resource.emit(kind, &id, out);
    Ok(())
}

/// The managed identities of a resource: its own, and those that were assigned to it.
struct Identities<'e, 's, 'i> {
    resource: &'i Id<'i>,
    kind: EntityKind,
    one: Option<String>,
    out: &'e mut Emitter<'s>,
}

impl<'de> Members<'de> for Identities<'_, '_, '_> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "principalId" | "PrincipalId" => {
                if let Scalar::Text(text) = map.next_value()? {
                    self.one = Some(text.into_owned());
                }
                Ok(())
            }
            // A map from the identity's resource id to its ids.
            "userAssignedIdentities" | "UserAssignedIdentities" => {
                map.next_value_seed(Object(&mut Assigned(self)))
            }
            _ => skip(map),
        }
    }

    fn complete(&mut self) {
        let Some(id) = self.one.take().and_then(|text| Id::read(&Cow::Owned(text))) else {
            return;
        };
        let from = self.resource.mention(Some(self.kind));
        let to = id.mention(Some(EntityKind::ManagedIdentity));
        self.out.plain_edge(EdgeKind::RunsAs, from, to);
    }
}

struct Assigned<'a, 'e, 's, 'i>(&'a mut Identities<'e, 's, 'i>);

impl<'de> Members<'de> for Assigned<'_, '_, '_, '_> {
    fn member<A: MapAccess<'de>>(&mut self, _: &str, map: &mut A) -> Result<(), A::Error> {
        let own = self.0.one.take();
        let mut inner = Identities {
            resource: self.0.resource,
            kind: self.0.kind,
            one: None,
            out: &mut *self.0.out,
        };
        map.next_value_seed(Object(&mut Leaf(&mut inner)))?;
        self.0.one = own;
        Ok(())
    }
}

/// An assigned identity: holds no further ones, so that the nesting has an end.
struct Leaf<'a, 'e, 's, 'i>(&'a mut Identities<'e, 's, 'i>);

impl<'de> Members<'de> for Leaf<'_, '_, '_, '_> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if matches!(key, "principalId" | "PrincipalId") {
            self.0.member(key, map)
        } else {
            skip(map)
        }
    }

    fn complete(&mut self) {
        self.0.complete();
    }
}
