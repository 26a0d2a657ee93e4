//! The columns of attributes, of which those that access does not rest on are read when asked for.
//!
//! A user's mail, title and company are most of a snapshot, and a question that does not name them
//! should not pay for them. A column that turns out to be damaged reads as if it were not there, and
//! [`AttributeColumns::damage`] says so from then on: whoever answers from a graph asks for that
//! before the answer goes out.

use crate::SnapshotError;
use crate::deferred::Deferred;
use crate::entities::AttributeColumn;
use enfilade_model::Attribute;
use std::sync::{Arc, OnceLock};

/// The columns of the attributes that some entity of a kind has.
#[derive(Clone, Debug)]
pub struct AttributeColumns {
    // Sorted by attribute.
    ready: Vec<(Attribute, AttributeColumn)>,
    later: Option<Later>,
}

/// Columns that are read when first asked for.
#[derive(Clone, Debug)]
struct Later {
    // Which there are; sorted, as the columns are.
    attributes: Vec<Attribute>,
    columns: Deferred<Vec<(Attribute, AttributeColumn)>>,
    failed: Arc<OnceLock<SnapshotError>>,
}

impl From<Vec<(Attribute, AttributeColumn)>> for AttributeColumns {
    /// Columns in memory.
    fn from(mut ready: Vec<(Attribute, AttributeColumn)>) -> AttributeColumns {
        ready.sort_by_key(|(attribute, _)| *attribute);
        AttributeColumns { ready, later: None }
    }
}

impl AttributeColumns {
    /// The same with columns of more attributes, which are loaded and checked when one of them is first
    /// asked for.
    pub(crate) fn with_deferred(
        self,
        mut attributes: Vec<Attribute>,
        load: impl FnOnce() -> Result<Vec<(Attribute, AttributeColumn)>, SnapshotError> + Send + 'static,
    ) -> AttributeColumns {
        attributes.sort_unstable();
        let sorted = || {
            let mut columns = load()?;
            columns.sort_by_key(|(attribute, _)| *attribute);
            Ok(columns)
        };
        let later = Later {
            attributes,
            columns: Deferred::new(sorted),
            failed: Arc::default(),
        };
        AttributeColumns {
            later: Some(later),
            ..self
        }
    }

    /// Whether there is a column of an attribute. Reads nothing.
    #[must_use]
    pub fn has(&self, attribute: Attribute) -> bool {
        let mut later = self.later.iter();
        find(&self.ready, attribute).is_some()
            || later.any(|later| later.attributes.binary_search(&attribute).is_ok())
    }

    /// The column of an attribute, read if need be. None if there is none, or if it is damaged.
    #[must_use]
    pub fn get(&self, attribute: Attribute) -> Option<&AttributeColumn> {
        if let Some(column) = find(&self.ready, attribute) {
            return Some(column);
        }
        let later = self.later.as_ref()?;
        later.attributes.binary_search(&attribute).ok()?;
        find(later.load(), attribute)
    }

    /// All columns, by attribute; those that are not read yet are read.
    ///
    /// # Errors
    /// If one of them is damaged.
    pub fn all(&self) -> Result<Vec<(Attribute, &AttributeColumn)>, SnapshotError> {
        let later = self.later.as_ref().map_or(&[][..], Later::load);
        if let Some(damage) = self.damage() {
            return Err(damage.clone());
        }
        let all = self.ready.iter().chain(later);
        let mut all: Vec<_> = all
            .map(|(attribute, column)| (*attribute, column))
            .collect();
        all.sort_by_key(|(attribute, _)| *attribute);
        Ok(all)
    }

    /// What is wrong with a column that was asked for.
    #[must_use]
    pub fn damage(&self) -> Option<&SnapshotError> {
        self.later.as_ref()?.failed.get()
    }
}

impl Later {
    fn load(&self) -> &[(Attribute, AttributeColumn)] {
        match self.columns.get() {
            Ok(columns) => columns,
            Err(error) => {
                // The first error is told; a later one is the same.
                let _ = self.failed.set(error);
                &[]
            }
        }
    }
}

fn find(
    columns: &[(Attribute, AttributeColumn)],
    attribute: Attribute,
) -> Option<&AttributeColumn> {
    let at = columns.binary_search_by_key(&attribute, |(own, _)| *own);
    columns.get(at.ok()?).map(|(_, column)| column)
}
