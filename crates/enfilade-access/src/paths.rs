//! The paths from a principal to a resource, one by one.
//!
//! Rows say that there is access, and a witness shows one way to it. This module goes through the
//! ways themselves: [`Engine::paths`] lists them, the shortest first, and [`Engine::first_steps`]
//! says with which steps they begin, which is what an administrator can take away.
//!
//! Both read the same small graph of places, walked out once ([`explored`]): where a principal stands
//! after some steps, and which steps lead on from there. It is measured backward from the resource,
//! and then searched along distances that shrink. A path never stands at the same place twice, so
//! there are finitely many; there may still be very many, so both the list and the work have limits.

mod explored;
mod list;
mod place;
mod steps;

use crate::admission::Admission;
use crate::effective::Engine;
use crate::{AccessError, EntitySet, Question, Step, StepKind};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId, EntityKind, Layer, Mechanism};
use explored::Explored;

/// A path from a principal to a resource.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path {
    /// The steps.
    pub steps: Vec<Step>,
    /// How many they are, containment not counted.
    pub hops: u32,
    /// The worst of them.
    pub state: AccessState,
}

/// Where listing paths ends.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct PathLimits {
    /// The most paths.
    pub paths: usize,
    /// The most steps of a path, containment not counted.
    pub hops: u32,
    /// How many steps are looked at.
    pub work: u64,
}

/// Paths, and whether there may be more.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Paths {
    /// The paths: by their steps, then by the ids that they lead through.
    pub paths: Vec<Path>,
    /// Whether there are more paths than were asked for, within the steps asked for.
    pub has_more: bool,
    /// Whether the work ended before all paths asked for were found.
    pub gave_up: bool,
    /// How many steps were looked at.
    pub work: u64,
}

/// A step with which a path begins.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct FirstStep {
    /// The step.
    pub step: Step,
    /// The worst step of the best path that begins so.
    pub state: AccessState,
}

impl<V: GraphView> Engine<'_, V> {
    /// The paths from a principal to a resource that satisfy a question, whose own ends are not
    /// looked at. Their order is that of their steps' number, then of the ids that they lead to.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn paths(
        &self,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
        limits: PathLimits,
    ) -> Result<Paths, AccessError> {
        let mut found = Paths::default();
        if let Some(explored) = self.explored(question, principal, resource, limits.work)? {
            let floor = self.floor(question, principal);
            list::list(self, &explored, limits, floor, &mut found)?;
            found.gave_up |= explored.gave_up;
        }
        Ok(found)
    }

    /// The distinct steps with which paths from a principal to a resource begin, each in the best
    /// state of such a path: by their states, then by the ids that they lead to.
    ///
    /// `work` bounds how many steps are looked at; the answer says whether that was enough.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn first_steps(
        &self,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
        work: u64,
    ) -> Result<(Vec<FirstStep>, bool), AccessError> {
        let mut found: Vec<FirstStep> = Vec::new();
        let mut complete = true;
        let floor = self.floor(question, principal);
        let limit = Admission::of(question).limit;
        for state in AccessState::ALL {
            if state > limit {
                break;
            }
            // Requestable is the worst state that is no control.
            let layer = match state {
                AccessState::Controllable => Layer::CouldReach,
                AccessState::Active => Layer::Reach,
                _ => Layer::CanReach,
            };
            let narrowed = Question {
                layer: question.layer.min(layer),
                ..question.clone()
            };
            let explored = self.explored_within(&narrowed, principal, resource, work, state)?;
            let Some(explored) = explored else { continue };
            complete &= !explored.gave_up;
            let mut new: Vec<FirstStep> = explored
                .first_steps()
                .filter(|step| !found.iter().any(|known| known.step == *step))
                .map(|step| FirstStep {
                    step,
                    state: state.max(floor),
                })
                .collect();
            new.sort_by_key(|first| (first.step.to, first.step.kind));
            new.dedup();
            found.append(&mut new);
        }
        Ok((found, complete))
    }

    /// The state of a principal before any step: an invitation that is not accepted comes first.
    fn floor(&self, question: &Question, principal: EntityId) -> AccessState {
        let pending = question.layer != Layer::Reach && self.facts().pending().contains(principal);
        match pending {
            true => AccessState::Pending,
            false => AccessState::Active,
        }
    }

    fn explored(
        &self,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
        work: u64,
    ) -> Result<Option<Explored>, AccessError> {
        let limit = Admission::of(question).limit;
        self.explored_within(question, principal, resource, work, limit)
    }

    /// The places between a principal and a resource; none if the question leaves one of them out.
    fn explored_within(
        &self,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
        work: u64,
        limit: AccessState,
    ) -> Result<Option<Explored>, AccessError> {
        let facts = self.facts();
        let is_out = |id| !question.with_disabled && facts.disabled().contains(id);
        let is_pending = question.layer == Layer::Reach && facts.pending().contains(principal);
        if is_out(principal) || is_out(resource) || is_pending {
            return Ok(None);
        }
        let only = |id| EntitySet::from_ids(facts.universe(), [id]);
        let mut question = Question {
            principals: only(principal),
            resources: only(resource),
            ..question.clone()
        };
        if question.layer != Layer::CouldReach {
            let delegated = Mechanism::DelegatedGrant;
            question.mechanisms = question.mechanisms.without(delegated);
        }
        self.check_evaluable(&question)?;
        let admission = Admission {
            limit,
            now: question.now,
        };
        Explored::new(self, &question, principal, resource, admission, work).map(Some)
    }
}

/// How many steps count: the way down to a scope within is none.
pub(crate) fn hops_of(kind: StepKind) -> u32 {
    u32::from(kind != StepKind::Contains)
}

/// Whether an entity can use what it holds: a group cannot.
pub(crate) fn can_act<V: GraphView>(view: &V, id: EntityId) -> bool {
    view.kind_of(id).is_principal()
}

/// Whether an entity signs in as a user.
pub(crate) fn is_user<V: GraphView>(view: &V, id: EntityId) -> bool {
    view.kind_of(id) == EntityKind::User
}
