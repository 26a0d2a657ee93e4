//! Members, owners and memberships: the lists that an object has.
//!
//! A list comes as pages of its own, with the object in their path, or inside the object's record
//! (`$expand=members`). An expanded list ends silently after 20 items, so one of exactly 20 is taken
//! for cut; a longer one was put there by a script and counts as whole.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/known-issues#some-limitations-apply-to-query-parameters>.

use super::kind::{Kind, MEMBER_IDS};
use super::object;
use super::place::{Collection, Relation};
use super::roles::Roles;
use crate::facts::id::Id;
use crate::facts::{Emitter, odd};
use crate::format::fields::Fields;
use enfilade_model::{EdgeKind, EntityKind, ListExtent, ObjectKey, ObjectRef};

/// How many items an expanded list holds at most.
pub(super) const EXPANDED: usize = 20;

/// An object that a list holds.
pub(super) struct Item<'f, 'de> {
    pub(super) fields: &'f Fields<'de>,
    pub(super) kind: Option<Kind>,
    pub(super) id: Id<'de>,
}

impl<'f, 'de> Item<'f, 'de> {
    /// The object that a record is, or mentions.
    pub(super) fn of(
        fields: &'f Fields<'de>,
        kind: Option<Kind>,
        out: &mut Emitter<'_>,
    ) -> Option<Item<'f, 'de>> {
        let id = out.object_id(fields.text("id").as_ref(), "a member or owner")?;
        Some(Item { fields, kind, id })
    }

    fn entity_kind(&self) -> Option<EntityKind> {
        self.kind.and_then(object::entity_kind)
    }

    /// Hands on what relates the object to the owner of the list; false if such a list says nothing
    /// about access.
    pub(super) fn relate(
        &self,
        relation: Relation,
        owner: ObjectKey,
        collection: Option<Collection>,
        roles: &mut Roles,
        out: &mut Emitter<'_>,
    ) -> bool {
        let name = self.fields.text("displayName");
        let kind = self.entity_kind();
        let item = self.id.mention(kind).with_name(name.as_deref());
        let owner_kind = collection.and_then(|own| object::entity_kind(Kind::of_owner(own)));
        if relation == Relation::MemberOf {
            let member = ObjectRef::object(owner, owner_kind);
            self.hold(member, item, roles, out);
            return true;
        }
        relate(relation, owner, owner_kind, item, roles, out)
    }

    /// Hands on that `member` belongs to this object: a group, a unit, a directory role.
    fn hold(
        &self,
        member: ObjectRef<'_>,
        item: ObjectRef<'_>,
        roles: &mut Roles,
        out: &mut Emitter<'_>,
    ) {
        match self.kind {
            Some(Kind::Unit) => out.plain_edge(EdgeKind::UnitMember, member, item),
            Some(Kind::DirectoryRole) => {
                roles.describe(self.fields);
                roles.member(self.id.key, &member, None, out.provenance);
            }
            Some(Kind::Group) | None => out.plain_edge(EdgeKind::Member, member, item),
            Some(other) => out.odd(odd::UNKNOWN_TYPE, || {
                format!("a membership in one of the {}", other.plural())
            }),
        }
    }
}

/// Hands on that somebody is in a group, as a record of a script says that names both.
pub(super) fn membership(fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let text = |names: &[&str]| names.iter().find_map(|name| fields.text(name));
    let member = out.object_id(text(MEMBER_IDS).as_ref(), "a member of a group");
    let group = out.object_id(fields.text("groupId").as_ref(), "the group of a membership");
    let (Some(member), Some(group)) = (member, group) else {
        return;
    };
    let stated = fields.odata_type().as_deref().and_then(Kind::of_type);
    let is_user = fields.has("userPrincipalName") || fields.has("userId");
    let kind = stated.or(is_user.then_some(Kind::User));
    let name = text(&[
        "memberDisplayName",
        "userDisplayName",
        "displayName",
        "userPrincipalName",
    ]);
    let group_name = text(&["groupName", "groupDisplayName"]);
    out.plain_edge(
        EdgeKind::Member,
        member
            .mention(kind.and_then(object::entity_kind))
            .with_name(name.as_deref()),
        group
            .mention(Some(EntityKind::Group))
            .with_name(group_name.as_deref()),
    );
}

/// Says that a list came in, if it is one of those who hold its owner.
pub(super) fn list(
    relation: Relation,
    owner: ObjectKey,
    owner_is: Option<Kind>,
    extent: ListExtent,
    out: &mut Emitter<'_>,
) {
    let kind = match (relation, owner_is) {
        (Relation::Members, Some(Kind::Unit)) => EdgeKind::UnitMember,
        (Relation::Members, Some(Kind::Group) | None) => EdgeKind::Member,
        (Relation::Owners, _) => EdgeKind::Owner,
        _ => return,
    };
    // The older version leaves them out of the lists of groups only.
    let is_of_app = matches!(owner_is, Some(Kind::ServicePrincipal | Kind::Application));
    let extent = match extent {
        ListExtent::ButServicePrincipals if is_of_app => ListExtent::Whole,
        extent => extent,
    };
    let owner_is = owner_is.and_then(object::entity_kind);
    out.list(kind, ObjectRef::object(owner, owner_is), extent);
}

/// Hands on that `owner` has `item` as a member or owner; false if such a list says nothing about
/// access.
pub(super) fn relate(
    relation: Relation,
    owner: ObjectKey,
    owner_kind: Option<EntityKind>,
    item: ObjectRef<'_>,
    roles: &mut Roles,
    out: &mut Emitter<'_>,
) -> bool {
    let owner_as = |kind| ObjectRef::object(owner, owner_kind.or(Some(kind)));
    match (relation, owner_kind) {
        (Relation::Members, Some(EntityKind::AdministrativeUnit)) => {
            let unit = owner_as(EntityKind::AdministrativeUnit);
            out.plain_edge(EdgeKind::UnitMember, item, unit);
        }
        (Relation::Members, Some(EntityKind::DirectoryRole)) => {
            roles.member(owner, &item, None, out.provenance);
        }
        (Relation::Members, _) => {
            out.plain_edge(EdgeKind::Member, item, owner_as(EntityKind::Group));
        }
        (Relation::Owners, _) => {
            let owned = ObjectRef::object(owner, owner_kind);
            out.plain_edge(EdgeKind::Owner, item, owned);
        }
        (Relation::RegisteredOwners, _) => {
            out.plain_edge(EdgeKind::Owner, item, owner_as(EntityKind::Device));
        }
        _ => return false,
    }
    true
}

/// The relation that a member of a record expands.
pub(super) fn of_key(key: &str) -> Option<Relation> {
    match key {
        "members" | "members@delta" => Some(Relation::Members),
        "owners" | "owners@delta" => Some(Relation::Owners),
        "memberOf" => Some(Relation::MemberOf),
        "registeredOwners" => Some(Relation::RegisteredOwners),
        "appRoleAssignedTo" => Some(Relation::AssignedTo),
        "appRoleAssignments" => Some(Relation::Assignments),
        "scopedRoleMembers" => Some(Relation::ScopedRoleMembers),
        _ => None,
    }
}
