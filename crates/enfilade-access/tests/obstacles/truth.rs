//! Whether a reason is true: read off the graph itself, and asked of the slow implementation.

use enfilade_access::{Obstacle, Question, Reason, Step, StepKind, reference};
use enfilade_graph::{Edge, Edges, Graph, GraphView};
use enfilade_model::azure::ALL_PRINCIPALS_ID;
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, Layer, MICROSOFT_CORPORATE_TENANT,
    MICROSOFT_SERVICES_TENANT, Mechanism, Nesting, ObjectKey,
};
use std::collections::BTreeSet;

/// A pair, and the question under which one does not reach the other.
pub(crate) struct Truth<'g> {
    pub(crate) graph: &'g Graph,
    pub(crate) question: &'g Question,
    pub(crate) who: EntityId,
    pub(crate) what: EntityId,
}

impl Truth<'_> {
    /// Whether an obstacle is one.
    pub(crate) fn holds(&self, obstacle: &Obstacle) -> bool {
        match obstacle.reason {
            Reason::PrincipalDisabled => !self.question.with_disabled && self.is_off(self.who),
            Reason::ResourceDisabled => !self.question.with_disabled && self.is_off(self.what),
            Reason::Pending => self.is(self.who, Attribute::ExternalUserState, "PendingAcceptance"),
            Reason::Inactive(state) => self.is_inactive(obstacle, state),
            Reason::FirstParty(_) => [MICROSOFT_SERVICES_TENANT, MICROSOFT_CORPORATE_TENANT]
                .iter()
                .any(|tenant| self.is(self.what, Attribute::AppOwnerOrganizationId, tenant)),
            Reason::Nested(mechanism) => self.is_nested(obstacle, mechanism),
            Reason::Ended => self.is_late(obstacle, false),
            Reason::NotBegun => self.is_late(obstacle, true),
            Reason::Denied => self.is_denied(),
            Reason::ScopeWithin => {
                let target = obstacle.steps.last().map(|step| step.to);
                target.is_some_and(|target| {
                    target != self.what && self.above(target).contains(&self.what)
                })
            }
            Reason::ScopeBeside => {
                let parents = |id| self.graph.edges_to(EdgeKind::Contains, id).ends();
                let target = obstacle.steps.last().map(|step| step.to);
                target.is_some_and(|target| {
                    !self.above(self.what).contains(&target)
                        && parents(target)
                            .iter()
                            .any(|id| parents(self.what).contains(id))
                })
            }
            Reason::RoleAtScope => self.is_role_at_scope(obstacle),
            Reason::NoUser => {
                self.graph.kind_of(self.who) != EntityKind::User && self.is_open(self.what)
            }
            Reason::Control => {
                let step = obstacle.at.and_then(|at| obstacle.steps.get(at));
                let is_control = match (step, obstacle.steps.last()) {
                    (Some(step), _) => matches!(step.kind, StepKind::Control(_)),
                    // What an app may do for somebody is control from end to end, and so is a role of
                    // Azure that lets its holder give itself another; and whoever is no user has what
                    // users have by using one.
                    (None, Some(last)) => {
                        let opens = StepKind::Grant(Mechanism::AzureRole);
                        last.kind == StepKind::Grant(Mechanism::DelegatedGrant)
                            || obstacle.steps.iter().any(|step| step.kind == opens)
                            || self.graph.kind_of(self.who) != EntityKind::User
                    }
                    (None, None) => false,
                };
                is_control
                    && self.states(Layer::CouldReach) == BTreeSet::from([AccessState::Controllable])
            }
            Reason::Unseen => {
                let given = self.graph.edges_to(EdgeKind::AppAssignment, self.what);
                !self.is_open(self.what) && given.is_empty()
            }
            Reason::Nothing => obstacle.steps.is_empty(),
            // The question has no clause.
            _ => false,
        }
    }

    /// The states in which the pair would be rows on a layer, whoever is disabled, by the reference.
    fn states(&self, layer: Layer) -> BTreeSet<AccessState> {
        let wider = Question {
            layer,
            with_disabled: true,
            with_first_party: true,
            ..self.question.clone()
        };
        let rows = reference::rows(self.graph, &wider);
        let own = rows
            .iter()
            .filter(|row| (row.principal, row.resource) == (self.who, self.what));
        own.map(|row| row.state).collect()
    }

    /// The edges that record the step that fails.
    fn failing<'s>(&'s self, obstacle: &Obstacle) -> Vec<(Edges<'s>, Edge)> {
        let Some((at, step)) = obstacle
            .at
            .and_then(|at| Some((at, *obstacle.steps.get(at)?)))
        else {
            return Vec::new();
        };
        let before = at.checked_sub(1).and_then(|at| obstacle.steps.get(at));
        self.recorded(before.map_or(self.who, |step| step.to), step)
    }

    fn recorded(&self, from: EntityId, step: Step) -> Vec<(Edges<'_>, Edge)> {
        let kinds = step.kind.edges().iter();
        kinds
            .flat_map(|&kind| {
                let edges = self.graph.edges_from(kind, from);
                edges.iter().map(move |edge| (edges, edge))
            })
            .filter(|(_, edge)| edge.end == step.to)
            .collect()
    }

    fn is_in_force(&self, (edges, edge): &(Edges<'_>, Edge)) -> bool {
        edge.index
            .is_none_or(|index| edges.columns().is_valid_at(index, self.question.now))
    }

    fn is_inactive(&self, obstacle: &Obstacle, state: AccessState) -> bool {
        let step = obstacle.at.and_then(|at| obstacle.steps.get(at));
        let joins = step.is_some_and(|step| step.kind == StepKind::SelfJoin);
        let mut counted = self.failing(obstacle);
        counted.retain(|edge| self.is_in_force(edge));
        // Beside one that is active, an edge may be needed that is not: it makes a direct member.
        let waits = counted
            .iter()
            .any(|(_, edge)| edge.state > AccessState::Active);
        !self.question.layer.admits(state)
            && self.states(Layer::CanReach).contains(&state)
            && (joins || waits)
    }

    fn is_nested(&self, obstacle: &Obstacle, mechanism: Mechanism) -> bool {
        let Some((grant, members)) = obstacle.steps.split_last() else {
            return false;
        };
        let Some(group) = members.last() else {
            return false;
        };
        let mut direct = self.recorded(
            self.who,
            Step {
                kind: StepKind::Member,
                ..*group
            },
        );
        direct.retain(|edge| self.is_in_force(edge) && self.question.layer.admits(edge.1.state));
        mechanism.rule().nesting == Nesting::DirectMembers
            && (grant.kind, grant.to) == (StepKind::Grant(mechanism), self.what)
            && members.iter().all(|step| step.kind == StepKind::Member)
            && (direct.is_empty() || self.graph.kind_of(self.who).is_carrier())
    }

    fn is_late(&self, obstacle: &Obstacle, is_to_come: bool) -> bool {
        let edges = self.failing(obstacle);
        edges.iter().any(|(edges, edge)| {
            let begins = edge.index.and_then(|index| {
                let from = edges.columns().valid_from.as_ref()?;
                from.get(index.0 as usize).copied()
            });
            let begins_later = begins.is_some_and(|from| from > self.question.now);
            !self.is_in_force(&(*edges, *edge)) && begins_later == is_to_come
        })
    }

    /// Whether a deny at or above the resource names the principal, a group that it is in, or all.
    fn is_denied(&self) -> bool {
        let mut names = BTreeSet::from([self.who]);
        names.extend(self.graph.find(ObjectKey::of(ALL_PRINCIPALS_ID)));
        let mut queue = vec![self.who];
        while let Some(at) = queue.pop() {
            let groups = self.graph.edges_from(EdgeKind::Member, at);
            queue.extend(groups.ends().iter().filter(|&&group| names.insert(group)));
        }
        let scopes = self.above(self.what);
        names.iter().any(|&name| {
            let denies = self.graph.edges_from(EdgeKind::Denied, name);
            denies.ends().iter().any(|scope| scopes.contains(scope))
        })
    }

    fn is_role_at_scope(&self, obstacle: &Obstacle) -> bool {
        let [before @ .., role, last] = obstacle.steps.as_slice() else {
            return false;
        };
        let holder = before.last().map_or(self.who, |step| step.to);
        let is_local = |scope: EntityId| self.graph.kind_of(scope) != EntityKind::Tenant;
        let edges = self.recorded(holder, *role);
        self.graph.kind_of(self.who) == EntityKind::User
            && last.kind == StepKind::Grant(Mechanism::AdministratorOverride)
            && edges
                .iter()
                .any(|(_, edge)| edge.scope.is_some_and(is_local))
    }

    /// A scope and all above it.
    fn above(&self, scope: EntityId) -> BTreeSet<EntityId> {
        let mut above = BTreeSet::from([scope]);
        let mut queue = vec![scope];
        while let Some(at) = queue.pop() {
            let parents = self.graph.edges_to(EdgeKind::Contains, at).ends();
            queue.extend(parents.iter().filter(|&&parent| above.insert(parent)));
        }
        above
    }

    fn is_off(&self, id: EntityId) -> bool {
        self.graph.boolean(id, Attribute::AccountEnabled) == Some(false)
    }

    fn is_open(&self, app: EntityId) -> bool {
        self.graph
            .boolean(app, Attribute::AppRoleAssignmentRequired)
            == Some(false)
    }

    fn is(&self, id: EntityId, attribute: Attribute, wanted: &str) -> bool {
        let own = self.graph.text(id, attribute);
        own.is_some_and(|text| text.eq_ignore_ascii_case(wanted))
    }
}
