//! What whoever reads an import's summary should look at, once all records are together.
//!
//! Memberships that Microsoft's rules do not allow are kept: an export may be right where the
//! documentation is not. What is held by nobody knows what is kept as well: a list of assignments may
//! leave out what its principals are, and then no question about users finds them, which looks like an
//! answer that nobody has access.

use super::report::Oddity;
use crate::{Graph, GraphView};
use enfilade_model::{
    Attribute, DYNAMIC_GROUP, EdgeKind, EntityKind, ImportSummary, ObjectKey, UNIFIED_GROUP,
    Warning, has_group_type,
};
use std::collections::BTreeSet;

/// Counts what breaks a rule, and what nobody knows.
pub(super) fn edges(graph: &Graph, summary: &ImportSummary) -> Vec<Warning> {
    let mut warnings = memberships(graph);
    warnings.extend(of_tenants(graph, summary));
    warnings.extend(holders(graph));
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

/// By what something is held. A holder of unknown kind may be a user, a group or an app.
const HELD: &[EdgeKind] = &[
    EdgeKind::Member,
    EdgeKind::Owner,
    EdgeKind::AppAssignment,
    EdgeKind::DirectoryRole,
    EdgeKind::AzureRole,
    EdgeKind::VaultPolicy,
    EdgeKind::PackageAssignment,
    EdgeKind::SitePermission,
];

/// Counts what is held by objects of unknown kind.
fn holders(graph: &Graph) -> Option<Warning> {
    let mut held = Oddity::default();
    for holder in graph.ids(EntityKind::Unknown) {
        let edges = |&kind: &EdgeKind| graph.edges_from(kind, holder).len();
        for _ in 0..HELD.iter().map(edges).sum() {
            held.add(|| graph.label(holder).into_owned());
        }
    }
    held.warning(
        "unknown-holder",
        "no source says whether the holder of a role, an assignment or a membership is a user, a group or an app: \
         questions about these and about `principals` leave it out, those about `anything` do not; \
         collect users, groups and service principals",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Builder;
    use super::super::merging_tests::{at, group, object, summary};
    use crate::BuildReport;
    use enfilade_model::{
        EdgeKind, EdgeRecord, EntityKind, EntityRecord, ObjectKey, ObjectRef, Record, RecordSink,
    };

    fn holder() -> ObjectRef<'static> {
        ObjectRef::object(ObjectKey(30), None)
    }

    fn build(records: &[Record<'_>]) -> BuildReport {
        let mut builder = Builder::new();
        records.iter().for_each(|record| builder.push(*record));
        builder.finish(&summary(1)).unwrap().1
    }

    fn held(kind: EdgeKind, what: ObjectRef<'static>) -> Record<'static> {
        Record::Edge(EdgeRecord::plain(kind, holder(), what, at(0, 0)))
    }

    #[test]
    fn what_nobody_knows_the_kind_of_and_yet_holds_something_is_counted() {
        let role = object(20, EntityKind::DirectoryRole);
        let vault = object(21, EntityKind::Vault);
        let mut records = vec![
            held(EdgeKind::DirectoryRole, role),
            held(EdgeKind::AzureRole, vault),
            held(EdgeKind::Member, group(10)),
            // What lies in a unit holds nothing by that.
            held(
                EdgeKind::UnitMember,
                object(11, EntityKind::AdministrativeUnit),
            ),
        ];
        let report = build(&records);
        let warning = report.warnings.first().unwrap();
        assert_eq!(
            (warning.code.as_str(), warning.count),
            ("unknown-holder", 3)
        );
        assert_eq!(warning.example, ObjectKey(30).to_string());
        // A later file describes it.
        records.push(Record::Entity(EntityRecord {
            object: holder(),
            kind: EntityKind::User,
            attributes: &[],
            rest: "",
            provenance: at(0, 9),
        }));
        assert_eq!(build(&records).warnings, []);
    }
}
