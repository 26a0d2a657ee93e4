//! Stages that choose columns by name, take lists apart, or bring in another query.

use super::{Assignment, Count, Query};
use crate::syntax::span::Spanned;

/// Columns by name, where `*` stands for any letters.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The name, or the pattern.
    pub name: Spanned<String>,
    /// Whether `name` was written in brackets, and its stars are stars.
    pub exact: bool,
    /// How `project-reorder` puts the columns that match in order: by name ascending if true,
    /// descending if false, as they stand if none.
    pub ascending: Option<bool>,
}

/// A list that `mv-expand` takes apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    /// The list, under the name of the column that takes its elements.
    pub list: Assignment,
    /// The type after `to typeof`.
    pub ty: Option<Spanned<String>>,
}

/// `mv-expand with_itemindex=i a, b limit 5`.
#[derive(Clone, Debug, PartialEq)]
pub struct MvExpand {
    /// The column that numbers the elements.
    pub index: Option<Spanned<String>>,
    /// The lists, taken apart side by side.
    pub expansions: Vec<Expansion>,
    /// The most rows that one row becomes.
    pub limit: Option<Spanned<Count>>,
}

/// Which rows a join yields.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum JoinKind {
    /// Each pair of rows whose keys agree, of the left rows only the first of each key. KQL's default.
    InnerUnique,
    /// Each pair of rows whose keys agree.
    Inner,
    /// The same, and each left row that has no partner.
    LeftOuter,
    /// Left rows that have no partner.
    LeftAnti,
    /// Left rows that have a partner.
    LeftSemi,
}

impl JoinKind {
    /// Every kind under every name that it has, the first of several being the canonical one.
    pub const WRITTEN: &[(JoinKind, &str)] = &[
        (JoinKind::InnerUnique, "innerunique"),
        (JoinKind::Inner, "inner"),
        (JoinKind::LeftOuter, "leftouter"),
        (JoinKind::LeftAnti, "leftanti"),
        (JoinKind::LeftAnti, "anti"),
        (JoinKind::LeftAnti, "leftantisemi"),
        (JoinKind::LeftSemi, "leftsemi"),
    ];

    /// The canonical name.
    #[must_use]
    pub fn text(self) -> &'static str {
        let found = JoinKind::WRITTEN.iter().find(|(kind, _)| *kind == self);
        found.map_or("", |(_, name)| name)
    }
}

/// Columns whose values must agree.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinKey {
    /// The column of the left rows, in its parts.
    pub left: Spanned<Vec<Spanned<String>>>,
    /// The column of the right rows; none where both bear one name.
    pub right: Option<Spanned<Vec<Spanned<String>>>>,
}

/// `join kind=inner (query) on key, $left.a == $right.b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The kind; none where none is written.
    pub kind: Option<Spanned<JoinKind>>,
    /// The query whose rows are the right ones.
    pub right: Spanned<Query>,
    /// The keys.
    pub on: Vec<JoinKey>,
}

/// `union kind=outer withsource=name (query), (query)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Whether only columns that all queries have are kept (`kind=inner`).
    pub inner: bool,
    /// The column that says which query a row is of.
    pub source: Option<Spanned<String>>,
    /// The queries beside the one that stands before.
    pub queries: Vec<Spanned<Query>>,
}

/// How an answer is to be drawn where a person reads it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Render {
    /// As a table.
    Table,
    /// As a tree: rows that begin alike stand together.
    Tree,
    /// One path a line.
    Path,
}

impl Render {
    /// Every way to draw, and its name.
    pub const WRITTEN: &[(Render, &str)] = &[
        (Render::Table, "table"),
        (Render::Tree, "tree"),
        (Render::Path, "path"),
    ];

    /// The name.
    #[must_use]
    pub fn text(self) -> &'static str {
        let found = Render::WRITTEN.iter().find(|(render, _)| *render == self);
        found.map_or("", |(_, name)| name)
    }
}
