//! Columns of boxes with names in them, and lines between, as SVG.

use super::layers::{Layers, Place, Slot};
use crate::Object;
use crate::escape::xml::escaped;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

const BOX_WIDTH: usize = 190;
const BOX_HEIGHT: usize = 34;
/// How high a gap is that a line runs through.
const GAP_HEIGHT: usize = 10;
const BETWEEN_COLUMNS: usize = 60;
const BETWEEN_ROWS: usize = 10;
/// How much of a box its name may take.
const TEXT_WIDTH: usize = BOX_WIDTH - 20;

/// Where everything stands.
struct Grid {
    /// The top of each slot, column by column.
    tops: Vec<Vec<usize>>,
    height: usize,
}

pub(super) fn draw(objects: &[&Object], layers: &Layers) -> String {
    let grid = Grid::new(layers);
    let width = layers.columns.len() * (BOX_WIDTH + BETWEEN_COLUMNS) - BETWEEN_COLUMNS + 2;
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg class=\"ways\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <title>The ways of the first rows, from who on the left to what on the right</title>",
        height = grid.height,
    );
    for line in &layers.lines {
        grid.line(layers, line, &mut svg);
    }
    for (column, slots) in layers.columns.iter().enumerate() {
        for (row, slot) in slots.iter().enumerate() {
            if let Slot::Node(node) = *slot {
                let (x, y) = (left(column), grid.tops[column][row]);
                name(objects[node], x, y, &mut svg);
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// The left edge of a column.
fn left(column: usize) -> usize {
    column * (BOX_WIDTH + BETWEEN_COLUMNS) + 1
}

fn height(slot: Slot) -> usize {
    match slot {
        Slot::Node(_) => BOX_HEIGHT,
        Slot::Gap => GAP_HEIGHT,
    }
}

fn name(object: &Object, x: usize, y: usize, svg: &mut String) {
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

impl Grid {
    fn new(layers: &Layers) -> Grid {
        let tall = |slots: &Vec<Slot>| {
            let all: usize = slots.iter().map(|slot| height(*slot) + BETWEEN_ROWS).sum();
            all.saturating_sub(BETWEEN_ROWS)
        };
        let tallest = layers.columns.iter().map(tall).max().unwrap_or(0);
        let tops = layers.columns.iter().map(|slots| {
            let mut top = (tallest - tall(slots)) / 2 + 1;
            let tops = slots.iter().map(|slot| {
                let own = top;
                top += height(*slot) + BETWEEN_ROWS;
                own
            });
            tops.collect()
        });
        Grid {
            tops: tops.collect(),
            height: tallest + 2,
        }
    }

    /// A line through its places: straight through a gap, curved between columns.
    fn line(&self, layers: &Layers, places: &[Place], svg: &mut String) {
        svg.push_str("<path d=\"");
        for (at, &(column, row)) in places.iter().enumerate() {
            let slot = layers.columns[column][row];
            let (x, y) = (left(column), self.tops[column][row] + height(slot) / 2);
            if at == 0 {
                let _ = write!(svg, "M{} {y}", x + BOX_WIDTH);
                continue;
            }
            let (before, above) = places[at - 1];
            let from = left(before) + BOX_WIDTH;
            let from_y = self.tops[before][above] + height(layers.columns[before][above]) / 2;
            let middle = (from + x) / 2;
            let _ = write!(svg, "C{middle} {from_y} {middle} {y} {x} {y}");
            if at + 1 < places.len() {
                let _ = write!(svg, "H{}", x + BOX_WIDTH);
            }
        }
        svg.push_str("\"/>");
    }
}

/// A name that fits in a box.
fn short(name: &str) -> String {
    let mut width = 0;
    let end = name.char_indices().find(|&(_, c)| {
        width += about(c);
        width > TEXT_WIDTH
    });
    match end {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default().trim_end()),
        None => name.to_owned(),
    }
}

/// About how wide a character is in a sans-serif face of 13 pixels; a little too much, since a name must not leave its box.
fn about(c: char) -> usize {
    match c.width().unwrap_or(0) {
        0 => 0,
        1 if c.is_lowercase() || c.is_whitespace() => 8,
        1 => 10,
        _ => 14,
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn names_are_cut_by_how_wide_they_are() {
        assert_eq!(short("Secure_access"), "Secure_access");
        assert_eq!(short("SECURE_ACCESS_AZURE_FINANCE"), "SECURE_ACCESS_AZU…");
        assert_eq!(
            short("佐藤佐藤佐藤佐藤佐藤佐藤佐藤"),
            "佐藤佐藤佐藤佐藤佐藤佐藤…"
        );
    }
}
