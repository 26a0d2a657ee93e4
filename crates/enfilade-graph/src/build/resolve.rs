//! From what was met to what there is: the kind of every object, which object a client id means,
//! and the final number of each.

use super::objects::{Handle, Object, Objects};
use super::report::Oddity;
use enfilade_model::{EntityId, EntityKind, ObjectKey, Warning};
use rayon::slice::ParallelSliceMut;
use std::collections::{HashMap, HashSet};

/// A described service principal or registration, by its client id.
#[derive(Copy, Clone, Debug)]
pub(super) struct Client {
    pub(super) id: ObjectKey,
    pub(super) handle: Handle,
}

/// The final number of every object.
#[derive(Debug)]
pub(super) struct Numbering {
    /// The objects of each kind, sorted by key, in the order of [`EntityKind::ALL`].
    pub(super) by_kind: Vec<Vec<Handle>>,
    /// The kind of each handle.
    pub(super) kinds: Vec<EntityKind>,
    /// The final number of each handle; a client id that was resolved has its target's.
    pub(super) ids: Vec<u32>,
    /// For each handle whose client id was resolved, the object that it means.
    pub(super) targets: HashMap<Handle, Handle>,
    /// What could not be resolved.
    pub(super) warnings: Vec<Warning>,
}

impl Numbering {
    /// The final number of a handle.
    pub(super) fn id(&self, handle: Handle) -> EntityId {
        EntityId(self.ids[handle.0 as usize])
    }
}

fn is_service_principal(kind: EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::App | EntityKind::ManagedIdentity | EntityKind::ServicePrincipal
    )
}

/// Whether objects of a kind have a client id beside their own.
pub(super) fn has_client_id(kind: EntityKind) -> bool {
    kind == EntityKind::Registration || is_service_principal(kind)
}

/// Decides all kinds, resolves all client ids and numbers the objects. `tenant` is the one that all
/// sources speak of, if they speak of one.
pub(super) fn resolve(
    objects: &Objects,
    stated: &[EntityKind],
    clients: &[Client],
    tenant: Option<ObjectKey>,
) -> Numbering {
    let decide = |(kind, object): (&EntityKind, &Object)| match kind {
        EntityKind::Unknown => object.hint(),
        kind => *kind,
    };
    let mut kinds: Vec<EntityKind> = stated.iter().zip(objects.list()).map(decide).collect();
    // Azure's root scope is the tenant, be it one that nobody names.
    let root = objects.find(super::top::root());
    if let Some(root) = root {
        kinds[root.0 as usize] = EntityKind::Tenant;
    }
    let kind_of = |handle: Handle| kinds[handle.0 as usize];

    // Of two service principals with one client id (of two tenants), the smaller key stands.
    let mut by_client: HashMap<(ObjectKey, bool), Handle> = HashMap::new();
    for client in clients {
        let kind = kind_of(client.handle);
        let registration = kind == EntityKind::Registration;
        if !registration && !is_service_principal(kind) {
            continue;
        }
        let known = by_client
            .entry((client.id, registration))
            .or_insert(client.handle);
        if objects.get(client.handle).key() < objects.get(*known).key() {
            *known = client.handle;
        }
    }

    // A table that anyone can write, and a snapshot, may have a client id for an object's own.
    let by_client_id = |object: &Object, kind: EntityKind| -> Option<Handle> {
        let is_registration = match kind {
            EntityKind::Registration => true,
            kind if is_service_principal(kind) => false,
            _ => return None,
        };
        by_client.get(&(object.key(), is_registration)).copied()
    };
    let tenant = tenant.and_then(|tenant| objects.find(tenant));
    // What has a client id of its own is nobody else's.
    let own: HashSet<Handle> = clients.iter().map(|client| client.handle).collect();
    let mut targets = HashMap::new();
    let mut unresolved = Vec::new();
    let mut by_kind: Vec<Vec<(u128, Handle)>> = vec![Vec::new(); EntityKind::COUNT];
    for (number, object) in objects.list().iter().enumerate() {
        let handle = Handle(number as u32);
        let kind = kind_of(handle);
        if object.is_client() {
            let registration = kind == EntityKind::Registration;
            let same_family = |&other: &Handle| match kind_of(other) {
                EntityKind::Registration => registration,
                other => !registration && is_service_principal(other),
            };
            let target = by_client
                .get(&(object.key(), registration))
                .copied()
                .or_else(|| objects.find(object.key()).filter(same_family));
            match target {
                Some(target) => {
                    targets.insert(handle, target);
                    continue;
                }
                None => unresolved.push(object.key()),
            }
        } else if let Some(target) = by_client_id(object, kind).filter(|_| !own.contains(&handle)) {
            targets.insert(handle, target);
            continue;
        } else if Some(handle) == root
            && let Some(tenant) = tenant
        {
            targets.insert(handle, tenant);
            continue;
        }
        by_kind[kind as usize].push((object.key().0, handle));
    }

    let mut ids = vec![0; objects.len()];
    let mut next = 0;
    let by_kind: Vec<Vec<Handle>> = by_kind
        .into_iter()
        .map(|mut list| {
            list.par_sort_unstable_by_key(|&(key, handle)| (key, handle));
            for (_, handle) in &list {
                ids[handle.0 as usize] = next;
                next += 1;
            }
            list.into_iter().map(|(_, handle)| handle).collect()
        })
        .collect();
    for (handle, target) in &targets {
        ids[handle.0 as usize] = ids[target.0 as usize];
        kinds[handle.0 as usize] = kinds[target.0 as usize];
    }

    unresolved.sort_unstable();
    let mut clients = Oddity::default();
    for key in unresolved {
        clients.add(|| key.to_string());
    }
    let mut unknown = Oddity::default();
    for handle in &by_kind[EntityKind::Unknown as usize] {
        unknown.add(|| {
            let text = objects.id_text(*handle);
            text.map_or_else(|| objects.get(*handle).key().to_string(), str::to_owned)
        });
    }
    let warnings = [
        clients.warning(
            "unresolved-client-id",
            "a client id belongs to no application in the sources",
        ),
        unknown.warning(
            "unknown-object",
            "an object's kind is not stated in the sources",
        ),
    ];
    Numbering {
        by_kind,
        kinds,
        ids,
        targets,
        warnings: warnings.into_iter().flatten().collect(),
    }
}
