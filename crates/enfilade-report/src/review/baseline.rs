//! An earlier review, read from its JSON and compared with this one.
//!
//! A finding is new only if the earlier review asked the same question, could answer it and kept all of
//! its rows, and gone only if this one did; of anything else nobody can say, and it is counted as such.

use super::comparison::{Change, Comparison, Gone};
use super::json::VERSION;
use super::{Outcome, Question, Review};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// An earlier review, as its JSON tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Baseline {
    enfilade_review: u32,
    name: String,
    tenant: Option<String>,
    made: String,
    sections: Vec<OldSection>,
}

#[derive(Clone, Debug, Deserialize)]
struct OldSection {
    questions: Vec<OldQuestion>,
}

#[derive(Clone, Debug, Deserialize)]
struct OldQuestion {
    id: String,
    title: String,
    severity: String,
    outcome: String,
    count: u64,
    rows: Vec<OldRow>,
}

#[derive(Clone, Debug, Deserialize)]
struct OldRow {
    id: String,
    cells: serde_json::Map<String, serde_json::Value>,
}

/// A file is no earlier review, or one of something else.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not what `--format json` writes.
    #[error("it is no review as JSON ({0}); make one with `enfilade report .. --format json`")]
    Form(#[from] serde_json::Error),
    /// It was written by another version of the program.
    #[error(
        "its form has the number {found}, and this program writes {}; make it again with this program",
        VERSION
    )]
    Version {
        /// The number that it has.
        found: u32,
    },
    /// It is another review.
    #[error("it is the review `{found}`, not `{wanted}`")]
    Review {
        /// Its name.
        found: String,
        /// The one being made.
        wanted: String,
    },
    /// It is of another tenant.
    #[error("it is of the tenant `{found}`, and this export is of `{wanted}`")]
    Tenant {
        /// The tenant it is of.
        found: String,
        /// The one being reviewed.
        wanted: String,
    },
}

impl OldQuestion {
    /// Whether what is not among its rows was not there.
    fn is_whole(&self) -> bool {
        match self.outcome.as_str() {
            "found" => self.rows.len() as u64 == self.count,
            "nothing" => true,
            _ => false,
        }
    }
}

impl Baseline {
    /// Reads the JSON of an earlier review.
    ///
    /// # Errors
    /// It is something else, or of another version.
    pub fn read(json: &[u8]) -> Result<Baseline, BaselineError> {
        let baseline: Baseline = serde_json::from_slice(json)?;
        match baseline.enfilade_review {
            VERSION => Ok(baseline),
            found => Err(BaselineError::Version { found }),
        }
    }

    /// Says of each finding of a review what became of it, and what is gone.
    ///
    /// # Errors
    /// The two are of different tenants, or different reviews.
    pub fn compare(&self, review: &mut Review) -> Result<(), BaselineError> {
        if self.name != review.name {
            return Err(BaselineError::Review {
                found: self.name.clone(),
                wanted: review.name.clone(),
            });
        }
        if let (Some(found), Some(wanted)) = (&self.tenant, &review.tenant)
            && found != wanted
        {
            return Err(BaselineError::Tenant {
                found: found.clone(),
                wanted: wanted.clone(),
            });
        }
        let old = self.sections.iter().flat_map(|section| &section.questions);
        let old: HashMap<&str, &OldQuestion> = old.map(|one| (one.id.as_str(), one)).collect();
        let mut comparison = Comparison {
            made: self.made.clone(),
            ..Comparison::default()
        };
        let mut asked = HashSet::new();
        let sections = review.sections.iter_mut();
        for question in sections.flat_map(|section| &mut section.questions) {
            asked.insert(question.id.clone());
            compare(
                question,
                old.get(question.id.as_str()).copied(),
                &mut comparison,
            );
        }
        let dropped = old.values().filter(|one| !asked.contains(&one.id));
        comparison.unseen += dropped.map(|one| one.rows.len() as u64).sum::<u64>();
        review.comparison = Some(comparison);
        Ok(())
    }
}

fn compare(question: &mut Question, old: Option<&OldQuestion>, comparison: &mut Comparison) {
    let before: HashSet<&str> = old
        .into_iter()
        .flat_map(|old| old.rows.iter().map(|row| row.id.as_str()))
        .collect();
    let was_whole = old.is_some_and(OldQuestion::is_whole);
    let at = question.severity as usize;
    let mut now = HashSet::new();
    let mut is_whole = matches!(question.outcome, Outcome::Nothing);
    if let Outcome::Found(rows) = &mut question.outcome {
        is_whole = rows.beyond() == 0;
        for row in &mut rows.kept {
            let change = match (before.contains(row.id.as_str()), was_whole) {
                (true, _) => Change::Unchanged,
                (false, true) => Change::New,
                (false, false) => Change::Unknown,
            };
            match change {
                Change::New => comparison.new[at] += 1,
                Change::Unchanged => comparison.unchanged += 1,
                Change::Unknown => comparison.unknown += 1,
            }
            row.change = Some(change);
            now.insert(row.id.clone());
        }
    }
    let Some(old) = old else { return };
    for row in old.rows.iter().filter(|row| !now.contains(&row.id)) {
        if !is_whole {
            comparison.unseen += 1;
            continue;
        }
        comparison.gone.push(Gone {
            id: row.id.clone(),
            question: old.id.clone(),
            title: old.title.clone(),
            severity: old.severity.parse().unwrap_or_default(),
            finding: row.in_one_line(),
        });
    }
}

impl OldRow {
    fn in_one_line(&self) -> String {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let cells = self.cells.iter();
        let cells: Vec<String> = cells
            .map(|(name, value)| format!("{name} {}", text(value)))
            .collect();
        cells.join(", ")
    }
}
