//! A review as CSV: a line for each row that was found, its cells in one column.
//!
//! People read it, in a spreadsheet or a terminal, so what could deceive them is made visible. The file begins with a byte order mark, without which Excel reads UTF-8 as the system's old code page.

use super::{Review, flat};
use crate::escape::csv::text;
use crate::escape::terminal::harmless;
use std::io::{self, Write};

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    writeln!(out, "{}", flat::COLUMNS.join(","))?;
    let mut line = Vec::new();
    for cells in flat::lines(review) {
        line.clear();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                line.push(b',');
            }
            if !cell.is_empty() {
                text(&mut line, &harmless(cell));
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}
