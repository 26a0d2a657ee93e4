//! Steps as numbered sentences, each with the rule that it rests on, for answers to `why`.
//!
//! What a person wants of an explanation is to read it. Other formats hold the same in columns.

use super::layout::wrap;
use crate::escape::terminal::harmless;
use crate::output::cell;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use arrow::error::ArrowError;

/// What stands before a step that does not carry.
const FAILS: &str = "✗ ";

/// The narrowest that sentences are wrapped to.
const NARROWEST: usize = 24;

/// One step, ready to be written.
pub(super) struct Step {
    way: i64,
    number: i64,
    carries: bool,
    sentence: String,
    /// The rule, its page, the record; those that there are.
    below: Vec<String>,
}

/// The steps of a batch; none if it has other columns than steps have.
pub(super) fn steps(batch: &RecordBatch) -> Result<Option<Vec<Step>>, ArrowError> {
    let column = |name: &str| batch.column_by_name(name);
    let (Some(way), Some(number), Some(carries)) =
        (column("way"), column("step"), column("carries"))
    else {
        return Ok(None);
    };
    let (Some(way), Some(number), Some(carries)) = (
        way.as_primitive_opt::<Int64Type>(),
        number.as_primitive_opt::<Int64Type>(),
        carries.as_boolean_opt(),
    ) else {
        return Ok(None);
    };
    let mut texts = Vec::new();
    for name in ["sentence", "rule", "source", "record"] {
        let (Some(array), Ok(field)) = (column(name), batch.schema_ref().field_with_name(name))
        else {
            return Ok(None);
        };
        texts.push(cell::plain(array.as_ref(), field)?);
    }
    let text = |at: usize, row: usize| {
        let mut out = Vec::new();
        texts[at](row, &mut out);
        harmless(&String::from_utf8_lossy(&out)).into_owned()
    };
    let step = |row: usize| Step {
        way: way.value(row),
        number: number.value(row),
        carries: carries.is_null(row) || carries.value(row),
        sentence: text(0, row),
        below: (1..4)
            .map(|at| text(at, row))
            .filter(|text| !text.is_empty())
            .collect(),
    };
    Ok(Some((0..batch.num_rows()).map(step).collect()))
}

/// Appends the steps, wrapped to a width. Where there are several ways, each has a number.
pub(super) fn write(steps: &[Step], width: Option<usize>, out: &mut String) {
    let several = steps.iter().any(|step| step.way > 1);
    let mut way = 0;
    for step in steps {
        if several && step.way != way {
            if way != 0 {
                out.push('\n');
            }
            way = step.way;
        }
        let number = match several {
            true => format!("{}.{}", step.way, step.number),
            false => format!("{}.", step.number),
        };
        let mark = if step.carries { "" } else { FAILS };
        let indent = number.chars().count() + 1;
        let room = width.map_or(usize::MAX, |width| {
            width.saturating_sub(indent).max(NARROWEST)
        });
        let sentence = format!("{mark}{}", step.sentence);
        let lines = std::iter::once(&sentence).chain(&step.below);
        let mut first = true;
        let wrapped = |line: &'_ String| match line.starts_with("https://") {
            // An address in two pieces leads nowhere.
            true => vec![line.clone()],
            false => wrap(line, room).into_iter().map(str::to_owned).collect(),
        };
        for line in lines.flat_map(wrapped) {
            match std::mem::take(&mut first) {
                true => out.push_str(&format!("{number} {line}\n")),
                false => out.push_str(&format!("{:indent$}{line}\n", "")),
            }
        }
    }
}
