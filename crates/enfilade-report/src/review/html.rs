//! A review as one page: nothing is loaded from anywhere, and nothing but its own style and script runs.
//!
//! A content security policy in the page itself says so: it names the hashes of the one style and the one
//! script (<https://www.w3.org/TR/CSP3/#grammardef-hash-source>). Without the script the page shows the
//! first rows of every table; with it tables sort, filter and show the rest, which the page carries as
//! JSON.

mod question;
mod summary;

use super::{Question, Review, Section};
use crate::escape::xml::escaped;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

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
    summary::write(review, out)?;
    writeln!(out, "<main id=\"findings\">")?;
    for (number, section) in review.sections.iter().enumerate() {
        write_section(number, section, review, out)?;
    }
    suppressions(review, out)?;
    gaps(review, out)?;
    write!(
        out,
        "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn write_section(
    number: usize,
    section: &Section,
    review: &Review,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"section-{number}\">\n<h2 id=\"section-{number}\">{}</h2>\n<p>{}</p>",
        escaped(&section.title),
        escaped(&section.about)
    )?;
    for question in &section.questions {
        question::write(question, review.comparison.is_some(), out)?;
    }
    writeln!(out, "</section>")
}

/// What somebody answers for, and until when.
fn suppressions(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let lines = review.suppressions.iter().map(|one| {
        let until = match one.has_ended {
            true => format!("{} (over: it suppresses nothing any more)", one.until),
            false => one.until.clone(),
        };
        [&one.question, &one.object, &one.owner, &one.reason, &until].map(|text| text.clone())
    });
    let heading = [
        "question",
        "suppressed",
        "who answers for it",
        "reason",
        "until",
    ];
    small_table("suppressions", "What is suppressed", &heading, lines, out)
}

/// What the export does not hold.
fn gaps(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let lines = review.gaps.iter().map(|gap| {
        let held = if gap.is_absent {
            "not at all"
        } else {
            "in part"
        };
        [gap.relation.clone(), held.to_owned(), gap.why.clone()]
    });
    let heading = ["relation", "held", "what is missing"];
    small_table("gaps", "What is not in this export", &heading, lines, out)
}

/// A section that is one table; nothing if the table is empty.
fn small_table<const N: usize>(
    id: &str,
    title: &str,
    heading: &[&str; N],
    lines: impl ExactSizeIterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if lines.len() == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>\n\
         <div class=\"rows\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\">\
         <table><caption>{title}</caption>\n<thead><tr>"
    )?;
    for name in heading {
        write!(out, "<th scope=\"col\">{}</th>", escaped(name))?;
    }
    writeln!(out, "</tr></thead><tbody>")?;
    for line in lines {
        let cells = line
            .iter()
            .map(|cell| format!("<td>{}</td>", escaped(cell)));
        writeln!(out, "<tr>{}</tr>", cells.collect::<String>())?;
    }
    writeln!(out, "</tbody></table></div></section>")
}

/// A page that says more, if it is one of the web.
fn link(source: &str) -> String {
    match source.starts_with("https://") {
        true => format!(
            "<a href=\"{0}\" rel=\"noreferrer\">{0}</a>",
            escaped(source)
        ),
        false => escaped(source).into_owned(),
    }
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
