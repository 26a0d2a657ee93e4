//! A review as JSON: one object, all of it; rows as objects in the order of their columns.
//!
//! The form is published as a JSON schema, `docs/review.schema.json`, which a test holds it against.

use super::{Comparison, Outcome, Question, Review, Row, Step};
use crate::{Object, Severity};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The version of the form; it changes when a key goes or changes its meaning.
pub(super) const VERSION: u32 = 1;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let sections = review.sections.iter().map(|section| {
        json!({
            "title": section.title,
            "about": section.about,
            "questions": section.questions.iter().map(question).collect::<Vec<_>>(),
        })
    });
    let gaps = review.gaps.iter().map(|gap| {
        json!({
            "relation": gap.relation,
            "level": if gap.is_absent { "absent" } else { "partial" },
            "why": gap.why,
        })
    });
    let suppressions = review.suppressions.iter().map(|one| {
        json!({
            "question": one.question,
            "object": one.object,
            "owner": one.owner,
            "reason": one.reason,
            "until": one.until,
            "has_ended": one.has_ended,
        })
    });
    let whole = json!({
        "enfilade_review": VERSION,
        "name": review.name,
        "title": review.title,
        "tenant": review.tenant,
        "collected": review.collected,
        "made": review.made,
        "sections": sections.collect::<Vec<_>>(),
        "suppressions": suppressions.collect::<Vec<_>>(),
        "gaps": gaps.collect::<Vec<_>>(),
        "comparison": review.comparison.as_ref().map(comparison),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn question(one: &Question) -> Value {
    let (outcome, count) = match &one.outcome {
        Outcome::Found(rows) => ("found", rows.count),
        Outcome::Nothing => ("nothing", 0),
        Outcome::NothingSeen => ("nothing seen", 0),
        Outcome::Unanswerable(_) => ("not in this export", 0),
    };
    let why_not = match &one.outcome {
        Outcome::Unanswerable(why) => Some(why),
        _ => None,
    };
    let columns = one.rows().map(|rows| rows.columns.as_slice());
    let rows = one.rows().into_iter().flat_map(|rows| &rows.kept);
    json!({
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "why": one.why,
        "source": one.source,
        "next": one.next,
        "severity": one.severity.name(),
        "query": one.query,
        "outcome": outcome,
        "certainty": one.certainty(),
        "why_not": why_not,
        "count": count,
        "allowed": one.allowed,
        "columns": columns.unwrap_or_default(),
        "rows": rows.map(row).collect::<Vec<_>>(),
        "missing": one.missing,
        "remarks": one.remarks,
    })
}

fn row(row: &Row) -> Value {
    let cells = row.finding.cells.iter();
    let cells: Map<String, Value> = cells
        .map(|(name, text)| (name.clone(), Value::from(text.as_str())))
        .collect();
    let objects = row.finding.objects.iter().map(object);
    json!({
        "id": row.id,
        "change": row.change.map(super::Change::name),
        "cells": cells,
        "objects": objects.collect::<Vec<_>>(),
        "evidence": row.evidence.iter().map(step).collect::<Vec<_>>(),
    })
}

fn object(object: &Object) -> Value {
    json!({ "name": object.name, "id": object.id, "kind": object.kind })
}

fn step(step: &Step) -> Value {
    json!({
        "from": object(&step.from),
        "relation": step.relation,
        "to": object(&step.to),
        "sentence": step.sentence,
        "rule": step.rule,
        "source": step.source,
        "record": step.record,
    })
}

fn comparison(comparison: &Comparison) -> Value {
    let severities = Severity::ALL.into_iter().zip(comparison.new);
    let new: Map<String, Value> = severities
        .map(|(severity, count)| (severity.name().to_owned(), Value::from(count)))
        .collect();
    let gone = comparison.gone.iter().map(|gone| {
        json!({
            "id": gone.id,
            "question": gone.question,
            "title": gone.title,
            "severity": gone.severity.name(),
            "finding": gone.finding,
        })
    });
    json!({
        "made": comparison.made,
        "new": new,
        "unchanged": comparison.unchanged,
        "unknown": comparison.unknown,
        "gone": gone.collect::<Vec<_>>(),
        "unseen": comparison.unseen,
    })
}
