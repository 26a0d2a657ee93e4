//! The definition of an Azure role, or of what a deny assignment denies.
//!
//! What a permission leaves out is subtracted from that permission alone; then the permissions of a
//! role are added up, and the roles of a principal.
//!
//! Whether a deny takes a whole role away is asked of patterns, not of single actions, since nobody
//! has a list of all actions that are. The answers err on one side: a role counts as taken away only
//! where the patterns prove it, and as left whole only where they prove that.

use super::built_in;
use super::permission::{AzurePermission, Plane, is_stated};
use serde::Deserialize;

/// What a role allows or a deny assignment denies. Read from the JSON that Azure Resource Manager
/// shows as `properties`; what it says beside these is ignored.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AzureDefinition {
    permissions: Vec<AzurePermission>,
    /// For a deny assignment: whether it holds at its own scope only.
    pub do_not_apply_to_child_scopes: bool,
    condition: Option<String>,
}

impl AzureDefinition {
    /// The definition of a built-in role, by its id in lower case.
    #[must_use]
    pub fn built_in(role: &str) -> Option<AzureDefinition> {
        built_in::permission(role).map(|permission| AzureDefinition {
            permissions: vec![permission],
            ..AzureDefinition::default()
        })
    }

    /// What a role that nobody describes may allow: anything.
    #[must_use]
    pub fn anything() -> AzureDefinition {
        let all: &[&str] = &["*"];
        AzureDefinition {
            permissions: vec![AzurePermission::of([all, &[], all, &[]], None)],
            ..AzureDefinition::default()
        }
    }

    /// A definition of nothing but those of some data actions that this one allows.
    #[must_use]
    pub fn only(&self, data_actions: &[&str]) -> AzureDefinition {
        let allowed = |action: &&&str| self.allows(Plane::Data, action);
        let allowed: Vec<&str> = data_actions.iter().filter(allowed).copied().collect();
        AzureDefinition {
            permissions: vec![AzurePermission::of([&[], &[], &allowed, &[]], None)],
            ..AzureDefinition::default()
        }
    }

    /// Whether an action is allowed, under a condition perhaps. The action is in lower case.
    #[must_use]
    pub fn allows(&self, plane: Plane, action: &str) -> bool {
        let mut all = self.permissions.iter();
        all.any(|permission| permission.part(plane).holds(action))
    }

    /// Whether an action is allowed without the role's own definition putting a condition on it.
    #[must_use]
    pub fn allows_freely(&self, plane: Plane, action: &str) -> bool {
        let mut free = self.free_permissions();
        free.any(|permission| permission.part(plane).holds(action))
    }

    fn free_permissions(&self) -> impl Iterator<Item = &AzurePermission> {
        let is_free = !is_stated(self.condition.as_ref());
        let all = self.permissions.iter().filter(move |_| is_free);
        all.filter(|permission| !permission.is_conditional())
    }

    /// Whether the role's own definition puts a condition on some of what it allows.
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        is_stated(self.condition.as_ref())
            || self.permissions.iter().any(AzurePermission::is_conditional)
    }

    /// For each pattern that a role allows, in their order, whether this deny certainly takes all
    /// of it away. Denies that hold together take away what any of them does.
    #[must_use]
    pub fn denied_patterns(&self, role: &AzureDefinition) -> Vec<bool> {
        let denies = |plane, pattern: &str, less: &[String]| {
            let mut parts = self.free_permissions().map(|deny| deny.part(plane));
            parts.any(|part| part.covers(pattern, less))
        };
        role.patterns()
            .map(|(plane, pattern, less)| denies(plane, pattern, less))
            .collect()
    }

    /// For each pattern that a role allows: that nothing takes it away.
    #[must_use]
    pub fn denied_by_nothing(&self) -> Vec<bool> {
        self.patterns().map(|_| false).collect()
    }

    /// Whether this deny may take away something that a role allows.
    #[must_use]
    pub fn may_restrict(&self, role: &AzureDefinition) -> bool {
        role.patterns().any(|(plane, pattern, less)| {
            let mut parts = self.permissions.iter().map(|deny| deny.part(plane));
            parts.any(|part| part.meets(pattern, less))
        })
    }

    fn patterns(&self) -> impl Iterator<Item = (Plane, &str, &[String])> {
        self.permissions.iter().flat_map(|permission| {
            [Plane::Control, Plane::Data].into_iter().flat_map(|plane| {
                let part = permission.part(plane);
                let patterns = part.allowed.iter();
                patterns.map(move |pattern| (plane, pattern.as_str(), part.left_out))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(actions: &[&str], not: &[&str], data: &[&str]) -> AzureDefinition {
        AzureDefinition {
            permissions: vec![AzurePermission::of([actions, not, data, &[]], None)],
            ..AzureDefinition::default()
        }
    }

    #[test]
    fn what_is_left_out_of_one_permission_another_may_allow() {
        let contributor =
            AzureDefinition::built_in("b24988ac-6180-42a0-ab88-20f7382dd24c").unwrap();
        let assign = "microsoft.authorization/roleassignments/write";
        assert!(!contributor.allows(Plane::Control, assign));
        assert!(contributor.allows(Plane::Control, "microsoft.compute/virtualmachines/write"));
        assert!(!contributor.allows(Plane::Data, super::super::READ_SECRET));
        let mut both = contributor;
        both.permissions
            .extend(definition(&["*/write"], &[], &[]).permissions);
        assert!(both.allows(Plane::Control, assign));
    }

    #[test]
    fn a_deny_of_all_but_reading_restricts_an_owner_and_leaves_a_reader_whole() {
        let deny = definition(&["*"], &["*/read"], &[]);
        let owner = definition(&["*"], &[], &[]);
        let reader = definition(&["*/read"], &[], &[]);
        assert!(deny.may_restrict(&owner));
        assert_eq!(deny.denied_patterns(&owner), [false]);
        assert!(!deny.may_restrict(&reader));
        let writer = definition(&["a/*"], &["*/read"], &[]);
        assert_eq!(deny.denied_patterns(&writer), [true]);
        let data = definition(&["a/write"], &[], &["a/b/read"]);
        assert_eq!(deny.denied_patterns(&data), [true, false]);
    }

    #[test]
    fn a_condition_in_the_definition_is_told_apart() {
        let role = AzureDefinition::built_in("8b54135c-b56d-4d72-a534-26097cfdc8d8").unwrap();
        let assign = "microsoft.authorization/roleassignments/write";
        assert!(role.allows(Plane::Control, assign) && !role.allows_freely(Plane::Control, assign));
        assert!(role.is_conditional());
    }
}
