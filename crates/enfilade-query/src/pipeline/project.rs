//! Makes columns from columns.

use super::evaluate::Context;
use super::rows::{RowStream, Rows};
use crate::plan::expression::Expr;
use arrow::array::ArrayRef;
use arrow::error::ArrowError;

/// A column for each expression.
pub(crate) fn project(input: RowStream, exprs: Vec<Expr>, context: Context) -> RowStream {
    Box::new(input.map(move |rows| {
        let rows = rows?;
        let columns: Result<Vec<ArrayRef>, ArrowError> = exprs
            .iter()
            .map(|expr| context.evaluate(expr, &rows))
            .collect();
        Ok(Rows {
            columns: columns?,
            len: rows.len,
        })
    }))
}
