//! What anyone may have who joins the groups that are open to join, or asks for packages that are.
//!
//! Thousands of Microsoft 365 groups may be public, and every account that is no guest's may join
//! each of them; access packages can be open to guests too. What they lead to is the same for all who
//! join, so it is worked out once for members and once for guests, and is counted for each principal
//! by arithmetic, as open apps are.

use crate::EntitySet;
use crate::hit::Hit;
use enfilade_model::EntityId;

/// The access that joining leads to.
#[derive(Debug)]
pub(super) struct Anyone {
    // INVARIANT: sorted, and no two are the same row.
    hits: Vec<Hit>,
    resources: EntitySet,
    // How many of the resources are open to everyone as well.
    open_too: u64,
    pairs: u64,
    /// Disabled resources that are left out.
    pub(super) disabled: Vec<EntityId>,
}

impl Anyone {
    /// Nothing.
    pub(super) fn nothing(universe: u32) -> Anyone {
        Anyone {
            hits: Vec::new(),
            resources: EntitySet::empty(universe),
            open_too: 0,
            pairs: 0,
            disabled: Vec::new(),
        }
    }

    /// What sorted and distinct hits give, some of which may lead to what is `open` to everyone; that is
    /// ascending.
    pub(super) fn new(
        universe: u32,
        hits: Vec<Hit>,
        disabled: Vec<EntityId>,
        open: &[EntityId],
    ) -> Anyone {
        let mut anyone = Anyone {
            disabled,
            ..Anyone::nothing(universe)
        };
        for hit in &hits {
            let is_new = anyone.resources.insert(hit.resource);
            anyone.pairs += u64::from(is_new);
            anyone.open_too += u64::from(is_new && open.binary_search(&hit.resource).is_ok());
        }
        anyone.hits = hits;
        anyone
    }

    /// Whether joining leads to nothing that is asked for.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// What joining leads to.
    pub(super) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// How many resources it leads to.
    pub(super) fn pairs(&self) -> u64 {
        self.pairs
    }

    /// How many of these are open to everyone as well.
    pub(super) fn open_too(&self) -> u64 {
        self.open_too
    }

    /// Whether joining leads to a resource.
    #[inline]
    pub(super) fn reaches(&self, resource: EntityId) -> bool {
        self.resources.contains(resource)
    }

    /// Whether joining makes a row, in whatever state.
    pub(super) fn has_row(&self, row: &Hit) -> bool {
        let key = |hit: &Hit| (hit.resource, hit.mechanism, hit.role, hit.scope);
        self.reaches(row.resource) && self.hits.binary_search_by_key(&key(row), key).is_ok()
    }
}
