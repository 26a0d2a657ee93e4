//! Whether who was given a role holds it, in the words of Privileged Identity Management.
//!
//! Azure says it in the `status` of an instance of a schedule, tables in a state or a status. A role that is
//! refused, revoked or over is not held, nor is one that waits for something; one that waits to be revoked is.
//!
//! Source: <https://learn.microsoft.com/en-us/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope>.

use crate::decode::table::plain;
use crate::summary::Oddity;

pub(super) const NOT_HELD: Oddity = Oddity::odd(
    "not-held",
    "rows that ask for a role, or that say that it is refused, revoked, pending or over; left out",
);

/// What says that a role is not held, wherever it stands in the text.
const OVER: &[&str] = &[
    "revoked", "denied", "cancel", "failed", "timedout", "expired", "removed", "inactive",
    "deleted", "rejected", "invalid",
];

/// Whether a role is held that is in this state or of this status.
pub(super) fn is_held(text: &str) -> bool {
    let text = plain(text);
    let is_over = OVER.iter().any(|word| text.contains(word));
    let is_pending = text.starts_with("pending") && text != "pendingrevocation";
    !is_over && !is_pending
}
