//! Takes lists apart: each row once for each element of its lists.
//!
//! Lists are taken apart side by side, the shorter ones filled up with nulls. A row whose lists are all
//! empty goes; one without any list stays once
//! (<https://learn.microsoft.com/en-us/kusto/query/mv-expand-operator>).

use super::evaluate::texts;
use super::rows::{BATCH_ROWS, RowStream, Rows};
use crate::QueryError;
use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, UInt32Array};
use arrow::error::ArrowError;
use std::collections::VecDeque;
use std::sync::Arc;

/// What is taken apart, and how.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// The columns that hold lists.
    pub(crate) lists: Vec<usize>,
    /// Whether a last column numbers the elements.
    pub(crate) numbered: bool,
    /// The most rows that one row becomes.
    pub(crate) limit: Option<u64>,
}

/// The rows of `input` with their lists taken apart.
pub(crate) fn unnest(input: RowStream, shape: Shape) -> RowStream {
    Box::new(Stream {
        input,
        shape,
        current: None,
        ready: VecDeque::new(),
    })
}

struct Stream {
    input: RowStream,
    shape: Shape,
    // A batch, and the row and the element that come next.
    current: Option<(Rows, usize, usize)>,
    ready: VecDeque<Rows>,
}

impl Iterator for Stream {
    type Item = Result<Rows, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(rows) = self.ready.pop_front() {
                return Some(Ok(rows));
            }
            let (rows, row, element) = match self.current.take() {
                Some(current) => current,
                None => match self.input.next()? {
                    Ok(rows) => (rows, 0, 0),
                    Err(error) => return Some(Err(error)),
                },
            };
            match self.shape.batch(&rows, row, element) {
                Ok((batch, next)) => {
                    self.current = next.map(|(row, element)| (rows, row, element));
                    self.ready.push_back(batch);
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
    }
}

/// A row, and an element of its lists.
type Place = (usize, usize);

impl Shape {
    /// A batch of rows from a place on, and the place after it if it is not the end.
    fn batch(
        &self,
        rows: &Rows,
        row: usize,
        element: usize,
    ) -> Result<(Rows, Option<Place>), ArrowError> {
        let lists: Vec<&ListArray> = self
            .lists
            .iter()
            .filter_map(|&at| rows.columns.get(at).map(|column| column.as_list::<i32>()))
            .collect();
        let most = self.limit.map_or(usize::MAX, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        });
        let mut places: Vec<Place> = Vec::new();
        let mut next = None;
        let (mut row, mut element) = (row, element);
        while row < rows.len {
            let count = rows_of(&lists, row).min(most);
            while element < count && places.len() < BATCH_ROWS {
                places.push((row, element));
                element += 1;
            }
            if element < count {
                next = Some((row, element));
                break;
            }
            (row, element) = (row + 1, 0);
        }
        Ok((self.gathered(rows, &lists, &places)?, next))
    }

    fn gathered(
        &self,
        rows: &Rows,
        lists: &[&ListArray],
        places: &[Place],
    ) -> Result<Rows, ArrowError> {
        let positions = places.iter().map(|&(row, _)| row as u32);
        let mut gathered = Rows {
            columns: Vec::new(),
            len: places.len(),
        };
        let positions = UInt32Array::from_iter_values(positions);
        for (at, column) in rows.columns.iter().enumerate() {
            let list = self
                .lists
                .iter()
                .position(|&own| own == at)
                .and_then(|at| lists.get(at));
            gathered.columns.push(match list {
                Some(list) => elements(list, places)?,
                None => arrow::compute::take(column, &positions, None)?,
            });
        }
        if self.numbered {
            let numbers = places.iter().map(|&(_, element)| element as i64);
            gathered
                .columns
                .push(Arc::new(Int64Array::from_iter_values(numbers)));
        }
        Ok(gathered)
    }
}

/// How many rows a row becomes.
fn rows_of(lists: &[&ListArray], row: usize) -> usize {
    let lengths = lists.iter().map(|list| match list.is_valid(row) {
        true => list.value_length(row) as usize,
        // No list is one row without an element.
        false => 1,
    });
    lengths.max().unwrap_or(0)
}

fn elements(list: &ListArray, places: &[Place]) -> Result<ArrayRef, ArrowError> {
    let (values, offsets) = (list.values().as_string::<i32>(), list.value_offsets());
    let element = |&(row, element): &Place| {
        if list.is_null(row) || element >= list.value_length(row) as usize {
            return None;
        }
        let at = offsets[row] as usize + element;
        values.is_valid(at).then(|| values.value(at))
    };
    Ok(Arc::new(texts::collect(places.iter().map(element), 24)?))
}
