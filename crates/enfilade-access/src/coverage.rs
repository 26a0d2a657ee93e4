//! Which of the resources asked for lie at or below each Azure scope.
//!
//! A grant at a management group holds at everything below it. The question names the resources,
//! so the walk goes upward from them: a resource has a handful of scopes above it, however many
//! siblings it has. Exports can be odd, so a scope may have several parents, or lie within itself.

use crate::admission::Admission;
use crate::marks::Marks;
use crate::via::{Passed, passed};
use crate::{AccessError, EntitySet};
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};

/// How many pairs of a scope and a resource within it an answer may rest on.
const MOST_PAIRS: usize = 1 << 27;

/// A resource at or below a scope.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct Below {
    scope: EntityId,
    pub(crate) resource: EntityId,
    /// What a way down, the scope included and the resource not, passes through.
    pub(crate) passed: Passed,
}

/// For each scope at or above a resource asked for that grants something, those resources.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    // INVARIANT: sorted and distinct.
    pairs: Vec<Below>,
    // INVARIANT: the scopes of `pairs`, ascending, with where their pairs start.
    scopes: Vec<EntityId>,
    starts: Vec<u32>,
}

impl Coverage {
    /// Walks up from every resource to the scopes of which `grants` says that something is granted
    /// there.
    ///
    /// # Errors
    /// If the scopes contain each other beyond what an answer can rest on.
    pub(crate) fn new<V: GraphView>(
        view: &V,
        resources: &EntitySet,
        via: &[EntitySet],
        admission: Admission,
        grants: impl Fn(EntityId) -> bool,
    ) -> Result<Coverage, AccessError> {
        let mut pairs = Vec::new();
        let mut above = Above::new(view.entity_count(), via.len());
        for resource in resources.iter() {
            let plain = view.edges_to(EdgeKind::Contains, resource).is_empty();
            if plain && !grants(resource) {
                continue;
            }
            above.restart(resource);
            let mut next = 0;
            while let Some(&(scope, passed_below)) = above.met.get(next) {
                next += 1;
                if grants(scope) {
                    pairs.push(Below {
                        scope,
                        resource,
                        passed: passed_below,
                    });
                }
                admission.for_each_end(view.edges_to(EdgeKind::Contains, scope), |parent| {
                    above.meet(parent, passed_below | passed(via, parent));
                });
            }
            if pairs.len() > MOST_PAIRS {
                return Err(AccessError::TooDeep { most: MOST_PAIRS });
            }
        }
        pairs.sort_unstable();
        let mut coverage = Coverage {
            pairs,
            ..Coverage::default()
        };
        for (at, pair) in coverage.pairs.iter().enumerate() {
            if coverage.scopes.last() != Some(&pair.scope) {
                coverage.scopes.push(pair.scope);
                coverage.starts.push(at as u32);
            }
        }
        coverage.starts.push(coverage.pairs.len() as u32);
        Ok(coverage)
    }

    /// The scopes with resources asked for at or below them, ascending.
    pub(crate) fn scopes(&self) -> &[EntityId] {
        &self.scopes
    }

    /// The resources at or below a scope, ascending.
    pub(crate) fn below(&self, scope: EntityId) -> &[Below] {
        match self.scopes.binary_search(&scope) {
            Ok(at) => &self.pairs[self.starts[at] as usize..self.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }
}

/// What was met on the way up from one resource: scopes, each once for every subset of the `via`
/// sets passed.
struct Above {
    met: Vec<(EntityId, Passed)>,
    seen: Marks,
    via_count: usize,
}

impl Above {
    fn new(universe: u32, via_count: usize) -> Above {
        Above {
            met: Vec::new(),
            seen: Marks::new((universe as usize) << via_count),
            via_count,
        }
    }

    fn restart(&mut self, resource: EntityId) {
        self.seen.clear();
        self.met.clear();
        self.meet(resource, 0);
    }

    fn meet(&mut self, scope: EntityId, passed: Passed) {
        let pair = (scope.index() << self.via_count) + usize::from(passed);
        if self.seen.add(pair) {
            self.met.push((scope, passed));
        }
    }
}
