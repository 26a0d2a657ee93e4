//! Microsoft 365 groups: which groups are some, who may join which by himself, and the level that
//! an account has in one.
//!
//! Anyone in the organisation may join a public Microsoft 365 group; guests may not. Whether a
//! security group can be joined depends on a policy that no export holds, so none is offered. What
//! is role-assignable is always private, and members of dynamic and synced groups are not added one
//! by one.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/group> for `visibility`;
//! <https://learn.microsoft.com/en-us/microsoftteams/guest-experience> for guests;
//! <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept> for
//! role-assignable groups.

use super::{with_text, with_true};
use crate::EntitySet;
use enfilade_graph::{Graph, RoleIndex};
use enfilade_model::{
    Attribute, DYNAMIC_GROUP, EntityId, EntityKind, GroupLevel, UNIFIED_GROUP, has_group_type,
};

/// What the attributes say about Microsoft 365 groups.
#[derive(Debug)]
pub(crate) struct Collaboration {
    /// Microsoft 365 groups.
    pub(crate) unified: EntitySet,
    /// Those that members of the organisation may join by themselves, ascending.
    pub(crate) joinable: Vec<EntityId>,
    // Users whose userType is Guest; empty where neither groups nor units make a difference of it.
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
        if unified.is_empty() && graph.ids(EntityKind::AdministrativeUnit).len() == 0 {
            return Collaboration {
                guests: EntitySet::empty(unified.universe()),
                unified,
                joinable: Vec::new(),
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
        Collaboration {
            joinable: open.iter().collect(),
            guests: with_text(graph, EntityKind::User, Attribute::UserType, guest),
            levels: GroupLevel::ALL.map(|level| {
                let mut roles = roles.clone();
                roles.find(|&role| graph.role(role).id == level.role_id())
            }),
            unified,
        }
    }

    /// Whether a user is a guest. False for everyone where there are neither Microsoft 365 groups nor
    /// administrative units.
    #[inline]
    pub(crate) fn is_guest(&self, user: EntityId) -> bool {
        self.guests.contains(user)
    }

    /// How a level is shown; none in a snapshot written before there were levels.
    pub(crate) fn role(&self, level: GroupLevel) -> Option<RoleIndex> {
        self.levels[level as usize]
    }
}
