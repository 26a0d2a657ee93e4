//! Passing over a JSON value as the parser would, without asking it.
//!
//! Most bytes of an answer lie in lists and objects within its records, and are passed over several
//! times: to find where a record ends, where a list in it does, where its items do. What is passed
//! over here is JSON, just as the parser sees it, but for being text; whatever is out of the ordinary
//! is nothing here, and left to the parser.

use super::scan::{Extent, space};
use super::stencil::text_end;

/// How deep lists and objects may lie in each other: one bit each.
const DEEPEST: u32 = 64;

/// How far the value reaches that `bytes` begins with.
///
/// Where it does not end the parser itself decides, so that a lost quotation mark is noticed where
/// the text stops making sense, and not when the rest of a file was taken for one string.
pub(crate) fn extent(bytes: &[u8]) -> Extent {
    // What shows where it ends can be passed over, if nothing about it is out of the ordinary.
    if matches!(bytes.first(), Some(b'{' | b'[' | b'"'))
        && let Some(end) = value(bytes, 0)
    {
        return Extent::End(end);
    }
    Extent::parsed(bytes)
}

/// Where the value that begins at byte `at` ends. None if it does not, is none, or is out of the
/// ordinary.
#[inline]
pub(crate) fn value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'{' | b'[' => nested(bytes, at),
        _ => plain(bytes, at),
    }
}

/// Where the text, the number or the word ends that begins at byte `at`.
#[inline]
fn plain(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..)? {
        [b'"', ..] => Some(text_end(bytes, at + 1)? + 1),
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => Some(at + 4),
        [b'f', b'a', b'l', b's', b'e', ..] => Some(at + 5),
        rest => Some(at + number(rest)?),
    }
}

/// How long the number is that `bytes` begin with. One that reaches to their end may go on.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = |at: usize| {
        let rest = bytes.get(at..)?;
        let count = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        (count > 0).then_some(at + count)
    };
    let first = usize::from(bytes.first() == Some(&b'-'));
    let mut at = match bytes.get(first)? {
        b'0' => first + 1,
        _ => digits(first)?,
    };
    if bytes.get(at)? == &b'.' {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at)?, b'e' | b'E') {
        let has_sign = matches!(bytes.get(at + 1)?, b'+' | b'-');
        at = digits(at + 1 + usize::from(has_sign))?;
    }
    bytes.get(at).map(|_| at)
}

/// Where the list or object ends that begins at byte `at`.
fn nested(bytes: &[u8], mut at: usize) -> Option<usize> {
    // A bit for each that is open, the innermost last: whether it is an object.
    let (mut kinds, mut depth) = (0_u64, 0_u32);
    loop {
        match bytes.get(at)? {
            opening @ (b'{' | b'[') => {
                let is_object = *opening == b'{';
                at = past_space(bytes, at + 1);
                let closing = if is_object { b'}' } else { b']' };
                if bytes.get(at)? == &closing {
                    at += 1;
                } else {
                    if depth == DEEPEST {
                        return None;
                    }
                    depth += 1;
                    kinds = kinds << 1 | u64::from(is_object);
                    if is_object {
                        at = key(bytes, at)?;
                    }
                    continue;
                }
            }
            _ => at = plain(bytes, at)?,
        }
        // Behind a value.
        loop {
            if depth == 0 {
                return Some(at);
            }
            at = past_space(bytes, at);
            let is_object = kinds & 1 == 1;
            match (bytes.get(at)?, is_object) {
                (b',', _) => {
                    at = past_space(bytes, at + 1);
                    if is_object {
                        at = key(bytes, at)?;
                    }
                    break;
                }
                (b'}', true) | (b']', false) => {
                    at += 1;
                    depth -= 1;
                    kinds >>= 1;
                }
                _ => return None,
            }
        }
    }
}

/// Where the value begins whose key begins at byte `at`.
#[inline]
fn key(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at)? != &b'"' {
        return None;
    }
    let at = past_space(bytes, text_end(bytes, at + 1)? + 1);
    (bytes.get(at)? == &b':').then(|| past_space(bytes, at + 1))
}

/// Where the white space ends that may begin at byte `at`: there, in nearly every place of most texts.
#[inline]
pub(crate) fn past_space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b' ' | b'\n' | b'\r' | b'\t') => at + space(&bytes[at..]),
        _ => at,
    }
}

/// The items of a list, each as it stands in the text. None if it is none, or out of the ordinary.
pub(crate) fn items(list: &str) -> Option<Vec<&str>> {
    let bytes = list.as_bytes();
    if bytes.first()? != &b'[' {
        return None;
    }
    let mut items = Vec::new();
    let mut at = past_space(bytes, 1);
    if bytes.get(at)? == &b']' {
        return (at + 1 == bytes.len()).then_some(items);
    }
    loop {
        let end = value(bytes, at)?;
        items.push(list.get(at..end)?);
        at = past_space(bytes, end);
        match bytes.get(at)? {
            b',' => at = past_space(bytes, at + 1),
            b']' if at + 1 == bytes.len() => return Some(items),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::value::RawValue;

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        for (text, expected) in [
            (r#"{"a":[1,{"b":"}]\""}]} tail"#, Extent::End(22)),
            (r#""x\"y","#, Extent::End(6)),
            ("12.5,", Extent::End(4)),
            ("null\n", Extent::End(4)),
            (r#"{"a":"#, Extent::Open),
            (r#""\u00"#, Extent::Open),
            ("", Extent::Open),
            ("\"a\nb\"", Extent::Broken(2)),
            ("{\"a\":\"b\0\"", Extent::Broken(7)),
            (r#"["\x"]"#, Extent::Broken(3)),
            ("]", Extent::Broken(0)),
            ("{\"a\":1,\n\"b\" 2}", Extent::Broken(12)),
        ] {
            assert_eq!(extent(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = [b"[".repeat(1 << 20), b"]".repeat(1 << 20)].concat();
        assert_eq!(extent(&deep), Extent::End(2 << 20));
        assert_eq!(extent(&deep[..(2 << 20) - 1]), Extent::Open);
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hide_an_end() {
        assert_eq!(extent(b"\"\xff\xfe\" ,"), Extent::End(4));
    }

    #[test]
    fn what_is_passed_over_is_what_the_parser_passes_over() {
        for text in [
            r#"{"a":[1,-0.5e+3,{"b\n":"}\"]"}],"c":{} , "d" : [ ] } tail"#,
            "[[[]],true,false,null]",
            "[0 , 1]",
            "{\"a\":\"\\u00e9\",\"b\":12}",
            "\"x\",",
            "-1 ",
        ] {
            let Extent::End(end) = Extent::parsed(text.as_bytes()) else {
                panic!("{text}");
            };
            assert_eq!(value(text.as_bytes(), 0), Some(end), "{text}");
        }
        for text in [
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{,}",
            "{\"a\":1,}",
            "[1}",
            "{\"a\":1]",
            "[01]",
            "[1.]",
            "[1e]",
            "[-]",
            "[tru]",
            "[\"a]",
            "[\"\\x\"]",
            "[\"\n\"]",
            "{1:2}",
            "[",
            "{",
            "12",
            "",
        ] {
            assert_eq!(value(text.as_bytes(), 0), None, "{text}");
        }
        let deep = "[".repeat(65) + &"]".repeat(65);
        assert_eq!(value(deep.as_bytes(), 0), Some(130));
        assert_eq!(value(format!("[{deep}]").as_bytes(), 0), None);
    }

    #[test]
    fn the_items_of_a_list_are_what_stands_between_its_commas() {
        assert_eq!(items("[ ]"), Some(vec![]));
        assert_eq!(
            items("[1, {\"a\":[]} ,\"x\"]"),
            Some(vec!["1", "{\"a\":[]}", "\"x\""])
        );
        for other in ["{}", "[1", "[1] ", "[1 2]", "\"a\"", ""] {
            assert_eq!(items(other), None, "{other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn nothing_passes_that_the_parser_refuses(
            parts in vec(select(vec![
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "\"\\q\"", "1", "0", "-", ".", "e", "true", "nul", " ", "\n", "\u{1}",
            ]), 0..24),
        ) {
            let text = format!("[{}", parts.concat());
            match (value(text.as_bytes(), 0), Extent::parsed(text.as_bytes())) {
                (Some(end), extent) => prop_assert_eq!(Extent::End(end), extent),
                (None, extent) => prop_assert!(!matches!(extent, Extent::End(_)), "{:?}", text),
            }
            if let Some(items) = items(&text) {
                let parsed: Vec<&RawValue> = serde_json::from_str(&text).unwrap();
                let parsed: Vec<&str> = parsed.into_iter().map(RawValue::get).collect();
                prop_assert_eq!(items, parsed);
            }
        }
    }
}
