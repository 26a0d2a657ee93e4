//! One assignment that two files state differently well.
//!
//! An assignment has an id of its own, and one scope. AzureHound writes an assignment at an
//! administrative unit as one for the whole tenant, and leaves out ends and conditions; Graph and Azure
//! Resource Manager have them. If each statement became an edge, the poorer one would grant more than
//! the assignment does. So of two statements of one assignment from different files the more particular
//! one stands: the scope below the tenant, the condition, the validity.

use super::edge_log::{EdgeLog, NO_SCOPE};
use enfilade_model::{EntityId, SourceId};
use rustc_hash::FxHashMap;

/// That one file states an assignment for the whole tenant, and another at a part of it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) struct ScopeDispute {
    /// Who holds it.
    pub(super) holder: EntityId,
    /// What is held.
    pub(super) held: EntityId,
    /// The part.
    pub(super) scope: EntityId,
    /// The file that states the part.
    pub(super) narrow: SourceId,
    /// The file that states the whole tenant.
    pub(super) wide: SourceId,
}

/// The edges of a log, with what they carry numbered finally.
pub(super) struct Carried<'l> {
    pub(super) log: &'l EdgeLog,
    pub(super) scope: &'l dyn Fn(u32) -> u32,
    pub(super) role: &'l dyn Fn(u32) -> u32,
}

impl Carried<'_> {
    /// Leaves out the edges that say less than another one about the same assignment. Notes the files
    /// of those that agree otherwise in `stated_again`, and gives the others as disagreements.
    pub(super) fn leave_out(
        &self,
        edges: &mut Vec<(u64, u32)>,
        stated_again: &mut Vec<(u32, u32)>,
    ) -> Vec<ScopeDispute> {
        let mut disputes = Vec::new();
        let mut moved: FxHashMap<u32, u32> = FxHashMap::default();
        let mut gone = vec![false; edges.len()];
        let mut start = 0;
        for group in edges.chunk_by(|a, b| a.0 == b.0) {
            for (at, poor) in group.iter().enumerate() {
                let rich = group.iter().find(|rich| self.supersedes(rich.1, poor.1));
                let Some(rich) = rich else { continue };
                gone[start + at] = true;
                if (self.scope)(rich.1) == (self.scope)(poor.1) {
                    stated_again.push((poor.1, self.source(poor.1).0));
                    moved.insert(poor.1, rich.1);
                } else {
                    disputes.push(ScopeDispute {
                        holder: EntityId((poor.0 >> 32) as u32),
                        held: EntityId(poor.0 as u32),
                        scope: EntityId((self.scope)(rich.1)),
                        narrow: self.source(rich.1),
                        wide: self.source(poor.1),
                    });
                }
            }
            start += group.len();
        }
        for (edge, _) in stated_again.iter_mut() {
            // What stands for one may be left out for another, which says more still.
            while let Some(rich) = moved.get(edge) {
                *edge = *rich;
            }
        }
        let mut gone = gone.into_iter();
        edges.retain(|_| gone.next() != Some(true));
        disputes
    }

    fn source(&self, edge: u32) -> SourceId {
        self.log.origins.of(edge).source
    }

    /// Whether both edges state one assignment, and `rich` says more of it.
    fn supersedes(&self, rich: u32, poor: u32) -> bool {
        let log = self.log;
        let id = |edge| log.texts.get(log.assignment.get(edge));
        let is_one = rich != poor
            && !id(rich).is_empty()
            && id(rich).eq_ignore_ascii_case(id(poor))
            && log.state.get(rich) == log.state.get(poor)
            && (self.role)(rich) == (self.role)(poor)
            && self.source(rich) != self.source(poor);
        if !is_one {
            return false;
        }
        let (rich_scope, poor_scope) = ((self.scope)(rich), (self.scope)(poor));
        match rich_scope == poor_scope {
            true => self.says_more(rich, poor),
            // Of two, each saying something that the other does not, none stands for both.
            false => {
                rich_scope != NO_SCOPE
                    && poor_scope == NO_SCOPE
                    && (self.is_bare(poor) || !self.is_bare(rich))
            }
        }
    }

    /// Whether an edge has the validity and the condition that another one has, and one of them that it lacks.
    fn says_more(&self, rich: u32, poor: u32) -> bool {
        let log = self.log;
        let pairs = [rich, poor].map(|edge| {
            let (from, to) = (log.valid_from.get(edge), log.valid_to.get(edge));
            let condition = log.texts.get(log.condition.get(edge));
            (
                (from != i64::MIN).then_some(from),
                (to != i64::MAX).then_some(to),
                (!condition.is_empty()).then_some(condition),
            )
        });
        let [rich, poor] = pairs;
        let has_all = (poor.0.is_none() || poor.0 == rich.0)
            && (poor.1.is_none() || poor.1 == rich.1)
            && (poor.2.is_none() || poor.2 == rich.2);
        has_all && rich != poor
    }

    /// Whether an edge has neither a validity nor a condition.
    fn is_bare(&self, edge: u32) -> bool {
        self.log.valid_from.get(edge) == i64::MIN
            && self.log.valid_to.get(edge) == i64::MAX
            && self.log.condition.get(edge).is_empty()
    }
}
