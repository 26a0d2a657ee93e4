//! What a query yields: a stream of Arrow batches, and what must be said beside them.
//!
//! Some notes are known only when the last row is (how many pairs there are, how many of them
//! rest on an open app alone), so [`Notes`] is a shared handle: it is complete once the batches
//! are exhausted, and a writer puts the notes after the rows.

use crate::QueryError;
use crate::syntax::ast::Render;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Fields, SchemaRef};
use enfilade_model::Relation;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The key of a field's metadata that says what the field means beyond its Arrow type.
pub const TYPE_KEY: &str = "enfilade.type";

/// The value under [`TYPE_KEY`] of a column of entities.
pub const ENTITY_TYPE: &str = "entity";

/// The key of the schema's metadata that says how a person reads the rows, if not as a table.
pub const LAYOUT_KEY: &str = "enfilade.layout";

/// The value under [`LAYOUT_KEY`] of rows that are steps, each with a sentence.
pub const STEPS_LAYOUT: &str = "steps";

/// The value under [`LAYOUT_KEY`] of rows that hold paths.
pub const PATHS_LAYOUT: &str = "paths";

/// The batches of an answer, in order.
pub type Batches = Box<dyn Iterator<Item = Result<RecordBatch, QueryError>> + Send>;

/// The answer to a query.
pub struct Answer {
    /// The columns. A column of entities is a struct of `name`, `id` and `kind`, each a dictionary
    /// of texts, marked by [`is_entity`].
    pub schema: SchemaRef,
    /// The rows. They are computed as they are taken.
    pub batches: Batches,
    /// What the reader should know about the rows; complete once `batches` is exhausted.
    pub notes: Notes,
    /// What the sources could not hold although the question rests on it.
    pub coverage: Vec<CoverageNote>,
    /// How the question was understood, as an English sentence.
    pub reading: String,
    /// How the rows are to be drawn where a person reads them, if the question says.
    pub render: Option<Render>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("schema", &self.schema)
            .field("notes", &self.notes)
            .field("coverage", &self.coverage)
            .field("reading", &self.reading)
            .finish_non_exhaustive()
    }
}

/// The notes of an answer, shared with the stream that adds to them.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Vec<Note>>>);

impl Notes {
    /// The notes so far, in the order in which they arose.
    #[must_use]
    pub fn list(&self) -> Vec<Note> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Adds a note, unless it was made before.
    pub fn push(&self, kind: NoteKind, message: impl Into<String>) {
        let note = Note {
            kind,
            message: message.into(),
        };
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}

/// What a note is about.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum NoteKind {
    /// How words that allow several readings were read.
    Reading,
    /// What the rows add up to, where the bare number would mislead.
    Summary,
    /// What was left out, and how to ask for it.
    LeftOut,
    /// Why the answer is empty.
    Empty,
    /// What the answer takes for granted because the sources do not say.
    Assumption,
    /// How much there is to list, said before the first row.
    Work,
}

impl NoteKind {
    /// The kind's name in the JSON envelope.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoteKind::Reading => "reading",
            NoteKind::Summary => "summary",
            NoteKind::LeftOut => "left-out",
            NoteKind::Empty => "empty",
            NoteKind::Assumption => "assumption",
            NoteKind::Work => "work",
        }
    }
}

/// Something that the reader of an answer should know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The note, as a sentence without a final stop.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A relation that the question rests on and that the sources do not hold in full.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CoverageNote {
    /// The relation.
    pub relation: Relation,
    /// Whether all of it is missing, not only some.
    pub absent: bool,
    /// What is missing and which export would hold it.
    pub message: String,
}

impl fmt::Display for CoverageNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.absent { "absent" } else { "partial" };
        write!(f, "{} ({level}): {}", self.relation, self.message)
    }
}

/// The type of what the struct that shows an entity holds: numbers of texts, so that a row costs a
/// number and a text stands there once. The numbers are signed because pandas takes no others.
#[must_use]
pub fn entity_text_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::LargeUtf8))
}

/// The fields of the struct that shows an entity.
#[must_use]
pub fn entity_fields() -> Fields {
    let text = |name| Field::new(name, entity_text_type(), false);
    Fields::from(vec![text("name"), text("id"), text("kind")])
}

/// A field that holds entities.
#[must_use]
pub fn entity_field(name: &str) -> Field {
    let metadata = HashMap::from([(TYPE_KEY.to_owned(), ENTITY_TYPE.to_owned())]);
    Field::new(name, DataType::Struct(entity_fields()), true).with_metadata(metadata)
}

/// Whether a field holds entities.
#[must_use]
pub fn is_entity(field: &Field) -> bool {
    field.metadata().get(TYPE_KEY).map(String::as_str) == Some(ENTITY_TYPE)
}
