//! Microsoft 365 groups and access packages: which groups are some, who may join or ask for which by
//! himself, and the level that an account has in a group.
//!
//! Anyone in the organisation may join a public Microsoft 365 group; guests may not. Whether a
//! security group can be joined depends on a policy that no export holds, so none is offered. What
//! is role-assignable is always private, and members of dynamic and synced groups are not added one
//! by one. An access package can be open to all members, to all users or to outsiders, by a policy
//! that names no one.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/group> for `visibility`;
//! <https://learn.microsoft.com/en-us/microsoftteams/guest-experience> for guests;
//! <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept> for
//! role-assignable groups.

use crate::EntitySet;
use crate::attribute::{with_text, with_true};
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::{
    Attribute, DYNAMIC_GROUP, EdgeKind, EntityId, EntityKind, GroupLevel, ObjectKey, UNIFIED_GROUP,
    UserClass, has_group_type,
};
use std::ops::Range;

/// What the attributes say about Microsoft 365 groups and access packages.
#[derive(Debug)]
pub(crate) struct Collaboration {
    /// Microsoft 365 groups.
    pub(crate) unified: EntitySet,
    /// The ids of access packages.
    pub(crate) packages: Range<u32>,
    // INVARIANT: ascending. What members of the organisation may join by themselves, and what guests.
    joinable: [Vec<EntityId>; 2],
    // Users whose userType is Guest; empty where nothing makes a difference of it.
    guests: EntitySet,
    levels: [Option<RoleIndex>; GroupLevel::ALL.len()],
}

impl Collaboration {
    /// Reads the facts. Time linear in the groups, and in the users if some group is one or there
    /// are administrative units.
    pub(super) fn new(graph: &Graph) -> Collaboration {
        let groups = |attribute, is: &dyn Fn(&str) -> bool| {
            with_text(graph, EntityKind::Group, attribute, is)
        };
        let has = |wanted| move |types: &str| has_group_type(types, wanted);
        let unified = groups(Attribute::GroupTypes, &has(UNIFIED_GROUP));
        let packages = graph.kind_range(EntityKind::AccessPackage);
        let has_units = graph.ids(EntityKind::AdministrativeUnit).len() > 0;
        if unified.is_empty() && packages.is_empty() && !has_units {
            return Collaboration {
                guests: EntitySet::empty(unified.universe()),
                unified,
                packages,
                joinable: Default::default(),
                levels: [None; GroupLevel::ALL.len()],
            };
        }
        let public = |visibility: &str| visibility.eq_ignore_ascii_case("Public");
        let mut open = groups(Attribute::Visibility, &public);
        open = open.intersection(&unified);
        open.subtract(&groups(Attribute::GroupTypes, &has(DYNAMIC_GROUP)));
        for closed in [
            Attribute::OnPremisesSyncEnabled,
            Attribute::IsAssignableToRole,
        ] {
            open.subtract(&with_true(graph, EntityKind::Group, closed));
        }
        let guest = |user_type: &str| user_type.eq_ignore_ascii_case("Guest");
        let roles = (0..graph.role_count() as u32).map(RoleIndex);
        let (mut members, mut guests) = (open, EntitySet::empty(graph.entity_count()));
        for class in UserClass::ALL {
            let offered = offered_to(graph, class);
            match class {
                UserClass::Members => members.union_with(&offered),
                UserClass::Everyone => {
                    members.union_with(&offered);
                    guests.union_with(&offered);
                }
                UserClass::Outsiders => guests.union_with(&offered),
                // Which organisation a guest is of stands in no export.
                UserClass::ConnectedOrganisations => {}
            }
        }
        Collaboration {
            packages,
            joinable: [members, guests].map(|joinable| joinable.iter().collect()),
            guests: with_text(graph, EntityKind::User, Attribute::UserType, guest),
            levels: GroupLevel::ALL.map(|level| {
                let mut roles = roles.clone();
                roles.find(|&role| graph.role(role).id == level.role_id())
            }),
            unified,
        }
    }

    /// What a user may join or ask for whom nothing names: public groups, and packages that are open
    /// to all. Ascending.
    #[inline]
    pub(crate) fn joinable(&self, is_guest: bool) -> &[EntityId] {
        &self.joinable[usize::from(is_guest)]
    }

    /// Whether a user is a guest. False for everyone where there are neither Microsoft 365 groups,
    /// access packages nor administrative units.
    #[inline]
    pub(crate) fn is_guest(&self, user: EntityId) -> bool {
        self.guests.contains(user)
    }

    /// How a level is shown; none in a snapshot written before there were levels.
    pub(crate) fn role(&self, level: GroupLevel) -> Option<RoleIndex> {
        self.levels[level as usize]
    }
}

/// The access packages that policies offer to a class of users.
fn offered_to(graph: &Graph, class: UserClass) -> EntitySet {
    let packages = graph.kind_range(EntityKind::AccessPackage);
    let class = graph.find(ObjectKey::of(class.id()));
    let offered = class.map_or(&[][..], |class| {
        graph.edges_from(EdgeKind::Member, class).ends()
    });
    let offered = offered.iter().copied();
    let offered = offered.filter(|offered| packages.contains(&offered.0));
    EntitySet::from_ids(graph.entity_count(), offered)
}
