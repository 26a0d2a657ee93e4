//! The powers of directory roles: of built-in ones by their template, of custom ones by what they
//! allow.
//!
//! Source, unless a line says otherwise:
//! <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference>.
//! Who may add members to ordinary groups stands in no one page; that list is what the pages of
//! the single roles allow (`microsoft.directory/groups/members/update`).

use super::passwords::{
    AUTHENTICATION_ADMINISTRATOR, GROUPS_ADMINISTRATOR, HELPDESK_ADMINISTRATOR,
    PASSWORD_ADMINISTRATOR, USER_ADMINISTRATOR,
};
use super::{Power, Powers, Resetter};

/// The powers of a built-in role, by its template id in lower case; none if it has none that
/// matter here or is no built-in role.
#[must_use]
pub fn directory_role_powers(template: &str) -> Powers {
    use Power::{
        AddMembers, AddMembersOfRoleAssignable, AssignDirectoryRoles, EditMembershipRules,
        ElevateAccess, ManageApps, ResetPasswords,
    };
    let powers: &[Power] = match template {
        // Global Administrator. Elevation:
        // <https://learn.microsoft.com/en-us/azure/role-based-access-control/elevate-access-global-admin>.
        "62e90394-69f5-4237-9190-012177145e10" => &[
            AssignDirectoryRoles,
            AddMembers,
            AddMembersOfRoleAssignable,
            EditMembershipRules,
            ManageApps,
            ElevateAccess,
            ResetPasswords(Resetter::Privileged),
        ],
        // Privileged Role Administrator.
        "e8611ab8-c189-46e8-94e1-60213ab1f814" => {
            &[AssignDirectoryRoles, AddMembers, AddMembersOfRoleAssignable]
        }
        // Privileged Authentication Administrator.
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13" => &[ResetPasswords(Resetter::Privileged)],
        USER_ADMINISTRATOR => &[
            AddMembers,
            EditMembershipRules,
            ResetPasswords(Resetter::User),
        ],
        GROUPS_ADMINISTRATOR => &[AddMembers, EditMembershipRules],
        // Intune Administrator.
        "3a2c62db-5318-420d-8d74-23affee5d9d5" => &[AddMembers, EditMembershipRules],
        // Directory Writers, Identity Governance Administrator, Knowledge Administrator, Knowledge
        // Manager.
        "9360feb5-f418-4baa-8175-e2a00bac4301"
        | "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"
        | "b5a8dcf3-09d5-43a9-a639-8e29ef291470"
        | "744ec460-397e-42ad-a462-8b3f9747a02c" => &[AddMembers],
        HELPDESK_ADMINISTRATOR => &[ResetPasswords(Resetter::Helpdesk)],
        AUTHENTICATION_ADMINISTRATOR => &[ResetPasswords(Resetter::Authentication)],
        PASSWORD_ADMINISTRATOR => &[ResetPasswords(Resetter::Password)],
        // Application Administrator, Cloud Application Administrator, Hybrid Identity
        // Administrator, Directory Synchronization Accounts.
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
        | "158c047a-c907-4556-b7ef-446551a6b5f7"
        | "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"
        | "d29b2b05-8046-44ba-8758-1e26182fcf32" => &[ManageApps],
        // Partner Tier1 Support.
        "4ba39ca4-527c-499a-b93d-d9b492c50246" => {
            &[ManageApps, ResetPasswords(Resetter::OfUnprivileged)]
        }
        // Partner Tier2 Support.
        "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8" => {
            &[ManageApps, ResetPasswords(Resetter::Privileged)]
        }
        _ => &[],
    };
    powers.iter().copied().collect()
}

/// Whether a built-in role, held for the whole tenant, lets its holder read the directory, by its
/// template id in lower case.
///
/// Members read it anyway. Service principals and guests do not, and without such a role cannot use
/// another that they hold within an administrative unit.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/manage-roles-portal>.
#[must_use]
pub fn directory_role_reads_directory(template: &str) -> bool {
    matches!(
        template,
        // Global Administrator, Global Reader, Directory Readers, Directory Writers.
        "62e90394-69f5-4237-9190-012177145e10"
            | "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
            | "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
            | "9360feb5-f418-4baa-8175-e2a00bac4301"
    )
}

/// The powers that an action of a custom role gives, such as
/// `microsoft.directory/groups/members/update`.
///
/// Who owns a group adds its members, so changing owners counts as that. An action upon the rules
/// of one kind of group counts for both.
///
/// Sources: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-group-permissions>,
/// <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-available-permissions>,
/// <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-enterprise-apps>.
#[must_use]
pub fn directory_role_action_powers(action: &str) -> Powers {
    let power = match action.to_ascii_lowercase().as_str() {
        "microsoft.directory/roleassignments/allproperties/alltasks"
        | "microsoft.directory/roleassignments/allproperties/update" => Power::AssignDirectoryRoles,
        "microsoft.directory/groups/members/update"
        | "microsoft.directory/groups/owners/update"
        | "microsoft.directory/groups/allproperties/update"
        | "microsoft.directory/groups/allproperties/alltasks" => Power::AddMembers,
        "microsoft.directory/groups.security/members/update"
        | "microsoft.directory/groups.security/owners/update"
        | "microsoft.directory/groups.security.assignedmembership/members/update"
        | "microsoft.directory/groups.security.assignedmembership/owners/update" => {
            Power::AddMembersOfSecurity
        }
        "microsoft.directory/groups.unified/members/update"
        | "microsoft.directory/groups.unified/owners/update"
        | "microsoft.directory/groups.unified.assignedmembership/members/update"
        | "microsoft.directory/groups.unified.assignedmembership/owners/update" => {
            Power::AddMembersOfMicrosoft365
        }
        "microsoft.directory/groupsassignabletoroles/members/update"
        | "microsoft.directory/groupsassignabletoroles/owners/update"
        | "microsoft.directory/groupsassignabletoroles/allproperties/update"
        | "microsoft.directory/groupsassignabletoroles/allproperties/alltasks" => {
            Power::AddMembersOfRoleAssignable
        }
        "microsoft.directory/groups/dynamicmembershiprule/update"
        | "microsoft.directory/groups.security/dynamicmembershiprule/update"
        | "microsoft.directory/groups.unified/dynamicmembershiprule/update" => {
            Power::EditMembershipRules
        }
        "microsoft.directory/serviceprincipals/approleassignedto/update" => Power::AssignToApps,
        "microsoft.directory/applications/credentials/update"
        | "microsoft.directory/applications/owners/update"
        | "microsoft.directory/applications/allproperties/update"
        | "microsoft.directory/applications/allproperties/alltasks"
        | "microsoft.directory/serviceprincipals/credentials/update"
        | "microsoft.directory/serviceprincipals/owners/update"
        | "microsoft.directory/serviceprincipals/allproperties/update"
        | "microsoft.directory/serviceprincipals/allproperties/alltasks" => Power::ManageApps,
        "microsoft.directory/users/password/update"
        | "microsoft.directory/users/authenticationmethods/create" => {
            Power::ResetPasswords(Resetter::OfUnprivileged)
        }
        _ => return Powers::NONE,
    };
    Powers::NONE.with(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_the_powers_that_their_pages_state() {
        let global = directory_role_powers(crate::GLOBAL_ADMINISTRATOR_TEMPLATE);
        assert!(global.contains(Power::ElevateAccess));
        let reader = directory_role_powers("f2ef992c-3afb-46b9-b7cf-a126ee74c451");
        assert!(reader.is_empty(), "a Global Reader changes nothing");
        let action = "microsoft.directory/Groups/members/update";
        let powers = directory_role_action_powers(action);
        assert_eq!(powers.iter().collect::<Vec<_>>(), [Power::AddMembers]);
    }
}
