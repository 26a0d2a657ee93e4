//! The columns of the entities of one kind.

use super::describe::{Description, Descriptions, Field};
use super::objects::{Handle, MentionedNames, Objects};
use super::report::{BuildError, Oddity};
use super::resolve::Numbering;
use super::spelling;
use crate::RestColumn;
use crate::entities::{AttributeColumn, EntityTable};
use arrow::array::{
    Array, ArrayBuilder, BooleanBufferBuilder, BooleanBuilder, FixedSizeBinaryArray,
    LargeStringArray, LargeStringBuilder, TimestampMicrosecondBuilder,
};
use arrow::buffer::Buffer;
use enfilade_model::{Attribute, EntityId, Value};
use rayon::slice::ParallelSliceMut;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// A column that begins with the first value and has nulls where there is none.
enum Sparse {
    Absent,
    Text(LargeStringBuilder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
}

impl Sparse {
    fn set(&mut self, at: usize, value: Value<'_>) {
        if let Sparse::Absent = self {
            *self = match value {
                Value::Text(_) => Sparse::Text(LargeStringBuilder::new()),
                Value::Boolean(_) => Sparse::Boolean(BooleanBuilder::new()),
                Value::Time(_) => Sparse::Time(TimestampMicrosecondBuilder::new()),
            };
        }
        self.pad(at);
        match (self, value) {
            (Sparse::Text(column), Value::Text(text)) => column.append_value(text),
            (Sparse::Boolean(column), Value::Boolean(value)) => column.append_value(value),
            (Sparse::Time(column), Value::Time(time)) => column.append_value(time),
            // An attribute has one type; `Descriptions` reads no other.
            _ => {}
        }
    }

    fn pad(&mut self, to: usize) {
        match self {
            Sparse::Absent => {}
            Sparse::Text(column) => column.append_nulls(to.saturating_sub(column.len())),
            Sparse::Boolean(column) => column.append_nulls(to.saturating_sub(column.len())),
            Sparse::Time(column) => column.append_nulls(to.saturating_sub(column.len())),
        }
    }

    fn finish(mut self, len: usize) -> Option<AttributeColumn> {
        self.pad(len);
        match self {
            Sparse::Absent => None,
            Sparse::Text(mut column) => Some(AttributeColumn::Text(column.finish())),
            Sparse::Boolean(mut column) => Some(AttributeColumn::Boolean(column.finish())),
            Sparse::Time(mut column) => Some(AttributeColumn::Time(column.finish())),
        }
    }
}

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

    fn mentioned_name(&self, handle: Handle) -> Option<&str> {
        self.names_of(handle)
            .filter_map(|name| self.mentioned.get(name))
            .min_by(|a, b| spelling::compare(a, b))
    }
}

/// Builds the table of the objects `handles`, which are sorted by key.
pub(super) fn build(
    handles: &[Handle],
    mut descriptions: Descriptions,
    context: &Context<'_>,
) -> Result<Built, BuildError> {
    let first = handles.first().map_or(0, |h| context.numbering.id(*h).0);
    let position = |row: &Description| (context.numbering.id(row.handle).0 - first) as usize;
    // The packed bytes last: two records of one place are the same record, or a made-up input.
    let mut rows = std::mem::take(&mut descriptions.rows);
    rows.par_sort_unstable_by(|a, b| {
        (position(a), a.provenance)
            .cmp(&(position(b), b.provenance))
            .then_with(|| descriptions.packed(a).cmp(descriptions.packed(b)))
    });

    let mut columns: Vec<Sparse> = Attribute::ALL.iter().map(|_| Sparse::Absent).collect();
    let mut rest = Sparse::Absent;
    let mut texts = Sparse::Absent;
    let mut names = LargeStringBuilder::with_capacity(handles.len(), 0);
    let mut described = BooleanBufferBuilder::new(handles.len());
    let mut keys = Vec::with_capacity(handles.len() * 16);
    let mut defines_roles = Sparse::Absent;
    let (mut repeated, mut stubs) = (0, 0);
    let mut conflicts = Oddity::default();
    let mut rows = rows.as_slice();

    for (at, &handle) in handles.iter().enumerate() {
        let own = rows.iter().take_while(|row| position(row) == at).count();
        let (records, later) = rows.split_at(own);
        rows = later;
        let mut merged = Merged::default();
        match records {
            [] => stubs += 1,
            [only] => merged.take_single(&descriptions, only),
            several => {
                repeated += several.len() as u64 - 1;
                let key = context.objects.get(handle).key;
                merged.take_several(&descriptions, several, |attribute| {
                    conflicts.add(|| format!("{attribute} of {key}"));
                });
            }
        }

        let own_name = merged.text(Attribute::DisplayName);
        let copied = merged.text(Attribute::AppDisplayName);
        let name = if own_name.is_empty() {
            let name = if copied.is_empty() {
                context.mentioned_name(handle).unwrap_or_default()
            } else {
                copied
            };
            context.better_spelling(handle, name).unwrap_or(name)
        } else {
            let copied = Some(copied).filter(|copied| spelling::is_better(own_name, copied));
            let mentioned = context.better_spelling(handle, own_name);
            let better = [copied, mentioned].into_iter().flatten();
            better
                .min_by(|a, b| spelling::compare(a, b))
                .unwrap_or(own_name)
        };
        names.append_value(name);

        for (column, (attribute, value)) in columns
            .iter_mut()
            .zip(Attribute::ALL.iter().zip(&merged.values))
        {
            if let Some(value) = value
                && *attribute != Attribute::DisplayName
            {
                column.set(at, *value);
            }
        }
        if !merged.rest.is_empty() {
            rest.set(at, Value::Text(&merged.rest));
        }
        if let Some(text) = context.objects.id_text(handle) {
            texts.set(at, Value::Text(text));
        }
        if context.definers.contains(&context.numbering.id(handle)) {
            defines_roles.set(at, Value::Boolean(true));
        }
        described.append(!records.is_empty());
        keys.extend(context.objects.get(handle).key.0.to_be_bytes());
    }

    let names = names.finish();
    let text_column = |column: Sparse| match column.finish(handles.len()) {
        Some(AttributeColumn::Text(column)) => Some(column),
        _ => None,
    };
    let defines_roles = match defines_roles.finish(handles.len()) {
        Some(AttributeColumn::Boolean(set)) => {
            Some(set.iter().map(|value| Some(value.is_some())).collect())
        }
        _ => None,
    };
    let attributes = Attribute::ALL.iter().zip(columns);
    let attributes = attributes
        .filter_map(|(&attribute, column)| Some((attribute, column.finish(handles.len())?)))
        .collect();
    let keys = FixedSizeBinaryArray::try_new(16, Buffer::from_vec(keys), None)
        .map_err(|error| BuildError::Columns(error.to_string()))?;
    let table = EntityTable {
        keys,
        texts: text_column(texts),
        by_name: order_of_names(&names).into(),
        names,
        described: described.finish().into(),
        attributes,
        defines_roles,
        rest: RestColumn::of(text_column(rest)),
    };
    Ok(Built {
        table,
        stubs,
        repeated,
        conflicts,
    })
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

/// What the records of one object state between them.
struct Merged<'a> {
    values: [Option<Value<'a>>; Attribute::COUNT],
    rest: Cow<'a, str>,
}

impl Default for Merged<'_> {
    fn default() -> Self {
        Merged {
            values: [None; Attribute::COUNT],
            rest: Cow::Borrowed(""),
        }
    }
}

impl<'a> Merged<'a> {
    fn text(&self, attribute: Attribute) -> &'a str {
        match self.values[attribute as usize] {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    fn take_single(&mut self, descriptions: &'a Descriptions, row: &Description) {
        for field in descriptions.fields(row) {
            match field {
                Field::Known(attribute, value) => {
                    self.values[attribute as usize].get_or_insert(value);
                }
                Field::Rest(rest) => self.rest = Cow::Borrowed(rest),
            }
        }
    }

    /// The first record's values stand; a later one fills what is missing.
    fn take_several(
        &mut self,
        descriptions: &'a Descriptions,
        rows: &[Description],
        mut conflict: impl FnMut(Attribute),
    ) {
        for (number, row) in rows.iter().enumerate() {
            if number > 0 && descriptions.packed(row) == descriptions.packed(&rows[0]) {
                continue;
            }
            for field in descriptions.fields(row) {
                match field {
                    Field::Known(attribute, value) => {
                        self.add(attribute, value, &mut conflict);
                    }
                    Field::Rest(rest) => self.add_rest(rest),
                }
            }
        }
    }

    fn add(
        &mut self,
        attribute: Attribute,
        value: Value<'a>,
        conflict: &mut impl FnMut(Attribute),
    ) {
        let known = &mut self.values[attribute as usize];
        match (&known, value) {
            (None | Some(Value::Text("")), _) => *known = Some(value),
            (_, Value::Text("")) => {}
            (Some(Value::Text(own)), Value::Text(other)) if spelling::same(own, other) => {
                if spelling::is_better(own, other) {
                    *known = Some(value);
                }
            }
            (Some(own), other) if *own == other => {}
            _ => conflict(attribute),
        }
    }

    /// Adds the members of a JSON object that are not there yet.
    fn add_rest(&mut self, rest: &'a str) {
        if self.rest.is_empty() {
            self.rest = Cow::Borrowed(rest);
            return;
        }
        if rest.is_empty() || self.rest == rest {
            return;
        }
        type Members<'j> = BTreeMap<Cow<'j, str>, &'j RawValue>;
        let (Ok(mut own), Ok(other)) = (
            serde_json::from_str::<Members<'_>>(&self.rest),
            serde_json::from_str::<Members<'_>>(rest),
        ) else {
            return;
        };
        for (name, value) in other {
            own.entry(name).or_insert(value);
        }
        if let Ok(merged) = serde_json::to_string(&own) {
            self.rest = Cow::Owned(merged);
        }
    }
}
