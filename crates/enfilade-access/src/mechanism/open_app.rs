//! Open apps: those that do not require assignment let every user of the tenant in.
//!
//! Guests count, service principals do not sign in as users. Microsoft's own apps are left out
//! unless asked for, since a licence or consent decides about them rather than this switch. The
//! grant is never an edge, and never multiplied out to be counted.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties>.

use crate::{EntitySet, Facts, Question};
use enfilade_model::Mechanism;

/// The open apps among the resources asked for, disabled ones included.
pub(crate) fn apps(facts: &Facts, question: &Question) -> EntitySet {
    if !question.mechanisms.contains(Mechanism::OpenApp)
        || question.roles.is_some()
        || question.via.required() > 0
    {
        return EntitySet::empty(facts.universe());
    }
    let mut apps = question.resources.intersection(facts.open_apps());
    if !question.with_first_party {
        apps.subtract(facts.first_party_apps());
    }
    apps
}
