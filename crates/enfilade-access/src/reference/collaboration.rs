//! Microsoft 365 groups, access packages, licences and delegated grants, the slow and obvious way.

use super::{Key, Path, Place, Standing, asks, counted, has_text};
use crate::Question;
use enfilade_graph::{Graph, GraphView, RoleIndex};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, GroupLevel, Layer, Mechanism, UserClass,
};
use std::collections::{BTreeMap, BTreeSet};

/// The groups that an entity is directly in, each with the state of the membership; for users who
/// may, those that they can join by themselves too.
pub(super) fn memberships(
    graph: &Graph,
    question: &Question,
    member: EntityId,
) -> Vec<(EntityId, AccessState)> {
    let edges = counted(question, graph.edges_from(EdgeKind::Member, member));
    let stated = edges.iter().map(|edge| (edge.end, edge.state));
    let groups = stated.filter(|(group, _)| graph.kind_of(*group).is_carrier());
    let mut all: Vec<_> = groups.collect();
    if graph.kind_of(member) == EntityKind::User && question.layer.admits(AccessState::Requestable)
    {
        let guest = is_guest(graph, member);
        let groups = graph.ids(EntityKind::Group);
        let open = groups.filter(|&group| !guest && is_joinable(graph, group));
        let packages = graph.ids(EntityKind::AccessPackage);
        let offered = packages.filter(|&package| is_offered(graph, package, guest));
        all.extend(open.chain(offered).map(|to| (to, AccessState::Requestable)));
    }
    all
}

/// Whether a package is open to all guests, or to all who are none.
pub(super) fn is_offered(graph: &Graph, package: EntityId, guest: bool) -> bool {
    let ends = graph.edges_to(EdgeKind::Member, package).ends();
    ends.iter().any(|&class| {
        let id = graph.id_text(class);
        id == UserClass::Everyone.id()
            || (guest && id == UserClass::Outsiders.id())
            || (!guest && id == UserClass::Members.id())
    })
}

pub(super) fn is_guest(graph: &Graph, user: EntityId) -> bool {
    has_text(graph, user, Attribute::UserType, "Guest")
}

fn has_type(graph: &Graph, group: EntityId, wanted: &str) -> bool {
    graph
        .text(group, Attribute::GroupTypes)
        .is_some_and(|types| types.to_lowercase().contains(wanted))
}

pub(super) fn is_unified(graph: &Graph, group: EntityId) -> bool {
    graph.kind_of(group) == EntityKind::Group && has_type(graph, group, "unified")
}

fn is_joinable(graph: &Graph, group: EntityId) -> bool {
    let is = |attribute| graph.boolean(group, attribute) == Some(true);
    is_unified(graph, group)
        && has_text(graph, group, Attribute::Visibility, "Public")
        && !has_type(graph, group, "dynamicmembership")
        && !is(Attribute::OnPremisesSyncEnabled)
        && !is(Attribute::IsAssignableToRole)
}

pub(super) fn level(graph: &Graph, level: GroupLevel) -> Option<RoleIndex> {
    let mut roles = (0..graph.role_count() as u32).map(RoleIndex);
    roles.find(|&role| graph.role(role).id == level.role_id())
}

/// The level that a principal has as a member.
pub(super) fn member_level(graph: &Graph, principal: EntityId) -> Option<RoleIndex> {
    let guest = is_guest(graph, principal);
    level(
        graph,
        if guest {
            GroupLevel::Guest
        } else {
            GroupLevel::Member
        },
    )
}

pub(super) fn grants_at(
    graph: &Graph,
    question: &Question,
    principal: EntityId,
    place: &Place,
    found: &mut BTreeMap<Key, BTreeSet<Path>>,
) {
    if place.standing == Standing::NestedMember || !super::complete(question, &place.passed) {
        return;
    }
    let mut add = |resource, mechanism, role, scope, state: AccessState, conditional| {
        let key = (principal, resource, mechanism, role, scope);
        if asks(question, &key) {
            found.entry(key).or_default().insert(Path {
                state: place.worst.max(state),
                hops: place.steps + 1,
                first: place.first,
                conditional,
            });
        }
    };
    let itself = place.standing == Standing::Itself;
    let kind = graph.kind_of(principal);
    let edges = |kind| counted(question, graph.edges_from(kind, place.at));
    if kind == EntityKind::User {
        for (group, state) in memberships(graph, question, place.at) {
            if is_unified(graph, group) && (itself || state > AccessState::Active) {
                let role = member_level(graph, principal);
                add(group, Mechanism::GroupResources, role, None, state, false);
            }
            let is_package = graph.kind_of(group) == EntityKind::AccessPackage;
            if is_package && (itself || state > AccessState::Active) {
                add(group, Mechanism::AccessPackage, None, None, state, false);
            }
        }
        for edge in edges(EdgeKind::Owner) {
            if itself && is_unified(graph, edge.end) {
                let role = level(graph, GroupLevel::Owner);
                add(
                    edge.end,
                    Mechanism::GroupResources,
                    role,
                    None,
                    edge.state,
                    false,
                );
            }
        }
    }
    if kind == EntityKind::User {
        for edge in edges(EdgeKind::PackageAssignment) {
            let (mechanism, conditional) = (Mechanism::AccessPackage, edge.conditional);
            add(edge.end, mechanism, None, None, edge.state, conditional);
        }
    }
    if kind == EntityKind::User || (kind == EntityKind::Group && itself) {
        for edge in edges(EdgeKind::Licence) {
            let conditional = edge.conditional;
            add(
                edge.end,
                Mechanism::Licence,
                None,
                None,
                edge.state,
                conditional,
            );
        }
    }
    if itself && question.layer == Layer::CouldReach {
        for edge in edges(EdgeKind::DelegatedGrant) {
            let state = AccessState::Controllable;
            let (role, scope) = (edge.role, edge.scope);
            add(
                edge.end,
                Mechanism::DelegatedGrant,
                role,
                scope,
                state,
                edge.conditional,
            );
        }
    }
}
