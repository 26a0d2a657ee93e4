//! Listing by numbers: the rows of a principal marked among those of all numbers, or made one by one.

use super::finish::Standing;
use super::listing::Listing;
use super::numbers::Numbers;
use super::worker::Worker;
use crate::marks::Marks;
use crate::mechanism::Grant;
use enfilade_graph::GraphView;
use enfilade_model::EntityId;

/// What one thread needs to list the rows of one principal after another.
pub(super) struct Lister<'l> {
    numbers: &'l Numbers,
    listing: Option<&'l Listing>,
    marked: Marked,
    met: Marks,
    // By number: whether the block has been told of the disabled resources that it leads to.
    told: Vec<bool>,
}

impl<'l> Lister<'l> {
    pub(super) fn new(numbers: &'l Numbers, listing: Option<&'l Listing>) -> Lister<'l> {
        let count = numbers.len() as usize;
        Lister {
            numbers,
            marked: Marked::new(listing.map_or(0, |listing| listing.rows.len())),
            listing,
            met: Marks::new(count),
            told: vec![false; count],
        }
    }

    /// Lists what a principal gets by the numbers of its lists, and by what control leads to; says
    /// whether the block is full.
    pub(super) fn list<V: GraphView>(
        &mut self,
        worker: &mut Worker<'_, V>,
        principal: EntityId,
        lists: &[&[u32]],
    ) -> bool {
        let standing = Standing::of(worker.reader.prepared, worker.engine.facts, principal);
        self.met.clear();
        match self.listing.filter(|_| worker.lists_alike(standing.who)) {
            Some(listing) => {
                self.mark(listing, lists, |left_out| {
                    let counts = !standing.is_left_out();
                    if counts {
                        worker.tell_left_out(left_out);
                    }
                    counts
                });
                let hits = &mut worker.reader.hits;
                self.marked.drain(|rank| {
                    let row = listing.rows[rank];
                    // The better one of two was before.
                    if !hits.last().is_some_and(|last| last.is_same_row(&row)) {
                        hits.push(row);
                    }
                });
                worker.finish_sorted(&standing, principal)
            }
            None => {
                for list in lists {
                    for &number in list.iter() {
                        if self.met.add(number as usize) {
                            worker
                                .reader
                                .add_grant(self.numbers.grant(number), standing.who);
                        }
                    }
                }
                worker.reader.read_control(principal);
                worker.finish(principal)
            }
        }
    }

    /// Marks the rows of the numbers. `tell` is told of grants that lead to something disabled, until
    /// it says that it has taken note.
    fn mark(&mut self, listing: &Listing, lists: &[&[u32]], mut tell: impl FnMut(&Grant) -> bool) {
        for &number in lists.iter().copied().flatten() {
            let ranks = listing.of(number);
            if let &[only] = ranks {
                self.marked.add(only);
            } else if self.met.add(number as usize) {
                ranks.iter().for_each(|&rank| self.marked.add(rank));
            }
            let at = number as usize;
            if listing.leaves_out[at] && !self.told[at] {
                self.told[at] = tell(self.numbers.grant(number));
            }
        }
    }
}

/// A set of small numbers that is emptied in order.
struct Marked {
    words: Vec<u64>,
    // One bit for each word that is not zero.
    used: Vec<u64>,
}

impl Marked {
    fn new(end: usize) -> Marked {
        let words = end.div_ceil(64);
        Marked {
            words: vec![0; words],
            used: vec![0; words.div_ceil(64)],
        }
    }

    #[inline]
    fn add(&mut self, number: u32) {
        let word = number as usize / 64;
        self.words[word] |= 1 << (number % 64);
        self.used[word / 64] |= 1 << (word % 64);
    }

    /// Takes all numbers out, ascending.
    #[inline]
    fn drain(&mut self, mut visit: impl FnMut(usize)) {
        for (at, used) in self.used.iter_mut().enumerate() {
            for word in bits(std::mem::take(used)) {
                let word = at * 64 + word;
                for bit in bits(std::mem::take(&mut self.words[word])) {
                    visit(word * 64 + bit);
                }
            }
        }
    }
}

/// The positions of the bits that are set, ascending.
#[inline]
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize);
        word &= word.wrapping_sub(1);
        bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_comes_out_once_and_in_order() {
        let mut marked = Marked::new(10_000);
        for round in 0..2 {
            for number in [9_999, 0, 64, 63, 4_096, 64] {
                marked.add(number);
            }
            let mut found = Vec::new();
            marked.drain(|number| found.push(number));
            assert_eq!(found, [0, 63, 64, 4_096, 9_999], "{round}");
        }
    }
}
