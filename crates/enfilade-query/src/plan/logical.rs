//! The logical plan: what is wanted, as sets of entities and operators on rows.
//!
//! A set is built from raw leaves: all entities of some kinds ([`Set::Scan`]), entities by number
//! ([`Set::These`]), and what edges lead to from a set ([`Set::Expand`]). Access is a leaf of the
//! rows. Everything after it is the ordinary algebra of tables.

use super::column::{Column, Kinds, Type};
use super::expression::Expr;
use crate::syntax::ast::Table;
use enfilade_access::{Mechanisms, RoleFilter};
use enfilade_model::{EdgeKind, EntityId, Layer};
use enfilade_rules::Rule;
use std::sync::Arc;

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
    /// One end of access.
    Reaching(Box<Reaching>),
    /// Those of whom a rule of dynamic membership holds.
    Matching(Box<Matching>),
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

/// Those of some principals who reach any of some resources now, or what of these they reach.
#[derive(Clone, Debug)]
pub(crate) struct Reaching {
    pub(crate) principals: Set,
    pub(crate) resources: Set,
    pub(crate) mechanisms: Mechanisms,
    pub(crate) with_first_party: bool,
    pub(crate) end: End,
}

/// Those of some users or devices of whom one of some rules holds.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    pub(crate) subjects: Set,
    pub(crate) rules: Rules,
}

/// Where rules of dynamic membership come from.
#[derive(Clone, Debug)]
pub(crate) enum Rules {
    /// The query.
    Given(Arc<Rule>),
    /// These groups.
    Of(Set),
}

/// An end of access.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum End {
    Principals,
    Resources,
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
    /// What some path must pass around.
    pub(crate) not_via: Vec<Set>,
    /// What every path must pass through.
    pub(crate) only_via: Vec<Set>,
    /// How many steps a path may have.
    pub(crate) within: Option<u64>,
    pub(crate) direct: bool,
    pub(crate) with_disabled: bool,
    pub(crate) with_first_party: bool,
    /// What each column of the rows holds.
    pub(crate) fields: Vec<AccessField>,
    pub(crate) columns: Vec<Column>,
    /// Whether anything reads the column; one that nothing reads is filled with nulls.
    pub(crate) needed: Vec<bool>,
    /// Which rows are kept, judged before their witnesses are looked for.
    pub(crate) kept_if: Option<Expr>,
}

/// Single pairs of access, gone into.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// Which pairs, under which restrictions. Its columns are those of the trace.
    pub(crate) access: Access,
    pub(crate) traced: Traced,
    /// Whether the sources lack something of what the answer rests on.
    pub(crate) has_gaps: bool,
}

/// What is told of a pair.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Traced {
    /// Why there is access, or why there is none, of one pair.
    Why { negated: bool },
    /// The steps with which access begins.
    Ways,
    /// Paths: how many at most, of how many steps at most.
    Paths {
        most: Option<u64>,
        within: Option<u64>,
    },
}

/// How a person reads the rows, if not as a table.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    Table,
    Steps,
    Paths,
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

/// What of access is counted.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Counts {
    Rows,
    /// Of a principal and a resource; without access, the pairs that lack it.
    Pairs,
    Principals,
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
    /// How far the values lie from their mean.
    Spread(Spread, Expr),
    /// The smallest value that so many percent of the values do not exceed.
    Percentile(f64, Expr),
    /// The different values, at most so many.
    Set(Expr, u64),
    /// The values, at most so many.
    List(Expr, u64),
    Any(Expr),
    /// The value of one row: that of the greatest or smallest key.
    Best {
        greatest: bool,
        key: Expr,
        value: Expr,
    },
}

/// A measure of how far values lie apart, as of a sample.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Spread {
    Variance,
    StandardDeviation,
}

impl Aggregate {
    /// What the aggregate reads.
    pub(crate) fn operands(&self) -> Vec<&Expr> {
        match self {
            Aggregate::Count => Vec::new(),
            Aggregate::CountIf(expr)
            | Aggregate::DistinctCount(expr)
            | Aggregate::Min(expr)
            | Aggregate::Max(expr)
            | Aggregate::Average(expr)
            | Aggregate::Sum(expr)
            | Aggregate::Spread(_, expr)
            | Aggregate::Percentile(_, expr)
            | Aggregate::Set(expr, _)
            | Aggregate::List(expr, _)
            | Aggregate::Any(expr) => vec![expr],
            Aggregate::Best { key, value, .. } => vec![key, value],
        }
    }
}

/// Which rows a join yields.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum JoinKind {
    /// Pairs whose keys agree, of the left rows only the first of each key.
    InnerUnique,
    /// Pairs whose keys agree.
    Inner,
    /// The same, and left rows without a partner.
    LeftOuter,
    /// Left rows without a partner.
    LeftAnti,
    /// Left rows with a partner.
    LeftSemi,
}

impl JoinKind {
    /// Whether rows have the columns of the right side.
    pub(crate) fn has_right(self) -> bool {
        !matches!(self, JoinKind::LeftAnti | JoinKind::LeftSemi)
    }
}

/// Rows beside rows of another query whose keys agree.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    pub(crate) left: Plan,
    pub(crate) right: Plan,
    pub(crate) kind: JoinKind,
    /// What must agree: an expression on the left and one on the right, of one type.
    pub(crate) keys: Vec<(Expr, Expr)>,
    /// The columns of the left side, then those of the right if they are wanted.
    pub(crate) columns: Vec<Column>,
}

/// Each row once for each element of its lists.
#[derive(Clone, Debug)]
pub(crate) struct Unnest {
    pub(crate) input: Plan,
    /// The columns that hold the lists, which are taken apart side by side.
    pub(crate) lists: Vec<usize>,
    /// Whether a last column numbers the elements.
    pub(crate) numbered: bool,
    /// The most rows that one row becomes.
    pub(crate) limit: Option<u64>,
    pub(crate) columns: Vec<Column>,
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
    Trace(Box<Trace>),
    /// How many rows, pairs or principals access has, in one row.
    CountAccess(Box<Access>, Counts, Vec<Column>),
    /// A table as it is.
    Table(Table, Vec<Column>),
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
    Unnest(Box<Unnest>),
    Join(Box<Join>),
    /// The rows of several plans, one after the other; all have these columns.
    Union(Vec<Plan>, Vec<Column>),
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
                | Plan::CountAccess(_, _, columns)
                | Plan::Judge(_, _, columns)
                | Plan::Table(_, columns)
                | Plan::Project(_, _, columns)
                | Plan::Union(_, columns)
                | Plan::Aggregate { columns, .. } => return columns,
                Plan::Access(access) => return &access.columns,
                Plan::Trace(trace) => return &trace.access.columns,
                Plan::Unnest(unnest) => return &unnest.columns,
                Plan::Join(join) => return &join.columns,
                Plan::Filter(input, _) | Plan::Sort { input, .. } | Plan::Take(input, _) => input,
            };
        }
    }

    /// How a person reads the rows: stages that keep the columns keep this too.
    pub(crate) fn layout(&self) -> Layout {
        let mut plan = self;
        loop {
            plan = match plan {
                Plan::Trace(trace) => {
                    return match trace.traced {
                        Traced::Why { .. } => Layout::Steps,
                        Traced::Ways => Layout::Table,
                        Traced::Paths { .. } => Layout::Paths,
                    };
                }
                Plan::Filter(input, _) | Plan::Sort { input, .. } | Plan::Take(input, _) => input,
                _ => return Layout::Table,
            };
        }
    }

    /// What the rows are made from.
    pub(crate) fn inputs_mut(&mut self) -> Vec<&mut Plan> {
        match self {
            Plan::Entities(..)
            | Plan::Access(_)
            | Plan::Trace(_)
            | Plan::CountAccess(..)
            | Plan::Judge(..)
            | Plan::Table(..) => Vec::new(),
            Plan::Filter(input, _)
            | Plan::Project(input, _, _)
            | Plan::Aggregate { input, .. }
            | Plan::Sort { input, .. }
            | Plan::Take(input, _) => vec![input],
            Plan::Unnest(unnest) => vec![&mut unnest.input],
            Plan::Join(join) => vec![&mut join.left, &mut join.right],
            Plan::Union(inputs, _) => inputs.iter_mut().collect(),
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
