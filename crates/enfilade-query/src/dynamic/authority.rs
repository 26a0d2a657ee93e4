//! Who may change what a rule looks at.
//!
//! Whoever may change the attribute that a rule of dynamic membership rests on decides who is in the
//! group. Each statement names the page of Microsoft's documentation that it was read from, in
//! November 2026; what no page says is not said here. Custom roles and apps with permissions such as
//! `User.ReadWrite.All` come on top.

use enfilade_rules::{Property, Shape, SubjectKind};

/// How near to the subject itself whoever may change an attribute is.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum By {
    /// The person itself, without any role.
    Itself,
    /// The owner of the device.
    Owner,
    /// Whoever may invite guests, for a guest that is not there yet.
    Inviter,
    /// Whoever manages the directory on-premises.
    OnPremises,
    /// Holders of directory roles.
    Role,
    /// Whoever adds members to other groups.
    GroupOwner,
    /// Nobody.
    Nobody,
}

impl By {
    /// In a word or two.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            By::Itself => "itself",
            By::Owner => "device owner",
            By::Inviter => "inviter",
            By::OnPremises => "on-premises",
            By::Role => "role",
            By::GroupOwner => "group owner",
            By::Nobody => "nobody",
        }
    }
}

/// Someone who may change an attribute.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Authority {
    /// How near to the subject.
    pub by: By,
    /// Who, in words.
    pub who: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

/// Where the object of an attribute is mastered.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Mastered {
    /// In the cloud.
    Cloud,
    /// On-premises: it is synced.
    OnPremises,
    /// Not known, or of people in general.
    Either,
}

const DEFAULTS: &str =
    "https://learn.microsoft.com/en-us/entra/fundamentals/users-default-permissions";
const ROLES: &str = "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference";
const SENSITIVE: &str = "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions";
const UPDATE_USER: &str = "https://learn.microsoft.com/en-us/graph/api/user-update";
const UPDATE_DEVICE: &str = "https://learn.microsoft.com/en-us/graph/api/device-update";
const INVITATION: &str = "https://learn.microsoft.com/en-us/graph/api/resources/invitation";
const EXTENSIONS: &str =
    "https://learn.microsoft.com/en-us/graph/api/resources/onpremisesextensionattributes";
const RULES: &str =
    "https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership";
const MEMBER_OF: &str =
    "https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-rule-member-of";

const fn by(by: By, who: &'static str, source: &'static str) -> Authority {
    Authority { by, who, source }
}

const BASIC: Authority = by(
    By::Role,
    "User Administrator, Intune Administrator, Directory Writers, Global Administrator",
    ROLES,
);
const PROTECTED: Authority = by(
    By::Role,
    "User Administrator of people without a higher role, Global Administrator",
    SENSITIVE,
);
const SYNCED: Authority = by(
    By::OnPremises,
    "whoever manages the directory on-premises, if the person is synced from one",
    UPDATE_USER,
);
const INVITED: Authority = by(
    By::Inviter,
    "whoever invites a guest chooses the address and the name",
    INVITATION,
);

/// Who may change an attribute, the nearest to the subject first.
#[must_use]
pub fn authorities(property: &Property, mastered: Mastered) -> Vec<Authority> {
    let mut found = match property.of {
        SubjectKind::User => of_user(property, mastered),
        SubjectKind::Device => of_device(property),
    };
    found.sort_by_key(|one| one.by);
    found
}

/// Who may change whose manager someone has.
#[must_use]
pub(super) fn of_manager(mastered: Mastered) -> Vec<Authority> {
    synced_or(vec![BASIC], mastered)
}

/// Who may change in which groups someone is that a rule names.
#[must_use]
pub(super) fn of_memberships() -> Vec<Authority> {
    let who = "whoever adds members to one of the groups that the rule names";
    vec![by(By::GroupOwner, who, MEMBER_OF)]
}

fn of_user(property: &Property, mastered: Mastered) -> Vec<Authority> {
    let name = property.name.as_str();
    let in_cloud = match name {
        "objectId" => return vec![by(By::Nobody, "nobody: it is given once", RULES)],
        "memberOf" => return of_memberships(),
        "onPremisesSecurityIdentifier" | "onPremisesDistinguishedName" | "dirSyncEnabled" => {
            return vec![by(
                By::OnPremises,
                "whoever manages the directory on-premises, by what is synced",
                RULES,
            )];
        }
        "assignedPlans" => {
            let who = "License Administrator, User Administrator, Global Administrator, and who adds members to a group that gives licences";
            return vec![by(By::Role, who, ROLES)];
        }
        "usageLocation" => {
            let who = "License Administrator, User Administrator, Global Administrator";
            return vec![by(By::Role, who, ROLES)];
        }
        "userType" => return vec![PROTECTED_TYPE],
        "mobile" => vec![
            by(
                By::Itself,
                "the person: members, and guests by default",
                DEFAULTS,
            ),
            PROTECTED,
        ],
        "displayName" | "mail" | "userPrincipalName" | "mailNickName" | "otherMails"
        | "proxyAddresses" => vec![INVITED, PROTECTED],
        "accountEnabled" | "telephoneNumber" => vec![PROTECTED],
        "passwordPolicies" => vec![by(
            By::Role,
            "User Administrator, Global Administrator",
            ROLES,
        )],
        name if name.starts_with("extensionAttribute") => vec![by(
            By::Role,
            "User Administrator, Global Administrator, apps with User.ReadWrite.All",
            EXTENSIONS,
        )],
        _ => vec![BASIC],
    };
    synced_or(in_cloud, mastered)
}

const PROTECTED_TYPE: Authority = by(
    By::Role,
    "User Administrator, Global Administrator",
    UPDATE_USER,
);

/// Of synced people what is mastered on-premises changes there; guests are not synced.
fn synced_or(in_cloud: Vec<Authority>, mastered: Mastered) -> Vec<Authority> {
    match mastered {
        Mastered::OnPremises => vec![SYNCED],
        Mastered::Cloud => in_cloud,
        Mastered::Either => in_cloud.into_iter().chain([SYNCED]).collect(),
    }
}

fn of_device(property: &Property) -> Vec<Authority> {
    let name = property.name.as_str();
    let intune = |who| vec![by(By::Role, who, UPDATE_DEVICE)];
    match name {
        "objectId" | "deviceId" => vec![by(By::Nobody, "nobody: it is given once", RULES)],
        "memberOf" => of_memberships(),
        "accountEnabled" => intune("Cloud Device Administrator, Global Administrator"),
        "systemLabels" => vec![by(By::Nobody, "nobody: it is read-only", RULES)],
        name if name == "displayName" || name.starts_with("extensionAttribute") => vec![
            by(
                By::Owner,
                "the owner of the device, who may manage all properties of it",
                DEFAULTS,
            ),
            by(
                By::Role,
                "Intune Administrator, Windows 365 Administrator, Global Administrator",
                UPDATE_DEVICE,
            ),
        ],
        _ if property.shape == Shape::Boolean => intune("Intune, as it sees the device"),
        _ => intune("Intune Administrator, Global Administrator, and the management of the device"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_nearest_comes_first() {
        let first = |of, name, mastered| {
            let property = Property::named(of, name).unwrap();
            authorities(&property, mastered)[0].by
        };
        let user = |name, mastered| first(SubjectKind::User, name, mastered);
        assert_eq!(user("mobile", Mastered::Cloud), By::Itself);
        assert_eq!(user("mobile", Mastered::OnPremises), By::OnPremises);
        assert_eq!(user("displayName", Mastered::Either), By::Inviter);
        assert_eq!(user("department", Mastered::Cloud), By::Role);
        assert_eq!(user("usageLocation", Mastered::OnPremises), By::Role);
        assert_eq!(user("objectId", Mastered::Cloud), By::Nobody);
        let device = |name| first(SubjectKind::Device, name, Mastered::Cloud);
        assert_eq!(device("extensionAttribute1"), By::Owner);
        assert_eq!(device("deviceModel"), By::Role);
    }

    #[test]
    fn every_property_has_someone_and_a_page() {
        for of in [SubjectKind::User, SubjectKind::Device] {
            for name in [
                "accountEnabled",
                "displayName",
                "extensionAttribute15",
                "memberOf",
            ] {
                let property = Property::named(of, name).unwrap();
                for one in authorities(&property, Mastered::Either) {
                    assert!(one.source.starts_with("https://learn.microsoft.com/"));
                    assert!(!one.who.is_empty());
                }
            }
        }
    }
}
