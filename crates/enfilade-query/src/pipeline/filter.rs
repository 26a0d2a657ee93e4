//! Keeps the rows for which a condition holds.

use super::evaluate::Context;
use super::rows::RowStream;
use crate::plan::expression::Expr;

/// The rows of `input` for which `condition` is true; null counts as false.
pub(crate) fn filter(input: RowStream, condition: Expr, context: Context) -> RowStream {
    Box::new(input.map(move |rows| {
        let rows = rows?;
        let mask = context.condition(&condition, &rows)?;
        Ok(rows.filter(&mask)?)
    }))
}
