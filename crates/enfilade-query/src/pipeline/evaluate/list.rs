//! Functions of lists, which hold texts.

use super::lists::Lists;
use super::operand::{ListOperand, TextOperand, WholeOperand};
use super::{Values, texts};
use crate::plan::function::ListFunction;
use arrow::array::{ArrayRef, BooleanArray, Int64Array};
use arrow::error::ArrowError;
use std::sync::Arc;

pub(super) fn apply(
    function: &ListFunction,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let Some(first) = operands.first() else {
        return Err(ArrowError::ComputeError(
            "a function lacks its list".to_owned(),
        ));
    };
    let second = || operands.get(1).map(TextOperand::new);
    let list = || ListOperand::new(first);
    Ok(match function {
        ListFunction::Split => split(operands, rows)?,
        ListFunction::Parse => parse(&TextOperand::new(first), rows)?,
        ListFunction::Length => {
            let list = list();
            let lengths = (0..rows).map(|row| list.at(row).map(|own| own.len as i64));
            Arc::new(lengths.collect::<Int64Array>())
        }
        ListFunction::Has => {
            let (list, sought) = (list(), second());
            let has = (0..rows).map(|row| {
                let sought = sought.as_ref().map_or("", |own| own.at(row));
                list.at(row)
                    .map(|own| own.iter().any(|one| one == Some(sought)))
            });
            Arc::new(has.collect::<BooleanArray>())
        }
        ListFunction::Join => {
            let (list, sign) = (list(), second());
            let joined = (0..rows).map(|row| {
                let sign = sign.as_ref().map_or("", |own| own.at(row));
                let parts: Vec<&str> = list
                    .at(row)?
                    .iter()
                    .map(Option::unwrap_or_default)
                    .collect();
                Some(parts.join(sign))
            });
            Arc::new(texts::collect(joined, 32)?)
        }
        ListFunction::Json => {
            let list = list();
            let written = (0..rows).map(|row| {
                let parts: Vec<Option<&str>> = list.at(row)?.iter().collect();
                serde_json::to_string(&parts).ok()
            });
            Arc::new(texts::collect(written, 32)?)
        }
        ListFunction::Element(index) => {
            let list = list();
            let elements = (0..rows).map(|row| list.at(row)?.get(*index));
            Arc::new(texts::collect(elements, 24)?)
        }
    })
}

fn split(operands: &[Values], rows: usize) -> Result<ArrayRef, ArrowError> {
    let text: Vec<TextOperand<'_>> = operands.iter().take(2).map(TextOperand::new).collect();
    let index = operands.get(2).map(WholeOperand::new).transpose()?;
    let at = |operand: usize, row: usize| text.get(operand).map_or("", |own| own.at(row));
    let mut lists = Lists::for_rows(rows);
    for row in 0..rows {
        let (whole, sign) = (at(0, row), at(1, row));
        let index = match &index {
            Some(index) => match index.at(row).and_then(|index| usize::try_from(index).ok()) {
                Some(index) => Some(index),
                None => {
                    lists.none();
                    continue;
                }
            },
            None => None,
        };
        let mut cut = whole.split(sign);
        let mut uncut = std::iter::once(whole);
        // Nothing stands between any two characters, so nothing cuts there.
        let parts: &mut dyn Iterator<Item = &str> = match sign.is_empty() {
            true => &mut uncut,
            false => &mut cut,
        };
        match index {
            Some(index) => {
                if let Some(part) = parts.nth(index) {
                    lists.element(Some(part))?;
                }
            }
            None => {
                for part in parts {
                    lists.element(Some(part))?;
                }
            }
        }
        lists.end();
    }
    Ok(Arc::new(lists.finish()))
}

/// Texts of an array stand without quotes, everything else in it as JSON.
fn parse(text: &TextOperand<'_>, rows: usize) -> Result<ArrayRef, ArrowError> {
    let mut lists = Lists::for_rows(rows);
    for row in 0..rows {
        let parsed: Result<Vec<serde_json::Value>, _> = serde_json::from_str(text.at(row));
        let Ok(elements) = parsed else {
            lists.none();
            continue;
        };
        for element in elements {
            match element {
                serde_json::Value::Null => lists.element(None)?,
                serde_json::Value::String(text) => lists.element(Some(&text))?,
                other => lists.element(Some(&other.to_string()))?,
            }
        }
        lists.end();
    }
    Ok(Arc::new(lists.finish()))
}
