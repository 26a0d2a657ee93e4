//! The record of the export that a step came from: its file, and the byte of it that it begins at.
//!
//! Whoever doubts a step looks there. Bytes are counted in the unpacked text.

use arrow::error::ArrowError;
use enfilade_access::{Control, Step, StepKind};
use enfilade_graph::{EdgeIndex, Graph, GraphView, Stated};
use enfilade_model::{EdgeKind, EntityId, EntityKind};

/// File and position of the record that states a step; none for a step that follows from attributes
/// or tables, or where the snapshot keeps no positions. `edge` is the edge that is meant, where
/// several lead the same way.
pub(super) fn record(
    graph: &Graph,
    from: EntityId,
    step: Step,
    edge: Option<(EdgeKind, Option<EdgeIndex>)>,
) -> Result<Option<String>, ArrowError> {
    let (kind, to, edge) = match (step.kind, edge) {
        (StepKind::Control(Control::Own), _) => {
            (EdgeKind::Owner, owned(graph, from, step.to), None)
        }
        (StepKind::Control(Control::RunCode), _) => (EdgeKind::RunsAs, step.to, None),
        (_, Some((kind, edge))) => (kind, step.to, edge),
        (_, None) => return Ok(None),
    };
    let stated = graph
        .edges(kind)
        .stated(from, to)
        .map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
    let meant = |stated: &&Stated| edge.is_none() || stated.edge.is_none() || stated.edge == edge;
    let Some(stated) = stated.iter().find(meant) else {
        return Ok(None);
    };
    let file = graph.source(stated.place.source);
    Ok(file.map(|file| {
        let place = format!("{}, byte {}", file.path, stated.place.offset);
        place + &also(graph, stated)
    }))
}

/// How many further files are named.
const NAMED: usize = 3;

/// The further files that state an edge.
fn also(graph: &Graph, stated: &Stated) -> String {
    let further = stated.further.iter().filter_map(|id| graph.source(*id));
    let named: Vec<&str> = further.take(NAMED).map(|file| &*file.path).collect();
    let more = stated.further.len().saturating_sub(NAMED);
    match (named.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!("; also {}", named.join(", ")),
        (false, more) => format!("; also {} and {more} more", named.join(", ")),
    }
}

/// What is owned where an app is controlled: the app, or its registration.
pub(super) fn owned(graph: &Graph, owner: EntityId, app: EntityId) -> EntityId {
    let owned = graph.edges_from(EdgeKind::Owner, owner).ends();
    if owned.contains(&app) {
        return app;
    }
    let runs_as = |id: &EntityId| {
        graph
            .edges_from(EdgeKind::RunsAs, *id)
            .ends()
            .contains(&app)
    };
    let is_registration = |id: &EntityId| graph.kind_of(*id) == EntityKind::Registration;
    let mut owned = owned.iter().copied();
    owned
        .find(|id| is_registration(id) && runs_as(id))
        .unwrap_or(app)
}
