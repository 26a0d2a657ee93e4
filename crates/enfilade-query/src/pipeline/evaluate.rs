//! Expressions evaluated over batches of rows.
//!
//! The semantics are KQL's. A text is never null there: a null text counts as empty in every test.
//! For the other types a comparison with null is false, an inequality true, and an order null; a
//! condition that is null does not hold.

mod arithmetic;
mod calendar;
mod choice;
mod compare;
mod convert;
mod function;
mod list;
pub(crate) mod lists;
mod number;
mod operand;
mod property;
mod text;
mod text_function;
pub(crate) mod texts;

use super::rows::Rows;
use crate::plan::column::{Type, UTC};
use crate::plan::expression::{Expr, Scalar};
use arrow::array::{
    ArrayRef, AsArray, BooleanArray, DurationMicrosecondArray, Float64Array, Int64Array,
    StringArray, TimestampMicrosecondArray, UInt32Array, new_null_array,
};
use arrow::compute::kernels::zip::zip;
use arrow::compute::{and_kleene, cast, is_null, not, or_kleene};
use arrow::error::ArrowError;
use enfilade_access::Facts;
use enfilade_graph::Graph;
use std::sync::Arc;

pub(crate) use property::entity_labels;
pub(crate) use text_function::rewriting;

/// What expressions may look at beside the rows.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) graph: Arc<Graph>,
    pub(crate) facts: Arc<Facts>,
}

/// The values of an expression: one a row, or one for all rows.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Each(ArrayRef),
    /// An array of length one.
    Same(ArrayRef),
}

impl Values {
    /// One value a row.
    pub(crate) fn into_array(self, rows: usize) -> Result<ArrayRef, ArrowError> {
        match self {
            Values::Each(array) => Ok(array),
            Values::Same(one) => {
                arrow::compute::take(&one, &UInt32Array::from(vec![0; rows]), None)
            }
        }
    }

    fn array(&self) -> &ArrayRef {
        match self {
            Values::Each(array) | Values::Same(array) => array,
        }
    }

    /// The position in the array of the value for a row.
    fn at(&self, row: usize) -> usize {
        match self {
            Values::Each(_) => row,
            Values::Same(_) => 0,
        }
    }
}

impl Context {
    /// The values of an expression, one a row.
    pub(crate) fn evaluate(&self, expr: &Expr, rows: &Rows) -> Result<ArrayRef, ArrowError> {
        self.values(expr, rows)?.into_array(rows.len)
    }

    /// The values of a condition, one a row.
    pub(crate) fn condition(&self, expr: &Expr, rows: &Rows) -> Result<BooleanArray, ArrowError> {
        Ok(self.evaluate(expr, rows)?.as_boolean().clone())
    }

    // Recursion is bounded by the parser's limit on nesting.
    fn values(&self, expr: &Expr, rows: &Rows) -> Result<Values, ArrowError> {
        let each = |array: ArrayRef| Ok(Values::Each(array));
        match expr {
            Expr::Column(at, _) => each(Arc::clone(&rows.columns[*at])),
            Expr::Literal(scalar) => Ok(Values::Same(scalar_array(scalar))),
            Expr::Property(entity, property) => {
                let entities = self.evaluate(entity, rows)?;
                each(self.property(entities.as_primitive(), property)?)
            }
            Expr::Compare(comparison, left, right) => {
                let (left, right) = (self.values(left, rows)?, self.values(right, rows)?);
                each(Arc::new(compare::compare(
                    *comparison,
                    &left,
                    &right,
                    rows.len,
                )?))
            }
            Expr::Text(test, value, pattern) => {
                let (value, pattern) = (self.values(value, rows)?, self.values(pattern, rows)?);
                each(Arc::new(text::test(*test, &value, &pattern, rows.len)))
            }
            Expr::Words { value, words, all } => {
                let value = self.values(value, rows)?;
                let words: Result<Vec<Values>, ArrowError> =
                    words.iter().map(|word| self.values(word, rows)).collect();
                each(Arc::new(text::words(&value, &words?, *all, rows.len)))
            }
            Expr::Matches(value, regex) => {
                let value = self.evaluate(value, rows)?;
                let matches = |text: Option<&str>| regex.is_match(text.unwrap_or(""));
                each(Arc::new(
                    texts_of(&value)
                        .map(matches)
                        .map(Some)
                        .collect::<BooleanArray>(),
                ))
            }
            Expr::OneOf {
                value,
                list,
                ignore_case,
            } => {
                let value = self.evaluate(value, rows)?;
                each(Arc::new(text::one_of(&value, list, *ignore_case)))
            }
            Expr::Arithmetic(operator, left, right, ty) => {
                let (left, right) = (self.values(left, rows)?, self.values(right, rows)?);
                each(arithmetic::apply(*operator, &left, &right, *ty, rows.len)?)
            }
            Expr::ToReal(value) => {
                each(cast(&self.evaluate(value, rows)?, &Type::Real.data_type())?)
            }
            Expr::ToText(value) => {
                let array = self.evaluate(value, rows)?;
                each(match value.ty() {
                    Type::Entity => Arc::new(entity_labels(&self.graph, array.as_primitive())?),
                    _ => cast(&array, &Type::Text.data_type())?,
                })
            }
            Expr::Not(value) => each(Arc::new(not(&self.condition(value, rows)?)?)),
            Expr::And(list) => self.fold(list, rows, and_kleene),
            Expr::Or(list) => self.fold(list, rows, or_kleene),
            Expr::IsNull(value) => each(Arc::new(is_null(&self.evaluate(value, rows)?)?)),
            Expr::IsEmpty(value) => {
                let array = self.evaluate(value, rows)?;
                each(Arc::new(match value.ty() {
                    Type::Text => texts_of(&array)
                        .map(|text| Some(text.unwrap_or("").is_empty()))
                        .collect(),
                    _ => is_null(&array)?,
                }))
            }
            Expr::Function(function, operands) => {
                let operands: Result<Vec<Values>, ArrowError> = operands
                    .iter()
                    .map(|operand| self.values(operand, rows))
                    .collect();
                each(function::apply(function, &operands?, rows.len)?)
            }
            Expr::If(parts) => {
                let condition = self.condition(&parts[0], rows)?;
                let (yes, no) = (
                    self.evaluate(&parts[1], rows)?,
                    self.evaluate(&parts[2], rows)?,
                );
                each(zip(&condition, &yes, &no)?)
            }
        }
    }

    fn fold(
        &self,
        list: &[Expr],
        rows: &Rows,
        combine: fn(&BooleanArray, &BooleanArray) -> Result<BooleanArray, ArrowError>,
    ) -> Result<Values, ArrowError> {
        let mut folded: Option<BooleanArray> = None;
        for expr in list {
            let next = self.condition(expr, rows)?;
            folded = Some(match folded {
                Some(folded) => combine(&folded, &next)?,
                None => next,
            });
        }
        Ok(match folded {
            Some(folded) => Values::Each(Arc::new(folded)),
            None => Values::Same(Arc::new(BooleanArray::from(vec![true]))),
        })
    }
}

fn scalar_array(scalar: &Scalar) -> ArrayRef {
    match scalar {
        Scalar::Text(text) => Arc::new(StringArray::from(vec![text.as_str()])),
        Scalar::Boolean(value) => Arc::new(BooleanArray::from(vec![*value])),
        Scalar::Integer(value) => Arc::new(Int64Array::from(vec![*value])),
        Scalar::Real(value) => Arc::new(Float64Array::from(vec![*value])),
        Scalar::Time(value) => {
            Arc::new(TimestampMicrosecondArray::from(vec![*value]).with_timezone(UTC))
        }
        Scalar::Duration(value) => Arc::new(DurationMicrosecondArray::from(vec![*value])),
        Scalar::Null(ty) => new_null_array(&ty.data_type(), 1),
    }
}

/// The texts of an array of texts.
fn texts_of(array: &ArrayRef) -> impl Iterator<Item = Option<&str>> {
    array.as_string::<i32>().iter()
}
