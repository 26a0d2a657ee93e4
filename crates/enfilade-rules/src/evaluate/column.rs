//! The values of a property, each distinct one once.

use super::bits::Bits;
use crate::syntax::PlanPart;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// What someone has for a property.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub enum Value {
    /// The export did not ask for it.
    Unknown,
    /// Nothing. An empty text or collection is the same, since the directory keeps none.
    Null,
    /// A text.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// An instant, in microseconds since 1970.
    Time(i64),
    /// Several texts.
    Texts(Vec<String>),
    /// Several service plans.
    Plans(Vec<Plan>),
}

/// A service plan that someone was assigned.
#[derive(Clone, Debug, Default, Eq, PartialEq, Hash)]
pub struct Plan {
    /// Whether it works.
    pub capability_status: Option<String>,
    /// The service that it belongs to.
    pub service: Option<String>,
    /// The id of the plan.
    pub service_plan_id: Option<String>,
}

/// The values of a property, one for each subject.
#[derive(Clone, Debug)]
pub struct Column {
    values: Vec<Value>,
    codes: Vec<u32>,
}

impl FromIterator<Value> for Column {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Column {
        let mut numbers: FxHashMap<Value, u32> = FxHashMap::default();
        let codes = values
            .into_iter()
            .map(|value| {
                let next = numbers.len() as u32;
                *numbers.entry(normal(value)).or_insert(next)
            })
            .collect();
        let mut values = vec![Value::Null; numbers.len()];
        for (value, number) in numbers {
            values[number as usize] = value;
        }
        Column { values, codes }
    }
}

fn normal(value: Value) -> Value {
    let is_empty = match &value {
        Value::Text(text) => text.is_empty(),
        Value::Texts(texts) => texts.is_empty(),
        Value::Plans(plans) => plans.is_empty(),
        _ => false,
    };
    if is_empty { Value::Null } else { value }
}

impl Column {
    /// A property that the export did not ask for.
    #[must_use]
    pub fn unknown(count: usize) -> Column {
        Column {
            values: vec![Value::Unknown],
            codes: vec![0; count],
        }
    }

    /// What a subject has; [`Value::Unknown`] beyond the last.
    #[must_use]
    pub fn value(&self, subject: usize) -> &Value {
        let code = self.codes.get(subject);
        code.and_then(|&code| self.values.get(code as usize))
            .unwrap_or(&Value::Unknown)
    }

    /// The part of the column for a block of subjects.
    pub(super) fn local(&self, subjects: Range<usize>) -> Local<'_> {
        let mut pairs: Vec<(u32, u32)> = self.codes[subjects].iter().copied().zip(0..).collect();
        let count = pairs.len();
        pairs.sort_unstable();
        let mut unknown = Bits::new(count);
        let mut distinct: Vec<Distinct<'_>> = Vec::new();
        let mut rows = Vec::with_capacity(count);
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let value = &self.values[group[0].0 as usize];
            let start = rows.len() as u32;
            rows.extend(group.iter().map(|(_, row)| *row));
            if matches!(value, Value::Unknown) {
                group.iter().for_each(|(_, row)| unknown.set(*row as usize));
                continue;
            }
            distinct.push(Distinct {
                value,
                lower: lower(value),
                rows: start..rows.len() as u32,
            });
        }
        let texts = distinct.iter().zip(0..);
        let by_text = texts
            .filter_map(
                |(distinct, at)| match (&distinct.value, &distinct.lower[..]) {
                    (Value::Text(_), [text]) => Some((text.clone(), at)),
                    _ => None,
                },
            )
            .fold(FxHashMap::default(), |mut map, (text, at)| {
                map.entry(text).or_insert_with(Vec::new).push(at);
                map
            });
        Local {
            count,
            unknown,
            distinct,
            rows,
            by_text,
        }
    }
}

fn lower(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.to_lowercase()],
        Value::Texts(texts) => texts.iter().map(|text| text.to_lowercase()).collect(),
        Value::Plans(plans) => {
            let parts = plans
                .iter()
                .flat_map(|plan| PlanPart::ALL.map(|part| plan.part(part)));
            parts
                .map(|part| part.unwrap_or_default().to_lowercase())
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A value of a block, and who has it.
#[derive(Debug)]
pub(super) struct Distinct<'c> {
    pub(super) value: &'c Value,
    /// Its texts in lower case; of plans the parts one after the other, empty where there is none.
    pub(super) lower: Vec<String>,
    rows: Range<u32>,
}

/// The values of a property within a block.
#[derive(Debug)]
pub(super) struct Local<'c> {
    pub(super) count: usize,
    pub(super) unknown: Bits,
    /// All values but the unknown one.
    pub(super) distinct: Vec<Distinct<'c>>,
    rows: Vec<u32>,
    by_text: FxHashMap<String, Vec<u32>>,
}

impl Local<'_> {
    /// The rows that have a value.
    pub(super) fn rows(&self, of: &Distinct<'_>) -> &[u32] {
        &self.rows[of.rows.start as usize..of.rows.end as usize]
    }

    /// The values that are this text, given in lower case: several if they differ in case.
    pub(super) fn with_text(&self, lower: &str) -> impl Iterator<Item = &Distinct<'_>> {
        let found = self.by_text.get(lower).map_or(&[][..], Vec::as_slice);
        found.iter().map(|&at| &self.distinct[at as usize])
    }
}
