//! A hostile review, in each format.

mod comparison;
mod workbook;

use super::*;
use crate::Object;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const NAME: &str = "</script><img src=x onerror=alert(1)>|\"'`=cmd()\u{1b}[2J\u{202e}";

fn finding(number: usize) -> Finding {
    let object = |name: &str, id: &str, kind: &str, column: &str| Object {
        name: name.to_owned(),
        id: id.to_owned(),
        kind: kind.to_owned(),
        column: column.to_owned(),
    };
    Finding {
        cells: vec![
            ("guest".to_owned(), format!("{NAME}{number}")),
            ("app".to_owned(), "Payroll".to_owned()),
            ("via".to_owned(), "Sellers".to_owned()),
        ],
        objects: vec![
            object(
                &format!("{NAME}{number}"),
                &format!("g{number}"),
                "user",
                "guest",
            ),
            object("Payroll", "p", "app", "app"),
            object("Sellers", "s", "group", "via"),
        ],
    }
}

/// The way of a row: the guest, a group, the app.
fn steps(objects: &[Object]) -> Vec<Step> {
    let step = |from: usize, to: usize| Step {
        from: objects[from].clone(),
        relation: NAME.to_owned(),
        to: objects[to].clone(),
        sentence: NAME.to_owned(),
        rule: NAME.to_owned(),
        source: "https://learn.microsoft.com/en-us/entra/".to_owned(),
        record: NAME.to_owned(),
    };
    vec![step(0, 2), step(2, 1)]
}

fn question(id: &str, severity: Severity, outcome: Outcome) -> Question {
    Question {
        id: id.to_owned(),
        title: NAME.to_owned(),
        description: "What it finds.".to_owned(),
        why: "Why it matters.".to_owned(),
        severity,
        source: NAME.to_owned(),
        next: NAME.to_owned(),
        query: format!("guests reach app \"{NAME}\"\n| count"),
        outcome,
        allowed: 2,
        missing: vec![NAME.to_owned()],
        remarks: vec![NAME.to_owned()],
    }
}

fn review() -> Review {
    let columns = ["guest", "app", "via"].map(str::to_owned).to_vec();
    let mut namer = identity::Namer::new("guests/a");
    let findings = (0..30).map(finding);
    let named = findings.map(|finding| (namer.name(&finding), finding));
    let mut rows = Rows::new(columns, named.collect(), 40);
    rows.kept[0].evidence = steps(&rows.kept[0].finding.objects);
    Review {
        name: "external-access".to_owned(),
        title: NAME.to_owned(),
        tenant: Some(NAME.to_owned()),
        collected: "2026-01-01 00:00 UTC".to_owned(),
        made: "2026-01-02".to_owned(),
        sections: vec![Section {
            title: NAME.to_owned(),
            about: "About.".to_owned(),
            questions: vec![
                question("guests/a", Severity::High, Outcome::Found(rows)),
                question("guests/b", Severity::Low, Outcome::Nothing),
                question("guests/c", Severity::Low, Outcome::NothingSeen),
                question(
                    "../\"x",
                    Severity::Critical,
                    Outcome::Unanswerable(NAME.to_owned()),
                ),
            ],
        }],
        suppressions: vec![Suppression {
            question: "guests/a".to_owned(),
            object: NAME.to_owned(),
            owner: NAME.to_owned(),
            reason: NAME.to_owned(),
            until: "2027-01-01".to_owned(),
            has_ended: false,
        }],
        comparison: None,
        gaps: vec![Gap {
            relation: "licences".to_owned(),
            is_absent: true,
            why: NAME.to_owned(),
        }],
    }
}

fn written(format: ReviewFormat) -> String {
    let mut out = Vec::new();
    review().write(format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The texts between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(|part| part.split(end).next()).collect()
}

#[test]
fn the_page_runs_only_its_own_script_and_holds_no_markup_of_others() {
    let page = written(ReviewFormat::Html);
    assert!(!page.contains("<img") && !page.contains('\u{1b}') && !page.contains('\u{202e}'));
    let style = between(&page, "<style>", "</style>");
    let scripts = between(&page, "<script>", "</script>");
    assert_eq!((style.len(), scripts.len()), (1, 1));
    for text in [style[0], scripts[0]] {
        let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert!(page.contains(&format!("'sha256-{hash}'")), "{hash}");
    }
    // Attributes that would run, and addresses that would load. Whatever is no address is no link.
    assert!(!page.contains("onclick=") && !page.contains("src=\""));
    let links = between(&page, "href=\"", "\"");
    let elsewhere = links.iter().filter(|link| !link.starts_with('#'));
    assert!(elsewhere.clone().count() > 0);
    for link in elsewhere {
        assert!(link.starts_with("https://learn.microsoft.com/"), "{link}");
    }
}

#[test]
fn the_page_carries_all_rows_and_shows_the_first() {
    let page = written(ReviewFormat::Html);
    let body = between(&page, "<table id=\"table-guests-a\">", "</table>")[0];
    assert_eq!(body.matches("<tr><td>").count(), 25);
    let data = between(&page, "id=\"data-guests-a\">", "</script>")[0];
    let rows: Vec<Vec<String>> = serde_json::from_str(data).unwrap();
    assert_eq!((rows.len(), rows[29][1].as_str()), (30, "Payroll"));
    assert!(page.contains("15 more rows"));
    assert!(page.contains("not in this export"));
}

#[test]
fn ways_are_drawn_from_who_through_what_to_what() {
    let page = written(ReviewFormat::Html);
    let drawing = between(&page, "<svg", "</svg>")[0];
    // Twelve guests, one group, one app; a line from each guest, and one on.
    assert_eq!(drawing.matches("<rect").count(), 14);
    assert_eq!(drawing.matches("<path").count(), 13);
    let place = |name: &str| {
        let text = drawing.split("<g>").find(|one| one.contains(name)).unwrap();
        let x = between(text, "x=\"", "\"")[0];
        x.parse::<usize>().unwrap()
    };
    assert!(place("Sellers") < place("Payroll"));
}

#[test]
fn markdown_and_csv_keep_each_cell_a_cell() {
    let markdown = written(ReviewFormat::Markdown);
    let row = markdown
        .lines()
        .find(|line| line.contains("Payroll") && line.starts_with('|'))
        .unwrap();
    let bars = row.replace("\\|", "").matches('|').count();
    assert_eq!(bars, 4, "{row}");
    // Markup begins with a sign that no backslash stands before.
    assert!(!markdown.replace("\\<", "").contains('<') && !markdown.contains('\u{1b}'));
    assert!(markdown.contains("| high | 1 |") && markdown.contains("| critical | 0 |"));

    let csv = written(ReviewFormat::Csv);
    assert!(csv.starts_with("\u{feff}finding,severity,"));
    assert_eq!(csv.lines().count(), 31);
    assert!(csv.lines().nth(1).unwrap().contains(",g0 p s,"));
}

#[test]
fn json_says_what_came_of_each_question() {
    let json: serde_json::Value = serde_json::from_str(&written(ReviewFormat::Json)).unwrap();
    let questions = json["sections"][0]["questions"].as_array().unwrap();
    let outcomes: Vec<&str> = questions
        .iter()
        .map(|one| one["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        outcomes,
        ["found", "nothing", "nothing seen", "not in this export"]
    );
    assert_eq!(questions[0]["rows"][3]["objects"][0]["id"], "g3");
    assert_eq!(questions[0]["count"], 40);
    assert_eq!(questions[3]["why_not"], NAME);
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = include_str!("../../../../docs/review.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&written(ReviewFormat::Json)).unwrap();
    let mistakes: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| error.to_string())
        .collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    json["sections"][0]["questions"][0]["rows"][0]["id"] = "x".into();
    assert!(!validator.is_valid(&json));
}

#[test]
fn sarif_has_a_result_for_each_row_and_a_flow_for_its_evidence() {
    let log: serde_json::Value = serde_json::from_str(&written(ReviewFormat::Sarif)).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (4, 30));
    let first = &results[0];
    assert_eq!(
        (&first["ruleId"], &first["level"]),
        (&"guests/a".into(), &"error".into())
    );
    assert_eq!(
        first["partialFingerprints"]["finding/v1"]
            .as_str()
            .unwrap()
            .len(),
        16
    );
    let flow = &first["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(flow.as_array().unwrap().len(), 2);
    // A source that is no address would not be an absolute URI, which the schema asks for.
    assert!(rules.iter().all(|rule| rule.get("helpUri").is_none()));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array();
    let said: Vec<&str> = notifications
        .unwrap()
        .iter()
        .filter_map(|one| one["message"]["text"].as_str())
        .collect();
    assert!(
        said.iter()
            .any(|text| text.contains("10 more rows were not kept"))
    );
    assert!(said.iter().any(|text| text.starts_with("guests/c: open")));
    assert!(!written(ReviewFormat::Sarif).contains('\u{202e}'));
}

#[test]
fn parquet_holds_a_line_for_each_row() {
    let mut file = Vec::new();
    review().write(ReviewFormat::Parquet, &mut file).unwrap();
    let reader =
        ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes(&file));
    let rows: usize = reader
        .unwrap()
        .build()
        .unwrap()
        .map(|batch| batch.unwrap().num_rows())
        .sum();
    assert_eq!(rows, 30);
}

/// The file as the reader wants it.
fn bytes(file: &[u8]) -> std::fs::File {
    use std::io::{Seek as _, Write as _};
    let mut kept = tempfile::tempfile().unwrap();
    kept.write_all(file).unwrap();
    kept.rewind().unwrap();
    kept
}

#[test]
fn the_same_review_is_the_same_bytes() {
    let written = |format| {
        let mut out = Vec::new();
        review().write(format, &mut out).unwrap();
        out
    };
    for format in ReviewFormat::ALL {
        assert!(written(format) == written(format), "{format}");
        assert_eq!(format.name().parse::<ReviewFormat>().unwrap(), format);
    }
    assert!("docx".parse::<ReviewFormat>().is_err());
}
