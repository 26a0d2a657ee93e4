//! Why someone has a Microsoft 365 group or an access package: by being in it, by owning it, or by
//! joining it.

use crate::admission::Admission;
use crate::effective::Engine;
use crate::{AccessRow, Step, StepKind};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, GroupLevel, Mechanism};

/// The groups that a principal may join, ascending; none if that does not count.
pub(super) fn joined<'e, V: GraphView>(
    engine: &Engine<'e, V>,
    principal: EntityId,
    admission: Admission,
) -> &'e [EntityId] {
    let groups = engine.facts().collaboration();
    let joins = admission.limit >= AccessState::Requestable
        && engine.view().kind_of(principal) == EntityKind::User;
    match joins {
        true => groups.joinable(groups.is_guest(principal)),
        false => &[],
    }
}

/// Whether a row is an owner's.
pub(super) fn is_owner<V: GraphView>(engine: &Engine<'_, V>, row: &AccessRow) -> bool {
    let owner = engine.facts().collaboration().role(GroupLevel::Owner);
    owner.is_some() && row.role == owner
}

/// Whether whoever is in a row's resource has it as the row says. Exports may say that something was
/// assigned which is no package.
pub(super) fn gives_itself<V: GraphView>(engine: &Engine<'_, V>, row: &AccessRow) -> bool {
    let packages = &engine.facts().collaboration().packages;
    row.mechanism != Mechanism::AccessPackage || packages.contains(&row.resource.0)
}

/// Whether being at a holder gives the level that a row shows: the principal itself by whatever
/// membership or ownership it has, a group by one that its members may activate.
pub(super) fn has_level<V: GraphView>(
    engine: &Engine<'_, V>,
    holder: EntityId,
    row: &AccessRow,
    admission: Admission,
) -> bool {
    let (itself, owner) = (holder == row.principal, is_owner(engine, row));
    let kind = if owner {
        EdgeKind::Owner
    } else {
        EdgeKind::Member
    };
    let mut edges = admission.edges(engine.view().edges_from(kind, holder));
    edges.any(|edge| {
        let counts = itself || (!owner && edge.state > AccessState::Active);
        counts && edge.end == row.resource
    })
}

/// Says of the first step that it joins a group, where nothing else puts the principal there.
pub(super) fn name_joining<V: GraphView>(
    engine: &Engine<'_, V>,
    row: &AccessRow,
    admission: Admission,
    steps: &mut [Step],
) {
    let Some(first) = steps.first_mut() else {
        return;
    };
    let enters = match first.kind {
        StepKind::Member => true,
        StepKind::Grant(Mechanism::GroupResources) => !is_owner(engine, row),
        StepKind::Grant(Mechanism::AccessPackage) => !is_given(engine, row, admission),
        _ => false,
    };
    let own = engine.view().edges_from(EdgeKind::Member, row.principal);
    if enters && !admission.edges(own).any(|edge| edge.end == first.to) {
        first.kind = StepKind::SelfJoin;
    }
}

/// Whether a row's package was given to its principal in person.
fn is_given<V: GraphView>(engine: &Engine<'_, V>, row: &AccessRow, admission: Admission) -> bool {
    let kind = EdgeKind::PackageAssignment;
    let mut given = admission.edges(engine.view().edges_from(kind, row.principal));
    given.any(|edge| edge.end == row.resource)
}
