//! A table for people: aligned columns that fit the terminal.
//!
//! Widths are chosen from the first rows and then kept, so that an answer of any length streams
//! through. A cell that does not fit goes on in the next line: nothing is cut off, because the end
//! of a name may be the part that matters.
//!
//! Two kinds of answer are read otherwise: steps as sentences ([`steps`]), and a path in one cell
//! with signs between what it leads through, without the ids that other formats carry.

mod layout;
mod steps;

use super::{Remarks, Rows, WriteError, WriteOptions, cell};
use crate::escape;
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use enfilade_query::{LAYOUT_KEY, PATHS_LAYOUT, STEPS_LAYOUT};
use layout::Layout;
use std::io::Write;

/// The columns of an answer of paths that a table shows otherwise, and not at all.
const PATH: &str = "path";
const PATH_IDS: &str = "path_ids";

/// How many rows are looked at before widths are chosen.
const SAMPLE: usize = 2048;

/// Writes rows as a table.
pub(super) struct Table<W> {
    out: W,
    options: WriteOptions,
    names: Vec<String>,
    /// Which columns hold numbers, which stand to the right.
    right: Vec<bool>,
    waiting: Vec<Vec<String>>,
    layout: Option<Layout>,
    /// Which columns are shown.
    shown: Vec<bool>,
    is_of_steps: bool,
    is_of_paths: bool,
    steps: Vec<steps::Step>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(out: W, schema: &Schema, options: &WriteOptions) -> Table<W> {
        let layout = schema.metadata().get(LAYOUT_KEY).map(String::as_str);
        let is_of_paths = layout == Some(PATHS_LAYOUT);
        let shown: Vec<bool> = schema
            .fields()
            .iter()
            .map(|field| !is_of_paths || field.name() != PATH_IDS)
            .collect();
        let fields = || {
            let all = schema.fields().iter().zip(&shown);
            all.filter(|(_, shown)| **shown).map(|(field, _)| field)
        };
        Table {
            out,
            options: options.clone(),
            names: fields()
                .map(|field| escape::terminal::harmless(field.name()).into_owned())
                .collect(),
            right: fields()
                .map(|field| field.data_type().is_numeric())
                .collect(),
            waiting: Vec::new(),
            layout: None,
            shown,
            is_of_steps: layout == Some(STEPS_LAYOUT),
            is_of_paths,
            steps: Vec::new(),
        }
    }

    /// Chooses the widths from the rows that wait, and writes the header and those rows.
    fn start(&mut self) -> Result<(), WriteError> {
        let layout = Layout::choose(&self.names, &self.right, &self.waiting, self.options.width);
        let mut lines = String::new();
        layout.header(&self.names, self.options.colour, &mut lines);
        for row in self.waiting.drain(..) {
            layout.row(&row, &mut lines);
        }
        self.layout = Some(layout);
        self.out.write_all(lines.as_bytes())?;
        Ok(())
    }
}

impl<W: Write + Send> Rows for Table<W> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<(), WriteError> {
        if self.is_of_steps
            && let Some(steps) = steps::steps(batch)?
        {
            self.steps.extend(steps);
            return Ok(());
        }
        let schema = batch.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .zip(&self.shown)
            .filter(|(_, shown)| **shown)
            .map(
                |((field, column), _)| match self.is_of_paths && field.name() == PATH {
                    true => cell::joined(column.as_ref(), field, b" > "),
                    false => cell::plain(column.as_ref(), field),
                },
            )
            .collect::<Result<Vec<_>, _>>()?;
        let mut lines = String::new();
        for row in 0..batch.num_rows() {
            let cells = cell::harmless(&columns, row);
            match &self.layout {
                Some(layout) => layout.row(&cells, &mut lines),
                None => {
                    self.waiting.push(cells);
                    if self.waiting.len() >= SAMPLE {
                        self.start()?;
                    }
                }
            }
        }
        self.out.write_all(lines.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Remarks) -> Result<(), WriteError> {
        if !self.steps.is_empty() {
            let mut lines = String::new();
            steps::write(&self.steps, self.options.width, &mut lines);
            self.out.write_all(lines.as_bytes())?;
        } else if self.layout.is_none() && !(self.is_of_steps && self.waiting.is_empty()) {
            self.start()?;
        }
        self.out.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
