//! The entities of one kind as columns, and the dictionary of roles that edges carry.

use crate::{AttributeColumns, RestColumn, SourceColumn};
use arrow::array::{
    Array, BooleanArray, FixedSizeBinaryArray, LargeStringArray, TimestampMicrosecondArray,
};
use enfilade_model::{Attribute, ObjectKey};
use std::cmp::Ordering;

/// The index of a role in a graph's dictionary of roles.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct RoleIndex(pub u32);

/// A role that edges carry.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Role<'a> {
    /// The role's id, lower case.
    pub id: &'a str,
    /// Its name; the id again if no source names it.
    pub name: &'a str,
}

/// A typed column of one attribute.
#[derive(Clone, Debug)]
pub enum AttributeColumn {
    /// Text.
    Text(LargeStringArray),
    /// True or false.
    Boolean(BooleanArray),
    /// Microseconds since 1970.
    Time(TimestampMicrosecondArray),
}

/// The entities of one kind, sorted by key.
///
/// All columns have one element an entity. The position of an entity in its table is its id minus
/// the first id of its kind.
#[derive(Clone, Debug)]
pub struct EntityTable {
    /// The 16 bytes of each [`ObjectKey`], big-endian, ascending.
    pub keys: FixedSizeBinaryArray,
    /// The lower-case text of ids that are no GUID; absent if all are GUIDs.
    pub texts: Option<LargeStringArray>,
    /// What each entity is called; empty where nothing says so.
    pub names: LargeStringArray,
    /// Whether a record described the entity; false for one that is only referred to.
    pub described: BooleanArray,
    /// The positions of the entities in the order of their lower-cased names.
    pub by_name: arrow::buffer::ScalarBuffer<u32>,
    /// The columns of the attributes that some entity of the kind has.
    pub attributes: AttributeColumns,
    /// Whether the entity defines roles that others can be assigned to; absent if none does.
    pub defines_roles: Option<BooleanArray>,
    /// All other attributes, as a JSON object.
    pub rest: RestColumn,
    /// The files whose records describe each entity; absent if there is one file only.
    pub sources: SourceColumn,
    /// Whether an entity that has a record is called what others call it, its own record having no
    /// name; absent if none is.
    pub named_by_others: Option<BooleanArray>,
    /// Whether the entity is known by its client id only; absent if none is.
    pub by_client_id: Option<BooleanArray>,
}

impl EntityTable {
    /// No entities.
    #[must_use]
    pub fn empty() -> EntityTable {
        EntityTable {
            keys: FixedSizeBinaryArray::new_null(16, 0),
            texts: None,
            names: LargeStringArray::from(Vec::<&str>::new()),
            described: BooleanArray::from(Vec::<bool>::new()),
            by_name: Vec::new().into(),
            attributes: Vec::new().into(),
            defines_roles: None,
            rest: RestColumn::absent(),
            sources: SourceColumn::absent(),
            named_by_others: None,
            by_client_id: None,
        }
    }

    /// How many entities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key at a position.
    #[must_use]
    pub fn key(&self, at: usize) -> ObjectKey {
        let bytes = self.keys.value(at);
        ObjectKey(
            bytes
                .iter()
                .fold(0, |key, &byte| key << 8 | u128::from(byte)),
        )
    }

    /// The position of a key. Time logarithmic in the entities.
    #[must_use]
    pub fn position(&self, key: ObjectKey) -> Option<usize> {
        let wanted = key.0.to_be_bytes();
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.keys.value(middle).cmp(&wanted[..]) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The positions of the entities whose lower-cased name begins with `prefix`, in the order of
    /// their names. Time logarithmic in the entities.
    #[must_use]
    pub fn with_name_prefix(&self, prefix: &str) -> &[u32] {
        let prefix = prefix.to_lowercase();
        let lower = |&at: &u32| self.names.value(at as usize).to_lowercase();
        let start = self.by_name.partition_point(|at| lower(at) < prefix);
        let rest = &self.by_name[start..];
        &rest[..rest.partition_point(|at| lower(at).starts_with(&prefix))]
    }

    /// The positions of the entities of this name, in any case, in the order of the positions.
    #[must_use]
    pub fn with_name(&self, name: &str) -> Vec<u32> {
        let name = name.to_lowercase();
        let lower = |&at: &u32| self.names.value(at as usize).to_lowercase();
        let start = self.by_name.partition_point(|at| lower(at) < name);
        let rest = &self.by_name[start..];
        let mut found = rest[..rest.partition_point(|at| lower(at) == name)].to_vec();
        found.sort_unstable();
        found
    }

    /// The column of an attribute, if some entity of the kind has it.
    #[must_use]
    pub fn attribute(&self, attribute: Attribute) -> Option<&AttributeColumn> {
        self.attributes.get(attribute)
    }
}
