//! What an answer rests on and the export does not hold.

use enfilade_graph::GraphView as _;
use enfilade_model::{EdgeKind, Relation};
use enfilade_query::{CoverageNote, Engine};
use std::collections::BTreeSet;

/// The relations that an answer rests on and that the export does not hold in full.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gaps {
    relations: BTreeSet<Relation>,
    /// Whether a deny assignment may take access away: there are some, or some are missing.
    has_denies: bool,
}

impl Gaps {
    /// Those that an answer of an engine speaks of.
    pub(crate) fn of(engine: &Engine, coverage: &[CoverageNote]) -> Gaps {
        let relations: BTreeSet<Relation> = coverage.iter().map(|note| note.relation).collect();
        Gaps {
            has_denies: engine.graph().edge_count(EdgeKind::Denied) > 0
                || relations.contains(&Relation::DenyAssignments),
            relations,
        }
    }

    /// Whether nothing is missing.
    pub(super) fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// Whether some of these are missing.
    pub(super) fn touch(&self, relations: &[Relation]) -> bool {
        relations.iter().any(|own| self.relations.contains(own))
    }

    /// Whether anything beside these is missing.
    pub(super) fn touch_more_than(&self, relations: &[Relation]) -> bool {
        self.relations.iter().any(|own| !relations.contains(own))
    }

    /// Whether a deny assignment may take access away.
    pub(super) fn has_denies(&self) -> bool {
        self.has_denies
    }
}

#[cfg(test)]
impl Gaps {
    /// Gaps of these relations, in a tenant with deny assignments or without.
    pub(super) fn in_tenant(relations: &[Relation], has_denies: bool) -> Gaps {
        let relations: BTreeSet<Relation> = relations.iter().copied().collect();
        Gaps {
            has_denies: has_denies || relations.contains(&Relation::DenyAssignments),
            relations,
        }
    }
}
