//! Attributes by name, whether any source collected them, and which export would.

use super::Catalog;
use super::names::nearest_of;
use crate::plan::column::Kinds;
use crate::plan::expression::Property;
use enfilade_model::{Attribute, EntityKind};

/// Why an attribute cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum NoAttribute {
    /// There is an attribute of this name, and no source collected it for these kinds.
    NotCollected {
        /// The attribute.
        attribute: Attribute,
        /// Which export would hold it.
        export: String,
    },
    /// Nothing is called so; the nearest names of attributes that were collected.
    Unknown(Vec<String>),
}

impl Catalog {
    /// The property of entities of these kinds that a name means.
    pub(crate) fn property(&self, name: &str, kinds: Kinds) -> Result<Property, NoAttribute> {
        match name.to_ascii_lowercase().as_str() {
            "id" => return Ok(Property::Id),
            "kind" => return Ok(Property::Kind),
            "name" | "displayname" => return Ok(Property::Label),
            _ => {}
        }
        if let Some(attribute) = Attribute::from_name(name) {
            if self.collects(attribute, kinds) {
                return Ok(Property::Attribute(attribute));
            }
            if may_have(attribute, kinds) {
                return Err(NoAttribute::NotCollected {
                    attribute,
                    export: exported_by(attribute, kinds),
                });
            }
            return Err(NoAttribute::Unknown(Vec::new()));
        }
        if self.keeps(name, kinds) {
            return Ok(Property::Other(name.to_owned()));
        }
        let collected = Attribute::ALL
            .iter()
            .filter(|attribute| self.collects(**attribute, kinds))
            .map(|attribute| attribute.name())
            .chain(["name", "id", "kind", "upn", "enabled", "company"]);
        let mut near = nearest_of(name, collected);
        if near.is_empty() {
            // One that no source collected is still a word of the language.
            let known = Attribute::ALL.iter().copied();
            let fitting = known.filter(|&attribute| may_have(attribute, kinds));
            near = nearest_of(name, fitting.map(Attribute::name));
        }
        Err(NoAttribute::Unknown(near))
    }

    /// Whether some source collected an attribute for one of the kinds.
    pub(crate) fn collects(&self, attribute: Attribute, kinds: Kinds) -> bool {
        let ledger = self.graph.completeness();
        kinds.iter().any(|kind| {
            ledger.has_attribute(kind, attribute)
                || self.graph.entities(kind).attribute(attribute).is_some()
        })
    }

    /// Whether some entity of the kinds has a key of this name among the attributes kept as JSON.
    /// Reads all of them, once for each unknown name.
    fn keeps(&self, key: &str, kinds: Kinds) -> bool {
        let quoted = format!("\"{key}\":");
        let Ok(pattern) = regex::RegexBuilder::new(&regex::escape(&quoted))
            .case_insensitive(true)
            .build()
        else {
            return false;
        };
        let has_key = |id| matches!(self.graph.rest(id), Ok(Some(json)) if pattern.is_match(json));
        kinds.iter().any(|kind| self.graph.ids(kind).any(has_key))
    }
}

/// Whether entities of one of the kinds may have an attribute, whatever was collected.
fn may_have(attribute: Attribute, kinds: Kinds) -> bool {
    use Attribute as A;
    use EntityKind as K;
    let only: &[EntityKind] = match attribute {
        A::UserPrincipalName
        | A::UserType
        | A::CreationType
        | A::ExternalUserState
        | A::CompanyName
        | A::Department
        | A::JobTitle
        | A::EmployeeId
        | A::EmployeeType
        | A::OfficeLocation
        | A::Country
        | A::City
        | A::UsageLocation
        | A::LastPasswordChangeDateTime
        | A::LastSignInDateTime => &[K::User],
        A::GroupTypes
        | A::SecurityEnabled
        | A::MailEnabled
        | A::IsAssignableToRole
        | A::MembershipRuleProcessingState => &[K::Group],
        A::MembershipRule => &[K::Group, K::AdministrativeUnit],
        A::AppDisplayName
        | A::AppOwnerOrganizationId
        | A::AppRoleAssignmentRequired
        | A::ServicePrincipalType
        | A::PreferredSingleSignOnMode => &[K::App, K::ServicePrincipal, K::ManagedIdentity],
        A::TemplateId | A::IsBuiltIn | A::IsEnabled => &[K::DirectoryRole],
        A::OperatingSystem | A::IsCompliant | A::IsManaged | A::TrustType => &[K::Device],
        A::EnableRbacAuthorization => &[K::Vault],
        _ => return true,
    };
    only.iter().any(|&kind| kinds.contains(kind))
}

/// The export that would hold an attribute of these kinds.
pub(crate) fn exported_by(attribute: Attribute, kinds: Kinds) -> String {
    let kind = kinds.iter().last();
    let of = kind.map_or("objects", |kind| kind.plural());
    match attribute {
        Attribute::LastSignInDateTime => {
            "a Microsoft Graph export of users that selects `signInActivity`".to_owned()
        }
        _ => format!(
            "a Microsoft Graph export of {of} that selects `{}`",
            attribute.name()
        ),
    }
}
