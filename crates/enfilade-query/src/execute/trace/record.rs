//! The record of the export that a step came from.

use enfilade_access::Step;
use enfilade_graph::Graph;
use enfilade_model::EntityId;

/// Source file and position of the record that states a step; none for a step that follows from
/// attributes alone, or where the snapshot keeps no positions.
pub(super) fn record(_graph: &Graph, _from: EntityId, _step: Step) -> Option<String> {
    None
}
