//! How many different values each group has.
//!
//! A group holds the numbers of its values as a compressed bitmap (Chambi, Lemire, Kaser, Godin:
//! "Better bitmap performance with Roaring bitmaps", 2016), so that a group with a million people takes a
//! bit for each and one with three takes six bytes. Entities are numbers as they are; other values are
//! numbered in the order of their appearance.

use super::super::numbering::Numbering;
use crate::plan::column::Type;
use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::UInt32Type;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};
use roaring::RoaringBitmap;
use std::sync::Arc;

/// The different values of each group so far.
pub(super) struct Distinct {
    // None if the values are numbers already.
    encoded: Option<(RowConverter, Numbering)>,
    groups: Vec<RoaringBitmap>,
}

impl Distinct {
    pub(super) fn new(ty: Type) -> Result<Distinct, ArrowError> {
        let encoded = match ty {
            Type::Entity => None,
            _ => {
                let converter = RowConverter::new(vec![SortField::new(ty.data_type())])?;
                Some((converter, Numbering::default()))
            }
        };
        Ok(Distinct {
            encoded,
            groups: Vec::new(),
        })
    }

    pub(super) fn add(
        &mut self,
        values: &ArrayRef,
        numbers: &[u32],
        groups: usize,
    ) -> Result<(), ArrowError> {
        self.groups.resize(groups, RoaringBitmap::new());
        let there = numbers
            .iter()
            .enumerate()
            .filter(|(row, _)| values.is_valid(*row));
        match &mut self.encoded {
            None => {
                let entities = values.as_primitive::<UInt32Type>();
                for (row, &group) in there {
                    self.groups[group as usize].insert(entities.value(row));
                }
            }
            Some((converter, numbering)) => {
                let encoded = converter.convert_columns(std::slice::from_ref(values))?;
                for (row, &group) in there {
                    let (number, _) = numbering.number(encoded.row(row).as_ref());
                    self.groups[group as usize].insert(number);
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self, groups: usize) -> ArrayRef {
        self.groups.resize(groups, RoaringBitmap::new());
        let counts = self.groups.iter().map(|values| values.len() as i64);
        Arc::new(Int64Array::from_iter_values(counts))
    }
}
