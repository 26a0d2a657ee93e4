//! A question made ready: what of it does not depend on the principal, nor on which way to work.

use super::anyone::Anyone;
use super::engine::{Direction, Engine};
use crate::admission::Admission;
use crate::azure::denies::Denies;
use crate::control::{ControlGraph, is_root};
use crate::coverage::Coverage;
use crate::mechanism::{self, Grant, administrator_override, by_membership, open_app};
use crate::skeleton::has_plain_memberships;
use crate::via::Passed;
use crate::{AccessError, EntitySet, Facts, Question};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Layer, Mechanism, Nesting};
use std::ops::Range;
use std::sync::Arc;

/// How many principals are walked from rather than closing all groups or searching backward.
pub(super) const FEW_PRINCIPALS: usize = 64;

/// A question made ready. Owns what it needs, so that it can be kept beside the graph.
#[derive(Debug)]
pub(super) struct Prepared {
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
}

impl Prepared {
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

    /// The resources that a grant leads to, disabled ones included.
    pub(super) fn resources<'p>(
        &'p self,
        facts: &'p Facts,
        grant: &Grant,
    ) -> impl Iterator<Item = EntityId> + use<'p> {
        let grant = *grant;
        let (one, below, overridden) = match grant.mechanism {
            Mechanism::AdministratorOverride => (None, &[][..], &self.overridden[..]),
            _ => match grant.is_inherited() {
                false => (Some(grant.target), &[][..], &[][..]),
                true => (None, self.coverage.below(grant.target), &[][..]),
            },
        };
        let counts = move |resource: &EntityId| facts.azure().counts_at(&grant, *resource);
        let below = below.iter().map(|below| below.resource).filter(counts);
        one.into_iter()
            .chain(below)
            .chain(overridden.iter().copied())
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Makes a question ready, but for what joining leads to: that is read by what is prepared.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub(super) fn prepare(&self, question: &Question) -> Result<Prepared, AccessError> {
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
        Ok(Prepared {
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
            admission,
            question,
        })
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
}
