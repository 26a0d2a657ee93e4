//! One of several operands: the first that is something, the smallest, the greatest.

use super::Values;
use super::compare::compare;
use crate::plan::column::Type;
use crate::plan::expression::Comparison;
use crate::plan::function::Choice;
use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::compute::kernels::zip::zip;
use arrow::compute::{and_not, is_not_null, is_null, or};
use arrow::error::ArrowError;

pub(super) fn apply(
    choice: Choice,
    ty: Type,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let mut chosen: Option<ArrayRef> = None;
    for operand in operands {
        let next = operand.clone().into_array(rows)?;
        chosen = Some(match chosen {
            None => next,
            Some(chosen) => {
                let takes = takes(choice, ty, &chosen, &next, rows)?;
                zip(&takes, &next, &chosen)?
            }
        });
    }
    chosen.ok_or_else(|| ArrowError::ComputeError("nothing to choose from".to_owned()))
}

/// Where the next operand takes the place of what was chosen so far.
fn takes(
    choice: Choice,
    ty: Type,
    chosen: &ArrayRef,
    next: &ArrayRef,
    rows: usize,
) -> Result<BooleanArray, ArrowError> {
    let comparison = match choice {
        // The empty text is nothing, as a text that is not there.
        Choice::First if ty == Type::Text => {
            let texts = chosen.as_string::<i32>().iter();
            return Ok(texts
                .map(|text| Some(text.unwrap_or("").is_empty()))
                .collect());
        }
        Choice::First => return is_null(chosen),
        Choice::Smallest => Comparison::Less,
        Choice::Greatest => Comparison::Greater,
    };
    // A text that is not there is the empty one, and any other type's nothing gives way.
    let (own, other) = (Values::Each(next.clone()), Values::Each(chosen.clone()));
    let better = compare(comparison, &own, &other, rows)?;
    let better = BooleanArray::from_iter(better.iter().map(|one| Some(one.unwrap_or(false))));
    if ty == Type::Text {
        return Ok(better);
    }
    or(&better, &and_not(&is_null(chosen)?, &is_null(next)?)?).and_then(|takes| {
        // What is nothing is never taken.
        arrow::compute::and(&takes, &is_not_null(next)?)
    })
}
