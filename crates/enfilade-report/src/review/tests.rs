//! A hostile review, in each format.

use super::*;
use crate::Object;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const NAME: &str = "</script><img src=x onerror=alert(1)>|\"'`=cmd()\u{1b}[2J\u{202e}";

fn finding(number: usize) -> Finding {
    let object = |name: &str, id: &str, kind: &str| Object {
        name: name.to_owned(),
        id: id.to_owned(),
        kind: kind.to_owned(),
    };
    Finding {
        cells: vec![
            ("guest".to_owned(), format!("{NAME}{number}")),
            ("app".to_owned(), "Payroll".to_owned()),
            ("via".to_owned(), "Sellers".to_owned()),
        ],
        objects: vec![
            object(&format!("{NAME}{number}"), &format!("g{number}"), "user"),
            object("Payroll", "p", "app"),
            object("Sellers", "s", "group"),
        ],
    }
}

fn question(id: &str, severity: Severity, outcome: Outcome) -> Question {
    Question {
        id: id.to_owned(),
        title: NAME.to_owned(),
        description: "What it finds.".to_owned(),
        why: "Why it matters.".to_owned(),
        severity,
        query: format!("guests reach app \"{NAME}\"\n| count"),
        outcome,
        remarks: vec![NAME.to_owned()],
    }
}

fn review() -> Review {
    let rows = Rows {
        columns: vec!["guest".to_owned(), "app".to_owned(), "via".to_owned()],
        kept: (0..30).map(finding).collect(),
        count: 40,
        allowed: 2,
    };
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
    // Attributes that would run, and addresses that would load.
    assert!(
        !page.contains("onclick=") && !page.contains("src=\"") && !page.contains("href=\"http")
    );
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
    assert_eq!(csv.lines().count(), 31);
    assert!(csv.lines().nth(1).unwrap().ends_with(",g0 p s"));
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
fn the_same_review_is_the_same_bytes() {
    for format in ["html", "md", "json", "csv"] {
        let format: ReviewFormat = format.parse().unwrap();
        assert_eq!(written(format), written(format), "{format}");
    }
    assert!("xlsx".parse::<ReviewFormat>().is_err());
}
