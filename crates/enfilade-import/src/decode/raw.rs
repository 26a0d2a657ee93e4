//! JSON kept as it was written.
//!
//! What an importer does not model travels on as JSON text. These functions look at such text
//! without building a value from it: does it say anything, how deep is it, and the same object
//! without some of its keys.

use super::json::Key;
use super::stencil::plain_len;
use memchr::{memchr, memchr2_iter};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Whether `json` says nothing: null, an empty text or list, or an object of such objects.
pub(crate) fn is_hollow(json: &str) -> bool {
    match json.as_bytes() {
        b"null" | b"\"\"" | b"[]" | b"{}" => true,
        [b'{', ..] => only_objects(json.as_bytes(), b""),
        _ => false,
    }
}

/// Whether `json` is an object whose members are all null, or such objects.
pub(crate) fn is_null_object(json: &str) -> bool {
    json.starts_with('{') && only_objects(json.as_bytes(), b"null")
}

/// Whether a JSON object holds nothing but keys and objects, and a word of these letters.
fn only_objects(json: &[u8], word: &[u8]) -> bool {
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => {
                while let Some(inner) = bytes.next() {
                    match inner {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
                // A key is followed by a colon; any other text is a value.
                if bytes.by_ref().find(|byte| !byte.is_ascii_whitespace()) != Some(&b':') {
                    return false;
                }
            }
            b'{' | b'}' | b',' | b' ' | b'\t' | b'\n' | b'\r' => {}
            other if word.contains(other) => {}
            _ => return false,
        }
    }
    true
}

/// How deep JSON may be that is kept: whoever reads it on must not have to go deeper.
pub(crate) const DEEPEST: u32 = 64;

/// Whether brackets in `json` lie more than `most` deep.
pub(crate) fn is_deeper(json: &str, most: u32) -> bool {
    // So few brackets, in texts or not, cannot lie so deep.
    let mut brackets = memchr2_iter(b'{', b'[', json.as_bytes());
    if brackets.nth(most as usize).is_none() {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// `json` with each escape that is half a character (`\ud800` without its other half) replaced by
/// `\ufffd`. Such JSON is well-formed, but its texts are none.
pub(crate) fn mend_surrogates(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        at += match (unit(bytes, at), unit(bytes, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                lone.push(at);
                6
            }
            _ => 2,
        };
    }
    if lone.is_empty() {
        return Cow::Borrowed(json);
    }
    let mut mended = json.to_owned();
    for at in lone {
        mended.replace_range(at..at + 6, "\\ufffd");
    }
    Cow::Owned(mended)
}

/// The unit of UTF-16 that the escape at byte `at` stands for.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Adds `"key":value` to the object that `out` is the inside of.
pub(crate) fn push_member(out: &mut String, key: &str, value: &str) {
    if !out.is_empty() {
        out.push(',');
    }
    push_text(out, key);
    out.push(':');
    out.push_str(value);
}

/// Adds `text` as a JSON string.
pub(crate) fn push_text(out: &mut String, text: &str) {
    if plain_len(text.as_bytes()) == text.len() {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// `json` (an object or a list of objects) without the members whose key `dropped` names, in any
/// case. None if it is neither.
pub(crate) fn without(json: &str, dropped: &[&str]) -> Option<String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Without { dropped }.deserialize(&mut deserializer).ok()
}

/// Copies an object, or a list of objects, without some members.
struct Without<'k> {
    dropped: &'k [&'k str],
}

impl<'de> DeserializeSeed<'de> for Without<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Without<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut inside = String::new();
        while let Some(Key(key)) = map.next_key()? {
            let value: &RawValue = map.next_value()?;
            if !self
                .dropped
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&key))
            {
                push_member(&mut inside, &key, value.get());
            }
        }
        Ok(format!("{{{inside}}}"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<String, A::Error> {
        let mut inside = String::new();
        while let Some(item) = seq.next_element_seed(Without {
            dropped: self.dropped,
        })? {
            if !inside.is_empty() {
                inside.push(',');
            }
            inside.push_str(&item);
        }
        Ok(format!("[{inside}]"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hollow_is_what_says_nothing() {
        for json in ["null", "{}", "[]", "\"\"", r#"{"a":{},"b\"}":{"c": {}}}"#] {
            assert!(is_hollow(json), "{json}");
        }
        for json in [
            "0",
            "false",
            "[{}]",
            r#"{"a":""}"#,
            r#"{"a":{"b":1}}"#,
            "\"{}\"",
        ] {
            assert!(!is_hollow(json), "{json}");
        }
    }

    #[test]
    fn depth_counts_brackets_outside_strings() {
        assert!(!is_deeper(r#"{"a":"[[[[\"["}"#, 1));
        assert!(is_deeper("[[[]]]", 2));
        assert!(!is_deeper("[[],[],[]]", 2));
    }

    #[test]
    fn members_are_left_out_in_any_case_and_others_kept_verbatim() {
        let json = r#"[{"hint":"abc","secretText":"x","n": 1.50},{"SECRETTEXT":{}}]"#;
        let kept = without(json, &["secretText"]);
        assert_eq!(kept.as_deref(), Some(r#"[{"hint":"abc","n":1.50},{}]"#));
        assert_eq!(without("7", &[]), None);
    }

    #[test]
    fn half_characters_are_replaced_and_whole_ones_kept() {
        for (json, expected) in [
            (r#""a\ud83c\udf89b""#, r#""a\ud83c\udf89b""#),
            (r#""\uD83C""#, r#""\ufffd""#),
            (r#""\udf89\ud83c\n""#, r#""\ufffd\ufffd\n""#),
            (r#""\\ud83c \\\ud83c""#, r#""\\ud83c \\\ufffd""#),
            (r#""\u003c\ud8""#, r#""\u003c\ud8""#),
            ("\"\\", "\"\\"),
        ] {
            assert_eq!(mend_surrogates(json), expected);
        }
    }

    #[test]
    fn keys_are_escaped_again() {
        let mut out = String::new();
        push_member(&mut out, "a\"b", "1");
        push_member(&mut out, "c", "[]");
        assert_eq!(out, r#""a\"b":1,"c":[]"#);
    }
}
