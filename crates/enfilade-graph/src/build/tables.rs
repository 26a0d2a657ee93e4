//! The columns of the entities of one kind.

use super::column_log::{AttributeLog, PlacedTexts};
use super::describe::{Descriptions, Row};
use super::merge::{self, Conflict};
use super::objects::{Handle, MentionedNames, Objects};
use super::report::{BuildError, Oddity};
use super::resolve::{self, Numbering};
use super::spelling;
use crate::entities::{AttributeColumn, EntityTable};
use crate::{Disagreement, Dispute, RestColumn, SourceColumn};
use arrow::array::{
    Array, BooleanArray, FixedSizeBinaryArray, LargeStringArray, LargeStringBuilder,
    TimestampMicrosecondArray,
};
use arrow::buffer::Buffer;
use enfilade_model::{Attribute, EntityId, SourceId};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::collections::{BTreeMap, HashSet};

/// A table and what was odd about it.
pub(super) struct Built {
    pub(super) table: EntityTable,
    pub(super) stubs: u64,
    pub(super) repeated: u64,
    pub(super) conflicts: Oddity,
    /// Values that two files state otherwise.
    pub(super) disagreements: Vec<Disagreement>,
    /// Each entity with each file that describes it; empty if there is one file only.
    pub(super) sources: Vec<(u32, u32)>,
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
    /// Whether there are several files, so that it matters which one states what.
    pub(super) has_several_sources: bool,
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
    let has_client_ids = handles
        .first()
        .is_some_and(|handle| resolve::has_client_id(context.numbering.kinds[handle.0 as usize]));
    let position = |handle: Handle| (context.numbering.id(handle).0 - first) as usize;
    let source = |row: u32| rows[row as usize].provenance().source;
    let rows = RowsOf::new(handles.len(), &rows, position);
    let key = |at: usize| context.objects.get(handles[at]).key();

    let column_of = |(&attribute, log): (&Attribute, AttributeLog)| {
        let mut conflicts = Oddity::default();
        let mut disagreements = Vec::new();
        let conflict = |at: usize, conflict: Conflict, say: &dyn Fn(u32) -> String| {
            conflicts.add(|| format!("{attribute} of {}", key(at)));
            let (own, other) = (source(conflict.stands), source(conflict.row));
            if own != other {
                disagreements.push(Disagreement {
                    dispute: Dispute::Value,
                    object: EntityId(first + at as u32),
                    held: None,
                    what: attribute.name().to_owned(),
                    says: say(conflict.stands),
                    source: own,
                    other_says: say(conflict.row),
                    other_source: other,
                });
            }
        };
        let column = column(&rows, handles.len(), log, conflict);
        (attribute, (conflicts, disagreements), column)
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
    let mut disagreements = Vec::new();
    let mut attributes: Vec<(Attribute, AttributeColumn)> = Vec::new();
    let mut own_names = None;
    for (attribute, (counted, disputed), column) in columns {
        conflicts.absorb(counted);
        disagreements.extend(disputed);
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
    let names = names.finish();
    let by_others = |at: usize| {
        let own = own_names.as_ref().map_or("", |names| value(names, at));
        own.is_empty() && !names.value(at).is_empty() && !rows.of(at).is_empty()
    };
    let named_by_others = flags(handles.len(), by_others);
    drop(own_names);
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
        sources: SourceColumn::absent(),
        named_by_others,
        by_client_id: flags(handles.len(), |at| {
            has_client_ids && context.objects.get(handles[at]).is_client()
        }),
    };
    let of_each = (0..handles.len()).map(|at| rows.of(at).len() as u64);
    Ok(Built {
        table,
        stubs: of_each.clone().filter(|count| *count == 0).count() as u64,
        repeated: of_each.map(|count| count.saturating_sub(1)).sum(),
        conflicts,
        disagreements,
        sources: match context.has_several_sources {
            true => sources_of_each(handles.len(), &rows, source),
            false => Vec::new(),
        },
    })
}

/// Each entity with each file that describes it, ascending.
fn sources_of_each(
    entities: usize,
    rows: &RowsOf,
    source: impl Fn(u32) -> SourceId,
) -> Vec<(u32, u32)> {
    let of_one = |at: usize| rows.of(at).iter().map(move |&row| (at as u32, row));
    let mut pairs: Vec<(u32, u32)> = (0..entities)
        .flat_map(of_one)
        .map(|(at, row)| (at, source(row).0))
        .collect();
    // The records of an entity are sorted by where they stand.
    pairs.dedup();
    pairs
}

/// A column of flags; none if none is set.
fn flags(entities: usize, flag: impl Fn(usize) -> bool) -> Option<BooleanArray> {
    let column: BooleanArray = (0..entities).map(|at| Some(flag(at))).collect();
    (column.true_count() > 0).then_some(column)
}

/// The column of one attribute; none if no entity has it.
fn column(
    rows: &RowsOf,
    entities: usize,
    log: AttributeLog,
    mut conflict: impl FnMut(usize, Conflict, &dyn Fn(u32) -> String),
) -> Option<AttributeColumn> {
    let all = 0..entities;
    match log {
        AttributeLog::Absent => None,
        AttributeLog::Text(log) => {
            let texts: PlacedTexts = log.placed();
            let standing = |at: usize| {
                let get = |row| texts.get(row);
                let say = |row| get(row).unwrap_or_default().to_owned();
                merge::text(rows.of(at), get, |rows| conflict(at, rows, &say)).and_then(get)
            };
            optional(all.map(standing), texts.len()).map(AttributeColumn::Text)
        }
        AttributeLog::Flag(log) => {
            let say = |row| (log.get(row) == Some(1)).to_string();
            let standing = |at| {
                merge::value(
                    rows.of(at),
                    |row| log.get(row),
                    |rows| conflict(at, rows, &say),
                )
            };
            let flags: BooleanArray = all.map(standing).map(|flag| flag.map(|f| f == 1)).collect();
            (flags.null_count() < entities).then_some(AttributeColumn::Boolean(flags))
        }
        AttributeLog::Time(log) => {
            let say = |row| log.get(row).map(instant).unwrap_or_default();
            let standing = |at| {
                merge::value(
                    rows.of(at),
                    |row| log.get(row),
                    |rows| conflict(at, rows, &say),
                )
            };
            let times: TimestampMicrosecondArray = all.map(standing).collect();
            (times.null_count() < entities).then_some(AttributeColumn::Time(times))
        }
    }
}

/// An instant in words.
fn instant(micros: i64) -> String {
    let instant = jiff::Timestamp::from_microsecond(micros);
    instant.map_or_else(|_| micros.to_string(), |instant| instant.to_string())
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
            let start = lower.len();
            lower.push_str(name);
            if let Some(name) = lower.get_mut(start..) {
                name.make_ascii_lowercase();
            }
        } else {
            lower.push_str(&name.to_lowercase());
        }
        ends.push(lower.len());
    }
    let name = |at: u32| &lower.as_bytes()[ends[at as usize]..ends[at as usize + 1]];
    // The first bytes of a name stand beside its position: they decide between most names, and
    // nothing else is looked at then.
    let begun = |at: u32| {
        let mut first = [0; 16];
        let len = name(at).len().min(first.len());
        first[..len].copy_from_slice(&name(at)[..len]);
        u128::from_be_bytes(first)
    };
    let mut order: Vec<(u128, u32)> = (0..names.len() as u32).map(|at| (begun(at), at)).collect();
    order.par_sort_unstable_by(|&(a_begun, a), &(b_begun, b)| {
        a_begun
            .cmp(&b_begun)
            .then_with(|| (name(a), a).cmp(&(name(b), b)))
    });
    order.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_their_lower_cased_texts() {
        let names = [
            "Zoë",
            "anna",
            "ANNA",
            "Anna Maria Elisabeth A",
            "anna maria elisabeth",
            "",
            "Ärger",
            "a\0",
            "A",
            "a\0b",
            "anna maria elisabeth B",
            "ZOË",
            "sixteen bytes ok",
            "SIXTEEN BYTES OK!",
        ];
        let mut expected: Vec<u32> = (0..names.len() as u32).collect();
        expected.sort_by_key(|&at| (names[at as usize].to_lowercase(), at));
        let column = LargeStringArray::from(names.to_vec());
        assert_eq!(order_of_names(&column), expected);
    }
}
