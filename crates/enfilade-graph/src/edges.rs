//! All edges of one kind: both directions, and what the edges carry.

use crate::{Csr, OriginColumn, RoleIndex, SnapshotError, SourceColumn};
use arrow::array::{Array, LargeStringArray};
use arrow::buffer::ScalarBuffer;
use enfilade_model::{AccessState, EntityId, Provenance, SourceId};

/// The number of an edge within its kind, in the order of the forward rows.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct EdgeIndex(pub u32);

/// What edges carry beyond their ends, in forward order. A column that no edge uses is absent and
/// costs nothing.
#[derive(Clone, Debug, Default)]
pub struct EdgeColumns {
    /// The state's number (see [`AccessState`]); absent means active.
    pub state: Option<ScalarBuffer<u8>>,
    /// The role's index; `u32::MAX` for an edge without one.
    pub role: Option<ScalarBuffer<u32>>,
    /// The scope's id; `u32::MAX` for an edge without one.
    pub scope: Option<ScalarBuffer<u32>>,
    /// The assignment's id.
    pub assignment: Option<LargeStringArray>,
    /// When the edge begins, in microseconds since 1970; `i64::MIN` for an edge without a start.
    pub valid_from: Option<ScalarBuffer<i64>>,
    /// When the edge ends, in microseconds since 1970; `i64::MAX` for an edge without an end.
    pub valid_to: Option<ScalarBuffer<i64>>,
    /// A condition on the edge, as written.
    pub condition: Option<LargeStringArray>,
}

impl EdgeColumns {
    /// Whether the edges carry nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.state.is_none()
            && self.role.is_none()
            && self.scope.is_none()
            && self.assignment.is_none()
            && self.valid_from.is_none()
            && self.valid_to.is_none()
            && self.condition.is_none()
    }

    /// The state of an edge.
    #[must_use]
    #[inline]
    pub fn state(&self, edge: EdgeIndex) -> AccessState {
        let number = self
            .state
            .as_ref()
            .and_then(|column| column.get(edge.0 as usize));
        // A number that no state has cannot pass the snapshot's check; it would not be active.
        number.map_or(AccessState::Active, |&n| {
            AccessState::from_number(n).unwrap_or(AccessState::Controllable)
        })
    }

    /// The role of an edge.
    #[must_use]
    #[inline]
    pub fn role(&self, edge: EdgeIndex) -> Option<RoleIndex> {
        let role = *self.role.as_ref()?.get(edge.0 as usize)?;
        (role != u32::MAX).then_some(RoleIndex(role))
    }

    /// The scope of an edge.
    #[must_use]
    #[inline]
    pub fn scope(&self, edge: EdgeIndex) -> Option<EntityId> {
        let scope = *self.scope.as_ref()?.get(edge.0 as usize)?;
        (scope != u32::MAX).then_some(EntityId(scope))
    }

    /// The id of the assignment that an edge records.
    #[must_use]
    pub fn assignment(&self, edge: EdgeIndex) -> Option<&str> {
        text_at(self.assignment.as_ref(), edge)
    }

    /// The condition on an edge.
    #[must_use]
    #[inline]
    pub fn condition(&self, edge: EdgeIndex) -> Option<&str> {
        text_at(self.condition.as_ref(), edge)
    }

    /// Whether the edge is within its start and end at `now`, in microseconds since 1970.
    #[must_use]
    #[inline]
    pub fn is_valid_at(&self, edge: EdgeIndex, now: i64) -> bool {
        let at = edge.0 as usize;
        let from = self
            .valid_from
            .as_ref()
            .and_then(|c| c.get(at))
            .copied()
            .unwrap_or(i64::MIN);
        let to = self
            .valid_to
            .as_ref()
            .and_then(|c| c.get(at))
            .copied()
            .unwrap_or(i64::MAX);
        from <= now && now < to
    }
}

#[inline]
fn text_at(column: Option<&LargeStringArray>, edge: EdgeIndex) -> Option<&str> {
    let (column, at) = (column?, edge.0 as usize);
    (at < column.len() && column.is_valid(at)).then(|| column.value(at))
}

/// All edges of one kind.
#[derive(Clone, Debug)]
pub struct EdgeTable {
    /// From holder to held.
    pub forward: Csr,
    /// From held to holder.
    pub reverse: Csr,
    /// For each entry of `reverse`, the number of the same edge in `forward`; absent for kinds
    /// whose edges carry nothing.
    pub reverse_index: Option<ScalarBuffer<u32>>,
    /// What the edges carry.
    pub columns: EdgeColumns,
    /// Which records stated the edges.
    pub origins: OriginColumn,
    /// Which files state the edges beside those of [`EdgeTable::origins`]; absent if there is none.
    pub further: SourceColumn,
}

impl EdgeTable {
    /// No edges.
    #[must_use]
    pub fn empty() -> EdgeTable {
        EdgeTable {
            forward: Csr::empty(),
            reverse: Csr::empty(),
            reverse_index: None,
            columns: EdgeColumns::default(),
            origins: OriginColumn::absent(),
            further: SourceColumn::absent(),
        }
    }

    /// The edges that start at `from`.
    #[must_use]
    #[inline]
    pub fn edges_from(&self, from: EntityId) -> Edges<'_> {
        let range = self.forward.range(from);
        Edges {
            ends: &self.forward.targets()[range.clone()],
            numbers: Numbers::From(range.start as u32),
            columns: &self.columns,
        }
    }

    /// The edges that end at `to`.
    #[must_use]
    #[inline]
    pub fn edges_to(&self, to: EntityId) -> Edges<'_> {
        let range = self.reverse.range(to);
        let ends = &self.reverse.targets()[range.clone()];
        let numbers = match &self.reverse_index {
            Some(index) => index.get(range).map_or(Numbers::None, Numbers::Listed),
            None => Numbers::None,
        };
        Edges {
            ends,
            numbers,
            columns: &self.columns,
        }
    }

    /// Where the edges between two entities were stated: one for each edge, none if nothing says so.
    ///
    /// # Errors
    /// If the part of the snapshot that holds it is damaged; it is read when first asked for.
    pub fn stated(&self, from: EntityId, to: EntityId) -> Result<Vec<Stated>, SnapshotError> {
        let row = self.reverse.range(to);
        let holders = &self.reverse.targets()[row.clone()];
        let first = row.start + holders.partition_point(|&holder| holder < from);
        let end = row.start + holders.partition_point(|&holder| holder <= from);
        let places = self.origins.places(first..end)?;
        let further = self.further.of(first..end)?;
        let number = |at: usize| self.reverse_index.as_ref()?.get(at).copied();
        Ok((first..)
            .zip(places.into_iter().zip(further))
            .map(|(at, (place, further))| Stated {
                edge: number(at).map(EdgeIndex),
                place,
                further,
            })
            .collect())
    }
}

/// Where an edge was stated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stated {
    /// The edge's number; absent where edges of its kind carry nothing.
    pub edge: Option<EdgeIndex>,
    /// The record that states it: of several that state the same edge, the first.
    pub place: Provenance,
    /// The other files that state it.
    pub further: Vec<SourceId>,
}

/// An edge as seen from one of its ends.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Edge {
    /// The other end.
    pub end: EntityId,
    /// The edge's number; absent where an edge of its kind carries nothing and is met backwards.
    pub index: Option<EdgeIndex>,
    /// Whether it is in force.
    pub state: AccessState,
    /// The role it carries.
    pub role: Option<RoleIndex>,
    /// Where it applies.
    pub scope: Option<EntityId>,
    /// Whether a condition restricts it.
    pub conditional: bool,
}

#[derive(Copy, Clone, Debug)]
enum Numbers<'a> {
    None,
    From(u32),
    Listed(&'a [u32]),
}

/// The edges at one node, in ascending order of the other end.
#[derive(Copy, Clone, Debug)]
pub struct Edges<'a> {
    ends: &'a [EntityId],
    numbers: Numbers<'a>,
    columns: &'a EdgeColumns,
}

impl<'a> Edges<'a> {
    /// The other ends alone.
    #[must_use]
    #[inline]
    pub fn ends(&self) -> &'a [EntityId] {
        self.ends
    }

    /// How many edges there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The columns that the edges' numbers point into.
    #[must_use]
    pub fn columns(&self) -> &'a EdgeColumns {
        self.columns
    }

    /// The edge at a position.
    #[must_use]
    #[inline]
    pub fn get(&self, at: usize) -> Option<Edge> {
        let &end = self.ends.get(at)?;
        let index = match self.numbers {
            Numbers::None => None,
            Numbers::From(start) => Some(EdgeIndex(start + at as u32)),
            Numbers::Listed(list) => list.get(at).map(|&n| EdgeIndex(n)),
        };
        Some(Edge {
            end,
            index,
            state: index.map_or(AccessState::Active, |i| self.columns.state(i)),
            role: index.and_then(|i| self.columns.role(i)),
            scope: index.and_then(|i| self.columns.scope(i)),
            conditional: index.is_some_and(|i| self.columns.condition(i).is_some()),
        })
    }

    /// The edges with what they carry.
    pub fn iter(&self) -> impl Iterator<Item = Edge> + use<'a> {
        let edges = *self;
        (0..edges.len()).filter_map(move |at| edges.get(at))
    }
}
