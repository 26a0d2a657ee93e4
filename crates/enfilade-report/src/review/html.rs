//! A review as one page: nothing is loaded from anywhere, and nothing but its own style and script runs.
//!
//! A content security policy in the page itself says so: it names the hashes of the one style and the one
//! script (<https://www.w3.org/TR/CSP3/#grammardef-hash-source>). Without the script the page shows the
//! first rows of every table; with it tables sort, filter and show the rest, which the page carries as
//! JSON.

use super::drawing::drawing;
use super::{Outcome, Question, Review, Rows, Section};
use crate::check::Severity;
use crate::escape::xml::escaped;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// How many rows of a table the page has without its script.
const ROWS_AT_FIRST: usize = 25;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n",
        hash(STYLE),
        hash(SCRIPT),
        escaped(&review.title),
    )?;
    head(review, out)?;
    writeln!(out, "<main id=\"findings\">")?;
    for (number, section) in review.sections.iter().enumerate() {
        write_section(number, section, out)?;
    }
    gaps(review, out)?;
    write!(
        out,
        "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// What someone reads who has a minute.
fn head(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<header>\n<h1>{}</h1>", escaped(&review.title))?;
    let tenant = review
        .tenant
        .as_deref()
        .unwrap_or("a tenant without a name");
    writeln!(
        out,
        "<p>{}, collected {}, reviewed {}.</p>",
        escaped(tenant),
        escaped(&review.collected),
        escaped(&review.made)
    )?;
    writeln!(out, "<ul class=\"counts\">")?;
    for severity in Severity::ALL.into_iter().rev() {
        writeln!(
            out,
            "<li class=\"{severity}\"><strong>{}</strong> {severity}</li>",
            review.found(severity)
        )?;
    }
    let all = review.questions().count();
    let unanswered = |one: &&Question| matches!(one.outcome, Outcome::Unanswerable(_));
    let unanswered = review.questions().filter(unanswered).count();
    writeln!(
        out,
        "</ul>\n<p>{all} questions were asked. The numbers say how many of them found something, by how grave it is; \
         {unanswered} cannot be answered from this export.</p>"
    )?;
    let mut worst: Vec<&Question> = review
        .questions()
        .filter(|one| one.rows().is_some())
        .collect();
    worst.sort_by_key(|one| std::cmp::Reverse(one.severity));
    worst.truncate(7);
    if !worst.is_empty() {
        writeln!(out, "<h2>What to look at first</h2>\n<ol>")?;
        for one in worst {
            writeln!(
                out,
                "<li><a href=\"#{}\">{}</a> <span class=\"badge {severity}\">{severity}</span> {}. {}</li>",
                anchor(one),
                escaped(&one.title),
                one.in_short(),
                escaped(&one.why),
                severity = one.severity,
            )?;
        }
        writeln!(out, "</ol>")?;
    }
    contents(review, out)?;
    writeln!(out, "</header>")
}

fn contents(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<nav aria-label=\"Sections\"><ul>")?;
    for (number, section) in review.sections.iter().enumerate() {
        let found = section
            .questions
            .iter()
            .filter(|one| one.rows().is_some())
            .count();
        writeln!(
            out,
            "<li><a href=\"#section-{number}\">{}</a> ({found} of {})</li>",
            escaped(&section.title),
            section.questions.len()
        )?;
    }
    writeln!(out, "</ul></nav>")
}

fn write_section(number: usize, section: &Section, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"section-{number}\">\n<h2 id=\"section-{number}\">{}</h2>\n<p>{}</p>",
        escaped(&section.title),
        escaped(&section.about)
    )?;
    for question in &section.questions {
        write_question(question, out)?;
    }
    writeln!(out, "</section>")
}

fn write_question(question: &Question, out: &mut dyn Write) -> io::Result<()> {
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
        Outcome::Found(rows) => write_rows(question, rows, out)?,
        Outcome::Unanswerable(why) => writeln!(out, "<p class=\"gap\">{}</p>", escaped(why))?,
        Outcome::Nothing | Outcome::NothingSeen => {}
    }
    writeln!(
        out,
        "<details><summary>How it was asked</summary>\n<pre><code>{}</code></pre>",
        lines(&question.query)
    )?;
    if !question.remarks.is_empty() {
        writeln!(out, "<ul>")?;
        for remark in &question.remarks {
            writeln!(out, "<li>{}</li>", escaped(remark))?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</details>\n</article>")
}

fn write_rows(question: &Question, rows: &Rows, out: &mut dyn Write) -> io::Result<()> {
    if let Some(drawing) = drawing(&rows.kept) {
        writeln!(out, "<div class=\"drawing\">{drawing}</div>")?;
    }
    let id = anchor(question);
    writeln!(
        out,
        "<div class=\"rows\" tabindex=\"0\" role=\"group\" aria-label=\"Rows of: {title}\"><table id=\"table-{id}\">\n\
         <caption>{title}</caption>\n<thead><tr>",
        title = escaped(&question.title)
    )?;
    for column in &rows.columns {
        writeln!(out, "<th scope=\"col\">{}</th>", escaped(column))?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for finding in rows.kept.iter().take(ROWS_AT_FIRST) {
        write!(out, "<tr>")?;
        for column in &rows.columns {
            write!(out, "<td>{}</td>", escaped(finding.cell(column)))?;
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
        data(&id, rows, out)?;
    }
    Ok(())
}

/// All rows that were kept, for the script; a script's text ends at `</`, so no `<` is left in it.
fn data(id: &str, rows: &Rows, out: &mut dyn Write) -> io::Result<()> {
    let cells = rows.kept.iter().map(|finding| {
        let cells = rows.columns.iter().map(|column| {
            crate::escape::terminal::harmless_lines(finding.cell(column)).into_owned()
        });
        cells.collect::<Vec<String>>()
    });
    let json = serde_json::to_string(&cells.collect::<Vec<_>>())?;
    writeln!(
        out,
        "<script type=\"application/json\" id=\"data-{id}\">{}</script>",
        json.replace('<', "\\u003c")
    )
}

fn gaps(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    if review.gaps.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"gaps\"><h2 id=\"gaps\">What is not in this export</h2>\n\
         <div class=\"rows\" tabindex=\"0\" role=\"group\" aria-label=\"What is not in this export\">\
         <table><caption>What is not in this export</caption>\n\
         <thead><tr><th scope=\"col\">relation</th><th scope=\"col\">held</th><th scope=\"col\">what is missing</th></tr></thead><tbody>"
    )?;
    for gap in &review.gaps {
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&gap.relation),
            if gap.is_absent {
                "not at all"
            } else {
                "in part"
            },
            escaped(&gap.why)
        )?;
    }
    writeln!(out, "</tbody></table></div></section>")
}

/// The name of a question within the page. Saved queries are named by letters, digits, `_`, `-` and `/`;
/// whatever else a folder of one's own brings becomes a sign that an address holds.
fn anchor(question: &Question) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    question.id.chars().map(plain).collect()
}

/// Text whose line ends stay line ends.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| escaped(line)).collect();
    lines.join("\n")
}
