//! The ways by which rows are so, drawn: who on the left, through what, to what on the right.
//!
//! A way is a row's evidence, or the objects that its columns name. An object stands once, however many
//! ways lead through it, and equal steps are one line. Few ways help, many are a knot, so only the first
//! are drawn.

mod layers;
mod svg;

use self::layers::Layers;
use super::Row;
use crate::Object;

/// How many rows are drawn.
const MOST_ROWS: usize = 12;
/// How many objects of a row without evidence are drawn.
const MOST_NAMED: usize = 3;

/// A drawing of the first rows, as SVG; none if they connect nothing.
pub(super) fn drawing(rows: &[Row]) -> Option<String> {
    let mut objects: Vec<&Object> = Vec::new();
    let mut steps: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter().take(MOST_ROWS) {
        let mut before = None;
        for object in way(row) {
            let known = objects.iter().position(|own| own.id == object.id);
            let at = known.unwrap_or_else(|| {
                objects.push(object);
                objects.len() - 1
            });
            if let Some(before) = before.filter(|&before| before != at)
                && !steps.contains(&(before, at))
            {
                steps.push((before, at));
            }
            before = Some(at);
        }
    }
    if steps.is_empty() {
        return None;
    }
    Some(svg::draw(&objects, &Layers::new(objects.len(), &steps)))
}

/// The objects of a row from who to what: along its evidence, or else as its columns name them, where
/// the way between stands behind both.
fn way(row: &Row) -> Vec<&Object> {
    let mut objects: Vec<&Object> = row.evidence.iter().map(|step| &step.to).collect();
    if let Some(first) = row.evidence.first() {
        objects.insert(0, &first.from);
        return objects;
    }
    objects.extend(&row.finding.objects);
    if let Some(via) = objects.iter().position(|object| object.column == "via") {
        let via = objects.remove(via);
        objects.insert(1.min(objects.len()), via);
    }
    objects.dedup_by(|a, b| a.id == b.id);
    objects.truncate(MOST_NAMED);
    objects
}
