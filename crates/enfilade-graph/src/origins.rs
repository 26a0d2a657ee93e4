//! Which record of which file stated each edge.
//!
//! A reader who doubts a path wants to see the record behind each step. Records are long and state
//! many edges at once (all members of a group), so neighbouring edges mostly share their place:
//! seen from what they lead to, the edges of a kind fall into **runs** of one place each. A run is
//! a few bytes (its length, and how far its place is from the one before), and runs are cut into
//! blocks of [`BLOCK`] edges, so that looking one edge up decodes one block and no more. An export
//! of memberships costs less than a byte an edge.

use crate::SnapshotError;
use crate::deferred::Deferred;
use arrow::buffer::ScalarBuffer;
use enfilade_model::{Provenance, SourceId};
use std::ops::Range;

/// How many edges a block has, the last one excepted.
pub(crate) const BLOCK: usize = 1024;

/// The places of all edges of one kind, in the order of the reverse rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    /// The runs, one after another.
    pub(crate) runs: ScalarBuffer<u8>,
    /// For each block, the byte at which its runs begin.
    pub(crate) blocks: ScalarBuffer<i64>,
}

const START: Provenance = Provenance {
    source: SourceId(0),
    offset: 0,
};

impl Origins {
    /// Encodes the places of edges, in the order of the reverse rows.
    pub(crate) fn encode(places: impl Iterator<Item = Provenance>) -> Origins {
        let mut encoder = Encoder::default();
        for (edge, place) in places.enumerate() {
            encoder.push(edge, place);
        }
        encoder.end_run();
        Origins {
            runs: encoder.runs.into(),
            blocks: encoder.blocks.into(),
        }
    }

    /// The places of the edges at these positions; fewer if the bytes are no runs.
    fn places(&self, edges: Range<usize>) -> Vec<Provenance> {
        let mut found = Vec::with_capacity(edges.len());
        self.visit(edges, |count, place| {
            found.extend(std::iter::repeat_n(place, count));
        });
        found
    }

    /// Visits the runs of the edges at these positions: how many edges, and their place.
    pub(crate) fn visit(&self, edges: Range<usize>, mut visit: impl FnMut(usize, Provenance)) {
        let first = edges.start / BLOCK;
        for (block, &byte) in self.blocks.iter().enumerate().skip(first) {
            let mut edge = block * BLOCK;
            if edge >= edges.end {
                break;
            }
            let end = edge + BLOCK;
            let mut runs = Decoder::new(&self.runs, byte);
            while edge < end.min(edges.end)
                && let Some((length, place)) = runs.next()
            {
                let after = edge.saturating_add(length).min(end);
                visit(
                    after.min(edges.end).saturating_sub(edge.max(edges.start)),
                    place,
                );
                edge = after;
            }
        }
    }

    /// Whether the runs cover exactly so many edges.
    pub(crate) fn covers(&self, edges: usize) -> bool {
        let mut covered = 0;
        self.visit(0..edges, |count, _| covered += count);
        self.blocks.len() == edges.div_ceil(BLOCK) && covered == edges
    }
}

#[derive(Default)]
struct Encoder {
    runs: Vec<u8>,
    blocks: Vec<i64>,
    before: Option<Provenance>,
    place: Option<Provenance>,
    length: u64,
}

impl Encoder {
    fn push(&mut self, edge: usize, place: Provenance) {
        let starts_block = edge.is_multiple_of(BLOCK);
        if starts_block || self.place != Some(place) {
            self.end_run();
            self.place = Some(place);
        }
        if starts_block {
            self.blocks.push(self.runs.len() as i64);
            self.before = None;
        }
        self.length += 1;
    }

    /// Writes the length with a flag for a new source, the source if it is new, and how far the
    /// offset is from the last one.
    fn end_run(&mut self) {
        let Some(place) = self.place else { return };
        let before = self.before.unwrap_or(START);
        let is_new = place.source != before.source;
        write(&mut self.runs, self.length << 1 | u64::from(is_new));
        if is_new {
            write(&mut self.runs, u64::from(place.source.0));
        }
        let step = place.offset.wrapping_sub(before.offset) as i64;
        write(&mut self.runs, (step << 1 ^ step >> 63) as u64);
        self.before = Some(place);
        self.length = 0;
    }
}

struct Decoder<'a> {
    bytes: &'a [u8],
    place: Provenance,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8], at: i64) -> Decoder<'a> {
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        Decoder {
            bytes: bytes.get(start..).unwrap_or_default(),
            place: START,
        }
    }

    /// The next run: how many edges, and their place.
    fn next(&mut self) -> Option<(usize, Provenance)> {
        let head = read(&mut self.bytes)?;
        if head & 1 == 1 {
            let source = read(&mut self.bytes)?;
            self.place.source = SourceId(u32::try_from(source).ok()?);
        }
        let step = read(&mut self.bytes)?;
        let step = (step >> 1) ^ (step & 1).wrapping_neg();
        self.place.offset = self.place.offset.wrapping_add(step);
        let length = usize::try_from(head >> 1).ok()?;
        (length > 0).then_some((length, self.place))
    }
}

/// Writes a number, seven bits a byte, the lowest first (LEB128).
fn write(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn read(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The places of the edges of one kind, looked at when first asked for.
#[derive(Clone, Debug)]
pub struct OriginColumn(Deferred<Option<Origins>>);

impl OriginColumn {
    /// Nothing says where the edges come from.
    #[must_use]
    pub fn absent() -> OriginColumn {
        OriginColumn::deferred(|| Ok(None))
    }

    /// Places in memory.
    pub(crate) fn of(origins: Origins) -> OriginColumn {
        OriginColumn::deferred(move || Ok(Some(origins)))
    }

    /// Places that are loaded and checked when first asked for.
    pub(crate) fn deferred(
        load: impl FnOnce() -> Result<Option<Origins>, SnapshotError> + Send + 'static,
    ) -> OriginColumn {
        OriginColumn(Deferred::new(load))
    }

    /// The places, loaded if need be.
    pub(crate) fn get(&self) -> Result<Option<&Origins>, SnapshotError> {
        self.0.get().map(Option::as_ref)
    }

    /// The places of the edges at these positions of the reverse rows; empty if nothing says so.
    pub(crate) fn places(&self, edges: Range<usize>) -> Result<Vec<Provenance>, SnapshotError> {
        let origins = self.get()?;
        Ok(origins.map_or_else(Vec::new, |origins| origins.places(edges)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(source: u32, offset: u64) -> Provenance {
        Provenance {
            source: SourceId(source),
            offset,
        }
    }

    #[test]
    fn a_record_that_states_many_edges_costs_a_few_bytes() {
        let edges = 100_000;
        let of_group = |edge: usize| at(0, (edge / 30) as u64 * 7_000);
        let origins = Origins::encode((0..edges).map(of_group));
        assert!(origins.covers(edges));
        assert!(origins.runs.len() + 8 * origins.blocks.len() < edges / 5);
        assert_eq!(origins.places(59..61), [of_group(59), of_group(60)]);
        assert_eq!(origins.places(99_999..100_000), [of_group(99_999)]);
        assert!(origins.places(edges..edges).is_empty());
    }

    proptest! {
        #[test]
        fn every_edge_keeps_its_place(
            runs in prop::collection::vec((1..2_000_usize, 0..3_u32, any::<u64>()), 0..40),
            from in 0..100_usize,
            to in 0..100_usize,
        ) {
            let places: Vec<Provenance> = runs
                .iter()
                .flat_map(|&(length, source, offset)| {
                    std::iter::repeat_n(at(source, offset), length)
                })
                .collect();
            let origins = Origins::encode(places.iter().copied());
            prop_assert!(origins.covers(places.len()));
            prop_assert!(!origins.covers(places.len() + 1));
            let part = |percent: usize| places.len() * percent / 100;
            let range = part(from.min(to))..part(from.max(to));
            prop_assert_eq!(origins.places(range.clone()), &places[range]);
        }

        #[test]
        fn bytes_that_are_no_runs_give_what_they_can(
            runs in prop::collection::vec(any::<u8>(), 0..200),
            blocks in prop::collection::vec(any::<i64>(), 0..4),
            edges in 0..5_000_usize,
        ) {
            let origins = Origins { runs: runs.into(), blocks: blocks.into() };
            prop_assert!(origins.places(0..edges).len() <= edges);
        }
    }
}
