//! The members of an object as they stand in the text, their values unread.
//!
//! What a record is can often be told by its keys alone, and most of its values are plain texts
//! that can be taken as they are. So the text is passed over once, and the parser is asked only
//! about what is not plain. Anything out of the ordinary is left to the parser altogether.

use super::scan::Extent;
use super::skip::{self, past_space};
use super::stencil::plain_len;

/// How many members an object may have. They are looked up one after the other, so that without a limit
/// an object of nothing but keys would cost the square of its length.
pub(crate) const MOST: usize = 4096;

/// How many members there is room for at first: as many as most records have.
const FEW: usize = 24;

/// The place of a member: its key without quotation marks, and its value.
#[derive(Copy, Clone, Debug)]
struct Place {
    key: (usize, usize),
    value: (usize, usize),
}

/// Hands the members of the object that `bytes` begin with to `take`, each with its key and its
/// value as JSON, and says how long the object is. None, and nothing handed on, if it is no whole
/// object, if it is not all text, or if a key holds an escape.
pub(crate) fn members<'t>(
    bytes: &'t [u8],
    mut take: impl FnMut(&'t str, &'t str),
) -> Option<usize> {
    let mut places = Vec::with_capacity(FEW);
    let end = walk(bytes, |key, at| {
        let end = value_end(bytes, at)?;
        places.push(Place {
            key,
            value: (at, end),
        });
        Some(end)
    })?;
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    for Place { key, value } in places {
        take(text.get(key.0..key.1)?, text.get(value.0..value.1)?);
    }
    Some(end)
}

/// The same of a text that is known to be one. Members before the place where it is no such object may
/// have been handed on.
#[inline]
pub(crate) fn members_of_text<'t>(
    text: &'t str,
    mut take: impl FnMut(&'t str, &'t str),
) -> Option<usize> {
    keys_of_text(text, |key, rest| {
        let len = value_end(rest.as_bytes(), 0)?;
        take(key, rest.get(..len)?);
        Some(len)
    })
}

/// The same, but `value` is given what begins with a member's value, and says how long that is.
#[inline]
pub(crate) fn keys_of_text<'t>(
    text: &'t str,
    mut value: impl FnMut(&'t str, &'t str) -> Option<usize>,
) -> Option<usize> {
    walk(text.as_bytes(), |key, at| {
        let len = value(text.get(key.0..key.1)?, text.get(at..)?)?;
        Some(at + len)
    })
}

/// How many members an object of this length is likely to have.
pub(crate) fn likely(object: &str) -> usize {
    (object.len() / 32 + 2).min(FEW)
}

/// Finds the members of the object that `bytes` begin with, and says how long it is. Of each, `value`
/// is given where its key lies and where its value begins, and says where that ends.
#[inline]
fn walk(
    bytes: &[u8],
    mut value: impl FnMut((usize, usize), usize) -> Option<usize>,
) -> Option<usize> {
    if bytes.first() != Some(&b'{') {
        return None;
    }
    let mut at = past_space(bytes, 1);
    if bytes.get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    for _ in 0..MOST {
        let start = at + 1;
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let end = start + plain_len(bytes.get(start..)?);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        at = past_space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        at = value((start, end), past_space(bytes, at + 1))?;
        at = past_space(bytes, at);
        match bytes.get(at)? {
            b'}' => return Some(at + 1),
            b',' => at = past_space(bytes, at + 1),
            _ => return None,
        }
    }
    None
}

/// Where the value ends that begins at byte `at`.
#[inline]
pub(crate) fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    skip::value(bytes, at).or_else(|| parsed(bytes, at))
}

/// The same, as the parser says.
#[cold]
fn parsed(bytes: &[u8], at: usize) -> Option<usize> {
    match Extent::parsed(bytes.get(at..)?) {
        Extent::End(len) => Some(at + len),
        Extent::Open | Extent::Broken(_) => None,
    }
}

/// What `json`, which is valid, says, if it is a text without escapes.
#[inline]
pub(crate) fn plain_text(json: &str) -> Option<&str> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    memchr::memchr(b'\\', inside.as_bytes())
        .is_none()
        .then_some(inside)
}

/// The text of an object that has nothing but one, without escapes, under this key. The object is valid.
#[inline]
pub(crate) fn only_text<'t>(object: &'t str, key: &str) -> Option<&'t str> {
    let key = object
        .strip_prefix('{')?
        .trim_ascii_start()
        .strip_prefix('"')?
        .strip_prefix(key)?;
    let value = key
        .strip_prefix('"')?
        .trim_ascii_start()
        .strip_prefix(':')?;
    let text = value.trim_ascii_start().strip_prefix('"')?;
    let (text, rest) = text.split_at_checked(plain_len(text.as_bytes()))?;
    (rest.strip_prefix('"')?.trim_ascii_start() == "}").then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    fn read(text: &[u8]) -> Option<(Vec<(&str, &str)>, usize)> {
        let mut found = Vec::new();
        let end = members(text, |key, value| found.push((key, value)))?;
        Some((found, end))
    }

    #[test]
    fn members_are_found_as_the_parser_finds_them() {
        for text in [
            "{}",
            "{ }",
            r#"{"a":"b"}"#,
            r#"{"a":true,"b":false,"c":null,"d":[],"e":{},"f":"g\"h","g":-1.5e3}"#,
            "{ \"a\" :\t{\"b\":[1,{}]}\r\n, \"a\" : \"é\" }",
            r#"{"a":["]",{"}":"{"}]}"#,
        ] {
            let followed = format!("{text},{{");
            let (found, end) = read(followed.as_bytes()).unwrap();
            assert_eq!(end, text.len());
            let values: Vec<&RawValue> = found
                .iter()
                .map(|(_, json)| serde_json::from_str(json).unwrap())
                .collect();
            let again: Vec<String> = found
                .iter()
                .zip(values)
                .map(|((key, _), value)| format!("{key:?}:{}", value.get()))
                .collect();
            let again = format!("{{{}}}", again.join(","));
            let same = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(same(&again), same(text));
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_the_parser() {
        let whole = br#"{"a":"b\u0041","c":[1,2],"d":true,"e":12}"#;
        assert!(read(whole).is_some());
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_none(), "{end}");
        }
        for text in [
            &br#"{"a\u0041":1}"#[..],
            br#"{"a":1,}"#,
            br#"{"a" 1}"#,
            br#"{"a":1 "b":2}"#,
            br#"{a:1}"#,
            br#"{"a":tru}"#,
            br#"{"a":truer}"#,
            br#"{"a":01}"#,
            br#"{"a":"\x"}"#,
            b"{\"a\":\"\n\"}",
            b"{\"a\":\"\xff\"}",
            b"{\"a\":[\"\xff\"]}",
            br#"["a"]"#,
            br#"{"a":[1}"#,
        ] {
            assert!(read(text).is_none(), "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn an_object_of_one_plain_text_is_told() {
        for object in [r#"{"a":"é"}"#, "{ \"a\" :\n\"é\" }"] {
            assert_eq!(only_text(object, "a"), Some("é"), "{object}");
        }
        for other in [
            r#"{"ab":"é"}"#,
            r#"{"a":1}"#,
            r#"{"a":"\n"}"#,
            r#"{"a":"é","b":1}"#,
            r#"["a"]"#,
            "{}",
        ] {
            assert_eq!(only_text(other, "a"), None, "{other}");
        }
    }

    #[test]
    fn a_plain_text_has_no_escapes() {
        assert_eq!(plain_text(r#""a""#), Some("a"));
        assert_eq!(plain_text(r#""""#), Some(""));
        for other in [r#""a\n""#, "1", "null", "[\"a\"]"] {
            assert_eq!(plain_text(other), None, "{other}");
        }
    }
}
