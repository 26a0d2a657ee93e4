//! A review as one table, a line for each row that was found: what CSV, Parquet and the first sheet of a
//! workbook hold.

use super::{Question, Review, Row, Section};

/// The columns, in order.
pub(super) const COLUMNS: [&str; 14] = [
    "finding",
    "severity",
    "section",
    "question",
    "title",
    "row",
    "objects",
    "ids",
    "change",
    "certainty",
    "evidence",
    "why",
    "source",
    "next",
];

/// The lines of the table, the cells in the order of [`COLUMNS`].
pub(super) fn lines(review: &Review) -> impl Iterator<Item = [String; COLUMNS.len()]> {
    review.sections.iter().flat_map(|section| {
        let questions = section.questions.iter();
        questions.flat_map(move |question| {
            let rows = question.rows().into_iter().flat_map(|rows| &rows.kept);
            rows.map(move |row| line(section, question, row))
        })
    })
}

fn line(section: &Section, question: &Question, row: &Row) -> [String; COLUMNS.len()] {
    let objects = row.finding.objects.iter();
    let objects = objects.map(|object| format!("{} {}", object.kind, object.name));
    let ids = row.finding.objects.iter().map(|object| object.id.as_str());
    let evidence = row.evidence.iter().map(|step| step.sentence.as_str());
    [
        row.id.clone(),
        question.severity.name().to_owned(),
        section.title.clone(),
        question.id.clone(),
        question.title.clone(),
        row.finding.in_one_line(),
        objects.collect::<Vec<_>>().join("; "),
        ids.collect::<Vec<_>>().join(" "),
        row.change.map_or("", |change| change.name()).to_owned(),
        question.certainty().to_owned(),
        evidence.collect::<Vec<_>>().join(". "),
        question.why.clone(),
        question.source.clone(),
        question.next.clone(),
    ]
}
