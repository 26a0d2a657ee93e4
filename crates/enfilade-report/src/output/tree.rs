//! A tree for people (`| render tree`): what a row shares with the row before it is not said again.
//!
//! The columns of names and texts that come first are the levels; the rest stands behind the last of them.
//! Rows stream through, so those that belong together must follow one another, as after `sort by`.

use super::{Remarks, Rows, WriteError, cell};
use crate::escape;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use enfilade_query::is_entity;
use std::io::Write;

/// What stands for nothing on a level.
const NOTHING: &str = "(none)";

/// Writes rows as a tree.
pub(super) struct Tree<W> {
    out: W,
    names: Vec<String>,
    /// How many columns are levels.
    levels: usize,
    /// The levels of the row before.
    before: Vec<String>,
}

impl<W: Write> Tree<W> {
    pub(super) fn new(out: W, schema: &Schema) -> Tree<W> {
        let fields = schema.fields();
        let is_level = |field: &&std::sync::Arc<arrow::datatypes::Field>| {
            is_entity(field) || field.data_type() == &DataType::Utf8
        };
        let leading = fields.iter().take_while(is_level).count();
        Tree {
            out,
            names: fields
                .iter()
                .map(|field| escape::terminal::harmless(field.name()).into_owned())
                .collect(),
            levels: leading.max(1).min(fields.len()),
            before: Vec::new(),
        }
    }

    /// Appends the lines of a row.
    fn row(&mut self, mut cells: Vec<String>, lines: &mut String) {
        let rest: Vec<String> = cells
            .iter()
            .zip(&self.names)
            .skip(self.levels)
            .filter(|(cell, _)| !cell.is_empty())
            .map(|(cell, name)| format!("{name}: {cell}"))
            .collect();
        cells.truncate(self.levels);
        let shared = cells
            .iter()
            .zip(&self.before)
            .take_while(|(a, b)| a == b)
            .count();
        // A row that is the row before once more still has a line.
        let first = shared.min(self.levels.saturating_sub(1));
        for (level, cell) in cells.iter().enumerate().skip(first) {
            let shown = if cell.is_empty() { NOTHING } else { cell };
            lines.push_str(&"  ".repeat(level));
            lines.push_str(shown);
            if level + 1 == cells.len() && !rest.is_empty() {
                lines.push_str("  (");
                lines.push_str(&rest.join(", "));
                lines.push(')');
            }
            lines.push('\n');
        }
        self.before = cells;
    }
}

impl<W: Write + Send> Rows for Tree<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        let mut lines = String::new();
        let schema = batch.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, column)| cell::plain(column.as_ref(), field))
            .collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            self.row(cell::harmless(&columns, row), &mut lines);
        }
        self.out.write_all(lines.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        self.out.flush()?;
        Ok(())
    }
}
