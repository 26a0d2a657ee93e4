//! One principal of a range after the other: what it holds is read, and finished as rows or counts.

use super::backward::Backward;
use super::block::{Block, Output};
use super::engine::{CHECK_EVERY, Engine};
use super::finish::{Standing, deny, finish, finish_sorted};
use super::reader::Reader;
use super::who::Who;
use crate::holdings::Holdings;
use crate::mechanism::Grant;
use crate::work::Work;
use crate::{AccessError, EntitySet};
use enfilade_graph::GraphView;
use enfilade_model::EntityId;
use std::ops::Range;

/// How many rows a block may have before it ends early.
const MOST_ROWS: usize = 1 << 19;

/// What one thread uses to compute a block.
pub(super) struct Worker<'w, V> {
    pub(super) engine: &'w Engine<'w, V>,
    pub(super) reader: Reader<'w, V>,
    output: Output,
    pub(super) block: Block,
}

impl<'w, V: GraphView> Worker<'w, V> {
    pub(super) fn new(
        engine: &'w Engine<'w, V>,
        reader: Reader<'w, V>,
        output: Output,
    ) -> Worker<'w, V> {
        Worker {
            engine,
            reader,
            output,
            block: Block::default(),
        }
    }

    /// Turns the hits of a principal into rows; says whether the block is full.
    pub(super) fn finish(&mut self, principal: EntityId) -> bool {
        let (prepared, facts) = (self.reader.prepared, self.engine.facts);
        let (hits, block) = (&mut self.reader.hits, &mut self.block);
        if !prepared.denies.is_empty() {
            deny(self.engine.view, facts, prepared, principal, hits);
        }
        finish(prepared, facts, self.output, principal, hits, block);
        self.ends_block()
    }

    /// Does the same where the hits are sorted and distinct rows, nothing is denied and nothing
    /// disabled among them.
    pub(super) fn finish_sorted(&mut self, standing: &Standing<'_>, principal: EntityId) -> bool {
        let (hits, block) = (&mut self.reader.hits, &mut self.block);
        finish_sorted(standing, self.output, principal, hits, block);
        self.ends_block()
    }

    fn ends_block(&mut self) -> bool {
        self.reader.hits.clear();
        self.block.rows.len() >= MOST_ROWS
    }

    /// Whether everything that a principal gets by a grant is what every user gets by it.
    pub(super) fn lists_alike(&self, who: Who) -> bool {
        let prepared = self.reader.prepared;
        let level_differs = who.is_guest && !prepared.collaborating.is_empty();
        who.is_user && !level_differs && prepared.denies.is_empty() && self.reader.reach.is_none()
    }

    /// Tells the block which resources of a grant are left out because they are disabled.
    pub(super) fn tell_left_out(&mut self, grant: &Grant) {
        let (prepared, facts) = (self.reader.prepared, self.engine.facts);
        let all = prepared.resources(facts, grant);
        let left_out = all.filter(|&it| prepared.leaves_out(facts, it));
        self.block.disabled_resources.extend(left_out);
    }

    pub(super) fn end_before(&mut self, next: u32, end: u32) {
        self.block.rest = (next < end).then_some(next..end);
    }

    /// Walks out from each principal.
    pub(super) fn walk(
        &mut self,
        principals: &EntitySet,
        range: Range<u32>,
    ) -> Result<(), AccessError> {
        let (prepared, view) = (self.reader.prepared, self.engine.view);
        let mut holdings = Holdings::new(view, &prepared.question.via);
        let nested = prepared.asks_nested();
        for (done, principal) in principals.iter_in(range.clone()).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            if prepared.question.direct_only {
                holdings.clear();
            } else {
                holdings.find(view, principal, prepared.admission, nested);
            }
            let who = Who::of(prepared, self.engine.facts, principal);
            self.reader.read_own(principal, who);
            self.reader
                .read_held(&holdings.direct, &holdings.nested, who);
            self.reader.read_control(principal);
            if self.finish(principal) {
                self.end_before(principal.0 + 1, range.end);
                break;
            }
        }
        self.engine.facts.work.add(Work {
            edges: holdings.edges,
            ..Work::default()
        });
        Ok(())
    }

    /// Reads off the grants that were found to reach each principal.
    pub(super) fn read_backward(
        &mut self,
        backward: &Backward,
        range: Range<u32>,
    ) -> Result<(), AccessError> {
        let (prepared, view) = (self.reader.prepared, self.engine.view);
        let principals = &prepared.question.principals;
        let bits = backward.read(view, prepared.admission, principals, range.clone());
        self.engine.facts.work.add(bits.work);
        let visited = if prepared.visits_all() {
            principals
        } else {
            &bits.met
        };
        if !prepared.has_one_state {
            // Whoever is not met has no path at all; the others are asked how good theirs are.
            return self.walk(visited, range);
        }
        for (done, principal) in visited.iter_in(range.clone()).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            if bits.met.contains(principal) {
                let who = Who::of(prepared, self.engine.facts, principal);
                bits.for_each_grant(principal, |grant| self.reader.add_grant(grant, who));
            }
            if self.finish(principal) {
                self.end_before(principal.0 + 1, range.end);
                return Ok(());
            }
        }
        Ok(())
    }
}
