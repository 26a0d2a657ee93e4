//! What of a question does not depend on the principal, and which way to work.

use super::Engine;
use super::anyone::Anyone;
use super::backward::Backward;
use super::grants::Grants;
use super::offers::Offers;
use crate::admission::Admission;
use crate::azure::denies::Denies;
use crate::control::{ControlGraph, is_root};
use crate::coverage::Coverage;
use crate::holdings::Passed;
use crate::mechanism::{self, administrator_override, by_membership, group_resources, open_app};
use crate::skeleton::has_plain_memberships;
use crate::{AccessError, EntitySet, Facts, Question};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Layer, Mechanism, Nesting};
use std::ops::Range;
use std::sync::Arc;

/// Which way an answer is worked out. The rows are the same; the work is not.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Direction {
    /// From each principal outward, group by group: for few principals.
    Walk,
    /// From each principal outward, over the closure of nested groups: for many principals and
    /// many resources.
    Closure,
    /// From the resources back to the principals: for few resources.
    Backward,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Direction; 3] = [Direction::Walk, Direction::Closure, Direction::Backward];
}

/// How the groups of a principal are found.
#[derive(Debug)]
pub(super) enum Approach {
    Walk,
    Closure(Offers),
    Backward(Backward),
}

/// A question made ready: what does not depend on the principal is worked out. Owns what it needs,
/// so that it can be kept beside the graph and asked for blocks later.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) question: Question,
    pub(super) admission: Admission,
    pub(super) coverage: Coverage,
    pub(super) denies: Arc<Denies>,
    /// Open apps that count, ascending, and the same as a set.
    pub(super) open: Vec<EntityId>,
    pub(super) open_set: EntitySet,
    /// Open apps that would count if they were enabled.
    pub(super) open_but_disabled: Vec<EntityId>,
    /// Apps that an administrator may sign in to, disabled ones included.
    pub(super) overridden: Vec<EntityId>,
    /// Microsoft 365 groups and access packages that their members have as a resource.
    pub(super) collaborating: EntitySet,
    /// What anyone may have by joining groups: who is no guest, and who is one.
    pub(super) anyone: [Anyone; 2],
    pub(super) users: Range<u32>,
    pub(super) group_ids: Range<u32>,
    /// Whether every membership that counts is in the same state, and no way is restricted: then
    /// being in a group is all that matters.
    pub(super) has_one_state: bool,
    pub(super) approach: Approach,
    /// What control leads to, where the question asks for that.
    pub(super) control: Option<Arc<ControlGraph>>,
    pub(super) blocks: Vec<Range<u32>>,
}

/// How many principals are walked from rather than closing all groups or searching backward.
const FEW_PRINCIPALS: usize = 64;
/// How many principals a block has, where each costs a walk.
const WALK_BLOCK: usize = 1024;
/// How many it has where each costs a few lists.
const LIST_BLOCK: usize = 8192;

impl Plan {
    /// Whether a resource does not count because it is disabled.
    #[inline]
    pub(super) fn leaves_out(&self, facts: &Facts, resource: EntityId) -> bool {
        !self.question.with_disabled && facts.disabled().contains(resource)
    }

    /// What a user may have by joining groups.
    #[inline]
    pub(super) fn anyone(&self, is_guest: bool) -> &Anyone {
        &self.anyone[usize::from(is_guest)]
    }

    /// Whether nested groups pass on something that is asked for.
    pub(super) fn asks_nested(&self) -> bool {
        let mut asked = self.question.mechanisms.iter();
        asked.any(|mechanism| mechanism.rule().nesting == Nesting::Transitive)
    }

    /// What a path that counts has passed.
    pub(super) fn all_passed(&self) -> Passed {
        self.question.via.wanted()
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Makes a question ready.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub(super) fn plan(&self, question: &Question) -> Result<Plan, AccessError> {
        self.check_evaluable(question)?;
        let admission = Admission::of(question);
        let mut question = question.clone();
        if question.layer != Layer::CouldReach {
            let delegated = Mechanism::DelegatedGrant;
            question.mechanisms = question.mechanisms.without(delegated);
        }
        let question = &question;
        let open_set = open_app::apps(self.facts, question);
        let counts =
            |app: &EntityId| question.with_disabled || !self.facts.disabled().contains(*app);
        let (open, open_but_disabled) = open_set.iter().partition(counts);
        let overridden = administrator_override::apps(self.view, self.facts, question);
        let mut plan = Plan {
            coverage: self.coverage(question, admission)?,
            denies: self.facts.denies(self.view, question.now),
            open,
            open_set,
            open_but_disabled,
            overridden: overridden.iter().collect(),
            collaborating: by_membership::resources(self.facts, question),
            anyone: [(); 2].map(|()| Anyone::nothing(self.facts.universe())),
            group_ids: self.view.kind_range(EntityKind::Group),
            users: self.view.kind_range(EntityKind::User),
            has_one_state: question.via.is_empty()
                && (admission.limit == AccessState::Active || has_plain_memberships(self.view)),
            approach: Approach::Walk,
            control: self.control_graph(question),
            blocks: Vec::new(),
            admission,
            question: question.clone(),
        };
        plan.anyone = [self.anyone(&plan, false)?, self.anyone(&plan, true)?];
        self.choose(&mut plan);
        Ok(plan)
    }

    /// Refuses a question that cannot be evaluated.
    pub(crate) fn check_evaluable(&self, question: &Question) -> Result<(), AccessError> {
        if let (Layer::CouldReach, Some(why)) = (question.layer, &self.facts.control().unreadable) {
            return Err(AccessError::RolesUnreadable(why.clone()));
        }
        if question.layer == Layer::CouldReach && question.via.avoids() {
            return Err(AccessError::CannotAvoid);
        }
        if question.via.required() > Question::MAX_VIA {
            return Err(AccessError::TooManyVia {
                given: question.via.required(),
                most: Question::MAX_VIA,
            });
        }
        self.check_cancelled()
    }

    /// What control leads to, where a question asks for that.
    pub(crate) fn control_graph(&self, question: &Question) -> Option<Arc<ControlGraph>> {
        (question.layer == Layer::CouldReach && !question.direct_only)
            .then(|| self.facts.control_graph(self.view, Admission::of(question)))
    }

    fn coverage(&self, question: &Question, admission: Admission) -> Result<Coverage, AccessError> {
        let could = question.layer == Layer::CouldReach;
        let asked = question.mechanisms.iter();
        let mut kinds: Vec<EdgeKind> = asked
            .flat_map(|mechanism| {
                let own = mechanism::edge_kinds(mechanism).iter().copied();
                let own = own.filter(move |&kind| mechanism::flows_down(mechanism, kind));
                // What someone could open lies at or below where its power is given.
                let is_opened = could && mechanism == Mechanism::VaultPolicy;
                own.chain(is_opened.then_some(EdgeKind::AzureRole))
            })
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            return Ok(Coverage::default());
        }
        let is_granted = |scope| {
            let any = |&kind: &EdgeKind| !self.view.edges_to(kind, scope).is_empty();
            kinds.iter().any(any)
        };
        Coverage::new(
            self.view,
            &question.resources,
            &question.via,
            admission,
            |scope| is_granted(scope) || (could && is_root(self.view, scope)),
        )
    }

    /// Chooses a direction and cuts the principals into blocks for it.
    fn choose(&self, plan: &mut Plan) {
        let principals = plan.question.principals.len();
        let approach = match self.direction {
            Some(Direction::Walk) => None,
            None if principals <= FEW_PRINCIPALS => None,
            // Lists say what groups give, and not to whom in person.
            _ if self.asks_in_person(plan) => None,
            // Everyone has to be visited: control may lead anywhere.
            Some(Direction::Backward) if plan.control.is_some() => None,
            // And where states must be told apart, lists say too little of anyone.
            _ if plan.control.is_some() && !plan.has_one_state => None,
            direction => {
                let grants = Grants::collect(self.view, self.facts, plan);
                match direction {
                    Some(Direction::Closure) => self.forward(plan, &grants),
                    None if plan.control.is_some() => self.forward(plan, &grants),
                    Some(_) => self.backward(plan, &grants),
                    None => self.cheaper(plan, &grants),
                }
            }
        };
        plan.approach = approach.unwrap_or(Approach::Walk);
        let size = match &plan.approach {
            Approach::Walk => WALK_BLOCK,
            Approach::Closure(_) => LIST_BLOCK,
            Approach::Backward(_) if !plan.has_one_state => WALK_BLOCK * 4,
            Approach::Backward(backward) => {
                (principals / backward.cuts(principals)).clamp(LIST_BLOCK, 1 << 20)
            }
        };
        plan.blocks = blocks(&plan.question.principals, size);
    }

    /// Whether memberships count as grants of a principal's own, or for some accounts only.
    fn asks_in_person(&self, plan: &Plan) -> bool {
        let question = &plan.question;
        !plan.collaborating.is_empty()
            && (question.direct_only || group_resources::tells_guests_apart(self.facts, question))
    }

    fn forward(&self, plan: &Plan, grants: &Grants) -> Option<Approach> {
        let offers = || Offers::new(self.view, self.facts, plan, grants);
        plan.has_one_state
            .then(offers)
            .flatten()
            .map(Approach::Closure)
    }

    fn backward(&self, plan: &Plan, grants: &Grants) -> Option<Approach> {
        let backward = Backward::new(self.view, plan, grants, usize::MAX)?;
        self.facts.work.add(backward.work);
        Some(Approach::Backward(backward))
    }

    /// Whichever way touches fewer memberships: those of the principals, or those of the groups
    /// that pass on what is asked for.
    fn cheaper(&self, plan: &Plan, grants: &Grants) -> Option<Approach> {
        let members = [EntityKind::User, EntityKind::Group].map(|kind| self.view.kind_range(kind));
        let members: usize = members.iter().map(Range::len).sum();
        let memberships = self.view.edge_count(EdgeKind::Member);
        let principals = plan.question.principals.len();
        let forward = principals.saturating_mul(1 + memberships / members.max(1));
        // Where states must be told apart, a first sieve is worth any number of memberships.
        let most = if plan.has_one_state {
            forward
        } else {
            usize::MAX
        };
        let backward = Backward::new(self.view, plan, grants, most);
        if let Some(backward) = &backward {
            self.facts.work.add(backward.work);
        }
        match backward {
            Some(backward) if backward.cost() < forward || !plan.has_one_state => {
                Some(Approach::Backward(backward))
            }
            _ => self.forward(plan, grants),
        }
    }
}

/// Cuts the ids into ranges of about `size` principals.
fn blocks(principals: &EntitySet, size: usize) -> Vec<Range<u32>> {
    const STEP: u32 = 64;
    let universe = principals.universe();
    let (mut blocks, mut start, mut held) = (Vec::new(), 0, 0);
    for from in (0..universe).step_by(STEP as usize) {
        let to = from.saturating_add(STEP).min(universe);
        held += principals.len_in(from..to);
        if held >= size {
            blocks.push(start..to);
            (start, held) = (to, 0);
        }
    }
    if held > 0 {
        blocks.push(start..universe);
    }
    blocks
}
