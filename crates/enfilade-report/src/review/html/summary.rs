//! What someone reads who has a minute: how much was found, what is new, what to look at first.

use super::super::{Comparison, Outcome, Question, Review};
use super::anchor;
use crate::Severity;
use crate::escape::xml::escaped;
use std::io::{self, Write};

/// How many questions stand among what to look at first.
const FIRST: usize = 7;
/// How many findings that are no longer there are listed.
const MOST_GONE: usize = 100;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
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
    if let Some(comparison) = &review.comparison {
        write_comparison(comparison, out)?;
    }
    let mut worst: Vec<&Question> = review
        .questions()
        .filter(|one| one.rows().is_some())
        .collect();
    worst.sort_by_key(|one| std::cmp::Reverse(one.severity));
    worst.truncate(FIRST);
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

/// What has changed since an earlier review.
fn write_comparison(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<h2 id=\"changes\">Since the review of {}</h2>\n<ul class=\"counts\">\
         <li class=\"high\"><strong>{}</strong> new</li><li class=\"clear\"><strong>{}</strong> no longer there</li>\
         <li><strong>{}</strong> unchanged</li></ul>",
        escaped(&comparison.made),
        comparison.all_new(),
        comparison.gone.len(),
        comparison.unchanged,
    )?;
    let open = comparison.unknown + comparison.unseen;
    if open > 0 {
        writeln!(
            out,
            "<p>Of {open} findings this cannot be said: one of the two reviews did not ask, could not answer, or did not keep all rows.</p>"
        )?;
    }
    if comparison.gone.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>No longer there</summary><ul>")?;
    for gone in comparison.gone.iter().take(MOST_GONE) {
        writeln!(
            out,
            "<li>{}: {} <code>{}</code></li>",
            escaped(&gone.title),
            escaped(&gone.finding),
            escaped(&gone.id)
        )?;
    }
    let beyond = comparison.gone.len().saturating_sub(MOST_GONE);
    if beyond > 0 {
        writeln!(out, "<li>{beyond} more, which the other formats list</li>")?;
    }
    writeln!(out, "</ul></details>")
}
