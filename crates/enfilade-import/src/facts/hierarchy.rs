//! What can only be said at the end of an import: the top of Azure's hierarchy.
//!
//! Azure's root scope `/` is the tenant. Which tenant an export speaks of, and which scopes lie
//! under no management group, is known when all records are in; until then this remembers the
//! management groups and subscriptions, and the few grants at `/`.

use super::arm;
use super::emitter::Emitter;
use enfilade_model::{
    AccessState, EdgeKind, EdgeRecord, EntityKind, ObjectKey, ObjectRef, Provenance, RoleRecord,
    SourceId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The top of the hierarchy, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct Hierarchy {
    tops: BTreeMap<ObjectKey, Top>,
    /// Those that lie below a management group.
    below: BTreeSet<ObjectKey>,
    /// By source the tenants it was collected from: stated, and guessed from its objects.
    stated: BTreeMap<SourceId, BTreeSet<ObjectKey>>,
    guessed: BTreeMap<SourceId, BTreeSet<ObjectKey>>,
    groups: Groups,
    /// Grants at the root scope, and where each stands.
    root_grants: BTreeMap<RootGrant, Provenance>,
}

/// Management groups at which roles are given, and those of which it is told what lies below: who
/// holds a role at another holds it nobody knows where.
#[derive(Debug, Default)]
struct Groups {
    granted: BTreeSet<ObjectKey>,
    opened: BTreeSet<ObjectKey>,
}

/// A management group or subscription.
#[derive(Debug)]
struct Top {
    tenant: ObjectKey,
    /// Its id's text.
    path: String,
    /// By source where it is stated first.
    stated: BTreeMap<SourceId, Provenance>,
}

#[derive(Debug, Eq, PartialEq, Ord, PartialOrd)]
struct RootGrant {
    source: SourceId,
    /// The tenant whose root it is, where the grant says so.
    tenant: Option<ObjectKey>,
    principal: ObjectKey,
    principal_text: Option<String>,
    principal_name: Option<String>,
    principal_kind: Option<EntityKind>,
    role: String,
    role_name: Option<String>,
    state: AccessState,
    assignment: Option<String>,
    condition: Option<String>,
    valid_from: Option<i64>,
    valid_to: Option<i64>,
}

impl Hierarchy {
    /// A management group or subscription of a tenant.
    pub(crate) fn top(
        &mut self,
        key: ObjectKey,
        path: &str,
        tenant: ObjectKey,
        provenance: Provenance,
    ) {
        // Should two tenants claim it, the smaller one stands, whichever comes first.
        let top = self.tops.entry(key).or_insert_with(|| Top {
            tenant,
            path: path.to_owned(),
            stated: BTreeMap::new(),
        });
        top.tenant = top.tenant.min(tenant);
        top.stated.entry(provenance.source).or_insert(provenance);
    }

    /// A scope that lies below a management group.
    pub(crate) fn has_parent(&mut self, key: ObjectKey) {
        self.below.insert(key);
    }

    /// A role is given at a management group.
    pub(crate) fn grant_at_group(&mut self, key: ObjectKey) {
        self.groups.granted.insert(key);
    }

    /// It is told what lies below a management group.
    pub(crate) fn open_group(&mut self, key: ObjectKey) {
        self.groups.opened.insert(key);
    }

    /// Whether a role is given at a management group of which nothing tells what lies below.
    pub(crate) fn has_closed_grants(&self) -> bool {
        !self.groups.granted.is_subset(&self.groups.opened)
    }

    /// A source says which tenant it was collected from.
    pub(crate) fn state_tenant(&mut self, source: SourceId, tenant: ObjectKey) {
        self.stated.entry(source).or_default().insert(tenant);
    }

    /// A source holds an object of this tenant.
    pub(crate) fn guess_tenant(&mut self, source: SourceId, tenant: ObjectKey) {
        let guessed = self.guessed.entry(source).or_default();
        guessed.insert(tenant);
        // That they are several is enough to know, and which is the smallest.
        if guessed.len() > 2 {
            guessed.pop_last();
        }
    }

    /// By source the tenants it was collected from, where that is told. A source whose objects are of
    /// several tenants does not tell: they are those that the caller could see.
    pub(crate) fn tenants(&self) -> BTreeMap<SourceId, BTreeSet<ObjectKey>> {
        let guessed = self
            .guessed
            .iter()
            .filter(|(_, tenants)| tenants.len() == 1);
        let all = guessed.chain(&self.stated);
        all.map(|(source, tenants)| (*source, tenants.clone()))
            .collect()
    }

    /// Gives the sources their numbers in the whole import, of which `first` is that of the first.
    pub(super) fn renumber(&mut self, first: u32) {
        let number = |source: SourceId| SourceId(source.0 + first);
        let place = |place: Provenance| Provenance {
            source: number(place.source),
            ..place
        };
        for top in self.tops.values_mut() {
            let stated = std::mem::take(&mut top.stated).into_iter();
            top.stated = stated
                .map(|(source, at)| (number(source), place(at)))
                .collect();
        }
        for tenants in [&mut self.stated, &mut self.guessed] {
            let own = std::mem::take(tenants).into_iter();
            *tenants = own
                .map(|(source, tenants)| (number(source), tenants))
                .collect();
        }
        let grants = std::mem::take(&mut self.root_grants).into_iter();
        self.root_grants = grants
            .map(|(grant, at)| {
                let source = number(grant.source);
                (RootGrant { source, ..grant }, place(at))
            })
            .collect();
    }

    /// Adds what a later part of a text says.
    pub(super) fn absorb(&mut self, later: Hierarchy) {
        for (key, top) in later.tops {
            for provenance in top.stated.into_values() {
                self.top(key, &top.path, top.tenant, provenance);
            }
        }
        self.below.extend(later.below);
        self.groups.granted.extend(later.groups.granted);
        self.groups.opened.extend(later.groups.opened);
        for (source, tenants) in later.stated {
            for tenant in tenants {
                self.state_tenant(source, tenant);
            }
        }
        for (source, tenants) in later.guessed {
            for tenant in tenants {
                self.guess_tenant(source, tenant);
            }
        }
        for (grant, provenance) in later.root_grants {
            self.root_grants.entry(grant).or_insert(provenance);
        }
    }

    /// The tenant whose root a source means: its own, else the only one that any source is of. None
    /// if there may be two, since a role at the wrong root would be access that nobody has.
    fn tenant(
        source: SourceId,
        told: &BTreeMap<SourceId, BTreeSet<ObjectKey>>,
    ) -> Option<ObjectKey> {
        let all = || told.values().flatten().copied().collect();
        let tenants: BTreeSet<ObjectKey> = told.get(&source).cloned().unwrap_or_else(all);
        let mut tenants = tenants.into_iter();
        tenants.next().filter(|_| tenants.next().is_none())
    }

    /// A grant at the root scope, perhaps of the tenant that it says. The same grant is listed again at
    /// every resource.
    pub(crate) fn grant_at_root(&mut self, edge: &EdgeRecord<'_>, tenant: Option<ObjectKey>) {
        let (Some(role), enfilade_model::RefId::Object(principal)) = (edge.role, edge.from.id)
        else {
            return;
        };
        let grant = RootGrant {
            source: edge.provenance.source,
            tenant,
            principal,
            principal_text: edge.from.text.map(str::to_owned),
            principal_name: edge.from.name.map(str::to_owned),
            principal_kind: edge.from.kind,
            role: role.id.to_owned(),
            role_name: role.name.map(str::to_owned),
            state: edge.state,
            assignment: edge.assignment.map(str::to_owned),
            condition: edge.condition.map(str::to_owned),
            valid_from: edge.valid_from,
            valid_to: edge.valid_to,
        };
        self.root_grants.entry(grant).or_insert(edge.provenance);
        // Other sources mean the same root, if it is the only one.
        if let Some(tenant) = tenant {
            self.guess_tenant(edge.provenance.source, tenant);
        }
    }
}

/// Says what the import could not say before its end.
pub(crate) fn finish(out: &mut Emitter<'_>) {
    let mut hierarchy = std::mem::take(&mut out.hierarchy);
    // The ledger asks for them later.
    out.hierarchy.groups = std::mem::take(&mut hierarchy.groups);
    let tops = hierarchy.tops.iter();
    for (key, top) in tops.filter(|(key, _)| !hierarchy.below.contains(key)) {
        for provenance in top.stated.values() {
            out.edge(EdgeRecord::plain(
                EdgeKind::Contains,
                ObjectRef::object(top.tenant, Some(EntityKind::Tenant)),
                arm::mention(*key, &top.path, &top.path).with_name(None),
                *provenance,
            ));
        }
    }
    let told = hierarchy.tenants();
    for (grant, provenance) in &hierarchy.root_grants {
        let mut from = ObjectRef::object(grant.principal, grant.principal_kind);
        from.text = grant.principal_text.as_deref();
        from.name = grant.principal_name.as_deref();
        let tenant = || Hierarchy::tenant(grant.source, &told);
        let scope = match grant.tenant.or_else(tenant) {
            Some(tenant) => ObjectRef::object(tenant, Some(EntityKind::Tenant)),
            None => ObjectRef::object(ObjectKey::of_text("/"), None).with_text("/"),
        };
        out.edge(EdgeRecord {
            role: Some(RoleRecord {
                id: &grant.role,
                name: grant.role_name.as_deref(),
            }),
            state: grant.state,
            assignment: grant.assignment.as_deref(),
            condition: grant.condition.as_deref(),
            valid_from: grant.valid_from,
            valid_to: grant.valid_to,
            ..EdgeRecord::plain(EdgeKind::AzureRole, from, scope, *provenance)
        });
    }
}
