//! Verdicts for people: a line each, the rows of what failed, and the sum.

use super::{Checked, Found, Verdict, count};
use crate::escape::terminal::harmless;
use std::io::{self, Write};

/// How many rows of a failure are shown.
const SHOWN: usize = 10;

pub(super) fn write(checks: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    for check in checks {
        let word = match check.verdict {
            Verdict::Passed => "pass",
            Verdict::Failed => "FAIL",
            Verdict::Undecided => "open",
            Verdict::Broken(_) => "ERROR",
        };
        let (name, severity) = (harmless(&check.name), check.severity.name());
        writeln!(
            out,
            "{word:<5} {name} ({severity}): {}",
            harmless(&check.title)
        )?;
        if check.verdict != Verdict::Passed {
            for line in check.summary().lines() {
                writeln!(out, "      {}", harmless(line))?;
            }
        }
        if check.verdict == Verdict::Failed {
            rows(check, out)?;
        }
        for remark in &check.remarks {
            writeln!(out, "      note: {}", harmless(remark))?;
        }
    }
    writeln!(
        out,
        "\n{} checks: {} passed, {} failed, {} open, {} in error",
        checks.len(),
        count(checks, |verdict| *verdict == Verdict::Passed),
        count(checks, |verdict| *verdict == Verdict::Failed),
        count(checks, |verdict| *verdict == Verdict::Undecided),
        count(checks, |verdict| matches!(verdict, Verdict::Broken(_))),
    )
}

/// The first rows that count, and how many more there are.
fn rows(check: &Checked, out: &mut dyn Write) -> io::Result<()> {
    for finding in check.findings.iter().take(SHOWN) {
        writeln!(out, "      - {}", harmless(&finding.in_one_line()))?;
    }
    match check.found {
        Found::Rows(rows) if rows > SHOWN as u64 => {
            writeln!(out, "      and {} more", rows - SHOWN as u64)
        }
        Found::Rows(_) | Found::Number(_) => Ok(()),
    }
}
