//! What lies in which folder.

use crate::format::graph::kind::Kind;
use crate::format::graph::place::Relation;
use crate::format::resource_manager::Kind as AzureKind;
use enfilade_model::EntityKind;

/// What the files of a folder are.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Folder {
    /// Objects of this kind.
    Objects(Kind),
    /// What an object has: members or owners.
    Items(Relation),
    /// Records of Azure.
    Azure(AzureKind),
    /// Settings, which add no access.
    Settings(&'static str),
}

/// The folders at the top that hold settings only, but for what [`Folder::of`] picks out.
const SETTINGS: &[&str] = &[
    "Admin",
    "Directory",
    "Domains",
    "GroupSettings",
    "Identity",
    "IdentityGovernance",
    "IdentityProviders",
    "OnPremisesPublishingProfiles",
    "Organization",
    "Policies",
    "Reports",
];

/// A path taken apart.
pub(crate) struct Place<'p> {
    /// What the file says.
    pub(crate) folder: Folder,
    /// The folder and the file are named after the object's id, which is this.
    pub(crate) id: Option<&'p str>,
}

impl Folder {
    /// What a file of the tree is; none if the tool has no such folder.
    pub(crate) fn of(path: &str) -> Option<Place<'_>> {
        let parts: Vec<&str> = path
            .split(['/', '\\', '!'])
            .filter(|part| !part.is_empty())
            .collect();
        let (file, folders) = parts.split_last()?;
        let stem = file
            .len()
            .checked_sub(5)
            .filter(|at| {
                file.get(*at..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(".json"))
            })
            .and_then(|at| file.get(..at))?;
        // The tool writes capitals; what a script keeps under such paths says less.
        if !folders
            .iter()
            .any(|part| part.starts_with(|c: char| c.is_ascii_uppercase()))
        {
            return None;
        }
        let lower: Vec<String> = folders.iter().map(|part| part.to_lowercase()).collect();
        let id = folders.last().filter(|last| **last == stem).map(|_| stem);
        let own = id.and_then(|_| object(lower.split_last()?.1));
        let folder = own
            .or_else(|| schedule(&lower))
            .or_else(|| settings(&lower))?;
        Some(Place { folder, id })
    }
}

/// What lies as `<id>/<id>.json` below these folders.
fn object(folders: &[String]) -> Option<Folder> {
    let mut up = folders.iter().rev().map(String::as_str);
    let (last, above, top) = (up.next()?, up.next(), up.next());
    Some(match (top, above, last) {
        (Some("rolemanagement"), Some("directory"), "roledefinitions") => {
            Folder::Objects(Kind::RoleDefinition)
        }
        (Some("rolemanagement"), Some("directory"), "roleassignments") => {
            Folder::Objects(Kind::RoleAssignment)
        }
        (Some("rolemanagement"), Some("directory"), "roleassignmentscheduleinstances") => {
            Folder::Objects(Kind::RoleInstance)
        }
        // Exchange, Intune and others have roles of the same shape.
        (Some("rolemanagement"), _, "roledefinitions" | "roleassignments") => {
            Folder::Objects(Kind::OtherRole)
        }
        (_, Some("conditional"), "accesspolicies") => {
            Folder::Objects(Kind::ConditionalAccessPolicy)
        }
        (_, Some("conditional"), "namedlocations") => Folder::Objects(Kind::NamedLocation),
        (_, Some("entitlementmanagement"), "accesspackages") => {
            Folder::Objects(Kind::AccessPackage)
        }
        // The package once more, with what it gives.
        (Some("accesspackages"), Some(_), "resourcescopes") => Folder::Objects(Kind::AccessPackage),
        (Some("accesspackages"), Some(_), "assignmentpolicies") => {
            Folder::Objects(Kind::AccessPackagePolicy)
        }
        (Some("accesspackages"), Some(_), "assignments") => {
            Folder::Objects(Kind::AccessPackageAssignment)
        }
        (_, Some("policies"), "authorizationpolicy") => Folder::Objects(Kind::AuthorizationPolicy),
        (_, Some("policies"), "crosstenantaccesspolicy") => {
            Folder::Objects(Kind::CrossTenantPolicy)
        }
        (Some("groups" | "directoryroles" | "administrativeunits"), Some(_), "members") => {
            Folder::Items(Relation::Members)
        }
        (Some("groups" | "applications" | "serviceprincipals"), Some(_), "owners") => {
            Folder::Items(Relation::Owners)
        }
        (Some("directoryroles"), Some(_), "scopedmembers")
        | (Some("administrativeunits"), Some(_), "scopedrolemembers") => {
            Folder::Objects(Kind::ScopedRoleMember)
        }
        (Some("serviceprincipals"), Some(_), "approleassignments" | "approleassignedto") => {
            Folder::Objects(Kind::AppRoleAssignment)
        }
        (Some("serviceprincipals"), Some(_), "oauth2permissiongrants") => {
            Folder::Objects(Kind::DelegatedGrant)
        }
        (_, _, "users") => Folder::Objects(Kind::User),
        (_, above, "groups") if above != Some("pim") => Folder::Objects(Kind::Group),
        (_, _, "applications") => Folder::Objects(Kind::Application),
        (_, _, "serviceprincipals") => Folder::Objects(Kind::ServicePrincipal),
        (_, _, "devices") => Folder::Objects(Kind::Device),
        (_, above, "directoryroles") if above != Some("pim") => {
            Folder::Objects(Kind::DirectoryRole)
        }
        (_, _, "administrativeunits") => Folder::Objects(Kind::Unit),
        (_, _, "subscribedskus") => Folder::Objects(Kind::SubscribedSku),
        _ => return None,
    })
}

/// What lies as `<name>.json` below these folders.
fn schedule(folders: &[String]) -> Option<Folder> {
    let at = |name: &str| folders.iter().rposition(|folder| folder == name);
    let below = |top: &str| {
        at(top)
            .and_then(|at| folders.get(at + 1))
            .map(String::as_str)
    };
    Some(match (below("pim"), below("iam")) {
        (Some("directoryroles"), _) => Folder::Objects(Kind::RoleEligibility),
        (Some("groups"), _) => Folder::Objects(Kind::GroupEligibility),
        (Some("resources"), _) => Folder::Azure(AzureKind::RoleEligibility),
        (_, Some("roleassignments")) => Folder::Azure(AzureKind::RoleAssignment),
        (_, Some("roledefinitions")) => Folder::Azure(AzureKind::RoleDefinition),
        _ if below("accesspolicies") == Some("subscriptions") => {
            Folder::Azure(AzureKind::Resource(EntityKind::Vault))
        }
        _ if folders.last().is_some_and(|last| last == "organization") => {
            Folder::Objects(Kind::Organization)
        }
        _ => return None,
    })
}

fn settings(folders: &[String]) -> Option<Folder> {
    let mut names = SETTINGS.iter();
    let name = names.find(|name| {
        folders
            .iter()
            .any(|folder| folder.eq_ignore_ascii_case(name))
    })?;
    Some(Folder::Settings(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_an_object_is() {
        const ID: &str = "a0000000-0000-4000-8000-000000000001";
        for (path, expected) in [
            ("out/Users/<I>/<I>.json", Some(Folder::Objects(Kind::User))),
            ("Groups/<I>/<I>.json", Some(Folder::Objects(Kind::Group))),
            (
                r"C:\out\Groups\<I>\Members\<I>\<I>.json",
                Some(Folder::Items(Relation::Members)),
            ),
            (
                "out.zip!RoleManagement/Directory/RoleAssignments/x-1/x-1.json",
                Some(Folder::Objects(Kind::RoleAssignment)),
            ),
            (
                "RoleManagement/Exchange/RoleAssignments/x-1/x-1.json",
                Some(Folder::Objects(Kind::OtherRole)),
            ),
            (
                "PIM/Groups/x.json",
                Some(Folder::Objects(Kind::GroupEligibility)),
            ),
            (
                "Organization/Organization.json",
                Some(Folder::Objects(Kind::Organization)),
            ),
            (
                "IAM/RoleAssignments/Subscriptions/<I>/a&b.json",
                Some(Folder::Azure(AzureKind::RoleAssignment)),
            ),
            (
                "Policies/AdminConsentRequestPolicy/p/p.json",
                Some(Folder::Settings("Policies")),
            ),
            (
                "IdentityGovernance/EntitlementManagement/AccessPackages/<I>/ResourceScopes/<I>/<I>.json",
                Some(Folder::Objects(Kind::AccessPackage)),
            ),
            ("groups/<I>/members.json", None),
            ("groups/<I>/members/<I>/<I>.json", None),
            ("groups/<I>.json", None),
            ("users.json", None),
            ("Users/<I>/<I>.txt", None),
        ] {
            let path = path.replace("<I>", ID);
            let found = Folder::of(&path).map(|place| place.folder);
            assert_eq!(found, expected, "{path}");
        }
    }
}
