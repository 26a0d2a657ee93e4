//! Keeps the rows for which a condition holds.

use super::evaluate::Context;
use super::rows::RowStream;
use crate::answer::{NoteKind, Notes};
use crate::execute::notes::counted;
use crate::plan::expression::Expr;

/// The rows of `input` for which `condition` is true; null counts as false. Says so if that leaves
/// none of the rows that there were.
pub(crate) fn filter(
    mut input: RowStream,
    condition: Expr,
    context: Context,
    notes: Notes,
) -> RowStream {
    let (mut seen, mut kept) = (0, 0);
    Box::new(std::iter::from_fn(move || match input.next() {
        Some(rows) => Some(rows.and_then(|rows| {
            let mask = context.condition(&condition, &rows)?;
            let filtered = rows.filter(&mask)?;
            seen += rows.len as u64;
            kept += filtered.len as u64;
            Ok(filtered)
        })),
        None => {
            tell(seen, kept, &notes);
            None
        }
    }))
}

/// Says so if a condition kept none of the rows that there were.
pub(crate) fn tell(seen: u64, kept: u64, notes: &Notes) {
    if seen > 0 && kept == 0 {
        let rows = counted(seen, "row", "rows");
        notes.push(NoteKind::Empty, format!("`where` keeps none of {rows}"));
    }
}
