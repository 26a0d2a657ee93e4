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
    let mut places = Vec::with_capacity(24);
    let end = walk(bytes, |place| places.push(place))?;
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    for Place { key, value } in places {
        take(text.get(key.0..key.1)?, text.get(value.0..value.1)?);
    }
    Some(end)
}

/// The same of a text that is known to be one. Members before the place where it is no such object may
/// have been handed on.
pub(crate) fn members_of_text<'t>(
    text: &'t str,
    mut take: impl FnMut(&'t str, &'t str),
) -> Option<usize> {
    walk(text.as_bytes(), |Place { key, value }| {
        if let (Some(key), Some(value)) = (text.get(key.0..key.1), text.get(value.0..value.1)) {
            take(key, value);
        }
    })
}

/// How many members an object of this length is likely to have.
pub(crate) fn likely(object: &str) -> usize {
    (object.len() / 32 + 2).min(24)
}

/// Finds the members of the object that `bytes` begin with, and says how long it is.
#[inline]
fn walk(bytes: &[u8], mut found: impl FnMut(Place)) -> Option<usize> {
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
        at = past_space(bytes, at + 1);
        let value = (at, skip::value(bytes, at).or_else(|| parsed(bytes, at))?);
        found(Place {
            key: (start, end),
            value,
        });
        at = past_space(bytes, value.1);
        match bytes.get(at)? {
            b'}' => return Some(at + 1),
            b',' => at = past_space(bytes, at + 1),
            _ => return None,
        }
    }
    None
}

/// Where the value ends that begins at byte `at`, as the parser says.
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
    fn a_plain_text_has_no_escapes() {
        assert_eq!(plain_text(r#""a""#), Some("a"));
        assert_eq!(plain_text(r#""""#), Some(""));
        for other in [r#""a\n""#, "1", "null", "[\"a\"]"] {
            assert_eq!(plain_text(other), None, "{other}");
        }
    }
}
