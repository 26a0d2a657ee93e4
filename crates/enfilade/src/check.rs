//! Saved queries as a gate: what was expected is held against what is found.
//!
//! An allowance that has run out no longer counts, and is reported; so is one that names nothing that
//! was found.

use crate::library::{Allowance, SavedQuery};
use crate::{Error, Opened, Outcome, judge};
use enfilade_query::{Engine, Note, QueryError, QueryOptions};
use enfilade_report::check::{Checked, Found, Verdict};
use enfilade_report::output::only_number;
use enfilade_report::review::identity::Namer;
use enfilade_report::{Finding, findings};
use jiff::civil::Date;
use std::path::Path;
use std::time::Instant;

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
    opened: &Opened,
    query: &SavedQuery,
    options: &CheckOptions,
) -> Result<Option<Checked>, Error> {
    let Some(expectation) = query.header.expectation else {
        return Ok(None);
    };
    let started = Instant::now();
    let (counted, found, verdict) = match count(&opened.engine, query, options, KEPT) {
        Ok(mut counted) => {
            if options.accept_incomplete {
                counted.outcome.coverage.clear();
            }
            let (found, verdict) = judge(opened, &query.text, &counted.outcome, expectation);
            (counted, found, verdict)
        }
        Err(QueryError::Cancelled) => return Err(QueryError::Cancelled.into()),
        Err(error) => {
            let why = Verdict::Broken(error.render(&query.text, false));
            (Counted::default(), Found::Rows(0), why)
        }
    };
    let header = &query.header;
    Ok(Some(Checked {
        name: query.name.clone(),
        title: header.title.clone(),
        description: header.description.clone(),
        why: header.why.clone(),
        severity: header.severity,
        file: query.file.as_deref().map(written),
        expectation: expectation.to_string(),
        verdict,
        found,
        allowed: counted.allowed,
        findings: match found {
            Found::Rows(_) => counted.findings.into_iter().map(|(_, row)| row).collect(),
            // The one row says no more than its number.
            Found::Number(_) => Vec::new(),
        },
        remarks: counted.remarks,
        took: started.elapsed(),
    }))
}

/// What a query found.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) outcome: Outcome,
    pub(crate) columns: Vec<String>,
    pub(crate) allowed: u64,
    /// The rows that were kept, with what they are called from run to run.
    pub(crate) findings: Vec<(String, Finding)>,
    pub(crate) notes: Vec<Note>,
    pub(crate) remarks: Vec<String>,
}

/// Runs a saved query, and counts its rows but for those allowed. The first `most` are kept.
pub(crate) fn count(
    engine: &Engine,
    query: &SavedQuery,
    options: &CheckOptions,
    most: usize,
) -> Result<Counted, QueryError> {
    let read = QueryOptions {
        strict_names: true,
        ..options.query.clone()
    };
    let allowances = &query.header.allowances;
    let mut used = vec![false; allowances.len()];
    let answer = engine.query(&query.text, &read)?;
    let columns = answer.schema.fields().iter();
    let mut counted = Counted {
        columns: columns.map(|field| field.name().clone()).collect(),
        ..Counted::default()
    };
    let mut namer = Namer::new(&query.name);
    for batch in answer.batches {
        let batch = batch?;
        counted.outcome.number = counted.outcome.number.or_else(|| only_number(&batch));
        for finding in findings(&batch)? {
            let is_kept = counted.findings.len() < most;
            let id = match is_kept || !allowances.is_empty() {
                true => namer.name(&finding),
                false => String::new(),
            };
            let mut is_allowed = false;
            for (allowance, used) in allowances.iter().zip(&mut used) {
                if id == allowance.name || finding.names(&allowance.name) {
                    *used = true;
                    is_allowed |= !allowance.has_ended(options.today);
                }
            }
            if is_allowed {
                counted.allowed += 1;
                continue;
            }
            counted.outcome.rows += 1;
            if is_kept {
                counted.findings.push((id, finding));
            }
        }
    }
    counted.notes = answer.notes.list();
    counted.outcome.coverage = answer.coverage;
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

/// A path with `/` between its parts.
fn written(file: &Path) -> String {
    let parts = file
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    let parts: Vec<_> = parts.collect();
    // The root is a part of its own.
    parts.join("/").replacen("//", "/", 1)
}
