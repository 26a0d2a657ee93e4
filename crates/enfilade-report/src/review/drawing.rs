//! The ways that rows describe, drawn: who on the left, through what, to what on the right.
//!
//! Each column of the drawing is a step of the evidence, or a column of the rows that have none; an object stands once
//! in its column, however many rows lead through it, and equal lines are one. Few rows help, many are a knot, so
//! only the first are drawn.

use super::Row;
use crate::Object;
use crate::escape::xml::escaped;
use std::fmt::Write;

/// How many rows are drawn.
const MOST_ROWS: usize = 12;

const BOX_WIDTH: usize = 210;
const BOX_HEIGHT: usize = 34;
const GAP_ACROSS: usize = 70;
const GAP_DOWN: usize = 12;
/// How many characters of a name fit in a box.
const FITS: usize = 28;

/// A drawing of the first rows, as SVG; none if they connect nothing.
pub(super) fn drawing(rows: &[Row]) -> Option<String> {
    let rows: Vec<Vec<&Object>> = rows.iter().take(MOST_ROWS).map(way).collect();
    let depth = rows.iter().map(Vec::len).max().filter(|&depth| depth > 1)?;
    let mut columns: Vec<Vec<&Object>> = vec![Vec::new(); depth];
    let mut lines: Vec<(Place, Place)> = Vec::new();
    for row in &rows {
        let mut before = None;
        for (at, object) in row.iter().enumerate() {
            // The last object of every row stands in the last column.
            let column = if at + 1 == row.len() { depth - 1 } else { at };
            let place = place(&mut columns, column, object);
            if let Some(before) = before.filter(|before| !lines.contains(&(*before, place))) {
                lines.push((before, place));
            }
            before = Some(place);
        }
    }
    Some(draw(&columns, &lines))
}

/// A column and a row of it.
type Place = (usize, usize);

fn place<'f>(columns: &mut [Vec<&'f Object>], column: usize, object: &'f Object) -> Place {
    let known = columns[column].iter().position(|own| own.id == object.id);
    let row = known.unwrap_or_else(|| {
        columns[column].push(object);
        columns[column].len() - 1
    });
    (column, row)
}

/// The objects of a row from who to what: along its evidence, or else as its columns name them, where
/// the way between stands behind both.
fn way(row: &Row) -> Vec<&Object> {
    let mut objects: Vec<&Object> = row.evidence.iter().map(|step| &step.to).collect();
    if let Some(first) = row.evidence.first() {
        objects.insert(0, &first.from);
        return objects;
    }
    let finding = &row.finding;
    let column = |object: &Object| {
        let named = finding.cells.iter().find(|(_, text)| *text == object.name);
        named.map_or("", |(column, _)| column.as_str())
    };
    objects.extend(&finding.objects);
    if let Some(via) = objects.iter().position(|object| column(object) == "via") {
        let via = objects.remove(via);
        objects.insert(1.min(objects.len()), via);
    }
    objects.dedup_by(|a, b| a.id == b.id);
    objects.truncate(3);
    objects
}

fn draw(columns: &[Vec<&Object>], lines: &[(Place, Place)]) -> String {
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let width = columns.len() * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS + 2;
    let height = tallest * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN + 2;
    let corner = |(column, row): Place| {
        let free = (tallest - columns[column].len()) * (BOX_HEIGHT + GAP_DOWN) / 2;
        let x = column * (BOX_WIDTH + GAP_ACROSS) + 1;
        (x, free + row * (BOX_HEIGHT + GAP_DOWN) + 1)
    };
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg class=\"ways\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <title>The ways of the first rows, from who on the left to what on the right</title>"
    );
    for &(from, to) in lines {
        let ((x1, y1), (x2, y2)) = (corner(from), corner(to));
        let (x1, y1, y2) = (x1 + BOX_WIDTH, y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2);
        let middle = (x1 + x2) / 2;
        let _ = write!(
            svg,
            "<path d=\"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}\"/>"
        );
    }
    for (column, objects) in columns.iter().enumerate() {
        for (row, object) in objects.iter().enumerate() {
            let (x, y) = corner((column, row));
            let _ = write!(
                svg,
                "<g><title>{} {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"5\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                escaped(&object.kind),
                escaped(&object.name),
                x + 10,
                y + BOX_HEIGHT / 2 + 5,
                escaped(&short(&object.name)),
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

fn short(name: &str) -> String {
    match name.char_indices().nth(FITS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
