//! One small answer, hostile in every column, in every format.

use super::*;
use ::arrow::array::{
    ArrayRef, AsArray, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array,
    LargeStringArray, ListBuilder, StringArray, StringBuilder, StructArray,
    TimestampMicrosecondArray,
};
use ::arrow::buffer::NullBuffer;
use ::arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema, TimeUnit};
use ::arrow::ipc::reader::FileReader;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use enfilade_model::Relation;
use enfilade_query::{NoteKind, Notes, QueryError, entity_field, entity_fields};
use std::io::{self, Cursor, Seek};

/// Users, each with the texts of a row of its own.
fn entities(names: &[&str], ids: &[&str], nulls: Option<NullBuffer>) -> StructArray {
    let rows = Int32Array::from_iter_values(0..names.len() as i32);
    let text = |values: &[&str]| -> ArrayRef {
        let values = Arc::new(LargeStringArray::from(values.to_vec()));
        Arc::new(DictionaryArray::new(rows.clone(), values))
    };
    let kinds = vec!["user"; names.len()];
    let parts = vec![text(names), text(ids), text(&kinds)];
    StructArray::new(entity_fields(), parts, nulls)
}

fn batch() -> RecordBatch {
    let guests = entities(
        &["=cmd|' /C calc'!A0", "佐藤 \u{1b}[31m", "ignored"],
        &["id-1", "id-2", "ignored"],
        Some(NullBuffer::from(vec![true, true, false])),
    );
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("a,b"), None]);
    tags.append_value([Some("\"q\"")]);
    tags.append_null();
    let columns: Vec<(Field, ArrayRef)> = vec![
        (entity_field("guest"), Arc::new(guests)),
        (
            Field::new("note", DataType::Utf8, true),
            Arc::new(StringArray::from(vec![Some("@sum, \"x\""), Some(""), None])),
        ),
        (
            Field::new("count", DataType::Int64, true),
            Arc::new(Int64Array::from(vec![Some(-5), Some(12), None])),
        ),
        (
            Field::new("share", DataType::Float64, false),
            Arc::new(Float64Array::from(vec![0.5, f64::INFINITY, -2.0])),
        ),
        (
            Field::new("open", DataType::Boolean, true),
            Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        ),
        (
            Field::new(
                "seen",
                DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
                true,
            ),
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(1_700_000_000_000_000), None, Some(0)])
                    .with_timezone("UTC"),
            ),
        ),
        (
            Field::new("tags", DataType::new_list(DataType::Utf8, true), true),
            Arc::new(tags.finish()),
        ),
    ];
    let (fields, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

/// Two batches, a note that is known at once and one that is known only after the last row.
fn answer() -> Answer {
    let batch = batch();
    let notes = Notes::default();
    notes.push(NoteKind::Reading, "`x` read as a word");
    let late = notes.clone();
    let rows = [batch.slice(0, 2), batch.slice(2, 1)];
    let end = std::iter::once_with(move || {
        late.push(NoteKind::Summary, "3 rows");
        Ok(rows[1].clone())
    });
    let first = batch.slice(0, 2);
    Answer {
        schema: batch.schema(),
        batches: Box::new(std::iter::once(Ok(first)).chain(end)),
        notes,
        coverage: vec![CoverageNote {
            relation: Relation::ALL[0],
            absent: true,
            message: "collect it".to_owned(),
        }],
        reading: "what was read".to_owned(),
        render: None,
    }
}

fn options() -> WriteOptions {
    WriteOptions {
        query: "which guests".to_owned(),
        ..WriteOptions::default()
    }
}

fn written(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let written = write(&mut answer(), format, &mut out, &options()).unwrap();
    assert_eq!(
        written,
        Written {
            rows: 3,
            number: None,
            reader_left: false
        }
    );
    out
}

fn text(format: Format) -> String {
    String::from_utf8(written(format)).unwrap()
}

#[test]
fn table() {
    assert_eq!(
        text(Format::Table),
        "\
guest               note       count  share  open   seen                  tags
──────────────────  ─────────  ─────  ─────  ─────  ────────────────────  ─────
=cmd|' /C calc'!A0  @sum, \"x\"     -5    0.5  true   2023-11-14T22:13:20Z  a,b,
佐藤 ␛[31m                        12    inf                               \"q\"
                                       -2.0  false  1970-01-01T00:00:00Z
"
    );
}

/// The table as a question wants it drawn.
fn drawn(render: Render) -> String {
    let (mut out, mut answer) = (Vec::new(), answer());
    answer.render = Some(render);
    write(&mut answer, Format::Table, &mut out, &options()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_tree_does_not_repeat_what_rows_share() {
    assert_eq!(
        drawn(Render::Tree),
        "\
=cmd|' /C calc'!A0
  @sum, \"x\"  (count: -5, share: 0.5, open: true, seen: 2023-11-14T22:13:20Z, tags: a,b, )
佐藤 ␛[31m
  (none)  (count: 12, share: inf, tags: \"q\")
(none)
  (none)  (share: -2.0, open: false, seen: 1970-01-01T00:00:00Z)
"
    );
    let texts = |texts: [&str; 4]| -> ::arrow::array::ArrayRef {
        Arc::new(::arrow::array::StringArray::from_iter_values(texts))
    };
    let batch = RecordBatch::try_from_iter([
        ("app", texts(["Portal", "Portal", "Portal", "Vault"])),
        ("guest", texts(["Ann", "Ben", "Ben", "Ben"])),
    ])
    .unwrap();
    let mut answer = answer();
    answer.schema = batch.schema();
    answer.render = Some(Render::Tree);
    // Two batches: the tree goes on over their border.
    let halves = [Ok(batch.slice(0, 1)), Ok(batch.slice(1, 3))];
    answer.batches = Box::new(halves.into_iter());
    let mut out = Vec::new();
    write(&mut answer, Format::Table, &mut out, &options()).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "Portal\n  Ann\n  Ben\n  Ben\nVault\n  Ben\n"
    );
}

#[test]
fn paths_stand_one_a_line() {
    let mut lists = ::arrow::array::ListBuilder::new(::arrow::array::StringBuilder::new());
    for path in [&["anna", "Finance", "Ledger\u{1b}"][..], &["ben"]] {
        path.iter()
            .for_each(|step| lists.values().append_value(step));
        lists.append(true);
    }
    let paths: ::arrow::array::ArrayRef = Arc::new(lists.finish());
    let batch = RecordBatch::try_from_iter([("path", paths)]).unwrap();
    let mut answer = answer();
    answer.schema = batch.schema();
    answer.render = Some(Render::Path);
    answer.batches = Box::new(std::iter::once(Ok(batch)));
    let mut out = Vec::new();
    write(&mut answer, Format::Table, &mut out, &options()).unwrap();
    let written = String::from_utf8(out).unwrap();
    assert_eq!(written, "anna > Finance > Ledger␛\nben\n");
    // Without paths there is a table.
    assert_eq!(drawn(Render::Path), text(Format::Table));
}

#[test]
fn csv() {
    assert_eq!(
        text(Format::Csv),
        "guest,guest.id,note,count,share,open,seen,tags\r\n\
         '=cmd|' /C calc'!A0,id-1,\"'@sum, \"\"x\"\"\",-5,0.5,true,2023-11-14T22:13:20Z,\"[\"\"a,b\"\",null]\"\r\n\
         佐藤 ␛[31m,id-2,\"\",12,inf,,,\"[\"\"\\\"\"q\\\"\"\"\"]\"\r\n\
         ,,,,-2.0,false,1970-01-01T00:00:00Z,\r\n"
    );
}

#[test]
fn json_is_one_document_with_everything_in_it() {
    let document: serde_json::Value = serde_json::from_slice(&written(Format::Json)).unwrap();
    assert_eq!(
        document,
        serde_json::json!({
            "query": "which guests",
            "reading": "what was read",
            "columns": [
                {"name": "guest", "type": "entity"},
                {"name": "note", "type": "text"},
                {"name": "count", "type": "number"},
                {"name": "share", "type": "number"},
                {"name": "open", "type": "boolean"},
                {"name": "seen", "type": "time"},
                {"name": "tags", "type": "list"},
            ],
            "rows": [
                {
                    "guest": {"id": "id-1", "kind": "user", "name": "=cmd|' /C calc'!A0"},
                    "note": "@sum, \"x\"", "count": -5, "share": 0.5, "open": true,
                    "seen": "2023-11-14T22:13:20Z", "tags": ["a,b", null],
                },
                {
                    "guest": {"id": "id-2", "kind": "user", "name": "佐藤 \u{1b}[31m"},
                    "note": "", "count": 12, "share": null, "open": null,
                    "seen": null, "tags": ["\"q\""],
                },
                {
                    "guest": null,
                    "note": null, "count": null, "share": -2.0, "open": false,
                    "seen": "1970-01-01T00:00:00Z", "tags": null,
                },
            ],
            "notes": [
                {"kind": "reading", "message": "`x` read as a word"},
                {"kind": "summary", "message": "3 rows"},
            ],
            "coverage": [
                {"relation": "users", "level": "absent", "message": "collect it"},
            ],
        })
    );
}

#[test]
fn ndjson_is_the_rows_of_the_document() {
    let document: serde_json::Value = serde_json::from_slice(&written(Format::Json)).unwrap();
    let rows: Vec<serde_json::Value> = text(Format::Ndjson)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(serde_json::Value::Array(rows), document["rows"]);
}

/// The texts of a column, whether a dictionary or not.
fn texts(column: &ArrayRef) -> Vec<Option<String>> {
    let column = ::arrow::compute::cast(column, &DataType::Utf8).unwrap();
    let texts = column.as_string::<i32>().iter();
    texts.map(|text| text.map(str::to_owned)).collect()
}

/// What Arrow and Parquet readers must find.
fn assert_flat(schema: &Schema, batches: &[RecordBatch]) {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    assert_eq!(
        names,
        [
            "guest", "guest.id", "note", "count", "share", "open", "seen", "tags"
        ]
    );
    assert_eq!(schema.metadata()["enfilade.reading"], "what was read");
    let notes = &schema.metadata()["enfilade.notes"];
    assert!(notes.contains("3 rows"), "the last note too: {notes}");
    assert!(schema.metadata()["enfilade.coverage"].contains("collect it"));
    let all = ::arrow::compute::concat_batches(&batches[0].schema(), batches).unwrap();
    assert_eq!(
        texts(all.column(0)),
        [
            Some("=cmd|' /C calc'!A0".to_owned()),
            Some("佐藤 \u{1b}[31m".to_owned()),
            None
        ]
    );
    assert_eq!(
        texts(all.column(1)),
        [Some("id-1".to_owned()), Some("id-2".to_owned()), None]
    );
    let counts: Vec<_> = all.column(3).as_primitive::<Int64Type>().iter().collect();
    assert_eq!(counts, [Some(-5), Some(12), None]);
}

#[test]
fn arrow() {
    let reader = FileReader::try_new(Cursor::new(written(Format::Arrow)), None).unwrap();
    let schema = reader.schema();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_flat(&schema, &batches);
}

#[test]
fn parquet() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&written(Format::Parquet)).unwrap();
    file.rewind().unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = builder.schema().clone();
    assert_eq!(schema.field(0).data_type(), &DataType::Utf8);
    let batches: Vec<_> = builder.build().unwrap().map(Result::unwrap).collect();
    assert_flat(&schema, &batches);
}

/// An answer of these batches, all with the same columns.
fn answer_of(batches: Vec<RecordBatch>) -> Answer {
    let mut answer = answer();
    answer.schema = batches[0].schema();
    answer.batches = Box::new(batches.into_iter().map(Ok));
    answer
}

/// What a file has in its first batch's first two columns: texts of dictionaries.
fn dictionaries(batch: &RecordBatch) -> [Vec<String>; 2] {
    [0, 1].map(|column| {
        let column = batch.column(column).as_dictionary::<Int32Type>();
        let texts = column.values().as_string::<i64>().iter();
        texts.map(|text| text.unwrap().to_owned()).collect()
    })
}

#[test]
fn an_arrow_file_holds_each_text_once() {
    let schema = Arc::new(Schema::new(vec![entity_field("user")]));
    let batch = |users: StructArray| {
        RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(users)]).unwrap()
    };
    // Two of the same name; then a dictionary of which one text is not used, by two batches.
    let first = batch(entities(&["Ann", "Ben", "Ann"], &["1", "2", "3"], None));
    let all = entities(&["Eve", "Cid", "Ann"], &["5", "4", "1"], None);
    let (second, third) = (batch(all.slice(1, 2)), batch(all.slice(2, 1)));
    let mut out = Vec::new();
    write(
        &mut answer_of(vec![first, second, third]),
        Format::Arrow,
        &mut out,
        &options(),
    )
    .unwrap();
    let reader = FileReader::try_new(Cursor::new(out), None).unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.len(), 3);
    for batch in &batches {
        let texts = [vec!["Ann", "Ben", "Cid"], vec!["1", "2", "3", "4"]];
        assert_eq!(dictionaries(batch), texts);
    }
    let all = ::arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap();
    let found = |column| texts(all.column(column)).into_iter().flatten();
    assert!(found(0).eq(["Ann", "Ben", "Ann", "Cid", "Ann", "Ann"]));
    assert!(found(1).eq(["1", "2", "3", "4", "1", "1"]));
}

#[test]
fn more_batches_than_may_wait_are_written_in_order() {
    let number =
        |number: i64| -> (&str, ArrayRef) { ("number", Arc::new(Int64Array::from(vec![number]))) };
    let batches = 0..3 * AHEAD as i64;
    let batches = batches.map(|at| RecordBatch::try_from_iter([number(at)]).unwrap());
    let mut out = Vec::new();
    let mut answer = answer_of(batches.collect());
    let written = write(&mut answer, Format::Ndjson, &mut out, &options()).unwrap();
    assert_eq!((written.rows, written.number), (3 * AHEAD as u64, Some(0)));
    let lines = String::from_utf8(out).unwrap();
    let expected = (0..3 * AHEAD).map(|at| format!("{{\"number\":{at}}}"));
    assert!(lines.lines().eq(expected));
}

#[test]
fn an_answer_without_rows_is_still_a_file() {
    for &format in Format::ALL {
        let mut empty = answer();
        empty.batches = Box::new(std::iter::empty());
        let mut out = Vec::new();
        let written = write(&mut empty, format, &mut out, &options()).unwrap();
        assert_eq!(written.rows, 0);
        assert_eq!(out.is_empty(), format == Format::Ndjson, "{format}");
        if format == Format::Json {
            let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(document["rows"], serde_json::json!([]));
        }
    }
}

#[test]
fn a_column_the_query_named_like_an_id_is_not_doubled() {
    let batch = batch();
    let schema = Schema::new(vec![
        entity_field("guest"),
        Field::new("guest.id", DataType::Utf8, true),
    ]);
    let columns = vec![batch.column(0).clone(), batch.column(1).clone()];
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let mut twice = answer();
    twice.schema = batch.schema();
    twice.batches = Box::new(std::iter::once(Ok(batch)));
    let mut out = Vec::new();
    write(&mut twice, Format::Csv, &mut out, &options()).unwrap();
    assert!(out.starts_with(b"guest,guest.id\r\n"));
}

/// A reader that leaves after the first bytes.
struct Leaves(usize);

impl Write for Leaves {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for &format in Format::ALL {
        for bytes in [0, 10, 100] {
            let result = write(&mut answer(), format, &mut Leaves(bytes), &options());
            assert!(result.unwrap().reader_left, "{format} {bytes}");
        }
    }
}

#[test]
fn a_failing_query_is_an_error() {
    for &format in Format::ALL {
        let mut failing = answer();
        failing.batches = Box::new(std::iter::once(Err(QueryError::Cancelled)));
        let result = write(&mut failing, format, &mut Vec::new(), &options());
        assert!(
            matches!(result, Err(WriteError::Query(QueryError::Cancelled))),
            "{format}"
        );
    }
}
