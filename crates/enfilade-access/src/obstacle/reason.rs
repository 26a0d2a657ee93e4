//! The reasons for which access fails, each with its rule and its page.

use crate::StepRule;
use enfilade_model::{AccessState, Mechanism};

/// Why a step, or a whole path, does not carry.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Reason {
    /// A clause of the question leaves the access out.
    LeftOut(LeftOut),
    /// The principal's account is disabled.
    PrincipalDisabled,
    /// The resource is a disabled app.
    ResourceDisabled,
    /// The principal has not accepted its invitation.
    Pending,
    /// It must first be activated or asked for.
    Inactive(AccessState),
    /// Microsoft's own apps count only when asked for.
    FirstParty(Mechanism),
    /// The grant does not pass through nested groups.
    Nested(Mechanism),
    /// The edge ended before the time of the question.
    Ended,
    /// The edge begins after the time of the question.
    NotBegun,
    /// A deny assignment takes it away.
    Denied,
    /// The grant is at a scope within the resource, and does not flow up.
    ScopeWithin,
    /// The grant is at a scope beside the resource.
    ScopeBeside,
    /// Global Administrator, but for one unit or object only.
    RoleAtScope,
    /// The app is open to users, and the principal is none.
    NoUser,
    /// It takes control of something else to get there.
    Control,
    /// No source could hold who is assigned to the app.
    Unseen,
    /// Nothing leads from the one towards the other.
    Nothing,
}

/// A clause that leaves access out.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum LeftOut {
    /// `by` or `not by`.
    Mechanism(Mechanism),
    /// `as`.
    Role,
    /// `directly`.
    Directly,
    /// `via`.
    Via,
}

impl Reason {
    /// Its name in the column `relation` and in messages of programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reason::LeftOut(_) => "left out by a clause",
            Reason::PrincipalDisabled => "account disabled",
            Reason::ResourceDisabled => "app disabled",
            Reason::Pending => "invitation not accepted",
            Reason::Inactive(AccessState::Requestable) => "only requestable",
            Reason::Inactive(_) => "only eligible",
            Reason::FirstParty(_) => "first-party app left out",
            Reason::Nested(_) => "nested group",
            Reason::Ended => "ended",
            Reason::NotBegun => "not begun",
            Reason::Denied => "denied",
            Reason::ScopeWithin => "scope within",
            Reason::ScopeBeside => "scope beside",
            Reason::RoleAtScope => "role at a scope only",
            Reason::NoUser => "no user",
            Reason::Control => "only by control",
            Reason::Unseen => "unknown",
            Reason::Nothing => "nothing connects them",
        }
    }

    /// How much is missing: what one switch changes comes before what takes another grant.
    pub(super) fn distance(self) -> u8 {
        match self {
            Reason::LeftOut(_) => 0,
            Reason::PrincipalDisabled => 1,
            Reason::ResourceDisabled => 2,
            Reason::Pending => 3,
            Reason::Inactive(_) => 4,
            Reason::FirstParty(_) => 5,
            Reason::Ended => 6,
            Reason::NotBegun => 7,
            Reason::Denied => 7,
            Reason::Nested(_) => 8,
            Reason::ScopeWithin => 9,
            Reason::ScopeBeside => 10,
            Reason::RoleAtScope => 11,
            Reason::NoUser => 12,
            Reason::Control => 13,
            Reason::Unseen => 14,
            Reason::Nothing => 15,
        }
    }

    /// The rule that makes it fail; none where the question or the export does, and for control,
    /// whose step has a rule of its own.
    #[must_use]
    pub fn rule(self) -> Option<StepRule> {
        let (summary, source) = match self {
            Reason::LeftOut(_) | Reason::Control | Reason::Unseen | Reason::Nothing => return None,
            Reason::Nested(mechanism) => {
                let rule = mechanism.rule();
                (rule.summary, rule.source)
            }
            Reason::PrincipalDisabled => (
                "a disabled account cannot sign in",
                "https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes",
            ),
            Reason::ResourceDisabled => (
                "nobody can sign in to an app that is disabled, assigned or not",
                "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties",
            ),
            Reason::Pending => (
                "a guest uses nothing before it has accepted the invitation",
                "https://learn.microsoft.com/en-us/entra/external-id/user-properties",
            ),
            Reason::Inactive(AccessState::Requestable) => (
                "what may be asked for is not given before it is granted",
                "https://learn.microsoft.com/en-us/entra/id-governance/entitlement-management-overview",
            ),
            Reason::Inactive(_) => (
                "an eligible role or membership gives nothing before it is activated",
                "https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-how-to-activate-role",
            ),
            Reason::FirstParty(_) => (
                "Microsoft's own apps are reached by licence or consent rather than by this switch",
                "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/what-is-access-management",
            ),
            Reason::Ended | Reason::NotBegun => (
                "a scheduled assignment holds from its start to its end",
                "https://learn.microsoft.com/en-us/graph/api/resources/requestschedule",
            ),
            Reason::Denied => (
                "a deny assignment takes away what roles allow, whoever gave them",
                "https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments",
            ),
            Reason::ScopeWithin | Reason::ScopeBeside => (
                "an Azure role holds at its scope and below it, never above or beside it",
                "https://learn.microsoft.com/en-us/azure/role-based-access-control/scope-overview",
            ),
            Reason::RoleAtScope => (
                "a role for one unit or object is no role for the tenant",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/manage-roles-portal",
            ),
            Reason::NoUser => (
                "an app that does not require assignment lets users sign in; a service principal is none",
                "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/application-properties",
            ),
        };
        Some(StepRule { summary, source })
    }
}
