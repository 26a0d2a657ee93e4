//! Saved queries as a gate: what was expected is held against what is found.
//!
//! A verdict must not rest on a gap: where the export cannot hold what would decide it, it is open.
//! Which rows a gap may add or take away is what [`Monotony`] says. An allowance that has run out no
//! longer counts, and is reported; so is one that names nothing that was found.

use crate::library::{Allowance, Expectation, SavedQuery};
use crate::{Error, Monotony};
use enfilade_query::{Engine, QueryError, QueryOptions};
use enfilade_report::check::{Checked, Verdict};
use enfilade_report::{Finding, findings};
use jiff::civil::Date;
use std::time::{Duration, Instant};

/// How many rows of a check are kept to be shown.
const KEPT: usize = 1000;

/// How checks are run.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// How the queries are read. Names are strict whatever it says.
    pub query: QueryOptions,
    /// The day on which allowances must still hold.
    pub today: Date,
    /// Whether gaps of the export leave nothing open.
    pub accept_incomplete: bool,
}

/// Runs a check; none if the query expects nothing in particular.
///
/// # Errors
/// The caller asked to stop. A query that has no answer is a verdict.
pub fn check(
    engine: &Engine,
    query: &SavedQuery,
    options: &CheckOptions,
) -> Result<Option<Checked>, Error> {
    let Some(expectation) = query.header.expectation else {
        return Ok(None);
    };
    let started = Instant::now();
    let counted = match count(engine, query, options) {
        Ok(counted) => counted,
        Err(QueryError::Cancelled) => return Err(QueryError::Cancelled.into()),
        Err(error) => {
            let why = Verdict::Broken(error.render(&query.text, false));
            return Ok(Some(checked(
                query,
                expectation,
                Counted::default(),
                why,
                started.elapsed(),
            )));
        }
    };
    let verdict = verdict(expectation, &counted, query, options.accept_incomplete);
    Ok(Some(checked(
        query,
        expectation,
        counted,
        verdict,
        started.elapsed(),
    )))
}

/// What a query found.
#[derive(Default)]
struct Counted {
    rows: u64,
    allowed: u64,
    findings: Vec<Finding>,
    remarks: Vec<String>,
    gaps: bool,
}

fn count(
    engine: &Engine,
    query: &SavedQuery,
    options: &CheckOptions,
) -> Result<Counted, QueryError> {
    let read = QueryOptions {
        strict_names: true,
        ..options.query.clone()
    };
    let allowances = &query.header.allowances;
    let mut used = vec![false; allowances.len()];
    let answer = engine.query(&query.text, &read)?;
    let mut counted = Counted::default();
    for batch in answer.batches {
        for finding in findings(&batch?)? {
            let mut is_allowed = false;
            for (allowance, used) in allowances.iter().zip(&mut used) {
                if finding.names(&allowance.name) {
                    *used = true;
                    is_allowed |= !allowance.has_ended(options.today);
                }
            }
            if is_allowed {
                counted.allowed += 1;
                continue;
            }
            counted.rows += 1;
            if counted.findings.len() < KEPT {
                counted.findings.push(finding);
            }
        }
    }
    counted.gaps = !answer.coverage.is_empty();
    for (allowance, used) in allowances.iter().zip(used) {
        counted
            .remarks
            .extend(remark(allowance, used, options.today));
    }
    Ok(counted)
}

/// What should be known of an allowance.
fn remark(allowance: &Allowance, used: bool, today: Date) -> Option<String> {
    let Allowance {
        name, owner, until, ..
    } = allowance;
    let ended = allowance.has_ended(today);
    match (ended, used) {
        (true, true) => Some(format!(
            "the allowance of `{name}` ended on {until}; {owner} answers for it"
        )),
        (true, false) => Some(format!(
            "the allowance of `{name}` ended on {until} and is no longer needed: remove it"
        )),
        (false, false) => Some(format!(
            "the allowance of `{name}` matches nothing that was found"
        )),
        (false, true) => None,
    }
}

fn verdict(
    expectation: Expectation,
    counted: &Counted,
    query: &SavedQuery,
    accept_incomplete: bool,
) -> Verdict {
    let rows = counted.rows;
    let is_certain = !counted.gaps
        || accept_incomplete
        || match Monotony::of(&query.text) {
            Monotony::Growing => expectation.is_certain_with_more(rows),
            Monotony::Shrinking => expectation.is_certain_with_fewer(rows),
            Monotony::Unknown => false,
        };
    match (is_certain, expectation.holds(rows)) {
        (false, _) => Verdict::Undecided,
        (true, true) => Verdict::Passed,
        (true, false) => Verdict::Failed,
    }
}

fn checked(
    query: &SavedQuery,
    expectation: Expectation,
    counted: Counted,
    verdict: Verdict,
    took: Duration,
) -> Checked {
    let header = &query.header;
    let file = query.file.as_ref().map(|file| {
        let parts = file
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let parts: Vec<_> = parts.collect();
        // The root is a part of its own.
        parts.join("/").replacen("//", "/", 1)
    });
    Checked {
        name: query.name.clone(),
        title: header.title.clone(),
        description: header.description.clone(),
        why: header.why.clone(),
        severity: header.severity,
        file,
        expectation: expectation.to_string(),
        verdict,
        rows: counted.rows,
        allowed: counted.allowed,
        findings: counted.findings,
        remarks: counted.remarks,
        took,
    }
}
