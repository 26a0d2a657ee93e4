//! From each principal to the groups it is directly in, and to what these give.

use super::engine::CHECK_EVERY;
use super::lister::Lister;
use super::listing::Listing;
use super::offers::{Offers, Own};
use super::prepared::Prepared;
use super::worker::Worker;
use crate::AccessError;
use crate::work::Work;
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId};
use std::ops::Range;

/// The lists whose union is what a principal gets, for one principal after another.
pub(super) struct Lists<'l, V> {
    view: &'l V,
    prepared: &'l Prepared,
    offers: &'l Offers,
    own: Own<'l>,
    groups: Range<u32>,
    found: Vec<&'l [u32]>,
    /// What finding the lists took, and how long they are together.
    pub(super) work: Work,
}

impl<'l, V: GraphView> Lists<'l, V> {
    /// For the principals of a range, which are then asked about in ascending order.
    pub(super) fn new(
        view: &'l V,
        prepared: &'l Prepared,
        offers: &'l Offers,
        range: &Range<u32>,
    ) -> Lists<'l, V> {
        Lists {
            view,
            prepared,
            offers,
            own: offers.own(range),
            groups: view.carriers(),
            found: Vec::new(),
            work: Work::default(),
        }
    }

    /// The lists of a principal. They are found first and read later, so that the processor waits
    /// for all of them together.
    #[inline]
    pub(super) fn of(&mut self, principal: EntityId) -> &[&'l [u32]] {
        self.found.clear();
        if self.offers.pass_through_groups() {
            let (offers, found) = (self.offers, &mut self.found);
            let is_group = self.groups.contains(&principal.0);
            let edges = self.view.edges_from(EdgeKind::Member, principal);
            self.work.edges += edges.len() as u64;
            self.prepared.admission.for_each_end(edges, |group| {
                let list = offers.of_group(group, is_group);
                // Groups that give the same share their list, so it is read once.
                let is_same = |other: &&[u32]| std::ptr::eq(*other, list);
                if !list.is_empty() && !found.iter().any(is_same) {
                    found.push(list);
                }
            });
        }
        let own = self.own.of(principal);
        if !own.is_empty() {
            self.found.push(own);
        }
        let entries = self.found.iter().map(|list| list.len() as u64);
        self.work.entries += entries.sum::<u64>();
        &self.found
    }
}

impl<V: GraphView> Worker<'_, V> {
    /// Lists the rows of the principals of a range, or of its beginning.
    pub(super) fn list_forward(
        &mut self,
        offers: &Offers,
        listing: Option<&Listing>,
        range: Range<u32>,
    ) -> Result<(), AccessError> {
        let prepared = self.reader.prepared;
        let mut lists = Lists::new(self.engine.view(), prepared, offers, &range);
        let mut lister = Lister::new(&offers.numbers, listing);
        for (done, principal) in prepared
            .question
            .principals
            .iter_in(range.clone())
            .enumerate()
        {
            if done % CHECK_EVERY == 0 {
                self.engine.check_cancelled()?;
            }
            if lister.list(self, principal, lists.of(principal)) {
                self.end_before(principal.0 + 1, range.end);
                break;
            }
        }
        self.engine.facts().work.add(lists.work);
        Ok(())
    }
}
