//! The lasting name of an object: 128 bits, whatever the format and the casing of its id.
//!
//! Object ids in Entra are GUIDs and are kept as they are. Azure resource ids are paths of any
//! length; their key is a hash of the lower-cased text, and the text itself is kept beside it. The
//! hash is cryptographic, because an export is hostile input and a made collision would merge two
//! objects.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A 128-bit name of an object, stable across exports, formats and casings.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub struct ObjectKey(pub u128);

impl ObjectKey {
    /// The key of an id as an export writes it: a GUID in any case, or any other text.
    ///
    /// The second half is the lower-cased text, for ids that are no GUID.
    #[must_use]
    pub fn of(id: &str) -> ObjectKey {
        match parse_guid(id) {
            Some(guid) => ObjectKey(guid),
            None => ObjectKey::of_text(&id.to_lowercase()),
        }
    }

    /// The key of an id that is no GUID and is already lower case.
    #[must_use]
    pub fn of_text(lower_case: &str) -> ObjectKey {
        let hash = blake3::hash(lower_case.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        ObjectKey(u128::from_be_bytes(half))
    }
}

impl fmt::Display for ObjectKey {
    /// Writes the key in the form of a lower-case GUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digit by digit, since answers of a million rows write two million keys.
        let mut text = *b"00000000-0000-0000-0000-000000000000";
        let digits = text.iter_mut().filter(|byte| **byte != b'-');
        for (at, digit) in digits.enumerate() {
            let value = (self.0 >> (124 - 4 * at)) as u8 & 15;
            *digit = value + if value < 10 { b'0' } else { b'a' - 10 };
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Reads a GUID in its hyphenated form of 36 characters, in any case.
#[must_use]
pub fn parse_guid(text: &str) -> Option<u128> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    let mut value: u128 = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if byte != b'-' {
                return None;
            }
        } else {
            value = value << 4 | u128::from(char::from(byte).to_digit(16)?);
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_reads_in_any_case_and_prints_in_lower_case() {
        let upper = ObjectKey::of("A0000000-0000-4000-8000-00000000001F");
        assert_eq!(upper, ObjectKey::of("a0000000-0000-4000-8000-00000000001f"));
        assert_eq!(upper.to_string(), "a0000000-0000-4000-8000-00000000001f");
    }

    #[test]
    fn what_is_no_guid_is_hashed_without_case() {
        for text in [
            "",
            "a0000000",
            "g0000000-0000-4000-8000-000000000001",
            "/Subscriptions/X",
        ] {
            assert_eq!(parse_guid(text), None);
        }
        assert_eq!(
            ObjectKey::of("/Subscriptions/X"),
            ObjectKey::of_text("/subscriptions/x")
        );
        assert_ne!(
            ObjectKey::of("/subscriptions/x"),
            ObjectKey::of("/subscriptions/y")
        );
    }
}
