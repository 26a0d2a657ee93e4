//! Checks a path against the graph's own edges, step by step.
//!
//! Whoever found the path is not asked how: every membership, grant, containment and ownership must
//! be an edge that is there, in a state that counts and in force at the time; a grant must carry to
//! where the path stands; a step of control must be one that the slow implementation knows too. Use
//! it on what an engine says, in tests or for a second opinion.

use super::collaboration::is_offered;
use super::control::{Fact, follows, permitted, template};
use super::{counted, has_text, is_microsofts};
use crate::{AccessRow, Control, Question, Step, StepKind};
use enfilade_graph::{Edge, Graph, GraphView, RoleIndex};
use enfilade_model::control::GRAPH_APP_IDS;
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, GLOBAL_ADMINISTRATOR_TEMPLATE, Layer,
    Mechanism, Nesting,
};
use std::collections::BTreeSet;

/// What a path is said to show.
#[derive(Copy, Clone, Debug)]
pub struct Claim {
    /// Who has the access.
    pub principal: EntityId,
    /// To what.
    pub resource: EntityId,
    /// In which state: no step may be worse.
    pub state: AccessState,
    /// The mechanism, role and scope of a row, where the path is said to explain one.
    pub row: Option<(Mechanism, Option<RoleIndex>, Option<EntityId>)>,
}

impl From<&AccessRow> for Claim {
    fn from(row: &AccessRow) -> Claim {
        Claim {
            principal: row.principal,
            resource: row.resource,
            state: row.state,
            row: Some((row.mechanism, row.role, row.scope)),
        }
    }
}

/// Where a path stands, apart from what control has made of the principal.
#[derive(Clone, Debug)]
enum Standing {
    Itself,
    DirectMember,
    NestedMember,
    /// Holds a directory role, perhaps for the whole tenant.
    InRole {
        tenant_wide: bool,
    },
    /// Holds something at an Azure scope and below.
    AtScope,
    /// Has been assigned to an app.
    Assigned,
    /// Can let itself in, or is where the access ends.
    There,
}

struct Walk<'g> {
    graph: &'g Graph,
    question: Question,
    claim: Claim,
    at: EntityId,
    standing: Standing,
    // What control has brought about, where the question counts control.
    facts: BTreeSet<Fact>,
    // What the permissions of the last step allow.
    allowed: BTreeSet<Fact>,
}

/// Checks that a path shows what it is said to show.
///
/// # Errors
/// The first thing that is wrong, in words.
pub fn check(
    graph: &Graph,
    question: &Question,
    claim: Claim,
    steps: &[Step],
) -> Result<(), String> {
    let layer = match claim.state {
        AccessState::Active => Layer::Reach,
        AccessState::Controllable => Layer::CouldReach,
        _ => Layer::CanReach,
    };
    if !question.layer.admits(claim.state) {
        return Err(format!(
            "`{}` does not count {}",
            question.layer.verb(),
            claim.state
        ));
    }
    let mut walk = Walk {
        graph,
        question: Question {
            layer,
            ..question.clone()
        },
        claim,
        at: claim.principal,
        standing: Standing::Itself,
        facts: BTreeSet::new(),
        allowed: BTreeSet::new(),
    };
    if layer == Layer::CouldReach && graph.kind_of(claim.principal).is_principal() {
        walk.facts.insert(Fact::Being(claim.principal));
    }
    for (at, step) in steps.iter().enumerate() {
        let is_last = steps[at + 1..]
            .iter()
            .all(|next| next.kind == StepKind::Contains);
        walk.step(*step, is_last)
            .map_err(|why| format!("step {} ({:?}): {why}", at + 1, step))?;
    }
    walk.arrived(steps)
}

impl Walk<'_> {
    fn step(&mut self, step: Step, is_last: bool) -> Result<(), String> {
        let next: BTreeSet<Fact> = self
            .facts
            .iter()
            .flat_map(|fact| follows(self.graph, &self.question, *fact))
            .filter(|fact| fact.entity() == step.to)
            .collect();
        let standing = match step.kind {
            StepKind::Member => self.join(step.to)?,
            StepKind::Contains => self.go_down(step.to)?,
            StepKind::SelfJoin => self.join_by_itself(step.to)?,
            StepKind::Grant(mechanism) => self.use_grant(mechanism, step.to, is_last)?,
            StepKind::Control(control) => return self.take_control(control, step.to, &next),
        };
        let keeps = matches!(step.kind, StepKind::Contains);
        let is_of_step = |fact: &Fact| match step.kind {
            StepKind::Member | StepKind::SelfJoin => {
                matches!(fact, Fact::DirectMember(_) | Fact::Member(_))
            }
            StepKind::Grant(_) => matches!(
                fact,
                Fact::Holding(..) | Fact::Assigning(_) | Fact::Using(..)
            ),
            _ => false,
        };
        if !keeps {
            self.allowed = self.allowed_by(step);
            self.facts = next.into_iter().filter(is_of_step).collect();
            let nested: Vec<Fact> = self.facts.iter().filter_map(Fact::also).collect();
            self.facts.extend(nested);
        }
        self.at = step.to;
        self.standing = standing;
        Ok(())
    }

    /// The edges of a kind that lead on to an entity and count.
    fn edges(&self, kind: EdgeKind, to: EntityId) -> Vec<Edge> {
        let mut edges = counted(&self.question, self.graph.edges_from(kind, self.at));
        edges.retain(|edge| edge.end == to && edge.state <= self.claim.state);
        edges
    }

    fn join(&self, group: EntityId) -> Result<Standing, String> {
        let edges = self.edges(EdgeKind::Member, group);
        if edges.is_empty() || !self.graph.kind_of(group).is_carrier() {
            return Err("there is no such membership".to_owned());
        }
        let activates = edges.iter().any(|edge| edge.state > AccessState::Active);
        match self.standing {
            Standing::Itself if !self.graph.kind_of(self.at).is_carrier() => {
                Ok(Standing::DirectMember)
            }
            Standing::DirectMember if activates => Ok(Standing::DirectMember),
            Standing::Itself | Standing::DirectMember | Standing::NestedMember => {
                Ok(Standing::NestedMember)
            }
            _ => Err("what it stands at is a member of nothing".to_owned()),
        }
    }

    /// Public Microsoft 365 groups are open to users who are no guests, access packages to whom a
    /// policy says.
    fn join_by_itself(&self, group: EntityId) -> Result<Standing, String> {
        let graph = self.graph;
        let is = |id, attribute, wanted| has_text(graph, id, attribute, wanted);
        let guest = is(self.at, Attribute::UserType, "Guest");
        let joins = self.claim.state >= AccessState::Requestable
            && matches!(self.standing, Standing::Itself)
            && graph.kind_of(self.at) == EntityKind::User
            && match graph.kind_of(group) {
                EntityKind::AccessPackage => is_offered(graph, group, guest),
                _ => !guest && is(group, Attribute::Visibility, "Public"),
            };
        joins
            .then_some(Standing::DirectMember)
            .ok_or_else(|| "nobody joins that".to_owned())
    }

    fn go_down(&self, scope: EntityId) -> Result<Standing, String> {
        match self.standing {
            _ if self.edges(EdgeKind::Contains, scope).is_empty() => {
                Err("the scope is not contained there".to_owned())
            }
            Standing::AtScope => Ok(Standing::AtScope),
            _ => Err("nothing is held at a scope".to_owned()),
        }
    }

    fn use_grant(
        &self,
        mechanism: Mechanism,
        to: EntityId,
        is_last: bool,
    ) -> Result<Standing, String> {
        let graph = self.graph;
        let microsofts = !self.question.with_first_party && is_microsofts(graph, to);
        match mechanism {
            Mechanism::OpenApp => {
                let open = graph.boolean(to, Attribute::AppRoleAssignmentRequired) == Some(false);
                let is_user = graph.kind_of(self.at) == EntityKind::User;
                let itself = matches!(self.standing, Standing::Itself);
                return (open && is_user && itself && !microsofts)
                    .then_some(Standing::There)
                    .ok_or_else(|| "the app is not open to it".to_owned());
            }
            Mechanism::AdministratorOverride => {
                let is_global = template(graph, self.at) == GLOBAL_ADMINISTRATOR_TEMPLATE;
                let tenant_wide = matches!(self.standing, Standing::InRole { tenant_wide: true });
                return (is_global && tenant_wide && !microsofts)
                    .then_some(Standing::There)
                    .ok_or_else(|| "no Global Administrator stands there".to_owned());
            }
            _ => {}
        }
        let rule = mechanism.rule();
        match self.standing {
            Standing::Itself | Standing::DirectMember => {}
            Standing::NestedMember if rule.nesting == Nesting::Transitive => {}
            _ => return Err(format!("{mechanism} does not carry that far")),
        }
        let kinds: &[EdgeKind] = match mechanism {
            Mechanism::VaultSecrets => &[EdgeKind::AzureRole, EdgeKind::VaultPolicy],
            Mechanism::GroupResources => &[EdgeKind::Member, EdgeKind::Owner],
            Mechanism::AccessPackage => &[EdgeKind::PackageAssignment, EdgeKind::Member],
            _ => rule.edge.as_slice(),
        };
        let is_tenant_wide = |edge: &Edge| {
            let is_tenant = |scope| graph.kind_of(scope) == EntityKind::Tenant;
            edge.scope.is_none_or(is_tenant)
        };
        let is_of_row = |kind: EdgeKind, edge: &Edge| match self.claim.row {
            Some((own, role, scope)) if is_last && own == mechanism => match (mechanism, kind) {
                (Mechanism::DirectoryRole, _) => {
                    scope == edge.scope.filter(|_| !is_tenant_wide(edge))
                }
                (Mechanism::GroupResources | Mechanism::Licence | Mechanism::AccessPackage, _) => {
                    true
                }
                (_, EdgeKind::AzureRole | EdgeKind::SitePermission) => {
                    scope == Some(to) && (role == edge.role || self.could_give(to, role))
                }
                _ => role == edge.role,
            },
            _ => true,
        };
        let found = |kind: EdgeKind| {
            let edges = self.edges(kind, to).into_iter();
            edges
                .filter(move |edge| is_of_row(kind, edge))
                .collect::<Vec<Edge>>()
        };
        let found: Vec<(EdgeKind, Vec<Edge>)> =
            kinds.iter().map(|&kind| (kind, found(kind))).collect();
        let has = |wanted| {
            found
                .iter()
                .any(|(kind, edges)| *kind == wanted && !edges.is_empty())
        };
        if found.iter().all(|(_, edges)| edges.is_empty()) {
            return Err("there is no such grant".to_owned());
        }
        Ok(match mechanism {
            Mechanism::DirectoryRole => Standing::InRole {
                tenant_wide: found
                    .iter()
                    .flat_map(|(_, edges)| edges)
                    .any(is_tenant_wide),
            },
            Mechanism::AppAssignment => Standing::Assigned,
            _ if has(EdgeKind::AzureRole) || has(EdgeKind::SitePermission) => Standing::AtScope,
            _ => Standing::There,
        })
    }

    /// Whether a role that is not given yet could be given at a scope.
    fn could_give(&self, scope: EntityId, role: Option<RoleIndex>) -> bool {
        let gives = |fact: &Fact| fact.gives_roles_at(scope);
        let mut next = self
            .facts
            .iter()
            .flat_map(|fact| follows(self.graph, &self.question, *fact));
        role.is_none() && next.any(|fact| gives(&fact))
    }

    /// What holding a permission at Microsoft Graph allows.
    fn allowed_by(&self, step: Step) -> BTreeSet<Fact> {
        let is_permission = step.kind == StepKind::Grant(Mechanism::AppAssignment)
            && GRAPH_APP_IDS
                .iter()
                .any(|id| has_text(self.graph, step.to, Attribute::AppId, id));
        let beings = self.facts.iter().filter_map(|fact| match fact {
            Fact::Being(identity) if is_permission => Some(*identity),
            _ => None,
        });
        beings
            .flat_map(|identity| permitted(self.graph, &self.question, identity))
            .collect()
    }

    fn take_control(
        &mut self,
        control: Control,
        to: EntityId,
        next: &BTreeSet<Fact>,
    ) -> Result<(), String> {
        let allowed = self.allowed.iter().copied();
        let facts: BTreeSet<Fact> = allowed
            .filter(|fact| fact.entity() == to)
            .chain(next.iter().copied())
            .collect();
        if facts.is_empty() {
            return Err("control does not lead there".to_owned());
        }
        if !self.begins(control, to) {
            return Err("it does not begin at what could do that".to_owned());
        }
        self.standing = match facts.iter().next() {
            Some(Fact::Being(_)) => Standing::Itself,
            Some(Fact::DirectMember(_) | Fact::Member(_)) => Standing::DirectMember,
            Some(Fact::Holding(..)) => Standing::InRole {
                tenant_wide: facts.contains(&Fact::Holding(to, None)),
            },
            Some(Fact::Administering(_)) => Standing::InRole { tenant_wide: false },
            Some(Fact::Assigning(_) | Fact::Using(..)) => Standing::AtScope,
            _ => Standing::There,
        };
        self.at = to;
        self.facts = facts;
        let nested: Vec<Fact> = self.facts.iter().filter_map(Fact::also).collect();
        self.facts.extend(nested);
        self.allowed.clear();
        Ok(())
    }

    /// Whether a step of control begins at something that can give it.
    fn begins(&self, control: Control, to: EntityId) -> bool {
        let graph = self.graph;
        let has = |kind, from, to| graph.edges_from(kind, from).ends().contains(&to);
        // Whoever has given itself a role at a restricted unit stands at the unit.
        let is_role = matches!(
            graph.kind_of(self.at),
            EntityKind::DirectoryRole | EntityKind::AdministrativeUnit
        );
        let by_power = is_role || !self.allowed.is_empty();
        let kind = graph.kind_of(to);
        match control {
            Control::Own => {
                let owns = |owned| has(EdgeKind::Owner, self.at, owned);
                let runs_as = |from| has(EdgeKind::RunsAs, from, to);
                let mut registrations = graph.ids(EntityKind::Registration);
                owns(to) || registrations.any(|own| owns(own) && runs_as(own))
            }
            Control::RunCode => has(EdgeKind::RunsAs, self.at, to),
            Control::AddMember | Control::EditRule => by_power && kind == EntityKind::Group,
            Control::ResetPassword => by_power && kind == EntityKind::User,
            Control::AssignRole => {
                let kinds = [EntityKind::DirectoryRole, EntityKind::AdministrativeUnit];
                by_power && kinds.contains(&kind)
            }
            Control::ManageApp => by_power && kind.is_principal() && kind != EntityKind::User,
            Control::Elevate => is_role && (kind.is_azure_scope() || kind == EntityKind::Tenant),
        }
    }

    /// Whether the path ended where it was said to, having passed what it had to.
    fn arrived(&self, steps: &[Step]) -> Result<(), String> {
        if self.at != self.claim.resource {
            return Err("it does not end at the resource".to_owned());
        }
        // Being in a Microsoft 365 group or an access package is having it.
        let last = steps.last().map(|step| step.kind);
        let by_joining = last == Some(StepKind::SelfJoin);
        let is_group = self.graph.kind_of(self.at).is_carrier()
            && matches!(self.standing, Standing::DirectMember)
            && (by_joining || self.claim.state == AccessState::Controllable);
        let is_app = self.graph.kind_of(self.at) == EntityKind::App;
        let assigns = is_app && self.facts.contains(&Fact::AssigningUsers(self.at));
        let lets_in = is_group || assigns;
        match self.standing {
            Standing::Itself | Standing::DirectMember | Standing::NestedMember if !lets_in => {
                return Err("no grant ends it".to_owned());
            }
            _ => {}
        }
        let between = steps.split_last().map_or(&[][..], |(_, before)| before);
        let passes = |set: &crate::EntitySet| between.iter().any(|step| set.contains(step.to));
        let via = &self.question.via;
        let (required, avoided) = via.split_at(via.required());
        match required.iter().all(passes) && !avoided.iter().any(passes) {
            true => Ok(()),
            false => Err("it does not pass all `via` sets, or passes what it must not".to_owned()),
        }
    }
}
