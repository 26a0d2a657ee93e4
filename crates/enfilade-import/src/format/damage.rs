//! What can be wrong with a text of records, whatever the records are.

use crate::summary::Oddity;

pub(super) const TRUNCATED: Oddity = Oddity::damage(
    "truncated",
    "files that end too early: the collector was stopped, or the copy is incomplete; what came after is missing",
);
pub(super) const BROKEN: Oddity = Oddity::damage(
    "broken-record",
    "records that are no JSON; what they held past the damage is missing",
);
pub(super) const BAD_TEXT: Oddity = Oddity::damage(
    "bad-text",
    "records that are not UTF-8; the bytes that are none were replaced",
);
pub(super) const HALF_CHARACTER: Oddity = Oddity::odd(
    "half-character",
    "records with escapes that are half a character (a lone surrogate); the half was replaced",
);
pub(super) const TOO_LONG: Oddity = Oddity::damage(
    "record-too-long",
    "records without an end within the limit on a record's size (`--max-record`); what they held past it is missing",
);
pub(super) const STRAY: Oddity = Oddity::damage(
    "stray-text",
    "text between records that belongs to none; skipped",
);
pub(super) const GIVEN_UP: Oddity = Oddity::damage(
    "given-up",
    "files damaged so often that the rest of them was not read",
);

/// How many bytes may be looked at in vain before a text is given up.
pub(super) const PATIENCE: u64 = 8 << 30;

/// An answer that holds nothing.
pub(crate) const FAILED: Oddity = Oddity::damage(
    "failed-request",
    "answers that are errors of the service; what they should have held is missing",
);
