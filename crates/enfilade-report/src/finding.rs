//! A row of an answer as a thing to report: its cells as text, and the objects it names.

use crate::output::cell;
use crate::output::entity::Part;
use arrow::array::{AsArray, RecordBatch};
use arrow::error::ArrowError;
use enfilade_query::is_entity;

/// A row of an answer. Its text is as hostile as the export; who shows it escapes it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Finding {
    /// The columns that hold something, by name, as text.
    pub cells: Vec<(String, String)>,
    /// The objects in the row, in the order of its columns.
    pub objects: Vec<Object>,
}

/// An object that a row names.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Object {
    /// Its name; may be empty.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What it is ("user").
    pub kind: String,
    /// The column that it stands in.
    pub column: String,
}

impl Finding {
    /// The row on one line: `guest Gina, app Payroll, state active`.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        let cells = self.cells.iter();
        let cells: Vec<String> = cells.map(|(name, text)| format!("{name} {text}")).collect();
        cells.join(", ")
    }

    /// Whether the row names an object by this name, in any case, or by this id.
    #[must_use]
    pub fn names(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let is = |own: &str| own.to_lowercase() == lower;
        self.objects
            .iter()
            .any(|object| is(&object.name) || is(&object.id))
    }
}

/// The rows of a batch.
///
/// # Errors
///
/// A column is of a type that answers do not have.
pub fn findings(batch: &RecordBatch) -> Result<Vec<Finding>, ArrowError> {
    let mut found = vec![Finding::default(); batch.num_rows()];
    let schema = batch.schema();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let cells = cell::plain(column.as_ref(), field)?;
        let mut text = Vec::new();
        for (row, finding) in found.iter_mut().enumerate() {
            text.clear();
            cells(row, &mut text);
            if !text.is_empty() {
                let text = String::from_utf8_lossy(&text).into_owned();
                finding.cells.push((field.name().clone(), text));
            }
        }
        if is_entity(field) {
            let entities = column.as_struct();
            let names = Part::of(entities, "name")?;
            let ids = Part::of(entities, "id")?;
            let kinds = Part::of(entities, "kind")?;
            let text = |part: &Part, row| part.value(row).unwrap_or_default().to_owned();
            for (row, finding) in found.iter_mut().enumerate() {
                if let Some(id) = ids.value(row) {
                    finding.objects.push(Object {
                        name: text(&names, row),
                        id: id.to_owned(),
                        kind: text(&kinds, row),
                        column: field.name().clone(),
                    });
                }
            }
        }
    }
    Ok(found)
}
