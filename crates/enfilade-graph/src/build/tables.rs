//! The columns of the entities of one kind.

use super::column_log::{AttributeLog, PlacedTexts};
use super::describe::{Descriptions, Row};
use super::merge;
use super::objects::{Handle, MentionedNames, Objects};
use super::report::{BuildError, Oddity};
use super::resolve::Numbering;
use super::spelling;
use crate::RestColumn;
use crate::entities::{AttributeColumn, EntityTable};
use arrow::array::{
    Array, BooleanArray, FixedSizeBinaryArray, LargeStringArray, LargeStringBuilder,
    TimestampMicrosecondArray,
};
use arrow::buffer::Buffer;
use enfilade_model::{Attribute, EntityId};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::collections::{BTreeMap, HashSet};

/// A table and what was odd about it.
pub(super) struct Built {
    pub(super) table: EntityTable,
    pub(super) stubs: u64,
    pub(super) repeated: u64,
    pub(super) conflicts: Oddity,
}

/// Where the tables get what the records themselves do not say.
pub(super) struct Context<'a> {
    pub(super) objects: &'a Objects,
    pub(super) numbering: &'a Numbering,
    pub(super) mentioned: MentionedNames<'a>,
    /// For each object that a client id was resolved to, the handles of that id.
    pub(super) aliases: BTreeMap<Handle, Vec<Handle>>,
    /// The entities that define roles.
    pub(super) definers: HashSet<EntityId>,
}

impl Context<'_> {
    fn names_of(&self, handle: Handle) -> impl Iterator<Item = Handle> + '_ {
        let aliases = self.aliases.get(&handle).map_or(&[][..], Vec::as_slice);
        std::iter::once(handle).chain(aliases.iter().copied())
    }

    fn better_spelling(&self, handle: Handle, own: &str) -> Option<&str> {
        self.names_of(handle)
            .filter_map(|name| self.objects.better_spelling(name, own))
            .min_by(|a, b| spelling::compare(a, b))
    }

    /// What an entity is called: by its own record, by the name that an app copied from its
    /// registration, or by those who mention it.
    fn name<'n>(&'n self, handle: Handle, own: &'n str, copied: &'n str) -> &'n str {
        if own.is_empty() {
            let name = if copied.is_empty() {
                self.mentioned_name(handle).unwrap_or_default()
            } else {
                copied
            };
            return self.better_spelling(handle, name).unwrap_or(name);
        }
        let copied = Some(copied).filter(|copied| spelling::is_better(own, copied));
        let mentioned = self.better_spelling(handle, own);
        let better = [copied, mentioned].into_iter().flatten();
        better.min_by(|a, b| spelling::compare(a, b)).unwrap_or(own)
    }

    fn mentioned_name(&self, handle: Handle) -> Option<&str> {
        self.names_of(handle)
            .filter_map(|name| self.mentioned.get(name))
            .min_by(|a, b| spelling::compare(a, b))
    }
}

/// The rows of each entity, from the earliest record on.
struct RowsOf {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl RowsOf {
    fn new(entities: usize, rows: &[Row], position: impl Fn(Handle) -> usize) -> RowsOf {
        let position = |row: &Row| row.handle().map(&position);
        let mut starts = vec![0_u32; entities + 1];
        for at in rows.iter().filter_map(position) {
            starts[at + 1] += 1;
        }
        for at in 0..entities {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; starts[entities] as usize];
        for (row, number) in rows.iter().zip(0..) {
            if let Some(at) = position(row) {
                sorted[next[at] as usize] = number;
                next[at] += 1;
            }
        }
        let mut all = RowsOf {
            starts,
            rows: sorted,
        };
        for at in 0..entities {
            let range = all.range(at);
            all.rows[range].sort_by_key(|&row| rows[row as usize].provenance());
        }
        all
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    fn of(&self, at: usize) -> &[u32] {
        &self.rows[self.range(at)]
    }
}

/// Builds the table of the objects `handles`, which are sorted by key.
pub(super) fn build(
    handles: &[Handle],
    descriptions: Descriptions,
    context: &Context<'_>,
) -> Result<Built, BuildError> {
    let Descriptions {
        rows,
        attributes: logs,
        rest,
    } = descriptions;
    let first = handles.first().map_or(0, |h| context.numbering.id(*h).0);
    let position = |handle: Handle| (context.numbering.id(handle).0 - first) as usize;
    let rows = RowsOf::new(handles.len(), &rows, position);
    let key = |at: usize| context.objects.get(handles[at]).key();

    let column_of = |(&attribute, log): (&Attribute, AttributeLog)| {
        let mut conflicts = Oddity::default();
        let conflict = |at: usize| conflicts.add(|| format!("{attribute} of {}", key(at)));
        let column = column(&rows, handles.len(), log, conflict);
        (attribute, conflicts, column)
    };
    let (columns, rest): (Vec<_>, _) = rayon::join(
        || {
            let logs = Attribute::ALL.par_iter().zip(logs);
            logs.map(column_of).collect()
        },
        || {
            let rest = rest.placed();
            let of_entity = |at| merge::rest(rows.of(at), |row| rest.get(row));
            optional((0..handles.len()).map(of_entity), rest.len())
        },
    );
    let mut conflicts = Oddity::default();
    let mut attributes: Vec<(Attribute, AttributeColumn)> = Vec::new();
    let mut own_names = None;
    for (attribute, own, column) in columns {
        conflicts.absorb(own);
        match (attribute, column) {
            (Attribute::DisplayName, Some(AttributeColumn::Text(names))) => own_names = Some(names),
            (_, Some(column)) => attributes.push((attribute, column)),
            (_, None) => {}
        }
    }
    let copied = attributes
        .iter()
        .find_map(|(attribute, column)| match column {
            AttributeColumn::Text(texts) if *attribute == Attribute::AppDisplayName => Some(texts),
            _ => None,
        });
    let mut names = LargeStringBuilder::with_capacity(
        handles.len(),
        own_names
            .as_ref()
            .map_or(0, |names| names.value_data().len()),
    );
    for (at, &handle) in handles.iter().enumerate() {
        let own = own_names.as_ref().map_or("", |names| value(names, at));
        let copied = copied.map_or("", |names| value(names, at));
        names.append_value(context.name(handle, own, copied));
    }
    drop(own_names);
    let names = names.finish();
    let keys = (0..handles.len()).flat_map(|at| key(at).0.to_be_bytes());
    let keys = FixedSizeBinaryArray::try_new(16, Buffer::from_vec(keys.collect()), None)
        .map_err(|error| BuildError::Columns(error.to_string()))?;
    let texts = handles
        .iter()
        .map(|&handle| context.objects.id_text(handle));
    let described = |at: usize| !rows.of(at).is_empty();
    let defines = |handle: &Handle| context.definers.contains(&context.numbering.id(*handle));
    let table = EntityTable {
        keys,
        texts: optional(texts, 0),
        by_name: order_of_names(&names).into(),
        names,
        described: (0..handles.len()).map(|at| Some(described(at))).collect(),
        attributes: attributes.into(),
        defines_roles: handles
            .iter()
            .any(defines)
            .then(|| handles.iter().map(|handle| Some(defines(handle))).collect()),
        rest: RestColumn::of(rest),
    };
    let of_each = (0..handles.len()).map(|at| rows.of(at).len() as u64);
    Ok(Built {
        table,
        stubs: of_each.clone().filter(|count| *count == 0).count() as u64,
        repeated: of_each.map(|count| count.saturating_sub(1)).sum(),
        conflicts,
    })
}

/// The column of one attribute; none if no entity has it.
fn column(
    rows: &RowsOf,
    entities: usize,
    log: AttributeLog,
    mut conflict: impl FnMut(usize),
) -> Option<AttributeColumn> {
    let all = 0..entities;
    match log {
        AttributeLog::Absent => None,
        AttributeLog::Text(log) => {
            let texts: PlacedTexts = log.placed();
            let standing = |at: usize| {
                let get = |row| texts.get(row);
                merge::text(rows.of(at), get, || conflict(at)).and_then(get)
            };
            optional(all.map(standing), texts.len()).map(AttributeColumn::Text)
        }
        AttributeLog::Flag(log) => {
            let standing = |at| merge::value(rows.of(at), |row| log.get(row), || conflict(at));
            let flags: BooleanArray = all.map(standing).map(|flag| flag.map(|f| f == 1)).collect();
            (flags.null_count() < entities).then_some(AttributeColumn::Boolean(flags))
        }
        AttributeLog::Time(log) => {
            let standing = |at| merge::value(rows.of(at), |row| log.get(row), || conflict(at));
            let times: TimestampMicrosecondArray = all.map(standing).collect();
            (times.null_count() < entities).then_some(AttributeColumn::Time(times))
        }
    }
}

/// A column of texts of about `bytes` bytes in all; none if there is no text.
fn optional<T: AsRef<str>>(
    texts: impl Iterator<Item = Option<T>>,
    bytes: usize,
) -> Option<LargeStringArray> {
    let mut column = LargeStringBuilder::with_capacity(texts.size_hint().0, bytes);
    texts.for_each(|text| column.append_option(text));
    let column = column.finish();
    (column.null_count() < column.len()).then_some(column)
}

/// The text at a position; empty if there is none.
fn value(texts: &LargeStringArray, at: usize) -> &str {
    if texts.is_valid(at) {
        texts.value(at)
    } else {
        ""
    }
}

/// The positions of names in the order of their lower-cased spelling, then of the position.
fn order_of_names(names: &LargeStringArray) -> Vec<u32> {
    let mut lower = String::with_capacity(names.value_data().len());
    let mut ends = Vec::with_capacity(names.len() + 1);
    ends.push(0);
    for name in names.iter().flatten() {
        if name.is_ascii() {
            lower.extend(name.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            lower.push_str(&name.to_lowercase());
        }
        ends.push(lower.len());
    }
    let name = |at: u32| lower.get(ends[at as usize]..ends[at as usize + 1]);
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    order.par_sort_unstable_by(|&a, &b| (name(a), a).cmp(&(name(b), b)));
    order
}
