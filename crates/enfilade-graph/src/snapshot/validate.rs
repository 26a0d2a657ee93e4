//! The whole check of a snapshot, for `enfilade info --verify`.
//!
//! Opening makes sure that nothing goes wrong; this makes sure that nothing *is* wrong: each file
//! against its cryptographic hash, and what the graph's methods rely on to answer rightly.

use super::SnapshotError;
use super::layout::{self, EdgeFile};
use super::manifest::Manifest;
use super::map::map;
use crate::{EdgeTable, EntityTable, Graph, GraphView};
use enfilade_model::{EdgeKind, EntityId, EntityKind};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::Path;

/// Checks all files, then the graph that was opened from them.
pub(super) fn verify(
    folder: &Path,
    manifest: &Manifest,
    graph: &Graph,
) -> Result<(), SnapshotError> {
    manifest.files.par_iter().try_for_each(|entry| {
        let path = layout::absolute(folder, &entry.path);
        if !layout::is_within(&entry.path) {
            return Err(SnapshotError::damaged(
                &path,
                "it lies outside of the snapshot",
            ));
        }
        let hash = blake3::hash(&map(&path)?);
        if hash.to_hex().as_str() == entry.blake3 {
            Ok(())
        } else {
            Err(SnapshotError::damaged(&path, "its BLAKE3 hash differs"))
        }
    })?;
    for &kind in EntityKind::ALL {
        let path = || layout::absolute(folder, &layout::entities(kind));
        entities(graph.entities(kind)).map_err(|why| SnapshotError::damaged(&path(), why))?;
        graph.entities(kind).rest.get()?;
        graph.entities(kind).attributes.all()?;
        if let Some(numbers) = graph.entities(kind).sources.numbers()?
            && !numbers.covers(graph.entities(kind).len())
        {
            let path = layout::absolute(folder, &layout::entity_sources(kind));
            return Err(SnapshotError::damaged(
                &path,
                "it does not say it for each entity",
            ));
        }
    }
    for &kind in EdgeKind::ALL {
        let path = || layout::absolute(folder, &layout::edges(kind, EdgeFile::Reverse));
        let table = graph.edges(kind);
        edges(table, graph.entity_count()).map_err(|why| SnapshotError::damaged(&path(), why))?;
        if let Some(origins) = table.origins.get()?
            && !origins.covers(table.forward.edge_count())
        {
            let path = layout::absolute(folder, &layout::edges(kind, EdgeFile::Origins));
            return Err(SnapshotError::damaged(
                &path,
                "it does not say it for each edge",
            ));
        }
        if let Some(further) = table.further.numbers()?
            && !further.covers(table.forward.edge_count())
        {
            let path = layout::absolute(folder, &layout::edges(kind, EdgeFile::Sources));
            return Err(SnapshotError::damaged(
                &path,
                "it does not say it for each edge",
            ));
        }
    }
    let parts = graph.parts();
    parts.source_sets.get()?;
    parts.lists.get()?;
    parts.disagreements.get()?;
    parts.role_definitions.get()?;
    Ok(())
}

fn entities(table: &EntityTable) -> Result<(), &'static str> {
    let ascending = (1..table.len()).all(|at| table.keys.value(at - 1) < table.keys.value(at));
    if !ascending {
        return Err("its keys are out of order");
    }
    let mut seen = vec![false; table.len()];
    for &at in table.by_name.iter() {
        if std::mem::replace(&mut seen[at as usize], true) {
            return Err("its order of names has an entity twice");
        }
    }
    let name = |at: u32| table.names.value(at as usize).to_lowercase();
    let ordered = table.by_name.windows(2).all(|pair| {
        let (a, b) = (name(pair[0]), name(pair[1]));
        (a, pair[0]) < (b, pair[1])
    });
    if !ordered {
        return Err("its order of names is no order");
    }
    Ok(())
}

/// Walks both directions side by side: sorted as they are, the reverse rows must meet the forward
/// edges one by one.
fn edges(table: &EdgeTable, nodes: u32) -> Result<(), &'static str> {
    let count = table.forward.edge_count();
    if table.reverse.edge_count() != count {
        return Err("it has another number of edges than the forward rows");
    }
    let mut next: Vec<u32> = (0..nodes)
        .map(|node| table.reverse.range(EntityId(node)).start as u32)
        .collect();
    for from in 0..nodes {
        let from = EntityId(from);
        let row = table.forward.range(from);
        let ends = table.forward.row(from);
        if ends.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err("the forward rows are out of order");
        }
        for (edge, &end) in row.zip(ends) {
            let at = next[end.index()] as usize;
            next[end.index()] += 1;
            if !table.reverse.range(end).contains(&at) || table.reverse.targets()[at] != from {
                return Err("its edges are not those of the forward rows");
            }
            let number = table.reverse_index.as_ref().map(|index| index[at]);
            if number.is_some_and(|number| number as usize != edge) {
                return Err("it numbers its edges wrongly");
            }
        }
    }
    Ok(())
}
