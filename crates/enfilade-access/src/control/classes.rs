//! The users whose passwords someone can reset, as classes.
//!
//! A Helpdesk Administrator can take over nearly every user, and with them all that they hold.
//! Said user by user that would be an edge to each of a million. Said as a class it is one union:
//! what the users of the class hold between them, worked out in one pass over the memberships for
//! all classes at once.

use super::facts::ControlFacts;
use super::nodes::Nodes;
use super::steps::Steps;
use crate::mechanism::{self, Grant, group_resources};
use enfilade_graph::GraphView;
use enfilade_model::control::{Protection, Resetter};
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism};

/// The mechanisms by which a user holds grants that are no nodes.
pub(crate) const OWN_GRANTS: [Mechanism; 9] = [
    Mechanism::AppAssignment,
    Mechanism::AzureRole,
    Mechanism::VaultPolicy,
    Mechanism::VaultSecrets,
    Mechanism::StorageData,
    // One that is held within a unit may be of no use to its holder, and is held all the same.
    Mechanism::DirectoryRole,
    Mechanism::Licence,
    Mechanism::AccessPackage,
    Mechanism::SitePermission,
];

/// Those of them that reach members of nested groups.
pub(crate) const NESTED_GRANTS: &[Mechanism] = &[
    Mechanism::AzureRole,
    Mechanism::VaultPolicy,
    Mechanism::VaultSecrets,
    Mechanism::StorageData,
    Mechanism::SitePermission,
];

/// What the users of a class hold between them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Class {
    /// Who.
    pub(crate) users: Vec<EntityId>,
    /// The nodes that they are at, ascending.
    pub(crate) nodes: Vec<u32>,
    /// What is granted to them in person, once each.
    pub(crate) grants: Vec<Grant>,
}

/// How well each user is protected from having its password reset.
pub(crate) struct Protections(Vec<Protection>);

impl Protections {
    /// Works out the protection of every user. Roles count in whatever scope; one that must be
    /// activated first protects nobody yet.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions>.
    pub(crate) fn new<V: GraphView>(steps: &Steps<'_, V>, control: &ControlFacts) -> Protections {
        let (view, now) = (steps.view, steps.admission.now);
        let active = crate::admission::Admission {
            limit: AccessState::Active,
            now,
        };
        let roles = view.kind_range(EntityKind::DirectoryRole);
        let of_roles = |holder: EntityId| {
            let edges = view.edges_from(EdgeKind::DirectoryRole, holder);
            active.edges(edges).fold(Protection::NONE, |sum, edge| {
                let at = edge.end.0.wrapping_sub(roles.start) as usize;
                let own = match edge.scope {
                    // A role at a restricted unit protects like one of the highest.
                    Some(scope) if control.closed_units.contains(scope) => Protection::FULL,
                    _ => control
                        .roles
                        .get(at)
                        .map_or(Protection::NONE, |role| role.protection),
                };
                sum.and(own)
            })
        };
        let groups = view.kind_range(EntityKind::Group);
        let of_groups: Vec<Protection> = groups
            .clone()
            .map(EntityId)
            .map(|group| {
                if control.role_assignable.contains(group) {
                    Protection::FULL
                } else {
                    of_roles(group)
                }
            })
            .collect();
        let of_user = |user: EntityId| {
            let mut protection = of_roles(user);
            for kind in [EdgeKind::Member, EdgeKind::Owner] {
                active.for_each_end(view.edges_from(kind, user), |group| {
                    let at = group.0.wrapping_sub(groups.start) as usize;
                    let Some(&own) = of_groups.get(at) else {
                        return;
                    };
                    let counts =
                        kind == EdgeKind::Member || control.role_assignable.contains(group);
                    if counts {
                        protection = protection.and(own);
                    }
                });
            }
            protection
        };
        let users = view.kind_range(EntityKind::User).map(EntityId);
        Protections(users.map(of_user).collect())
    }

    /// Whether a user has no role and is in no role-assignable group.
    fn is_unprivileged(&self, at: usize) -> bool {
        self.0[at] == Protection::NONE
    }
}

/// The classes of users that tenant-wide resetters can take over, in the order of
/// [`Resetter::ALL`].
pub(crate) fn by_resetter<V: GraphView>(
    steps: &Steps<'_, V>,
    nodes: &Nodes,
    protections: &Protections,
) -> Vec<Class> {
    let control = steps.facts.control();
    let disabled = steps.facts.disabled();
    let mut gather = Gather::new(nodes, Resetter::ALL.len());
    for (at, user) in steps
        .view
        .kind_range(EntityKind::User)
        .map(EntityId)
        .enumerate()
    {
        if control.restricted.contains(user) {
            continue;
        }
        let may = |resetter: &Resetter| {
            protections.0[at].permits(*resetter)
                && (resetter.enables_accounts() || !disabled.contains(user))
        };
        let classes = Resetter::ALL
            .iter()
            .filter(|resetter| may(resetter))
            .fold(0, |bits, &resetter| bits | 1 << resetter as u8);
        gather.add(steps, user, classes);
    }
    gather.finish()
}

/// The class of a unit's users: what a role within the unit can reset.
pub(crate) fn of_unit<V: GraphView>(
    steps: &Steps<'_, V>,
    nodes: &Nodes,
    protections: &Protections,
    unit: EntityId,
) -> Class {
    let users = steps.view.kind_range(EntityKind::User);
    let mut gather = Gather::new(nodes, 1);
    for &member in steps.view.edges_to(EdgeKind::UnitMember, unit).ends() {
        let is_open = users.contains(&member.0)
            && steps.facts.control().is_changed_within(unit, member)
            && protections.is_unprivileged((member.0 - users.start) as usize)
            && !steps.facts.disabled().contains(member);
        gather.add(steps, member, u8::from(is_open));
    }
    gather.finish().pop().unwrap_or_default()
}

/// Collects what users hold, for up to eight classes at once.
struct Gather<'n> {
    nodes: &'n Nodes,
    classes: Vec<Class>,
    // The classes whose users are at each node.
    at: Vec<u8>,
    // The nodes at which someone is.
    taken: Vec<u32>,
    grants: Vec<(Grant, u8)>,
}

/// How many grants are collected before repetitions are dropped.
const MANY_GRANTS: usize = 1 << 20;

impl<'n> Gather<'n> {
    fn new(nodes: &'n Nodes, classes: usize) -> Gather<'n> {
        Gather {
            nodes,
            classes: vec![Class::default(); classes],
            at: vec![0; nodes.count() as usize],
            taken: Vec::new(),
            grants: Vec::new(),
        }
    }

    fn add<V: GraphView>(&mut self, steps: &Steps<'_, V>, user: EntityId, classes: u8) {
        if classes == 0 {
            return;
        }
        for (at, class) in self.classes.iter_mut().enumerate() {
            if classes >> at & 1 == 1 {
                class.users.push(user);
            }
        }
        let (nodes, marks, taken) = (self.nodes, &mut self.at, &mut self.taken);
        steps.of_identity(user, &mut |node, _| {
            if let Some(number) = nodes.number(node) {
                let mark = &mut marks[number as usize];
                if *mark == 0 {
                    taken.push(number);
                }
                *mark |= classes;
            }
        });
        for mechanism in OWN_GRANTS {
            for &kind in mechanism::edge_kinds(mechanism) {
                let edges = steps.view.edges_from(kind, user);
                let granted = steps.admission.edges(edges).filter_map(|edge| {
                    let by = (mechanism, kind);
                    mechanism::grant(steps.view, steps.facts, by, edge.end, &edge)
                });
                let granted = granted.map(|grant| (without_state(grant), classes));
                self.grants.extend(granted);
            }
        }
        if !steps.facts.collaboration().unified.is_empty() {
            let owned = steps.view.edges_from(EdgeKind::Owner, user);
            let granted = steps
                .admission
                .edges(owned)
                .filter_map(|edge| group_resources::as_owner(steps.facts, edge.end, edge.state));
            let granted = granted.map(|grant| (without_state(grant), classes));
            self.grants.extend(granted);
        }
        if self.grants.len() > MANY_GRANTS {
            self.drop_repetitions();
        }
    }

    fn drop_repetitions(&mut self) {
        self.grants.sort_unstable_by_key(|(grant, _)| *grant);
        self.grants.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 |= later.1;
            }
            same
        });
    }

    fn finish(mut self) -> Vec<Class> {
        self.drop_repetitions();
        self.taken.sort_unstable();
        for (at, class) in self.classes.iter_mut().enumerate() {
            let holds = |classes: u8| classes >> at & 1 == 1;
            let numbers = self.taken.iter().copied();
            class.nodes = numbers.filter(|&n| holds(self.at[n as usize])).collect();
            let grants = self.grants.iter().filter(|(_, classes)| holds(*classes));
            class.grants = grants.map(|(grant, _)| *grant).collect();
        }
        self.classes
    }
}

// Whatever is reached by taking a user over is as good as control, and no better.
fn without_state(grant: Grant) -> Grant {
    Grant {
        state: AccessState::Controllable,
        ..grant
    }
}
