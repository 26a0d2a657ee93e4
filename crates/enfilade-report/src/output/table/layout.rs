//! Column widths, wrapping and alignment, measured in terminal columns.
//!
//! Chinese, Japanese and Korean glyphs and emoji are two columns wide and combining marks none, so
//! text is measured with Unicode's East Asian width, never in bytes or characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands between two columns.
const GAP: &str = "  ";
/// No column of text is made narrower than this to fit a terminal.
const NARROWEST: usize = 8;
/// No column is wider than this where there is no terminal to fit: wider than any name or id that
/// Microsoft allows, for a text that was made to be long is padding in all other rows.
const WIDEST: usize = 1000;

/// The widths of a table.
pub(super) struct Layout {
    columns: Vec<Column>,
}

struct Column {
    width: usize,
    right: bool,
}

impl Layout {
    /// Chooses widths that show `rows` whole if `limit` allows, and wraps the widest if not.
    pub(super) fn choose(
        names: &[String],
        right: &[bool],
        rows: &[Vec<String>],
        limit: Option<usize>,
    ) -> Layout {
        let mut columns: Vec<Column> = names
            .iter()
            .zip(right)
            .map(|(name, &right)| Column {
                width: name.width(),
                right,
            })
            .collect();
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.width = column.width.max(cell.width());
            }
        }
        match limit {
            Some(limit) => {
                let gaps = GAP.len() * columns.len().saturating_sub(1);
                narrow(&mut columns, limit.saturating_sub(gaps));
            }
            None => {
                for column in &mut columns {
                    column.width = column.width.min(WIDEST);
                }
            }
        }
        Layout { columns }
    }

    /// Appends the names and a rule below them.
    pub(super) fn header(&self, names: &[String], colour: bool, out: &mut String) {
        if self.columns.is_empty() {
            return;
        }
        if colour {
            out.push_str("\u{1b}[1m");
        }
        self.row(names, out);
        if colour {
            // Before the line end, so that a pager that works line by line keeps up.
            out.pop();
            out.push_str("\u{1b}[0m\n");
        }
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 {
                out.push_str(GAP);
            }
            out.extend(std::iter::repeat_n('─', column.width));
        }
        out.push('\n');
    }

    /// Appends one row, in as many lines as its longest cell needs.
    pub(super) fn row(&self, cells: &[String], out: &mut String) {
        let wrapped: Vec<Vec<&str>> = self
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| wrap(cell, column.width))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            for (index, (column, pieces)) in self.columns.iter().zip(&wrapped).enumerate() {
                if index > 0 {
                    out.push_str(GAP);
                }
                let piece = pieces.get(line).copied().unwrap_or("");
                let padding = column.width.saturating_sub(piece.width());
                if column.right {
                    out.extend(std::iter::repeat_n(' ', padding));
                    out.push_str(piece);
                } else {
                    out.push_str(piece);
                    out.extend(std::iter::repeat_n(' ', padding));
                }
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
    }
}

/// Narrows the widest columns of text until the table fits `room`, as far as that is sensible.
fn narrow(columns: &mut [Column], room: usize) {
    let total = |columns: &[Column], cap: usize| -> usize {
        let capped = |column: &Column| {
            if column.right {
                column.width
            } else {
                column.width.min(cap)
            }
        };
        columns.iter().map(capped).sum()
    };
    let widest = columns.iter().map(|column| column.width).max().unwrap_or(0);
    if total(columns, widest) <= room {
        return;
    }
    // The largest cap that fits: the sum grows with the cap, so the search may halve.
    let (mut low, mut high) = (NARROWEST, widest.max(NARROWEST));
    while low < high {
        let cap = low + (high - low).div_ceil(2);
        if total(columns, cap) <= room {
            low = cap;
        } else {
            high = cap - 1;
        }
    }
    let mut spare = room.saturating_sub(total(columns, low));
    for column in columns.iter_mut().filter(|column| !column.right) {
        if column.width > low {
            // What the cap leaves over goes to the first columns, one each.
            let extra = usize::from(spare > 0);
            spare -= extra;
            column.width = low + extra;
        }
    }
}

/// Cuts a text into lines of at most `width` columns, after a space or a separator if there is one.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while is_wider(rest, width) {
        let mut cut = 0;
        let mut good = None;
        let mut used = 0;
        for cluster in clusters(rest) {
            let wide = cluster.width();
            if used + wide > width {
                break;
            }
            used += wide;
            cut += cluster.len();
            if cluster.ends_with([' ', '-', '_', '.', '/', '@', ',', ';', ':']) {
                good = Some(cut);
            }
        }
        if cut == rest.len() {
            break;
        }
        // A space that falls on the edge parts the lines as well as any before it.
        let cut = match good {
            _ if rest[cut..].starts_with(' ') => cut,
            Some(good) => good,
            None if cut == 0 => clusters(rest).next().map_or(rest.len(), str::len),
            None => cut,
        };
        let (line, after) = rest.split_at(cut);
        lines.push(line.trim_end_matches(' '));
        rest = after.trim_start_matches(' ');
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest);
    }
    lines
}

/// Whether a text is wider than that. Long ones count as wider unseen: each line that is cut from a text
/// asks again, and the rest of it may be all of a file.
fn is_wider(text: &str, width: usize) -> bool {
    text.len() > width.saturating_mul(16).saturating_add(64) || text.width() > width
}

/// The characters of a text, each with the marks that combine with it.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars
            .find(|(_, c)| c.width().is_some_and(|width| width > 0))
            .map_or(rest.len(), |(at, _)| at);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests;
