//! A sink that writes each fact as a line of text, and ways to run an import over bytes.

use crate::decode::encoding::Encoding;
use crate::decode::window::{Sizes, Window};
use crate::detect;
use crate::facts::{Emitter, hierarchy};
use crate::format::azurehound;
use crate::{ImportError, Limits, NoProgress, Options, read, read_bytes};
use enfilade_model::{
    AccessState, EdgeRecord, EntityRecord, ImportSummary, Level, ListRecord, ObjectRef, Record,
    RecordSink, RefId, Relation, Value,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Facts as lines, and beside them the lists that came in.
#[derive(Debug, Default)]
pub(super) struct Lines(pub(super) Vec<String>, pub(super) Vec<String>);

impl RecordSink for Lines {
    fn push(&mut self, record: Record<'_>) {
        self.0.push(match record {
            Record::Entity(entity) => entity_line(&entity),
            Record::Edge(edge) => edge_line(&edge),
            Record::RoleDefinition { app, role } => {
                let name = role.name.unwrap_or("-");
                format!("app role {} {:?} of {}", role.id, name, mention(&app))
            }
            Record::RolePermissions { role, definition } => format!("role {role} {definition}"),
        });
    }

    fn list(&mut self, list: ListRecord<'_>) {
        let (kind, of, source) = (list.kind, mention(&list.of), list.source.0);
        let line = format!("{kind} of {of}: {:?} in {source}", list.extent);
        self.1.push(line);
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
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) lines: Vec<String>,
    pub(super) lists: Vec<String>,
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

/// What an import says, be it that nothing came of it.
pub(super) fn summary_of(
    read: Result<ImportSummary, ImportError>,
) -> Result<ImportSummary, ImportError> {
    match read {
        Err(ImportError::NothingRead { summary, .. }) => Ok(*summary),
        read => read,
    }
}

/// Imports a folder of these texts.
pub(super) fn of_files(files: &[(&str, &str)]) -> Outcome {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    import(folder_of(&files).path(), &Options::default()).unwrap()
}

/// How far an import holds a relation.
pub(super) fn level(outcome: &Outcome, relation: Relation) -> &Level {
    &outcome.summary.completeness.relations[&relation]
}

/// Imports what lies at `path`.
pub(super) fn import(path: &Path, options: &Options) -> Result<Outcome, ImportError> {
    let mut lines = Lines::default();
    let read = read(&[path.to_owned()], options, &NoProgress, &mut lines);
    let summary = summary_of(read)?;
    Ok(Outcome {
        lines: lines.0,
        lists: lines.1,
        summary,
    })
}

/// Imports `bytes` under the name `export.json`.
pub(super) fn import_bytes(bytes: &[u8]) -> Result<Outcome, ImportError> {
    import_within(bytes, Limits::default())
}

/// Imports `bytes` within other limits than usual.
pub(super) fn import_within(bytes: &[u8], limits: Limits) -> Result<Outcome, ImportError> {
    let mut lines = Lines::default();
    let options = Options {
        limits,
        ..Options::default()
    };
    let read = read_bytes("export.json", bytes, &options, &NoProgress, &mut lines);
    let summary = summary_of(read)?;
    Ok(Outcome {
        lines: lines.0,
        lists: lines.1,
        summary,
    })
}

/// `bytes` as a gzip stream.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of files, each a name and its bytes.
pub(super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A text in every encoding that is read.
pub(super) fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![
        ("UTF-8", text.as_bytes().to_vec()),
        (
            "UTF-8 with mark",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        ),
        ("UTF-16LE with mark", [b"\xff\xfe", &le[..]].concat()),
        ("UTF-16BE with mark", [b"\xfe\xff", &be[..]].concat()),
        ("UTF-16LE", le),
        ("UTF-16BE", be),
    ]
}

/// A folder of files, each a path in it and its bytes.
pub(super) fn folder_of(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A [`Lines`] whose lines say where their records stand.
#[derive(Default)]
struct PlacedLines(Lines);

impl RecordSink for PlacedLines {
    fn push(&mut self, record: Record<'_>) {
        self.0.push(record);
        let place = match record {
            Record::Entity(entity) => entity.provenance,
            Record::Edge(edge) => edge.provenance,
            Record::RoleDefinition { .. } | Record::RolePermissions { .. } => return,
        };
        let line = self.0.0.last_mut().unwrap();
        write!(line, " @{}:{}", place.source.0, place.offset).unwrap();
    }

    fn list(&mut self, list: ListRecord<'_>) {
        self.0.list(list);
    }
}

/// Imports a text that comes in pieces, `chunk` bytes of which are asked for at once, in batches of
/// `batch` bytes.
pub(super) fn import_in_chunks(bytes: &[u8], chunk: usize, batch: usize) -> Option<Outcome> {
    let mut lines = PlacedLines::default();
    let mut out = Emitter::new(&mut lines);
    let (encoding, mark) = Encoding::of(bytes);
    let sizes = Sizes {
        chunk,
        most: 1 << 30,
        batch,
    };
    let source = Box::new(Pieces(&bytes[mark..]));
    let mut window = Window::new(source, encoding, mark as u64, sizes);
    detect::azurehound(&mut window).ok()?;
    azurehound::read(&mut window, &mut out);
    hierarchy::finish(&mut out);
    let summary = ImportSummary {
        sources: Vec::new(),
        records: out.azurehound.records(),
        completeness: azurehound::ledger(&out, true),
        warnings: out.oddities.into_warnings(),
    };
    Some(Outcome {
        lines: lines.0.0,
        lists: lines.0.1,
        summary,
    })
}

/// Yields one, two, three bytes and so on, at most seven.
pub(super) struct Pieces<'a>(pub(super) &'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.0.len() % 7 + 1;
        let most = buffer.len().min(size);
        self.0.read(&mut buffer[..most])
    }
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
    sample_of("azurehound", name)
}

/// A file of the samples of a format.
pub(super) fn sample_of(format: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/imports")
        .join(format)
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

/// A user's record; `name` is JSON.
pub(super) fn user(id: &str, name: &str) -> String {
    format!(
        "{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"{id}\",\"displayName\":{name},\"accountEnabled\":true}}}}"
    )
}

/// The id of a user.
pub(super) const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
/// The id of another.
pub(super) const BORIS: &str = "a0000000-0000-4000-8000-000000000002";

/// The record of a user.
pub(super) fn anna() -> String {
    user(ANNA, "\"Anna\"")
}

/// The record of another.
pub(super) fn boris() -> String {
    user(BORIS, "\"Boris\"")
}

/// Why `bytes` are refused.
pub(super) fn refusal(bytes: &[u8]) -> String {
    import_bytes(bytes).unwrap_err().to_string()
}

/// A record of a kind.
pub(super) fn record(kind: &str, data: &str) -> String {
    format!("{{\"kind\":\"{kind}\",\"data\":{data}}}")
}

/// The facts of one record, which must not be odd.
pub(super) fn facts(kind: &str, data: &str) -> Vec<String> {
    import_record(&record(kind, data))
}

/// The one fact of one record.
pub(super) fn fact(kind: &str, data: &str) -> String {
    let mut facts = facts(kind, data);
    assert_eq!(facts.len(), 1, "{facts:#?}");
    facts.remove(0)
}

/// The facts and the codes of the warnings of one record.
pub(super) fn odd(kind: &str, data: &str) -> (Vec<String>, String) {
    let outcome = import_records(&[record(kind, data)]);
    let codes = outcome.codes().join(" ");
    (outcome.lines, codes)
}

/// The facts, the oddities and the ledger of what lies at a path.
pub(super) fn describe(title: &str, path: &Path) -> String {
    let Outcome { lines, summary, .. } = import(path, &Options::default()).unwrap();
    let mut text = format!("# {title}\n");
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    for warning in &summary.warnings {
        let damage = if warning.damage { " (damage)" } else { "" };
        // An example is cut to a length, so that how much of a path is left rests on where the tree lies.
        let example = warning.example.split(" in `").next().unwrap_or_default();
        writeln!(
            text,
            "! {} {}{damage}: {example}",
            warning.count, warning.code
        )
        .unwrap();
    }
    for (kind, count) in &summary.records {
        writeln!(text, "= {count} {kind}").unwrap();
    }
    for (relation, level) in &summary.completeness.relations {
        writeln!(text, "~ {relation}: {level:?}").unwrap();
    }
    for (kind, attributes) in &summary.completeness.attributes {
        let names: Vec<&str> = attributes
            .iter()
            .map(|attribute| attribute.name())
            .collect();
        writeln!(text, "~ {kind}: {}", names.join(" ")).unwrap();
    }
    for (kind, attributes) in &summary.completeness.partly {
        let names: Vec<&str> = attributes
            .iter()
            .map(|attribute| attribute.name())
            .collect();
        writeln!(text, "~ some {}: {}", kind.plural(), names.join(" ")).unwrap();
    }
    text
}
