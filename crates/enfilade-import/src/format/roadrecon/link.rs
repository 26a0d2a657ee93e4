//! The tables that relate objects: two ids a row, and nothing else.
//!
//! They have no key, so a row may come twice; the graph keeps one edge.

use crate::format::graph::Relation;
use enfilade_model::EntityKind;

/// A table of two columns: what an object has, and who.
pub(super) struct Link {
    pub(super) name: &'static str,
    /// The column of the object that has members or owners, and what it is.
    pub(super) owner: (&'static str, EntityKind),
    /// The column of the member or owner, and what it is.
    pub(super) item: (&'static str, EntityKind),
    pub(super) relation: Relation,
}

const GROUP: (&str, EntityKind) = ("Group", EntityKind::Group);
const USER: (&str, EntityKind) = ("User", EntityKind::User);
const DEVICE: (&str, EntityKind) = ("Device", EntityKind::Device);
const CONTACT: (&str, EntityKind) = ("Contact", EntityKind::Contact);
const UNIT: (&str, EntityKind) = ("AdministrativeUnit", EntityKind::AdministrativeUnit);
const ROLE: (&str, EntityKind) = ("DirectoryRole", EntityKind::DirectoryRole);
const APPLICATION: (&str, EntityKind) = ("Application", EntityKind::Registration);
const PRINCIPAL: (&str, EntityKind) = ("ServicePrincipal", EntityKind::ServicePrincipal);

const fn members(
    name: &'static str,
    owner: (&'static str, EntityKind),
    item: (&'static str, EntityKind),
) -> Link {
    Link {
        name,
        owner,
        item,
        relation: Relation::Members,
    }
}

const fn owners(
    name: &'static str,
    owner: (&'static str, EntityKind),
    item: (&'static str, EntityKind),
) -> Link {
    Link {
        relation: Relation::Owners,
        ..members(name, owner, item)
    }
}

/// Every such table.
pub(super) const LINKS: &[Link] = &[
    members("lnk_group_member_user", GROUP, USER),
    members(
        "lnk_group_member_group",
        GROUP,
        ("childGroup", EntityKind::Group),
    ),
    members("lnk_group_member_contact", GROUP, CONTACT),
    members("lnk_group_member_device", GROUP, DEVICE),
    members("lnk_group_member_serviceprincipal", GROUP, PRINCIPAL),
    owners("lnk_group_owner_user", GROUP, USER),
    owners("lnk_group_owner_serviceprincipal", GROUP, PRINCIPAL),
    owners("lnk_application_owner_user", APPLICATION, USER),
    owners(
        "lnk_application_owner_serviceprincipal",
        APPLICATION,
        PRINCIPAL,
    ),
    owners("lnk_serviceprincipal_owner_user", PRINCIPAL, USER),
    // The child is the owner.
    owners(
        "lnk_serviceprincipal_owner_serviceprincipal",
        PRINCIPAL,
        ("childServicePrincipal", EntityKind::ServicePrincipal),
    ),
    owners("lnk_device_owner", DEVICE, USER),
    members("lnk_role_member_user", ROLE, USER),
    members("lnk_role_member_group", ROLE, GROUP),
    members("lnk_role_member_serviceprincipal", ROLE, PRINCIPAL),
    members("lnk_au_member_user", UNIT, USER),
    members("lnk_au_member_group", UNIT, GROUP),
    members("lnk_au_member_device", UNIT, DEVICE),
];
