//! Ids in any case.
//!
//! AzureHound 3 upper-cases most identifiers, version 2 did not, and within one record the same
//! id can stand in two casings. Everything compares by [`ObjectKey`], which has no case.

use enfilade_model::{EntityKind, ObjectKey, ObjectRef, parse_guid};
use std::borrow::Cow;

/// An object's id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Id<'a> {
    pub(crate) key: ObjectKey,
    /// The id's text in lower case, if it is no GUID.
    pub(crate) text: Option<Cow<'a, str>>,
}

impl<'a> Id<'a> {
    /// Reads an id. An empty text and the all-zero GUID, which Go writes for "not set", are none.
    #[inline]
    pub(crate) fn read(written: &Cow<'a, str>) -> Option<Id<'a>> {
        match parse_guid(written) {
            Some(0) => None,
            Some(guid) => Some(Id {
                key: ObjectKey(guid),
                text: None,
            }),
            None => Id::read_text(written),
        }
    }

    /// Reads an id that is no GUID: an Azure resource id, or something malformed.
    fn read_text(written: &Cow<'a, str>) -> Option<Id<'a>> {
        let trimmed = written.trim_end_matches('/');
        if trimmed.is_empty() {
            return None;
        }
        let lower = match written {
            Cow::Borrowed(text) => lower(text.trim_end_matches('/')),
            Cow::Owned(_) => Cow::Owned(trimmed.to_lowercase()),
        };
        Some(Id {
            key: ObjectKey::of_text(&lower),
            text: Some(lower),
        })
    }

    /// A mention of the object.
    pub(crate) fn mention(&self, kind: Option<EntityKind>) -> ObjectRef<'_> {
        ObjectRef {
            text: self.text.as_deref(),
            ..ObjectRef::object(self.key, kind)
        }
    }
}

/// `text` in lower case, borrowed if it is already.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(text.to_lowercase());
    }
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// Of two spellings of one name the better-cased: the first, unless it is all upper case and the
/// second differs from it in nothing but case.
pub(crate) fn better_cased<'t>(first: &'t str, second: &'t str) -> &'t str {
    let shouts = |text: &str| !text.chars().any(char::is_lowercase);
    if shouts(first) && !shouts(second) && first.to_lowercase() == second.to_lowercase() {
        second
    } else {
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_no_case_and_no_end_slash() {
        let read = |text: &'static str| Id::read(&Cow::Borrowed(text));
        assert_eq!(
            read("A0000000-0000-4000-8000-00000000000F"),
            read("a0000000-0000-4000-8000-00000000000f")
        );
        assert_eq!(read("/SUBSCRIPTIONS/X/"), read("/subscriptions/x"));
        assert_eq!(
            read("/SUBSCRIPTIONS/X").unwrap().text.as_deref(),
            Some("/subscriptions/x")
        );
        for none in ["", "/", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_shouted_name_gives_way_to_the_same_name_spoken() {
        assert_eq!(better_cased("PAYROLL", "Payroll"), "Payroll");
        assert_eq!(better_cased("Payroll", "payroll"), "Payroll");
        assert_eq!(better_cased("PAYROLL", "Finance"), "PAYROLL");
        assert_eq!(better_cased("IT", "IT"), "IT");
    }
}
