//! The entities of an answer, kept so that the next question can be about them.
//!
//! A conversation hands one [`Remembered`] to a query, which fills it as its rows are taken, and to
//! the next query, where the word `last` then means those entities. Numbers are kept, no names:
//! never more than a few bytes for each entity that there is.

use crate::pipeline::rows::{RowStream, Rows};
use crate::plan::column::{Column, Kinds, Type};
use crate::syntax::ast::Noun;
use arrow::array::AsArray;
use arrow::datatypes::UInt32Type;
use enfilade_model::EntityId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The distinct entities of the first column of an answer that holds any.
#[derive(Clone, Debug, Default)]
pub struct Remembered(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    ids: Vec<EntityId>,
    /// How many of the first are sorted and distinct.
    settled: usize,
    kinds: Kinds,
    noun: Option<Noun>,
    /// Whether the answer had a column of entities at all.
    any: bool,
}

/// How many entities may wait before they are sorted into the others.
const SLACK: usize = 1 << 16;

impl Kept {
    fn settle(&mut self) {
        self.ids.sort_unstable();
        self.ids.dedup();
        self.settled = self.ids.len();
    }
}

/// What a remembered answer held.
pub(crate) struct Recalled {
    pub(crate) ids: Vec<EntityId>,
    pub(crate) kinds: Kinds,
    pub(crate) noun: Option<Noun>,
}

impl Remembered {
    /// How many entities are kept; none if the answer had no column of entities.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        self.recall().map(|recalled| recalled.ids.len())
    }

    /// What was kept.
    pub(crate) fn recall(&self) -> Option<Recalled> {
        let mut kept = self.lock();
        kept.settle();
        kept.any.then(|| Recalled {
            ids: kept.ids.clone(),
            kinds: kept.kinds,
            noun: kept.noun,
        })
    }

    /// The same rows; their entities are kept on the way.
    pub(crate) fn tap(&self, rows: RowStream, columns: &[Column]) -> RowStream {
        let first = columns.iter().position(|column| column.ty == Type::Entity);
        let Some(at) = first else {
            return rows;
        };
        if let Some(column) = columns.get(at) {
            *self.lock() = Kept {
                kinds: column.kinds,
                noun: noun_of_column(&column.name),
                any: true,
                ..Kept::default()
            };
        }
        let own = self.clone();
        Box::new(rows.inspect(move |rows| {
            if let Ok(rows) = rows {
                own.keep(rows, at);
            }
        }))
    }

    fn keep(&self, rows: &Rows, at: usize) {
        let Some(column) = rows.columns.get(at) else {
            return;
        };
        let Some(ids) = column.as_primitive_opt::<UInt32Type>() else {
            return;
        };
        let mut kept = self.lock();
        kept.ids.extend(ids.iter().flatten().map(EntityId));
        if kept.ids.len() > 2 * kept.settled + SLACK {
            kept.settle();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The noun that gave a column its name.
fn noun_of_column(name: &str) -> Option<Noun> {
    let mut nouns = Noun::ALL.iter().copied();
    nouns.find(|noun| crate::catalog::nouns::column_name(*noun) == name)
}
