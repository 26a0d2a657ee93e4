//! The properties that a rule may ask for.
//!
//! Microsoft calls their names case-sensitive; rules in real tenants vary the case and are
//! processed, so any case is accepted and the documented spelling is kept.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership#supported-properties>.

use std::fmt;

/// What a rule is about: users or devices, never both.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum SubjectKind {
    /// Users.
    User,
    /// Devices.
    Device,
}

impl SubjectKind {
    /// How a rule calls its subject.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SubjectKind::User => "user",
            SubjectKind::Device => "device",
        }
    }
}

/// What kind of value a property has.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Shape {
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// An instant.
    Time,
    /// Several texts; an element is called `_`.
    Texts,
    /// Several objects with properties of their own; an element is called `assignedPlan`.
    Plans,
    /// The groups that it is a member of; an element is called `group`.
    Groups,
}

/// A property of a user or device.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Property {
    /// Of what.
    pub of: SubjectKind,
    /// Its name as documented; of an extension of the tenant's own in lower case.
    pub name: String,
    /// What kind of value it has.
    pub shape: Shape,
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.of.name(), self.name)
    }
}

const USER_TEXTS: &[&str] = &[
    "city",
    "companyName",
    "country",
    "department",
    "displayName",
    "employeeId",
    "facsimileTelephoneNumber",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickName",
    "mobile",
    "objectId",
    "onPremisesDistinguishedName",
    "onPremisesSecurityIdentifier",
    "passwordPolicies",
    "physicalDeliveryOfficeName",
    "postalCode",
    "preferredLanguage",
    "sipProxyAddress",
    "state",
    "streetAddress",
    "surname",
    "telephoneNumber",
    "usageLocation",
    "userPrincipalName",
    "userType",
];

const DEVICE_TEXTS: &[&str] = &[
    "deviceCategory",
    "deviceId",
    "deviceManagementAppId",
    "deviceManufacturer",
    "deviceModel",
    "deviceOSType",
    "deviceOSVersion",
    "deviceOwnership",
    "deviceTrustType",
    "displayName",
    "enrollmentProfileName",
    "managementType",
    "objectId",
    "profileType",
];

/// Properties that are no plain texts.
const OTHERS: &[(SubjectKind, &str, Shape)] = &[
    (SubjectKind::User, "accountEnabled", Shape::Boolean),
    (SubjectKind::User, "dirSyncEnabled", Shape::Boolean),
    (SubjectKind::User, "employeeHireDate", Shape::Time),
    (SubjectKind::User, "otherMails", Shape::Texts),
    (SubjectKind::User, "proxyAddresses", Shape::Texts),
    (SubjectKind::User, "assignedPlans", Shape::Plans),
    (SubjectKind::User, "memberOf", Shape::Groups),
    (SubjectKind::Device, "accountEnabled", Shape::Boolean),
    (SubjectKind::Device, "isRooted", Shape::Boolean),
    (SubjectKind::Device, "devicePhysicalIds", Shape::Texts),
    (SubjectKind::Device, "systemLabels", Shape::Texts),
    (SubjectKind::Device, "memberOf", Shape::Groups),
];

impl Property {
    /// The property with this name, in any case.
    #[must_use]
    pub fn named(of: SubjectKind, name: &str) -> Option<Property> {
        let known = |known: &str, shape| {
            known.eq_ignore_ascii_case(name).then(|| Property {
                of,
                name: known.to_owned(),
                shape,
            })
        };
        let all = Property::known(of);
        all.into_iter()
            .find_map(|(name, shape)| known(name, shape))
            .or_else(|| {
                let lower = name.to_ascii_lowercase();
                is_extension(&lower).then(|| Property {
                    of,
                    name: lower.replace("extensionattribute", "extensionAttribute"),
                    shape: Shape::Text,
                })
            })
    }

    /// All documented properties but the extensions.
    pub(crate) fn known(of: SubjectKind) -> Vec<(&'static str, Shape)> {
        let texts = match of {
            SubjectKind::User => USER_TEXTS,
            SubjectKind::Device => DEVICE_TEXTS,
        };
        let others = OTHERS.iter().filter(|(kind, _, _)| *kind == of);
        let texts = texts.iter().map(|name| (*name, Shape::Text));
        texts
            .chain(others.map(|&(_, name, shape)| (name, shape)))
            .collect()
    }
}

/// `extensionAttribute1` to 15, and `extension_<app id without hyphens>_<name>`.
fn is_extension(lower: &str) -> bool {
    if let Some(number) = lower.strip_prefix("extensionattribute") {
        return matches!(number.parse(), Ok(1..=15_u8)) && !number.starts_with('0');
    }
    let Some((app, own)) = lower
        .strip_prefix("extension_")
        .and_then(|rest| rest.split_once('_'))
    else {
        return false;
    };
    app.len() == 32 && app.bytes().all(|b| b.is_ascii_hexdigit()) && !own.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_keep_their_spelling() {
        let found = Property::named(SubjectKind::User, "JOBTITLE").unwrap();
        assert_eq!(found.to_string(), "user.jobTitle");
        assert!(Property::named(SubjectKind::Device, "jobTitle").is_none());
    }

    #[test]
    fn extensions_are_told_from_mistakes() {
        let is = |name| Property::named(SubjectKind::User, name).is_some();
        assert!(is("extensionAttribute15") && is("ExtensionAttribute1"));
        assert!(!is("extensionAttribute16") && !is("extensionAttribute01"));
        assert!(is(
            "extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber"
        ));
        assert!(!is("extension_c272a57b_OfficeNumber"));
    }
}
