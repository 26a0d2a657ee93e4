//! A review as CSV: a line for each row that was found, its cells in one column.

use super::Review;
use crate::escape::csv::text;
use std::io::{self, Write};

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"section,question,severity,title,finding,ids\n")?;
    let mut line = Vec::new();
    for section in &review.sections {
        for question in &section.questions {
            for finding in question.rows().into_iter().flat_map(|rows| &rows.kept) {
                let ids: Vec<&str> = finding
                    .objects
                    .iter()
                    .map(|object| object.id.as_str())
                    .collect();
                line.clear();
                for (at, cell) in [
                    section.title.as_str(),
                    &question.id,
                    question.severity.name(),
                    &question.title,
                    &finding.in_one_line(),
                    &ids.join(" "),
                ]
                .into_iter()
                .enumerate()
                {
                    if at > 0 {
                        line.push(b',');
                    }
                    text(&mut line, cell);
                }
                line.push(b'\n');
                out.write_all(&line)?;
            }
        }
    }
    Ok(())
}
