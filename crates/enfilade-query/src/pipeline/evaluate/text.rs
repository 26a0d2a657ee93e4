//! Tests of texts.

use super::operand::text_at;
use super::{Values, texts_of};
use crate::plan::expression::TextTest;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};

/// Whether texts have any of some words, or all of them.
pub(super) fn words(value: &Values, words: &[Values], all: bool, rows: usize) -> BooleanArray {
    // All of no words are there, and none of them is.
    let mut holds = vec![all; rows];
    for word in words {
        let has = test(TextTest::Has, value, word, rows);
        for (holds, has) in holds.iter_mut().zip(has.values()) {
            *holds = if all { *holds && has } else { *holds || has };
        }
    }
    BooleanArray::from(holds)
}

/// Tests texts against patterns row by row.
pub(super) fn test(test: TextTest, value: &Values, pattern: &Values, rows: usize) -> BooleanArray {
    let (values, patterns) = (
        value.array().as_string::<i32>(),
        pattern.array().as_string::<i32>(),
    );
    let (test, cased) = test.uncased();
    if cased {
        let of = |row| {
            (
                text_at(values, value.at(row)),
                text_at(patterns, pattern.at(row)),
            )
        };
        let holds = (0..rows)
            .map(of)
            .map(|(text, pattern)| holds(test, text, pattern));
        return holds.map(Some).collect();
    }
    let constant = match pattern {
        Values::Same(_) if patterns.is_valid(0) => Some(patterns.value(0).to_lowercase()),
        _ => None,
    };
    if let (TextTest::Equal, Some(pattern)) = (test, &constant) {
        let holds = (0..rows).map(|row| equals(text_at(values, value.at(row)), pattern));
        return holds.map(Some).collect();
    }
    let (mut text_buffer, mut pattern_buffer) = (String::new(), String::new());
    (0..rows)
        .map(|row| {
            let text = lower_in(&mut text_buffer, text_at(values, value.at(row)));
            let holds = match &constant {
                Some(pattern) => holds(test, text, pattern),
                None => {
                    let pattern = text_at(patterns, pattern.at(row));
                    holds(test, text, lower_in(&mut pattern_buffer, pattern))
                }
            };
            Some(holds)
        })
        .collect()
}

/// Whether a text is `pattern`, which is lower case, in any case. Most texts differ in length already.
fn equals(text: &str, pattern: &str) -> bool {
    if text.eq_ignore_ascii_case(pattern) {
        return true;
    }
    !text.is_ascii() && text.to_lowercase() == pattern
}

/// The text in lower case, in a buffer that serves one row after the other.
fn lower_in<'a>(buffer: &'a mut String, text: &'a str) -> &'a str {
    let unchanged = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.bytes().all(unchanged) {
        return text;
    }
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&text.to_lowercase());
    }
    buffer
}

/// Both texts are lower case, or case counts.
fn holds(test: TextTest, text: &str, pattern: &str) -> bool {
    match test {
        TextTest::Contains => text.contains(pattern),
        TextTest::StartsWith => text.starts_with(pattern),
        TextTest::EndsWith => text.ends_with(pattern),
        TextTest::Has => has_word(text, pattern, true, true),
        TextTest::HasPrefix => has_word(text, pattern, true, false),
        TextTest::HasSuffix => has_word(text, pattern, false, true),
        _ => text == pattern,
    }
}

/// Whether `pattern` stands in `text` with no letter or digit before it (`starts`) and none after
/// it (`ends`).
fn has_word(text: &str, pattern: &str, starts: bool, ends: bool) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // A pattern that begins or ends with a sign has its boundary there already.
    let open_start = starts && inside(pattern.chars().next());
    let open_end = ends && inside(pattern.chars().next_back());
    let mut from = 0;
    // Occurrences may overlap: `1.1` in `x1.1.1` is a word only the second time.
    while let Some(start) = text[from..].find(pattern).map(|found| from + found) {
        let before = text[..start].chars().next_back();
        let after = text[start + pattern.len()..].chars().next();
        if !(open_start && inside(before) || open_end && inside(after)) {
            return true;
        }
        match text[start..].chars().next() {
            Some(first) => from = start + first.len_utf8(),
            None => break,
        }
    }
    false
}

/// Whether each text is in a sorted list.
pub(super) fn one_of(array: &ArrayRef, list: &[String], ignore_case: bool) -> BooleanArray {
    let holds = |text: &str| list.binary_search_by(|own| own.as_str().cmp(text)).is_ok();
    let mut buffer = String::new();
    texts_of(array)
        .map(|text| {
            let text = text.unwrap_or("");
            Some(if ignore_case {
                holds(lower_in(&mut buffer, text))
            } else {
                holds(text)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    fn has_word(text: &str, pattern: &str) -> bool {
        super::has_word(text, pattern, true, true)
    }

    #[test]
    fn a_word_ends_where_letters_and_digits_end() {
        assert!(has_word("secure_access_finance_apps", "finance"));
        assert!(has_word("finance", "finance"));
        assert!(!has_word("refinance portal", "finance"));
        assert!(!has_word("finances", "finance"));
        assert!(has_word("refinance, finance", "finance"));
        assert!(has_word("a.b@contoso.com", "@contoso"));
        assert!(has_word("größe neu", "größe"));
    }
}
