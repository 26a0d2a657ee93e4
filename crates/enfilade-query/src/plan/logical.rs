//! The logical plan: what is wanted, as sets of entities and operators on rows.
//!
//! A set is built from raw leaves: all entities of some kinds ([`Set::Scan`]), entities by number
//! ([`Set::These`]), and what edges lead to from a set ([`Set::Expand`]). Access is a leaf of the
//! rows. Everything after it is the ordinary algebra of tables.

use super::column::{Column, Kinds, Type};
use super::expression::Expr;
use enfilade_access::{Mechanisms, RoleFilter};
use enfilade_model::{EdgeKind, EntityId, Layer};

/// A set of entities.
#[derive(Clone, Debug)]
pub(crate) enum Set {
    /// All entities of these kinds.
    Scan(Kinds),
    /// These entities, ascending.
    These(Vec<EntityId>),
    /// Those for which a condition on column 0 holds.
    Filter(Box<Set>, Expr),
    /// What edges lead to.
    Expand(Expand),
    /// In any of the sets.
    Union(Vec<Set>),
    /// In all of the sets.
    Intersection(Vec<Set>),
    /// In the first set and in none of the others.
    Difference(Vec<Set>),
}

/// What edges of some kinds lead to from a set, in so many steps.
#[derive(Clone, Debug)]
pub(crate) struct Expand {
    pub(crate) from: Box<Set>,
    pub(crate) edges: Vec<EdgeKind>,
    /// From holder to held, or back.
    pub(crate) forward: bool,
    /// The most steps; none for any number. At least one is taken.
    pub(crate) most: Option<u32>,
}

/// A set that rows start from.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) set: Set,
    /// Conditions on column 0 that later stages made and that were moved down to here. Kept apart,
    /// since an empty answer says which of the two left nothing.
    pub(crate) conditions: Vec<Expr>,
    /// What one of the entities is called, and several.
    pub(crate) called: Called,
    /// The set in English.
    pub(crate) description: String,
}

/// A noun for notes, for one and for several.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Called {
    pub(crate) one: String,
    pub(crate) several: String,
}

/// Who has access to what.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) left: Start,
    pub(crate) right: Start,
    pub(crate) layer: Layer,
    /// Whether the pairs without access are wanted.
    pub(crate) negated: bool,
    pub(crate) mechanisms: Mechanisms,
    pub(crate) roles: Option<Vec<RoleFilter>>,
    pub(crate) via: Vec<Set>,
    pub(crate) direct: bool,
    pub(crate) with_disabled: bool,
    pub(crate) with_first_party: bool,
    /// What each column of the rows holds.
    pub(crate) fields: Vec<AccessField>,
    pub(crate) columns: Vec<Column>,
    /// Whether anything reads the column; one that nothing reads is filled with nulls.
    pub(crate) needed: Vec<bool>,
}

/// What is concluded from all pairs of access together.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Judgement {
    /// The left entities that reach all or none of the right ones, one a row.
    Those(Quantifier),
    /// Whether there is a pair, or a left entity of which the quantifier holds, in one row.
    YesNo {
        quantifier: Option<Quantifier>,
        /// Whether a relation that decides is held by no source, so that no access found is no no.
        is_unheld: bool,
    },
}

/// How many of the right entities a left one reaches.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Quantifier {
    All,
    No,
}

/// What a column of access rows holds.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum AccessField {
    Principal,
    Resource,
    Role,
    Mechanism,
    Scope,
    State,
    Disabled,
    Limits,
    Via,
    Ways,
    Hops,
}

/// How rows of a group become one value.
#[derive(Clone, Debug)]
pub(crate) enum Aggregate {
    Count,
    CountIf(Expr),
    DistinctCount(Expr),
    Min(Expr),
    Max(Expr),
    Average(Expr),
    Sum(Expr),
    Set(Expr),
    Any(Expr),
}

/// A key to sort by.
#[derive(Clone, Debug)]
pub(crate) struct SortKey {
    pub(crate) value: Expr,
    pub(crate) ascending: bool,
    pub(crate) nulls_first: bool,
}

/// Rows.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// A column of the entities of a set, ascending.
    Entities(Start, Vec<Column>),
    Access(Box<Access>),
    /// How many access rows there are, in one row.
    CountAccess(Box<Access>, Vec<Column>),
    /// What all access rows together say.
    Judge(Box<Access>, Judgement, Vec<Column>),
    /// Rows for which a condition holds.
    Filter(Box<Plan>, Expr),
    /// Columns made of others.
    Project(Box<Plan>, Vec<Expr>, Vec<Column>),
    /// One row for each distinct value of the keys, in the order of their first appearance: the
    /// keys, then the aggregates. Without keys, one row.
    Aggregate {
        input: Box<Plan>,
        keys: Vec<Expr>,
        aggregates: Vec<Aggregate>,
        columns: Vec<Column>,
    },
    /// Rows in order, at most `limit`.
    Sort {
        input: Box<Plan>,
        keys: Vec<SortKey>,
        limit: Option<u64>,
    },
    /// The first rows.
    Take(Box<Plan>, u64),
}

impl Plan {
    /// No rows and no columns: what stands in a plan's place while it is rewritten.
    pub(crate) fn nothing() -> Plan {
        let start = Start {
            set: Set::These(Vec::new()),
            conditions: Vec::new(),
            called: Called {
                one: String::new(),
                several: String::new(),
            },
            description: String::new(),
        };
        Plan::Entities(start, Vec::new())
    }

    /// The columns of the rows.
    pub(crate) fn columns(&self) -> &[Column] {
        let mut plan = self;
        loop {
            plan = match plan {
                Plan::Entities(_, columns)
                | Plan::CountAccess(_, columns)
                | Plan::Judge(_, _, columns)
                | Plan::Project(_, _, columns)
                | Plan::Aggregate { columns, .. } => return columns,
                Plan::Access(access) => return &access.columns,
                Plan::Filter(input, _) | Plan::Sort { input, .. } | Plan::Take(input, _) => input,
            };
        }
    }

    /// What the rows are made from.
    pub(crate) fn input_mut(&mut self) -> Option<&mut Plan> {
        match self {
            Plan::Entities(..) | Plan::Access(_) | Plan::CountAccess(..) | Plan::Judge(..) => None,
            Plan::Filter(input, _)
            | Plan::Project(input, _, _)
            | Plan::Aggregate { input, .. }
            | Plan::Sort { input, .. }
            | Plan::Take(input, _) => Some(input),
        }
    }
}

impl AccessField {
    /// The column that holds the field, for fields named by themselves.
    pub(crate) fn column(self, name: &str, kinds: Kinds) -> Column {
        match self {
            AccessField::Principal | AccessField::Resource => Column::entity(name, kinds),
            AccessField::Scope | AccessField::Via => Column::entity(name, Kinds::all()),
            AccessField::Role
            | AccessField::Mechanism
            | AccessField::State
            | AccessField::Limits => Column::new(name, Type::Text),
            AccessField::Disabled => Column::new(name, Type::Boolean),
            AccessField::Ways | AccessField::Hops => Column::new(name, Type::Integer),
        }
    }

    /// Whether the field takes a search of its own for each row.
    pub(crate) fn needs_witness(self) -> bool {
        matches!(
            self,
            AccessField::Via | AccessField::Ways | AccessField::Hops
        )
    }
}
