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
///
/// Each membership of an export names two, so eight digits are read at once.
#[must_use]
#[inline]
pub fn parse_guid(text: &str) -> Option<u128> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [bytes[8], bytes[13], bytes[18], bytes[23]] != [b'-'; 4] {
        return None;
    }
    let four =
        |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let eight =
        |first, second| eight_digits(u64::from(four(first)) << 32 | u64::from(four(second)));
    let [a, b, c, d] =
        [eight(0, 4)?, eight(9, 14)?, eight(19, 24)?, eight(28, 32)?].map(u128::from);
    Some(a << 96 | b << 64 | c << 32 | d)
}

/// The number that eight hexadecimal digits stand for, the first in the highest byte of `text`.
#[inline]
fn eight_digits(text: u64) -> Option<u32> {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    // Letters have bit 6, figures have not; the low half of `a` is 1.
    let letters = text >> 6 & each(1);
    let digits = (text & each(0x0f)) + letters * 9;
    let lower_case = text | letters << 5;
    let are_in_place = lower_case & each(0xf0) == each(0x30) + letters * 0x30;
    // Figures are below ten, letters are not, and none passes fifteen.
    let are_in_range = (digits + each(6)) >> 4 & each(1) == letters && digits & each(0xf0) == 0;
    let pairs = (digits | digits >> 4) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    (are_in_place && are_in_range).then_some((fours | fours >> 16) as u32)
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

    /// The same, one character at a time.
    fn slowly(text: &str) -> Option<u128> {
        let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
        let sound = text.len() == 36
            && text
                .chars()
                .enumerate()
                .all(|(at, c)| is_hyphen(at) == (c == '-'));
        sound.then(|| u128::from_str_radix(&text.replace('-', ""), 16).ok())?
    }

    #[test]
    fn every_byte_is_a_digit_or_refused_wherever_it_stands() {
        let sound = "0189abcd-EF67-4000-8000-23456789AbCd";
        assert!(slowly(sound).is_some());
        for at in 0..36 {
            for byte in 0..128 {
                let mut bytes = sound.as_bytes().to_vec();
                bytes[at] = byte;
                let text = String::from_utf8(bytes).unwrap();
                // `from_str_radix` takes a sign.
                let expected = slowly(&text).filter(|_| byte != b'+');
                assert_eq!(parse_guid(&text), expected, "{text}");
            }
        }
        assert_eq!(parse_guid("0189abcd-EF67-4000-8000-23456789Ab\u{e9}"), None);
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
