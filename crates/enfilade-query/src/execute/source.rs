//! Rows of access from the engine, less those that clauses take away which the engine does not know.
//!
//! `only via S` leaves the rows whose every path passes through S: those of the question that are not
//! rows of the same question asked for paths around S. Both come in the same order, so one is
//! subtracted from the other as they come. `within N hops` looks at the shortest path of each row.

use crate::QueryError;
use crate::cancel::Cancel;
use crate::pipeline::evaluate::Context;
use enfilade_access::{AccessRow, Blocks, Engine, EntitySet, Question, Totals};
use enfilade_graph::Graph;
use enfilade_model::Mechanism;
use std::collections::VecDeque;

/// The engine of a context, which gives up when asked to.
pub(super) fn engine<'a>(context: &'a Context, cancel: &'a Cancel) -> Engine<'a, Graph> {
    let engine = Engine::new(&*context.graph, &context.facts);
    match &cancel.0 {
        Some(flag) => engine.with_cancel(flag),
        None => engine,
    }
}

/// A question, and what is taken away from its rows.
#[derive(Clone, Debug)]
pub(crate) struct Restricted {
    pub(crate) question: Question,
    /// Every path must pass through each of these.
    pub(crate) only_via: Vec<EntitySet>,
    /// How many steps the shortest path may have.
    pub(crate) within: Option<u64>,
}

impl Restricted {
    fn is_plain(&self) -> bool {
        self.only_via.is_empty() && self.within.is_none()
    }

    /// The rows, to be taken block by block.
    pub(crate) fn source(&self, context: &Context, cancel: &Cancel) -> Result<Source, QueryError> {
        let engine = engine(context, cancel);
        let around = |set: &EntitySet| {
            let via = self.question.via.clone().avoiding(set.clone());
            let question = Question {
                via,
                ..self.question.clone()
            };
            Ok(Others {
                blocks: engine.blocks(&question)?,
                rows: VecDeque::new(),
            })
        };
        let others: Result<Vec<Others>, QueryError> = self.only_via.iter().map(around).collect();
        Ok(Source {
            blocks: engine.blocks(&self.question)?,
            others: others?,
            asked: self.clone(),
            counted: Counted::default(),
        })
    }

    /// What the rows add up to, without them where that can be.
    pub(crate) fn totals(&self, context: &Context, cancel: &Cancel) -> Result<Totals, QueryError> {
        if self.is_plain() {
            return Ok(engine(context, cancel).count(&self.question)?);
        }
        let mut source = self.source(context, cancel)?;
        while source.next(context, cancel)?.is_some() {}
        Ok(source.totals())
    }
}

/// The rows of a restricted question, as they are taken.
pub(crate) struct Source {
    blocks: Blocks,
    // Rows that paths around a set of `only via` give, one for each set.
    others: Vec<Others>,
    asked: Restricted,
    counted: Counted,
}

/// Rows to take away, in order.
struct Others {
    blocks: Blocks,
    rows: VecDeque<AccessRow>,
}

/// What the rows that are left add up to.
#[derive(Default)]
struct Counted {
    totals: Totals,
    /// Pairs of which some rows were taken away and some were not.
    divided: u64,
}

impl Source {
    /// The next rows, sorted and distinct; `None` at the end.
    pub(crate) fn next(
        &mut self,
        context: &Context,
        cancel: &Cancel,
    ) -> Result<Option<Vec<AccessRow>>, QueryError> {
        let engine = engine(context, cancel);
        loop {
            let Some(mut rows) = self.blocks.next(&engine)? else {
                return Ok(None);
            };
            if self.asked.is_plain() {
                return Ok(Some(rows));
            }
            if let Some(most) = self.asked.within {
                let witnesses = engine.witnesses(&self.asked.question, &rows)?;
                let mut near = witnesses.iter().map(|own| u64::from(own.hops) <= most);
                rows.retain(|_| near.next().unwrap_or(false));
            }
            let mut kept = Vec::with_capacity(rows.len());
            for row in &rows {
                let mut is_kept = true;
                for others in &mut self.others {
                    is_kept &= !others.have(row, context, cancel)?;
                }
                kept.push(is_kept);
            }
            self.counted.add(&rows, &kept, context);
            let mut keep = kept.iter();
            rows.retain(|_| keep.next().copied().unwrap_or(false));
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
    }

    /// What was counted so far. Whoever was left out is counted for the question without what is
    /// taken away from it.
    pub(crate) fn totals(&self) -> Totals {
        let all = self.blocks.totals();
        if self.asked.is_plain() {
            return all;
        }
        let own = self.counted.totals;
        Totals {
            rows: own.rows,
            pairs: own.pairs,
            pairs_only_open_app: own.pairs_only_open_app,
            principals: own.principals,
            principals_of_unknown_state: own.principals_of_unknown_state,
            ..all
        }
    }

    /// How many of the pairs have other rows that `only via` took away.
    pub(crate) fn divided(&self) -> u64 {
        self.counted.divided
    }
}

impl Others {
    /// Whether the same row, in whatever state, is among these. Rows are asked for in order.
    fn have(
        &mut self,
        row: &AccessRow,
        context: &Context,
        cancel: &Cancel,
    ) -> Result<bool, QueryError> {
        loop {
            match self.rows.front() {
                Some(other) if key(other) < key(row) => {
                    self.rows.pop_front();
                }
                Some(other) => return Ok(key(other) == key(row)),
                None => match self.blocks.next(&engine(context, cancel))? {
                    Some(rows) => self.rows.extend(rows),
                    None => return Ok(false),
                },
            }
        }
    }
}

impl Counted {
    /// Adds the rows of some principals, of which those that are `kept` are left.
    fn add(&mut self, rows: &[AccessRow], kept: &[bool], context: &Context) {
        let pairs = rows.chunk_by(|a, b| (a.principal, a.resource) == (b.principal, b.resource));
        let mut at = 0;
        let mut last = None;
        for pair in pairs {
            let kept = &kept[at..at + pair.len()];
            at += pair.len();
            let left = pair.iter().zip(kept).filter(|(_, kept)| **kept);
            let count = left.clone().count();
            let totals = &mut self.totals;
            totals.rows += count as u64;
            if count == 0 {
                continue;
            }
            let mut mechanisms = left.map(|(row, _)| row.mechanism);
            totals.pairs += 1;
            let is_open = mechanisms.all(|mechanism| mechanism == Mechanism::OpenApp);
            totals.pairs_only_open_app += u64::from(is_open);
            self.divided += u64::from(count < pair.len());
            if last != Some(pair[0].principal) {
                last = Some(pair[0].principal);
                totals.principals += 1;
                let unknown = context.facts.enabled_unknown().contains(pair[0].principal);
                totals.principals_of_unknown_state += u64::from(unknown);
            }
        }
    }
}

/// What tells rows apart.
fn key(row: &AccessRow) -> impl Ord + use<> {
    let AccessRow {
        principal,
        resource,
        mechanism,
        role,
        scope,
        ..
    } = *row;
    (principal, resource, mechanism, role, scope)
}
