//! A review as SARIF 2.1.0: a rule for each question, a result for each row, and the evidence as a flow.
//!
//! Code scanning services want a place in a file, so a result points at the saved query that found it;
//! the objects are its logical locations, and the finding's id its fingerprint.

use super::{Change, Outcome, Question, Review, Row, Step};
use crate::sarif::{SCHEMA, level, logical, score, text, uri};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let questions: Vec<&Question> = review.questions().collect();
    let mut results = Vec::new();
    for (index, question) in questions.iter().enumerate() {
        let rows = question.rows().into_iter().flat_map(|rows| &rows.kept);
        results.extend(rows.map(|row| result(index, question, row)));
    }
    if let Some(comparison) = &review.comparison {
        results.extend(comparison.gone.iter().map(|gone| {
            json!({
                "ruleId": gone.question,
                "kind": "fail",
                "level": level(gone.severity),
                "message": { "text": text(&format!("{}: {}", gone.title, gone.finding)) },
                "partialFingerprints": { "finding/v1": gone.id },
                "baselineState": "absent",
            })
        }));
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "enfilade",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": questions.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("enfilade/{}/", review.name) },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": questions.iter().copied().flat_map(notifications).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(question: &Question) -> Value {
    let help = format!("{}\n{}", question.why, question.next);
    let mut rule = json!({
        "id": question.id,
        "shortDescription": { "text": text(&question.title) },
        "fullDescription": { "text": text(&question.description) },
        "help": { "text": text(help.trim_end()) },
        "defaultConfiguration": { "level": level(question.severity) },
        "properties": {
            "security-severity": score(question.severity),
            "severity": question.severity.name(),
        },
    });
    if question.source.starts_with("https://") {
        rule["helpUri"] = Value::from(question.source.as_str());
    }
    rule
}

fn result(index: usize, question: &Question, row: &Row) -> Value {
    let message = format!("{}: {}", question.title, row.finding.in_one_line());
    let mut result = json!({
        "ruleId": question.id,
        "ruleIndex": index,
        "kind": "fail",
        "level": level(question.severity),
        "message": { "text": text(&message) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&format!("queries/{}.enq", question.id)) },
                "region": { "startLine": 1 },
            },
            "logicalLocations": logical(&row.finding.objects),
        }],
        "partialFingerprints": { "finding/v1": row.id },
        "properties": { "certainty": question.certainty() },
    });
    if !row.evidence.is_empty() {
        let locations = row.evidence.iter().map(step).collect::<Vec<_>>();
        result["codeFlows"] = json!([{ "threadFlows": [{ "locations": locations }] }]);
    }
    match row.change {
        Some(Change::New) => result["baselineState"] = Value::from("new"),
        Some(Change::Unchanged) => result["baselineState"] = Value::from("unchanged"),
        Some(Change::Unknown) | None => {}
    }
    result
}

fn step(step: &Step) -> Value {
    json!({
        "location": {
            "message": { "text": text(&format!("{} ({})", step.sentence, step.rule)) },
            "logicalLocations": logical([&step.from, &step.to]),
        },
    })
}

/// What the reader of the log must know: questions that have no answer, and what others rest on.
fn notifications(question: &Question) -> Vec<Value> {
    let one = |level: &str, message: &str| {
        json!({
            "level": level,
            "message": { "text": text(&format!("{}: {message}", question.id)) },
            "associatedRule": { "id": question.id },
        })
    };
    let unanswered = match &question.outcome {
        Outcome::Unanswerable(why) => Some(one("warning", why)),
        Outcome::NothingSeen => Some(one("warning", question.certainty())),
        Outcome::Found(rows) if rows.beyond() > 0 => {
            let said = format!("{} more rows were not kept", rows.beyond());
            Some(one("warning", &said))
        }
        _ => None,
    };
    let remarks = question.remarks.iter().map(|remark| one("note", remark));
    unanswered.into_iter().chain(remarks).collect()
}
