//! Verdicts as SARIF 2.1.0: a rule for each check, a result for each row.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Code scanning services
//! also want a place in a file, so a result points at the saved query that found it, and a
//! fingerprint that stays the same from run to run, which is made of the ids in the row.

use super::{Checked, Verdict};
use crate::Finding;
use crate::sarif::{SCHEMA, level, logical, score, text, uri};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(checks: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let results: Vec<Value> = checks
        .iter()
        .enumerate()
        .flat_map(|(index, check)| results(index, check))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "enfilade",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": checks.iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": !checks.iter().any(|check| matches!(check.verdict, Verdict::Broken(_))),
                "toolExecutionNotifications": checks.iter().flat_map(notifications).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(check: &Checked) -> Value {
    json!({
        "id": check.name,
        "shortDescription": { "text": text(&check.title) },
        "fullDescription": { "text": text(&check.description) },
        "help": { "text": text(&check.why) },
        "defaultConfiguration": { "level": level(check.severity) },
        "properties": {
            "security-severity": score(check.severity),
            "severity": check.severity.name(),
            "expectation": check.expectation,
        },
    })
}

/// A result for each row that was kept; one for the whole check where no row is to blame.
fn results(index: usize, check: &Checked) -> Vec<Value> {
    let one = |kind: &str, level: &str, message: String, finding: Option<&Finding>| {
        let mut result = json!({
            "ruleId": check.name,
            "ruleIndex": index,
            "kind": kind,
            "level": level,
            "message": { "text": text(&message) },
            "locations": [location(check, finding)],
        });
        if let Some(finding) = finding {
            let ids: Vec<&str> = finding
                .objects
                .iter()
                .map(|object| object.id.as_str())
                .collect();
            let ids = match ids.is_empty() {
                true => finding.in_one_line(),
                false => ids.join("|"),
            };
            result["partialFingerprints"] =
                json!({ "objects/v1": format!("{}|{ids}", check.name) });
        }
        result
    };
    match check.verdict {
        Verdict::Passed | Verdict::Broken(_) => Vec::new(),
        // The level of whatever is no failure must be `none` (section 3.27.10).
        Verdict::Undecided => vec![one("open", "none", check.summary(), None)],
        Verdict::Failed if check.findings.is_empty() => {
            vec![one("fail", level(check.severity), check.summary(), None)]
        }
        Verdict::Failed => check
            .findings
            .iter()
            .map(|finding| {
                let message = format!("{}: {}", check.title, finding.in_one_line());
                one("fail", level(check.severity), message, Some(finding))
            })
            .collect(),
    }
}

fn notifications(check: &Checked) -> Vec<Value> {
    let one = |level: &str, message: &str| {
        json!({
            "level": level,
            "message": { "text": text(&format!("{}: {message}", check.name)) },
            "associatedRule": { "id": check.name },
        })
    };
    let remarks = check.remarks.iter().map(|remark| one("warning", remark));
    let broken = match &check.verdict {
        Verdict::Broken(why) => Some(one("error", why)),
        _ => None,
    };
    remarks.chain(broken).collect()
}

fn location(check: &Checked, finding: Option<&Finding>) -> Value {
    let file = check
        .file
        .clone()
        .unwrap_or_else(|| format!("queries/{}.enq", check.name));
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&file) },
            "region": { "startLine": 1 },
        },
    });
    let objects = finding.map_or(&[][..], |finding| finding.objects.as_slice());
    if !objects.is_empty() {
        location["logicalLocations"] = logical(objects);
    }
    location
}
