//! A block: the principals of a range, one after the other.

use super::Engine;
use super::backward::Backward;
use super::finish::{Output, Standing, deny, finish, finish_sorted};
use super::numbers::resources;
use super::plan::{Approach, Plan};
use super::who::Who;
use crate::control::Reach;
use crate::hit::Hit;
use crate::holdings::{Held, Holdings, Passed, passed};
use crate::mechanism::{self, Grant, administrator_override};
use crate::work::Work;
use crate::{AccessError, AccessRow, EntitySet, Limits, Totals};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, Mechanism, Nesting};
use std::ops::Range;

/// How many rows a block may have before it ends early.
const MOST_ROWS: usize = 1 << 19;
/// How many principals are looked at between two looks at the flag that cancels.
pub(super) const CHECK_EVERY: usize = 256;

/// The rows of a range of principals.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The rows, sorted and distinct; all of them after those of the block before.
    pub(super) rows: Vec<AccessRow>,
    pub(super) counted: Totals,
    pub(super) disabled_resources: Vec<EntityId>,
    /// Whether a user is in it, who reaches whatever is open to everyone.
    pub(super) met_user: bool,
    /// Whether someone is in it who may join groups, as no guest and as one.
    pub(super) met_joiner: [bool; 2],
    /// What of the range is left to be computed, if there were too many rows.
    pub(super) rest: Option<Range<u32>>,
}

impl<V: GraphView> Engine<'_, V> {
    /// Computes the rows of a range of principals, or of its beginning if they are too many.
    pub(super) fn compute(
        &self,
        plan: &Plan,
        range: Range<u32>,
        output: Output,
    ) -> Result<Block, AccessError> {
        self.check_cancelled()?;
        // Numbers say nothing of who in particular is denied what.
        if output == Output::Count && plan.control.is_none() && plan.denies.is_empty() {
            let counted = match &plan.approach {
                Approach::Walk => None,
                Approach::Closure(offers) => Some(self.count_forward(plan, offers, range.clone())),
                Approach::Backward(_) if !plan.has_one_state => None,
                Approach::Backward(found) => self.count_backward(plan, found, range.clone()),
            };
            if let Some(counted) = counted {
                return counted;
            }
        }
        let mut worker = Worker::new(self, plan, output);
        worker.reach = plan.control.as_deref().map(|control| {
            let reach = Reach::new(control, &plan.question.via);
            match plan.denies.is_empty() {
                true => reach,
                false => reach.telling_control(),
            }
        });
        match &plan.approach {
            Approach::Walk => worker.walk(&plan.question.principals, range)?,
            Approach::Closure(offers) => worker.list_forward(offers, range)?,
            Approach::Backward(backward) => worker.read_backward(backward, range)?,
        }
        worker.block.disabled_resources.sort_unstable();
        worker.block.disabled_resources.dedup();
        Ok(worker.block)
    }
}

/// What one thread uses to compute a block.
pub(super) struct Worker<'w, V> {
    pub(super) engine: &'w Engine<'w, V>,
    pub(super) plan: &'w Plan,
    output: Output,
    pub(super) hits: Vec<Hit>,
    // What control leads to, where the question asks for that.
    pub(super) reach: Option<Reach<'w>>,
    block: Block,
}

impl<'w, V: GraphView> Worker<'w, V> {
    /// Without what control leads to.
    pub(super) fn new(engine: &'w Engine<'w, V>, plan: &'w Plan, output: Output) -> Worker<'w, V> {
        Worker {
            engine,
            plan,
            output,
            hits: Vec::new(),
            reach: None,
            block: Block::default(),
        }
    }

    /// Turns the hits of a principal into rows; says whether the block is full.
    pub(super) fn finish(&mut self, principal: EntityId) -> bool {
        let facts = self.engine.facts;
        let (hits, block) = (&mut self.hits, &mut self.block);
        if !self.plan.denies.is_empty() {
            deny(self.engine.view, facts, self.plan, principal, hits);
        }
        finish(self.plan, facts, self.output, principal, hits, block);
        self.ends_block()
    }

    /// Does the same where the hits are sorted and distinct rows, nothing is denied and nothing
    /// disabled among them.
    pub(super) fn finish_sorted(&mut self, standing: &Standing<'_>, principal: EntityId) -> bool {
        let (hits, block) = (&mut self.hits, &mut self.block);
        finish_sorted(standing, self.output, principal, hits, block);
        self.ends_block()
    }

    fn ends_block(&mut self) -> bool {
        self.hits.clear();
        self.block.rows.len() >= MOST_ROWS
    }

    /// Whether everything that a principal gets by a grant is what every user gets by it.
    pub(super) fn lists_alike(&self, who: Who) -> bool {
        let plan = self.plan;
        let level_differs = who.is_guest && !plan.collaborating.is_empty();
        who.is_user && !level_differs && plan.denies.is_empty() && self.reach.is_none()
    }

    /// Tells the block which resources of a grant are left out because they are disabled.
    pub(super) fn tell_left_out(&mut self, grant: &Grant) {
        let (plan, facts) = (self.plan, self.engine.facts);
        let left_out = resources(plan, facts, grant).filter(|&it| plan.leaves_out(facts, it));
        self.block.disabled_resources.extend(left_out);
    }

    pub(super) fn end_before(&mut self, next: u32, end: u32) {
        self.block.rest = (next < end).then_some(next..end);
    }

    /// Walks out from each principal.
    fn walk(&mut self, principals: &EntitySet, range: Range<u32>) -> Result<(), AccessError> {
        let (plan, view) = (self.plan, self.engine.view);
        let mut holdings = Holdings::new(view, &plan.question.via);
        let nested = plan.asks_nested();
        for (done, principal) in principals.iter_in(range.clone()).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            if plan.question.direct_only {
                holdings.clear();
            } else {
                holdings.find(view, principal, plan.admission, nested);
            }
            let who = Who::of(plan, self.engine.facts, principal);
            self.read_own(principal, who);
            self.read_held(&holdings.direct, &holdings.nested, who);
            self.read_control(principal);
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
    fn read_backward(&mut self, backward: &Backward, range: Range<u32>) -> Result<(), AccessError> {
        let (plan, view) = (self.plan, self.engine.view);
        let principals = &plan.question.principals;
        let bits = backward.read(view, plan.admission, principals, range.clone());
        self.engine.facts.work.add(bits.work);
        let visited = if plan.visits_all() {
            principals
        } else {
            &bits.met
        };
        if !plan.has_one_state {
            // Whoever is not met has no path at all; the others are asked how good theirs are.
            return self.walk(visited, range);
        }
        for (done, principal) in visited.iter_in(range.clone()).enumerate() {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            if bits.met.contains(principal) {
                let who = Who::of(plan, self.engine.facts, principal);
                bits.for_each_grant(principal, |grant| self.add_grant(grant, who));
            }
            if self.finish(principal) {
                self.end_before(principal.0 + 1, range.end);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads the grants of a principal itself.
    fn read_own(&mut self, principal: EntityId, who: Who) {
        let itself = Held {
            group: principal,
            passed: 0,
            state: AccessState::Active,
        };
        for mechanism in self.plan.question.mechanisms.iter() {
            if who.uses(mechanism) {
                self.read_grants(mechanism, &itself);
            }
        }
        if who.is_user {
            self.read_override(&itself);
            self.read_owned(&itself);
            self.read_memberships(&itself, who, |_| true);
        }
    }

    /// Reads the grants of the groups that a principal is in.
    pub(super) fn read_held(&mut self, direct: &[Held], nested: &[Held], who: Who) {
        for mechanism in self.plan.question.mechanisms.iter() {
            if !who.uses(mechanism) {
                continue;
            }
            let through = match mechanism.rule().nesting {
                Nesting::DirectMembers => direct,
                Nesting::Transitive => nested,
                Nesting::None => &[],
            };
            for holder in through {
                self.read_grants(mechanism, holder);
            }
        }
        if who.is_user {
            for holder in direct {
                self.read_override(holder);
                // Activating a membership of the group's makes a direct member.
                self.read_memberships(holder, who, |state| state > AccessState::Active);
            }
        }
    }

    /// Adds what a grant leads to for one who holds it, where a state is all that could differ.
    pub(super) fn add_grant(&mut self, grant: &Grant, who: Who) {
        if who.uses(grant.mechanism) {
            let facts = self.engine.facts;
            let grant = who.sees(facts, grant);
            let hit = |resource| Hit::granted(&grant, resource, AccessState::Active);
            self.hits
                .extend(resources(self.plan, facts, &grant).map(hit));
        }
    }

    pub(super) fn read_grants(&mut self, mechanism: Mechanism, holder: &Held) {
        let (plan, view, facts) = (self.plan, self.engine.view, self.engine.facts);
        for &kind in mechanism::edge_kinds(mechanism) {
            for edge in plan.admission.edges(view.edges_from(kind, holder.group)) {
                let grant = mechanism::grant(view, facts, (mechanism, kind), edge.end, &edge);
                let is_asked = |grant: &Grant| {
                    let question = &plan.question;
                    question.admits_role(mechanism, grant.target, grant.role)
                };
                if let Some(grant) = grant.filter(is_asked) {
                    self.read_grant(&grant, holder.passed, holder.state);
                }
            }
        }
    }

    /// Adds what a grant leads to, where the way to its holder and the way on pass all that they
    /// must.
    pub(super) fn read_grant(&mut self, grant: &Grant, before: Passed, state: AccessState) {
        match grant.is_inherited() {
            false => self.hit(Hit::granted(grant, grant.target, state), before),
            true => {
                let all = self.plan.all_passed();
                let below = self.plan.coverage.below(grant.target).iter();
                let azure = self.engine.facts.azure();
                let asked = &self.plan.question.resources;
                let complete = below.filter(|below| {
                    before | below.passed == all
                        && asked.contains(below.resource)
                        && azure.counts_at(grant, below.resource)
                });
                let hit = |resource| Hit::granted(grant, resource, state);
                self.hits.extend(complete.map(|below| hit(below.resource)));
            }
        }
    }

    pub(super) fn hit(&mut self, hit: Hit, before: Passed) {
        let is_wanted = self.plan.question.resources.contains(hit.resource);
        if is_wanted && before == self.plan.all_passed() {
            self.hits.push(hit);
        }
    }

    fn read_override(&mut self, holder: &Held) {
        let (plan, view, facts) = (self.plan, self.engine.view, self.engine.facts);
        if plan.overridden.is_empty() {
            return;
        }
        let edges = view.edges_from(EdgeKind::DirectoryRole, holder.group);
        for edge in plan.admission.edges(edges) {
            let role = edge.end;
            if facts.global_administrators().contains(&role)
                && administrator_override::is_tenant_wide(view, &edge)
                && holder.passed | passed(&plan.question.via, role) == plan.all_passed()
            {
                let state = holder.state.max(edge.state);
                let apps = plan.overridden.iter();
                let limits = Limits::CONDITIONAL.only_if(edge.conditional);
                let hit = |&app| Hit {
                    limits,
                    ..Hit::implied(app, Mechanism::AdministratorOverride, state)
                };
                self.hits.extend(apps.map(hit));
            }
        }
    }
}
