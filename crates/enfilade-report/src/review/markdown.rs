//! A review as Markdown: headings, and a table of the first rows of each question.

use super::{Outcome, Question, Review, Rows};
use crate::check::Severity;
use crate::escape::terminal::harmless;
use std::io::{self, Write};

/// How many rows of a question are written; the other formats have all.
const MOST_ROWS: usize = 50;

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
    if !review.gaps.is_empty() {
        writeln!(
            out,
            "\n## What is not in this export\n\n| relation | | what is missing |\n|---|---|---|"
        )?;
    }
    for gap in &review.gaps {
        let level = if gap.is_absent { "absent" } else { "partial" };
        writeln!(
            out,
            "| {} | {level} | {} |",
            text(&gap.relation),
            text(&gap.why)
        )?;
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
    for remark in &question.remarks {
        writeln!(out, "\n- {}", text(remark))?;
    }
    Ok(())
}

fn write_rows(rows: &Rows, out: &mut dyn Write) -> io::Result<()> {
    let line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        format!("| {} |", cells.join(" | "))
    };
    writeln!(
        out,
        "\n{}",
        line(&mut rows.columns.iter().map(|name| text(name)))
    )?;
    writeln!(
        out,
        "{}",
        line(&mut rows.columns.iter().map(|_| "---".to_owned()))
    )?;
    for finding in rows.kept.iter().take(MOST_ROWS) {
        let mut cells = rows.columns.iter().map(|name| text(finding.cell(name)));
        writeln!(out, "{}", line(&mut cells))?;
    }
    let shown = rows.kept.len().min(MOST_ROWS) as u64;
    if rows.count > shown {
        writeln!(
            out,
            "\n{} more rows are in the other formats.",
            rows.count - shown
        )?;
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
