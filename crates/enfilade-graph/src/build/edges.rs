//! The edges of one kind, sorted, without repetitions, in rows of both directions.

use super::edge_log::{EdgeLog, NO_SCOPE};
use super::further;
use super::origin_log::{OriginLog, rank};
use super::report::BuildError;
use super::roles::{NO_ROLE, RoleTable};
use super::rows::Rows;
use super::superseded::{Carried, ScopeDispute};
use crate::origins::Origins;
use crate::{EdgeColumns, EdgeTable, OriginColumn, SourceColumn};
use arrow::array::LargeStringArray;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::cmp::Ordering;

/// A table and how many edges were dropped as repetitions.
pub(super) struct Built {
    pub(super) table: EdgeTable,
    pub(super) duplicates: u64,
    /// Edges, by their position in the reverse rows, with the files that state them beside that of
    /// their origin, ascending.
    pub(super) further: Vec<(u32, u32)>,
    /// Assignments that two files state otherwise.
    pub(super) disputes: Vec<ScopeDispute>,
}

/// Gives the ends of all edges their final numbers.
pub(super) fn renumber(log: &mut EdgeLog, ids: &[u32]) {
    for ends in [&mut log.from, &mut log.to] {
        ends.par_iter_mut()
            .for_each(|end| *end = ids[*end as usize]);
    }
}

/// Builds the table of edges whose ends are numbered finally; `ids` numbers the scopes.
pub(super) fn build(
    log: EdgeLog,
    ids: &[u32],
    roles: &RoleTable,
    nodes: u32,
) -> Result<Built, BuildError> {
    if log.is_plain() {
        plain(log, nodes)
    } else {
        with_columns(&log, ids, roles, nodes)
    }
}

/// Builds the table of edges that carry nothing, whose ends are numbered finally.
pub(super) fn plain(log: EdgeLog, nodes: u32) -> Result<Built, BuildError> {
    let EdgeLog {
        from, to, origins, ..
    } = log;
    let stated = from.len();

    // By target first, then by source, which keeps the order of the targets within a row.
    let by_to = Rows::count(to.iter().copied());
    let mut sources = vec![0; stated];
    let mut place_by_to = vec![0; stated];
    let mut numbers = origins.numbers();
    by_to.place(to.iter().copied(), |edge, at| {
        sources[at] = from[edge];
        place_by_to[at] = numbers.next().unwrap_or_default();
    });
    drop(numbers);
    drop(to);
    let mut forward = Rows::count(from.iter().copied());
    drop(from);
    let mut targets = vec![0; stated];
    let mut places = vec![0; stated];
    let mut ends = expand(&by_to);
    forward.place(sources.iter().copied(), |edge, at| {
        targets[at] = ends.next().unwrap_or_default();
        places[at] = place_by_to[edge];
    });
    drop(place_by_to);
    let mut repeated = close_gaps(&mut forward, &mut targets, &mut places, &origins);
    let kept = targets.len();

    let reverse = Rows::count(targets.iter().copied());
    sources.truncate(kept);
    sources.shrink_to_fit();
    let mut place_by_to = vec![0; kept];
    let mut starts = expand(&forward);
    let mut further = further::Further::new(&mut repeated);
    reverse.place(targets.iter().copied(), |edge, at| {
        sources[at] = starts.next().unwrap_or_default();
        place_by_to[at] = places[edge];
        let place = places[edge];
        further.move_to(edge, at, || origins.place(place).source);
    });
    let further = further.finish();
    drop(starts);
    drop(places);
    let stated_at = Origins::encode(place_by_to.into_iter().map(|number| origins.place(number)));
    Ok(Built {
        table: EdgeTable {
            forward: forward.into_csr(targets, nodes)?,
            reverse: reverse.into_csr(sources, nodes)?,
            reverse_index: None,
            columns: EdgeColumns::default(),
            origins: OriginColumn::of(stated_at),
            further: SourceColumn::absent(),
        },
        duplicates: (stated - kept) as u64,
        further,
        disputes: Vec::new(),
    })
}

/// Closes the gaps that repetitions leave in sorted rows. Of the places of one edge, the first stays;
/// gives the edges with the files of the others.
fn close_gaps(
    forward: &mut Rows,
    targets: &mut Vec<u32>,
    places: &mut Vec<u32>,
    origins: &OriginLog,
) -> Vec<(u32, u32)> {
    let mut repeated = Vec::new();
    let mut kept = 0;
    for row in 0..forward.offsets.len().saturating_sub(1) {
        let range = forward.offsets[row] as usize..forward.offsets[row + 1] as usize;
        forward.offsets[row] = kept as u32;
        let start = kept;
        for at in range {
            if kept == start || targets[kept - 1] != targets[at] {
                targets[kept] = targets[at];
                places[kept] = places[at];
                kept += 1;
            } else {
                let (other, own) = (origins.place(places[at]), origins.place(places[kept - 1]));
                if other.source != own.source {
                    // That of its origin is left out once it is known.
                    let sources = [own.source, other.source];
                    repeated.extend(sources.map(|source| (kept as u32 - 1, source.0)));
                }
                if rank(other) < rank(own) {
                    places[kept - 1] = places[at];
                }
            }
        }
    }
    if let Some(last) = forward.offsets.last_mut() {
        *last = kept as u32;
    }
    for column in [targets, places] {
        column.truncate(kept);
        column.shrink_to_fit();
    }
    repeated
}

/// The node of each edge, row after row.
fn expand(rows: &Rows) -> impl Iterator<Item = u32> + '_ {
    rows.offsets
        .windows(2)
        .zip(rows.first..)
        .flat_map(|(pair, node)| (pair[0]..pair[1]).map(move |_| node))
}

fn with_columns(
    log: &EdgeLog,
    ids: &[u32],
    roles: &RoleTable,
    nodes: u32,
) -> Result<Built, BuildError> {
    let scope = |edge: u32| match log.scope.get(edge) {
        NO_SCOPE => NO_SCOPE,
        scope => ids[scope as usize],
    };
    let role = |edge: u32| match log.role.get(edge) {
        NO_ROLE => NO_ROLE,
        role => roles.index(log.to[edge as usize], role),
    };
    let assignment = |edge: u32| log.texts.get(log.assignment.get(edge));
    let condition = |edge: u32| log.texts.get(log.condition.get(edge));
    // All but the assignment's id, which does not tell two edges apart.
    let compare = |a: u32, b: u32| -> Ordering {
        (role(a), scope(a), log.state.get(a))
            .cmp(&(role(b), scope(b), log.state.get(b)))
            .then_with(|| {
                (log.valid_from.get(a), log.valid_to.get(a))
                    .cmp(&(log.valid_from.get(b), log.valid_to.get(b)))
            })
            .then_with(|| condition(a).cmp(condition(b)))
    };
    let mut edges: Vec<(u64, u32)> = log
        .from
        .iter()
        .zip(&log.to)
        .zip(0..)
        .map(|((&from, &to), edge)| (u64::from(from) << 32 | u64::from(to), edge))
        .collect();
    edges.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| compare(a.1, b.1))
            // An edge without an id last: of two that are the same otherwise, the first is kept.
            .then_with(|| {
                let (a, b) = (assignment(a.1), assignment(b.1));
                a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b))
            })
            .then_with(|| rank(log.origins.of(a.1)).cmp(&rank(log.origins.of(b.1))))
    });
    let source = |edge: u32| log.origins.of(edge).source;
    let mut stated_again: Vec<(u32, u32)> = Vec::new();
    edges.dedup_by(|later, first| {
        let is_same = later.0 == first.0 && compare(later.1, first.1).is_eq();
        if is_same && source(later.1) != source(first.1) {
            stated_again.push((first.1, source(later.1).0));
        }
        is_same
    });
    let carried = Carried {
        log,
        scope: &scope,
        role: &role,
    };
    let disputes = match log.origins.has_several_sources() {
        true => carried.leave_out(&mut edges, &mut stated_again),
        false => Vec::new(),
    };

    let from = edges.iter().map(|edge| (edge.0 >> 32) as u32);
    let to = edges.iter().map(|edge| edge.0 as u32);
    let forward = Rows::count(from.clone());
    let reverse = Rows::count(to.clone());
    let mut sources = vec![0; edges.len()];
    let mut reverse_index = vec![0; edges.len()];
    reverse.place(to.clone(), |edge, at| {
        sources[at] = (edges[edge].0 >> 32) as u32;
        reverse_index[at] = edge as u32;
    });
    let mut repeated = further::by_edge(stated_again, &edges);
    let mut further = further::Further::new(&mut repeated);
    reverse.place(to.clone(), |edge, at| {
        further.move_to(edge, at, || source(edges[edge].1));
    });
    let further = further.finish();

    let order = || edges.iter().map(|edge| edge.1);
    let text = |of: &dyn Fn(u32) -> super::texts::Span| -> LargeStringArray {
        let value = |edge| Some(of(edge)).filter(|s| !s.is_empty());
        order()
            .map(|edge| value(edge).map(|span| log.texts.get(span)))
            .collect()
    };
    let columns = EdgeColumns {
        state: (!log.state.is_absent()).then(|| order().map(|e| log.state.get(e)).collect()),
        role: (!log.role.is_absent()).then(|| order().map(role).collect()),
        scope: (!log.scope.is_absent()).then(|| order().map(scope).collect()),
        assignment: (!log.assignment.is_absent()).then(|| text(&|e| log.assignment.get(e))),
        valid_from: (!log.valid_from.is_absent())
            .then(|| order().map(|e| log.valid_from.get(e)).collect()),
        valid_to: (!log.valid_to.is_absent())
            .then(|| order().map(|e| log.valid_to.get(e)).collect()),
        condition: (!log.condition.is_absent()).then(|| text(&|e| log.condition.get(e))),
    };
    let targets = to.collect();
    let stated_at = reverse_index.iter().map(|&edge: &u32| {
        let (_, stated) = edges[edge as usize];
        log.origins.of(stated)
    });
    let stated_at = Origins::encode(stated_at);
    Ok(Built {
        duplicates: (log.len() - edges.len()) as u64,
        table: EdgeTable {
            forward: forward.into_csr(targets, nodes)?,
            reverse: reverse.into_csr(sources, nodes)?,
            reverse_index: Some(reverse_index.into()),
            columns,
            origins: OriginColumn::of(stated_at),
            further: SourceColumn::absent(),
        },
        further,
        disputes,
    })
}
