//! Functions of texts. Positions and lengths count characters, as KQL's do.

use super::operand::{TextOperand, WholeOperand};
use super::{Values, texts};
use crate::plan::function::TextFunction;
use arrow::array::{ArrayRef, Int64Array};
use arrow::error::ArrowError;
use regex::Regex;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) fn apply(
    function: &TextFunction,
    operands: &[Values],
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let is_text =
        |values: &&Values| values.array().data_type() == &arrow::datatypes::DataType::Utf8;
    let text: Vec<TextOperand<'_>> = operands
        .iter()
        .take_while(is_text)
        .map(TextOperand::new)
        .collect();
    let numbers: Result<Vec<WholeOperand<'_>>, ArrowError> = operands
        .iter()
        .skip(text.len())
        .map(WholeOperand::new)
        .collect();
    let numbers = numbers?;
    let at = |operand: usize, row: usize| text.get(operand).map_or("", |own| own.at(row));
    let number = |operand: usize, row: usize, otherwise: i64| match numbers.get(operand) {
        Some(own) => own.at(row),
        None => Some(otherwise),
    };
    let made = |make: &dyn Fn(usize) -> Option<String>| -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(texts::collect((0..rows).map(make), 24)?))
    };
    let counted = |count: &dyn Fn(usize) -> Option<i64>| -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new((0..rows).map(count).collect::<Int64Array>()))
    };
    match function {
        TextFunction::Length => counted(&|row| Some(at(0, row).chars().count() as i64)),
        TextFunction::Lower => made(&|row| Some(at(0, row).to_lowercase())),
        TextFunction::Upper => made(&|row| Some(at(0, row).to_uppercase())),
        TextFunction::Reverse => made(&|row| Some(at(0, row).chars().rev().collect())),
        TextFunction::Concatenate => {
            made(&|row| Some((0..text.len()).map(|own| at(own, row)).collect()))
        }
        TextFunction::Join => made(&|row| {
            let parts: Vec<&str> = (1..text.len()).map(|own| at(own, row)).collect();
            Some(parts.join(at(0, row)))
        }),
        TextFunction::Substring => made(&|row| {
            let (start, most) = (number(0, row, 0)?, number(1, row, i64::MAX)?);
            Some(substring(at(0, row), start, most).to_owned())
        }),
        TextFunction::IndexOf => counted(&|row| {
            let window = Window {
                start: number(0, row, 0)?,
                length: number(1, row, -1)?,
                occurrence: number(2, row, 1)?,
            };
            index_of(at(0, row), at(1, row), &window)
        }),
        TextFunction::CountOf => counted(&|row| Some(count_of(at(0, row), at(1, row)))),
        TextFunction::CountMatches(regex) => {
            counted(&|row| Some(regex.find_iter(at(0, row)).count() as i64))
        }
        TextFunction::Replace => made(&|row| Some(replaced(at(0, row), at(1, row), at(2, row)))),
        TextFunction::Trim(regex, ends) => made(&|row| {
            let mut own = at(0, row);
            if ends.start {
                own = without_start(regex, own);
            }
            if ends.end {
                own = without_end(regex, own);
            }
            Some(own.to_owned())
        }),
        TextFunction::ReplaceMatches(regex, rewrite) => {
            made(&|row| Some(regex.replace_all(at(0, row), rewrite.as_str()).into_owned()))
        }
        TextFunction::Extract(regex, group) => made(&|row| {
            let found = regex.captures(at(0, row))?.get(*group)?;
            Some(found.as_str().to_owned())
        }),
    }
}

/// At most `most` characters from `start` on, which counts from the end if negative.
fn substring(text: &str, start: i64, most: i64) -> &str {
    let start = match start {
        0.. => start,
        _ => (text.chars().count() as i64 + start).max(0),
    };
    let rest = from_character(text, start);
    let most = usize::try_from(most).unwrap_or(0);
    match rest.char_indices().nth(most) {
        Some((end, _)) => rest.get(..end).unwrap_or_default(),
        None => rest,
    }
}

fn from_character(text: &str, start: i64) -> &str {
    let skipped = text
        .char_indices()
        .nth(usize::try_from(start).unwrap_or(usize::MAX));
    skipped
        .and_then(|(at, _)| text.get(at..))
        .unwrap_or_default()
}

/// Where in a text something is sought.
struct Window {
    start: i64,
    // -1 for no end.
    length: i64,
    occurrence: i64,
}

/// The position of an occurrence; -1 if there is none, null if the window makes no sense.
fn index_of(text: &str, sought: &str, window: &Window) -> Option<i64> {
    if window.length < -1 || window.occurrence < 1 {
        return None;
    }
    let length = text.chars().count() as i64;
    let start = match window.start {
        0.. => window.start,
        _ => (length + window.start).max(0),
    };
    let most = if window.length < 0 {
        i64::MAX
    } else {
        window.length
    };
    // Each occurrence is sought within the length, counted anew from the character after the last.
    let mut start = start;
    for left in (0..window.occurrence).rev() {
        // Behind the end there is still the empty text, over and over.
        if start > length {
            return Some(-1);
        }
        let Some(at) = substring(text, start, most).find(sought) else {
            return Some(-1);
        };
        let before = substring(text, start, most).get(..at).unwrap_or_default();
        let found = start + before.chars().count() as i64;
        if left == 0 {
            return Some(found);
        }
        start = found + 1;
    }
    None
}

/// Where a text stands in another, also where occurrences overlap.
fn occurrences<'t>(text: &'t str, sought: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(sought)?;
        from = at + text.get(at..)?.chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
}

fn count_of(text: &str, sought: &str) -> i64 {
    match sought.is_empty() {
        true => 0,
        false => occurrences(text, sought).count() as i64,
    }
}

fn replaced(text: &str, sought: &str, by: &str) -> String {
    match sought.is_empty() {
        true => text.to_owned(),
        false => text.replace(sought, by),
    }
}

/// The pattern stands for all that follows one another at the start.
fn without_start<'t>(regex: &Regex, text: &'t str) -> &'t str {
    let mut rest = text;
    while let Some(found) = regex
        .find(rest)
        .filter(|found| found.start() == 0 && found.end() > 0)
    {
        rest = rest.get(found.end()..).unwrap_or_default();
    }
    rest
}

/// The same at the end, where matches are found from the left.
fn without_end<'t>(regex: &Regex, text: &'t str) -> &'t str {
    // The start of the run of matches that touch each other and, last of all, the end.
    let mut run: Option<(usize, usize)> = None;
    for found in regex.find_iter(text).filter(|found| !found.is_empty()) {
        run = match run {
            Some((start, end)) if end == found.start() => Some((start, found.end())),
            _ => Some((found.start(), found.end())),
        };
    }
    match run {
        Some((start, end)) if end == text.len() => text.get(..start).unwrap_or_default(),
        _ => text,
    }
}

/// A rewriting as KQL has it, `\1` for a group, as the library of regular expressions has it.
pub(crate) fn rewriting(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '$']) {
        return Cow::Borrowed(text);
    }
    let mut rewritten = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match (character, rest.peek().copied()) {
            ('$', _) => rewritten.push_str("$$"),
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                rewritten.push_str(&format!("${{{digit}}}"));
                rest.next();
            }
            ('\\', Some('\\')) => {
                rewritten.push('\\');
                rest.next();
            }
            (other, _) => rewritten.push(other),
        }
    }
    Cow::Owned(rewritten)
}
