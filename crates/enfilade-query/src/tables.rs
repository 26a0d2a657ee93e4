//! Tables as heads: rows that stand in the snapshot, or follow from it, as they are.
//!
//! A query that starts from a table asks for no set and no access, and stages work on it as on any rows.
//! Each table has a file of its own here, which says all there is to know of it; its name stands in the
//! grammar, in [`Table`] and among the openings of the vocabulary.

mod disagreements;
mod drift;
mod overlapping_rules;
mod rule_attributes;

use crate::QueryError;
use crate::answer::Notes;
use crate::pipeline::rows::Rows;
use crate::plan::column::Column;
use crate::syntax::ast::Table;
use enfilade_graph::Graph;

/// What there is to know of a table.
pub(crate) struct Definition {
    /// What it lists, in English.
    pub(crate) reading: &'static str,
    pub(crate) columns: fn() -> Vec<Column>,
    /// How many rows it should have.
    pub(crate) estimate: fn(&Graph) -> u64,
    /// All its rows at an instant, with its columns; what is to be said of them goes among the notes.
    pub(crate) rows: fn(graph: &Graph, now: i64, notes: &Notes) -> Result<Rows, QueryError>,
}

/// The definition of a table.
pub(crate) fn definition(table: Table) -> &'static Definition {
    match table {
        Table::Disagreements => &disagreements::DEFINITION,
        Table::Drift => &drift::DEFINITION,
        Table::OverlappingRules => &overlapping_rules::DEFINITION,
        Table::RuleAttributes => &rule_attributes::DEFINITION,
    }
}
