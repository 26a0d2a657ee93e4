//! Memberships and assignments that Microsoft's rules do not allow.
//!
//! They are kept: an export may be right where the documentation is not. They are counted, so that
//! whoever reads the import's summary can look.

use super::report::Oddity;
use crate::{Graph, GraphView};
use enfilade_model::{
    Attribute, DYNAMIC_GROUP, EdgeKind, EntityKind, ImportSummary, ObjectKey, UNIFIED_GROUP,
    Warning, has_group_type,
};
use std::collections::BTreeSet;

/// Counts what breaks a rule.
pub(super) fn edges(graph: &Graph, summary: &ImportSummary) -> Vec<Warning> {
    let mut warnings = memberships(graph);
    warnings.extend(of_tenants(graph, summary));
    warnings
}

/// Counts the members of tenants, which have none: a folder named after the tenant was taken for that of
/// a group or an app.
fn of_tenants(graph: &Graph, summary: &ImportSummary) -> Option<Warning> {
    let named = summary.sources.iter().flat_map(|source| &source.tenants);
    let named = named.filter_map(|tenant| graph.find(ObjectKey::of(tenant)));
    let tenants: BTreeSet<_> = graph.ids(EntityKind::Tenant).chain(named).collect();
    let mut found = Oddity::default();
    for tenant in tenants {
        for kind in [EdgeKind::Member, EdgeKind::Owner, EdgeKind::AppAssignment] {
            for &holder in graph.edges_to(kind, tenant).ends() {
                found.add(|| format!("{} in {}", graph.label(holder), graph.label(tenant)));
            }
        }
    }
    found.warning(
        "member-of-tenant",
        "a list of members, owners or assignments is taken for that of the tenant, after which its folder is named; put the id of the group or app into the name of the file, as in `members_<id>.csv`",
    )
}

/// Counts the memberships that break a rule.
fn memberships(graph: &Graph) -> Vec<Warning> {
    let mut not_a_user = Oddity::default();
    let mut nested = Oddity::default();
    let mut mixed = Oddity::default();
    for group in graph.ids(EntityKind::Group) {
        let types = graph.text(group, Attribute::GroupTypes).unwrap_or_default();
        let (unified, dynamic) = (
            has_group_type(types, UNIFIED_GROUP),
            has_group_type(types, DYNAMIC_GROUP),
        );
        let for_roles = graph.boolean(group, Attribute::IsAssignableToRole) == Some(true);
        if !(unified || dynamic || for_roles) {
            continue;
        }
        let (mut users, mut devices) = (false, false);
        for &member in graph.edges_to(EdgeKind::Member, group).ends() {
            let kind = graph.kind_of(member);
            users |= kind == EntityKind::User;
            devices |= kind == EntityKind::Device;
            let example = || format!("{} in {}", graph.label(member), graph.label(group));
            // An access package is no member: it makes users members.
            let is_user = matches!(
                kind,
                EntityKind::User | EntityKind::AccessPackage | EntityKind::Unknown
            );
            if unified && !is_user {
                not_a_user.add(example);
            }
            if for_roles && kind == EntityKind::Group {
                nested.add(example);
            }
        }
        if dynamic && users && devices {
            mixed.add(|| graph.label(group).into_owned());
        }
    }
    let warnings = [
        not_a_user.warning(
            "member-not-a-user",
            "a Microsoft 365 group has a member that is not a user",
        ),
        nested.warning(
            "nested-in-role-group",
            "a role-assignable group has a group as a member",
        ),
        mixed.warning(
            "dynamic-group-mixed",
            "a dynamic group has both users and devices as members",
        ),
    ];
    warnings.into_iter().flatten().collect()
}
