//! `shortest path from A to B`, `3 paths ...`, `all paths ... within 4 hops`.

use super::pairs::Pairs;
use super::{Tracer, WORK};
use crate::QueryError;
use crate::answer::NoteKind;
use crate::execute::notes::{counted, thousands};
use crate::pipeline::rows::Rows;
use arrow::array::{Int64Array, ListBuilder, StringArray, StringBuilder, UInt32Array};
use enfilade_access::{Path, PathLimits};
use enfilade_graph::Graph;
use enfilade_model::EntityId;
use std::sync::Arc;

/// The most paths of one answer.
const MOST_PATHS: u64 = 100_000;

/// The most paths of one pair, where all are asked for.
const MOST_OF_PAIR: u64 = 10_000;

/// A batch of paths for each pair, as they are taken.
pub(super) struct PathRows {
    tracer: Tracer,
    pairs: Pairs,
    most: Option<u64>,
    hops: u32,
    paths_left: u64,
    work_left: u64,
    // Pairs of which not all paths were found that were asked for.
    cut: u64,
    // Pairs whose paths are all longer than asked for.
    too_far: u64,
    pairs_told: u64,
    ended: bool,
}

impl PathRows {
    pub(super) fn new(
        tracer: Tracer,
        most: Option<u64>,
        within: Option<u64>,
    ) -> Result<PathRows, QueryError> {
        Ok(PathRows {
            pairs: Pairs::new(&tracer)?,
            tracer,
            most,
            hops: within.map_or(u32::MAX, |hops| u32::try_from(hops).unwrap_or(u32::MAX)),
            paths_left: MOST_PATHS,
            work_left: WORK,
            cut: 0,
            too_far: 0,
            pairs_told: 0,
            ended: false,
        })
    }

    fn pair(&mut self) -> Result<Option<Rows>, QueryError> {
        if self.ended {
            return Ok(None);
        }
        let rows = match self.paths_left > 0 && self.work_left > 0 {
            true => self.pairs.next(&self.tracer)?,
            false => {
                self.say_ended();
                None
            }
        };
        let Some(row) = rows.as_ref().and_then(|rows| rows.first()) else {
            self.ended = true;
            self.finish();
            return Ok(None);
        };
        let (principal, resource) = (row.principal, row.resource);
        let wanted = self.most.unwrap_or(MOST_OF_PAIR);
        let most = wanted.min(self.paths_left);
        let limits = PathLimits {
            paths: usize::try_from(most).unwrap_or(usize::MAX),
            hops: self.hops,
            work: self.work_left,
        };
        let engine = self.tracer.engine();
        let found = engine.paths(&self.tracer.question, principal, resource, limits)?;
        let is_cut = found.has_more && (self.most.is_none() || most < wanted);
        self.cut += u64::from(is_cut || found.gave_up);
        self.too_far += u64::from(found.paths.is_empty() && !found.gave_up);
        self.pairs_told += u64::from(!found.paths.is_empty());
        self.paths_left -= found.paths.len() as u64;
        self.work_left = self.work_left.saturating_sub(found.work);
        let graph = &self.tracer.context.graph;
        Ok(Some(columns(graph, principal, resource, &found.paths)))
    }

    /// What was left out, loudly.
    fn finish(&self) {
        let notes = &self.tracer.notes;
        if self.cut > 0 {
            let pairs = counted(self.cut, "pair", "pairs");
            let message = format!(
                "cut: of {pairs} not all paths are listed, since they are too many (ask for fewer \
                 hops, `within 3 hops`, or for some, `5 paths from`)"
            );
            notes.notes.push(NoteKind::LeftOut, message);
        }
        if self.too_far > 0 {
            let pairs = counted(self.too_far, "pair has", "pairs have");
            let hops = counted(u64::from(self.hops), "hop", "hops");
            let message = format!("{pairs} access only by paths of more than {hops}");
            notes.notes.push(NoteKind::LeftOut, message);
        }
        self.tracer.finish(self.pairs.totals());
    }

    fn say_ended(&self) {
        let message = format!(
            "cut: the paths of {} are listed, and there may be more pairs: an answer has at most {} \
             paths, found in at most {} steps of work",
            counted(self.pairs_told, "pair", "pairs"),
            thousands(MOST_PATHS),
            thousands(WORK),
        );
        self.tracer.notes.notes.push(NoteKind::LeftOut, message);
    }
}

impl Iterator for PathRows {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pair().transpose()
    }
}

fn columns(graph: &Graph, principal: EntityId, resource: EntityId, paths: &[Path]) -> Rows {
    let same = |id: EntityId| Arc::new(UInt32Array::from(vec![id.0; paths.len()]));
    let mut names = ListBuilder::new(StringBuilder::new());
    let mut ids = ListBuilder::new(StringBuilder::new());
    for path in paths {
        names.values().append_value(graph.label(principal));
        ids.values().append_value(graph.id_text(principal));
        for step in &path.steps {
            names.values().append_value(step.kind.name());
            names.values().append_value(graph.label(step.to));
            ids.values().append_value(graph.id_text(step.to));
        }
        names.append(true);
        ids.append(true);
    }
    let hops = paths.iter().map(|path| i64::from(path.hops));
    let states = paths.iter().map(|path| path.state.name());
    Rows {
        columns: vec![
            same(principal),
            same(resource),
            Arc::new(names.finish()),
            Arc::new(ids.finish()),
            Arc::new(Int64Array::from_iter_values(hops)),
            Arc::new(StringArray::from_iter_values(states)),
        ],
        len: paths.len(),
    }
}
