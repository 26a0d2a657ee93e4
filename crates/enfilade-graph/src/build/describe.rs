//! The records that describe objects of one kind, packed until all objects are known.
//!
//! A record costs a row of a few words and its text; nothing is allocated for it on its own.

use super::objects::Handle;
use super::report::BuildError;
use enfilade_model::{Attribute, EntityRecord, Provenance, Value};

/// One record.
#[derive(Copy, Clone, Debug)]
pub(super) struct Description {
    /// The object it describes.
    pub(super) handle: Handle,
    /// Where it stands: of two records, the earlier one wins.
    pub(super) provenance: Provenance,
    start: u64,
    end: u64,
}

/// The records that describe objects of one kind.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    pub(super) rows: Vec<Description>,
    bytes: Vec<u8>,
}

/// Marks the end of the attributes and the start of the rest.
const REST: u8 = u8::MAX;

impl Descriptions {
    /// Keeps a record.
    pub(super) fn push(
        &mut self,
        handle: Handle,
        record: &EntityRecord<'_>,
    ) -> Result<(), BuildError> {
        let start = self.bytes.len() as u64;
        if let Some(name) = record.object.name {
            self.push_text(Attribute::DisplayName as u8, name)?;
        }
        for (attribute, value) in record.attributes {
            let tag = *attribute as u8;
            debug_assert_eq!(attribute.value_type(), value.value_type());
            match value {
                Value::Text(text) => self.push_text(tag, text)?,
                Value::Boolean(value) => self.bytes.extend([tag, u8::from(*value)]),
                Value::Time(time) => {
                    self.bytes.push(tag);
                    self.bytes.extend(time.to_le_bytes());
                }
            }
        }
        self.push_text(REST, record.rest)?;
        self.rows.push(Description {
            handle,
            provenance: record.provenance,
            start,
            end: self.bytes.len() as u64,
        });
        Ok(())
    }

    fn push_text(&mut self, tag: u8, text: &str) -> Result<(), BuildError> {
        let len = u32::try_from(text.len()).map_err(|_| BuildError::TextTooLong)?;
        self.bytes.push(tag);
        self.bytes.extend(len.to_le_bytes());
        self.bytes.extend(text.as_bytes());
        Ok(())
    }

    /// Takes over the records of another kind that `belongs` chooses.
    pub(super) fn take_from(&mut self, other: &mut Descriptions, belongs: impl Fn(Handle) -> bool) {
        let bytes = &other.bytes;
        other.rows.retain(|row| {
            if !belongs(row.handle) {
                return true;
            }
            let start = self.bytes.len() as u64;
            self.bytes
                .extend(&bytes[row.start as usize..row.end as usize]);
            self.rows.push(Description {
                start,
                end: self.bytes.len() as u64,
                ..*row
            });
            false
        });
    }

    /// The packed record of a row: equal for two rows that state the same.
    pub(super) fn packed(&self, row: &Description) -> &[u8] {
        &self.bytes[row.start as usize..row.end as usize]
    }

    /// What a row states: its attributes, the name among them, in the order of the record.
    pub(super) fn fields(&self, row: &Description) -> Fields<'_> {
        Fields {
            bytes: self.packed(row),
        }
    }
}

/// A part of a record.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Field<'a> {
    /// A known attribute.
    Known(Attribute, Value<'a>),
    /// The JSON object of all others.
    Rest(&'a str),
}

/// See [`Descriptions::fields`].
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
}

impl<'a> Fields<'a> {
    fn text(&mut self) -> Option<&'a str> {
        let (len, rest) = self.bytes.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let (&tag, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        if tag == REST {
            return Some(Field::Rest(self.text()?));
        }
        let attribute = *Attribute::ALL.get(usize::from(tag))?;
        let value = match attribute.value_type() {
            enfilade_model::ValueType::Text => Value::Text(self.text()?),
            enfilade_model::ValueType::Boolean => {
                let (&value, rest) = self.bytes.split_first()?;
                self.bytes = rest;
                Value::Boolean(value != 0)
            }
            enfilade_model::ValueType::Time => {
                let (time, rest) = self.bytes.split_first_chunk()?;
                self.bytes = rest;
                Value::Time(i64::from_le_bytes(*time))
            }
        };
        Some(Field::Known(attribute, value))
    }
}
