//! Which attributes of the objects of a collection were collected.
//!
//! A property that was not selected is left out of every record of an answer, and one without a value
//! is null. So a source collected what all of its records state, be it with null. Sources may differ: a
//! list of all users that selects little, and one user with everything. An attribute was collected if all
//! sources of the collection state it, or a whole list does that is as long as any other. What else came in
//! is known of some objects, and of the others nobody knows it.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/query-parameters#select-parameter>.

use enfilade_model::Attribute;
use std::collections::BTreeMap;

/// Attributes, one bit for each.
type Bits = u64;

/// Graph leaves the sign-ins of those out who never signed in.
const SOMETIMES: Bits = 1 << Attribute::LastSignInDateTime as u8;

/// What no records state together.
const NONE: Bits = Bits::MAX ^ SOMETIMES;

/// What the records of one request state, of which some state this and some that.
fn together(this: Bits, that: Bits) -> Bits {
    this & that | (this | that) & SOMETIMES
}

/// What the records of a collection state.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// What all sources state, and those that hold an object each.
    by_all: Option<Bits>,
    by_singles: Option<Bits>,
    /// By what their records state, the longest of the lists that are whole.
    whole: BTreeMap<Bits, u64>,
    /// By context, which all pages of a list share.
    paged: BTreeMap<u64, Paged>,
    /// The longest of the lists that are not, and how many objects came by themselves.
    longest_other: u64,
    singles: u64,
    source: Source,
}

/// A list in pages.
#[derive(Copy, Clone, Debug)]
struct Paged {
    every: Bits,
    items: u64,
    is_whole: bool,
}

impl Default for Paged {
    fn default() -> Paged {
        Paged {
            every: NONE,
            items: 0,
            is_whole: false,
        }
    }
}

impl Paged {
    fn add(&mut self, other: Paged) {
        self.every = together(self.every, other.every);
        self.items += other.items;
        self.is_whole |= other.is_whole;
    }
}

/// What was seen of the present source.
#[derive(Debug, Default)]
struct Source {
    every: Option<Bits>,
    is_single: bool,
    longest_whole: Option<u64>,
    pages: Vec<(u64, Paged)>,
}

/// How a list came in.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Part {
    /// A page of a list with this context; the last one makes it whole.
    Page { context: u64, is_last: bool },
    /// All of a list.
    Whole,
    /// What may be a part of a list.
    Other,
    /// An object by itself.
    Single,
}

impl Stated {
    /// A record states these attributes.
    pub(super) fn record(&mut self, stated: Bits) {
        let every = &mut self.source.every;
        *every = Some(every.map_or(stated, |every| together(every, stated)));
    }

    /// A list of so many records is at its end.
    pub(super) fn list(&mut self, part: Part, items: u64) {
        match part {
            Part::Page { context, is_last } => {
                let page = Paged {
                    items,
                    is_whole: is_last,
                    ..Paged::default()
                };
                self.source.pages.push((context, page));
            }
            Part::Whole => {
                self.source.longest_whole = self.source.longest_whole.max(Some(items));
            }
            Part::Other => self.longest_other = self.longest_other.max(items),
            Part::Single => {
                self.source.is_single = true;
                self.singles += items;
            }
        }
    }

    /// The present source is at its end.
    pub(super) fn end_source(&mut self) {
        let source = std::mem::take(&mut self.source);
        match source.is_single {
            true => self.by_singles = merged(self.by_singles, source.every, together),
            false => self.by_all = merged(self.by_all, source.every, |all, every| all & every),
        }
        let every = source.every.unwrap_or(NONE);
        if let Some(items) = source.longest_whole {
            self.add_whole(every, items);
        }
        for (context, page) in source.pages {
            let paged = self.paged.entry(context).or_default();
            paged.add(Paged { every, ..page });
        }
    }

    fn add_whole(&mut self, every: Bits, items: u64) {
        let longest = self.whole.entry(every).or_default();
        *longest = items.max(*longest);
    }

    /// Adds what other sources state, each of which is at its end.
    pub(super) fn absorb(&mut self, other: Stated) {
        // Every field is named, so that none is forgotten.
        let Stated {
            by_all,
            by_singles,
            whole,
            paged,
            longest_other,
            singles,
            source: _,
        } = other;
        self.by_all = merged(self.by_all, by_all, |all, every| all & every);
        self.by_singles = merged(self.by_singles, by_singles, together);
        for (every, items) in whole {
            self.add_whole(every, items);
        }
        for (context, other) in paged {
            self.paged.entry(context).or_default().add(other);
        }
        self.longest_other = self.longest_other.max(longest_other);
        self.singles += singles;
    }

    /// The attributes that were collected.
    pub(super) fn collected(&self) -> Bits {
        let by_all = merged(self.by_all, self.by_singles, |all, singles| all & singles);
        let Some(by_all) = by_all else {
            return 0;
        };
        let lists = self.whole.iter().map(|(every, items)| Paged {
            every: *every,
            items: *items,
            is_whole: true,
        });
        let lists: Vec<Paged> = lists.chain(self.paged.values().copied()).collect();
        let longest = lists.iter().map(|list| list.items).max().unwrap_or(0);
        let longest = longest.max(self.longest_other).max(self.singles);
        let of_longest = lists
            .iter()
            .filter(|list| list.is_whole && list.items == longest);
        of_longest.fold(by_all, |bits, list| bits | list.every)
    }

    /// Whether records of the collection came in.
    pub(super) fn is_any(&self) -> bool {
        self.by_all.or(self.by_singles).is_some()
    }
}

/// What two say, if both say something.
fn merged(one: Option<Bits>, other: Option<Bits>, both: fn(Bits, Bits) -> Bits) -> Option<Bits> {
    match (one, other) {
        (Some(one), Some(other)) => Some(both(one, other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Bits = 1 << 20;
    const TYPE: Bits = 1 << 21;

    fn source(stated: &mut Stated, records: &[Bits], part: Part) {
        for record in records {
            stated.record(*record);
        }
        stated.list(part, records.len() as u64);
        stated.end_source();
    }

    #[test]
    fn what_one_object_states_is_not_stated_of_the_list() {
        let mut stated = Stated::default();
        source(&mut stated, &[NAME; 5], Part::Whole);
        source(&mut stated, &[NAME | TYPE], Part::Single);
        // Nor is it by a short list, be it whole.
        source(&mut stated, &[NAME | TYPE; 2], Part::Whole);
        assert_eq!(stated.collected(), NAME);
        source(&mut stated, &[NAME | TYPE; 5], Part::Whole);
        assert_eq!(stated.collected(), NAME | TYPE);
    }

    #[test]
    fn a_list_in_pages_states_what_all_its_pages_do() {
        let page = |is_last| Part::Page {
            context: 7,
            is_last,
        };
        let mut stated = Stated::default();
        source(&mut stated, &[NAME; 5], page(false));
        source(&mut stated, &[NAME | TYPE; 5], page(true));
        assert_eq!(stated.collected(), NAME);

        let mut pages = Stated::default();
        source(&mut pages, &[NAME | TYPE; 5], page(false));
        assert_eq!(pages.collected(), NAME | TYPE);
        let mut single = Stated::default();
        source(&mut single, &[NAME], Part::Single);
        pages.absorb(single);
        // The list goes on, and nobody knows what of.
        assert_eq!(pages.collected(), NAME);
        source(&mut pages, &[], page(true));
        assert_eq!(pages.collected(), NAME | TYPE);
    }

    #[test]
    fn of_nothing_nothing_was_collected() {
        let mut stated = Stated::default();
        source(&mut stated, &[], Part::Whole);
        assert_eq!(stated.collected(), 0);
    }

    #[test]
    fn sign_ins_are_left_out_of_those_who_never_signed_in() {
        let mut stated = Stated::default();
        source(&mut stated, &[NAME, NAME | SOMETIMES, NAME], Part::Other);
        assert_eq!(stated.collected(), NAME | SOMETIMES);
        // On one page of two.
        let mut pages = Stated::default();
        let page = |is_last| Part::Page {
            context: 7,
            is_last,
        };
        source(&mut pages, &[NAME | SOMETIMES], page(false));
        source(&mut pages, &[NAME], page(true));
        assert_eq!(pages.collected(), NAME | SOMETIMES);
        // Each in a file of its own.
        let mut files = Stated::default();
        source(&mut files, &[NAME], Part::Single);
        source(&mut files, &[NAME | SOMETIMES], Part::Single);
        assert_eq!(files.collected(), NAME | SOMETIMES);
        // Beside a list that did not ask for them one user says nothing.
        source(&mut files, &[NAME; 3], Part::Whole);
        assert_eq!(files.collected(), NAME);
    }
}
