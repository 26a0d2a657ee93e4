//! Verdicts as JUnit XML: a suite for each area, a case for each check.
//!
//! There is no standard; what Jenkins, GitLab and Azure DevOps all read is the dialect of Ant's
//! JUnit task: `testsuites`, `testsuite`, `testcase` with `failure`, `error` or `skipped` inside.
//! What is not decidable is an error there, because a gate that cannot tell must not look green.

use super::{Checked, Verdict, count};
use crate::escape::xml::escaped;
use std::io::{self, Write};

pub(super) fn write(checks: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"enfilade\" {}>", totals(checks))?;
    // Sorted by area: a suite is a run of neighbours.
    for suite in checks.chunk_by(|a, b| a.area_and_question().0 == b.area_and_question().0) {
        let area = suite
            .first()
            .map_or("", |check| check.area_and_question().0);
        writeln!(
            out,
            "  <testsuite name=\"{}\" {}>",
            escaped(area),
            totals(suite)
        )?;
        for check in suite {
            case(check, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn totals(checks: &[Checked]) -> String {
    let failures = count(checks, |verdict| *verdict == Verdict::Failed);
    let errors = count(checks, |verdict| {
        matches!(verdict, Verdict::Broken(_) | Verdict::Undecided)
    });
    let time: f64 = checks.iter().map(|check| check.took.as_secs_f64()).sum();
    let tests = checks.len();
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{time:.3}\"")
}

fn case(check: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let (area, question) = check.area_and_question();
    write!(
        out,
        "    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3}\">",
        escaped(question),
        escaped(area),
        check.took.as_secs_f64()
    )?;
    let (element, kind) = match check.verdict {
        Verdict::Passed => ("", ""),
        Verdict::Failed => ("failure", check.severity.name()),
        Verdict::Undecided => ("error", "undecided"),
        Verdict::Broken(_) => ("error", "query"),
    };
    if !element.is_empty() {
        write!(
            out,
            "\n      <{element} type=\"{kind}\" message=\"{}\">",
            escaped(&format!("{}: {}", check.title, check.summary()))
        )?;
        for finding in &check.findings {
            write!(out, "{}&#10;", escaped(&finding.in_one_line()))?;
        }
        write!(out, "</{element}>\n    ")?;
    }
    if !check.remarks.is_empty() {
        let remarks = check.remarks.join("\n");
        write!(
            out,
            "\n      <system-out>{}</system-out>\n    ",
            escaped(&remarks)
        )?;
    }
    writeln!(out, "</testcase>")
}
