//! Which other files state an edge than the one that is its origin.
//!
//! Where repetitions are dropped, the kept edge is noted with the file of the dropped one; nothing is
//! noted while all come from one file.

use enfilade_model::SourceId;
use rustc_hash::FxHashMap;

/// Moves what was noted of edges in forward order to their positions in the reverse rows.
pub(super) struct Further<'n> {
    /// Edges in forward order with the files of their repetitions.
    noted: std::iter::Peekable<std::slice::Iter<'n, (u32, u32)>>,
    moved: Vec<(u32, u32)>,
}

impl<'n> Further<'n> {
    /// Of edges with the files of their repetitions.
    pub(super) fn new(noted: &'n mut Vec<(u32, u32)>) -> Further<'n> {
        noted.sort_unstable();
        noted.dedup();
        Further {
            noted: noted.iter().peekable(),
            moved: Vec::new(),
        }
    }

    /// Says that the edge `edge` stands at the position `at`; edges come in forward order.
    pub(super) fn move_to(&mut self, edge: usize, at: usize, origin: impl Fn() -> SourceId) {
        while let Some((_, source)) = self.noted.next_if(|noted| noted.0 as usize == edge) {
            if *source != origin().0 {
                self.moved.push((at as u32, *source));
            }
        }
    }

    /// The positions with the files, ascending.
    pub(super) fn finish(mut self) -> Vec<(u32, u32)> {
        self.moved.sort_unstable();
        self.moved
    }
}

/// What was noted of edges by their numbers in the log, by their numbers in `edges` instead.
pub(super) fn by_edge(noted: Vec<(u32, u32)>, edges: &[(u64, u32)]) -> Vec<(u32, u32)> {
    if noted.is_empty() {
        return noted;
    }
    let mut numbers: FxHashMap<u32, Option<u32>> =
        noted.iter().map(|(logged, _)| (*logged, None)).collect();
    for ((_, logged), number) in edges.iter().zip(0..) {
        if let Some(known) = numbers.get_mut(logged) {
            *known = Some(number);
        }
    }
    let renumbered = noted.into_iter();
    renumbered
        .filter_map(|(logged, source)| Some(((*numbers.get(&logged)?)?, source)))
        .collect()
}
