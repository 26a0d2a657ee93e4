//! Steps as rows, for `why`.

use super::record::record;
use super::sentence::{self, Said};
use crate::execute::access::role_name;
use crate::pipeline::rows::Rows;
use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray, UInt32Array};
use arrow::error::ArrowError;
use enfilade_access::{Reason, Step, StepKind, StepRule};
use enfilade_graph::{Edge, Edges, Graph, GraphView, RoleIndex};
use enfilade_model::{AccessState, EdgeKind, EntityId};
use std::sync::Arc;

/// One row of an answer to `why`.
#[derive(Clone, Debug, Default)]
pub(super) struct StepRow {
    pub(super) way: i64,
    pub(super) step: i64,
    pub(super) from: Option<EntityId>,
    /// How the step is made; none where the row is about an end.
    pub(super) relation: Option<&'static str>,
    pub(super) to: Option<EntityId>,
    pub(super) role: Option<String>,
    pub(super) state: Option<AccessState>,
    pub(super) carries: bool,
    /// Why it does not carry.
    pub(super) reason: Option<Reason>,
    pub(super) rule: Option<StepRule>,
    pub(super) record: Option<String>,
    pub(super) sentence: String,
}

/// The rows as columns, in the order in which resolution names them.
pub(super) fn rows(rows: &[StepRow]) -> Rows {
    let numbers = |of: &dyn Fn(&StepRow) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(rows.iter().map(of)))
    };
    let entities = |of: &dyn Fn(&StepRow) -> Option<EntityId>| -> ArrayRef {
        Arc::new(
            rows.iter()
                .map(|row| of(row).map(|id| id.0))
                .collect::<UInt32Array>(),
        )
    };
    let texts = |of: &dyn Fn(&StepRow) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let carries = rows.iter().map(|row| Some(row.carries));
    let source = |row: &StepRow| row.rule.map(|rule| rule.source.to_owned());
    Rows {
        columns: vec![
            numbers(&|row| row.way),
            numbers(&|row| row.step),
            entities(&|row| row.from),
            texts(&|row| row.relation.map(str::to_owned)),
            entities(&|row| row.to),
            texts(&|row| row.role.clone()),
            texts(&|row| row.state.map(|state| state.name().to_owned())),
            Arc::new(carries.collect::<BooleanArray>()),
            texts(&|row| row.reason.map(|reason| reason.name().to_owned())),
            texts(&|row| row.rule.map(|rule| rule.summary.to_owned())),
            texts(&source),
            texts(&|row| row.record.clone()),
            texts(&|row| Some(sentence::capital(&row.sentence))),
        ],
        len: rows.len(),
    }
}

/// The row of a step that carries. Of several edges that record it, the one with the wanted role
/// counts, and of these the one in the best state.
pub(super) fn step_row(
    graph: &Graph,
    now: i64,
    from: EntityId,
    step: Step,
    wanted: Option<RoleIndex>,
) -> Result<StepRow, ArrowError> {
    let said = said(graph, now, from, step, wanted);
    Ok(StepRow {
        from: Some(from),
        relation: Some(step.kind.name()),
        to: Some(step.to),
        role: said.role.map(str::to_owned),
        state: said.state,
        carries: true,
        rule: Some(step.rule(graph, from)),
        record: record(graph, from, step, said.edge)?,
        sentence: sentence::step(graph, from, step, &said),
        ..StepRow::default()
    })
}

/// What the graph says of a step beside its ends.
pub(super) fn said(
    graph: &Graph,
    now: i64,
    from: EntityId,
    step: Step,
    wanted: Option<RoleIndex>,
) -> Said<'_> {
    let implied = match step.kind {
        StepKind::Control(_) => AccessState::Controllable,
        StepKind::SelfJoin => AccessState::Requestable,
        _ => AccessState::Active,
    };
    let mut best: Option<(bool, bool, AccessState, Said<'_>)> = None;
    for &kind in step.kind.edges() {
        let edges = graph.edges_from(kind, from);
        for edge in edges.iter().filter(|edge| edge.end == step.to) {
            let is_late = edge
                .index
                .is_some_and(|index| !edges.columns().is_valid_at(index, now));
            let is_other = wanted.is_some() && edge.role != wanted;
            let rank = (is_other, is_late, edge.state);
            if best
                .as_ref()
                .is_none_or(|best| rank < (best.0, best.1, best.2))
            {
                let said = of_edge(graph, kind, &edges, &edge);
                best = Some((rank.0, rank.1, rank.2, said));
            }
        }
    }
    best.map_or_else(
        || Said {
            state: Some(implied),
            ..Said::default()
        },
        |(_, _, _, said)| said,
    )
}

fn of_edge<'g>(graph: &'g Graph, kind: EdgeKind, edges: &Edges<'g>, edge: &Edge) -> Said<'g> {
    let time = |column: &Option<arrow::buffer::ScalarBuffer<i64>>, none: i64| {
        let at = edge.index?.0 as usize;
        let time = *column.as_ref()?.get(at)?;
        (time != none).then_some(time)
    };
    let columns = edges.columns();
    let is_default =
        |role: &RoleIndex| graph.role(*role).id == enfilade_model::DEFAULT_ACCESS_ROLE_ID;
    Said {
        edge: Some((kind, edge.index)),
        role: edge
            .role
            .filter(|role| !is_default(role))
            .map(|role| role_name(graph, role)),
        scope: edge.scope,
        state: Some(edge.state),
        from: time(&columns.valid_from, i64::MIN),
        to: time(&columns.valid_to, i64::MAX),
    }
}
