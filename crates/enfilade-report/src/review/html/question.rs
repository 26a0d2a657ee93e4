//! A question of the page: what was found, why it matters, what to do, and what stands behind it.

use super::super::drawing::drawing;
use super::super::{Change, Outcome, Question, Row, Rows};
use super::{anchor, lines, link};
use crate::escape::terminal::harmless_lines;
use crate::escape::xml::escaped;
use std::borrow::Cow;
use std::io::{self, Write};

/// How many rows of a table the page has without its script.
const ROWS_AT_FIRST: usize = 25;
/// Of how many rows the evidence is told step by step.
const MOST_TOLD: usize = 5;

/// Writes a question; `compared` if there is an earlier review.
pub(super) fn write(question: &Question, compared: bool, out: &mut dyn Write) -> io::Result<()> {
    let state = match question.outcome {
        Outcome::Found(_) => question.severity.name(),
        Outcome::Nothing => "clear",
        Outcome::NothingSeen | Outcome::Unanswerable(_) => "unknown",
    };
    writeln!(
        out,
        "<article id=\"{}\" class=\"{state}\">\n<h3>{} <span class=\"badge {state}\">{}</span></h3>\n\
         <p>{} <span class=\"why\">{}</span></p>",
        anchor(question),
        escaped(&question.title),
        match question.outcome {
            Outcome::Found(_) => format!("{}: {}", question.severity, question.in_short()),
            _ => question.in_short(),
        },
        escaped(&question.description),
        escaped(&question.why),
    )?;
    match &question.outcome {
        Outcome::Found(rows) => write_rows(question, rows, compared, out)?,
        Outcome::Unanswerable(why) => writeln!(out, "<p class=\"gap\">{}</p>", escaped(why))?,
        Outcome::Nothing | Outcome::NothingSeen => {}
    }
    more(question, out)?;
    writeln!(out, "</article>")
}

/// What to do next, and what stands behind the answer.
fn more(question: &Question, out: &mut dyn Write) -> io::Result<()> {
    if question.rows().is_some() && !question.next.is_empty() {
        let next = escaped(&question.next);
        writeln!(out, "<p><strong>What to do:</strong> {next}</p>")?;
    }
    writeln!(
        out,
        "<details><summary>How sure it is, and how it was asked</summary>\n<p>{}.</p>",
        escaped(&sentence(question.certainty()))
    )?;
    if !question.source.is_empty() {
        writeln!(out, "<p>Source: {}</p>", link(&question.source))?;
    }
    for (title, list) in [
        ("What the export lacks for it", &question.missing),
        ("How it was read", &question.remarks),
    ] {
        if !list.is_empty() {
            writeln!(out, "<p>{title}:</p>\n<ul>")?;
            for one in list {
                writeln!(out, "<li>{}</li>", escaped(one))?;
            }
            writeln!(out, "</ul>")?;
        }
    }
    writeln!(
        out,
        "<p>The saved query <code>{}</code>:</p>\n<pre><code>{}</code></pre></details>",
        escaped(&question.id),
        lines(&question.query)
    )
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn write_rows(
    question: &Question,
    rows: &Rows,
    compared: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(drawing) = drawing(&rows.kept) {
        writeln!(
            out,
            "<div class=\"drawing\" tabindex=\"0\" role=\"group\" aria-label=\"Drawing\">{drawing}</div>"
        )?;
    }
    let id = anchor(question);
    writeln!(
        out,
        "<div class=\"rows\" tabindex=\"0\" role=\"group\" aria-label=\"Rows of: {title}\"><table id=\"table-{id}\">\n\
         <caption>{title}</caption>\n<thead><tr>",
        title = escaped(&question.title)
    )?;
    for column in heading(rows, compared) {
        writeln!(out, "<th scope=\"col\">{}</th>", escaped(column))?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in rows.kept.iter().take(ROWS_AT_FIRST) {
        write!(out, "<tr>")?;
        for cell in cells(row, rows, compared) {
            write!(out, "<td>{}</td>", escaped(cell))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>")?;
    let shown = rows.kept.len().min(ROWS_AT_FIRST) as u64;
    if rows.count > shown {
        let more = rows.count - shown;
        writeln!(out, "<p class=\"more\">{more} more rows</p>")?;
    }
    if rows.kept.len() > ROWS_AT_FIRST {
        data(&id, rows, compared, out)?;
    }
    evidence(rows, out)
}

/// The ways of the first rows, step by step.
fn evidence(rows: &Rows, out: &mut dyn Write) -> io::Result<()> {
    let mut traced = rows.kept.iter().filter(|row| !row.evidence.is_empty());
    let mut first = traced.by_ref().take(MOST_TOLD).peekable();
    if first.peek().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "<details><summary>The evidence, step by step</summary>"
    )?;
    for row in first {
        writeln!(out, "<p>{}</p>\n<ol>", escaped(&row.finding.in_one_line()))?;
        for step in &row.evidence {
            writeln!(
                out,
                "<li>{}<br><span class=\"why\">{} ({})</span>",
                escaped(&step.sentence),
                escaped(&step.rule),
                link(&step.source)
            )?;
            if !step.record.is_empty() {
                writeln!(
                    out,
                    "<br><span class=\"why\">{}</span>",
                    escaped(&step.record)
                )?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ol>")?;
    }
    writeln!(out, "</details>")
}

/// The names of the columns.
fn heading(rows: &Rows, compared: bool) -> impl Iterator<Item = &str> {
    let change = compared.then_some("change");
    let own = rows.columns.iter().map(String::as_str);
    change.into_iter().chain(own).chain(["finding"])
}

/// The texts of a row, in the order of the columns.
fn cells<'r>(row: &'r Row, rows: &'r Rows, compared: bool) -> impl Iterator<Item = &'r str> {
    let change = compared.then(|| row.change.map_or("", Change::name));
    let own = rows.columns.iter().map(|column| row.finding.cell(column));
    change.into_iter().chain(own).chain([row.id.as_str()])
}

/// All rows that were kept, for the script; a script's text ends at `</`, so no `<` is left in it.
fn data(id: &str, rows: &Rows, compared: bool, out: &mut dyn Write) -> io::Result<()> {
    let lines = rows.kept.iter().map(|row| {
        let cells = cells(row, rows, compared);
        cells.map(harmless_lines).collect::<Vec<Cow<'_, str>>>()
    });
    let json = serde_json::to_string(&lines.collect::<Vec<_>>())?;
    writeln!(
        out,
        "<script type=\"application/json\" id=\"data-{id}\">{}</script>",
        json.replace('<', "\\u003c")
    )
}
