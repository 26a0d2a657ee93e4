//! The types of values and the columns of rows, between resolution and the last batch.
//!
//! An entity stays a number until the answer is put together; only then do names and ids get
//! copied.

use arrow::datatypes::{DataType, Field, TimeUnit};
use enfilade_model::{EntityKind, ValueType};
use std::fmt;
use std::sync::Arc;

/// The time zone of every time column. Named as an offset, which Arrow reads without a database
/// of zones.
pub(crate) const UTC: &str = "+00:00";

/// The type of a value.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub(crate) enum Type {
    Text,
    Boolean,
    Integer,
    Real,
    Time,
    Duration,
    /// An entity, carried by number.
    Entity,
    /// A list of texts, as `make_set` yields.
    List,
}

impl Type {
    /// How values of the type travel between operators.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Type::Text => DataType::Utf8,
            Type::Boolean => DataType::Boolean,
            Type::Integer => DataType::Int64,
            Type::Real => DataType::Float64,
            Type::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
            Type::Duration => DataType::Duration(TimeUnit::Microsecond),
            Type::Entity => DataType::UInt32,
            Type::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        }
    }

    /// What KQL calls the type, for names made of it.
    pub(crate) fn kql_name(self) -> &'static str {
        match self {
            Type::Text => "string",
            Type::Boolean => "bool",
            Type::Integer => "long",
            Type::Real => "real",
            Type::Time => "datetime",
            Type::Duration => "timespan",
            Type::Entity => "entity",
            Type::List => "dynamic",
        }
    }

    /// Whether arithmetic and sums are defined on the type.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Type::Integer | Type::Real)
    }
}

impl From<ValueType> for Type {
    fn from(own: ValueType) -> Type {
        match own {
            ValueType::Text => Type::Text,
            ValueType::Boolean => Type::Boolean,
            ValueType::Time => Type::Time,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Text => "a text",
            Type::Boolean => "true or false",
            Type::Integer => "a whole number",
            Type::Real => "a number",
            Type::Time => "a time",
            Type::Duration => "a span of time",
            Type::Entity => "an entity",
            Type::List => "a list",
        })
    }
}

/// A set of entity kinds.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Hash)]
pub(crate) struct Kinds(u32);

impl Kinds {
    /// All kinds.
    pub(crate) fn all() -> Kinds {
        EntityKind::ALL.iter().copied().collect()
    }

    /// Whether the set holds a kind.
    pub(crate) fn contains(self, kind: EntityKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The kinds in the order of their numbers.
    pub(crate) fn iter(self) -> impl Iterator<Item = EntityKind> {
        EntityKind::ALL
            .iter()
            .copied()
            .filter(move |&kind| self.contains(kind))
    }

    /// The kinds in either set.
    pub(crate) fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// The kinds in both sets.
    pub(crate) fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<EntityKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = EntityKind>>(kinds: I) -> Kinds {
        Kinds(
            kinds
                .into_iter()
                .fold(0, |bits, kind| bits | 1 << kind as u8),
        )
    }
}

/// A column of rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// For a column of entities: the kinds that may occur in it.
    pub(crate) kinds: Kinds,
}

impl Column {
    /// A column of plain values.
    pub(crate) fn new(name: impl Into<String>, ty: Type) -> Column {
        Column {
            name: name.into(),
            ty,
            kinds: Kinds::default(),
        }
    }

    /// A column of entities.
    pub(crate) fn entity(name: impl Into<String>, kinds: Kinds) -> Column {
        Column {
            name: name.into(),
            ty: Type::Entity,
            kinds,
        }
    }
}
