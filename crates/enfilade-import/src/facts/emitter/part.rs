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
use enfilade_model::{EntityKind, ObjectKey, Provenance, RecordSink, SourceId};

/// How many facts are announced together.
const AT_ONCE: usize = 64;

/// A fact that an import says once, in short.
#[derive(Copy, Clone, Debug)]
pub(super) enum Once {
    /// The place of an Azure scope, in one spelling.
    Placed((ObjectKey, u64)),
    /// An assignment of an Azure role, a hash of all that it says.
    Granted(u128),
}

/// What was found in a part beside its facts.
#[derive(Debug)]
pub(crate) struct Found {
    oddities: Oddities,
    azurehound: Met,
    left_out: u64,
    occurred: [u64; EntityKind::COUNT],
    hierarchy: Hierarchy,
    /// Numbers of facts that count only if they were not said before, ascending.
    conditions: Vec<(usize, Once)>,
}

impl<'s> Emitter<'s> {
    /// An emitter for a part of the text `source`.
    pub(crate) fn of_part(source: SourceId, sink: &'s mut dyn RecordSink) -> Emitter<'s> {
        let mut out = Emitter::new(sink);
        out.provenance = Provenance { source, offset: 0 };
        out.conditions = Some(Vec::new());
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
            placed: _,
            granted: _,
            said: _,
            occurred,
            hierarchy,
            pushed: _,
            conditions,
            scratch: _,
        } = self;
        Found {
            oddities,
            azurehound,
            left_out,
            occurred,
            hierarchy,
            conditions: conditions.unwrap_or_default(),
        }
    }

    /// Whether nothing was odd so far.
    pub(crate) fn is_without_oddities(&self) -> bool {
        self.oddities.is_empty()
    }

    /// The next fact counts only if no part before said it.
    pub(super) fn next_counts_once(&mut self, once: Once) {
        if let Some(conditions) = &mut self.conditions {
            conditions.push((self.pushed, once));
        }
    }

    /// Whether a part can be added as it is.
    pub(crate) fn can_absorb(&self, found: &Found) -> bool {
        self.azurehound.can_absorb(&found.azurehound)
    }

    /// Adds a part that follows what was read so far.
    pub(crate) fn absorb(&mut self, facts: &Recorded, found: Found) {
        self.oddities.absorb(found.oddities);
        self.hierarchy.absorb(found.hierarchy);
        self.left_out += found.left_out;
        self.azurehound.absorb(found.azurehound);
        for (own, occurred) in self.occurred.iter_mut().zip(found.occurred) {
            *own |= occurred;
        }
        let mut conditions = found.conditions.into_iter().peekable();
        let mut objects = Vec::with_capacity(AT_ONCE);
        for start in (0..facts.len()).step_by(AT_ONCE) {
            let some = start..facts.len().min(start + AT_ONCE);
            facts.objects(some.clone(), &mut objects);
            self.sink.announce(&objects);
            facts.visit(some, |number, fact| {
                let is_first = match conditions.next_if(|condition| condition.0 == number) {
                    Some((_, Once::Placed(placed))) => self.placed.insert(placed),
                    Some((_, Once::Granted(hash))) => self.granted.insert(hash),
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
            self.sink.list(list);
        }
    }
}
