//! A review run: its questions asked of a tenant, one after the other, and the answers gathered.
//!
//! A review is a list of saved queries in sections ([`ReviewPlan`]), so each of its questions can be run
//! alone, changed by a query of one's own of the same name, and given allowances with an owner and an
//! end. A question that the export cannot answer stays in the document and says what to collect.

mod evidence;
mod external_access;
mod settings;

pub use settings::{ReviewSettings, SettingsError};

use crate::check::{CheckOptions, count};
use crate::library::{Expectation, Library, SavedQuery};
use crate::{Error, Opened, Verdict, judge};
use enfilade_model::{Attribute, EntityKind, Level};
use enfilade_query::{NoteKind, QueryError};
use enfilade_report::review::{Gap, Outcome, Question, Review, Rows, Section, Suppression};
use jiff::Timestamp;

/// A review that can be run.
#[derive(Copy, Clone, Debug)]
pub struct ReviewPlan {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    sections: &'static [SectionPlan],
}

#[derive(Copy, Clone, Debug)]
struct SectionPlan {
    title: &'static str,
    about: &'static str,
    /// Names of saved queries.
    questions: &'static [&'static str],
}

impl ReviewPlan {
    /// Every review.
    pub const ALL: &'static [ReviewPlan] = &[external_access::PLAN];

    /// The review of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<ReviewPlan> {
        let mut all = ReviewPlan::ALL.iter().copied();
        all.find(|plan| plan.name == name)
    }

    /// How many questions it asks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sections
            .iter()
            .map(|section| section.questions.len())
            .sum()
    }

    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a review is run.
#[derive(Clone, Debug)]
pub struct ReviewOptions {
    /// How the questions are asked, and on which day allowances must hold.
    pub check: CheckOptions,
    /// When the review is made: shown, and nothing else.
    pub made: String,
    /// How many rows of a question are kept.
    pub most_rows: usize,
    /// What is not asked. The rest of the settings is applied to the library before.
    pub settings: ReviewSettings,
}

/// Asks every question of a review; `asked` hears of each before it is asked.
///
/// ```no_run
/// use enfilade::library::Library;
/// use enfilade::{CheckOptions, QueryOptions, ReviewFormat, ReviewOptions, ReviewPlan, ReviewSettings};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let opened: enfilade::Opened = unimplemented!();
/// let options = ReviewOptions {
///     check: CheckOptions {
///         query: QueryOptions::default(),
///         today: "2026-11-26".parse()?,
///         accept_incomplete: false,
///     },
///     made: "2026-11-26".to_owned(),
///     most_rows: 10_000,
///     settings: ReviewSettings::default(),
/// };
/// let plan = ReviewPlan::named("external-access").ok_or("no such review")?;
/// let review = enfilade::review(&opened, &plan, &Library::bundled()?, &options, &mut |_| {})?;
/// for question in review.questions() {
///     println!("{}: {}", question.title, question.in_short());
/// }
/// review.write(ReviewFormat::Html, &mut std::fs::File::create("report.html")?)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The caller asked to stop. A question that has no answer is an answer.
pub fn review(
    opened: &Opened,
    plan: &ReviewPlan,
    library: &Library,
    options: &ReviewOptions,
    asked: &mut dyn FnMut(&SavedQuery),
) -> Result<Review, Error> {
    let mut sections = Vec::new();
    let mut suppressions = Vec::new();
    for section in plan.sections {
        let mut questions = Vec::new();
        for name in section.questions {
            questions.push(match library.find(name) {
                Ok(query) => {
                    asked(query);
                    suppressions.extend(suppressed(query, options));
                    match options.settings.not_asked(name) {
                        Some(why) => not_asked(query, why),
                        None => question(opened, query, options)?,
                    }
                }
                // A library of one's own may lack it; it then stands unanswered, not left out.
                Err(error) => Question {
                    id: (*name).to_owned(),
                    title: (*name).to_owned(),
                    outcome: Outcome::Unanswerable(error.to_string()),
                    ..Question::default()
                },
            });
        }
        sections.push(Section {
            title: section.title.to_owned(),
            about: section.about.to_owned(),
            questions,
        });
    }
    Ok(Review {
        name: plan.name.to_owned(),
        title: plan.title.to_owned(),
        tenant: tenant(opened),
        collected: shown(opened.contents.collected_at),
        made: options.made.clone(),
        sections,
        suppressions,
        gaps: gaps(opened),
        comparison: None,
    })
}

fn question(
    opened: &Opened,
    query: &SavedQuery,
    options: &ReviewOptions,
) -> Result<Question, Error> {
    let mut check = options.check.clone();
    check.query.parameters = query.defaults();
    let mut asked = described(query);
    match count(&opened.engine, query, &check, options.most_rows) {
        Ok(counted) => {
            let said = counted.notes.iter();
            let said = said.filter(|note| note.kind != NoteKind::Empty);
            asked.remarks.extend(said.map(|note| note.message.clone()));
            let missing = counted.outcome.coverage.iter();
            asked.missing.extend(missing.map(ToString::to_string));
            asked.remarks.extend(counted.remarks);
            let nothing = Expectation::None;
            let (_, verdict) = judge(opened, &query.text, &counted.outcome, nothing);
            asked.allowed = counted.allowed;
            asked.outcome = match counted.outcome.rows {
                0 if verdict == Verdict::Passed => Outcome::Nothing,
                0 => Outcome::NothingSeen,
                all => {
                    let mut rows = Rows::new(counted.columns, counted.findings, all);
                    rows.rests_on_gaps = verdict == Verdict::Undecided;
                    evidence::trace(opened, &mut rows.kept, &check.query)?;
                    Outcome::Found(rows)
                }
            };
        }
        Err(QueryError::Cancelled) => return Err(QueryError::Cancelled.into()),
        Err(error) => asked.outcome = Outcome::Unanswerable(why_not(&error)),
    }
    Ok(asked)
}

/// A question before it is asked.
fn described(query: &SavedQuery) -> Question {
    let header = &query.header;
    Question {
        id: query.name.clone(),
        title: header.title.clone(),
        description: header.description.clone(),
        why: header.why.clone(),
        source: header.source.clone(),
        next: header.next.clone(),
        severity: header.severity,
        query: query.body().to_owned(),
        ..Question::default()
    }
}

/// A question that the settings leave out: it stands in the document, so that nobody takes it for asked.
fn not_asked(query: &SavedQuery, why: &str) -> Question {
    Question {
        outcome: Outcome::Unanswerable(format!("not asked, as the settings say: {why}")),
        ..described(query)
    }
}

/// Why a query has no answer, on one line.
fn why_not(error: &QueryError) -> String {
    let QueryError::Diagnostics(diagnostics) = error else {
        return error.to_string();
    };
    let why = diagnostics.iter().map(|one| {
        let parts = [one.message.clone()].into_iter().chain(one.help.clone());
        parts.collect::<Vec<String>>().join("; ")
    });
    why.collect::<Vec<String>>().join(". ")
}

/// What of a question somebody answers for.
fn suppressed(query: &SavedQuery, options: &ReviewOptions) -> Vec<Suppression> {
    let allowances = query.header.allowances.iter();
    let suppressions = allowances.map(|allowance| Suppression {
        question: query.name.clone(),
        object: allowance.name.clone(),
        owner: allowance.owner.clone(),
        reason: allowance.reason.clone(),
        until: allowance.until.to_string(),
        has_ended: allowance.has_ended(options.check.today),
    });
    suppressions.collect()
}

/// What the tenant is called that the export was collected from.
fn tenant(opened: &Opened) -> Option<String> {
    let graph = opened.engine.graph();
    let collected = graph
        .ids(EntityKind::Tenant)
        .filter(|&id| graph.boolean(id, Attribute::Collected) == Some(true));
    let names: Vec<String> = collected.map(|id| graph.label(id).into_owned()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn gaps(opened: &Opened) -> Vec<Gap> {
    let relations = opened.contents.completeness.relations.iter();
    relations
        .filter_map(|(relation, level)| {
            let (is_absent, why) = match level {
                Level::Complete => return None,
                Level::Partial(why) => (false, why),
                Level::Absent(why) => (true, why),
            };
            Some(Gap {
                relation: relation.to_string(),
                is_absent,
                why: why.clone(),
            })
        })
        .collect()
}

/// An instant to the minute, in UTC.
fn shown(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map_or_else(
        |_| "at an unknown time".to_owned(),
        |time| time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::ReviewPlan;
    use crate::library::Library;

    #[test]
    fn every_question_says_its_source_and_what_to_do() {
        let library = Library::bundled().unwrap();
        for plan in ReviewPlan::ALL {
            for name in plan.sections.iter().flat_map(|section| section.questions) {
                let header = &library.find(name).unwrap().header;
                assert!(
                    header.source.starts_with("https://learn.microsoft.com/"),
                    "{name}"
                );
                assert!(header.next.ends_with('.'), "{name}");
            }
        }
    }

    #[test]
    fn each_section_begins_with_the_gravest() {
        let library = Library::bundled().unwrap();
        for section in ReviewPlan::ALL.iter().flat_map(|plan| plan.sections) {
            let severity = |name: &&str| library.find(name).unwrap().header.severity;
            let severities: Vec<_> = section.questions.iter().map(severity).collect();
            let descending = severities.is_sorted_by(|before, after| before >= after);
            assert!(descending, "{}: {severities:?}", section.title);
        }
    }

    #[test]
    fn every_question_is_a_bundled_query_and_stands_once() {
        let library = Library::bundled().unwrap();
        for plan in ReviewPlan::ALL {
            let names = plan.sections.iter().flat_map(|section| section.questions);
            let mut names: Vec<&str> = names.copied().collect();
            for name in &names {
                assert!(library.find(name).is_ok(), "{name}");
            }
            assert_eq!(names.len(), plan.len());
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), plan.len(), "a question stands twice");
        }
    }
}
