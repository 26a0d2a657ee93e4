//! Lists of the values of a group, all of them or the different ones. Each text is held once, however
//! many groups have it.

use super::super::numbering::Numbering;
use crate::pipeline::evaluate::lists::Lists;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::error::ArrowError;
use roaring::RoaringBitmap;
use std::sync::Arc;

/// The values of each group so far, by their numbers, in the order of their appearance.
pub(super) struct Collected {
    // What each group has; none if a value may stand in a list more than once.
    seen: Option<Vec<RoaringBitmap>>,
    most: usize,
    numbers: Numbering,
    texts: Vec<String>,
    groups: Vec<Vec<u32>>,
}

impl Collected {
    pub(super) fn new(distinct: bool, most: u64) -> Collected {
        Collected {
            seen: distinct.then(Vec::new),
            most: usize::try_from(most).unwrap_or(usize::MAX),
            numbers: Numbering::default(),
            texts: Vec::new(),
            groups: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, values: &ArrayRef, numbers: &[u32], groups: usize) {
        self.groups.resize(groups, Vec::new());
        if let Some(seen) = &mut self.seen {
            seen.resize(groups, RoaringBitmap::new());
        }
        let values = values.as_string::<i32>();
        for (row, &group) in numbers
            .iter()
            .enumerate()
            .filter(|(row, _)| values.is_valid(*row))
        {
            let list = &mut self.groups[group as usize];
            if list.len() >= self.most {
                continue;
            }
            let (number, is_new) = self.numbers.number(values.value(row).as_bytes());
            if is_new {
                self.texts.push(values.value(row).to_owned());
            }
            if self
                .seen
                .as_mut()
                .is_none_or(|seen| seen[group as usize].insert(number))
            {
                list.push(number);
            }
        }
    }

    pub(super) fn finish(mut self, groups: usize) -> Result<ArrayRef, ArrowError> {
        self.groups.resize(groups, Vec::new());
        let mut lists = Lists::for_rows(groups);
        for group in &self.groups {
            for &number in group {
                lists.element(self.texts.get(number as usize).map(String::as_str))?;
            }
            lists.end();
        }
        Ok(Arc::new(lists.finish()))
    }
}
