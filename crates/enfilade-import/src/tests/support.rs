//! A sink that writes each fact as a line of text, and ways to run an import over bytes.

use crate::{ImportError, NoProgress, Options, read};
use enfilade_model::{
    AccessState, EdgeRecord, EntityRecord, ImportSummary, ObjectRef, Record, RecordSink, RefId,
    Value,
};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Facts as lines.
#[derive(Debug, Default)]
pub(super) struct Lines(pub(super) Vec<String>);

impl RecordSink for Lines {
    fn push(&mut self, record: Record<'_>) {
        self.0.push(match record {
            Record::Entity(entity) => entity_line(&entity),
            Record::Edge(edge) => edge_line(&edge),
            Record::RoleDefinition { app, role } => {
                let name = role.name.unwrap_or("-");
                format!("app role {} {:?} of {}", role.id, name, mention(&app))
            }
        });
    }
}

fn mention(object: &ObjectRef<'_>) -> String {
    let kind = object.kind.map_or("?", |kind| kind.name());
    let mut text = match (object.id, object.text) {
        (RefId::Object(_), Some(text)) => format!("{kind} {text}"),
        (RefId::Object(key), None) => format!("{kind} {key}"),
        (RefId::Client(key), _) => format!("{kind} with client id {key}"),
    };
    if let Some(name) = object.name {
        write!(text, " {name:?}").unwrap();
    }
    text
}

fn entity_line(entity: &EntityRecord<'_>) -> String {
    let object = ObjectRef {
        kind: Some(entity.kind),
        ..entity.object
    };
    let mut text = mention(&object);
    for (attribute, value) in entity.attributes {
        match value {
            Value::Text(value) => write!(text, " {attribute}={value:?}").unwrap(),
            Value::Boolean(value) => write!(text, " {attribute}={value}").unwrap(),
            Value::Time(micros) => {
                let time = jiff::Timestamp::from_microsecond(*micros).unwrap();
                write!(text, " {attribute}={time}").unwrap();
            }
        }
        assert_eq!(attribute.value_type(), value.value_type());
    }
    if !entity.rest.is_empty() {
        let _: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(entity.rest).unwrap();
        write!(text, " rest={}", entity.rest).unwrap();
    }
    text
}

fn edge_line(edge: &EdgeRecord<'_>) -> String {
    let mut text = format!(
        "{}: {} -> {}",
        edge.kind,
        mention(&edge.from),
        mention(&edge.to)
    );
    if edge.state != AccessState::Active {
        write!(text, " state={}", edge.state).unwrap();
    }
    if let Some(role) = edge.role {
        write!(text, " role={} {:?}", role.id, role.name.unwrap_or("-")).unwrap();
    }
    if let Some(scope) = &edge.scope {
        write!(text, " scope={}", mention(scope)).unwrap();
    }
    if let Some(id) = edge.assignment {
        write!(text, " assignment={id}").unwrap();
    }
    for (name, time) in [("from", edge.valid_from), ("to", edge.valid_to)] {
        if let Some(micros) = time {
            let time = jiff::Timestamp::from_microsecond(micros).unwrap();
            write!(text, " {name}={time}").unwrap();
        }
    }
    if let Some(condition) = edge.condition {
        write!(text, " condition={condition:?}").unwrap();
    }
    text
}

/// What an import gave.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) lines: Vec<String>,
    pub(super) summary: ImportSummary,
}

impl Outcome {
    /// The facts in an order that does not depend on the file's.
    pub(super) fn sorted(mut self) -> Vec<String> {
        self.lines.sort();
        self.lines
    }

    /// The codes of the warnings.
    pub(super) fn codes(&self) -> Vec<&str> {
        self.summary
            .warnings
            .iter()
            .map(|warning| warning.code.as_str())
            .collect()
    }

    /// The example of the warning with this code.
    pub(super) fn example(&self, code: &str) -> &str {
        let warnings = &self.summary.warnings;
        &warnings
            .iter()
            .find(|warning| warning.code == code)
            .expect(code)
            .example
    }
}

/// Imports what lies at `path`.
pub(super) fn import(path: &Path, options: &Options) -> Result<Outcome, ImportError> {
    let mut lines = Lines::default();
    let summary = read(&[path.to_owned()], options, &NoProgress, &mut lines)?;
    Ok(Outcome {
        lines: lines.0,
        summary,
    })
}

/// Imports `bytes` as the content of a file.
pub(super) fn import_bytes(bytes: &[u8]) -> Result<Outcome, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.json");
    fs::write(&path, bytes).unwrap();
    import(&path, &Options::default())
}

/// Imports the records, one a string, in the file form.
pub(super) fn import_records<T: AsRef<str>>(records: &[T]) -> Outcome {
    import_bytes(file_form(records).as_bytes()).unwrap()
}

/// Imports one record and expects no oddity.
pub(super) fn import_record(record: &str) -> Vec<String> {
    let outcome = import_records(&[record]);
    assert!(outcome.codes().is_empty(), "{:?}", outcome.summary.warnings);
    outcome.lines
}

/// Records as AzureHound writes them into a file.
pub(super) fn file_form<T: AsRef<str>>(records: &[T]) -> String {
    let joined: Vec<&str> = records.iter().map(AsRef::as_ref).collect();
    format!(
        "{{\n\t\"data\": [\n\t\t{}\n\t],\n\t\"meta\": {{\"type\":\"azure\",\"version\":5,\"count\":{}}}\n}}\n",
        joined.join(",\n\t\t"),
        records.len()
    )
}

/// A file of `tests/imports/azurehound/`.
pub(super) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/imports/azurehound")
        .join(name)
}

/// The records of the sample that holds one of each kind.
pub(super) fn one_of_each_kind() -> Vec<String> {
    let text = fs::read_to_string(sample("kinds.json")).unwrap();
    text.lines()
        .map(|line| line.trim().trim_end_matches(',').to_owned())
        .filter(|line| line.starts_with("{\"kind\""))
        .collect()
}
