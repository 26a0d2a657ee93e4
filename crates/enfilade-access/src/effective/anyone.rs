//! What anyone may have who joins the groups that are open to join, or asks for packages that are.
//!
//! Thousands of Microsoft 365 groups may be public, and every account that is no guest's may join
//! each of them; access packages can be open to guests too. What they lead to is the same for all who
//! join, so it is worked out once for members and once for guests, and is counted for each principal
//! by arithmetic, as open apps are.

use super::Engine;
use super::block::Worker;
use super::finish::Output;
use super::plan::Plan;
use super::who::Who;
use crate::hit::Hit;
use crate::holdings::Holdings;
use crate::{AccessError, EntitySet};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId};

/// The access that joining leads to.
#[derive(Debug)]
pub(super) struct Anyone {
    // INVARIANT: sorted, and no two are the same row.
    hits: Vec<Hit>,
    resources: EntitySet,
    // How many of the resources are open to everyone as well.
    open_too: u64,
    pairs: u64,
    /// Disabled resources that are left out.
    pub(super) disabled: Vec<EntityId>,
}

impl Anyone {
    /// Nothing.
    pub(super) fn nothing(universe: u32) -> Anyone {
        Anyone {
            hits: Vec::new(),
            resources: EntitySet::empty(universe),
            open_too: 0,
            pairs: 0,
            disabled: Vec::new(),
        }
    }

    /// Whether joining leads to nothing that is asked for.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// What joining leads to.
    pub(super) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// How many resources it leads to.
    pub(super) fn pairs(&self) -> u64 {
        self.pairs
    }

    /// How many of these are open to everyone as well.
    pub(super) fn open_too(&self) -> u64 {
        self.open_too
    }

    /// Whether joining leads to a resource.
    #[inline]
    pub(super) fn reaches(&self, resource: EntityId) -> bool {
        self.resources.contains(resource)
    }

    /// Whether joining makes a row, in whatever state.
    pub(super) fn has_row(&self, row: &Hit) -> bool {
        let key = |hit: &Hit| (hit.resource, hit.mechanism, hit.role, hit.scope);
        self.reaches(row.resource) && self.hits.binary_search_by_key(&key(row), key).is_ok()
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Works out what joining leads to for members or guests, under a plan that is otherwise made.
    pub(super) fn anyone(&self, plan: &Plan, is_guest: bool) -> Result<Anyone, AccessError> {
        self.check_cancelled()?;
        let joinable = self.facts.collaboration().joinable(is_guest);
        let who = Who::user(is_guest);
        let mut anyone = Anyone::nothing(self.facts.universe());
        if plan.admission.limit < AccessState::Requestable || joinable.is_empty() {
            return Ok(anyone);
        }
        let mut holdings = Holdings::new(self.view, &plan.question.via);
        if !plan.question.direct_only {
            holdings.find_joined(self.view, joinable, plan.admission, plan.asks_nested());
        }
        let mut worker = Worker::new(self, plan, Output::List);
        worker.read_joined(joinable, who);
        worker.read_held(&holdings.direct, &holdings.nested, who);
        let mut hits = worker.hits;
        hits.sort_unstable();
        hits.dedup_by(|later, first| later.is_same_row(first));
        hits.retain(|hit| {
            let counts = !plan.leaves_out(self.facts, hit.resource);
            if !counts {
                anyone.disabled.push(hit.resource);
            }
            counts
        });
        anyone.disabled.dedup();
        for hit in &hits {
            let is_new = anyone.resources.insert(hit.resource);
            anyone.pairs += u64::from(is_new);
            anyone.open_too += u64::from(is_new && plan.open.binary_search(&hit.resource).is_ok());
        }
        anyone.hits = hits;
        Ok(anyone)
    }
}
