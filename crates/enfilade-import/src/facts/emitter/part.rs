//! Parts of a text that are read by themselves, and put together in their order.
//!
//! What a part says is what the whole text says there, but for the facts that an import says only
//! once: a part knows only what it said itself. So these are marked, and whoever puts the parts
//! together drops those that an earlier part said.

use super::Emitter;
use crate::facts::hierarchy::Hierarchy;
use crate::format::azurehound::Met;
use crate::recorded::{Recorded, Said};
use crate::summary::Oddities;
use enfilade_model::{EntityKind, ObjectKey, RecordSink, SourceId};
use std::cell::RefCell;
use std::rc::Rc;

/// How many facts are announced together.
const AT_ONCE: usize = 64;

/// An Azure scope, and a hash of a spelling of its id.
pub(super) type Placed = (ObjectKey, u64);

/// A fact that an import says once of a source, in short.
#[derive(Copy, Clone, Debug)]
pub(crate) enum Once {
    /// The place of an Azure scope, in one spelling.
    Placed(SourceId, Placed),
    /// An assignment of an Azure role, a hash of all that it says.
    Granted(SourceId, u128),
}

impl Once {
    /// The same of a source with another number.
    fn renumbered(self, first: u32) -> Once {
        match self {
            Once::Placed(source, placed) => Once::Placed(SourceId(source.0 + first), placed),
            Once::Granted(source, hash) => Once::Granted(SourceId(source.0 + first), hash),
        }
    }
}

/// Numbers of facts that count only if they were not said before, ascending. Whoever hands the facts on
/// while they are found shares them with the emitter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions(Rc<RefCell<Vec<(usize, Once)>>>);

impl Conditions {
    /// Those so far, which begin anew.
    pub(crate) fn take(&self) -> Vec<(usize, Once)> {
        self.0.take()
    }
}

/// What was found in a part beside its facts.
#[derive(Debug)]
pub(crate) struct Found {
    oddities: Oddities,
    azurehound: Met,
    left_out: u64,
    occurred: [u64; EntityKind::COUNT],
    hierarchy: Hierarchy,
}

impl Found {
    /// Gives the sources their numbers in the whole import, of which `first` is that of the first.
    pub(crate) fn renumber(&mut self, first: u32) {
        self.oddities.renumber(first);
        self.hierarchy.renumber(first);
    }
}

impl<'s> Emitter<'s> {
    /// An emitter for a part, which leaves in `conditions` what its facts depend on.
    pub(crate) fn of_part(conditions: Conditions, sink: &'s mut dyn RecordSink) -> Emitter<'s> {
        let mut out = Emitter::new(sink);
        out.conditions = Some(conditions);
        out
    }

    /// Ends a part.
    pub(crate) fn into_found(self) -> Found {
        // Every field is named, so that none is forgotten that spans records.
        let Emitter {
            sink: _,
            oddities,
            provenance: _,
            azurehound,
            left_out,
            // Asked for record by record.
            bad_times: _,
            placed: _,
            granted: _,
            said: _,
            occurred,
            hierarchy,
            pushed: _,
            has_list: _,
            conditions: _,
            scratch: _,
        } = self;
        Found {
            oddities,
            azurehound,
            left_out,
            occurred,
            hierarchy,
        }
    }

    /// Whether nothing was odd so far.
    pub(crate) fn is_without_oddities(&self) -> bool {
        self.oddities.is_empty()
    }

    /// The next fact counts only if no part before said it.
    pub(super) fn next_counts_once(&mut self, once: Once) {
        if let Some(conditions) = &self.conditions {
            conditions.0.borrow_mut().push((self.pushed, once));
        }
    }

    /// Whether a part can be added as it is.
    pub(crate) fn can_absorb(&self, found: &Found) -> bool {
        self.azurehound.can_absorb(&found.azurehound)
    }

    /// Adds a part that follows what was read so far.
    pub(crate) fn absorb(
        &mut self,
        facts: &Recorded,
        conditions: Vec<(usize, Once)>,
        found: Found,
    ) {
        self.hand_on(facts, conditions);
        self.note(found);
    }

    /// Adds what was found in a part beside its facts.
    pub(crate) fn note(&mut self, found: Found) {
        self.oddities.absorb(found.oddities);
        self.hierarchy.absorb(found.hierarchy);
        self.left_out += found.left_out;
        self.azurehound.absorb(found.azurehound);
        for (own, occurred) in self.occurred.iter_mut().zip(found.occurred) {
            *own |= occurred;
        }
    }

    /// Hands on facts of sources whose numbers begin with `first` in the whole import.
    pub(crate) fn hand_on_as(
        &mut self,
        first: u32,
        facts: &mut Recorded,
        conditions: Vec<(usize, Once)>,
    ) {
        facts.renumber(first);
        let renumbered = conditions
            .into_iter()
            .map(|(at, once)| (at, once.renumbered(first)));
        self.hand_on(facts, renumbered.collect());
    }

    /// Hands on facts, of which some depend on what was said before.
    fn hand_on(&mut self, facts: &Recorded, conditions: Vec<(usize, Once)>) {
        let mut conditions = conditions.into_iter().peekable();
        let mut objects = Vec::with_capacity(AT_ONCE);
        for start in (0..facts.len()).step_by(AT_ONCE) {
            let some = start..facts.len().min(start + AT_ONCE);
            facts.objects(some.clone(), &mut objects);
            self.sink.announce(&objects);
            facts.visit(some, |number, fact| {
                let is_first = match conditions.next_if(|condition| condition.0 == number) {
                    Some((_, Once::Placed(source, placed))) => self.placed.insert((source, placed)),
                    Some((_, Once::Granted(source, hash))) => self.granted.insert((source, hash)),
                    None => true,
                };
                match fact {
                    Said::One(record) if is_first => self.push(record),
                    Said::One(_) => {}
                    Said::Edges(edges) => self.edges(&edges),
                }
            });
        }
        for list in facts.lists() {
            self.push_list(list);
        }
    }
}
