//! Opening a generation: every file mapped, its checksum compared, its columns taken as they are.
//!
//! What is checked here is all that the rest of the program relies on not to go wrong: sizes,
//! checksums, types, lengths, and that every number points at something. Columns that most questions
//! do not look at are left out, and checked in the same way when they are asked for. What would merely be odd
//! (rows out of order, a reverse edge without its forward one) is left to
//! [`super::verify`](super::validate).

pub(super) mod columns;
mod later;

use super::SnapshotError;
use super::blocks::Blocks;
use super::ipc::Unread;
use super::layout::{self, EdgeFile, column};
use super::manifest::{EdgeEntry, EntityEntry, Manifest};
use super::map::map;
use super::merging;
use crate::AttributeColumns;
use crate::entities::EntityTable;
use crate::origins::Origins;
use crate::rest::RestColumn;
use crate::{
    Csr, DeferredRows, EdgeColumns, EdgeTable, Graph, GraphParts, OriginColumn, SourceColumn,
    SourceSets,
};
use arrow::array::{
    Array, FixedSizeBinaryArray, Int64Array, LargeStringArray, UInt8Array, UInt32Array,
};
use arrow::buffer::ScalarBuffer;
use columns::{Mapped, attribute_columns};
use enfilade_model::{AccessState, EdgeKind, EntityKind};
use later::{LaterColumns, is_read_later};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use columns::Columns;

/// Opens the generation that a manifest describes.
pub(super) fn open(snapshot: &Path, manifest: &Arc<Manifest>) -> Result<Graph, SnapshotError> {
    let generation = Generation {
        folder: manifest.folder(snapshot),
        manifest: Arc::clone(manifest),
    };
    let manifest_path = snapshot.join(layout::MANIFEST);
    // Ids are checked against the number of all entities, so none may be counted twice.
    let mut kinds = BTreeSet::new();
    if !manifest
        .entities
        .iter()
        .all(|entry| kinds.insert(entry.kind))
    {
        let why = "it lists a kind of entities twice";
        return Err(SnapshotError::damaged(&manifest_path, why));
    }
    let nodes = manifest
        .entities
        .iter()
        .try_fold(0_u64, |sum, entry| sum.checked_add(entry.count))
        .and_then(|sum| u32::try_from(sum).ok())
        .filter(|&nodes| nodes < u32::MAX)
        .ok_or_else(|| SnapshotError::damaged(&manifest_path, "it counts too many entities"))?;

    let sets = generation.source_sets();
    let roles = generation.roles()?;
    let role_count = roles.as_ref().map_or(0, |roles| roles.ids.len());
    let (entities, edges) = rayon::join(
        || -> Result<Vec<EntityTable>, SnapshotError> {
            EntityKind::ALL
                .into_par_iter()
                .map(|&kind| generation.entities(kind, &sets))
                .collect()
        },
        || -> Result<Vec<EdgeTable>, SnapshotError> {
            EdgeKind::ALL
                .into_par_iter()
                .map(|&kind| generation.edges(kind, nodes, role_count as u32, &sets))
                .collect()
        },
    );
    let empty = || LargeStringArray::from_iter_values(std::iter::empty::<&str>());
    let roles = roles.unwrap_or_else(|| Roles {
        ids: empty(),
        names: empty(),
        permissions: None,
    });
    Ok(Graph::new(GraphParts {
        entities: entities?,
        edges: edges?,
        role_ids: roles.ids,
        role_names: roles.names,
        role_permissions: roles.permissions,
        completeness: manifest.summary.completeness.clone(),
        collected_at: manifest.collected_at,
        sources: manifest.summary.sources.clone(),
        lists: generation.rows(layout::LISTS, move |columns, sources| {
            merging::lists(columns, nodes, sources)
        }),
        disagreements: generation.rows(layout::DISAGREEMENTS, move |columns, sources| {
            merging::disagreements(columns, nodes, sources)
        }),
        role_definitions: generation.rows(layout::ROLE_DEFINITIONS, move |columns, _| {
            merging::definitions(columns, nodes)
        }),
        source_sets: sets,
    }))
}

/// A generation's folder and what should be in it.
#[derive(Clone)]
struct Generation {
    folder: PathBuf,
    manifest: Arc<Manifest>,
}

/// The roles that edges carry.
struct Roles {
    ids: LargeStringArray,
    names: LargeStringArray,
    permissions: Option<LargeStringArray>,
}

impl Generation {
    /// A file whose size is as the manifest says.
    fn mapped(&self, file: &str) -> Result<Mapped, SnapshotError> {
        let path = layout::absolute(&self.folder, file);
        let entry = self.manifest.file(file).ok_or_else(|| {
            SnapshotError::damaged(&path, "the manifest does not know it, but needs it")
        })?;
        let buffer = map(&path)?;
        if buffer.len() as u64 != entry.bytes {
            let why = format!("it has {} bytes instead of {}", buffer.len(), entry.bytes);
            return Err(SnapshotError::damaged(&path, why));
        }
        Ok(Mapped {
            path,
            buffer,
            entry: entry.clone(),
        })
    }

    /// The columns of a file that is as it was written.
    fn checked(&self, file: &str) -> Result<Columns, SnapshotError> {
        let mapped = self.mapped(file)?;
        // The reader takes any bytes without going wrong, so it need not wait for the checksum.
        let (whole, batch) = rayon::join(
            || mapped.check_whole(),
            || Unread::of(&mapped.buffer).and_then(|file| file.read(|_| true)),
        );
        whole?;
        mapped.columns(batch)
    }

    fn columns(&self, file: &str, rows: Option<u64>) -> Result<Columns, SnapshotError> {
        let columns = self.checked(file)?;
        if let Some(rows) = rows {
            columns.have_rows(rows)?;
        }
        Ok(columns)
    }

    fn roles(&self) -> Result<Option<Roles>, SnapshotError> {
        if self.manifest.roles == 0 {
            return Ok(None);
        }
        let columns = self.columns(layout::ROLES, Some(self.manifest.roles))?;
        Ok(Some(Roles {
            ids: columns.required(column::ID)?,
            names: columns.required(column::NAME)?,
            permissions: columns.optional(column::PERMISSIONS)?,
        }))
    }

    /// How many files there are.
    fn source_count(&self) -> u32 {
        u32::try_from(self.manifest.summary.sources.len()).unwrap_or(u32::MAX)
    }

    /// The sets of files that facts are stated in, looked at when first asked for.
    fn source_sets(&self) -> SourceSets {
        if self.manifest.file(layout::SOURCE_SETS).is_none() {
            return SourceSets::absent();
        }
        let generation = self.clone();
        SourceSets::deferred(move || {
            let columns = generation.columns(layout::SOURCE_SETS, None)?;
            merging::sets(&columns, generation.source_count())
        })
    }

    /// A table that is there only if it has rows, looked at when first asked for.
    fn rows<T: Send + Sync + 'static>(
        &self,
        file: &'static str,
        read: impl FnOnce(&Columns, u32) -> Result<Vec<T>, SnapshotError> + Send + 'static,
    ) -> DeferredRows<T> {
        if self.manifest.file(file).is_none() {
            return DeferredRows::of(Vec::new());
        }
        let generation = self.clone();
        DeferredRows::deferred(move || {
            let columns = generation.columns(file, None)?;
            read(&columns, generation.source_count())
        })
    }

    fn entities(&self, kind: EntityKind, sets: &SourceSets) -> Result<EntityTable, SnapshotError> {
        let of_kind = |entry: &&EntityEntry| entry.kind == kind;
        let Some(entry) = self.manifest.entities.iter().find(of_kind) else {
            return Ok(EntityTable::empty());
        };
        let (columns, later) = self.entity_columns(kind)?;
        columns.have_rows(entry.count)?;
        let keys: FixedSizeBinaryArray = columns.required(column::KEY)?;
        if keys.value_length() != 16 {
            return Err(columns.damaged("its keys are not of 16 bytes"));
        }
        let by_name = columns.numbers(column::BY_NAME, keys.len() as u32, false)?;
        let by_name = by_name.ok_or_else(|| columns.damaged("column `by_name` is missing"))?;
        let mut attributes = AttributeColumns::from(attribute_columns(&columns)?);
        if let Some(later) = later {
            let known = later.attributes();
            attributes = attributes.with_deferred(known, move || later.load());
        }
        let rest = if entry.rest {
            self.deferred_rest(kind, entry.count)
        } else {
            RestColumn::absent()
        };
        Ok(EntityTable {
            names: columns.required(column::NAME)?,
            described: columns.required(column::DESCRIBED)?,
            defines_roles: columns.plain(column::DEFINES_ROLES)?,
            texts: columns.optional(column::ID_TEXT)?,
            keys,
            by_name,
            attributes,
            rest,
            sources: SourceColumn::new(
                sets.clone(),
                self.deferred_runs(
                    layout::entity_sources(kind),
                    layout::entity_source_blocks(kind),
                ),
            ),
            named_by_others: columns.plain(column::NAMED_BY_OTHERS)?,
            by_client_id: columns.plain(column::BY_CLIENT_ID)?,
        })
    }

    /// The columns of a kind of entities that every question may need, and what of its file is left for
    /// later.
    fn entity_columns(
        &self,
        kind: EntityKind,
    ) -> Result<(Columns, Option<LaterColumns>), SnapshotError> {
        let file = layout::entities(kind);
        let mapped = self.mapped(&file)?;
        let blocks = Blocks::read(&mapped.entry.blocks, mapped.buffer.len());
        let (Some(blocks), Ok(unread)) = (blocks, Unread::of(&mapped.buffer)) else {
            return Ok((self.checked(&file)?, None));
        };
        let later = unread.places().filter(|(name, _)| is_read_later(name));
        let later: Vec<Range<usize>> = later.map(|(_, place)| place).collect();
        let unchecked = blocks.within(mapped.buffer.len(), &later);
        let (whole, batch) = rayon::join(
            || mapped.check(&blocks, &blocks.but(&unchecked)),
            || unread.read(|name| !is_read_later(name)),
        );
        whole?;
        let columns = mapped.columns(batch)?;
        let later = LaterColumns {
            mapped,
            unread,
            unchecked,
        };
        Ok((columns, Some(later)))
    }

    /// The JSON of a kind, looked at when first asked for.
    fn deferred_rest(&self, kind: EntityKind, rows: u64) -> RestColumn {
        let generation = self.clone();
        RestColumn::deferred(move || {
            let columns = generation.columns(&layout::rest(kind), Some(rows))?;
            match columns.optional(column::REST)? {
                Some(column) => Ok(Some(column)),
                None => Err(columns.damaged("column `rest` is missing")),
            }
        })
    }

    fn edges(
        &self,
        kind: EdgeKind,
        nodes: u32,
        roles: u32,
        sets: &SourceSets,
    ) -> Result<EdgeTable, SnapshotError> {
        let of_kind = |entry: &&EdgeEntry| entry.kind == kind;
        let Some(entry) = self.manifest.edges.iter().find(of_kind) else {
            return Ok(EdgeTable::empty());
        };
        let forward = || self.columns(&layout::edges(kind, EdgeFile::Forward), Some(entry.count));
        let reverse = || self.columns(&layout::edges(kind, EdgeFile::Reverse), Some(entry.count));
        let (forward, reverse) = rayon::join(
            || {
                let columns = forward()?;
                let file = layout::edges(kind, EdgeFile::ForwardOffsets);
                let first = entry.forward_first;
                let csr = self.csr(&file, first, &columns, column::TO, nodes)?;
                Ok((csr, carried(&columns, nodes, roles)?))
            },
            || {
                let columns = reverse()?;
                let file = layout::edges(kind, EdgeFile::ReverseOffsets);
                let first = entry.reverse_first;
                let csr = self.csr(&file, first, &columns, column::FROM, nodes)?;
                let count = entry.count.min(u64::from(u32::MAX)) as u32;
                Ok((csr, columns.numbers(column::EDGE, count, false)?))
            },
        );
        let (forward, columns) = forward?;
        let (reverse, reverse_index) = reverse?;
        Ok(EdgeTable {
            forward,
            reverse,
            reverse_index,
            columns,
            origins: self.deferred_runs(
                layout::edges(kind, EdgeFile::Origins),
                layout::edges(kind, EdgeFile::OriginBlocks),
            ),
            further: SourceColumn::new(
                sets.clone(),
                self.deferred_runs(
                    layout::edges(kind, EdgeFile::Sources),
                    layout::edges(kind, EdgeFile::SourceBlocks),
                ),
            ),
        })
    }

    /// Runs of places or of sets, looked at when first asked for. A snapshot of an earlier program has
    /// no places, and one of a single file no sets.
    fn deferred_runs(&self, runs: String, blocks: String) -> OriginColumn {
        if self.manifest.file(&runs).is_none() {
            return OriginColumn::absent();
        }
        let generation = self.clone();
        OriginColumn::deferred(move || {
            let columns = generation.columns(&runs, None)?;
            let runs: UInt8Array = columns.required(column::RUN)?;
            let blocks = generation.columns(&blocks, None)?;
            let blocks: Int64Array = blocks.required(column::BYTE)?;
            Ok(Some(Origins {
                runs: runs.values().clone(),
                blocks: blocks.values().clone(),
            }))
        })
    }

    fn csr(
        &self,
        offsets: &str,
        first: u32,
        targets: &Columns,
        name: &str,
        nodes: u32,
    ) -> Result<Csr, SnapshotError> {
        let offsets = self.columns(offsets, None)?;
        let starts: UInt32Array = offsets.required(column::OFFSET)?;
        let ends: UInt32Array = targets.required(name)?;
        Csr::new(first, starts.values().clone(), ends.values().clone(), nodes)
            .map_err(|error| offsets.damaged(error))
    }
}

fn carried(columns: &Columns, nodes: u32, roles: u32) -> Result<EdgeColumns, SnapshotError> {
    let state = columns.plain::<UInt8Array>(column::STATE)?;
    let known = |state: &u8| AccessState::from_number(*state).is_some();
    if !state.iter().all(|state| state.values().iter().all(known)) {
        return Err(columns.damaged("column `state` has a number that no state has"));
    }
    let times = |name| -> Result<Option<ScalarBuffer<i64>>, SnapshotError> {
        let column = columns.plain::<Int64Array>(name)?;
        Ok(column.map(|column| column.values().clone()))
    };
    Ok(EdgeColumns {
        state: state.map(|state| state.values().clone()),
        role: columns.numbers(column::ROLE, roles, true)?,
        scope: columns.numbers(column::SCOPE, nodes, true)?,
        assignment: columns.optional(column::ASSIGNMENT)?,
        valid_from: times(column::VALID_FROM)?,
        valid_to: times(column::VALID_TO)?,
        condition: columns.optional(column::CONDITION)?,
    })
}
