//! Which way to work out a question that was made ready.

use super::backward::Backward;
use super::block::Output;
use super::engine::{Direction, Engine};
use super::grants::Grants;
use super::listing::Listing;
use super::offers::Offers;
use super::prepared::{FEW_PRINCIPALS, Prepared};
use crate::control::ControlGraph;
use crate::mechanism::group_resources;
use crate::{AccessError, EntitySet, Question};
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityKind};
use std::ops::Range;
use std::sync::Arc;

/// How the groups of a principal are found.
#[derive(Debug)]
pub(super) enum Approach {
    Walk,
    Closure(Offers),
    Backward(Backward),
}

/// A question made ready, and how it is worked out. Owns what it needs, so that it can be kept beside the
/// graph and asked for blocks later.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) prepared: Prepared,
    pub(super) approach: Approach,
    /// What numbers stand for, where rows are listed by them.
    pub(super) listing: Option<Listing>,
    /// What control leads to, where the question asks for that.
    pub(super) control: Option<Arc<ControlGraph>>,
}

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
    /// The principals cut into blocks.
    pub(super) fn blocks(&self, output: Output) -> Vec<Range<u32>> {
        let principals = self.prepared.question.principals.len();
        let size = match (&self.approach, output) {
            (Approach::Walk, _) => WALK_BLOCK,
            (Approach::Closure(_), Output::Count) => LIST_BLOCK,
            (Approach::Closure(_), Output::List) => ROWS_BLOCK,
            (Approach::Backward(_), _) if !self.prepared.has_one_state => WALK_BLOCK * 4,
            (Approach::Backward(backward), _) if backward.asks_principals() => ASK_BLOCK,
            (Approach::Backward(backward), _) => {
                (principals / backward.cuts(principals)).clamp(LIST_BLOCK, 1 << 20)
            }
        };
        blocks(&self.prepared.question.principals, size)
    }
}

impl<V: GraphView> Engine<'_, V> {
    /// Makes a question ready to be listed or counted.
    ///
    /// # Errors
    /// If the question cannot be evaluated, or was cancelled.
    pub(super) fn plan(&self, question: &Question, output: Output) -> Result<Plan, AccessError> {
        let mut prepared = self.prepare(question)?;
        prepared.anyone = [
            self.anyone(&prepared, false)?,
            self.anyone(&prepared, true)?,
        ];
        let control = self.control_graph(&prepared.question);
        Ok(Plan {
            approach: self.choose(&prepared, control.is_some(), output),
            listing: None,
            control,
            prepared,
        })
    }

    /// Chooses a direction.
    fn choose(&self, prepared: &Prepared, follows_control: bool, output: Output) -> Approach {
        let principals = prepared.question.principals.len();
        let approach = match self.direction {
            Some(Direction::Walk) => None,
            None if principals <= FEW_PRINCIPALS => None,
            // Lists say what groups give, and not to whom in person.
            _ if self.asks_in_person(prepared) => None,
            // Everyone has to be visited: control may lead anywhere.
            Some(Direction::Backward) if follows_control => None,
            // And where states must be told apart, lists say too little of anyone.
            _ if follows_control && !prepared.has_one_state => None,
            direction => {
                let grants = Grants::collect(self.view, self.facts, prepared);
                match direction {
                    Some(Direction::Closure) => self.forward(prepared, &grants),
                    None if follows_control => self.forward(prepared, &grants),
                    Some(_) => self.backward(prepared, &grants, output),
                    None => self.cheaper(prepared, &grants, output),
                }
            }
        };
        approach.unwrap_or(Approach::Walk)
    }

    /// Whether memberships count as grants of a principal's own, or for some accounts only.
    fn asks_in_person(&self, prepared: &Prepared) -> bool {
        let question = &prepared.question;
        !prepared.collaborating.is_empty()
            && (question.direct_only || group_resources::tells_guests_apart(self.facts, question))
    }

    fn forward(&self, prepared: &Prepared, grants: &Grants) -> Option<Approach> {
        let offers = || Offers::new(self.view, self.facts, prepared, grants);
        prepared
            .has_one_state
            .then(offers)
            .flatten()
            .map(Approach::Closure)
    }

    fn backward(&self, prepared: &Prepared, grants: &Grants, output: Output) -> Option<Approach> {
        let mut backward = Backward::new(self.view, prepared, grants, usize::MAX)?;
        self.facts.work.add(backward.work);
        if output == Output::Count && prepared.has_one_state {
            backward.prefer_principals(self.memberships_of(prepared));
        }
        Some(Approach::Backward(backward))
    }

    /// About how many memberships the principals have, and how many they are.
    fn memberships_of(&self, prepared: &Prepared) -> usize {
        let members = [EntityKind::User, EntityKind::Group].map(|kind| self.view.kind_range(kind));
        let members: usize = members.iter().map(Range::len).sum();
        let memberships = self.view.edge_count(EdgeKind::Member);
        let principals = prepared.question.principals.len();
        principals.saturating_mul(1 + memberships / members.max(1))
    }

    /// Whichever way touches fewer memberships: those of the principals, or those of the groups
    /// that pass on what is asked for.
    fn cheaper(&self, prepared: &Prepared, grants: &Grants, output: Output) -> Option<Approach> {
        let forward = self.memberships_of(prepared);
        let counts_bits =
            output == Output::Count && prepared.has_one_state && grants.numbers.are_few();
        // Where states must be told apart, a first sieve is worth any number of memberships; and few
        // bits are found at once and lead either way.
        let most = match prepared.has_one_state && !counts_bits {
            true => forward,
            false => usize::MAX,
        };
        let mut backward = Backward::new(self.view, prepared, grants, most);
        if let Some(backward) = &mut backward {
            self.facts.work.add(backward.work);
            if counts_bits {
                backward.prefer_principals(forward);
            }
        }
        match backward {
            Some(backward)
                if backward.cost() < forward || counts_bits || !prepared.has_one_state =>
            {
                Some(Approach::Backward(backward))
            }
            _ => self.forward(prepared, grants),
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
