//! Every answer under `tests/queries/ok/`: the rows as CSV, then what is said beside them.
//!
//! The questions go to the bundled tenant. Entities are shown by name only, to be read.

use crate::{contoso, golden};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use enfilade_query::{Answer, Engine, QueryOptions, is_entity};

#[test]
fn answers_are_as_stored() {
    golden::check("tests/queries/ok", 60, &|query| {
        let (rows, remarks) = shown(contoso::engine(), query, &contoso::options_of(query, false));
        // A sample that grows moves its records; a test of its own looks at where they are.
        let mut parts = rows.split(", byte ");
        let mut still = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            still.push_str(", byte N");
            still.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        vec![still, remarks]
    });
}

/// The rows of an answer, and what is said beside them.
pub(crate) fn shown(engine: &Engine, query: &str, options: &QueryOptions) -> (String, String) {
    let mut answer = engine.query(query, options).unwrap_or_else(|error| {
        panic!("{}", error.render(query, false));
    });
    let rows = csv(&mut answer);
    let mut remarks = vec![format!("reading: {}", answer.reading)];
    let notes = answer.notes.list();
    remarks.extend(
        notes
            .iter()
            .map(|note| format!("{}: {note}", note.kind.name())),
    );
    remarks.extend(
        answer
            .coverage
            .iter()
            .map(|note| format!("coverage: {note}")),
    );
    (rows, remarks.join("\n"))
}

/// The rows of an answer with a header, one a line.
pub(crate) fn csv(answer: &mut Answer) -> String {
    let names = answer.schema.fields().iter();
    let mut lines = vec![
        names
            .map(|field| cell(field.name()))
            .collect::<Vec<_>>()
            .join(","),
    ];
    for batch in answer.batches.by_ref() {
        lines.extend(batch_lines(&batch.unwrap()));
    }
    // The files that were read stand somewhere else on every machine.
    let root = format!("{}/", golden::root().display());
    lines.join("\n").replace(&root, "")
}

fn batch_lines(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::new().with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%SZ"));
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .zip(batch.schema_ref().fields())
        .collect();
    let line = |row: usize| {
        let cells = columns.iter().map(|(array, field)| {
            if array.is_null(row) {
                return String::new();
            }
            let array = match is_entity(field) {
                true => array.as_struct().column(0),
                false => array,
            };
            let formatter = ArrayFormatter::try_new(array, &options).unwrap();
            cell(&formatter.value(row).to_string())
        });
        cells.collect::<Vec<_>>().join(",")
    };
    (0..batch.num_rows()).map(line).collect()
}

/// Quoted where CSV needs it. An empty text is told from a null by its quotes.
fn cell(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
