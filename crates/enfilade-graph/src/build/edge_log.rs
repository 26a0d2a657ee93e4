//! The edges of one kind as they come in: one array an end, and one for each thing that some edge
//! carries.
//!
//! Most edges are memberships and carry nothing: eight bytes each.

use super::objects::Handle;
use super::origin_log::OriginLog;
use super::report::BuildError;
use super::roles::NO_ROLE;
use super::texts::{Span, Texts};
use enfilade_model::{AccessState, EdgeKind, EdgeRecord, EntityId, Provenance};

/// A column that takes no memory until some edge has another value than the usual one.
#[derive(Debug)]
pub(super) struct Column<T> {
    values: Vec<T>,
    usual: T,
}

impl<T: Copy + PartialEq> Column<T> {
    fn new(usual: T) -> Column<T> {
        Column {
            values: Vec::new(),
            usual,
        }
    }

    fn push(&mut self, before: usize, value: T) {
        if !self.values.is_empty() || value != self.usual {
            self.values.resize(before, self.usual);
            self.values.push(value);
        }
    }

    /// Whether no edge has another value than the usual one.
    pub(super) fn is_absent(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of an edge.
    pub(super) fn get(&self, edge: u32) -> T {
        self.values
            .get(edge as usize)
            .copied()
            .unwrap_or(self.usual)
    }
}

/// The edges of one kind.
#[derive(Debug)]
pub(super) struct EdgeLog {
    pub(super) from: Vec<u32>,
    pub(super) to: Vec<u32>,
    pub(super) state: Column<u8>,
    pub(super) role: Column<u32>,
    pub(super) scope: Column<u32>,
    pub(super) assignment: Column<Span>,
    pub(super) valid_from: Column<i64>,
    pub(super) valid_to: Column<i64>,
    pub(super) condition: Column<Span>,
    pub(super) texts: Texts,
    pub(super) origins: OriginLog,
}

/// Stands for "no scope" in a column.
pub(super) const NO_SCOPE: u32 = u32::MAX;

impl EdgeLog {
    /// No edges.
    pub(super) fn new() -> EdgeLog {
        EdgeLog {
            from: Vec::new(),
            to: Vec::new(),
            state: Column::new(AccessState::Active as u8),
            role: Column::new(NO_ROLE),
            scope: Column::new(NO_SCOPE),
            assignment: Column::new(Span::default()),
            valid_from: Column::new(i64::MIN),
            valid_to: Column::new(i64::MAX),
            condition: Column::new(Span::default()),
            texts: Texts::default(),
            origins: OriginLog::default(),
        }
    }

    /// Keeps an edge whose ends, scope and role have their temporary numbers.
    pub(super) fn push(
        &mut self,
        record: &EdgeRecord<'_>,
        from: Handle,
        to: Handle,
        scope: Option<Handle>,
        role: Option<u32>,
    ) -> Result<(), BuildError> {
        let before = self.from.len();
        self.push_plain(record.kind, from, to, record.provenance)?;
        let mut keep = |text: Option<&str>| {
            let span = self.texts.push(text.unwrap_or_default());
            span.ok_or(BuildError::TextTooLong)
        };
        let assignment = keep(record.assignment)?;
        let condition = keep(record.condition)?;
        self.state.push(before, record.state as u8);
        self.role.push(before, role.unwrap_or(NO_ROLE));
        self.scope.push(before, scope.map_or(NO_SCOPE, |s| s.0));
        self.assignment.push(before, normal(assignment));
        self.condition.push(before, normal(condition));
        self.valid_from
            .push(before, record.valid_from.unwrap_or(i64::MIN));
        self.valid_to
            .push(before, record.valid_to.unwrap_or(i64::MAX));
        Ok(())
    }

    /// Keeps an active edge that carries nothing.
    #[inline]
    pub(super) fn push_plain(
        &mut self,
        kind: EdgeKind,
        from: Handle,
        to: Handle,
        place: Provenance,
    ) -> Result<(), BuildError> {
        self.push_ends(kind, from.0, to.0, place)
    }

    /// Keeps an active edge that carries nothing, between objects that have their final numbers as those
    /// of all other edges here.
    pub(super) fn push_numbered(
        &mut self,
        kind: EdgeKind,
        from: EntityId,
        to: EntityId,
        place: Provenance,
    ) -> Result<(), BuildError> {
        self.push_ends(kind, from.0, to.0, place)
    }

    #[inline]
    fn push_ends(
        &mut self,
        kind: EdgeKind,
        from: u32,
        to: u32,
        place: Provenance,
    ) -> Result<(), BuildError> {
        let number = self.from.len();
        if number >= u32::MAX as usize {
            return Err(BuildError::TooManyEdges(kind));
        }
        self.from.push(from);
        self.to.push(to);
        self.origins.push(number as u32, place);
        Ok(())
    }

    /// Leaves out edges that carry nothing and that `keep` does not want.
    pub(super) fn retain(&mut self, keep: impl Fn(u32, u32) -> bool) {
        debug_assert!(self.is_plain());
        let old = std::mem::replace(self, EdgeLog::new());
        let ends = old.from.iter().zip(&old.to);
        for ((&from, &to), number) in ends.zip(old.origins.numbers()) {
            if keep(from, to) {
                self.origins
                    .push(self.from.len() as u32, old.origins.place(number));
                self.from.push(from);
                self.to.push(to);
            }
        }
    }

    /// How many edges there are.
    pub(super) fn len(&self) -> usize {
        self.from.len()
    }

    /// Whether no edge carries anything.
    pub(super) fn is_plain(&self) -> bool {
        self.state.is_absent()
            && self.role.is_absent()
            && self.scope.is_absent()
            && self.assignment.is_absent()
            && self.valid_from.is_absent()
            && self.valid_to.is_absent()
            && self.condition.is_absent()
    }
}

/// Empty texts are all the same, wherever they lie.
fn normal(span: Span) -> Span {
    if span.is_empty() {
        Span::default()
    } else {
        span
    }
}
