//! Questions that list very many rows say so before the first row.
//!
//! The engine counts faster than anybody reads, so the rows are counted first where the sizes of the two
//! sets allow for too many. Stages that sum up, cut or order need no warning: what they yield is small, or
//! was asked for.

use super::notes::thousands;
use crate::answer::{NoteKind, Notes};
use crate::plan::physical::RowNode;
use enfilade_access::Question;

/// From how many rows on an answer says how many there are before it lists them.
pub(crate) const MANY_ROWS: u64 = 10_000_000;

/// Whether every row of the plan's leaves may come out at its top.
pub(crate) fn lists_all(mut node: &RowNode) -> bool {
    loop {
        node = match node {
            RowNode::Access(_) => return true,
            RowNode::Union(inputs) => return inputs.iter().any(lists_all),
            RowNode::Filter(input, _)
            | RowNode::Project(input, _)
            | RowNode::Unnest(input, _)
            | RowNode::Counted(input, _)
            | RowNode::Sort(input, _, None) => input,
            _ => return false,
        }
    }
}

/// Whether a question may have so many rows that it is worth counting them.
pub(crate) fn may_be_many(question: &Question, most: u64) -> bool {
    let (principals, resources) = (question.principals.len(), question.resources.len());
    (principals as u64).saturating_mul(resources as u64) > most
}

/// Says how many rows there will be, if there are many.
pub(crate) fn announce(rows: u64, most: u64, notes: &Notes) {
    if rows > most {
        let rows = thousands(rows);
        notes.push(
            NoteKind::Work,
            format!("this lists {rows} rows (`| count` only counts them, `| take 100` lists some, `| summarize` sums them up)"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_rows_are_announced() {
        let notes = Notes::default();
        announce(10, 10, &notes);
        assert!(notes.list().is_empty());
        announce(12_000_000, MANY_ROWS, &notes);
        assert!(
            notes.list()[0]
                .message
                .starts_with("this lists 12,000,000 rows")
        );
    }
}
