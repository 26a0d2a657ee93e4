//! Where an export states what a rule calls by another name.
//!
//! Rules keep the names of the directory's older interface; exports have Microsoft Graph's.
//!
//! Sources: <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership#supported-properties>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/user>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/device>.

use enfilade_model::Attribute;
use enfilade_rules::{Property, SubjectKind};

/// Where the values of a property are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Source {
    /// They are the object ids.
    Id,
    /// In a column.
    Attribute(Attribute),
    /// In the attributes kept as JSON, under these keys, the outer one first.
    Kept(Vec<String>),
    /// In no export.
    Nowhere,
}

/// Properties that Graph calls otherwise, and that have no column.
const OTHERWISE: &[(&str, &str)] = &[
    ("facsimileTelephoneNumber", "faxNumber"),
    ("mailNickName", "mailNickname"),
    ("mobile", "mobilePhone"),
    ("sipProxyAddress", "imAddresses"),
    ("telephoneNumber", "businessPhones"),
    ("deviceManagementAppId", "mdmAppId"),
    ("deviceManufacturer", "manufacturer"),
    ("deviceModel", "model"),
    ("deviceOSVersion", "operatingSystemVersion"),
    ("devicePhysicalIds", "physicalIds"),
];

/// Where the values of a property are.
pub(super) fn source(property: &Property) -> Source {
    let name = property.name.as_str();
    match name {
        "objectId" => return Source::Id,
        "dirSyncEnabled" => return Source::Attribute(Attribute::OnPremisesSyncEnabled),
        "physicalDeliveryOfficeName" => return Source::Attribute(Attribute::OfficeLocation),
        "deviceOSType" => return Source::Attribute(Attribute::OperatingSystem),
        "deviceTrustType" => return Source::Attribute(Attribute::TrustType),
        // Asked of the memberships, not of a column.
        "memberOf" => return Source::Nowhere,
        _ => {}
    }
    if name.starts_with("extensionAttribute") {
        let holder = match property.of {
            SubjectKind::User => "onPremisesExtensionAttributes",
            SubjectKind::Device => "extensionAttributes",
        };
        return Source::Kept(vec![holder.to_owned(), name.to_owned()]);
    }
    let known = Attribute::ALL.iter().find(|own| own.name() == name);
    if let Some(&attribute) = known {
        return Source::Attribute(attribute);
    }
    let otherwise = OTHERWISE.iter().find(|(own, _)| *own == name);
    Source::Kept(vec![otherwise.map_or(name, |(_, key)| key).to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: SubjectKind, name: &str) -> Source {
        source(&Property::named(kind, name).unwrap())
    }

    #[test]
    fn names_of_rules_become_those_of_exports() {
        let kept = |keys: &[&str]| Source::Kept(keys.iter().map(|&key| key.to_owned()).collect());
        let user = |name| of(SubjectKind::User, name);
        assert_eq!(user("department"), Source::Attribute(Attribute::Department));
        assert_eq!(user("objectid"), Source::Id);
        assert_eq!(user("mailNickName"), kept(&["mailNickname"]));
        assert_eq!(
            user("extensionAttribute3"),
            kept(&["onPremisesExtensionAttributes", "extensionAttribute3"])
        );
        let device = |name| of(SubjectKind::Device, name);
        assert_eq!(device("deviceModel"), kept(&["model"]));
        assert_eq!(
            device("accountEnabled"),
            Source::Attribute(Attribute::AccountEnabled)
        );
    }
}
