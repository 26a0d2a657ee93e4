//! Why a step of a path carries: the rule in a sentence, and the Microsoft page that states it.
//!
//! What a grant carries stands in the table of [`enfilade_model::Mechanism`]. Membership,
//! containment and the ways to take control are no mechanisms, so their rules stand here. The pages
//! are those that the steps themselves were built from, as read in November 2026.

use crate::mechanism;
use crate::{Control, Step, StepKind};
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId, EntityKind, Mechanism};

/// A rule that lets a step carry, or keeps it from carrying.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct StepRule {
    /// The rule in a sentence.
    pub summary: &'static str,
    /// The page that states the rule.
    pub source: &'static str,
}

impl StepRule {
    /// Why someone may have what an access package gives: by asking for it.
    const REQUEST: StepRule = StepRule {
        summary: "a policy of an access package lets whom it names, the members of a group that it names, or everyone of a sort ask for the package",
        source: "https://learn.microsoft.com/en-us/entra/id-governance/entitlement-management-access-package-request-policy",
    };
    /// Why asking for an access package leads on.
    const PACKAGE: StepRule = StepRule {
        summary: "whoever is given an access package is given each of its resource roles in person",
        source: "https://learn.microsoft.com/en-us/entra/id-governance/entitlement-management-access-package-resources",
    };
}

impl Step {
    /// Why the step carries, where it begins at `from`.
    #[must_use]
    pub fn rule<V: GraphView>(&self, view: &V, from: EntityId) -> StepRule {
        let is_package = |id| view.kind_of(id) == EntityKind::AccessPackage;
        let is_let_in = matches!(self.kind, StepKind::Member | StepKind::SelfJoin);
        match self.kind {
            _ if is_let_in && is_package(self.to) => StepRule::REQUEST,
            StepKind::Member | StepKind::Grant(_) if is_package(from) => StepRule::PACKAGE,
            kind => kind.rule(),
        }
    }
}

impl StepKind {
    /// The step's name in the column `relation` and in a path.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Member => "member",
            StepKind::Grant(mechanism) => mechanism.name(),
            StepKind::Contains => "contains",
            StepKind::Control(control) => control.name(),
            StepKind::SelfJoin => "self-join",
        }
    }

    /// The kinds of edge that record such a step; none where attributes or tables do.
    #[must_use]
    pub fn edges(self) -> &'static [EdgeKind] {
        match self {
            StepKind::Member => &[EdgeKind::Member],
            StepKind::Contains => &[EdgeKind::Contains],
            StepKind::Grant(Mechanism::GroupResources) => &[EdgeKind::Member, EdgeKind::Owner],
            StepKind::Grant(Mechanism::AccessPackage) => {
                &[EdgeKind::PackageAssignment, EdgeKind::Member]
            }
            StepKind::Grant(mechanism) => mechanism::edge_kinds(mechanism),
            StepKind::Control(_) | StepKind::SelfJoin => &[],
        }
    }

    /// Why the step carries.
    #[must_use]
    pub fn rule(self) -> StepRule {
        match self {
            StepKind::Member => StepRule {
                summary: "members of a group have what is given to the group",
                source: "https://learn.microsoft.com/en-us/entra/fundamentals/concept-learn-about-groups",
            },
            StepKind::Grant(mechanism) => {
                let rule = mechanism.rule();
                StepRule {
                    summary: rule.summary,
                    source: rule.source,
                }
            }
            StepKind::Contains => StepRule {
                summary: "what is given at a scope holds at every scope within it",
                source: "https://learn.microsoft.com/en-us/azure/role-based-access-control/scope-overview",
            },
            StepKind::Control(control) => control.rule(),
            StepKind::SelfJoin => StepRule {
                summary: "whoever is no guest may join a public Microsoft 365 group",
                source: "https://learn.microsoft.com/en-us/graph/api/resources/group",
            },
        }
    }
}

impl Control {
    /// Every way to take control.
    pub const ALL: &[Control] = &[
        Control::Own,
        Control::AddMember,
        Control::EditRule,
        Control::ResetPassword,
        Control::ManageApp,
        Control::AssignRole,
        Control::Elevate,
        Control::RunCode,
    ];

    /// Its name in the column `relation` and in a path.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Control::Own => "owner",
            Control::AddMember => "add member",
            Control::EditRule => "edit membership rule",
            Control::ResetPassword => "reset password",
            Control::ManageApp => "manage app",
            Control::AssignRole => "assign role",
            Control::Elevate => "elevate access",
            Control::RunCode => "run code",
        }
    }

    /// Why it works.
    #[must_use]
    pub fn rule(self) -> StepRule {
        let (summary, source) = match self {
            Control::Own => (
                "owners of a group can add members to it, owners of an app can add credentials to it and act as it",
                "https://learn.microsoft.com/en-us/entra/fundamentals/users-default-permissions",
            ),
            Control::AddMember => (
                "a role or permission that manages groups can add any principal, its holder too, to a group that is neither dynamic nor synced",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference",
            ),
            Control::EditRule => (
                "a role or permission that manages groups can change the rule that makes the members of a dynamic group",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference",
            ),
            Control::ResetPassword => (
                "a role that resets passwords can sign in as every user whose own roles do not protect it",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions",
            ),
            Control::ManageApp => (
                "a role or permission that manages apps can add credentials to an app and act as it, and can assign users to it",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference",
            ),
            Control::AssignRole => (
                "a role or permission that assigns directory roles can assign any of them, to its holder too",
                "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference",
            ),
            Control::Elevate => (
                "a Global Administrator can take User Access Administrator at the root of Azure",
                "https://learn.microsoft.com/en-us/azure/role-based-access-control/elevate-access-global-admin",
            ),
            Control::RunCode => (
                "code that runs in an Azure resource acts as the identity of the resource",
                "https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/overview",
            ),
        };
        StepRule { summary, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_step_has_a_rule_a_page_and_a_name_of_its_own() {
        let mut kinds = vec![StepKind::Member, StepKind::Contains, StepKind::SelfJoin];
        kinds.extend(Mechanism::ALL.into_iter().map(StepKind::Grant));
        kinds.extend(Control::ALL.iter().copied().map(StepKind::Control));
        let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        for kind in kinds {
            let rule = kind.rule();
            assert!(rule.summary.len() > 20, "{kind:?}");
            assert!(rule.source.starts_with("https://learn.microsoft.com/"));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
