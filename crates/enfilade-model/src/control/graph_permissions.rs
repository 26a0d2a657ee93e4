//! The powers of application permissions of Microsoft Graph.
//!
//! A service principal holds such a permission as an app role assignment to Microsoft Graph. The
//! ids of the roles are the same in every tenant.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/permissions-reference> for the ids and what
//! each allows; <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept>
//! for role-assignable groups, which only `RoleManagement.ReadWrite.Directory` changes directly.
//!
//! Left out is what helps another principal than the app itself: assigning it a role through PIM
//! (`RoleAssignmentSchedule`, `RoleEligibilitySchedule`), or changing the attributes that a dynamic
//! group goes by.

use super::{Power, Powers, Resetter};

/// The client ids of Microsoft Graph and of its predecessor, Azure AD Graph, in lower case.
pub const GRAPH_APP_IDS: [&str; 2] = [
    "00000003-0000-0000-c000-000000000000",
    "00000002-0000-0000-c000-000000000000",
];

/// The powers that an app role of Microsoft Graph gives, by its id in lower case.
#[must_use]
pub fn graph_permission_powers(role: &str) -> Powers {
    use Power::{
        AddMembers, AddMembersOfRoleAssignable, AssignDirectoryRoles, ManageApps, ResetPasswords,
    };
    let powers: &[Power] = match role {
        // RoleManagement.ReadWrite.Directory; AppRoleAssignment.ReadWrite.All, which can grant
        // itself the former.
        "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8" | "06b708a9-e830-4db3-a914-8e69da51d44f" => &[
            AssignDirectoryRoles,
            AddMembers,
            AddMembersOfRoleAssignable,
            ManageApps,
        ],
        // Application.ReadWrite.All, ServicePrincipalEndpoint.ReadWrite.All.
        "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9" | "89c8469c-83ad-45f7-8ff2-6e3d4285709e" => {
            &[ManageApps]
        }
        // Group.ReadWrite.All, GroupMember.ReadWrite.All, Directory.ReadWrite.All.
        "62a82d76-70ea-41e2-9197-370581804d09"
        | "dbaae8cf-10b5-4b86-a4a1-f871c94c6695"
        | "19dbc75e-c2e2-444c-a770-ec69d8559fc7" => &[AddMembers],
        // PrivilegedAccess.ReadWrite.AzureADGroup, PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup:
        // active memberships of groups that are managed by PIM, role-assignable ones too. Not
        // Microsoft's word but a third party's: <https://github.com/emiliensocchi/azure-tiering>.
        "2f6817f8-7b12-4f0f-bc18-eeaf60705a9e" | "41202f2c-f7ab-45be-b001-85c9728b9d69" => {
            &[AddMembers, AddMembersOfRoleAssignable]
        }
        // UserAuthenticationMethod.ReadWrite.All.
        "50483e42-d915-4231-9639-7fdb7fd190e5" => &[ResetPasswords(Resetter::Privileged)],
        // User-PasswordProfile.ReadWrite.All: of accounts without a role.
        "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7" => &[ResetPasswords(Resetter::OfUnprivileged)],
        _ => &[],
    };
    powers.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_have_the_powers_that_their_pages_state() {
        use Power::{
            AddMembers, AddMembersOfRoleAssignable, AssignDirectoryRoles, ManageApps,
            ResetPasswords,
        };
        let of = |role| graph_permission_powers(role).iter().collect::<Vec<_>>();
        // GroupMember.ReadWrite.All: of ordinary groups only.
        assert_eq!(of("dbaae8cf-10b5-4b86-a4a1-f871c94c6695"), [AddMembers]);
        // RoleManagement.ReadWrite.Directory.
        assert_eq!(
            of("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"),
            [
                AssignDirectoryRoles,
                AddMembers,
                AddMembersOfRoleAssignable,
                ManageApps
            ]
        );
        // Application.ReadWrite.All, and the same for the app's own apps only, which it owns.
        assert_eq!(of("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"), [ManageApps]);
        assert_eq!(of("18a4783c-866b-4cc7-a460-3d5e5662c884"), []);
        // UserAuthenticationMethod.ReadWrite.All, User-PasswordProfile.ReadWrite.All.
        assert_eq!(
            of("50483e42-d915-4231-9639-7fdb7fd190e5"),
            [ResetPasswords(Resetter::Privileged)]
        );
        assert_eq!(
            of("cc117bb9-00cf-4eb8-b580-ea2a878fe8f7"),
            [ResetPasswords(Resetter::OfUnprivileged)]
        );
        // PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup; the eligible kind helps no app.
        assert_eq!(
            of("41202f2c-f7ab-45be-b001-85c9728b9d69"),
            [AddMembers, AddMembersOfRoleAssignable]
        );
        assert_eq!(of("618b6020-bca8-4de6-99f6-ef445fa4d857"), []);
        // User.Read.All changes nothing.
        assert_eq!(of("df021288-bdef-4463-88db-98f22de89214"), []);
    }
}
