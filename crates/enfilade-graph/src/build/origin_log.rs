//! Where the edges of one kind were stated, as they come in.
//!
//! A record states many edges, one after another; so one entry a record says it for all of them.

use enfilade_model::Provenance;

/// Stands for the place of a record in its file where only the file is known.
pub(super) const SOMEWHERE: u64 = u64::MAX;

/// Orders places from the one that is to be the origin of an edge: known ones first, then the earlier.
pub(super) fn rank(place: Provenance) -> (bool, Provenance) {
    (place.offset == SOMEWHERE, place)
}

/// The places of edges, numbered in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct OriginLog {
    // The first edge from each place.
    first: Vec<u32>,
    places: Vec<Provenance>,
}

impl OriginLog {
    /// Says where the next edge was stated, `edge` being its number.
    pub(super) fn push(&mut self, edge: u32, place: Provenance) {
        if self.places.last() != Some(&place) {
            self.first.push(edge);
            self.places.push(place);
        }
    }

    /// Whether the edges come from more than one file.
    pub(super) fn has_several_sources(&self) -> bool {
        let mut places = self.places.iter();
        let first = places.next();
        places.any(|place| Some(place.source) != first.map(|first| first.source))
    }

    /// The number of the place of each edge.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let ends = self.first.iter().skip(1).copied().chain([u32::MAX]);
        let runs = self.first.iter().zip(ends).zip(0..);
        runs.flat_map(|((&first, end), number)| (first..end).map(move |_| number))
    }

    /// The place with a number.
    pub(super) fn place(&self, number: u32) -> Provenance {
        self.places[number as usize]
    }

    /// The place of an edge. Time logarithmic in the places.
    pub(super) fn of(&self, edge: u32) -> Provenance {
        let after = self.first.partition_point(|&first| first <= edge);
        self.places[after.saturating_sub(1)]
    }
}
