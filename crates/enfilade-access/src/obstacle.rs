//! Why a principal does not reach a resource: the conditions that fail, the nearest first.
//!
//! An [`Obstacle`] is a path that would give the access, with the step that does not carry. Some are
//! found by asking the engine again for more than was asked: with disabled accounts, with what may
//! be activated, without the clauses. The others ([`near`]) are paths that no question gives,
//! because the rule of a mechanism stops them: a nested group under an app, a role on the wrong
//! scope, a membership that has ended.

mod near;
mod reason;
mod relaxed;

pub use reason::{LeftOut, Reason};

use crate::effective::Engine;
use crate::{AccessError, EntitySet, Question, Step};
use enfilade_graph::GraphView;
use enfilade_model::EntityId;

/// A condition that keeps a principal from a resource.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Obstacle {
    /// What fails.
    pub reason: Reason,
    /// A path that would give the access if nothing failed; it ends elsewhere where the reason is
    /// that it does, and is empty where nothing leads towards the resource.
    pub steps: Vec<Step>,
    /// The position of the step that does not carry; none where the reason is about an end.
    pub at: Option<usize>,
}

impl<V: GraphView> Engine<'_, V> {
    /// Why a principal does not reach a resource under a question, whose own ends are not looked at:
    /// the nearest condition first. Empty if it does reach it.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub fn obstacles(
        &self,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
    ) -> Result<Vec<Obstacle>, AccessError> {
        let only = |id| EntitySet::from_ids(self.facts().universe(), [id]);
        let question = Question {
            principals: only(principal),
            resources: only(resource),
            ..question.clone()
        };
        if self.count(&question)?.rows > 0 {
            return Ok(Vec::new());
        }
        let mut found = relaxed::obstacles(self, &question)?;
        near::obstacles(self, &question, principal, resource, &mut found);
        if self
            .facts()
            .apps_with_unseen_assignments()
            .contains(&resource)
        {
            found.push(Obstacle::about_end(Reason::Unseen));
        }
        if found.is_empty() {
            found.push(Obstacle::about_end(Reason::Nothing));
        }
        found.sort_by_key(|obstacle| obstacle.reason.distance());
        Ok(found)
    }
}

impl Obstacle {
    fn about_end(reason: Reason) -> Obstacle {
        Obstacle {
            reason,
            steps: Vec::new(),
            at: None,
        }
    }
}
