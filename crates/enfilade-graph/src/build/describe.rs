//! The records that describe objects of one kind, kept until all objects are known.
//!
//! A record costs a row of sixteen bytes and its values, which lie by attribute: so the columns of
//! a snapshot are made one after the other, each from its own log, and no text is held twice but
//! those of the column that is being made.

use super::column_log::{AttributeLog, TextLog};
use super::objects::Handle;
use super::report::BuildError;
use enfilade_model::{Attribute, EntityRecord, Provenance, SourceId, Value};

/// One record.
#[derive(Copy, Clone, Debug)]
pub(super) struct Row {
    handle: Handle,
    source: SourceId,
    offset: u64,
}

impl Row {
    /// The object it describes; none if the row was moved to another kind.
    pub(super) fn handle(&self) -> Option<Handle> {
        (self.handle != MOVED).then_some(self.handle)
    }

    /// Where it stands: of two records, the earlier one wins.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            source: self.source,
            offset: self.offset,
        }
    }
}

/// Stands for the object of a row that was moved; no object has the last number.
const MOVED: Handle = Handle(u32::MAX);

/// The records that describe objects of one kind.
#[derive(Debug)]
pub(super) struct Descriptions {
    pub(super) rows: Vec<Row>,
    /// A log for each attribute, the name among them.
    pub(super) attributes: [AttributeLog; Attribute::COUNT],
    /// All other attributes: a JSON object a record.
    pub(super) rest: TextLog,
}

impl Default for Descriptions {
    fn default() -> Descriptions {
        Descriptions {
            rows: Vec::new(),
            attributes: std::array::from_fn(|_| AttributeLog::Absent),
            rest: TextLog::default(),
        }
    }
}

impl Descriptions {
    /// Keeps a record.
    pub(super) fn push(
        &mut self,
        handle: Handle,
        record: &EntityRecord<'_>,
    ) -> Result<(), BuildError> {
        let row = self.rows.len();
        if row >= u32::MAX as usize {
            return Err(BuildError::TooManyEntities);
        }
        if let Some(name) = record.object.name {
            self.attributes[Attribute::DisplayName as usize].push(row, Value::Text(name))?;
        }
        for &(attribute, value) in record.attributes {
            debug_assert_eq!(attribute.value_type(), value.value_type());
            self.attributes[attribute as usize].push(row, value)?;
        }
        self.rest.push(row, record.rest)?;
        self.rows.push(Row {
            handle,
            source: record.provenance.source,
            offset: record.provenance.offset,
        });
        Ok(())
    }

    /// The object of each record, and where the record stands.
    pub(super) fn stated(&self) -> impl Iterator<Item = (Handle, Provenance)> + '_ {
        let rows = self.rows.iter();
        rows.filter_map(|row| Some((row.handle()?, row.provenance())))
    }

    /// Takes over the records of another kind that `belongs` chooses.
    pub(super) fn take_from(
        &mut self,
        other: &mut Descriptions,
        belongs: impl Fn(Handle) -> bool,
    ) -> Result<(), BuildError> {
        let chosen = other.rows.iter().zip(0..);
        let chosen = chosen.filter(|(row, _)| row.handle().is_some_and(&belongs));
        let chosen: Vec<u32> = chosen.map(|(_, number)| number).collect();
        let first = self.rows.len();
        for (own, log) in self.attributes.iter_mut().zip(&other.attributes) {
            log.visit(&chosen, |number, value| own.push(first + number, value))?;
        }
        let rest = &mut self.rest;
        other
            .rest
            .visit(&chosen, |number, text| rest.push(first + number, text))?;
        for row in chosen {
            let row = &mut other.rows[row as usize];
            self.rows.push(*row);
            row.handle = MOVED;
        }
        Ok(())
    }
}
