//! Why a finding about access is so: the shortest way from the first object of its row to a resource in it.
//!
//! The way is the answer to `why`, so that it rests on the same rules and the same records. A row whose
//! objects have no access to each other, such as a group and its owner, has no way.

use crate::Opened;
use enfilade_query::syntax::quoted;
use enfilade_query::{QueryError, QueryOptions};
use enfilade_report::review::{Row, Step};
use enfilade_report::{Finding, Object, findings};

/// Of how many rows of a question the way is looked up.
const TRACED: usize = 12;

/// Looks up the ways of the first rows.
///
/// # Errors
/// The caller asked to stop.
pub(super) fn trace(
    opened: &Opened,
    rows: &mut [Row],
    options: &QueryOptions,
) -> Result<(), QueryError> {
    for row in rows.iter_mut().take(TRACED) {
        row.evidence = way(opened, &row.finding, options)?;
    }
    Ok(())
}

/// The steps from the first object of a row to the first other one that it reaches, in the role and by
/// the way that the row names.
fn way(
    opened: &Opened,
    finding: &Finding,
    options: &QueryOptions,
) -> Result<Vec<Step>, QueryError> {
    let Some((subject, others)) = finding.objects.split_first() else {
        return Ok(Vec::new());
    };
    for target in others.iter().filter(|target| target.column != "via") {
        let pair = format!("{} reach {}", quoted(&subject.id), quoted(&target.id));
        let role = role(finding);
        let through = through(finding, target);
        for verb in verbs(finding) {
            for clauses in [format!("{role}{through}"), role.clone()] {
                match steps(opened, &format!("why {verb} {pair}{clauses}"), options) {
                    Ok(steps) if leads(&steps, &subject.id, &target.id) => return Ok(steps),
                    Err(QueryError::Cancelled) => return Err(QueryError::Cancelled),
                    // Neither is a resource that the other could have access to.
                    Ok(_) | Err(_) => {}
                }
            }
        }
    }
    Ok(Vec::new())
}

/// The clause for the role that a row names in words.
fn role(finding: &Finding) -> String {
    let is_object = finding.objects.iter().any(|object| object.column == "role");
    match finding.cell("role") {
        "" => String::new(),
        _ if is_object => String::new(),
        role => format!(" as {}", quoted(role)),
    }
}

/// The clauses for what a row says that the way leads through.
fn through(finding: &Finding, target: &Object) -> String {
    let between = finding.objects.iter().filter(|object| {
        matches!(object.column.as_str(), "via" | "scope") && object.id != target.id
    });
    let clauses = between.map(|object| format!(" via {}", quoted(&object.id)));
    clauses.collect()
}

/// Whether the steps lead from one to the other: what is called by an id need not be what has it.
fn leads(steps: &[Step], from: &str, to: &str) -> bool {
    let starts = steps.first().is_some_and(|step| step.from.id == from);
    starts && steps.last().is_some_and(|step| step.to.id == to)
}

/// How access of this row is asked for: by its state, if it says one.
fn verbs(finding: &Finding) -> &'static [&'static str] {
    match finding.cell("state") {
        "active" => &["does"],
        "pending" | "eligible" | "requestable" => &["can"],
        "controllable" => &["could"],
        _ => &["does", "can", "could"],
    }
}

fn steps(opened: &Opened, text: &str, options: &QueryOptions) -> Result<Vec<Step>, QueryError> {
    let answer = opened.engine.query(text, options)?;
    let mut steps = Vec::new();
    for batch in answer.batches {
        for row in findings(&batch?)? {
            let is_first_way = row.cell("way") == "1";
            // Where there is no access the rows say what fails.
            if !is_first_way || row.cell("carries") != "true" {
                return Ok(steps);
            }
            if let [from, to] = row.objects.as_slice() {
                let text = |column: &str| row.cell(column).to_owned();
                steps.push(Step {
                    from: from.clone(),
                    relation: text("relation"),
                    to: to.clone(),
                    sentence: text("sentence"),
                    rule: text("rule"),
                    source: text("source"),
                    record: text("record"),
                });
            }
        }
    }
    Ok(steps)
}
