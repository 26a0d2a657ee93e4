//! The top of Azure's hierarchy, which each export knows a part of.
//!
//! Above all is the root scope `/`: the tenant. A list of role assignments shows what is given there,
//! and a list of resources what lies far below, but hardly a file says that the one is above the other.
//! With one tenant in the graph nobody has to: whatever lies in no other scope lies below its root.
//! With several it is not known below whose, and then nothing is claimed.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/elevate-access-global-admin>.

use super::edge_log::EdgeLog;
use super::origin_log::rank;
use super::report::{BuildError, Oddity};
use crate::EntityTable;
use enfilade_model::{
    EdgeKind, EntityId, EntityKind, ImportSummary, ObjectKey, Provenance, Warning,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

/// The key of Azure's root scope, where no source says which tenant's it is.
pub(super) fn root() -> ObjectKey {
    ObjectKey::of_text("/")
}

/// The tenants that sources name.
pub(super) fn tenants(summary: &ImportSummary) -> BTreeSet<ObjectKey> {
    let sources = summary.sources.iter();
    let named = sources.flat_map(|source| &source.tenants);
    named.map(|tenant| ObjectKey::of(tenant)).collect()
}

/// The tenant that all sources that name one name.
pub(super) fn only_tenant(summary: &ImportSummary) -> Option<ObjectKey> {
    only(tenants(summary))
}

fn only<T>(all: BTreeSet<T>) -> Option<T> {
    let mut all = all.into_iter();
    all.next().filter(|_| all.next().is_none())
}

/// Leaves out that a scope lies directly below the tenant where a management group contains it: one
/// export may know the scope only, another one its management group.
pub(super) fn settle(contains: &mut EdgeLog, entities: &[EntityTable]) {
    let tenants = ids(entities, EntityKind::Tenant);
    let ends = || contains.from.iter().zip(&contains.to);
    let at_the_top = ends().filter(|(from, _)| tenants.contains(from));
    let at_the_top: HashSet<u32> = at_the_top.map(|(_, to)| *to).collect();
    let elsewhere: HashSet<u32> = ends()
        .filter(|(from, to)| !tenants.contains(from) && at_the_top.contains(to))
        .map(|(_, to)| *to)
        .collect();
    if !elsewhere.is_empty() {
        contains.retain(|from, to| !(tenants.contains(&from) && elsewhere.contains(&to)));
    }
}

/// Puts what lies in no other scope below the tenant, if a role is given there: below the root where no
/// source names the tenant. Of several tenants this says nothing, and counts the roles given at a root of
/// which nobody says whose it is.
pub(super) fn reach_down(
    contains: &mut EdgeLog,
    roles: &EdgeLog,
    mut tenants: BTreeSet<ObjectKey>,
    entities: &[EntityTable],
) -> Result<Option<Warning>, BuildError> {
    let are_named = tenants.len() > 1;
    let ids_of_tenants = ids(entities, EntityKind::Tenant);
    let key = |tenant: u32| entities[EntityKind::Tenant as usize].key(tenant as usize);
    let is_tenant = |id: &u32| ids_of_tenants.contains(id);
    let is_root = |id: u32| is_tenant(&id) && key(id) == root();
    if contains.from.iter().any(|&from| is_root(from)) {
        // An earlier import concluded it; what has come in since may say otherwise.
        contains.retain(|from, _| !is_root(from));
    }
    let given = given_at(roles, is_tenant);
    let above = contains.from.iter().copied().filter(is_tenant);
    tenants.extend(above.chain(given.keys().copied()).map(key));
    tenants.remove(&root());
    if tenants.len() > 1 {
        return Ok(unknown_root(roles, is_root, are_named, entities));
    }
    for (&tenant, &place) in &given {
        for scope in uncovered(contains, tenant, is_tenant, entities) {
            let (from, to) = (EntityId(tenant), EntityId(scope));
            contains.push_numbered(EdgeKind::Contains, from, to, place)?;
        }
    }
    Ok(None)
}

/// The numbers of the objects of a kind.
fn ids(entities: &[EntityTable], kind: EntityKind) -> Range<u32> {
    let count = |kinds: usize| -> u32 {
        let tables = entities.iter().take(kinds);
        tables.map(|table| table.len() as u32).sum()
    };
    count(kind as usize)..count(kind as usize + 1)
}

/// The tenants at which roles are given, and the first record that gives one.
fn given_at(roles: &EdgeLog, is_tenant: impl Fn(&u32) -> bool) -> BTreeMap<u32, Provenance> {
    let mut given: BTreeMap<u32, Provenance> = BTreeMap::new();
    for (scope, number) in roles.to.iter().zip(roles.origins.numbers()) {
        if is_tenant(scope) {
            let place = roles.origins.place(number);
            let first = given.entry(*scope).or_insert(place);
            if rank(place) < rank(*first) {
                *first = place;
            }
        }
    }
    given
}

/// The management groups and subscriptions that lie neither in another scope nor already in the tenant.
fn uncovered(
    contains: &EdgeLog,
    tenant: u32,
    is_tenant: impl Fn(&u32) -> bool,
    entities: &[EntityTable],
) -> Vec<u32> {
    let groups = ids(entities, EntityKind::ManagementGroup);
    let subscriptions = ids(entities, EntityKind::Subscription);
    let is_high = |id: &u32| groups.contains(id) || subscriptions.contains(id);
    let ends = contains.from.iter().zip(&contains.to);
    let covered: HashSet<u32> = ends
        .filter(|(from, to)| is_high(to) && (**from == tenant || !is_tenant(from)))
        .map(|(_, to)| *to)
        .collect();
    let high = groups.clone().chain(subscriptions.clone());
    high.filter(|id| !covered.contains(id)).collect()
}

fn unknown_root(
    roles: &EdgeLog,
    is_root: impl Fn(u32) -> bool,
    are_named: bool,
    entities: &[EntityTable],
) -> Option<Warning> {
    let mut unknown = Oddity::default();
    for (&holder, _) in (roles.from.iter().zip(&roles.to)).filter(|(_, to)| is_root(**to)) {
        unknown.add(|| key_of(entities, holder).map_or_else(String::new, |key| key.to_string()));
    }
    unknown.warning(
        "root-of-no-tenant",
        match are_named {
            true => {
                "an Azure role is given at the root `/`, and its record does not say of which of the tenants: \
                 it counts nowhere; import each tenant by itself"
            }
            false => {
                "an Azure role is given at the root `/`, and nothing says of which of the tenants: it counts nowhere; \
                 collect GET /organization of the one that the files are of"
            }
        },
    )
}

/// The key of the object with a number.
fn key_of(entities: &[EntityTable], id: u32) -> Option<ObjectKey> {
    let kinds = EntityKind::ALL.iter().zip(entities);
    kinds
        .map(|(&kind, table)| (ids(entities, kind), table))
        .find(|(ids, _)| ids.contains(&id))
        .map(|(ids, table)| table.key((id - ids.start) as usize))
}

#[cfg(test)]
mod tests {
    use super::super::Builder;
    use super::super::merging_tests::{at, object, summary};
    use crate::describe::describe;
    use crate::{BuildReport, Graph, GraphView};
    use enfilade_model::{
        EdgeKind, EdgeRecord, EntityKind, ImportSummary, ObjectKey, ObjectRef, Record, RecordSink,
        RoleRecord,
    };

    const A: u128 = 1;
    const B: u128 = 2;
    const GROUP: u128 = 60;
    const BELOW: u128 = 61;
    const FREE: u128 = 62;

    fn root() -> ObjectRef<'static> {
        ObjectRef::object(super::root(), None).with_text("/")
    }

    fn tenant(key: u128) -> ObjectRef<'static> {
        object(key, EntityKind::Tenant)
    }

    fn given(scope: ObjectRef<'static>, offset: u64) -> Record<'static> {
        let holder = object(20, EntityKind::User);
        Record::Edge(EdgeRecord {
            role: Some(RoleRecord {
                id: "uaa",
                name: None,
            }),
            ..EdgeRecord::plain(EdgeKind::AzureRole, holder, scope, at(0, offset))
        })
    }

    fn contains(from: ObjectRef<'static>, to: u128, kind: EntityKind) -> Record<'static> {
        let to = object(to, kind);
        Record::Edge(EdgeRecord::plain(EdgeKind::Contains, from, to, at(1, 0)))
    }

    /// A management group with a subscription, and a subscription that nobody places.
    fn scopes() -> [Record<'static>; 2] {
        let group = object(GROUP, EntityKind::ManagementGroup);
        let free = object(FREE, EntityKind::Subscription);
        [
            contains(group, BELOW, EntityKind::Subscription),
            contains(free, 70, EntityKind::ResourceGroup),
        ]
    }

    fn of_tenants(tenants: &[u128]) -> ImportSummary {
        let mut summary = summary(2);
        let names = tenants.iter().map(|key| ObjectKey(*key).to_string());
        summary.sources[1].tenants = names.collect();
        summary
    }

    fn build(tenants: &[u128], records: &[Record<'_>]) -> (Graph, BuildReport) {
        let mut builder = Builder::new();
        records.iter().for_each(|record| builder.push(*record));
        builder.finish(&of_tenants(tenants)).unwrap()
    }

    /// The keys of what lies directly below a scope.
    fn below(graph: &Graph, scope: ObjectKey) -> Vec<u128> {
        let ends = graph.edges_from(EdgeKind::Contains, graph.find(scope).unwrap());
        ends.ends().iter().map(|end| graph.key(*end).0).collect()
    }

    #[test]
    fn the_root_of_a_tenant_that_nobody_names_is_above_all() {
        let mut records = scopes().to_vec();
        records.push(given(root(), 9));
        records.push(given(root(), 5));
        let (graph, report) = build(&[], &records);
        assert_eq!(below(&graph, super::root()), [GROUP, FREE]);
        assert_eq!(report.warnings, []);
        let top = graph.find(super::root()).unwrap();
        assert_eq!(graph.kind_of(top), EntityKind::Tenant);
        // The record that gives the role is why anybody asks.
        let free = graph.find(ObjectKey(FREE)).unwrap();
        let stated = graph.edges(EdgeKind::Contains).stated(top, free).unwrap();
        assert_eq!(stated[0].place, at(0, 5));
        records.reverse();
        assert_eq!(describe(&build(&[], &records).0), describe(&graph));
    }

    #[test]
    fn so_is_the_tenant_that_is_named_but_contains_nothing() {
        let mut records = scopes().to_vec();
        records.push(given(root(), 9));
        records.push(contains(tenant(A), GROUP, EntityKind::ManagementGroup));
        let (graph, report) = build(&[A], &records);
        assert!(graph.find(super::root()).is_none());
        assert_eq!(below(&graph, ObjectKey(A)), [GROUP, FREE]);
        assert_eq!(report.duplicates.get(&EdgeKind::Contains), None);
    }

    #[test]
    fn without_a_role_there_nothing_is_said() {
        let (graph, _) = build(&[A], &scopes());
        assert_eq!(graph.edge_count(EdgeKind::Contains), 2);
    }

    #[test]
    fn of_several_tenants_nothing_is_said_but_how_much_that_leaves_out() {
        let mut records = scopes().to_vec();
        records.extend([given(root(), 9), given(root(), 9)]);
        let (graph, report) = build(&[A, B], &records);
        assert_eq!(below(&graph, super::root()), [0; 0]);
        assert_eq!(report.warnings[0].code, "root-of-no-tenant");
        assert_eq!(report.warnings[0].count, 2);
        // Both are named: that they are two is known already.
        let advice = |report: &BuildReport| report.warnings[0].message.clone();
        assert!(advice(&report).ends_with("import each tenant by itself"));
        // Not named as what was collected, but two tenants have subscriptions.
        let free = |tenant| contains(tenant, FREE, EntityKind::Subscription);
        records.extend([free(tenant(A)), free(tenant(B))]);
        let (graph, report) = build(&[], &records);
        assert_eq!(below(&graph, super::root()), [0; 0]);
        assert_eq!(report.warnings[0].code, "root-of-no-tenant");
        assert!(advice(&report).contains("/organization"));
    }

    #[test]
    fn what_is_added_later_can_take_it_back() {
        let mut records = scopes().to_vec();
        records.push(given(root(), 9));
        let (earlier, _) = build(&[], &records);
        let group = object(90, EntityKind::ManagementGroup);
        let more = [contains(group, FREE, EntityKind::Subscription)];
        for tenants in [&[][..], &[A], &[A, B]] {
            let mut builder = Builder::new();
            builder.take_in(&earlier).unwrap();
            more.iter().for_each(|record| builder.push(*record));
            let (added, _) = builder.finish(&of_tenants(tenants)).unwrap();
            let all: Vec<Record<'_>> = records.iter().chain(&more).copied().collect();
            let (together, _) = build(tenants, &all);
            assert_eq!(describe(&added), describe(&together));
        }
    }
}
