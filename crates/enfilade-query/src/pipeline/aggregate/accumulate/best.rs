//! The value of the row whose key is the greatest, or the smallest; of rows that share it the first.

use crate::plan::column::Type;
use arrow::array::{Array, ArrayRef, new_null_array};
use arrow::error::ArrowError;
use arrow::row::{OwnedRow, RowConverter, SortField};

/// The best row of each group so far: its key, and its value.
pub(super) struct Best {
    greatest: bool,
    keys: RowConverter,
    values: RowConverter,
    value_type: Type,
    groups: Vec<Option<Held>>,
}

#[derive(Clone)]
struct Held {
    // None where the key is nothing: any row of the group takes its place that has a key.
    key: Option<OwnedRow>,
    value: OwnedRow,
}

impl Best {
    pub(super) fn new(greatest: bool, key: Type, value: Type) -> Result<Best, ArrowError> {
        let converter = |ty: Type| RowConverter::new(vec![SortField::new(ty.data_type())]);
        Ok(Best {
            greatest,
            keys: converter(key)?,
            values: converter(value)?,
            value_type: value,
            groups: Vec::new(),
        })
    }

    pub(super) fn add(
        &mut self,
        keys: &ArrayRef,
        values: &ArrayRef,
        numbers: &[u32],
        groups: usize,
    ) -> Result<(), ArrowError> {
        self.groups.resize(groups, None);
        let encoded = self.keys.convert_columns(std::slice::from_ref(keys))?;
        let values = self.values.convert_columns(std::slice::from_ref(values))?;
        for (row, &group) in numbers.iter().enumerate() {
            let key = keys.is_valid(row).then(|| encoded.row(row));
            let held = &mut self.groups[group as usize];
            let wins = match (held.as_ref(), key) {
                (None, _) => true,
                (Some(Held { key: None, .. }), own) => own.is_some(),
                (Some(_), None) => false,
                (
                    Some(Held {
                        key: Some(best), ..
                    }),
                    Some(own),
                ) => match self.greatest {
                    true => own > best.row(),
                    false => own < best.row(),
                },
            };
            if wins {
                *held = Some(Held {
                    key: key.map(|key| key.owned()),
                    value: values.row(row).owned(),
                });
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self, groups: usize) -> Result<ArrayRef, ArrowError> {
        self.groups.resize(groups, None);
        let none = new_null_array(&self.value_type.data_type(), 1);
        let none = self.values.convert_columns(&[none])?;
        let rows = self.groups.iter().map(|held| match held {
            Some(held) => held.value.row(),
            None => none.row(0),
        });
        Ok(self.values.convert_rows(rows)?.remove(0))
    }
}
