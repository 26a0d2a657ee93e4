//! Deny assignments: what they take away from whom, and where.
//!
//! A deny holds at its scope and below, unless it says that it holds at its own scope only; for the
//! principals that it names, and members of the groups that it names to any depth, but for those it
//! exempts. Memberships that are in force count: whoever merely may become a member is not denied.
//! A row goes if the denies of its principal take away all that its role allows; if they take away
//! something, or may, it is marked.
//!
//! What control leads to is not taken away, since a deny binds one identity and control may use
//! another; it is marked.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments>.
//! That a group stands for its members to any depth is not said there; it follows from the token,
//! which carries all groups of a principal
//! (<https://learn.microsoft.com/en-us/azure/role-based-access-control/overview>).

use super::AzureFacts;
use crate::Facts;
use crate::admission::Admission;
use crate::hit::Hit;
use enfilade_graph::{Edge, GraphView, RoleIndex};
use enfilade_model::azure::{ALL_PRINCIPALS_ID, AzureDefinition, READ_SECRET, READ_STORAGE};
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism, ObjectKey};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a deny assignment names, with the groups in which that holds for members.
#[derive(Clone, Debug, Default)]
struct Subjects {
    everyone: bool,
    // INVARIANT: sorted and distinct. Groups nested in those named are listed too.
    listed: Vec<EntityId>,
}

#[derive(Debug)]
struct Deny {
    role: RoleIndex,
    denied: Subjects,
    exempt: Subjects,
}

/// The deny assignments that matter to a question.
#[derive(Debug, Default)]
pub(crate) struct Denies {
    list: Vec<Deny>,
    // INVARIANT: sorted and distinct: a resource, and the number of a deny that holds there.
    at: Vec<(EntityId, u32)>,
    // For a deny that may take away some of a part of a role: for each pattern of the part, whether
    // it is certainly gone.
    effects: BTreeMap<(u32, Part), Vec<bool>>,
}

/// What of a role a row is about.
type Part = (Mechanism, Option<RoleIndex>);

/// What denies make of a row.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Whole,
    Restricted,
    Gone,
}

impl Denies {
    /// Reads the deny assignments. Nothing where there are none, which is the rule.
    pub(crate) fn new<V: GraphView>(view: &V, facts: &Facts, now: i64) -> Denies {
        let mut denies = Denies::default();
        if view.edge_count(EdgeKind::Denied) == 0 {
            return denies;
        }
        let active = Admission {
            limit: AccessState::Active,
            now,
        };
        let reader = Reader { view, active };
        let scopes = view.ends_of(EdgeKind::Denied).map(EntityId);
        for scope in scopes.filter(|&scope| !view.edges_to(EdgeKind::Denied, scope).is_empty()) {
            for (role, denied) in reader.subjects(facts, EdgeKind::Denied, scope) {
                let number = denies.list.len() as u32;
                let mut exempt = reader.subjects(facts, EdgeKind::DenyExempt, scope);
                denies.list.push(Deny {
                    role,
                    denied,
                    exempt: exempt.remove(&role).unwrap_or_default(),
                });
                let definition = &facts.azure().definitions[role.0 as usize];
                let is_local = |known: &AzureDefinition| known.do_not_apply_to_child_scopes;
                let within = match definition.as_ref().is_some_and(is_local) {
                    true => BTreeSet::from([scope]),
                    false => reader.below(scope),
                };
                let pairs = within.into_iter().map(|resource| (resource, number));
                denies.at.extend(pairs);
            }
        }
        denies.at.sort_unstable();
        denies.at.dedup();
        denies.compare_roles(view, facts.azure());
        denies
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any of them takes something at a resource away from a principal.
    pub(crate) fn bind<V: GraphView>(
        &self,
        view: &V,
        now: i64,
        principal: EntityId,
        resource: EntityId,
    ) -> bool {
        let active = Admission {
            limit: AccessState::Active,
            now,
        };
        self.holding_at(resource)
            .any(|number| self.list[number as usize].binds(view, active, principal))
    }

    /// The numbers of those that hold at a resource.
    fn holding_at(&self, resource: EntityId) -> impl Iterator<Item = u32> {
        let from = self.at.partition_point(|(own, _)| *own < resource);
        let here = self.at[from..].iter();
        here.take_while(move |(own, _)| *own == resource)
            .map(|(_, number)| *number)
    }

    /// Works out what each deny does to each role that is given in Azure.
    fn compare_roles<V: GraphView>(&mut self, view: &V, azure: &AzureFacts) {
        let used = (0..azure.definitions.len() as u32).map(RoleIndex);
        let used: Vec<Option<RoleIndex>> = match view.edge_count(EdgeKind::AzureRole) {
            0 => vec![None],
            _ => used.map(Some).chain([None]).collect(),
        };
        for (number, deny) in (0..).zip(&self.list) {
            let definition = azure.definitions[deny.role.0 as usize].as_ref();
            for &role in &used {
                let known = role.and_then(|role| azure.definitions[role.0 as usize].clone());
                let whole = known.unwrap_or_else(AzureDefinition::anything);
                let parts = [
                    (Mechanism::VaultSecrets, whole.only(&[READ_SECRET])),
                    (Mechanism::StorageData, whole.only(&READ_STORAGE)),
                    (Mechanism::AzureRole, whole),
                ];
                for (mechanism, part) in parts {
                    // Of a deny that nobody describes only that it may restrict is known.
                    let restricts = definition.is_none_or(|denies| denies.may_restrict(&part));
                    if restricts {
                        let denied = definition.map(|denies| denies.denied_patterns(&part));
                        let unproven = || part.denied_by_nothing();
                        let effect = denied.unwrap_or_else(unproven);
                        self.effects.insert((number, (mechanism, role)), effect);
                    }
                }
            }
        }
    }

    /// What the denies make of a row of a principal.
    pub(crate) fn verdict<V: GraphView>(
        &self,
        view: &V,
        now: i64,
        principal: EntityId,
        hit: &Hit,
    ) -> Verdict {
        // Policies of vaults are none of Azure Resource Manager's.
        let is_by_role = match hit.mechanism {
            Mechanism::AzureRole | Mechanism::StorageData => true,
            Mechanism::VaultSecrets => hit.scope.is_some(),
            _ => false,
        };
        if !is_by_role {
            return Verdict::Whole;
        }
        let mut left: Option<Vec<bool>> = None;
        let active = Admission {
            limit: AccessState::Active,
            now,
        };
        for number in self.holding_at(hit.resource) {
            let Some(effect) = self.effects.get(&(number, (hit.mechanism, hit.role))) else {
                continue;
            };
            if hit.state == AccessState::Controllable {
                return Verdict::Restricted;
            }
            if self.list[number as usize].binds(view, active, principal) {
                let gone = left.get_or_insert_with(|| vec![false; effect.len()]);
                let both = gone.iter_mut().zip(effect);
                both.for_each(|(gone, denied)| *gone |= denied);
            }
        }
        match left {
            None => Verdict::Whole,
            // Of what allows nothing that is known, nothing is known to be gone.
            Some(gone) if !gone.is_empty() && gone.iter().all(|gone| *gone) => Verdict::Gone,
            Some(_) => Verdict::Restricted,
        }
    }
}

impl Deny {
    /// Whether it takes something away from a principal.
    fn binds<V: GraphView>(&self, view: &V, active: Admission, principal: EntityId) -> bool {
        let names = |subjects: &Subjects| subjects.name(view, active, principal);
        names(&self.denied) && !names(&self.exempt)
    }
}

impl Subjects {
    /// Whether a principal is named, or a member of what is.
    fn name<V: GraphView>(&self, view: &V, active: Admission, principal: EntityId) -> bool {
        let is_listed = |id: EntityId| self.listed.binary_search(&id).is_ok();
        let groups = view.kind_range(EntityKind::Group);
        self.everyone
            || is_listed(principal)
            || active
                .edges(view.edges_from(EdgeKind::Member, principal))
                .any(|edge| groups.contains(&edge.end.0) && is_listed(edge.end))
    }
}

/// Reads deny assignments off a graph.
struct Reader<'r, V> {
    view: &'r V,
    active: Admission,
}

impl<V: GraphView> Reader<'_, V> {
    /// Whom the deny assignments at a scope name, by assignment.
    fn subjects(
        &self,
        facts: &Facts,
        kind: EdgeKind,
        scope: EntityId,
    ) -> BTreeMap<RoleIndex, Subjects> {
        let mut found: BTreeMap<RoleIndex, Subjects> = BTreeMap::new();
        let edges = self.active.edges(self.view.edges_to(kind, scope));
        let by_role = |edge: Edge| edge.role.map(|role| (role, edge.end));
        for (role, principal) in edges.filter_map(by_role) {
            let subjects = found.entry(role).or_default();
            if Some(principal) == facts.all_principals() {
                subjects.everyone = true;
            } else {
                self.add(principal, subjects);
            }
        }
        found
    }

    fn add(&self, principal: EntityId, subjects: &mut Subjects) {
        let groups = self.view.kind_range(EntityKind::Group);
        let mut listed: BTreeSet<EntityId> = subjects.listed.iter().copied().collect();
        let mut queue = vec![principal];
        while let Some(at) = queue.pop() {
            if listed.insert(at) && groups.contains(&at.0) {
                let members = self.view.edges_to(EdgeKind::Member, at);
                let members = self.active.edges(members).map(|edge| edge.end);
                queue.extend(members.filter(|member| groups.contains(&member.0)));
            }
        }
        subjects.listed = listed.into_iter().collect();
    }

    /// A scope and all that lies within it.
    fn below(&self, scope: EntityId) -> BTreeSet<EntityId> {
        let mut found = BTreeSet::new();
        let mut queue = vec![scope];
        while let Some(at) = queue.pop() {
            if found.insert(at) {
                let within = self.view.edges_from(EdgeKind::Contains, at);
                queue.extend(self.active.edges(within).map(|edge| edge.end));
            }
        }
        found
    }
}

/// The entity that stands for everyone in deny assignments, if the graph has one.
pub(crate) fn all_principals(graph: &enfilade_graph::Graph) -> Option<EntityId> {
    graph.find(ObjectKey::of(ALL_PRINCIPALS_ID))
}
