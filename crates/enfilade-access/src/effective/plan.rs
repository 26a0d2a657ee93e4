//! What of a question does not depend on the principal, and which way to work.

use super::Engine;
use super::anyone::Anyone;
use super::backward::Backward;
use super::finish::Output;
use super::grants::Grants;
use super::listing::Listing;
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
    pub(super) coverage: Arc<Coverage>,
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
    /// What numbers stand for, where rows are listed by them.
    pub(super) listing: Option<Listing>,
    /// What control leads to, where the question asks for that.
    pub(super) control: Option<Arc<ControlGraph>>,
}

/// How many principals are walked from rather than closing all groups or searching backward.
const FEW_PRINCIPALS: usize = 64;
/// How many principals a block has, where each costs a walk.
const WALK_BLOCK: usize = 1024;
/// How many it has where each costs a few lists.
const LIST_BLOCK: usize = 8192;
/// How many it has where each is asked for its groups.
const ASK_BLOCK: usize = 2048;
/// How many it has where the rows of these are made: few enough that they stay in the cache on their
/// way out, and that writing them does not wait for more.
const ROWS_BLOCK: usize = 1024;

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

    /// The principals cut into blocks.
    pub(super) fn blocks(&self, output: Output) -> Vec<Range<u32>> {
        let principals = self.question.principals.len();
        let size = match (&self.approach, output) {
            (Approach::Walk, _) => WALK_BLOCK,
            (Approach::Closure(_), Output::Count) => LIST_BLOCK,
            (Approach::Closure(_), Output::List) => ROWS_BLOCK,
            (Approach::Backward(_), _) if !self.has_one_state => WALK_BLOCK * 4,
            (Approach::Backward(backward), _) if backward.asks_principals() => ASK_BLOCK,
            (Approach::Backward(backward), _) => {
                (principals / backward.cuts(principals)).clamp(LIST_BLOCK, 1 << 20)
            }
        };
        blocks(&self.question.principals, size)
    }

    /// Whether every principal is looked at: open apps are everyone's, whatever else is met, and so are
    /// groups that anyone may join.
    pub(super) fn visits_all(&self) -> bool {
        let open = !self.open.is_empty() || !self.open_but_disabled.is_empty();
        let joins = |anyone: &Anyone| !anyone.is_empty() || !anyone.disabled.is_empty();
        open || self.anyone.iter().any(joins)
    }

    /// What a path that counts has passed.
    pub(super) fn all_passed(&self) -> Passed {
        self.question.via.wanted()
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Makes a question ready to be listed or counted.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub(super) fn plan(&self, question: &Question, output: Output) -> Result<Plan, AccessError> {
        self.check_evaluable(question)?;
        let admission = Admission::of(question);
        let mut question = question.clone();
        if question.layer != Layer::CouldReach {
            let delegated = Mechanism::DelegatedGrant;
            question.mechanisms = question.mechanisms.without(delegated);
        }
        let open_set = open_app::apps(self.facts, &question);
        let counts =
            |app: &EntityId| question.with_disabled || !self.facts.disabled().contains(*app);
        let (open, open_but_disabled) = open_set.iter().partition(counts);
        let overridden = administrator_override::apps(self.view, self.facts, &question);
        let mut plan = Plan {
            coverage: self.coverage(&question, admission)?,
            denies: self.facts.denies(self.view, question.now),
            open,
            open_set,
            open_but_disabled,
            overridden: overridden.iter().collect(),
            collaborating: by_membership::resources(self.facts, &question),
            anyone: [(); 2].map(|()| Anyone::nothing(self.facts.universe())),
            group_ids: self.view.kind_range(EntityKind::Group),
            users: self.view.kind_range(EntityKind::User),
            has_one_state: question.via.is_empty()
                && (admission.limit == AccessState::Active || has_plain_memberships(self.view)),
            approach: Approach::Walk,
            listing: None,
            control: self.control_graph(&question),
            admission,
            question,
        };
        plan.anyone = [self.anyone(&plan, false)?, self.anyone(&plan, true)?];
        self.choose(&mut plan, output);
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

    fn coverage(
        &self,
        question: &Question,
        admission: Admission,
    ) -> Result<Arc<Coverage>, AccessError> {
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
            return Ok(Arc::default());
        }
        let is_granted = |scope| {
            let any = |&kind: &EdgeKind| !self.view.edges_to(kind, scope).is_empty();
            kinds.iter().any(any)
        };
        let of = |resources: &EntitySet| {
            let grants = |scope| is_granted(scope) || (could && is_root(self.view, scope));
            Coverage::new(self.view, resources, &question.via, admission, grants)
        };
        let walks = self.direction.unwrap_or(Direction::Walk) == Direction::Walk
            && question.principals.len() <= FEW_PRINCIPALS;
        if could || !walks || !question.via.is_empty() {
            return of(&question.resources).map(Arc::new);
        }
        // Whoever walks looks up the few scopes that it meets, so one answer about all resources does for
        // every question that asks for most of them.
        let all = self.covered(&kinds);
        match question.resources.len() > all.len() / 2 {
            true => {
                let known = &self.facts.coverage;
                known.try_get((admission, kinds.clone()), || of(&all))
            }
            false => of(&question.resources).map(Arc::new),
        }
    }

    /// What grants of these kinds can be found at, or below.
    fn covered(&self, kinds: &[EdgeKind]) -> EntitySet {
        let mut all = EntitySet::empty(self.facts.universe());
        for &kind in kinds.iter().chain(&[EdgeKind::Contains]) {
            all.insert_range(self.view.ends_of(kind));
        }
        all
    }

    /// Chooses a direction.
    fn choose(&self, plan: &mut Plan, output: Output) {
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
                    Some(_) => self.backward(plan, &grants, output),
                    None => self.cheaper(plan, &grants, output),
                }
            }
        };
        plan.approach = approach.unwrap_or(Approach::Walk);
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

    fn backward(&self, plan: &Plan, grants: &Grants, output: Output) -> Option<Approach> {
        let mut backward = Backward::new(self.view, plan, grants, usize::MAX)?;
        self.facts.work.add(backward.work);
        if output == Output::Count && plan.has_one_state {
            backward.prefer_principals(self.memberships_of(plan));
        }
        Some(Approach::Backward(backward))
    }

    /// About how many memberships the principals have, and how many they are.
    fn memberships_of(&self, plan: &Plan) -> usize {
        let members = [EntityKind::User, EntityKind::Group].map(|kind| self.view.kind_range(kind));
        let members: usize = members.iter().map(Range::len).sum();
        let memberships = self.view.edge_count(EdgeKind::Member);
        let principals = plan.question.principals.len();
        principals.saturating_mul(1 + memberships / members.max(1))
    }

    /// Whichever way touches fewer memberships: those of the principals, or those of the groups
    /// that pass on what is asked for.
    fn cheaper(&self, plan: &Plan, grants: &Grants, output: Output) -> Option<Approach> {
        let forward = self.memberships_of(plan);
        let counts_bits = output == Output::Count && plan.has_one_state && grants.numbers.are_few();
        // Where states must be told apart, a first sieve is worth any number of memberships; and few
        // bits are found at once and lead either way.
        let most = match plan.has_one_state && !counts_bits {
            true => forward,
            false => usize::MAX,
        };
        let mut backward = Backward::new(self.view, plan, grants, most);
        if let Some(backward) = &mut backward {
            self.facts.work.add(backward.work);
            if counts_bits {
                backward.prefer_principals(forward);
            }
        }
        match backward {
            Some(backward) if backward.cost() < forward || counts_bits || !plan.has_one_state => {
                Some(Approach::Backward(backward))
            }
            _ => self.forward(plan, grants),
        }
    }
}

/// Cuts the ids into ranges of about `size` principals.
fn blocks(principals: &EntitySet, size: usize) -> Vec<Range<u32>> {
    let universe = principals.universe();
    let (mut blocks, mut start, mut held) = (Vec::new(), 0, 0);
    for (word, count) in principals.counts() {
        held += count;
        if held >= size {
            blocks.push(start..word.end);
            (start, held) = (word.end, 0);
        }
    }
    if held > 0 {
        blocks.push(start..universe);
    }
    blocks
}
