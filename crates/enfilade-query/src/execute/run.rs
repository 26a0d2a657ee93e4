//! A plan put to work: sets are computed, streams of rows are set up.

use super::access::{Keeping, Shape, Wanted, access, count};
use super::complement::complement;
use super::entities::entities;
use super::judge::{Unheld, any_of_those, pairs, those};
use super::many::{announce, may_be_many};
use super::notes::{AccessNotes, End, counted, left_out_disabled};
use super::set::{self, Asking};
use super::source::Restricted;
use super::trace::Tracer;
use crate::QueryError;
use crate::answer::{NoteKind, Notes};
use crate::cancel::Cancel;
use crate::pipeline::aggregate::aggregate;
use crate::pipeline::evaluate::Context;
use crate::pipeline::filter::filter;
use crate::pipeline::join;
use crate::pipeline::project::project;
use crate::pipeline::rows::RowStream;
use crate::pipeline::sort::sort;
use crate::pipeline::take::take;
use crate::pipeline::union::union;
use crate::pipeline::unnest::unnest;
use crate::plan::expression::Expr;
use crate::plan::logical::{Access, Called, Counts, Judgement};
use crate::plan::physical::{AccessNode, RowNode, SetNode, StartNode};
use crate::tables;
use enfilade_access::{EntitySet, Question, RoleFilter, Via};
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, EntityId, Mechanism};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How many names a note lists.
const LISTED: usize = 5;

/// What running a plan needs beside the plan.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    pub(crate) context: Context,
    pub(crate) now: i64,
    pub(crate) notes: Notes,
    pub(crate) cancel: Cancel,
    /// From how many rows on an answer says first how many it lists; none where it need not.
    pub(crate) many: Option<u64>,
}

impl Runner {
    /// The rows of a plan. The sets are computed now, the rows as they are taken.
    ///
    /// Recursion is bounded by the number of stages, which the parser limits.
    pub(crate) fn run(&self, node: &RowNode) -> Result<RowStream, QueryError> {
        self.cancel.check()?;
        let context = || self.context.clone();
        Ok(match node {
            RowNode::Entities(node) => {
                let (set, end) = self.start(node)?;
                if let Some(message) = end.emptiness() {
                    self.notes.push(NoteKind::Empty, message);
                }
                entities(&set, self.cancel.clone())
            }
            RowNode::Access(node) => {
                let (asked, notes) = self.question(node)?;
                let shape = Shape::of(&node.access);
                let cancel = self.cancel.clone();
                self.announce(&asked, node.access.negated)?;
                match node.access.negated {
                    false => {
                        let keeping = Keeping::of(&node.access, &shape, &self.notes);
                        access(asked, shape, keeping, notes, context(), cancel)?
                    }
                    true => complement(&asked, shape, notes, context(), cancel)?,
                }
            }
            RowNode::Trace(node, traced, has_gaps) => {
                let (asked, notes) = self.question(node)?;
                let tracer = Tracer {
                    question: asked.question,
                    notes,
                    has_gaps: *has_gaps,
                    context: context(),
                    cancel: self.cancel.clone(),
                };
                tracer.run(*traced)?
            }
            RowNode::CountAccess(node, counts) => {
                let (asked, notes) = self.question(node)?;
                let wanted = match (counts, node.access.negated) {
                    (Counts::Rows, _) => Wanted::Rows,
                    (Counts::Principals, _) => Wanted::Principals,
                    (Counts::Pairs, false) => Wanted::Pairs,
                    (Counts::Pairs, true) => Wanted::PairsWithout,
                };
                count(asked, wanted, notes, context(), self.cancel.clone())
            }
            RowNode::Judge(node, judgement) => self.judge(node, *judgement)?,
            RowNode::Table(table, _) => {
                let rows = tables::definition(*table).rows;
                let rows = rows(&self.context.graph, self.now, &self.notes)?;
                rows.into_batches(self.cancel.clone())
            }
            RowNode::Filter(input, condition) => filter(
                self.run(input)?,
                condition.clone(),
                context(),
                self.notes.clone(),
            ),
            RowNode::Project(input, exprs) => project(self.run(input)?, exprs.clone(), context()),
            RowNode::Aggregate(input, keys, aggregates) => {
                let input = self.run(input)?;
                aggregate(input, keys.clone(), aggregates.clone(), context())?
            }
            RowNode::Sort(input, keys, limit) => {
                sort(self.run(input)?, keys.clone(), *limit, context())
            }
            RowNode::Take(input, limit) => take(self.run(input)?, *limit),
            RowNode::Unnest(input, shape) => unnest(self.run(input)?, shape.clone()),
            RowNode::Join(node) => {
                let (own, other) = node.keys.iter().cloned().unzip();
                let shape = join::Shape {
                    kind: node.kind,
                    keys: (own, other),
                    right: node.columns.clone(),
                };
                let (left, right) = (self.run(&node.left)?, self.run(&node.right)?);
                join::join(
                    left,
                    right,
                    shape,
                    context(),
                    self.notes.clone(),
                    self.cancel.clone(),
                )
            }
            RowNode::Union(inputs) => {
                let inputs: Result<Vec<RowStream>, QueryError> =
                    inputs.iter().map(|input| self.run(input)).collect();
                union(inputs?)
            }
            RowNode::Counted(input, tally) => {
                let counted = Arc::clone(&tally.counted);
                let rows = self.run(input)?;
                Box::new(rows.inspect(move |rows| {
                    let len = rows.as_ref().map_or(0, |rows| rows.len as u64);
                    counted.fetch_add(len, Ordering::Relaxed);
                }))
            }
        })
    }

    fn judge(&self, node: &AccessNode, judgement: Judgement) -> Result<RowStream, QueryError> {
        let (mut asked, mut notes) = self.question(node)?;
        let (context, cancel) = (self.context.clone(), self.cancel.clone());
        let quantifier = match judgement {
            Judgement::Those(quantifier) => Some(quantifier),
            Judgement::YesNo { quantifier, .. } => quantifier,
        };
        let unheld = match judgement {
            Judgement::YesNo { is_unheld, .. } => {
                Unheld(is_unheld || self.is_any_unseen(&node.access, &asked.question.resources))
            }
            Judgement::Those(_) => Unheld(false),
        };
        if quantifier.is_some() {
            self.narrow_to_countable(&mut asked.question, &mut notes, &node.access);
        }
        Ok(match (judgement, quantifier) {
            (Judgement::Those(quantifier), _) => those(&asked, quantifier, notes, context, cancel)?,
            (_, None) => pairs(asked, unheld, notes, context, cancel),
            (_, Some(quantifier)) => {
                any_of_those(asked, quantifier, unheld, notes, context, cancel)
            }
        })
    }

    /// Leaves out whoever and whatever says nothing by lacking access: `all` means all that count.
    fn narrow_to_countable(
        &self,
        question: &mut Question,
        notes: &mut AccessNotes,
        access: &Access,
    ) {
        let (principals, resources) = (&mut question.principals, &mut question.resources);
        self.narrow_universe(principals, resources, access);
        if !access.with_disabled {
            self.leave_out_disabled(resources, &access.right.called);
        }
        notes.left.kept = principals.len() as u64;
        notes.right.kept = resources.len() as u64;
    }

    fn is_any_unseen(&self, access: &Access, resources: &EntitySet) -> bool {
        let mut unseen = self.context.facts.apps_with_unseen_assignments().iter();
        self.counts_unseen(access) && unseen.any(|&app| resources.contains(app))
    }

    /// Counts rows that may be very many before they are listed, and says how many there are.
    fn announce(&self, asked: &Restricted, negated: bool) -> Result<(), QueryError> {
        let question = &asked.question;
        let Some(most) = self.many else {
            return Ok(());
        };
        if !may_be_many(question, most) {
            return Ok(());
        }
        let totals = asked.totals(&self.context, &self.cancel)?;
        let all = question.principals.len() as u64 * question.resources.len() as u64;
        let rows = match negated {
            true => all.saturating_sub(totals.pairs),
            false => totals.rows,
        };
        announce(rows, most, &self.notes);
        Ok(())
    }

    fn set(&self, node: &SetNode) -> Result<EntitySet, QueryError> {
        let asking = Asking {
            now: self.now,
            cancel: &self.cancel,
        };
        set::run(node, &self.context, asking)
    }

    /// The entities that rows start from, and how they came about.
    fn start(&self, node: &StartNode) -> Result<(EntitySet, End), QueryError> {
        let mut set = match &node.shared {
            None => self.set(&node.set)?,
            Some(shared) => match shared.get() {
                Some(set) => set.clone(),
                None => {
                    let set = self.set(&node.set)?;
                    // Whoever comes second finds the same.
                    let _ = shared.set(set.clone());
                    set
                }
            },
        };
        let found = set.len() as u64;
        if !node.start.conditions.is_empty() {
            let all = Expr::And(node.start.conditions.clone());
            set = set::filter(&set, &all, &self.context)?;
        }
        let kept = set.len() as u64;
        // A plan that runs twice counts the same.
        let _ = node.kept.set(kept);
        let end = End {
            called: node.start.called.clone(),
            description: node.start.description.clone(),
            found,
            kept,
        };
        Ok((set, end))
    }

    fn question(&self, node: &AccessNode) -> Result<(Restricted, AccessNotes), QueryError> {
        let access = &node.access;
        let (mut principals, mut left) = self.start(&node.left)?;
        let (mut resources, mut right) = self.start(&node.right)?;
        let mut via = Via::from(self.sets(&node.via)?);
        for avoided in self.sets(&node.not_via)? {
            via = via.avoiding(avoided);
        }
        if access.negated {
            self.narrow_universe(&mut principals, &mut resources, access);
            left.kept = principals.len() as u64;
            right.kept = resources.len() as u64;
        }
        if self.counts_unseen(access) {
            self.note_unseen(&resources);
        }
        let open_is_one_of_several =
            access.mechanisms.iter().count() > 1 && access.mechanisms.contains(Mechanism::OpenApp);
        let question = Question {
            mechanisms: access.mechanisms,
            roles: access.roles.clone(),
            via,
            direct_only: access.direct,
            with_disabled: access.with_disabled,
            with_first_party: access.with_first_party,
            ..Question::new(access.layer, principals, resources, self.now)
        };
        let notes = AccessNotes {
            notes: self.notes.clone(),
            left,
            right,
            open_is_one_of_several,
        };
        let asked = Restricted {
            question,
            only_via: self.sets(&node.only_via)?,
            within: access.within,
        };
        Ok((asked, notes))
    }

    fn sets(&self, nodes: &[SetNode]) -> Result<Vec<EntitySet>, QueryError> {
        nodes.iter().map(|node| self.set(node)).collect()
    }

    /// Whoever is disabled or only referred to says nothing by lacking access.
    fn narrow_universe(
        &self,
        principals: &mut EntitySet,
        resources: &mut EntitySet,
        access: &Access,
    ) {
        self.leave_out_stubs(principals, &access.left.called);
        self.leave_out_stubs(resources, &access.right.called);
        if !access.with_disabled {
            self.leave_out_disabled(principals, &access.left.called);
        }
    }

    fn leave_out_stubs(&self, set: &mut EntitySet, called: &Called) {
        let graph = &self.context.graph;
        let stubs = set.iter().filter(|&id| graph.is_stub(id));
        let stubs = EntitySet::from_ids(set.universe(), stubs.collect::<Vec<EntityId>>());
        set.subtract(&stubs);
        if !stubs.is_empty() {
            let stubs = called.count(stubs.len() as u64);
            let message = format!("{stubs} left out that no source describes");
            self.notes.push(NoteKind::LeftOut, message);
        }
    }

    fn leave_out_disabled(&self, set: &mut EntitySet, called: &Called) {
        let disabled = set.intersection(self.context.facts.disabled());
        set.subtract(&disabled);
        if !disabled.is_empty() {
            let message = left_out_disabled(called, disabled.len() as u64);
            self.notes.push(NoteKind::LeftOut, message);
        }
    }

    /// Whether assignments that no source could hold would count. Apps that define no role are
    /// assigned by default access only.
    fn counts_unseen(&self, access: &Access) -> bool {
        let graph = &self.context.graph;
        let is_default = |filter: &RoleFilter| matches!(filter, RoleFilter::Role(role) if graph.role(*role).id == DEFAULT_ACCESS_ROLE_ID);
        let roles = access.roles.as_ref();
        access.mechanisms.contains(Mechanism::AppAssignment)
            && roles.is_none_or(|roles| roles.iter().any(is_default))
    }

    /// Names the apps asked about whose assignments no source could hold.
    fn note_unseen(&self, resources: &EntitySet) {
        let unseen = self.context.facts.apps_with_unseen_assignments().iter();
        let unseen: Vec<EntityId> = unseen
            .copied()
            .filter(|&app| resources.contains(app))
            .collect();
        if unseen.is_empty() {
            return;
        }
        let labels = unseen.iter().take(LISTED);
        let mut names: Vec<String> = labels
            .map(|&app| format!("`{}`", self.context.graph.label(app)))
            .collect();
        if unseen.len() > LISTED {
            names.push(format!("and {} more", unseen.len() - LISTED));
        }
        let apps = counted(unseen.len() as u64, "app", "apps");
        let message = format!(
            "who is assigned to {apps} is unknown, since the export cannot hold it: {}",
            names.join(", ")
        );
        self.notes.push(NoteKind::Assumption, message);
    }
}
