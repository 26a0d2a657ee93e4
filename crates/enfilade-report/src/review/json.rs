//! A review as JSON: one object, all of it; rows as objects in the order of their columns.

use super::{Outcome, Question, Review};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The version of the form; it changes when a key goes or changes its meaning.
const VERSION: u32 = 1;

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
    let whole = json!({
        "enfilade_review": VERSION,
        "name": review.name,
        "title": review.title,
        "tenant": review.tenant,
        "collected": review.collected,
        "made": review.made,
        "sections": sections.collect::<Vec<_>>(),
        "gaps": gaps.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn question(one: &Question) -> Value {
    let (outcome, count, allowed) = match &one.outcome {
        Outcome::Found(rows) => ("found", rows.count, rows.allowed),
        Outcome::Nothing => ("nothing", 0, 0),
        Outcome::NothingSeen => ("nothing seen", 0, 0),
        Outcome::Unanswerable(_) => ("not in this export", 0, 0),
    };
    let why_not = match &one.outcome {
        Outcome::Unanswerable(why) => Some(why),
        _ => None,
    };
    let rows = one.rows().into_iter().flat_map(|rows| &rows.kept);
    let rows = rows.map(|finding| {
        let cells = finding.cells.iter();
        let cells: Map<String, Value> = cells
            .map(|(name, text)| (name.clone(), Value::from(text.as_str())))
            .collect();
        let objects = finding
            .objects
            .iter()
            .map(|object| json!({ "name": object.name, "id": object.id, "kind": object.kind }));
        json!({ "cells": cells, "objects": objects.collect::<Vec<_>>() })
    });
    json!({
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "why": one.why,
        "severity": one.severity.name(),
        "query": one.query,
        "outcome": outcome,
        "why_not": why_not,
        "count": count,
        "allowed": allowed,
        "rows": rows.collect::<Vec<_>>(),
        "remarks": one.remarks,
    })
}
