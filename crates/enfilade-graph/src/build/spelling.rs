//! Which of several spellings of one name to show.
//!
//! Some collectors write names in capitals, while the same name appears in its own casing where
//! another object mentions it. A spelling replaces an object's own name only if the two differ in
//! nothing but case.

use std::borrow::Cow;
use std::cmp::Ordering;

/// The text without case: equal for two spellings of one name.
///
/// Capitals first: `ß` is capitalised to `SS`, and the way back does not restore it.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(text.to_uppercase().to_lowercase());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether two texts differ in nothing but case.
pub(super) fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        fold(a) == fold(b)
    }
}

/// How much a spelling tells: capitals only, small letters only, both.
fn rank(text: &str) -> u8 {
    let has_case = if text.is_ascii() {
        let bytes = text.as_bytes();
        let upper = bytes.iter().any(u8::is_ascii_uppercase);
        (upper, bytes.iter().any(u8::is_ascii_lowercase))
    } else {
        let upper = text.chars().any(char::is_uppercase);
        (upper, text.chars().any(char::is_lowercase))
    };
    match has_case {
        (true, true) => 2,
        (false, _) => 1,
        (true, false) => 0,
    }
}

/// Orders spellings from the one to show: mixed case, small letters, capitals; then by their
/// bytes, so that the choice does not depend on the order of the records.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    rank(b).cmp(&rank(a)).then_with(|| a.cmp(b))
}

/// Whether `other` spells the name `own` in a more telling way.
pub(super) fn is_better(own: &str, other: &str) -> bool {
    own != other && rank(other) > rank(own) && same(own, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_more_telling_spelling_of_the_same_name_is_better() {
        assert!(is_better("FINANCE LEDGER", "Finance Ledger"));
        assert!(is_better("STRASSE 7", "Straße 7"));
        assert!(!is_better("Finance Ledger", "FINANCE LEDGER"));
        assert!(!is_better("Finance Ledger", "finance Ledger"));
        assert!(!is_better("FINANCE LEDGER", "Finance Portal"));
        assert!(!is_better("123", "123"));
    }

    #[test]
    fn spellings_have_one_order() {
        let mut spellings = ["SAP ERP", "sap erp", "Sap Erp", "SAP Erp"];
        spellings.sort_by(|a, b| compare(a, b));
        assert_eq!(spellings, ["SAP Erp", "Sap Erp", "sap erp", "SAP ERP"]);
    }
}
