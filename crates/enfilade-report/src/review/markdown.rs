//! A review as Markdown: headings, and a table of the first rows of each question.

use super::{Change, Comparison, Outcome, Question, Review, Row, Rows};
use crate::Severity;
use crate::escape::terminal::harmless;
use std::io::{self, Write};

/// How many rows of a question are written; the other formats have all.
const MOST_ROWS: usize = 50;
/// Of how many rows the evidence is told step by step.
const MOST_TOLD: usize = 2;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&review.title))?;
    if let Some(tenant) = &review.tenant {
        writeln!(out, "Tenant: {}  ", text(tenant))?;
    }
    writeln!(out, "Collected: {}  ", text(&review.collected))?;
    writeln!(out, "Made: {}\n", text(&review.made))?;
    writeln!(
        out,
        "| severity | questions that found something |\n|---|---:|"
    )?;
    for severity in Severity::ALL.into_iter().rev() {
        writeln!(out, "| {severity} | {} |", review.found(severity))?;
    }
    if let Some(comparison) = &review.comparison {
        write_comparison(comparison, out)?;
    }
    for section in &review.sections {
        writeln!(
            out,
            "\n## {}\n\n{}",
            text(&section.title),
            text(&section.about)
        )?;
        for question in &section.questions {
            write_question(question, out)?;
        }
    }
    let suppressions = review.suppressions.iter().map(|one| {
        let until = match one.has_ended {
            true => format!("{} (over)", one.until),
            false => one.until.clone(),
        };
        [&one.question, &one.object, &one.owner, &one.reason, &until].map(|cell| text(cell))
    });
    let heading = [
        "question",
        "suppressed",
        "who answers for it",
        "reason",
        "until",
    ];
    table("What is suppressed", heading, suppressions, out)?;
    let gaps = review.gaps.iter().map(|gap| {
        let level = if gap.is_absent { "absent" } else { "partial" };
        [text(&gap.relation), level.to_owned(), text(&gap.why)]
    });
    let heading = ["relation", "held", "what is missing"];
    table("What is not in this export", heading, gaps, out)
}

/// What has changed since an earlier review.
fn write_comparison(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\nSince the review of {}: {} new, {} no longer there, {} unchanged; of {} this cannot be said.",
        text(&comparison.made),
        comparison.all_new(),
        comparison.gone.len(),
        comparison.unchanged,
        comparison.unknown + comparison.unseen,
    )?;
    let gone = comparison.gone.iter().take(MOST_ROWS).map(|gone| {
        [
            text(&gone.title),
            text(&gone.finding),
            gone.severity.name().to_owned(),
        ]
    });
    table(
        "No longer there",
        ["question", "row", "severity"],
        gone,
        out,
    )
}

/// A heading and a table; nothing if the table is empty.
fn table<const N: usize>(
    title: &str,
    heading: [&str; N],
    lines: impl ExactSizeIterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if lines.len() == 0 {
        return Ok(());
    }
    writeln!(out, "\n## {title}\n\n| {} |", heading.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(N))?;
    for line in lines {
        writeln!(out, "| {} |", line.join(" | "))?;
    }
    Ok(())
}

fn write_question(question: &Question, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### {} ({}): {}\n\n{} {}",
        text(&question.title),
        question.severity,
        question.in_short(),
        text(&question.description),
        text(&question.why),
    )?;
    match &question.outcome {
        Outcome::Found(rows) => write_rows(rows, out)?,
        Outcome::Unanswerable(why) => writeln!(out, "\n{}", text(why))?,
        Outcome::Nothing | Outcome::NothingSeen => {}
    }
    if question.rows().is_some() && !question.next.is_empty() {
        writeln!(out, "\nWhat to do: {}", text(&question.next))?;
    }
    if !question.source.is_empty() {
        writeln!(out, "\nSource: {}", text(&question.source))?;
    }
    writeln!(out, "\nHow sure: {}.", text(question.certainty()))?;
    for remark in question.missing.iter().chain(&question.remarks) {
        writeln!(out, "\n- {}", text(remark))?;
    }
    Ok(())
}

fn write_rows(rows: &Rows, out: &mut dyn Write) -> io::Result<()> {
    let compared = rows.kept.iter().any(|row| row.change.is_some());
    let change = compared.then(|| "change".to_owned()).into_iter();
    let columns = rows.columns.iter().map(|name| text(name));
    let heading: Vec<String> = change.chain(columns).collect();
    writeln!(out, "\n| {} |", heading.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(heading.len()))?;
    for row in rows.kept.iter().take(MOST_ROWS) {
        let change = compared.then(|| row.change.map_or("", Change::name).to_owned());
        let cells = rows.columns.iter().map(|name| text(row.finding.cell(name)));
        let cells: Vec<String> = change.into_iter().chain(cells).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    let shown = rows.kept.len().min(MOST_ROWS) as u64;
    if rows.count > shown {
        writeln!(
            out,
            "\n{} more rows are in the other formats.",
            rows.count - shown
        )?;
    }
    let traced = rows.kept.iter().filter(|row| !row.evidence.is_empty());
    for row in traced.take(MOST_TOLD) {
        write_evidence(row, out)?;
    }
    Ok(())
}

/// The way of a row, step by step.
fn write_evidence(row: &Row, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\nEvidence for {}:\n",
        text(&row.finding.in_one_line())
    )?;
    for (number, step) in (1..).zip(&row.evidence) {
        let (sentence, rule) = (text(&step.sentence), text(&step.rule));
        writeln!(out, "{number}. {sentence}: {rule} ({})", text(&step.source))?;
    }
    Ok(())
}

/// Text that neither Markdown nor HTML within it takes for more than text.
///
/// A backslash before punctuation makes it a character
/// (<https://spec.commonmark.org/0.31.2/#backslash-escapes>).
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in harmless(text).chars() {
        if matches!(
            character,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '('
                | ')'
                | '#'
                | '!'
                | '|'
                | '&'
                | '~'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
